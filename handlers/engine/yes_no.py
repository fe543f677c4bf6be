"""Whether a text says yes, or no, and nothing else but politeness: in either language, with marks or without. Pure.

What is typed with marks must bear those of the word that it is taken for: "đúng" (right) is no "đừng" (don't) and no
"dừng" (stop). Who left marks out is read as if they stood there.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from handlers.engine.phrases import phrases
from storage.text import fold, tidy

_YES = phrases(
    """
    có, ừ, ừm, ừa, ờ, ờm, u, uh, uhm, um, uk, ukm, uhuh, uh huh, ok, oke, okay, okey, oki, okie, okela, okla, ô
    kê, okê, ô kề, vâng, đồng ý, dog y, nhất trí, tán thành, đúng, chuẩn, chính xác, phải, được, dc, đc, dk, đk,
    chắc chắn, chắc rồi, chắc luôn, tất nhiên, dĩ nhiên, đương nhiên, hẳn, chấp nhận, xác nhận, chốt, hợp lý,
    cũng được, sao cũng được, được thôi, vậy đi, thế nhé, không vấn đề gì, không vấn đề, ko vấn đề, không thành
    vấn đề, sao không, tại sao không, yes, yep, yeah, yup, yea, sure, agree, agreed, i agree, correct, right,
    that s right, that is right, of course, absolutely, definitely, certainly, go ahead, do it, sounds good,
    looks good, all right, alright, fine, i do, i am sure, no problem, why not
    """
)
_NO = phrases(
    """
    không, ko, kg, kh, khg, hông, hong, hổng, hok, hôk, hk, khum, hem, hỏng, khỏi, thôi, thui, hoy, chưa, sai,
    đừng, dừng, khoan, khoan đã, từ từ, từ từ đã, để sau, để mai, lúc khác, đợi đã, từ chối, không đồng ý, ko
    đồng ý, k đồng ý, hông đồng ý, hong đồng ý, hok đồng ý, không đúng, ko đúng, k đúng, hông đúng, hong đúng,
    chưa đúng, không phải, ko phải, k phải, hông phải, hong phải, không được, ko được, ko dc, ko đc, hông được,
    chưa được, không có, ko có, hông có, hổng có, chưa có, không chắc, không cần, ko cần, k cần, khỏi cần, không
    muốn, ko muốn, hông muốn, chưa muốn, không đâu, không nên, no, nope, nah, not, not yet, not now, no thanks,
    no thank you, no way, never, wrong, that s wrong, that is wrong, don t, do not, not really, i do not, i don
    t
    """
)
_YES_ALONE = phrases("c, y, r, ya, chắc")  # beside other words these are an address, or politeness
_YES_FIRST = phrases("dạ, rồi")  # so are these, but not with politeness alone behind them
_NO_FIRST = phrases("k, n, hủy, huỷ")
_POLITE = phrases(
    """
    dạ, thưa, ạ, à, á, ah, ak, nha, nhá, nhé, nhen, nhe, nghe, nghen, hen, nhỉ, há, luôn, lun, bạn, bn, b, em,
    e, anh, a, chị, c, cô, chú, bác, thầy, ad, admin, bot, ơi, mình, mik, mk, tôi, toi, tui, t, tớ, con, cháu,
    thì, well, đó, đấy, vậy, z, zậy, zay, rồi, r, rùi, òi, gòi, ồi, đi, nè, này, hết, cả, đâu, nữa, please, pls,
    thanks, thank you, cảm ơn, cám ơn, cam on, sir, hihi, haha, hì, hi, kk, it is, quá, lắm, chứ, mà, đã, ta,
    ha, hả, cái, sếp, nhá
    """
)
_ICONS_OF_YES = re.compile(r"[👍👌✅🆗🙆](?:[🏻🏼🏽🏾🏿]|\ufe0f)*")
_ICONS_OF_NO = re.compile(r"[👎❌🙅🚫](?:[🏻🏼🏽🏾🏿]|\ufe0f)*")
_RUN = re.compile(r"(\w)\1+$")
_WORD = re.compile(r"[^\W_]+")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
BOTH = "yes no"
LONGEST = 8  # words; what is longer says more than yes


def agrees(text: str) -> bool:
    """Whether a text says yes and no more, with words of politeness around it or without."""
    return _says(text) == "yes"


def declines(text: str) -> bool:
    """Whether a text says no and no more."""
    return _says(text) == "no"


def is_unsure(text: str) -> bool:
    """Whether a text is of yes and no, and says both: "có không", "ừ, thôi"; or asks: "đúng không?"."""
    return _says(text.replace("?", " ")) == BOTH or ("?" in text and _says(text.replace("?", " ")) != "")


def begins(typed: str, words: str) -> bool:
    """Whether what is typed may be meant as the beginning of these words, or of those from one of them on."""
    typed_words, known = tidy(typed).lower().split(), tidy(words).lower().split()
    return any(all(map(_may_begin, typed_words, known[at:])) for at in range(len(known) - len(typed_words) + 1))


def _may_begin(typed: str, word: str) -> bool:
    return fold(word).startswith(fold(typed)) and _bears_no_other_marks(typed, word)


def written(typed: str, word: str) -> bool:
    """Whether somebody who types this may mean that word, marks left out: "dung" may be "đúng", but "đừng" may not."""
    if fold(typed) != fold(word):
        return False
    if len(typed.split()) != len(word.split()):
        return True
    return all(map(_bears_no_other_marks, typed.lower().split(), word.lower().split()))


def _says(text: str) -> str:
    """What a text says: "yes", "no", both, or "" where it says something else, or asks."""
    icons = {"yes": _ICONS_OF_YES, "no": _ICONS_OF_NO}
    shown = {answer for answer, icon in icons.items() if icon.search(text)}
    words = _WORD.findall(tidy(text).lower())
    if "?" in text or len(words) > LONGEST or len(shown) > 1:
        return ""
    if not words:
        return next(iter(shown), "")
    said = _read(tuple(words))
    return said if shown <= {said} else ""


def _read(words: tuple[str, ...]) -> str:
    """What words say that are all of yes, no and politeness; yes beside no is neither."""
    first = words[0]
    if len(words) == 1 and _is_one_of(first, _YES_ALONE):
        return "yes"
    said: set[str] = set()
    at = 0
    if _is_one_of(first, _NO_FIRST) and _next(words, 0)[0] < 2:
        said, at = {"no"}, 1
    while at < len(words):
        length, kind = _next(words, at)
        if not length:
            return ""
        said |= {kind} - {""}
        at += length
    if not said and _is_one_of(first, _YES_FIRST):
        return "yes"
    return said.pop() if len(said) == 1 else BOTH if said else ""


def _next(words: tuple[str, ...], at: int) -> tuple[int, str]:
    """How many words the longest phrase from here has, and what it says; 0 where none begins here."""
    for length in range(min(4, len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + length])
        for kind, known in (("yes", _YES), ("no", _NO), ("", _POLITE)):
            if _is_one_of(phrase, known):
                return length, kind
    return 0, ""


def _is_one_of(typed: str, known: frozenset[str]) -> bool:
    """Whether a phrase is one of these, also with its last letter held: "okkk"."""
    held = _RUN.sub(r"\1", typed)
    return any(written(way, word) for way in {typed, held} for word in _by_fold(known).get(fold(way), ()))


@cache
def _by_fold(known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(known):
        found[fold(word)] = (*found.get(fold(word), ()), word)
    return found


def _bears_no_other_marks(typed: str, word: str) -> bool:
    """Whether each mark of a typed word is one of the word's; a tone may stand on another of its letters."""
    (letters, tones), (known_letters, known_tones) = _marks(typed), _marks(word)
    pairs = zip(letters, known_letters, strict=False)
    return tones <= known_tones and all(marks <= known for marks, known in pairs)


def _marks(word: str) -> tuple[list[frozenset[str]], set[str]]:
    """The marks of each letter but the tones, and the tones of all."""
    letters: list[set[str]] = []
    tones: set[str] = set()
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tones.add(character)
        elif unicodedata.combining(character):
            letters[-1].add(character)
        else:
            letters.append({"đ"} if character == "đ" else set())
    return [frozenset(letter) for letter in letters], tones
