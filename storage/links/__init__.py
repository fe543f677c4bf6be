"""Signed links: the keys to the pages of the public door."""
