"""The plan, what is due when, and the clock's tick."""
