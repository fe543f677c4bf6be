"""A table to be made into a spreadsheet: headings in words, rows of typed values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from handlers.engine.message import Sheet
from handlers.engine.text import Text, _
from storage.text import fold

Value = Text | str | int | float | date | datetime | None
Kind = Literal["text", "number", "ordinal", "year", "day", "moment", "time", "mark", "signature"]
PAGE = _("Page &P of &N")  # below each page; a spreadsheet puts the numbers in


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what its cells are, its width in characters, and whether they are summed below.

    An "ordinal" counts the rows, a "mark" is a sign or a short word; a "signature" is room to sign, for which all rows
    are high.
    """

    heading: Text | str
    kind: Kind = "text"
    width: int = 16
    total: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs below a table: their capacity, and what is asked of them. Room to sign follows."""

    capacity: Text
    asked: Text


@dataclass(frozen=True, slots=True)
class Form:
    """What makes a table a form of an office: its letterhead, and who signs below, from left to right.

    At the top left stands who issues it, from above down, at the top right the organisation over place and day.
    """

    issuer: Sequence[Text | str]
    organisation: Text
    dated: Text
    signatures: tuple[Signature, Signature]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a spreadsheet to be made: its name, lines above the table (the first as its title), columns and rows.

    Moments are shown at home (Asia/Ho_Chi_Minh); text stays text, whatever it begins with. With a `form` it is what an
    office prints and signs; `total` is said in a last row, beside the sums of the columns that have one.
    """

    name: Text
    above: Sequence[Text | str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    form: Form | None = None
    total: Text | None = None


def sheet(kind: str, asker_id: int, *title: str, **facts: Any) -> Sheet:
    """An attachment of this kind (see `handlers/sheets.py`), made when it is sent as the asker may see it then.

    The words of the title make the file's name.
    """
    name = "-".join(re.sub(r"[^a-z0-9]+", "-", fold(part)).strip("-") for part in title)
    return Sheet(kind=kind, name=f"{name[:80]}.xlsx", asker_id=asker_id, facts=facts)
