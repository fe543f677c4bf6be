"""Days as people type them for the plan ("26/3", "10/3 âm lịch", "1/6 - 31/8/2027"), and how they are said."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from handlers.engine.chat import Bad
from handlers.engine.text import Text, _
from schedules.calendar import LEAP_YEAR, LONGEST_LUNAR_MONTH
from storage.plan.plan_items import Dates, ItemKind
from storage.text import fold, tidy

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
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPOKEN = re.compile(r"(?:ng[aà]y|m[uùoồ]ng)\s+", re.IGNORECASE)
_MONTH = re.compile(r"\s*th[aá]ng\s*", re.IGNORECASE)
_YEAR = re.compile(r"\s*n[aă]m\s*(?=\d)", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})\s?[/.]\s?(\d{1,2})(?:\s?[/.]\s?(\d{4}|\d{2}))?(?!\d)")
_AROUND = {
    "",
    "am lich",
    "am",
    "al",
    "lunar",
    "den",
    "toi",
    "tu",
    "to",
    "from",
    "hang nam",
    "moi nam",
    "every year",
    "yearly",
    "until",
}


def dates_of(text: str, kind: ItemKind, today: date) -> Dates:
    """The day or days of an item of the plan.

    Raises:
        Bad: it is none, it is over, or it does not suit the kind: an anniversary is a day of every year.
    """
    typed = _ISO.sub(r"\3/\2/\1", tidy(text))
    typed = _YEAR.sub("/", _MONTH.sub("/", _SPOKEN.sub("", typed)))
    found = _DAY.findall(typed)
    around = {fold(part) for part in _DAY.split(typed)[:: _DAY.groups + 1]}
    if not found or len(found) > 2 or around - _AROUND:
        raise Bad(_("I need a day, such as 26/3 for every year, 10/3 âm lịch, 26/3/2027, or 1/6 - 31/8/2027."))
    if any(part in {"am lich", "am", "al", "lunar"} for part in around):
        return _every_year(found, lunar=True)
    if len(found) == 1 and not found[0][2]:
        return _every_year(found, lunar=False)
    if kind == "anniversary":
        raise Bad(_("An anniversary comes every year: give its day without a year, such as 26/3."))
    return _once(found, today)


def _every_year(found: list[tuple[str, str, str]], *, lunar: bool) -> Dates:
    day, month = int(found[0][0]), int(found[0][1])
    if len(found) > 1 or found[0][2]:
        raise Bad(_("For a day of the lunar calendar I need the day and month alone, such as 10/3 âm lịch."))
    if not 1 <= month <= 12 or not 1 <= day <= (LONGEST_LUNAR_MONTH if lunar else monthrange(LEAP_YEAR, month)[1]):
        raise Bad(_("There is no day {day}/{month}. Please look again.", day=day, month=month))
    return Dates(day=day, month=month, lunar=lunar)


def _once(found: list[tuple[str, str, str]], today: date) -> Dates:
    last = _date(*found[-1]) if found[-1][2] else None
    if last is None:
        raise Bad(_("Please add the year, such as 1/6 - 31/8/2027."))
    day, month, year = found[0]
    first = _date(day, month, year or str(last.year))
    if not year and first > last:  # from December into January
        first = _date(day, month, str(last.year - 1))
    if first > last:
        raise Bad(_("The end is before the beginning. Please look again."))
    if last < today:
        raise Bad(_("That day is over. Which one will it be?"))
    return Dates(starts_on=first, ends_on=last if len(found) > 1 and last > first else None)


def _date(day: str, month: str, year: str) -> date:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        raise Bad(_("There is no day {day}/{month}. Please look again.", day=int(day), month=int(month))) from None


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
