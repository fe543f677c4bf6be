"""Compares what was read in a programme with the plan that is there: new, there already, on another day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schedules.plan import titles
from storage.plan.plan_items import Dates, ItemKind

How = Literal["new", "there", "dated", "moved", "alike"]


@dataclass(frozen=True, slots=True)
class Known:
    """An item that is there. `item_id` is None for one that was put in just now; `fixed`: not its reader's to move."""

    title: str
    kind: ItemKind
    dates: Dates
    year: int | None = None
    item_id: int | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """How something stands to the plan, and to which item of it.

    "there" already, as it is; "dated": it is there and gets a day that it had not, or its next one; "moved": it is
    there on another day; "alike": it may be that item, which a person is to say.
    """

    how: How
    known: Known | None = None


NEW = Compared("new")


def compared(new: Known, known: Iterable[Known], today: date) -> Compared:
    """How something that was read stands to what is known."""
    candidates = [one for one in known if _may_be_one(new, one)]
    named = [one for one in candidates if titles.alike(new.title, one.title)]
    named = [one for one in named if one.item_id is not None or titles.same_days(new.dates, one.dates)]
    if named:
        return as_one(new, min(named, key=lambda one: _distance(new, one)), today)
    near = [one for one in candidates if titles.same_days(new.dates, one.dates)]
    if new.kind == "anniversary" and titles.is_a_day(new.title):
        near = [one for one in near if one.dates.day is not None]
        return Compared("there", near[0]) if near else NEW
    same_origin = [one for one in near if _same_origin(new, one)]
    for one in same_origin:
        if titles.within(new.title, one.title):
            return Compared("there", one)
    close = [one for one in near if titles.close(new.title, one.title)]
    close += [one for one in same_origin if titles.share_a_word(new.title, one.title)]
    return Compared("alike", close[0]) if close else NEW


def as_one(new: Known, known: Known, today: date) -> Compared:
    """The same, where the two are one thing."""
    if not _has_days(new.dates) or known.item_id is None or known.dates == new.dates:
        return Compared("there", known)
    if titles.same_days(new.dates, known.dates) and _has_days(known.dates) and _end(new.dates) is None:
        return Compared("there", known)  # the plan knows more: its last day
    if known.fixed:
        return Compared("there" if titles.same_days(new.dates, known.dates) else "alike", known)
    over = _end(known.dates)
    starts = new.dates.starts_on
    its_next = over is not None and over < today and starts is not None and starts > over
    return Compared("dated" if its_next or not _has_days(known.dates) else "moved", known)


def overview(new: Sequence[Known], known: Sequence[Known], today: date) -> list[Compared]:
    """How each stands to the plan, and to those before it, before anybody is asked anything."""
    there = list(known)
    compared_finds = []
    for one in new:
        comparison = compared(one, there, today)
        compared_finds.append(comparison)
        if comparison.how == "new":
            there.append(one)
    return compared_finds


def _may_be_one(new: Known, known: Known) -> bool:
    """A day of every year is no stretch of one year; what goes on all year gets no day, nor does another's item."""
    if known.kind == "drive" or (known.fixed and not _has_days(known.dates)):
        return not _has_days(new.dates)
    both_dated = _has_days(new.dates) and _has_days(known.dates)
    same_kind = (new.kind == "anniversary") == (known.kind == "anniversary")
    return same_kind or (both_dated and titles.same_days(new.dates, known.dates))


def _same_origin(new: Known, known: Known) -> bool:
    return new.year is not None and new.year == known.year and new.dates.day is not None and known.dates.day is not None


def _distance(new: Known, known: Known) -> tuple[bool, bool]:
    """The closest of several of one name: on the same days, then one that needs a day."""
    return not (_has_days(known.dates) and titles.same_days(new.dates, known.dates)), _has_days(known.dates)


def _has_days(dates: Dates) -> bool:
    return dates.day is not None or dates.starts_on is not None


def _end(dates: Dates) -> date | None:
    return dates.ends_on or dates.starts_on
