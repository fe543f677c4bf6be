"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found; where it is wrong, `text` says how to mend it."""

    what: str
    ok: bool
    text: str
