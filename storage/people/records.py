"""People, as typed records."""

from __future__ import annotations

from typing import Literal

from storage.records import Record


class Member(Record):
    """A person: `active` joined with consent; `entered` was written down by a leader and is sent nothing."""

    id: int
    name: str
    birth_year: int | None
    guardian: str | None = None
    unit_id: int
    unit_path: str
    language: str
    state: Literal["entered", "active"]
    granted: bool = False
