"""Whether a name was typed without the accents that it has. Pure.

Many names have none: An, Lan Anh, Kim, H'Hen, John. So a name is only doubted for a word that is right with accents
alone: by how Vietnamese is spelled (what ends in c, ch, p or t always has a tone; iê, uô, ươ, uâ, ưu, êu are never
written without theirs), or because no name is written like that (Tran, Bui, Hung). What is no Vietnamese syllable
tells of a name from elsewhere, in which such a word may be at home.
"""

from __future__ import annotations

import re

_ONSET = (
    r"(?:b|ch?(?![eiy])|ch|d|gi?|gh(?=[ei])|h|k(?=[eiy])|kh|l|m|n|nh|ng(?![ei])|ngh(?=[ei])|ph|qu?|r|s|th?|tr|v|x)?"
)
_RIME = (
    r"(?:a(?:ch?|i|m|nh?|ng|o|p|t|u|y)?|e(?:ch?|m|nh?|ng|o|p|t|u)?|i(?:a|ch?|e[cmptu]|eng?|m|nh?|p|t|u)?"
    r"|o(?:a(?:ch?|i|m|nh?|ng|o|p|t|y)?|c|e[cmot]?|eng?|i|m|ng?|p|t)?"
    r"|u(?:a(?:ng?|t|y)?|c|e(?:ch|nh)?|i|m|ng?|o(?:c|i|m|ng?|p|t|u)?|p|t|u|y(?:a|ch|en|et|nh?|t|u)?)?"
    r"|y(?:e(?:m|ng?|t|u))?)"
)
_SYLLABLE = re.compile(_ONSET + _RIME)
_ALWAYS_MARKED = re.compile(
    r".*(?:(?:c|ch|p|t)|[iy]e(?:m|n|ng|u)|uyen|uo(?:i|m|n|ng|u)|uu|eu|enh|(?<!q)ua(?:n|y))|(?:d|h|kh|l|nh|t|th)ue"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First words that are families, and never written so.
_FAMILIES = _words(
    """
    bui chau dang dao dinh do doan ha ho hoang hua huynh le luong lo ngo nguy nong pham phung son ta tang thai to
    tong tra tran tu vo vu
    """
)
# Those that are given names as well, so that two words may be these.
_FAMILIES_OF_LONG_NAMES = _words("dong lai lam ly trinh van vang")
_MIDDLE = "van"
# Words that no name has without accents.
_NAMES = _words(
    """
    bao be binh cong dai dinh dong gai giau han hang hanh hau hoai hoang hong hung khoi ky le loi lon man manh mo
    ngan nghia nhan nho nhu phu phung que quynh sau son sy tai tan thai thang thao thinh tho thom thong thuy tinh
    toan tram tran trong tu tung van vang
    """
)
_DECISIVE_FAMILIES = _words("nguyen tran pham huynh")


def lacks_accents(name: str) -> bool:
    """Whether a name has no accents at all, though its right spelling must have some."""
    if not name.isascii():
        return False
    words = re.findall(r"[a-z']+", name.lower())
    if len(words) > 2 and (words[0] in _DECISIVE_FAMILIES or "thi" in words[1:-1]):
        return True
    if not words or not all(_SYLLABLE.fullmatch(word) for word in words):
        return False
    family = words[0] if len(words) > 1 else ""
    if family in _FAMILIES or (len(words) > 2 and (family in _FAMILIES_OF_LONG_NAMES or _MIDDLE in words[1:-1])):
        return True
    return any(word in _NAMES or _ALWAYS_MARKED.fullmatch(word) is not None for word in words)
