"""Many people of a roster at once, as leaders type it: "có mặt hết", "1-8", "tất cả trừ Lan, Bảo", "vắng Lan". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.engine.phrases import phrases
from storage.text import fold, tidy

_EVERYBODY = (
    "tat ca moi nguoi|tat ca cac ban|tat ca|toan bo|moi nguoi|ca nhom|ca doi|ca lop|ca doan|day du|du mat|du het|du ca|"
    "het ca|du|het|ca|ai cung|tui em|bon em|ca nha|everybody|everyone|the whole group|all"
)
# What says no more than that somebody is there; apart from the words below it nothing may stand beside "everybody".
_THERE = (
    r"co mat|da den|den|toi|da toi|deu|cung|di|diem danh|tick|danh dau|ghi|cho|here|present|is|are|of them|there|"
    r"came|mark|check in|giup minh|giup em|giup"
)
_CAME = r"co mat|den|toi|here|present|there|came"
_POLITE = (
    r"roi|nhe|nha|ne|a|ah|luon|em|anh|chi|minh|giup|ho|please|ca|het|du|mat|ban|cac ban|nguoi|toi|den|di|co mat|today|"
    r"hom nay|duoc"
)
_NOT, _WHO = r"khong|ko|k|chang|hong", r"ai|mot ai|ban nao|nguoi nao|dua nao"
_NOBODY_ABSENT = re.compile(
    rf"(?:{_NOT}) (?:co )?(?:{_WHO})(?: ca)? (?:vang|thieu|nghi)(?: mat)?(?: (?:{_POLITE}))*|"
    rf"(?:{_NOT}) (?:vang|thieu|nghi)(?: mat)? (?:{_WHO})(?: (?:{_POLITE}))*|"
    rf"(?:nobody|no one) (?:is )?(?:missing|absent)(?: (?:{_POLITE}))*"
)
_MERELY = r"(?:chi|con|moi|hom nay|bao|ma|thi|only) "
_BUT = (
    rf"(?:{_MERELY})*(?:ngoai tru|tru ra|tru|ngoai|khong tinh|except for|except|but for|but not|but|without|apart from)"
)
_GONE = r"vang mat|vang|nghi|khong den|khong co mat|khong toi|khong di|chua den|chua toi|absent|missing|not here"
_ABSENT = rf"(?:{_MERELY})*(?:{_GONE}|thieu|(?:{_NOT}) co|(?:{_NOT}|chua) thay)(?: (?:moi|co|co moi|la|gom))*"

_ALL = re.compile(rf"(?:(?:{_THERE}) )*(?:{_EVERYBODY})(?: (?:{_THERE}|{_POLITE}))*")
_ALL_BUT = re.compile(rf"(?P<all>.*?)[ ,;:]*\b(?:{_BUT}|{_ABSENT})\b[ :]*(?P<names>.+)")
_NONE_BUT = re.compile(rf"(?:{_BUT}|{_ABSENT})\b[ :]*(?P<names>.+)")
_ABSENT_BEHIND = re.compile(
    rf"(?P<names>.+?) (?:(?:deu|xin|ban nen|ban|bi om|bi benh|om|benh|da|dang|is|are) )*(?:{_GONE})(?: (?:{_POLITE}))*"
)
_PRESENT = re.compile(
    r"(?:chi co mat|chi co|co mat|ghi co mat|ghi|tick|danh dau|diem danh|check in|mark|present|only)"
    r"(?: (?:cho|gom|la))*\b"
    r"[ :]*(?P<names>.+)"
)
_AND_ABSENT = re.compile(rf"[,;.] ?(?:{_ABSENT}) ?:")
_PRESENT_BEHIND = re.compile(rf"(?P<names>.+?) (?:(?:deu|da|is|are|{_CAME}) )*(?:{_CAME})(?: (?:{_POLITE}))*")
_BETWEEN = re.compile(r"[,;/+&]|\bva\b|\bvoi\b|\band\b")
_BEFORE_NUMBER = r"(?:(?:tu|so|stt|no|nhung ban|cac ban|may ban|ban) )*"
_NUMBERS = re.compile(
    rf"{_BEFORE_NUMBER}(\d{{1,3}})(?: ?(?:-+>?|\.{{2,3}}|…|→|den|toi|to) ?{_BEFORE_NUMBER}(\d{{1,3}}))?"
)
_STOPS = re.compile(r" ?[.!]+(?= |$)")  # "có mặt hết! nhé"
_LAST_WORDS = phrases(
    """
    nhé, nhe, nha, nhá, ạ, a, à, ah, luôn, luon, thôi, thoi, rồi, roi, please, nghen, hen
    """
)
_TITLES = {"ban", "anh", "chi", "em", "co", "chu", "thay", "dong chi", "dc", "be"}
_ONESELF = {"em", "minh", "toi", "tui", "t", "con", "chau", "i", "me", "we", "tui minh", "tui em", "bon em"}
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
    words = _STOPS.sub("", plain).strip()
    if _ALL.fullmatch(words) or _NOBODY_ABSENT.fullmatch(words):
        return Many(everybody=True)
    return _all_but(lines, plain) or _said_of(lines, plain) or _bare_list(lines)


def _all_but(lines: str, plain: str) -> Many | None:
    """Everybody but those who are named: "tất cả trừ Lan", "vắng Lan", "Lan vắng"."""
    plain = plain.rstrip(" .!")
    but = _ALL_BUT.fullmatch(plain)
    if but and not (_ALL.fullmatch(but["all"].strip(" ,:;")) and but["all"].strip(" ,:;")):
        but = _NONE_BUT.fullmatch(plain)
    for match in (but, _ABSENT_BEHIND.fullmatch(plain)):
        if match and not _belongs_to_a_name(lines, match.end("names")):
            many = _many(lines, match.span("names"), everybody=True)
            return many if many.numbers or many.names else None
    return None


def _said_of(lines: str, plain: str) -> Many | None:
    """Those of whom it is said that they are there: "có mặt: Lan", "Lan, Bảo tới rồi"."""
    plain = plain.rstrip(" .!")
    for present in (_PRESENT, _PRESENT_BEHIND):
        if (match := present.fullmatch(plain)) and not _belongs_to_a_name(lines, match.end("names")):
            first, last = match.span("names")
            too = _PRESENT_BEHIND.fullmatch(plain[first:last])  # "chỉ có Bình tới"
            if too and not _belongs_to_a_name(lines[first:last], too.end("names")):
                last = first + too.end("names")
            if rest := _AND_ABSENT.search(plain[first:last]):  # "có mặt: An; vắng: Lan"
                last = first + rest.start()
            many = _many(lines, (first, last), everybody=False)
            oneself = bool(many.names) and all(_folded(name) in _ONESELF for name in many.names)
            return None if oneself and not many.numbers else many
    return None


def _bare_list(lines: str) -> Many | None:
    many = _many(lines, (0, len(lines)), everybody=False)
    told = any(len(name.split()) > LONGEST_NAME for name in many.names)  # a sentence lists nobody
    return many if not told and (len(many.names) > 1 or many.numbers) else None


def _belongs_to_a_name(lines: str, at: int) -> bool:
    """Whether the word that begins behind here is written as a part of a name: Lê Nghi is nobody's absence."""
    before, behind = lines[:at], lines[at:].lstrip()
    return behind[:1].isupper() and any(map(str.isalpha, before)) and not before.isupper()


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
    title, _space, name = tidy(typed).partition(" ")
    return matching(name, people) if name and fold(title) in _TITLES else []


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
        part = _without_last_words(re.sub(r"^[-•*☐✓]+\s*", "", part))
        if part:
            yield part
        at = between.end() if between else end


def _without_last_words(part: str) -> str:
    """A part without the politeness at its end; a word alone is a name."""
    words = part.split()
    while len(words) > 1 and words[-1].strip(".!").casefold() in _LAST_WORDS:
        words.pop()
    return " ".join(words)


def fold_part(part: str) -> str:
    """A part without diacritics and case; its dashes stay."""
    return " ".join(_folded(part).replace("#", " ").split()).strip(" .")


def _folded(text: str) -> str:
    """Without diacritics and case, letter for letter, so that a place in it is a place in the text."""
    return "".join((fold(letter) or letter) if letter.isalpha() else letter for letter in text)
