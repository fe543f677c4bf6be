"""A message as words in one spelling: without case or diacritics, raw Telex undone, short forms written out.

Pure. What was typed stays beside each word, for whatever must tell "má" from "mã".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from storage.text import fold

_TOKEN = re.compile(
    r"\d{1,2}(?:h|g|:)\d{1,2}p?(?![^\W_])|\d+(?:[.,/:-]\d+)*[^\W\d_]*\d*|[^\W_]+(?:['’.-][^\W_]+)*|[?!]|[^\w\s]"
)
_REPEATED = re.compile(r"([a-z])\1{2,}")
_LONG_END = re.compile(r"(?<=[a-z])([aeiouyghmnv])\1+$")
_LETTERS_AND_DIGITS = re.compile(r"(\d+)([^\W\d_]+)|([^\W\d_]{2,})(\d+)")

# A Vietnamese syllable without its diacritics.
_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
_VOWELS = (
    "(?:ieu|yeu|oai|oay|oeo|uay|uoi|uou|uya|uye|uyu|"
    "ia|ie|ya|ye|iu|ai|ao|au|ay|eo|eu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|[aeiouy])"
)
_CODA = "(?:ch|ng|nh|[cmnpt])?"
_SYLLABLE = re.compile(_ONSET + _VOWELS + _CODA)

_TELEX_MARKS = (
    ("dd", "d"),
    ("uwow", "uo"),
    ("aa", "a"),
    ("ee", "e"),
    ("oo", "o"),
    ("aw", "a"),
    ("ow", "o"),
    ("uw", "u"),
)
_TELEX_TONE = re.compile(r"(?<=[aeiouy])([sfrxj])(?=[aeiouy]*(?:ch|ng|nh|[cmnpt])?$)|(?<=[a-z])([sfrxj])$")
_TELEX_SURE = re.compile(r"dd|[auo]w|(?:aa|ee|oo)[a-z]*[sfrxj]|w[a-z]*[sfrxj]$")
_VNI = re.compile(r"(?=[a-z]*\d)[a-z]+(?:[1-9][a-z]*)+")
_SPOKEN_SPELLING = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        ("(?<=[aeiouy])g$", "ng"),
        ("^ck", "ch"),
        ("^w", "qu"),
        ("^z", "v"),
        ("^f", "ph"),
        ("^j", "gi"),
        ("k$", "ch"),
    )
)
_LONGEST_SYLLABLE = 7
ENGLISH = frozenset(resources.files(__package__).joinpath("english.txt").read_text("utf-8").split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its one spelling, and how it was typed (lower case, composed)."""

    plain: str
    typed: str

    @property
    def marked(self) -> bool:
        """Whether it was typed with a diacritic."""
        return fold(self.typed) != self.typed


@dataclass(frozen=True, slots=True)
class Said:
    """A message as words; `asks` where it has a question mark, `extra` are further readings of its short forms."""

    text: str
    words: tuple[Word, ...]
    asks: bool = False
    pictures: int = 0
    extra: frozenset[str] = field(default=frozenset())

    @property
    def plain(self) -> str:
        """The words, parted by one space."""
        return " ".join(word.plain for word in self.words)

    @property
    def told(self) -> str:
        """The words as `plain` has them, without those whose marks tell them from a word of a deed: "dùng", "nghĩ"."""
        return " ".join(_OTHER if word.marked and _is_another(word) else word.plain for word in self.words)


def _is_another(word: Word) -> bool:
    """Whether a word's marks make it another one than the word of a deed that it looks like without them."""
    meant = _OF_DEEDS.get(word.plain)
    return meant is not None and fold(word.typed) == word.plain and word.typed not in meant


_OTHER = "-"
_OF_DEEDS = {
    fold(forms.split()[0]): frozenset(forms.split())
    for forms in (
        "đừng dừng",
        "đổi dời",
        "chưa",
        "bỏ",
        "rút",
        "xóa xoá",
        "hủy huỷ",
        "gửi",
        "gởi gọi",
        "đóng",
        "thôi",
        "khỏi",
        "gỡ",
        "gộp",
        "vắng",
        "gạch",
        "nhường",
        "thay",
        "nhắn",
        "soạn",
        "lui lùi",
    )
}


@cache
def _lexicon() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Short and other forms → what they stand for: those with one meaning, and the others' usual meanings."""
    sure: dict[str, str] = {}
    unsure: dict[str, tuple[str, ...]] = {}
    for line in resources.files(__package__).joinpath("lexicon.tsv").read_text("utf-8").splitlines():
        form, standard, ambiguous = line.split("\t")
        if ambiguous:
            unsure[form] = (*unsure.get(form, ()), standard)
        else:
            sure[form] = standard
    return sure, unsure


LONGEST_FORM = 4  # words


@lru_cache(maxsize=512)  # what was typed is asked for by each who looks at it, and labels come again
def read(text: str) -> Said:
    """A text as words in one spelling."""
    composed = unicodedata.normalize("NFC", text).lower()
    tokens = _TOKEN.findall(composed)
    pictures = sum(1 for token in tokens if unicodedata.category(token[0]) in {"So", "Sk"})
    shortest = 2 if sum(bool(_vni(token)) for token in tokens) > 1 else 3
    typed = [part for token in tokens if token[0].isalnum() for part in _parted(token, shortest)]
    words, extra = _written_out(_without_keystrokes(typed, shortest))
    return Said(text, tuple(words), "?" in composed, pictures, frozenset(extra))


def _parted(token: str, shortest: int) -> Iterator[str]:
    """A token as it counts: "40kg" are two, "2k7" and "7h30" stay, letters with digits of VNI typing stay."""
    match = _LETTERS_AND_DIGITS.fullmatch(token)
    if match and match[1] and match[2] not in {"h", "k", "g", "p", "x"}:
        yield from (match[1], match[2])
    elif match and match[3] and not (fold(token) != token or _vni(token, shortest)):
        yield from (match[3], match[4])
    else:
        yield token


def _without_keystrokes(typed: Sequence[str], shortest: int) -> list[Word]:
    """Words whose raw keystrokes (Telex, VNI) are undone, where the message shows that it was typed so."""
    raw = _is_telex(typed)
    words = []
    for word in typed:
        plain = word if word[0].isdigit() else fold(word) or word
        if raw or _vni(word, shortest):
            plain = _undone(word) or _vni(word, shortest) or plain
        words.append(Word(_respelt(_squeezed(plain)), word))
    return words


def _is_telex(typed: Sequence[str]) -> bool:
    """Whether a message was typed in Telex without its input method: by its doubled letters, or by tones alone."""
    if any(_TELEX_SURE.search(word) and _undone(word) for word in typed):
        return True
    known = _lexicon()[0]
    tones = sum(
        1 for word in typed if len(word) > 2 and word not in known and not _SYLLABLE.fullmatch(word) and _undone(word)
    )
    return tones > 1 and tones * 3 >= len(typed)


def _respelt(word: str) -> str:
    """A word that is no syllable as the syllable that was meant: "trug", "cko", "wen", or two letters changed about."""
    if len(word) < 3 or not word.isalpha() or word in ENGLISH or word in _lexicon()[0] or _SYLLABLE.fullmatch(word):
        return word
    for meant in (pattern.sub(letters, word) for pattern, letters in _SPOKEN_SPELLING):
        if meant != word and _SYLLABLE.fullmatch(meant):
            return meant
    if (ours := _nearly_ours().get(word)) is not None:
        return ours
    if len(word) <= _LONGEST_SYLLABLE:
        for at in range(1, len(word) - 1):
            meant = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if _SYLLABLE.fullmatch(meant):
                return meant
    return word


@cache
def _nearly_ours() -> dict[str, str]:
    """What is one slip of the finger from a word of our errands and no word itself → that word, where it is the one."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for word in _ERRANDS.split():
        for slip in set(_slips(word)) - {word}:
            if slip in found:
                twice.add(slip)
            found[slip] = word
    return {slip: word for slip, word in found.items() if slip not in twice and not _SYLLABLE.fullmatch(slip)}


def _slips(word: str) -> Iterator[str]:
    """A word with one letter left out, two changed about, or one that was missed by a key."""
    for at, letter in enumerate(word):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at + 1 : at + 2] + letter + word[at + 2 :]
        for row, keys in enumerate(_KEYS):
            if letter in keys:
                column = keys.index(letter)
                near = [line[max(0, column - 1) : column + 2] for line in _KEYS[max(0, row - 1) : row + 2]]
                yield from (word[:at] + key + word[at + 1 :] for key in "".join(near) if key != letter)


_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ERRANDS = (
    "diem danh dang lich chien dich thanh tich tham trong hien mau huy cao bao thong nhac duyet sach lieu khoan hoat "
    "dong nguyen tinh nhan quyen don doan huong giup muon duoc khong buoi ngay nhieu tieng trinh ngoai chuyen"
)


def _undone(word: str) -> str:
    """A word of Telex keystrokes as a syllable without diacritics; "" if it is none."""
    if not word.isascii() or word in ENGLISH or (_SYLLABLE.fullmatch(word) and not _TELEX_SURE.search(word)):
        return ""
    undone = word
    for keys, letter in _TELEX_MARKS:
        undone = undone.replace(keys, letter)
    undone = _TELEX_TONE.sub("", undone.replace("w", "u" if undone.startswith("w") else ""))
    return undone if undone != word and _SYLLABLE.fullmatch(undone) else ""


def _vni(word: str, shortest: int = 3) -> str:
    """A word with VNI's digits as a syllable of so many letters at least; "" if it is none."""
    if not _VNI.fullmatch(word):
        return ""
    undone = re.sub(r"\d", "", word)
    digits = re.findall(r"\d+", word)
    vowels = sum(letter in "aeiouy" for letter in undone)
    return (
        undone
        if vowels and all(len(run) <= 2 for run in digits) and _SYLLABLE.fullmatch(undone) and len(undone) >= shortest
        else ""
    )


def undone(word: str, method: str) -> str:
    """A word of raw keystrokes ("telex" or "vni") as a syllable; "" if it is none."""
    return _undone(word) if method == "telex" else _vni(word, 2)


def without_keystrokes(text: str) -> str:
    """A text in which what is no syllable is one: raw keystrokes (Telex, VNI) undone, "tieg" and "trug" respelt.

    One word that ends with a digit shows no VNI: "ap3" is the third, and no "ảp".
    """
    vni = [word for word in _KEYED.findall(text) if _vni(word.lower(), 2)]
    sure = len(vni) > 1 or any(not word[-1].isdigit() for word in vni)

    def syllable(match: re.Match[str]) -> str:
        word = match[0].lower()
        meant = _undone(word) or (_vni(word, 2) if sure else "") or _respelt(word)
        return match[0] if meant == word else meant

    return _KEYED.sub(syllable, text)


_KEYED = re.compile(r"(?<![^\W_])[A-Za-z]+(?:[1-9][A-Za-z]*)*(?![^\W_])")


def _squeezed(word: str) -> str:
    """A word without the letters that are drawn out: "zoiiii", "nhaaa"."""
    word = _REPEATED.sub(r"\1", word)
    return word if word in ENGLISH else _LONG_END.sub(r"\1", word)


def _written_out(words: Sequence[Word]) -> tuple[list[Word], set[str]]:
    """The words with short forms written out; a form with several meanings stays, and its meanings are told beside."""
    sure, unsure = _lexicon()
    written: list[Word] = []
    extra: set[str] = set()
    marked = [word.marked for word in words]
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_FORM, len(words) - at), 0, -1):
            part = words[at : at + length]
            typed = " ".join(word.typed for word in part)
            plain = " ".join(word.plain for word in part)
            odd = length == 1 and not _SYLLABLE.fullmatch(plain)
            standard = sure.get(typed, sure.get(plain) if odd or not any(marked[at : at + length]) else None)
            if length == 1 and typed in ENGLISH:
                standard = None
            if standard is not None:
                written += [Word(word, typed) for word in standard.split()]
                break
            extra.update(
                reading for reading in (*unsure.get(typed, ()), *(unsure.get(plain, ()) if plain != typed else ()))
            )
        else:
            length = 1
            written.append(words[at])
        at += length
    return written, extra
