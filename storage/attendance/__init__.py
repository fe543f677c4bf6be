"""Check-ins, the codes that prove them, and the roster."""
