"""Reads a work programme (text) and finds its anniversaries, targets and periods, each with the sentence it stands in.

Pure: text in, finds out. Each room has its rules in tables, with examples beside them that the tests run. A find is
`unsure`, with the reason, where a person should look: a wrong one is worse than an unsure one.
"""

from __future__ import annotations

from schedules.plan.reader import draft, whole
from schedules.plan.reader.anniversaries import anniversaries
from schedules.plan.reader.finds import ReadProgramme
from schedules.plan.reader.periods import periods
from schedules.plan.reader.targets import targets
from schedules.plan.reader.text import tidy, year_of

__all__ = ["ReadProgramme", "draft", "read"]


def read(text: str, year: int | None = None) -> ReadProgramme:
    """What a programme's text holds; `year` is the programme's own, where the text does not say it."""
    plain = tidy(text)
    of_year = year or year_of(plain)
    return ReadProgramme(
        year=of_year,
        anniversaries=tuple(whole.anniversary(find, of_year) for find in anniversaries(plain, of_year)),
        targets=targets(plain, of_year),
        periods=tuple(whole.period(find, of_year) for find in periods(plain, of_year)),
    )
