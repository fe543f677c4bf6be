"""What the floor refuses, as exceptions: each docstring says what it means to whoever asked."""

from __future__ import annotations

from typing import Any, Literal


class OutOfScopeError(LookupError):
    """There is no such thing, or it is not the asker's: outside their units, or above their role."""


class AttendedError(Exception):
    """Somebody has checked in already, so that it can be neither moved nor cancelled."""


class LastAdminError(Exception):
    """Nobody would be left who administers the unit."""


Why = Literal["gone", "below_itself", "name_taken", "has_units", "roles_above"]


class UnitChangeError(Exception):
    """A change that cannot be made, and why: `gone` is also what the asker may not change."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class UnreadableError(Exception):
    """A document, or what was asked of it, cannot be worked with; the key is worded by the engine's document_words."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""
