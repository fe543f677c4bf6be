"""Many people of a roster at once, as leaders type it: "có mặt hết", "1-8", "tất cả trừ Lan, Bảo", "vắng Lan". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from storage.text import fold, tidy

_EVERYBODY = (
    "tat ca moi nguoi|tat ca cac ban|tat ca|toan bo|moi nguoi|ca nhom|ca doi|ca lop|ca doan|day du|du het|du ca|het ca|"
    "du|het|ai cung|everybody|everyone|the whole group|all"
)
# What says no more than that somebody is there; apart from the words below it nothing may stand beside "everybody".
_THERE = (
    r"co mat|da den|den|toi|da toi|deu|cung|di|diem danh|tick|danh dau|ghi|cho|here|present|is|are|of them|there|came"
)
_POLITE = r"roi|nhe|nha|ne|a|ah|luon|em|anh|chi|minh|giup|ho|please|ca|het|du|ban|cac ban|nguoi"
_BUT = r"ngoai tru|tru ra|tru|khong tinh|except for|except|but for|but not|but|without|apart from"
_ABSENT = r"vang mat|vang|nghi|thieu|khong den|khong co mat|khong toi|chua den|absent|missing|not here"

_ALL = re.compile(rf"(?:(?:{_THERE}) )*(?:{_EVERYBODY})(?: (?:{_THERE}|{_POLITE}))*")
_ALL_BUT = re.compile(rf"(?P<all>.*?) ?\b(?:{_BUT})\b[ :]*(?P<names>.+)")
_THEY_ARE_ABSENT = re.compile(rf"(?:{_ABSENT})\b[ :]*(?P<names>.+)")
_ABSENT_BEHIND = re.compile(rf"(?P<names>.+?) (?:{_ABSENT})(?: (?:{_POLITE}))*")
_PRESENT = re.compile(r"(?:co mat|ghi|tick|danh dau|diem danh|present)\b[ :]*(?P<names>.+)")
_PRESENT_BEHIND = re.compile(rf"(?P<names>.+?) (?:{_THERE})(?: (?:{_POLITE}))*")
_BETWEEN = re.compile(r"[,;/+&]|\bva\b|\bvoi\b|\band\b")
_NUMBERS = re.compile(r"(?:so |stt |no |nhung ban |cac ban )?(\d{1,3})(?: ?(?:-|den|toi|to) ?(\d{1,3}))?")
LONGEST_NAME = 6  # words
_DASHES = str.maketrans(dict.fromkeys("–—~‐‑", "-"))


class OnRoster(Protocol):
    """Somebody on a roster, by name."""

    @property
    def name(self) -> str:
        """The name as written."""

    @property
    def search_key(self) -> str:
        """The name, folded."""


@dataclass(frozen=True, slots=True)
class Many:
    """Who is meant: these numbers and names, or `everybody` but them."""

    everybody: bool
    numbers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


def read(text: str) -> Many | None:
    """Who is meant by a text that speaks of many; None where it names one person, or nobody.

    Names keep the letters they were typed with. A stretch of numbers that runs backwards is read as it is meant.
    """
    lines = ", ".join(tidy(line) for line in text.translate(_DASHES).splitlines() if line.strip())
    plain = _folded(lines)
    if len(plain) != len(lines):
        lines = plain  # letters that fold to more or fewer: names are compared without diacritics then
    words = plain.strip(" .!")
    if _ALL.fullmatch(words):
        return Many(everybody=True)
    if (but := _ALL_BUT.fullmatch(plain)) and (not but["all"] or _ALL.fullmatch(but["all"].strip(" ,:"))):
        return _many(lines, but.span("names"), everybody=True)
    for absent in (_THEY_ARE_ABSENT, _ABSENT_BEHIND):
        if (match := absent.fullmatch(plain)) and not _belongs_to_a_name(lines, match.end("names")):
            return _many(lines, match.span("names"), everybody=True)
    for present in (_PRESENT, _PRESENT_BEHIND):
        if (match := present.fullmatch(plain)) and not _belongs_to_a_name(lines, match.end("names")):
            return _many(lines, match.span("names"), everybody=False)
    many = _many(lines, (0, len(lines)), everybody=False)
    told = any(len(name.split()) > LONGEST_NAME for name in many.names)  # a sentence lists nobody
    return many if not told and (len(many.names) > 1 or many.numbers) else None


def _belongs_to_a_name(lines: str, at: int) -> bool:
    """Whether the word that begins behind here is written as a part of a name: Lê Nghi is nobody's absence."""
    behind = lines[at:].lstrip()
    return behind[:1].isupper() and not lines.isupper()


def matching(typed: str, people: Sequence[OnRoster]) -> list[int]:
    """Which of these people a name may mean, as indexes.

    By the whole name, else its end, else by its words in their order.
    Diacritics decide between those whose letters are the same.
    """
    key = fold(typed)
    if not key:
        return []
    keys = [one.search_key for one in people]
    for means in (_is, _ends, _holds):
        if fitting := [index for index, name in enumerate(keys) if means(name, key)]:
            return _of_these_letters(typed, people, fitting)
    return []


def _is(name: str, key: str) -> bool:
    return name == key


def _ends(name: str, key: str) -> bool:
    return name.endswith(f" {key}")


def _holds(name: str, key: str) -> bool:
    words = iter(name.split())
    return all(word in words for word in key.split())


def _of_these_letters(typed: str, people: Sequence[OnRoster], fitting: list[int]) -> list[int]:
    letters = tidy(typed).casefold()
    if len(fitting) < 2 or letters.isascii():
        return fitting
    same = [index for index in fitting if f" {tidy(people[index].name).casefold()} ".find(f" {letters} ") >= 0]
    return same or fitting


def _many(lines: str, span: tuple[int, int], *, everybody: bool) -> Many:
    numbers: list[int] = []
    names: list[str] = []
    for part in _parts(lines[span[0] : span[1]]):
        plain = fold_part(part)
        stretches = [_NUMBERS.fullmatch(piece) for piece in _pieces(plain)]
        if stretches and all(stretches):
            for stretch in filter(None, stretches):
                first, last = sorted((int(stretch[1]), int(stretch[2] or stretch[1])))
                numbers += range(first, last + 1)
        else:
            names.append(part)
    return Many(everybody=everybody, numbers=tuple(dict.fromkeys(numbers)), names=tuple(dict.fromkeys(names)))


def _pieces(plain: str) -> list[str]:
    """The numbers of a part one by one: "1 3 5" is three, "1 - 8" and "1 den 8" are one stretch."""
    return plain.split() if re.fullmatch(r"\d{1,3}(?: \d{1,3})+", plain) else [plain]


def _parts(lines: str) -> Iterator[str]:
    plain = _folded(lines)
    at = 0
    for between in [*_BETWEEN.finditer(plain), None]:
        end = between.start() if between else len(lines)
        part = lines[at:end].strip(" .:!\t")
        part = re.sub(r"^[-•*☐✓]+\s*", "", part)
        if part:
            yield part
        at = between.end() if between else end


def fold_part(part: str) -> str:
    """A part without diacritics and case; its dashes stay."""
    return " ".join(_folded(part).replace("#", " ").split()).strip(" .")


def _folded(text: str) -> str:
    """Without diacritics and case, letter for letter, so that a place in it is a place in the text."""
    return "".join((fold(letter) or letter) if letter.isalpha() else letter for letter in text)
