"""A table to be made into a spreadsheet: headings in words, rows of typed values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from handlers.engine.message import Sheet
from handlers.engine.text import Text
from storage.text import fold

Value = Text | str | int | float | date | datetime | None
Kind = Literal["text", "number", "day", "moment", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what its cells are, and its width in characters."""

    heading: Text | str
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a spreadsheet to be made: its name, lines above the table (the first as its title), columns and rows.

    Moments are shown at home (Asia/Ho_Chi_Minh); text stays text, whatever it begins with.
    """

    name: Text
    above: Sequence[Text | str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def sheet(kind: str, asker_id: int, *title: str, **facts: Any) -> Sheet:
    """An attachment of this kind (see `handlers/sheets.py`), made when it is sent as the asker may see it then.

    The words of the title make the file's name.
    """
    name = "-".join(re.sub(r"[^a-z0-9]+", "-", fold(part)).strip("-") for part in title)
    return Sheet(kind=kind, name=f"{name[:80]}.xlsx", asker_id=asker_id, facts=facts)
