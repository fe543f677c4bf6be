"""The words that may stand behind a number of something: "12 cây" is twelve trees, "12 phút" is none. Pure."""

from __future__ import annotations

import re

from storage.text import fold

_PEOPLE = "nguoi|ban|ban tre|em|anh chi|co chu|ba con|dan|nguoi dan|doan vien|thanh nien|tinh nguyen vien|tnv"
_PEOPLE_EN = "people|person|persons|men|women|members|volunteers"
_YOUNG = "em|em nho|be|chau|tre|tre em|tre nho|thieu nhi|nhi dong|hoc sinh|ban nho|ban|child|children|kids|pupils"
_METRES = "m|met|met toi|met dai|metre|metres|meter|meters"

# What is counted: the words, folded, that it may be called by behind its number.
OF: dict[str, str] = {
    "trees": "cay|cay con|goc|goc cay|cay xanh|tree|trees|saplings",
    "children": _YOUNG,
    "children_helped": _YOUNG,
    "people_helped": f"{_PEOPLE}|cu|cu gia|cac cu|{_YOUNG}|{_PEOPLE_EN}",
    "people_taught": f"{_PEOPLE}|hoc vien|{_YOUNG}|{_PEOPLE_EN}|learners",
    "households_helped": "ho|ho dan|ho ngheo|gia dinh|nha|household|households|family|families|homes",
    "rubbish_kg": "kg|ky|ki|ki lo|ky lo|kilo|kilos|can|kilogram|kilograms|kilogramme|kilogrammes|kgs",
    "blood_units": "don vi|dv|don vi mau|bich|tui|bich mau|tui mau|unit|units",
    "road_metres": _METRES,
    "visits": "luot|luot tham|lan|chuyen|chuyen tham|gia dinh|nha|visit|visits",
    "gifts": "phan|phan qua|qua|suat|suat qua|mon|mon qua|gift|gifts|presents",
    "seats": f"{_PEOPLE}|cho|cho ngoi|suat|{_PEOPLE_EN}|seat|seats|places",
    "metres": _METRES,
    "minutes": "phut|ph|p|min|mins|minute|minutes",
}
_KINDLY = {
    *{"a", "ah", "ak", "da", "nhe", "nha", "nhen", "nghen", "ne", "thoi", "thui", "luon", "lun", "roi", "ok", "please"},
    *{"day", "do", "het", "vay", "thanks", "bot", "ad", "ish", "hen", "hehe"},
}
# Units of time, length, area, weight, volume and money: behind another word they still are ("cây số" is a kilometre).
_UNITS = (
    "giay phut ph gio tieng ngay buoi tuan thang nam h hour hours minute minutes second seconds day days "
    "week weeks month months "
    "km cm mm m met cay so vuong khoi ha hecta sao cong mau kg ky ki can ta tan gram gam g lang yen lit ml "
    "dong vnd usd xu vang chi percent lan luot"
)
UNITS = frozenset(_UNITS.split())


def is_kindly(unit: str) -> bool:
    """Whether what stands behind a number is politeness alone, or nothing."""
    return not re.search(r"[^\w\s-]", unit) and not _words(unit)


def is_named(unit: str, of: str) -> bool:
    """Whether what stands behind a number says that it counts this, in so many words."""
    words = _words(unit)
    if not words or re.search(r"[/*²³%]", unit):
        return False
    names = OF.get(of, "").split("|")
    for length in range(min(len(words), 3), 0, -1):
        if " ".join(words[:length]) in names:
            return not UNITS & set(words[length:])
    return False


def may_be(unit: str, of: str) -> bool:
    """Whether what stands behind a number may be what is counted; nothing always may."""
    if "%" in unit:
        return False
    words = _words(unit)
    if not words:
        return True
    return is_named(unit, of) if of in OF else not UNITS & set(words)


def _words(unit: str) -> list[str]:
    """The words of a unit without those of politeness."""
    return [word for word in fold(unit).split() if word not in _KINDLY]
