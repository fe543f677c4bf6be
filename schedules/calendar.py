"""Solar and lunar days of every year -> the dates they fall on, all in Asia/Ho_Chi_Minh. Pure.

Decided here, once: a day that its month does not have falls on that month's last day (29 February on the 28th, the
lunar 30th on the 29th of a short month); an anniversary of a lunar day is kept in the regular month and never again in
the leap month that may follow it, as families keep a death-day; a day that stands for no year (Tết) counts no years.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from lunar_vn import SUPPORTED_YEAR_RANGE, LunarDate, lunar_to_solar, solar_to_lunar

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
WEIGHTS = (100, 50, 10, 5)
ONE_DAY = timedelta(days=1)
LEAP_YEAR = 2024
LONGEST_LUNAR_MONTH = 30


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day on which something comes round: how many years it is then (None where no year is known), and its weight.

    `weight` is the largest of 100, 50, 10 and 5 that divides the years, else 0.
    """

    day: date
    years: int | None = None

    @property
    def weight(self) -> int:
        """How much these years weigh."""
        return next((step for step in WEIGHTS if self.years and self.years % step == 0), 0)

    @property
    def round(self) -> bool:
        """Whether the years are a five or a ten (năm chẵn, năm tròn)."""
        return self.weight > 0


def occurrences(
    day: int, month: int, first: date, last: date, *, lunar: bool = False, origin: int | None = None
) -> Iterator[Occurrence]:
    """The dates from `first` to `last` on which a day of every year falls, in order.

    `origin` is the year in which it happened (the lunar year for a lunar day): that year itself is no anniversary.
    """
    low, high = SUPPORTED_YEAR_RANGE
    for year in range(first.year - 1, last.year + 1):  # the twelfth lunar month ends in the next solar year
        if lunar and not low <= year < high:
            continue
        date_ = lunar_day(day, month, year) if lunar else solar_day(day, month, year)
        years = None if origin is None else year - origin
        if first <= date_ <= last and (years is None or years > 0):
            yield Occurrence(date_, years)


def solar_day(day: int, month: int, year: int) -> date:
    """A day of this year; one that its month does not have this year falls on the month's last day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


@lru_cache(maxsize=4096)
def lunar_day(day: int, month: int, year: int) -> date:
    """The solar date of a day of this lunar year, in the regular month; the 30th of a short month falls on the 29th.

    Raises:
        ValueError: the lunar year is not between 1900 and 2099, which is as far as `lunar-vn` goes.
    """
    solar: date = lunar_to_solar(LunarDate(day, month, year))
    return solar if solar_to_lunar(solar).day == day else solar - ONE_DAY


def month_before(day: date) -> date:
    """The same day of the month before; where that month has no such day, its last."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return solar_day(day.day, month, year)


def moment(day: date, at: time) -> datetime:
    """This time of this day at home, as an aware moment in UTC."""
    return datetime.combine(day, at, tzinfo=HOME).astimezone(UTC)


def local_day(at: datetime) -> date:
    """The day at home in which a moment lies: 17:00 UTC is the next day's midnight."""
    return at.astimezone(HOME).date()


def day_exists(day: int, month: int, *, lunar: bool = False) -> bool:
    """Whether some year has such a day; the 29th of February and the lunar 30th count."""
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= (LONGEST_LUNAR_MONTH if lunar else monthrange(LEAP_YEAR, month)[1])
