"""The days of the plan's items: from what is typed to what is kept, and how they are said."""

from __future__ import annotations

from datetime import date

from handlers.engine.text import Text, _
from handlers.typed import days
from storage.plan.plan_items import Dates, ItemKind

KINDS: dict[ItemKind, Text] = {
    "anniversary": _("Anniversary"),
    "campaign_day": _("Campaign day"),
    "campaign": _("Campaign of several days"),
}
NOT_YET = {
    "chua",
    "chua co",
    "chua ro",
    "chua co ngay",
    "chua biet",
    "khong",
    "bo qua",
    "not yet",
    "skip",
    "no day yet",
}


def dates_of(text: str, kind: ItemKind, today: date) -> Dates:
    """The day or days of an item of the plan.

    Raises:
        Bad: it is none, it is over, or it does not suit the kind: an anniversary is a day of every year.
    """
    typed = days.every_year_or_once(text, today=today, only_yearly=kind == "anniversary")
    if isinstance(typed, days.EveryYear):
        return Dates(day=typed.day, month=typed.month, lunar=typed.lunar)
    return Dates(starts_on=typed.first, ends_on=typed.last if typed.last > typed.first else None)


def said(dates: Dates) -> Text:
    """When an item is."""
    if dates.day is not None:
        facts = {"day": dates.day, "month": dates.month}
        if dates.lunar:
            return _("{day}/{month} of the lunar calendar, every year", **facts)
        return _("{day}/{month}, every year", **facts)
    if dates.starts_on is None:
        return _("no day yet")
    if dates.ends_on is None:
        return _("{start:date}", start=dates.starts_on)
    return _("{start:date} to {end:date}", start=dates.starts_on, end=dates.ends_on)


def briefly(dates: Dates) -> Text:
    """When an item is, for a list."""
    if dates.starts_on is not None:
        return _("{start:short}/{year:plain}", start=dates.starts_on, year=dates.starts_on.year)
    if dates.lunar:
        return _("{day}/{month} lunar", day=dates.day, month=dates.month)
    return _("{day}/{month}", day=dates.day, month=dates.month)


def what_follows(kind: ItemKind) -> Text:
    """When people will be told."""
    if kind == "anniversary":
        return _(
            "Leaders are told a week before (a month where the years are round), everybody on the morning of the day."
        )
    return _("Everybody is told a week before, the day before, and on the morning of the day.")
