"""Records, and what may be done to them: the only floor that knows SQL."""
