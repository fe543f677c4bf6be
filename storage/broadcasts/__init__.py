"""Broadcasts, and how they go out."""
