"""The day that a message names: "mai", "chủ nhật tuần sau", "22/12", "rằm này", "cuối tuần", "next Thursday". Pure.

A mention inside a sentence, as against handlers/typed/days.py, which reads an answer that is a day and nothing else. A
week runs from Monday to Sunday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from handlers.understanding.numbers import numbers
from schedules.calendar import lunar_day

_ONE = timedelta(days=1)
_BESIDE = 3  # signs between a day of the week and its date


class Days(NamedTuple):
    """The days that are meant, both included; `text` is what of the message names them."""

    first: date
    last: date
    text: str

    @property
    def slot(self) -> str:
        """The day, or the first and the last, as a slot holds it."""
        return (
            self.first.isoformat() if self.first == self.last else f"{self.first.isoformat()}/{self.last.isoformat()}"
        )


_SPOKEN = "(?:muoi|hai|ba|bon|tu|nam|sau|bay|tam|chin|mot|lam|nham|chuc)"
_DAY_IN_WORDS = re.compile(rf"\b(ngay|hom|mung|mong|thang)((?: {_SPOKEN})+)\b")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAME = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_ENGLISH_DAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}
_WEEKDAYS = {
    "thu hai": 0,
    "thu ba": 1,
    "thu tu": 2,
    "thu nam": 3,
    "thu sau": 4,
    "thu bay": 5,
    "chu nhat": 6,
} | _ENGLISH_DAYS
_WEEKDAYS |= {f"thu {n}": n - 2 for n in range(2, 8)} | {f"t{n}": n - 2 for n in range(2, 8)} | {"cn": 6}
_WEEKDAY_NAMES = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_WEEKDAY = re.compile(
    rf"\b(?P<next>next )?(?P<day>{_WEEKDAY_NAMES})\b"
    r"(?P<after> (?:trong )?(?:tuan (?:sau|toi|den|ke|s)|next week|ke tiep|sau))?"
    r"(?P<before> (?:tuan (?:truoc|roi|qua)|vua roi|vua qua|truoc|last week|roi))?(?P<coming> (?:toi|den))?(?P<this> (?:tuan )?nay)?"
)
_PART = "(?:sang|trua|chieu|toi|dem|khuya|buoi|bua)"
_EXPLICIT = re.compile(
    r"\b(?:ngay |hom |bua )?(?P<d>[0-3]?\d)(?:[/.-](?P<m>1[0-2]|0?[1-9])(?:[/.-](?P<y>20\d\d|\d\d))?| thang (?P<m2>1[0-2]|0?[1-9])(?: nam (?P<y2>20\d\d))?)(?![\d/])"
)
_ENGLISH = re.compile(
    rf"\b(?:{_MONTH_NAME} (?P<d1>[0-3]?\d)|(?P<d2>[0-3]?\d)(?:st|nd|rd|th)? (?:of )?{_MONTH_NAME})(?:st|nd|rd|th)?\b"
)
_DAY_ALONE = re.compile(r"\b(?:ngay|hom|mung|mong) (?P<d>[0-3]?\d)\b(?! (?:nguoi|cay|ban|gio|tieng|kg|phut|lan|dua))")
_LUNAR_FULL = re.compile(r"\bram(?: thang (?P<m>1[0-2]|0?[1-9]|gieng|chap))?\b")
_TODAY = re.compile(
    r"\b(?:hoi (?:sang|trua|chieu)|hom nay|(?:bua|buoi|hom|ngay|sang|trua|chieu|toi) ni|bua nay|ngay nay|(?:sang|trua|chieu|toi|dem) nay|today|tonight|this (?:morning|afternoon|evening))\b"
)
_YESTERDAY = re.compile(r"\b(?:(?:hom|bua|bua hom|ngay|sang|trua|chieu|toi|dem) qua|yesterday|last night)\b")
_BOTH = re.compile(r"\b(?:ngay )?mai (?:voi|va|hoac|roi) (?:ngay )?mot\b|\bhai ngay (?:toi|nua)\b")
_VAGUE = re.compile(
    r"\b(?:(?:de|cho|moi nguoi|cac ban) mai|mai mot|bua truoc|hom truoc|bua hom(?! qua)|bay ngay qua|may bua toi|bua khac|hom khac|bua nao|ngay nao|hom bua|lan truoc|bua truoc)\b"
)
_TOMORROW = re.compile(rf"\b(?:ngay mai|{_PART} (?:ngay )?mai|mai|tomorrow)\b")
_IN_TWO = re.compile(r"\b(?:ngay mot|ngay kia|day after tomorrow)\b")
_WEEKEND = re.compile(
    r"\b(?:cuoi tuan|weekend|wknd)(?P<after> (?:sau|toi|tuan sau))?(?: nay)?\b|\b(?P<next>next weekend)\b"
)
_WEEK = re.compile(
    r"\b(?:(?P<this>trong tuan|tuan nay|tuan qua|this week)|(?P<next>tuan sau|tuan toi|tuan den|tuan ke|next week)|(?P<last>tuan truoc|tuan roi|last week))\b"
)
_MONTH = re.compile(
    r"\b(?:(?P<end>cuoi )|(?P<start>dau ))?(?:thang (?P<which>nay|sau|toi|truoc|roi|1[0-2]|0?[1-9]|gieng|chap)\b(?: nam (?P<y>20\d\d))?|(?P<short>t(?:8|9|1[0-2]))\b|(?P<en>this|next|last) month)"
)
_END_OF_MONTH = re.compile(r"\bcuoi thang\b")
_QUARTER = re.compile(r"\bquy (?P<q>[1-4]|i{1,3}|iv|mot|hai|ba|bon)\b")
_YEAR = re.compile(
    r"\b(?:(?P<last>nam (?:ngoai|truoc|roi)|last year)|(?P<next>nam sau|next year)|(?:ca |trong |tu dau |dau )?nam(?: nay)?(?= |$)(?<=nam nay)|ca nam|trong nam|tu dau nam|dau nam|this year|(?<!sinh )nam (?P<y>20\d\d))\b"
)
_CHRISTMAS = re.compile(r"\b(?:noel|giang sinh|christmas)(?: nay)?\b(?! cho)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "bon": 4}


def named(plain: str, today: date, *, past: bool = False) -> Days | None:
    """The days that a message (its plain words) names; None where it names none.

    `past` says that what is told has happened: "chủ nhật" is then the last one, else the next.
    """
    text = _with_digits(plain)
    mentions = [days for reader in _READERS if (days := reader(text, today, past)) is not None]
    if not mentions:
        return None
    explicit = _explicit(text, today, past)
    wider = _range(text, today, past) or _two(text, today, past)
    if wider is not None:
        return wider
    first, *others = sorted(mentions, key=lambda days: (days.first == days.last == today, text.find(days.text)))
    if explicit is not None and 0 <= text.find(explicit.text) - text.find(first.text) - len(first.text) <= _BESIDE:
        return explicit  # "chủ nhật 20/12": the date tells which
    return first


def _with_digits(plain: str) -> str:
    """Days and months in words as digits: "ngày mười chín tháng mười hai"."""

    def digits(match: re.Match[str]) -> str:
        said = match[2].split()
        if len(said) == 1 and said[0] in _ONES:
            return f"{match[1]} {_ONES[said[0]]}"
        number = next(iter(numbers(said)), None)
        if number is None or number.first:
            return match[0]
        return " ".join([match[1], f"{number.value:.0f}", *said[number.end :]])

    text = _DAY_IN_WORDS.sub(digits, plain)
    return re.sub(rf"\b((?:{_SPOKEN} ?)+) thang (\d+)\b", _spoken_before_month, text)


_ONES = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}


def _spoken_before_month(match: re.Match[str]) -> str:
    said = match[1].split()
    for begin in range(len(said)):
        number = numbers(said[begin:])
        if number and number[0].first == 0 and number[0].end == len(said) - begin and 1 <= number[0].value <= 31:
            return " ".join([*said[:begin], f"{number[0].value:.0f}", "thang", match[2]])
    return match[0]


def _span(day: date, text: str, last: date | None = None) -> Days:
    return Days(day, day if last is None else last, text)


def _on(day: int, month: int, year: int | None, today: date, past: bool) -> date | None:
    """A day and month; without a year the one that is nearest, from about a month ago on."""
    try:
        if year is not None:
            return date(year + 2000 if year < 100 else year, month, day)
        here = date(today.year, month, day)
    except ValueError:
        return None
    if past:
        return here if here <= today else here.replace(year=here.year - 1)
    return here if here >= today - 45 * _ONE else here.replace(year=here.year + 1)


def _explicit(text: str, today: date, past: bool) -> Days | None:
    for match in _EXPLICIT.finditer(text):
        year = match["y"] or match["y2"]
        day = _on(int(match["d"]), int(match["m"] or match["m2"]), int(year) if year else None, today, past)
        if day is not None:
            return _span(day, match[0])
    if english := _ENGLISH.search(text):
        month = _MONTHS.index((english[1] or english[4])[:3]) + 1
        day = _on(int(english["d1"] or english["d2"]), month, None, today, past)
        return None if day is None else _span(day, english[0])
    return None


_RANGE = re.compile(
    r"\b(?:tu )?(?:ngay |hom |mung )?(?P<a>[0-3]?\d)(?:[/.](?P<am>1[0-2]|0?[1-9]))? (?:den|toi|-|to|until) (?:het )?(?:ngay |hom |mung )?(?P<d>[0-3]?\d)"
    r"(?:[/.](?P<m>1[0-2]|0?[1-9])| thang (?P<m2>1[0-2]|0?[1-9]))(?![\d/])"
)
_TWO_DAYS = re.compile(rf"\b(?P<a>{_WEEKDAY_NAMES}) (?:va|voi|lan|cung|and|den|toi) (?:ca )?(?P<b>{_WEEKDAY_NAMES})\b")
_ENGLISH_DAY_ALONE = re.compile(r"\b(?:on )?the (?P<d>[0-3]?\d) ?(?:st|nd|rd|th)\b")
_KITCHEN_GODS = re.compile(r"\b(?:(?:ham|hai) (?:muoi )?(?:ba|3)|23) (?:thang chap|ong tao)\b|\bong tao\b")


def _range(text: str, today: date, past: bool) -> Days | None:
    """From one date to another: "từ 28 đến 31/01"."""
    match = _RANGE.search(text)
    if not match:
        return None
    month = int(match["m"] or match["m2"])
    last = _on(int(match["d"]), month, None, today, past)
    first = _on(int(match["a"]), int(match["am"] or month), None, today, past)
    return _span(first, match[0], last) if first is not None and last is not None and first < last else None


def _two(text: str, today: date, past: bool) -> Days | None:
    """Two days of the week that follow: "cả thứ bảy lẫn chủ nhật"."""
    match = _TWO_DAYS.search(text)
    if not match or past:
        return None
    first = today + ((_WEEKDAYS[match["a"]] - today.weekday()) % 7) * _ONE
    last = first + ((_WEEKDAYS[match["b"]] - first.weekday()) % 7) * _ONE
    return _span(first, match[0], last) if first < last else None


def _both(text: str, today: date, past: bool) -> Days | None:
    match = _BOTH.search(text)
    return _span(today + _ONE, match[0], today + 2 * _ONE) if match else None


def _near(text: str, today: date, past: bool) -> Days | None:
    bare = _VAGUE.sub(" ", text)
    for pattern, ahead in ((_YESTERDAY, -1), (_IN_TWO, 2), (_TOMORROW, 1), (_TODAY, 0)):
        if (match := pattern.search(bare)) and not (_WEEKDAY.search(bare) and ahead == 1 and match[0] == "mai"):
            return _span(today + ahead * _ONE, match[0])
    return None


def _weekday(text: str, today: date, past: bool) -> Days | None:
    for match in _WEEKDAY.finditer(text):
        weekday = _WEEKDAYS[match["day"]]
        monday = today - today.weekday() * _ONE
        if match["next"] or match["after"]:
            return _span(monday + (7 + weekday) * _ONE, match[0])
        if match["before"] and (match["before"] != " roi" or past or match.end() == len(text)):
            day = monday + weekday * _ONE
            return _span(day if day < today and "tuan" not in (match["before"] or "") else day - 7 * _ONE, match[0])
        if match["this"]:
            return _span(
                monday + weekday * _ONE if monday + weekday * _ONE >= today or past else monday + (weekday + 7) * _ONE,
                match[0],
            )
        if past:
            return _span(today - ((today.weekday() - weekday) % 7) * _ONE, match[0])
        if match["coming"] and today.weekday() == weekday:
            return _span(today + 7 * _ONE, match[0])
        return _span(today + ((weekday - today.weekday()) % 7) * _ONE, match[0])
    return None


def _wider(text: str, today: date, past: bool) -> Days | None:
    monday = today - today.weekday() * _ONE
    if match := _WEEKEND.search(text):
        saturday = monday + (12 if match["after"] or match["next"] else 5) * _ONE
        return _span(saturday, match[0], saturday + _ONE)
    if match := _WEEK.search(text):
        first = monday + (7 if match["next"] else -7 if match["last"] else 0) * _ONE
        return _span(first, match[0], first + 6 * _ONE)
    if match := _QUARTER.search(text):
        quarter = int(match["q"]) if match["q"].isdecimal() else _ROMAN[match["q"]]
        year = today.year if quarter * 3 - 2 <= today.month or not past else today.year - 1
        return _span(date(year, quarter * 3 - 2, 1), match[0], _end(date(year, quarter * 3, 1)))
    return _months(text, today, past)


def _months(text: str, today: date, past: bool) -> Days | None:
    match = _MONTH.search(text)
    if match and not _LUNAR_FULL.search(text):
        return _month(match, today, past)
    if match := _END_OF_MONTH.search(text):
        return _span(today.replace(day=21), match[0], _end(today))
    if match := _YEAR.search(text):
        year = int(match["y"]) if match["y"] else today.year + (1 if match["next"] else -1 if match["last"] else 0)
        return _span(date(year, 1, 1), match[0], date(year, 12, 31))
    return None


def _month(match: re.Match[str], today: date, past: bool) -> Days | None:
    which = match["which"] or match["en"] or (match["short"] or "")[1:]
    here = today.replace(day=1)
    if which in {"nay", "this"}:
        first = here
    elif which in {"sau", "toi", "next"}:
        first = (here + 31 * _ONE).replace(day=1)
    elif which in {"truoc", "roi", "last"}:
        first = (here - _ONE).replace(day=1)
    else:
        month = {"gieng": 1, "chap": 12}.get(which) or int(which)
        gone = today.month - month
        year = int(match["y"]) if match["y"] else today.year + (1 if gone > (2 if not past else 11) else 0)
        first = date(year, month, 1)
    if match["end"]:
        return _span(first.replace(day=21), match[0], _end(first))
    return _span(first, match[0], first.replace(day=10) if match["start"] else _end(first))


def _lunar(text: str, today: date, past: bool) -> Days | None:
    """The 15th of a lunar month, the next one where none is named; Christmas, which comes by the sun."""
    if match := _CHRISTMAS.search(text):
        return _span(date(today.year, 12, 24), match[0], date(today.year, 12, 25))
    if (gods := _KITCHEN_GODS.search(text)) is not None:
        coming = sorted(day for year in (today.year - 1, today.year) if (day := lunar_day(23, 12, year)) >= today)
        return _span(coming[0], gods[0]) if coming else None
    match = _LUNAR_FULL.search(text)
    if not match:
        return None
    month = {"gieng": 1, "chap": 12}.get(match["m"] or "") or (int(match["m"]) if match["m"] else 0)
    fulls = [lunar_day(15, m, year) for year in (today.year - 1, today.year) for m in range(1, 13) if month in {0, m}]
    coming = [day for day in sorted(fulls) if day >= today]
    return _span(coming[0], match[0]) if coming else None


def _alone(text: str, today: date, past: bool) -> Days | None:
    """A day of the month alone: the next such one, or the last where it has happened."""
    match = _DAY_ALONE.search(text) or _ENGLISH_DAY_ALONE.search(text)
    if not match or not 1 <= int(match["d"]) <= 31:
        return None
    day = int(match["d"])
    first = today.replace(day=1)
    for _month_ahead in range(4):
        if day <= _end(first).day:
            here = first.replace(day=day)
            if (past and here <= today) or (not past and here >= today):
                return _span(here, match[0])
        first = (first - _ONE).replace(day=1) if past else (first + 31 * _ONE).replace(day=1)
    return None


_READERS = (_explicit, _both, _near, _weekday, _wider, _lunar, _alone)


def _end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
