"""Values as Zalo sends them, of whatever type they came. Pure."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

MILLISECONDS_FROM = 1e12  # what is less says seconds


def text_of(value: object) -> str:
    """A text in NFC, without blanks around it; "" where it is none."""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""


def id_of(value: object) -> str:
    """An id as text, whatever it came as; "" where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    return str(value).strip()


def moment_of(stamp: object) -> datetime | None:
    """A moment, from the seconds or milliseconds since 1970, also as text; None where that makes no sense."""
    try:
        number = float(stamp) if isinstance(stamp, int | float | str) and not isinstance(stamp, bool) else 0.0
        return (
            datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS_FROM else number, UTC)
            if number > 0
            else None
        )
    except (ValueError, OverflowError, OSError):
        return None


def written_at(stamp: object, now: datetime) -> datetime:
    """When it was written, never later than now; now where that is not said, or makes no sense."""
    return min(moment_of(stamp) or now, now)
