"""Imported tables."""
