"""Notices of imports: a table is written, or taken back."""

from __future__ import annotations

from typing import Literal

from storage.records import NoticeRecord


class ImportDone(NoticeRecord):
    """For whoever sent a table: it is written."""

    kind: Literal["import_done"] = "import_done"
    name: str
    entered: int
    ticked: int


class ImportUndone(NoticeRecord):
    """For whoever sent a table: it is taken back, but for `kept_count` that are used; `kept` are the first of them."""

    kind: Literal["import_undone"] = "import_undone"
    name: str
    kept_count: int
    kept: tuple[str, ...] = ()
