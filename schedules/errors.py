"""What the floor refuses, as exceptions: each docstring says what it means to whoever asked."""

from __future__ import annotations


class PlanError(Exception):
    """The plan cannot be used; each line of the message names an item and says what is wrong with it."""
