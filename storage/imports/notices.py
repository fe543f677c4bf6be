"""Notices of imports: a table is written, or taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from storage.records import NoticeRecord


class OwnDoing(NoticeRecord):
    """What whoever hears of it has begun a moment ago, and waits for."""

    def cannot_wait(self, now: datetime, over: datetime) -> bool:  # noqa: ARG002 - they are awake
        """At any hour."""
        return True


class ImportDone(OwnDoing):
    """For whoever sent a table: it is written."""

    kind: Literal["import_done"] = "import_done"
    name: str
    entered: int
    ticked: int


class ImportUndone(OwnDoing):
    """For whoever sent a table: it is taken back, but for `kept_count` that are used; `kept` are the first of them."""

    kind: Literal["import_undone"] = "import_undone"
    name: str
    kept_count: int
    kept: tuple[str, ...] = ()
