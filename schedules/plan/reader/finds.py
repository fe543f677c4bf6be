"""What the reader finds, as records; `as_data` is the shape that `plan read --json` prints."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

# Why a person should look at a find.
NO_DAYS = "its days are not stated"
NO_START = "when it begins is not stated"
NO_SUCH_DAY = "it names a day that is in no calendar"
DAYS_DIFFER = "the two days differ"
NO_NAME = "its name is not clear"
NO_DAY = "its day is not stated"
OTHER_YEAR = "its days are of another year"
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


class FoundItem(BaseModel):
    """Something found: the sentence that it stands in, and why a person should look at it ("" where it is sure)."""

    model_config = ConfigDict(frozen=True)

    sentence: str
    unsure: str = ""


class FoundAnniversary(FoundItem):
    """A day that is remembered: its origin, as far as it is stated; `years` is how many the text says it is."""

    title: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    lunar: bool = False
    years: int | None = None

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return self.model_dump(include={"title", "day", "month", "year", "lunar"})


class FoundAmount(BaseModel):
    """An amount, with what multiplies it (triệu, tỷ) done; `unit` is "%", "đồng" or the counted noun.

    `counts` is what check-ins bring towards it (schedules/plan/measures.py), "" where figures are entered.
    """

    model_config = ConfigDict(frozen=True)

    value: int | float
    unit: str
    counts: str = ""


class FoundTarget(FoundItem):
    """A target: its text, and every amount in it."""

    text: str
    amounts: tuple[FoundAmount, ...]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"text": self.text, "amounts": [one.model_dump(include={"value", "unit"}) for one in self.amounts]}


class FoundPeriod(FoundItem):
    """A stretch of time: ISO days ("2024-03-01") or months ("2024-03"), "--03" without a year; None: an open end."""

    title: str
    start: str | None = None
    end: str | None = None

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return self.model_dump(include={"title", "start", "end"})

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Its first and last day as a plan has them; None where they are not stated, or without a year.

        Months go from their first day to their last; what states its end alone is on that day.
        """
        start, end = _day(self.start, first=True), _day(self.end, first=False)
        return (start, end) if start is not None else (end, None)


def _day(iso: str | None, *, first: bool) -> date | None:
    match = _ISO.fullmatch(iso or "")
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    return date(year, month, int(match[3] or (1 if first else monthrange(year, month)[1])))


class ReadProgramme(BaseModel):
    """All that a programme holds."""

    model_config = ConfigDict(frozen=True)

    year: int | None
    anniversaries: tuple[FoundAnniversary, ...]
    targets: tuple[FoundTarget, ...]
    periods: tuple[FoundPeriod, ...]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "anniversaries": [one.as_data() for one in self.anniversaries],
            "targets": [one.as_data() for one in self.targets],
            "periods": [one.as_data() for one in self.periods],
        }
