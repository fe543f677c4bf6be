"""The year of birth in a cell, or in several: dates in any order, in parts side by side, under "Nam" or "Nữ"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from handlers.engine.outcomes import Bad
from handlers.imports.days import SERIAL_DAY_0
from handlers.typed import birth_dates, people

_SERIALS = range(7_000, 60_000)


class NoYear(Exception):
    """A cell that is no date of birth; its text is the exception's."""


class NoSuchDay(NoYear):
    """A day that is in no calendar, such as 31/02/2000."""


def birth_year(text: str, this_year: int) -> int | None:
    """The year in a cell; None where it is empty.

    Raises:
        NoYear: it is none.
    """
    typed = birth_dates.bare(text)
    if not typed:
        return None
    if re.fullmatch(r"\d{5}(?:\.\d+)?", typed) and int(float(typed)) in _SERIALS:
        text = str((SERIAL_DAY_0 + timedelta(days=int(float(typed)))).year)
    date = birth_dates.birth_date(text, this_year)
    if date is not None and not date.exists:
        raise NoSuchDay(text)
    try:
        return people.birth_year(text, this_year=this_year)
    except Bad:
        raise NoYear(text) from None


def in_cells(cells: Sequence[Any], columns: Sequence[int], this_year: int) -> int | None:
    """The year of birth in the cells of these columns: one of them filled, or day, month and year in this order.

    Raises:
        NoYear: they say none, or two.
    """
    said = [str(cells[at]).strip() for at in columns if at < len(cells) and cells[at] is not None]
    said = [one for at, one in enumerate(said) if one.strip(" -./") and (len(columns) > 1 or at == 0)]
    if len(said) > 1 and len(columns) == 3 and all(len(one) <= 4 for one in said):
        digits = [re.sub(r"\D", "", one) for one in said]
        return birth_year("/".join(digits), this_year)
    if len(set(said)) > 1:
        years = {birth_year(one, this_year) for one in said}
        if len(years) > 1:
            raise NoYear(" / ".join(said))
    return birth_year(said[0], this_year) if said else None
