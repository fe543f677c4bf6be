"""Campaigns and their shifts: opening, running, joining them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Self

from pydantic import Field

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import HOME, _
from handlers.menu import ORGANISING, VOLUNTEERING
from storage.records import Role

_DAYS = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$")


class Wish(Named):
    """A campaign by its id, "" for any; and the days and minutes of the day at which a shift of it is to begin."""

    first: date | None = None
    last: date | None = None
    starts: list[tuple[int, int]] = Field(default_factory=list)

    @classmethod
    def typed(cls, rest: str) -> Self:
        """The campaign, then perhaps the days as a button says them; an hour is only ever said in words."""
        match = _DAYS.search(rest)
        if match is None:
            return cls(of=rest)
        try:
            first = date.fromisoformat(match[1])
            last = date.fromisoformat(match[2]) if match[2] else first
        except ValueError:
            return cls(of=rest)
        return cls(of=rest[: match.start()].strip(" -"), first=first, last=last)

    def text(self) -> str:
        """The campaign and the days."""
        if self.first is None or self.last is None:
            return self.of
        days = f"{self.first.isoformat()}..{self.last.isoformat()}"
        return f"{self.of} {days}".strip()

    @property
    def says_when(self) -> bool:
        """Whether it says anything of when."""
        return self.first is not None or bool(self.starts)

    def fits(self, begins: datetime) -> bool:
        """Whether a shift that begins then is meant."""
        at = begins.astimezone(HOME)
        minute = at.hour * 60 + at.minute
        on_day = self.first is None or self.last is None or self.first <= at.date() <= self.last
        return on_day and (not self.starts or any(first <= minute <= last for first, last in self.starts))


CAMPAIGNS = Conversation(
    "campaigns", ("chiendich", "campaigns"), _("Campaigns"), args=Named, names="campaign", group=VOLUNTEERING, icon="🌱"
)
SIGN_UP = Conversation(
    "sign_up", ("dangky", "signup"), _("Sign up"), args=Wish, names="campaign", group=VOLUNTEERING, icon="✋"
)
MY_SHIFTS = Conversation(
    "my_shifts", ("lichcuatoi", "myshifts"), _("My shifts"), args=Named, group=VOLUNTEERING, icon="📆"
)
NEW_CAMPAIGN = Conversation(
    "new_campaign",
    ("taochiendich", "newcampaign"),
    _("New campaign"),
    needs=Role.ORGANISER,
    group=ORGANISING,
    icon="➕",
)
MANAGE_CAMPAIGNS = Conversation(
    "manage_campaigns",
    ("quanlychiendich", "runcampaign"),
    _("My campaigns"),
    needs=Role.ORGANISER,
    args=Named,
    group=ORGANISING,
    icon="🧭",
    short=_("Manage campaigns"),
)
