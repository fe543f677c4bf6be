"""The tree of units, and the roles over it."""
