"""Vietnamese text that is not Unicode, or looks like it only: recognised by its syllables, and turned into Unicode.

Old fonts (TCVN3, VNI), VIQR, UTF-8 that somebody read as Windows-1252, letters of other scripts that look like ours.
What an old font means is decided for a whole sheet: "Vò" is a word by itself, and "Vũ" where its neighbours are TCVN3.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

UNSURE = "\ufffd"  # ends a text that two encodings read in two ways, so that nobody takes it for a name

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_MARKS = {
    **_TONES,
    "â": "\u0302",
    **{sign: "\u0302" + tone for sign, tone in zip("áàåãä", _TONES.values(), strict=True)},
    "ê": "\u0306",
    **{sign: "\u0306" + tone for sign, tone in zip("éèúüë", _TONES.values(), strict=True)},
}
_VNI_ALONE = dict(zip("ñöôíìæóòîÑÖÔÍÌÆÓÒÎ", "đươíìỉĩịỵĐƯƠÍÌỈĨỊỴ", strict=True))
_VNI = re.compile(r"([aeouyöôAEOUYÖÔ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|([ñöôíìæóòîÑÖÔÍÌÆÓÒÎ])")
_VIQR_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR = re.compile(r"([dD])([dD])|([aeiouyAEIOUY])([(^+])?(['`?~.])?(?=[a-zA-Z]|$|\W)")
_VIQR_SURE = re.compile(r"\b[dD][dD]|[aeoAEO]\^|[aA]\(|[ouOU]\+")

_ONSETS = "ngh ng nh gh gi kh ph qu th tr ch b c d đ g h k l m n p q r s t v x"
_RIMES = """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et
ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu o oa oac oach
oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn
ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uên uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya
uych uyên uyêt uynh uyt uyu uơ uôt ưa ưc ưi ưm ưng ư ươc ươi ươm ươn ương ươp ươt ươu ưt ưu"""
_SYLLABLE = re.compile(f"(?:{'|'.join(_ONSETS.split())})?(?:{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})")
_TONE_SIGNS = set(_TONES.values())
_STOPPED = re.compile(r"(?:c|ch|p|t)\Z")
_SHORT = re.compile(r"[bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX]{1,4}")
_WORD = re.compile(r"[^\s,.;:()/\-–\"“”|]+")

_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУасеіјорѕхуһԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧοÐðƉɖƢƣ",
    "ABESIJKMHOPCTXYaceijopsxyhdABEZHIKMNOPTYXoĐđĐđƯư",
)
_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp"}
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800\ufe0e\ufe0f"


def tidied(text: str) -> str:
    """Composed, in our own letters, without what nobody sees: the last step, once the encoding is known."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", "".join(_plain_form(letter) for letter in text).translate(_LOOK_ALIKE))
    shown = (_shown(letter) for letter in text)
    return unicodedata.normalize("NFC", " ".join("".join(shown).split()))


def _plain_form(letter: str) -> str:
    """Full-width and mathematical letters as ordinary ones."""
    return unicodedata.normalize("NFKC", letter) if letter >= "\uff01" and letter not in _BLANK_LETTERS else letter


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter in _BLANK_LETTERS or category == "Cf":
        return "" if letter != "\u2800" else " "
    return " " if category in _INVISIBLE else letter


# What a text may be --------------------------------------------------------------------------------------------------


def tcvn3(text: str) -> str:
    """A text of a .VnTime font, as Unicode; small letters that stand for capitals are capitals."""
    words = [_like_its_neighbours(word) for word in "".join(_TCVN3.get(one, one) for one in text).split(" ")]
    if sum(word[:1].isupper() for word in words) * 2 > len(words):  # a name: these fonts have no "Á" to begin it with
        words = [word if word.isascii() else word[:1].upper() + word[1:] for word in words]
    return " ".join(words)


def vni(text: str) -> str:
    """A text of a VNI font, as Unicode."""
    return unicodedata.normalize("NFC", _VNI.sub(_of_vni, text))


def viqr(text: str) -> str:
    """A text in VIQR ("Nguye^~n Va(n DDu+'c"), as Unicode."""
    return unicodedata.normalize("NFC", " ".join(map(_viqr_word, text.split(" "))))


def misread(text: str) -> str:
    """UTF-8 that was read as Windows-1252 ("Nguyá»…n"), read rightly; other text as it is."""
    for _time in range(2):  # it happens twice, too
        try:
            text = b"".join(map(_byte, text)).decode()
        except (UnicodeError, ValueError):
            return text
    return text


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # the five that Windows-1252 leaves open


def _of_vni(match: re.Match[str]) -> str:
    if match[3]:
        return _VNI_ALONE[match[3]]
    return _VNI_ALONE.get(match[1], match[1]) + _VNI_MARKS[match[2].lower()]


def _of_viqr(match: re.Match[str]) -> str:
    if match[1]:
        return "đ" if match[1] == "d" else "Đ"
    return match[3] + _VIQR_SHAPES.get(match[4] or "", "") + _VIQR_TONES.get(match[5] or "", "")


def _viqr_word(word: str) -> str:
    """A word; "I." counts, and "dd/mm" is the form of a date."""
    return (
        word if re.fullmatch(r"\W*(?:[A-Za-z]|[IVXLC]+)\.", word) or _FORMAT.search(word) else _VIQR.sub(_of_viqr, word)
    )


def _like_its_neighbours(word: str) -> str:
    ascii_letters = [one for one in word if one.isascii() and one.isalpha()]
    return word.upper() if len(ascii_letters) > 1 and all(map(str.isupper, ascii_letters)) else word


@lru_cache(maxsize=100_000)
def is_word(word: str) -> bool:
    """Whether this can be a Vietnamese syllable, in small letters, capitals, or with one capital at the beginning."""
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [one for one in parts if one in _TONE_SIGNS]
    base = unicodedata.normalize("NFC", "".join(one for one in parts if one not in _TONE_SIGNS))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(base):
        return False
    return not (_STOPPED.search(base) and tones and tones[0] not in {"\u0301", "\u0323"})


_FONTS = ("tcvn3", "vni")
_READINGS: dict[str, Callable[[str], str]] = {"tcvn3": tcvn3, "vni": vni, "viqr": viqr}
_CELL = re.compile(r"[\n\t,;|]")
_FORMAT = re.compile(r"\bdd?\s?[/.\-]\s?mm", re.IGNORECASE)  # of a date, no "đ"


def _wrong_words(text: str) -> int:
    """How many words with letters beyond ASCII can be no Vietnamese; "Đ/c" and "CĐ" are short for some."""
    words = (word.strip("'’\"!?") for word in _WORD.findall(text))
    return sum(not word.isascii() and not is_word(word) and not _SHORT.fullmatch(word) for word in words)


def _right_words(text: str) -> int:
    return sum(not word.isascii() and is_word(word.strip("'’\"!?")) for word in _WORD.findall(text))


def _evidence(text: str) -> str:
    """The encoding that a text can only be in: "unicode" or an old one; "" or "old" where it may be several."""
    normal = unicodedata.normalize("NFC", text)
    if text.isascii():
        return "viqr" if _VIQR_SURE.search(_FORMAT.sub(" ", text)) and _reads_as(viqr(text)) else ""
    wrong = _wrong_words(normal.translate(_LOOK_ALIKE))
    if not wrong:
        return "unicode" if any(letter >= "\u0100" and letter.isalpha() for letter in normal) else ""
    fits = [name for name in _FONTS if _reads_as(_READINGS[name](text))]
    if fits:
        return fits[0] if len(fits) == 1 else "old"
    better = {name: wrong - _wrong_words(_READINGS[name](text)) for name in _FONTS}
    best = max(better, key=lambda name: better[name])
    return best if better[best] * 2 > wrong else ""


def _reads_as(read: str) -> bool:
    """Whether a text, read in some way, has Vietnamese words and no impossible ones."""
    return bool(_right_words(read)) and not _wrong_words(read)


def _says(text: str, name: str) -> str:
    """What a text says in an old encoding, where it says something else in it in possible words; else the text."""
    read = _READINGS[name](text)
    return read if _reads_as(read) else text


def repaired(texts: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """For the texts of a sheet that are not in Unicode: what they say; and the encodings that they were in."""
    told: dict[str, str] = {}
    evidence: dict[str, str] = {}
    ascii_texts = []
    for text in texts:
        if len(text) == 1:
            continue  # a mark: the ticks of symbol fonts are letters too
        if text.isascii() and not _VIQR_SURE.search(text):
            ascii_texts.append(text)
        elif (read := misread(text)) != text and _right_words(read) >= _right_words(text):
            told[text] = read
        else:
            evidence[text] = _evidence(text)
    ascii_texts += [text for text, name in evidence.items() if name == "" and text.isascii()]
    kinds = {"misread"} if told else set()
    counts = Counter(evidence.values())
    old = [name for name in _READINGS if counts[name]]
    fonts = [name for name in _FONTS if counts[name]]
    for text, name in evidence.items():
        if name in _READINGS:
            told[text] = _READINGS[name](text)
        elif name == "old":  # in both fonts it is a word
            told[text] = _READINGS[fonts[0]](text) if len(fonts) == 1 else text + UNSURE
        elif name != "unicode" and any(_says(text, font) != text for font in fonts):
            told[text] = _says(text, fonts[0]) if len(fonts) == 1 and not counts["unicode"] else text + UNSURE
    if counts["viqr"]:  # "Pha.m Thi. Y'" alone would be no proof of it
        told |= {text: read for text in ascii_texts if _reads_as(read := viqr(text))}
    return told, sorted(kinds.union(old))


def decoded(data: bytes) -> str:
    """The text of a file that is no UTF-8: Windows-1258, or the bytes of an old font."""
    modern, old = data.decode("cp1258", errors="replace"), "".join(map(_letter, data))
    told, _kinds = repaired(set(_CELL.split(old)))
    read = "\n".join(told.get(part, part) for part in _CELL.split(old))
    return max((old, read), (modern, unicodedata.normalize("NFC", modern)), key=lambda one: _score(one[1]))[0]


def _score(text: str) -> int:
    return _right_words(text) - 2 * _wrong_words(text)


def _letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
