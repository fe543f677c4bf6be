"""What the reader finds, as records; `as_data` is the shape that `plan read --json` prints."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


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
