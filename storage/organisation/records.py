"""The tree of units, as typed records."""

from __future__ import annotations

from storage.records import Record


class Unit(Record):
    """A node of the organisation's tree; `path` holds the ids from the root down, each followed by a dot."""

    id: int
    parent_id: int | None
    level: str
    name: str
    search_key: str
    path: str
