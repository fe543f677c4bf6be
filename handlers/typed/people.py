"""What people tell of themselves, as they type it: birth year and full name. Pure."""

from __future__ import annotations

import re

from handlers.engine.outcomes import Bad
from handlers.engine.text import _
from storage.text import fold, tidy

OF_AGE = 16  # who is younger agrees together with a guardian (Personal Data Protection Law 91/2025/QH15)
YOUNGEST, OLDEST = 9, 100
LONGEST_NAME = 60

_YEAR = re.compile(r"(?<!\d)(?:\d{4}|\d{2}[ /.-]?\d{2}[ /.-]?(\d{4}))(?!\d)")
_SLANG = re.compile(r"2 ?k ?(\d{1,2})?")  # "2k7" is 2007
_SHORT = re.compile(r"(?:nam sinh |sinh nam |sinh |nam )?(\d{2})|\d{1,2} \d{1,2} (\d{2})")


def birth_year(text: str, *, this_year: int) -> int:
    """The year that somebody types: "2007", "sinh năm 2007", "12/05/2007", "07", "2k7".

    Raises:
        Bad: it is no year, or one that nobody here can be born in.
    """
    year = _year_of(text, this_year)
    if year is None:
        raise Bad(_("Please write just the year, four digits, for example 2007."))
    first, last = this_year - OLDEST, this_year - YOUNGEST
    if not first <= year <= last:
        raise Bad(
            _(
                "{year:plain} cannot be right: I expect a year from {first:plain} to {last:plain}.",
                year=year,
                first=first,
                last=last,
            )
        )
    return year


def _year_of(text: str, this_year: int) -> int | None:
    years = {int(match[1] or match[0]) for match in _YEAR.finditer(text)}
    if years:
        return years.pop() if len(years) == 1 else None
    typed = fold(text)
    if match := _SLANG.fullmatch(typed):
        return 2000 + int(match[1] or 0)
    match = _SHORT.fullmatch(typed)
    if match is None:
        return None
    short = int(match[1] or match[2])
    year = 2000 + short if 2000 + short <= this_year else 1900 + short
    return year if this_year - year >= OF_AGE else None  # "16" may be an age


def full_name(text: str) -> str:
    """A name of at least two words, as typed; all small or all capital letters are put right.

    Raises:
        Bad: it is none.
    """
    name = tidy(text).strip(" .,;:!")
    if len(name.split()) < 2:
        raise Bad(_("Please give the full name, family name and given name, such as Nguyễn Thị Lan."))
    if len(name) > LONGEST_NAME or not all(letter.isalpha() or letter in " '’-." for letter in name):
        raise Bad(
            _("A name has letters only, and at most {most} of them. Please write it once more.", most=LONGEST_NAME)
        )
    return _capitalised(name) if name.islower() or name.isupper() else name


def _capitalised(name: str) -> str:
    return " ".join("-".join(part[:1].upper() + part[1:].lower() for part in word.split("-")) for word in name.split())
