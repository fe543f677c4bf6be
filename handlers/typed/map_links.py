"""Points in what maps share: links with coordinates, or coordinates typed by themselves. No link is opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from storage.text import tidy

_TOP = "com|org|net|gl|vn|apple|me|page|co|link|app|ly|io|gov|edu|goo"
LINK = re.compile(rf"(?:\b[a-z][a-z0-9+.-]*://|\bgeo:|\b(?:[a-z0-9-]+\.)+(?:{_TOP})/)\S+", re.IGNORECASE)
PLUS_CODE = re.compile(r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b", re.IGNORECASE)

_NUMBER = r"([-+]?\d{1,3}\.\d+)"
_PAIR = rf"{_NUMBER}\s*[,~;]\s*{_NUMBER}"
# Beside a place's own point stands the middle of the map ("@…"), which is only what the screen showed.
_TARGETS = ("destination", "daddr", "ll", "query", "q", "coordinate", "center", "cp", "cbll", "viewpoint", "sll")
_NAMES = ("name", "q", "query", "destination", "daddr")
_IN_DATA = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}")
_IN_DATA_TURNED = re.compile(rf"!1d{_NUMBER}!2d{_NUMBER}|!2d{_NUMBER}!3d{_NUMBER}")  # longitude first
_IN_PATH = re.compile(rf"/(?:place|search|l|geo)/{_PAIR}")
_MIDDLE = (re.compile(rf"@{_PAIR}"), re.compile(rf"#map=[\d.]+/{_NUMBER}/{_NUMBER}"))
_NAME_IN_PATH = re.compile(r"/maps/place/([^/@?]+)")
_LABEL = re.compile(r"\(([^()]{3,})\)")

_DEGREES = r"(\d{1,3})\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['’′]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|”|″|''|’’|′′)\s*)?"
_DEGREES_ALONE = r"(\d{1,3}[.,]\d+)\s*°\s*"
_BEHIND = re.compile(rf"{_DEGREES}([NSBEWĐDT])\W*?{_DEGREES}([NSBEWĐDT])\b", re.IGNORECASE)
_BEFORE = re.compile(rf"\b([NSBEWĐDT])\s*{_DEGREES}\W*?\b([NSBEWĐDT])\s*{_DEGREES}", re.IGNORECASE)
_DECIMAL_BEHIND = re.compile(rf"{_DEGREES_ALONE}([NSBEWĐDT])\W*?{_DEGREES_ALONE}([NSBEWĐDT])\b", re.IGNORECASE)

_WORDS = r"(?:vĩ độ|vi do|kinh độ|kinh do|tọa độ|toạ độ|toa do|latitude|longitude|lat|long|lng|lon)"
_AROUND = re.compile(rf"{_WORDS}\s*[:=]?|[()\[\]]|\b(?:và|va|and)\b", re.IGNORECASE)
_POINTS = re.compile(r"([-+]?\d{1,3}\.\d+)\s*[,;/ ]\s*([-+]?\d{1,3}\.\d+)")
_COMMAS = re.compile(r"([-+]?\d{1,3},\d{2,})\s*(?:,\s+|[;/]\s*|\s+|,(?=\d{2,3},\d{3}))([-+]?\d{1,3},\d{2,})")
_IN_TEXT = re.compile(r"(?<![\d.,])([-+]?\d{1,2}\.\d{3,}),\s?([-+]?\d{2,3}\.\d{3,})(?![\d.])")


class Point(NamedTuple):
    """A point on the map, in degrees, and what the link calls it, if it says so."""

    latitude: float
    longitude: float
    name: str = ""


def in_link(link: str) -> Point | None:
    """The point that a link says by itself; None where it would have to be opened."""
    text = unquote_plus(unquote_plus(link))
    if "/dir/" in text:
        return _destination(text)
    fields = _fields(link)
    pairs = (
        match for key in _TARGETS for value in fields.get(key, ()) if (match := re.match(rf"(?:loc:)?{_PAIR}", value))
    )
    return (
        _of(_IN_DATA.findall(text)[-1:], text, fields)
        or _of((match.groups() for match in pairs), text, fields)
        or _of(_marked(fields), text, fields)
        or _of(re.findall(rf"^geo:{_PAIR}", text), text, fields)
        or _of(_IN_PATH.findall(text), text, fields)
        or in_degrees(text)
        or _of(_turned(text), text, fields)
        or _of((pair for pattern in _MIDDLE for pair in pattern.findall(text)), text, fields)
    )


def typed(text: str) -> Point | None:
    """The point that coordinates alone are: with points, with commas, in degrees; None for anything else."""
    if (point := in_degrees(text)) is not None:
        return point
    alone = tidy(_AROUND.sub(" ", text)).strip(" ,;.")
    match = _POINTS.fullmatch(alone) or _COMMAS.fullmatch(alone)
    if match is None:
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in match.groups())
    return Point(latitude, longitude)


def beside(text: str) -> Point | None:
    """The point in a text that has more: what a map's app puts beside its link."""
    match = _IN_TEXT.search(text)
    return in_degrees(text) or (None if match is None else Point(float(match[1]), float(match[2])))


def in_degrees(text: str) -> Point | None:
    """A point in degrees, minutes and seconds, its directions in English or Vietnamese letters."""
    if match := _BEHIND.search(text):
        parts, letters = (match.group(1, 2, 3), match.group(5, 6, 7)), (match[4], match[8])
    elif match := _BEFORE.search(text):
        parts, letters = (match.group(2, 3, 4), match.group(6, 7, 8)), (match[1], match[5])
    elif match := _DECIMAL_BEHIND.search(text):
        parts, letters = ((match[1], None, None), (match[3], None, None)), (match[2], match[4])
    else:
        return None
    north, east = letters[0].upper(), letters[1].upper()
    vietnamese = north == "B" or east in "ĐDT"
    if north not in ("BN" if vietnamese else "NS") or east not in ("ĐDT" if vietnamese else "EW"):
        return None
    south, west = north == ("N" if vietnamese else "S"), east in ("T" if vietnamese else "W")
    latitude, longitude = (_degrees(*part) for part in parts)
    return Point(-latitude if south else latitude, -longitude if west else longitude)


def _degrees(degrees: str, minutes: str | None, seconds: str | None) -> float:
    whole, small, smaller = (float((part or "0").replace(",", ".")) for part in (degrees, minutes, seconds))
    return round(whole + small / 60 + smaller / 3600, 6)


def _destination(text: str) -> Point | None:
    """Where directions lead: the last stop, if it is a point or the data says where it is."""
    path = re.split(r"/@|/data=|[?#]", text.partition("/dir/")[2])[0].rstrip("/")
    last = path.split("/")[-1]
    if match := re.fullmatch(rf"\s*{_PAIR}\s*", last):
        return Point(float(match[1]), float(match[2]))
    return (
        in_degrees(last)
        or _of(_turned(text)[-1:], "", {})
        or _of(re.findall(rf"[?&](?:destination|daddr)={_PAIR}", text), "", {})
    )


def _turned(text: str) -> list[tuple[str, str]]:
    """Points whose longitude stands first, as the map's own data has them."""
    return [(pair[1] or pair[3], pair[0] or pair[2]) for pair in _IN_DATA_TURNED.findall(text)]


def _marked(fields: dict[str, list[str]]) -> Iterable[tuple[str, str]]:
    """What OpenStreetMap marks."""
    return zip(fields.get("mlat", ()), fields.get("mlon", ()), strict=False)


def _fields(link: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    query = urlsplit(link).query if "?" in link else ""
    for key, value in parse_qsl(query.replace("?", "&")):
        fields.setdefault(key.lower(), []).append(unquote_plus(value))
    return fields


def _of(pairs: Iterable[Iterable[str]], text: str, fields: dict[str, list[str]]) -> Point | None:
    """The first of these points, with the name that the link gives it."""
    for pair in pairs:
        latitude, longitude = pair
        try:
            return Point(float(latitude), float(longitude), _name(text, fields))
        except ValueError:
            continue
    return None


def _name(text: str, fields: dict[str, list[str]]) -> str:
    """What a link calls its place; coordinates and codes are no name."""
    in_path = _NAME_IN_PATH.search(text)
    names = [in_path[1]] if in_path else []
    names += [value for key in _NAMES for value in fields.get(key, ())]
    names += _LABEL.findall(text)
    for name in map(tidy, names):
        known = re.match(rf"(?:loc:)?{_PAIR}", name) or in_degrees(name) or PLUS_CODE.search(name)
        if len(name) >= 3 and not known:
            return name
    return ""
