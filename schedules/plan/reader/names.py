"""Names from the words about a date: of what is remembered then, of what goes on from then on."""

from __future__ import annotations

import re

from schedules.plan.reader.remembered import BARE_DAY, DATE_FIRST, DAY_FIRST, KEYED, SO_MANY_YEARS

ABOUT = 140  # characters before a date in which its name stands
# Where the name before a date begins: after these.
_NAME_BEGINS = re.compile(
    r".*(?:[.;:\n•]|\d+\s+năm\s|lần thứ \d+\s|kỷ niệm\s|chào mừng\s|mừng\s|gắn với\s|hướng tới\s|\)\s*(?:,|và)?\s|,\s|"
    r"\svà\s(?=ngày|quốc khánh)|"
    r"^\s*\d+[.)]\s)",
    re.IGNORECASE | re.DOTALL,
)
_PARTED = re.compile(r"[.;:\n•()\d]|,\s+(?:[Nn]gày|[Kk]ỷ niệm|và)\s|\svà\s+(?:[Nn]gày|[Qq]uốc khánh)")
_TWICE = re.compile(r"^(ngày)\s+ngày\s+", re.IGNORECASE)
_JOINS = re.compile(r"^(?:và|nhân dịp|nhân|dịp|các|những)\s+")
_OF_THE_DAY = re.compile(r"[\s,(]+ngày$", re.IGNORECASE)


def name_before(before: str) -> str:
    """The name of what is remembered, from the words before its date."""
    before = _OF_THE_DAY.sub("", before.rstrip(" (-,:"))
    counted = before[max((one.end() for one in SO_MANY_YEARS.finditer(before)), default=len(before)) :]
    if counted and not _PARTED.search(counted):
        name = counted  # "50 năm Ngày Giải phóng miền Nam, thống nhất đất nước": its comma is part of it
    else:
        cut = _NAME_BEGINS.match(f"{before} ")
        name = before[cut.end() :] if cut and cut.end() < len(before) else before
    name = re.sub(r"\s+", " ", name).strip(' ,.;:-(“”"')
    return _JOINS.sub("", _TWICE.sub(r"\1 ", name))


def name_after(before: str, ahead: str, *, old: bool) -> str:
    """The name of a day that stands behind its date: "01/10/1991: …", "20/11 - Ngày …", or in data; "" where none."""
    after = (DATE_FIRST.match(ahead) if old else None) or DAY_FIRST.match(ahead)
    if after is not None and not BARE_DAY.sub("", before).strip(" -•+*0123456789.)"):
        return after["title"].strip()
    keyed = KEYED.match(ahead)
    return keyed["title"] if keyed is not None else ""


_TIME = re.compile(r"\s*[Tt]hời gian")
_GOES_ON = re.compile(
    r"(?:,?\s*(?:kéo dài|diễn ra|tổ chức|bắt đầu|thực hiện|trong thời gian|sẽ|được|vào|trong|từ|từ nay đến|đến hết|"
    r"trước|dự kiến))\s*$"
)
_FROM = re.compile(r"(?<!\w)(?:(?:kể\s+)?từ|bắt đầu(?:\s+từ)?)\s*$", re.IGNORECASE)


def name_of_period(before: str) -> str:
    """What goes on then, from the words before."""
    line = _FROM.sub("", re.split(r"[\n;]", before)[-1].rstrip(" :(,-")).rstrip(" :(,-")
    line = _GOES_ON.sub("", _GOES_ON.sub("", line).rstrip(" :(,-"))
    cleaned = re.sub(r"^\s*(?:[-•+*]|\d+[.)])\s*", "", line).strip(" :(,-.")
    if not cleaned or _TIME.match(cleaned):
        earlier = [one for one in re.split(r"[\n.;]", before) if len(one.strip()) > 3 and not _TIME.match(one)]
        cleaned = earlier[-1].strip(" :(,-.") if earlier else cleaned
    return re.sub(r"\s+", " ", cleaned.rpartition(". ")[2])
