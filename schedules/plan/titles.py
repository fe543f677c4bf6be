"""What an item of the plan is called: without an older plan's year, and whether two titles name one thing. Pure."""

from __future__ import annotations

import re
import unicodedata

from storage.plan.plan_items import Dates, ItemKind
from storage.text import fold

# A year that a title gives to itself, "năm 2024" or "2024" alone; not one of a range, nor a beginning ("từ năm 2004"),
# nor a number ("số 2024/KH"); and one that stands with its day.
_NOT_OF_A_RANGE = r"(?<![\d/.–-])(?<!từ )(?<!từ năm )(?<!since )(?<!số )(?<!- )(?<!– )"
_NOR_BEGINS_ONE = r"(?!\d|\s*[-–/]\s*\d)"
_OWN_YEAR = re.compile(rf"{_NOT_OF_A_RANGE}20\d\d{_NOR_BEGINS_ONE}", re.IGNORECASE)
# … with the words that bring it, to be left out: "trong năm 2024", "(năm 2024)".
OWN_YEAR = re.compile(
    rf"[\s,(]*(?:(?<!\w)(?:trong\s+)?năm\s+)?{_NOT_OF_A_RANGE}(?P<year>20\d\d){_NOR_BEGINS_ONE}\)?", re.IGNORECASE
)
_WITH_DAY = re.compile(r"\b(\d{1,2}[/.-]\d{1,2}[/.-])(20\d\d)\b")
# What an office writes before the name of an event, and what it counts; "kỷ niệm" is also written "kỉ niệm".
_AROUND = re.compile(
    r"^(to chuc|tham gia|huong ung|chao mung|mung|ki niem|huong toi|trien khai|phat dong|ra quan|cac hoat dong|"
    r"hoat dong|chuong trinh|le|dai le|ngai|\d+ nam|lan thu \d+)\b ?"
)
_A_DAY = re.compile(r"(?:[Nn]gày )?\d{1,2}/\d{1,2}(?: âm lịch)?")
# Words that tell no two things apart.
_SAY_LITTLE = frozenset(
    re.findall(
        r"\w+", "cac cho chi cua dip dong duoc hoat ki la lan nam ngai nguoi nhan niem tai the thu trong va viet voi"
    )
)
CLOSE = 0.6  # of all their words
FEWEST_SHARED = 2
_YEARS = re.compile(r"\b(năm )?(19|20)\d\d\b")


def for_year(title: str, kind: ItemKind, year: int) -> str:
    """What an item that comes about in a year is called: an older year in its title is this one.

    An anniversary's title stays: a year in it is that of what it remembers.
    """
    if kind == "anniversary":
        return title
    alone = _OWN_YEAR.sub(lambda match: str(max(year, int(match[0]))), title)
    return _WITH_DAY.sub(lambda match: f"{match[1]}{max(year, int(match[2]))}", alone)


def in_english(title_en: str, kind: ItemKind, year: int) -> str:
    """The title for readers of English of an item that comes about in a year; "" where it has none."""
    return for_year(title_en, kind, year) if title_en else ""


def plain(title: str, kind: ItemKind, this_year: int) -> str:
    """What an item is called in the plan: an older year's number is not in it, but for an anniversary's."""
    if kind == "anniversary":
        return title
    left = OWN_YEAR.sub(lambda match: match[0] if int(match["year"]) >= this_year else "", title).strip(" ,")
    return left if any(map(str.isalpha, left)) else title


def alike(one: str, other: str) -> bool:
    """Whether two titles may name one thing: they are the same but for years and what an office writes around them."""
    names = _name(one), _name(other)
    return names[0] == names[1] != ""


def is_a_day(title: str) -> bool:
    """Whether a title is nothing but its day: "Ngày 27/7", or says nothing at all: "Ngày"."""
    return _A_DAY.fullmatch(title.strip()) is not None or not _name(title)


def close(one: str, other: str) -> bool:
    """Whether two titles are so close that they may name one thing: most of their words are the same."""
    words, others = _words(one), _words(other)
    shared = len(words & others)
    return shared >= FEWEST_SHARED and shared >= CLOSE * len(words | others)


def within(one: str, other: str) -> bool:
    """Whether all the words of one title stand in the other."""
    words, others = _words(one), _words(other)
    return bool(words and others) and (words <= others or others <= words)


def share_a_word(one: str, other: str) -> bool:
    """Whether two titles have a word in common that says something."""
    return bool(_words(one) & _words(other))


def same_days(one: Dates, other: Dates) -> bool:
    """Whether two things may be on the same days: they are, or one of them has no day yet."""
    if one.day is None and one.starts_on is None:
        return True
    if other.day is None and other.starts_on is None:
        return True
    if one.day is not None and other.day is not None:
        return (one.day, one.month, one.lunar) == (other.day, other.month, other.lunar)
    return one.starts_on == other.starts_on and one.starts_on is not None


def _name(title: str) -> str:
    """The words that tell one thing from another, however it is written: "giỗ tổ" and "tổ chức Giỗ Tổ năm 2027"."""
    name = fold(_YEARS.sub(" ", unicodedata.normalize("NFC", title).lower())).replace("y", "i")
    while (shorter := _AROUND.sub("", name)) != name:
        name = shorter
    return name


def _words(title: str) -> set[str]:
    """The words of a title that say something."""
    return set(_name(title).split()) - _SAY_LITTLE
