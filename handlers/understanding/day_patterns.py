"""How days are said: the patterns that `days` and `spans` look for in plain words. Pure."""

from __future__ import annotations

import re

SPOKEN = "(?:muoi|hai|ba|bon|tu|nam|sau|bay|tam|chin|mot|lam|nham|chuc)"
DAY_IN_WORDS = re.compile(rf"\b(ngay|hom|mung|mong|thang)((?: {SPOKEN})+)\b")
WORDS_BEFORE_MONTH = re.compile(rf"\b((?:{SPOKEN} ?)+) thang (\d+)\b")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAME = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = r"[0-3]?\d"
_MONTH = "1[0-2]|0?[1-9]"

# Days of the week -----------------------------------------------------------------------------------------------------

_SPELT = ("hai", "ba", "tu", "nam", "sau", "bay")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = (
    {f"thu {word}": at for at, word in enumerate(_SPELT)}
    | {"chu nhat": 6, "cn": 6}
    | {day: at for at, day in enumerate(_ENGLISH_DAYS)}
    | {f"thu {n}": n - 2 for n in range(2, 8)}
    | {f"t{n}": n - 2 for n in range(2, 8)}
)
_WEEKDAY_NAMES = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
WEEKDAY = re.compile(
    rf"\b(?P<next>next )?(?P<day>{_WEEKDAY_NAMES})\b"
    r"(?P<after> (?:trong )?(?:tuan (?:sau|toi|den|ke|s)|next week|ke tiep|sau))?"
    r"(?P<before> (?:tuan (?:truoc|roi|qua)|vua roi|vua qua|truoc|last week|roi))?"
    r"(?P<coming> (?:toi|den))?(?P<this> (?:tuan )?nay)?"
)
TWO_DAYS = re.compile(rf"\b(?P<a>{_WEEKDAY_NAMES}) (?:va|voi|lan|cung|and|den|toi) (?:ca )?(?P<b>{_WEEKDAY_NAMES})\b")

# Dates ----------------------------------------------------------------------------------------------------------------

EXPLICIT = re.compile(
    rf"\b(?:ngay |hom |bua )?(?P<d>{_DAY})"
    rf"(?:[/.-](?P<m>{_MONTH})(?:[/.-](?P<y>20\d\d|\d\d))?"
    rf"| thang (?P<m2>{_MONTH})(?: nam (?P<y2>20\d\d))?)(?![\d/]|h\b|g\b|h\d)"
)
ENGLISH = re.compile(
    rf"\b(?:{_MONTH_NAME} (?P<d1>{_DAY})|(?P<d2>{_DAY})(?:st|nd|rd|th)? (?:of )?{_MONTH_NAME})(?:st|nd|rd|th)?\b"
)
DAY_ALONE = re.compile(rf"\b(?:ngay|hom|mung|mong) (?P<d>{_DAY})\b(?! (?:nguoi|cay|ban|gio|tieng|kg|phut|lan|dua))")
ENGLISH_DAY_ALONE = re.compile(rf"\b(?:on )?the (?P<d>{_DAY}) ?(?:st|nd|rd|th)\b")
RANGE = re.compile(
    rf"\b(?:tu )?(?:ngay |hom |mung )?(?P<a>{_DAY})(?:[/.](?P<am>{_MONTH}))?"
    rf" (?:den|toi|-|to|until) (?:het )?(?:ngay |hom |mung )?(?P<d>{_DAY})"
    rf"(?:[/.](?P<m>{_MONTH})| thang (?P<m2>{_MONTH}))(?![\d/])"
)
LUNAR_FULL = re.compile(rf"\bram(?: thang (?P<m>{_MONTH}|gieng|chap))?\b")
KITCHEN_GODS = re.compile(r"\b(?:(?:ham|hai) (?:muoi )?(?:ba|3)|23) (?:thang chap|ong tao)\b|\bong tao\b")
CHRISTMAS = re.compile(r"\b(?:noel|giang sinh|christmas)(?: nay)?\b(?! cho)")

# Days near today ------------------------------------------------------------------------------------------------------

_PART = "(?:sang|trua|chieu|toi|dem|khuya|buoi|bua)"


def _any_of(*ways: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(ways)})\b")


TODAY = _any_of(
    "hoi (?:sang|trua|chieu)",
    "hom nay",
    "(?:bua|buoi|hom|ngay|sang|trua|chieu|toi) ni",
    "bua nay",
    "ngay nay",
    "(?:sang|trua|chieu|toi|dem) nay",
    "today",
    "tonight",
    "this (?:morning|afternoon|evening)",
)
YESTERDAY = _any_of("(?:hom|bua|bua hom|ngay|sang|trua|chieu|toi|dem) qua", "yesterday", "last night")
TOMORROW = _any_of("ngay mai", f"{_PART} (?:ngay )?mai", "mai", "tomorrow")
IN_TWO = _any_of("ngay mot", "ngay kia", "day after tomorrow")
BOTH = re.compile(r"\b(?:ngay )?mai (?:voi|va|hoac|roi) (?:ngay )?mot\b|\bhai ngay (?:toi|nua)\b")
VAGUE = _any_of(
    "(?:de|cho|moi nguoi|cac ban) mai",
    "mai mot",
    "bua truoc",
    "hom truoc",
    "bua hom(?! qua)",
    "bay ngay qua",
    "may bua toi",
    "bua khac",
    "hom khac",
    "bua nao",
    "ngay nao",
    "hom bua",
    "lan truoc",
)

# Weeks, months and longer ---------------------------------------------------------------------------------------------

WEEKEND = re.compile(
    r"\b(?:cuoi tuan|weekend|wknd)(?P<after> (?:sau|toi|tuan sau))?(?: nay)?\b|\b(?P<next>next weekend)\b"
)
WEEK = _any_of(
    "(?P<this>trong tuan(?! (?:sau|toi|den|ke|truoc|roi))|tuan nay|tuan qua|this week)",
    "(?P<next>tuan sau|tuan s|tuan toi|tuan den|tuan ke|next week)",
    "(?P<last>tuan truoc|tuan roi|last week)",
)
MONTH = re.compile(
    r"\b(?:(?P<end>cuoi )|(?P<start>dau ))?"
    rf"(?:thang (?P<which>nay|sau|toi|truoc|roi|{_MONTH}|gieng|chap)\b(?: nam (?P<y>20\d\d))?"
    r"|(?P<short>t(?:8|9|1[0-2]))\b|(?P<en>this|next|last) month)"
)
END_OF_MONTH = re.compile(r"\bcuoi thang\b")
QUARTER = re.compile(r"\bquy (?P<q>[1-4]|i{1,3}|iv|mot|hai|ba|bon)\b")
YEAR = _any_of(
    "(?P<last>nam (?:ngoai|truoc|roi)|last year)",
    "(?P<next>nam sau|next year)",
    "(?:ca |trong |tu dau |dau )?nam(?: nay)?(?= |$)(?<=nam nay)",
    "ca nam",
    "trong nam",
    "tu dau nam",
    "dau nam",
    "this year",
    r"(?<!sinh )nam (?P<y>20\d\d)",
)
LUNAR_MONTHS = {"gieng": 1, "chap": 12}
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "bon": 4}
