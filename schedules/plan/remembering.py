"""What an anniversary is called behind its years: "82 năm Ngày thành lập …" of the title "Thành lập …". Pure."""

from __future__ import annotations

import re

# What an office writes before the event itself: the years are said anyway.
_COUNTED = re.compile(
    r"^(?:lễ\s+)?(?:kỷ|kỉ)\s+niệm\s+(?:lần\s+thứ\s+\d+\s+|\d+\s+năm\s+)?|^\d+\s+năm\s+", re.IGNORECASE
)
# What happened on one day; a title may begin with it, and with its day's word or without.
_ON_A_DAY = re.compile(
    r"^(?:tái\s+)?(?:thành\s+lập|ký|kí|giải\s+phóng|mở|sinh|mất|ra\s+đời|khai\s+sinh|thống\s+nhất|truyền\s+thống|hy\s+sinh|"
    r"hi\s+sinh|tái\s+lập|công\s+bố|bác\s+hồ|toàn\s+quốc\s+kháng\s+chiến|quốc\s+khánh)\b",
    re.IGNORECASE,
)
# What has gone on since then: it is written small behind the years.
_SINCE = re.compile(r"^(?:thực\s+hiện|xây\s+dựng|triển\s+khai|phát\s+động|hưởng\s+ứng|học\s+tập)\b", re.IGNORECASE)
_PROPER = re.compile(r"^(?:bác\s+hồ)\b", re.IGNORECASE)
_THE_DAY = re.compile(r"^ngày\s+", re.IGNORECASE)


def remembered(title: str) -> str:
    """A title as it stands behind "… năm": what came about on a day as "Ngày …"; whatever else stays as it is."""
    event = _COUNTED.sub("", title.strip()) or title
    if _THE_DAY.match(event):
        return "Ngày " + _THE_DAY.sub("", event)
    if _PROPER.match(event):
        return f"Ngày {event}"
    if _ON_A_DAY.match(event):
        return f"Ngày {_small(event)}"
    return _small(event) if _SINCE.match(event) else event


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
