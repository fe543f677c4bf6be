"""Text as old fonts and careless programs keep it, made from Unicode: the other way round than the bot reads it."""

from __future__ import annotations

import unicodedata

# TCVN 5712:1993, VN3: the code of each letter, as Latin-1 shows it.
_TCVN3 = {
    "à": 0xB5,
    "ả": 0xB6,
    "ã": 0xB7,
    "á": 0xB8,
    "ạ": 0xB9,
    "ă": 0xA8,
    "ằ": 0xBB,
    "ẳ": 0xBC,
    "ẵ": 0xBD,
    "ắ": 0xBE,
    "ặ": 0xC6,
    "â": 0xA9,
    "ầ": 0xC7,
    "ẩ": 0xC8,
    "ẫ": 0xC9,
    "ấ": 0xCA,
    "ậ": 0xCB,
    "đ": 0xAE,
    "è": 0xCC,
    "ẻ": 0xCE,
    "ẽ": 0xCF,
    "é": 0xD0,
    "ẹ": 0xD1,
    "ê": 0xAA,
    "ề": 0xD2,
    "ể": 0xD3,
    "ễ": 0xD4,
    "ế": 0xD5,
    "ệ": 0xD6,
    "ì": 0xD7,
    "ỉ": 0xD8,
    "ĩ": 0xDC,
    "í": 0xDD,
    "ị": 0xDE,
    "ò": 0xDF,
    "ỏ": 0xE1,
    "õ": 0xE2,
    "ó": 0xE3,
    "ọ": 0xE4,
    "ô": 0xAB,
    "ồ": 0xE5,
    "ổ": 0xE6,
    "ỗ": 0xE7,
    "ố": 0xE8,
    "ộ": 0xE9,
    "ơ": 0xAC,
    "ờ": 0xEA,
    "ở": 0xEB,
    "ỡ": 0xEC,
    "ớ": 0xED,
    "ợ": 0xEE,
    "ù": 0xEF,
    "ủ": 0xF1,
    "ũ": 0xF2,
    "ú": 0xF3,
    "ụ": 0xF4,
    "ư": 0xAD,
    "ừ": 0xF5,
    "ử": 0xF6,
    "ữ": 0xF7,
    "ứ": 0xF8,
    "ự": 0xF9,
    "ỳ": 0xFA,
    "ỷ": 0xFB,
    "ỹ": 0xFC,
    "ý": 0xFD,
    "ỵ": 0xFE,
    "Ă": 0xA1,
    "Â": 0xA2,
    "Ê": 0xA3,
    "Ô": 0xA4,
    "Ơ": 0xA5,
    "Ư": 0xA6,
    "Đ": 0xA7,
}
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_HAT = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_I = {"\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}
_VIQR = {
    "\u0301": "'",
    "\u0300": "`",
    "\u0309": "?",
    "\u0303": "~",
    "\u0323": ".",
    "\u0302": "^",
    "\u0306": "(",
    "\u031b": "+",
}
_TWINS = str.maketrans("AaBcCeEHiIKMoOpPTxXy", "АаВсСеЕНіІКМоОрРТхХу")


def tcvn3(text: str) -> str:
    """As .VnTime has it; capitals with a tone do not exist there and are small."""
    return "".join(
        chr(_TCVN3.get(one, _TCVN3.get(one.lower(), ord(one) if ord(one) < 256 else 63)))
        for one in unicodedata.normalize("NFC", text)
    )


def vni(text: str) -> str:
    made = []
    for letter in unicodedata.normalize("NFC", text):
        base, *signs = unicodedata.normalize("NFD", letter)
        tone = next((one for one in signs if one in _VNI_TONES), "")
        if letter in "đĐ":
            coded = "ñ"
        elif "\u0302" in signs:
            coded = base.lower() + _VNI_HAT[tone]
        elif "\u0306" in signs:
            coded = base.lower() + _VNI_BREVE[tone]
        elif "\u031b" in signs:
            coded = {"u": "ö", "o": "ô"}[base.lower()] + _VNI_TONES.get(tone, "")
        elif tone and base.lower() == "i":
            coded = _VNI_I[tone]
        elif tone == "\u0323" and base.lower() == "y":
            coded = "î"
        else:
            coded = (base.lower() if tone else letter.lower()) + _VNI_TONES.get(tone, "")
        made.append(coded.upper() if letter.isupper() else coded)
    return "".join(made)


def viqr(text: str) -> str:
    made = []
    for letter in text.replace("đ", "dd").replace("Đ", "DD"):
        base, *signs = unicodedata.normalize("NFD", letter)
        made.append(
            base + "".join(_VIQR[one] for one in sorted(signs, key=lambda one: one not in "\u0302\u0306\u031b"))
        )
    return "".join(made)


def misread(text: str) -> str:
    return "".join(bytes([one]).decode("cp1252", errors="ignore") or chr(one) for one in text.encode())


def twins(text: str) -> str:
    """Latin letters replaced by Cyrillic ones that look alike."""
    return unicodedata.normalize("NFD", text).translate(_TWINS)


WAYS = {
    "unicode": lambda text: text,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "tcvn3": tcvn3,
    "vni": vni,
    "viqr": viqr,
    "misread": misread,
    "twins": twins,
    "nbsp": lambda text: text.replace(" ", "\u00a0") + "\u200b",
    "capitals": str.upper,
}
