"""Notices of the day itself: a leader ticked a member off, or took that back; somebody guesses at the code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime

from storage.records import NoticeRecord, ShiftNotice


class TickUndone(ShiftNotice):
    """A leader took a check-in back."""

    kind: Literal["tick_undone"] = "tick_undone"
    title: str
    reason: str


class CodesGuessed(NoticeRecord):
    """For a leader: more wrong codes came for a shift within the hour than a crowd mistypes.

    `closed` says that no code is taken for a while.
    """

    kind: Literal["codes_guessed"] = "codes_guessed"
    title: str
    starts_at: AwareDatetime
    tries: int
    closed: bool = False

    def useful_until(self, due: datetime) -> datetime:
        """That hour: afterwards codes are taken again."""
        return due + timedelta(hours=1)

    def cannot_wait(self, now: datetime, over: datetime) -> bool:  # noqa: ARG002 - the shift is on
        """It is told while its check-in is open, whatever the hour."""
        return True


class Ticked(ShiftNotice):
    """A leader ticked the member on the roster; `minutes` is None while the shift is on: hours come at its end."""

    kind: Literal["ticked"] = "ticked"
    title: str
    minutes: int | None
