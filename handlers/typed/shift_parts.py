"""Shifts as typed, in parts: weekends as their two days, and commas between whole shifts as semicolons. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from handlers.typed.clocks import clocks_in
from handlers.typed.hours import hours_in
from handlers.typed.parts_of_day import apart, today_named
from handlers.typed.spellings import A_DAY, numbered, plain, weekdays_marked

_WEEKEND = re.compile(
    r"\b(?:(?:ca )?(?:2|two|hai) ngay )?(?:cuoi tuan|(?P<this>this )?(?P<following>next )?weekends?)\b"
    r"(?P<when> (?:nay|sau|toi|den))?"
)
_NEXT = {"sau", "toi", "den"}
_BETWEEN = re.compile(r",|;|&|\+|\bva\b|\band\b")
_MARKED_WEEKDAY = re.compile(r"\bwd[a-g]\b")
_RELATIVE = re.compile(r"\b(?:hom nay|today|mai|tomorrow|mot|kia)\b")


class Piece(NamedTuple):
    """A part of what was typed, plain: whether it says when in a day, and whether it says a day."""

    text: str
    timed: bool
    dated: bool


def weekends_named(typed: str) -> str:
    """A plain text with "cuối tuần này" as Saturday and Sunday of this week."""

    def named(match: re.Match[str]) -> str:
        when = (match["when"] or "").strip()
        week = "tuan sau" if match["following"] or when in _NEXT else "tuan nay" if match["this"] or when else ""
        return f"thu 7 chu nhat {week}"

    return _WEEKEND.sub(named, typed)


def parted(text: str) -> list[str]:
    """The parts of a text that each have their own days and hours; several of them where commas part whole shifts."""
    pieces = [_piece(part) for part in _BETWEEN.split(plain(text)) if part.strip()]
    if sum(piece.timed for piece in pieces) < 2 or not any(piece.dated for piece in pieces):
        return [text]
    groups = _grouped(pieces) if pieces[0].dated or not pieces[0].timed else _grouped_from_hours(pieces)
    return _each_with_days(groups)


def _piece(text: str) -> Piece:
    marked = numbered(weekdays_marked(weekends_named(today_named(text))))
    dated = bool(A_DAY.search(marked) or _MARKED_WEEKDAY.search(marked) or _RELATIVE.search(apart(marked).rest))
    return Piece(text, hours_in(marked) is not None or len(clocks_in(marked)) == 1, dated)


def _grouped(pieces: list[Piece]) -> list[list[Piece]]:
    """Days, then their hours: "29/11, 5/12 7h-11h" goes together."""
    groups: list[list[Piece]] = [[]]
    for number, piece in enumerate(pieces):
        groups[-1].append(piece)
        if piece.timed and any(later.timed for later in pieces[number + 1 :]):
            groups.append([])
    return groups


def _grouped_from_hours(pieces: list[Piece]) -> list[list[Piece]]:
    """Hours, then their days: "7h-11h, 29/11, 13h-17h, 5/12"."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if piece.timed or not groups:
            groups.append([])
        groups[-1].append(piece)
    return groups


def _each_with_days(groups: list[list[Piece]]) -> list[str]:
    """The groups as texts; one that says no day is on the days of the one before it, or else of the one behind."""
    days = [" , ".join(piece.text for piece in group if piece.dated and not piece.timed) for group in groups]
    texts = []
    for number, group in enumerate(groups):
        text = " , ".join(piece.text for piece in group)
        if not any(piece.dated for piece in group):
            near = [*reversed(range(number)), *range(number + 1, len(groups))]
            text = f"{next((_days_of(groups[one], days[one]) for one in near if _dated(groups[one])), '')} {text}"
        texts.append(text)
    return texts


def _dated(group: list[Piece]) -> bool:
    return any(piece.dated for piece in group)


def _days_of(group: list[Piece], apart_from_hours: str) -> str:
    """What a group says of days, without its hours."""
    if apart_from_hours:
        return apart_from_hours
    marked = " ".join(piece.text for piece in group if piece.dated)
    typed = hours_in(marked)
    if typed is not None:
        return apart(typed.around.replace("|", " ")).rest
    (clock,) = clocks_in(marked)
    return apart(f"{clock.before} {clock.behind}").rest
