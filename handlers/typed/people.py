"""What people tell of themselves, as they type it: birth year and full name. Pure."""

from __future__ import annotations

import re

from handlers.engine.outcomes import Bad
from handlers.engine.phrases import phrases
from handlers.engine.text import _
from handlers.engine.yes_no import written
from handlers.typed.birth_dates import YOUNGEST, birth_date
from handlers.typed.spellings import TypedDay, no_such_day
from storage.text import APOSTROPHES, fold, tidy

OF_AGE = 16  # who is younger agrees together with a guardian (Personal Data Protection Law 91/2025/QH15)
OLDEST = 100
LONGEST_NAME = 60

_NOBODY = phrases(
    """
    bỏ qua, bỏ qua đi, tiếp tục, tiếp theo, xong rồi, đồng ý, tất cả, tất cả mọi người, mọi người, có mặt hết,
    không biết, chưa biết, không có, không có tên, không cần, không đồng ý, giữ vậy, giữ như vậy, sửa lại, đúng rồi,
    đúng vậy, ok bạn, ok rồi, dạ vâng, vâng ạ, dạ có, dạ không, được rồi, gửi báo cáo, i agree, all of them, not now
    """
)
"""What answers other questions, and at that for a name is nobody's; typed with other marks it may be a name."""
_BY_LETTERS = {fold(phrase): phrase for phrase in _NOBODY}

_MARK = re.compile(f"[{APOSTROPHES}]")
_MARKED = re.compile(r"(?<![^\W_])([KkHh]) ?' ?(?=[^\W\d_])")  # "K' Brêuh" as "K'Brêuh"
_MARKED_NAME = re.compile(r"[KkHh]'[^\W\d_]{2}")

_YEAR = re.compile(r"(?<!\d)(?:\d{4}|\d{2}[ /.-]?\d{2}[ /.-]?(\d{4}))(?!\d)")
_SLANG = re.compile(r"2 ?k ?(\d{1,2})?")  # "2k7" is 2007
_SHORT = re.compile(r"(?:nam sinh |sinh nam |sinh |nam )?(\d{2})|\d{1,2} \d{1,2} (\d{2})")


def birth_year(text: str, *, this_year: int) -> int:
    """The year that somebody types: "2007", "sinh năm 2007", "12/05/2007", "07", "2k7".

    Raises:
        Bad: it is no year, or one that nobody here can be born in, or a day that is in no calendar.
    """
    date = birth_date(text, this_year)
    if date is not None and not date.exists:
        raise no_such_day(TypedDay(date.day, date.month))
    year = _year_of(text, this_year) if date is None else date.year
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

    A name of one word that begins as names of the highlands do (K'Brêuh, H'Hen) is a full one.

    Raises:
        Bad: it is none.
    """
    name = any_name(text)
    if needs_a_yes(name):
        raise Bad(_("Please give the full name, family name and given name, such as Nguyễn Thị Lan."))
    return name


def any_name(text: str) -> str:
    """A name of one word or more, as typed; all small or all capital letters are put right.

    "K' Brêuh", "K’Brêuh" and "k`brêuh" are one name, written K'Brêuh.

    Raises:
        Bad: it is none.
    """
    name = tidy(_MARK.sub("'", tidy(text))).strip(" .,;:!")
    name = _MARKED.sub(r"\1'", name)
    if not any(letter.isalpha() for letter in name):
        raise Bad(_("Please give the full name, family name and given name, such as Nguyễn Thị Lan."))
    if len(name) > LONGEST_NAME or not all(letter.isalpha() or letter in " '-." for letter in name):
        raise Bad(
            _("A name has letters only, and at most {most} of them. Please write it once more.", most=LONGEST_NAME)
        )
    if not name.islower() and not name.isupper():
        return name
    capitalised = tidy(_capitalised(name))
    return capitalised if len(capitalised) == len(name) else name  # a few letters have no capital one


def own_name(text: str) -> str:
    """As `any_name`, and no word that answers other questions: "tất cả", "Bỏ qua"; "Khổng Cơ" is no "không có".

    Raises:
        Bad: it is none.
    """
    name = any_name(text)
    phrase = _BY_LETTERS.get(fold(name))
    if phrase is not None and written(name, phrase):
        raise Bad(_("Please give the full name, family name and given name, such as Nguyễn Thị Lan."))
    return name


def given_name(name: str) -> str:
    """What a person is called by those who know them: the last word of a full name, Hoa of Sơn Thị Hoa."""
    return name.rsplit(maxsplit=1)[-1] if name.split() else name


def needs_a_yes(name: str) -> bool:
    """Whether a name is so short that its person is asked whether it is all of it: there are names of one word."""
    return len(name.split()) < 2 and _MARKED_NAME.match(name) is None


def _capitalised(name: str) -> str:
    return " ".join("-".join(map(_part, word.split("-"))) for word in name.split())


def _part(part: str) -> str:
    """A part of a name, beginning with a capital letter; behind the mark of K' and H' there is another one."""
    head, mark, rest = part.partition("'")
    if mark and len(head) == 1:
        return f"{head.upper()}'{rest[:1].upper()}{rest[1:].lower()}"
    return part[:1].upper() + part[1:].lower()
