"""The catalogues of translations."""
