"""Stretches of time in other words: quarters that do not follow on each other, months in words, the year after."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.programmes.vocabulary import CAMPAIGNS

QUARTERS = ("I", "II", "III", "IV")
MONTHS = {2: "Hai", 3: "Ba", 4: "Tư", 6: "Sáu", 7: "Bảy", 8: "Tám", 9: "Chín", 10: "Mười", 11: "Mười một"}


Period = tuple[str | None, str | None]


class SaidPeriods(NamedTuple):
    """A sentence or a list, and the periods that it states."""

    text: str
    periods: tuple[Period, ...]


def in_quarters(chance: Random, year: int) -> SaidPeriods:
    """Some quarters of a year; those that follow on each other are one stretch."""
    chosen = sorted(chance.sample(range(4), chance.randint(2, 3)))
    again = chance.choice(["quý ", ""])
    names = [f"quý {QUARTERS[chosen[0]]}", *(f"{again}{QUARTERS[one]}" for one in chosen[1:])]
    said = ", ".join(names[:-1]) + chance.choice([" và ", ", "]) + names[-1]
    runs: list[list[int]] = []
    for one in chosen:
        if runs and runs[-1][1] + 1 == one:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    periods = tuple((f"{year}-{first * 3 + 1:02}", f"{year}-{last * 3 + 3:02}") for first, last in runs)
    return SaidPeriods(f"{chance.choice(CAMPAIGNS)}: {said}{chance.choice(['/', ' năm '])}{year}", periods)


def months_in_words(chance: Random, year: int) -> SaidPeriods:
    """Months by their names."""
    first, last = sorted(chance.sample(list(MONTHS), 2))
    name = chance.choice(CAMPAIGNS)
    if chance.random() < 0.4:
        return SaidPeriods(f"{name}: tháng {MONTHS[first]}", ((f"{year}-{first:02}",) * 2,))
    said = chance.choice(
        [
            f"từ tháng {MONTHS[first]} đến hết tháng {MONTHS[last]}",
            f"bắt đầu từ tháng {MONTHS[first]}, kết thúc vào tháng {MONTHS[last]}",
            f"từ tháng {MONTHS[first]} đến tháng {MONTHS[last]} năm {year}",
        ]
    )
    return SaidPeriods(f"{name} {said}", ((f"{year}-{first:02}", f"{year}-{last:02}"),))


def into_the_next_year(chance: Random, year: int) -> SaidPeriods:
    """Its last day is in the year after."""
    of_it = chance.choice([f"/{year}", ""])
    after = chance.choice(["năm sau", "năm tiếp theo", "năm tới", "của năm sau"])
    return SaidPeriods(
        f"{chance.choice(CAMPAIGNS)} phát động từ 05/9{of_it} đến {chance.choice(['ngày ', ''])}15/5 {after}",
        ((f"{year}-09-05", f"{year + 1}-05-15"),),
    )


APART = (in_quarters, months_in_words, into_the_next_year)
