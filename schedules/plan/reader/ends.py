"""A stretch's two ends as ISO says them: a year taken from the other end, a part of a month as its days."""

from __future__ import annotations

from calendar import monthrange

from schedules.calendar import LEAP_YEAR
from schedules.plan.reader.moments import Moment

LONGEST = 2  # years: what lasts longer is an anniversary's two dates, or a phase
Ends = tuple[str | None, str | None]
# The first and last day of a part of a month; a last day that it does not have is its last.
_DAYS_OF_PARTS = {
    "đầu": (1, 10),
    "thượng tuần": (1, 10),
    "giữa": (11, 20),
    "trung tuần": (11, 20),
    "cuối": (21, 31),
    "hạ tuần": (21, 31),
    "nửa đầu": (1, 15),
    "nửa cuối": (16, 31),
}
_End = tuple[int | None, int | None, int | None]  # day, month, year


def start_of(first: Moment, last: Moment) -> _End:
    """Where a stretch from `first` to `last` begins; of two days in one month the first may be a number alone."""
    if first.kind == "number":
        return first.number, last.month, last.year
    part = "" if first is not last and first.part == "đầu" else first.part  # from the beginning of a month on
    return _DAYS_OF_PARTS[part.lower()][0] if part else first.day, first.month, first.year


def end_of(last: Moment) -> _End:
    """Where a stretch to `last` ends."""
    if last.kind == "number":
        return None, last.number, last.year
    if last.part:
        return _DAYS_OF_PARTS[last.part.lower()][1], last.month, last.year
    return last.day, last.last or last.month, last.year


def with_years(start: _End | None, end: _End | None, year: int | None) -> Ends | None:
    """Ends as ISO, the year of one taken from the other, or the programme's; maybe over the turn of a year."""
    last_year = (end and end[2]) or (start and start[2]) or year
    first_year = (start and start[2]) or last_year
    if start and end and start[2] and end[2] and not 0 <= end[2] - start[2] <= LONGEST:
        return None  # an anniversary's pair of dates
    if start and end and first_year == last_year and _order(start) > _order(end):
        if (start[1] or 0) < 9 or (end[1] or 0) > 4:
            return None
        if end[2] is None:
            last_year = last_year + 1 if last_year else None
        else:
            first_year = first_year - 1 if first_year and start[2] is None else first_year
            if first_year == last_year:
                return None
    begun, ended = _iso(start, first_year), _iso(end, last_year)
    nothing = start is None and end is None
    return None if nothing or (start and begun is None) or (end and ended is None) else (begun, ended)


def into_the_next_year(start: _End, end: _End, year: int | None) -> Ends | None:
    """Ends of which the last is said to be a year later: "từ 05/9 đến 15/5 năm sau"."""
    first = start[2] or year
    begun, ended = _iso(start, first), _iso(end, first + 1 if first else None)
    return None if begun is None or ended is None else (begun, ended)


def _order(end: _End) -> tuple[int, int]:
    return end[1] or 0, end[0] or 0


def _iso(end: _End | None, year: int | None) -> str | None:
    day, month, _year = end or (None, None, None)
    if month is None or not 1 <= month <= 12:
        return None
    head = str(year) if year else "-"
    if day is None:
        return f"{head}-{month:02}"
    return f"{head}-{month:02}-{min(day, days_of(month, year)):02}"


def days_of(month: int, year: int | None) -> int:
    """How many days a month has; without a year, as many as it can have."""
    return monthrange(year or LEAP_YEAR, month)[1]
