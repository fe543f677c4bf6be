"""What was read in a programme, as the plan has it: its kind, its days, its key; and for another year. Pure."""

from __future__ import annotations

from schedules.plan.reader.finds import OTHER_YEAR, FoundAnniversary, FoundPeriod, ReadProgramme
from storage.plan.plan_items import Dates, ItemKind, LaidItem
from storage.text import fold

Find = FoundAnniversary | FoundPeriod


def kind_of(find: Find) -> ItemKind:
    """What kind of item a find is."""
    return "anniversary" if isinstance(find, FoundAnniversary) else "campaign"


def dates_of(find: Find) -> Dates:
    """When a find is, as the plan has it; months as their first and last day, nothing where the year is not known."""
    if isinstance(find, FoundAnniversary):
        return Dates(day=find.day, month=find.month, lunar=find.lunar and find.day is not None)
    start, end = find.days
    return Dates(starts_on=start, ends_on=end if start is not None and end is not None and end > start else None)


def year_of(find: Find) -> int | None:
    """In which year it happened, of an anniversary."""
    return find.year if isinstance(find, FoundAnniversary) else None


def item_of(find: Find) -> LaidItem:
    """A find as a new item, under the key that a plan's file would give it."""
    kind = kind_of(find)
    return LaidItem(
        key=f"{kind}:{fold(find.title)}", kind=kind, title=find.title, year=year_of(find), **dates_of(find).model_dump()
    )


def for_year(programme: ReadProgramme, year: int) -> ReadProgramme:
    """A programme taken for a year: for another than its own, what has days of one year has none any more."""
    if programme.year in {None, year}:
        return programme.model_copy(update={"year": year})
    periods = tuple(
        find.model_copy(update={"start": None, "end": None, "unsure": OTHER_YEAR}) for find in programme.periods
    )
    return programme.model_copy(update={"year": year, "periods": periods})
