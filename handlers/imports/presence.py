"""Who was there by a sheet: which column says it for the day of a shift, and what it says of somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.imports import marks
from handlers.imports.columns import BIRTH, NAME, NOTE, NUMBER, PRESENT, UNIT, Columns, Layout
from handlers.imports.days import PARTS, heading_days, of_day
from handlers.imports.marks import ABSENT, BLANK, EXCUSED, LATE, UNCLEAR, Reading
from handlers.typed.spellings import plain

Values = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Guess:
    """The columns that say who was there, none where that must be asked; and those that may be meant."""

    columns: list[int]
    may_be: list[int]


def guess(layout: Layout, sheet: Mapping[str, Any], day: date, hour: int) -> Guess:
    """Which columns of a sheet (its survey) say who was at a shift that begins on this day, at this hour."""
    values: Values = sheet["values"]
    taken = {at for field in (NAME, BIRTH, UNIT, NUMBER) for at in layout.columns.get(field, [])}
    days = {
        at: one
        for at, one in heading_days(layout.words, sheet["above"]).items()
        if at not in taken and not layout.kinds[at].startswith(("birth", "part", "unit"))
    }
    if len(days) == 1 and not _holds_marks(values.get(str(next(iter(days))), {})):
        days = {}  # a date of something else
    if days:
        fits = of_day(days, day, hour)
        general = [at for at in fits if layout.kinds[at] in {"status:present", ""}]
        if len(fits) > 1 and len(general) <= 1 and all(layout.kinds[at].startswith("status:") for at in fits):
            return Guess(fits, fits)  # "Có mặt", "Vắng", "Có phép" below the day
        return Guess(fits if len(fits) == 1 else [], fits if len(fits) > 1 else sorted(days))
    chosen = [at for at in layout.columns.get(PRESENT, []) if not _counts(values.get(str(at), {}))]
    if len(chosen) != len(layout.columns.get(PRESENT, [])):
        chosen = []
    if chosen and (signed := _signed_instead(layout, chosen, values)):
        return Guess([], [*signed, *chosen])
    statuses = [at for at, kind in enumerate(layout.kinds) if kind.startswith("status:")]
    if not chosen and len(general := [at for at in statuses if layout.kinds[at] == "status:present"]) > 1:
        parted = of_part(layout, general, hour)
        return Guess(parted if len(parted) == 1 else [], general)
    likely = [int(at) for at, found in values.items() if int(at) not in taken and _holds_marks(found)]
    return Guess(chosen, list(dict.fromkeys([*statuses, *likely])))


def _signed_instead(layout: Layout, chosen: Sequence[int], values: Values) -> list[int]:
    """The columns that people signed where nobody made a mark in those for marks: a form may have both."""
    empty = {at for at in range(len(layout.kinds)) if set(values.get(str(at), {})) == {BLANK}}
    if not empty.issuperset(chosen):
        return []
    return [at for at, kind in enumerate(layout.kinds) if kind == "signature" and at not in empty]


def of_part(layout: Layout, columns: Sequence[int], hour: int) -> list[int]:
    """Of columns for parts of a day ("Sáng", "Chiều") those that this hour is in."""
    return [
        at
        for at in columns
        if any(part in plain(" ".join(layout.words[at])).split() and hour in hours for part, hours in PARTS.items())
    ]


def _counts(found: Mapping[str, int]) -> bool:
    """Whether a column holds sums ("Có mặt: 15"), no marks."""
    return any(key.isdigit() and key not in {"0", "1"} for key in found)


def _holds_marks(found: Mapping[str, int]) -> bool:
    """Whether the different values of a column may be marks: few, short, and some of them known."""
    filled = [key for key in found if key != BLANK]
    known = [key for key in filled if key in {"v", "t", "m", "o"} or marks.read([key], {})[key].status is not None]
    return bool(filled) and len(known) * 2 >= len(filled) and not _counts(found)


def statuses(layout: Layout, columns: Sequence[int]) -> dict[str, str]:
    """What a tick in each of these columns says, by its heading."""
    kinds = {at: layout.kinds[at] for at in columns if at < len(layout.kinds)}
    return {
        str(at): kinds[at].removeprefix("status:") if kinds.get(at, "").startswith("status:") else marks.PRESENT
        for at in columns
    }


def readings(
    columns: Sequence[int], says: Mapping[str, str], sheet: Mapping[str, Any]
) -> dict[str, tuple[Reading, int]]:
    """What the marks in these columns say, and how often each stands there; see `marks.read`."""
    values: Values = sheet["values"]
    general = [at for at in columns if says[str(at)] == marks.PRESENT]
    counts: dict[str, int] = {}
    for at in general:
        for key, times in values.get(str(at), {}).items():
            if key != BLANK:
                counts[key] = counts.get(key, 0) + times
    blank = min((values.get(str(at), {}).get(BLANK, 0) for at in columns), default=0)
    if blank or not general:
        counts[BLANK] = blank
    told = marks.read(counts, sheet["legend"])
    return {key: (told[key], times) for key, times in counts.items()}


def of_row(cells: Sequence[Any], columns: Columns, says: Mapping[str, str], read: Mapping[str, str]) -> tuple[str, str]:
    """What a row says of its person's presence, and the mark that says it.

    `says` is what a tick in each column means, `read` what each mark does; what neither tells is unclear.
    """
    said: dict[str, str] = {}
    for at in columns.get(PRESENT, []):
        key = marks.mark_key(cells[at] if at < len(cells) else None)
        if key == BLANK:
            continue
        if says.get(str(at), marks.PRESENT) == marks.PRESENT:
            said[key] = read.get(key) or UNCLEAR
        elif (ticked := marks.ticks(key)) is not False:
            said[key] = says[str(at)] if ticked else UNCLEAR
    noted = _noted(cells, columns)
    told = set(said.values())
    if not told:
        told = {read.get(BLANK) or (UNCLEAR if noted is None else noted)} if columns.get(PRESENT) else {marks.PRESENT}
        if noted in {ABSENT, EXCUSED} and told == {marks.PRESENT}:
            return noted, BLANK  # a list of who was there, and beside somebody "vắng"
    return _together(told, noted), " ".join(said) or BLANK


def _together(told: set[str], noted: str | None) -> str:
    """One status out of several marks and a note; unclear where they contradict each other."""
    everything = told | ({noted} if noted is not None else set())
    if len(everything) == 1:
        return everything.pop()
    if everything == {marks.PRESENT, LATE}:
        return LATE
    return EXCUSED if everything == {ABSENT, EXCUSED} else UNCLEAR


def _noted(cells: Sequence[Any], columns: Columns) -> str | None:
    """What a note beside somebody says against the rule: late, excused, absent."""
    for at in columns.get(NOTE, []):
        if at < len(cells) and cells[at] is not None and at not in columns.get(PRESENT, []):
            status = marks.words_say(str(cells[at]))
            if status not in {None, marks.PRESENT} and not str(cells[at]).strip().isdigit():
                return status
    return None
