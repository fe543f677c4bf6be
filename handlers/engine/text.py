"""Sentences that are marked for translation, and how times, numbers and names are shown in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

LOCALES = Path(__file__).parents[1] / "locales"
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
HOME = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST_LABEL = 56  # characters: so many fit on a button


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in English with named places for facts; it is put into the reader's language when it is shown."""

    message: str
    plural: str = ""
    count: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Titled:
    """A title out of the data, as a fact: readers of English read the English one, where there is one."""

    title: str
    english: str = ""

    def __str__(self) -> str:
        """The title, where no language is asked for."""
        return self.title


def _(message: str, **facts: Any) -> Text:
    """Mark a sentence for translation. `{day:date}`, `{at:time}` and `{at:moment}` show a datetime at home."""
    return Text(message, facts=facts)


def ngettext(singular: str, plural: str, count: int, **facts: Any) -> Text:
    """Mark a sentence that differs by a count, which stands in it as `{count}`."""
    return Text(singular, plural, count, {"count": count, **facts})


def shortened(text: str, most: int = LONGEST_LABEL) -> str:
    """A text in at most so many characters: by its beginning, where it is longer, and in whole words."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole = cut if text[most - 1].isspace() else cut.rpartition(" ")[0]
    return f"{(whole if 2 * len(whole) > most else cut).rstrip(' ,;:–-')}…"


@cache
def translations(language: str) -> Translations:
    """The catalogue of a language, compiled in memory from its .po file, so that it is never stale."""
    with (LOCALES / language / "LC_MESSAGES" / "diemdanh.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def say(text: Text | str, language: str) -> str:
    """The sentence in this language, its facts shown as the language shows them. A plain string stays as it is."""
    if isinstance(text, str):
        return text
    known = translations(language)
    count = text.count
    words = known.gettext(text.message) if count is None else known.ngettext(text.message, text.plural, count)
    if not text.facts:
        return words
    return words.format_map({name: _Fact(value, language) for name, value in text.facts.items()})


class _Fact:
    """A fact inside a sentence: what stands between the braces after the colon says how it is shown."""

    __slots__ = ("language", "value")

    def __init__(self, value: object, language: str) -> None:
        self.value = value
        self.language = language

    def __format__(self, spec: str) -> str:
        value = self.value
        if isinstance(value, Text):
            return say(value, self.language)
        if isinstance(value, Titled):
            return value.english if self.language == "en" and value.english else value.title
        if isinstance(value, date):
            return show_time(value, spec or "moment", self.language)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        return _number(value, spec, self.language)


def _number(value: float, spec: str, language: str) -> str:
    """A number as a language writes it; `plain` has no separators, `ordinal` counts occasions."""
    if spec == "ordinal":
        return _ordinal(int(value), language)
    if spec == "plain" or (isinstance(value, int) and abs(value) < 1000):
        return str(value)
    return str(format_decimal(value, locale=language))


@lru_cache(maxsize=4096)  # many people are told of the same shift
def show_time(value: date, spec: str, language: str) -> str:  # noqa: PLR0911 - one for each way to show it
    """A date or moment: `time` is 07:12, `date` is Chủ nhật, 22/11/2026, `moment` is both, `short` is 22/11.

    `inside` is thứ Ba, 22/12/2026 within a sentence, `weekday` is Chủ nhật 22/11, `month` is 11/2026, `letter` is ngày
    22 tháng 11 năm 2026; moments are those in Asia/Ho_Chi_Minh.
    """
    if isinstance(value, datetime):
        value = value.astimezone(HOME)
    match spec:
        case "time":
            return value.strftime("%H:%M")
        case "short":
            return value.strftime("%d/%m")
        case "month":
            return format_date(value, "MM/yyyy" if language == "vi" else "MMMM yyyy", locale=language)
        case "weekday":
            return _day_of_week(date(value.year, value.month, value.day), language)
        case "date":
            return _long_date(value, language)
        case "inside":
            return _inside(date(value.year, value.month, value.day), language)
        case "letter":
            return _as_in_a_letter(date(value.year, value.month, value.day), language)
        case "moment":
            return f"{value.strftime('%H:%M')} {_long_date(value, language)}"
        case _:
            raise ValueError(f"a time is not shown as {spec!r}")


def _long_date(value: date, language: str) -> str:
    return _written_out(date(value.year, value.month, value.day), language)


def _as_in_a_letter(value: date, language: str) -> str:
    """Days below 10 and months below 3 have a zero, so that nothing can be written before them (Decree 30/2020)."""
    if language != "vi":
        return format_date(value, "d MMMM yyyy", locale="en")
    month = f"{value.month:02}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


def _inside(value: date, language: str) -> str:
    """A date within a sentence: days of the week by number are written "thứ Ba"."""
    written = _written_out(value, language)
    if language != "vi" or not written.startswith("Thứ "):
        return written
    number, _comma, day = written.removeprefix("Thứ ").partition(", ")
    return f"thứ {number.capitalize()}, {day}"


def _ordinal(value: int, language: str) -> str:
    """A number that counts occasions: 82nd; in Vietnamese the number alone, whose words stand around it."""
    if language != "en":
        return str(value)
    ending = "th" if value % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def _day_of_week(value: date, language: str) -> str:
    if language == "vi":
        return format_date(value, "EEEE dd/MM", locale="vi").capitalize()
    return format_date(value, "EEE, d MMM", locale="en")


@lru_cache(maxsize=1024)
def _written_out(value: date, language: str) -> str:
    if language == "vi":
        return format_date(value, "EEEE, dd/MM/yyyy", locale="vi").capitalize()
    return format_date(value, "EEE, d MMM yyyy", locale="en")
