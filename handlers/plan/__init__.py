"""The year's plan: its items, its days, and reading it from a document."""

from __future__ import annotations

from datetime import date
from typing import Self

from handlers.engine.conversation import Args, Conversation, Named, Offer
from handlers.engine.text import _
from handlers.menu import ORGANISING, VOLUNTEERING
from storage.records import Role

MOST_DIGITS = 6


class Days(Args):
    """From which day to which something is looked at, both included; and behind which entry the list goes on."""

    first: date | None = None
    last: date | None = None
    after: int = 0

    @classmethod
    def typed(cls, rest: str) -> Self:
        """Where the list goes on, then perhaps the days."""
        after, *days = rest.split()[:3] or ["0"]
        try:
            known = [date.fromisoformat(day) for day in days]
        except ValueError:
            known = []
        first, last = (known[0], known[-1]) if known else (None, None)
        return cls(after=int(after) if after.isdecimal() and len(after) < MOST_DIGITS else 0, first=first, last=last)

    def text(self) -> str:
        """The same again."""
        days = [] if self.first is None or self.last is None else [self.first.isoformat(), self.last.isoformat()]
        return " ".join([str(self.after), *days])


UNDO = "undo"  # "undo 12" names a change of the plan that is taken back


def take_back(change_id: int) -> Offer:
    """The button that takes a change of the plan back; 0: the one that is chosen then."""
    return Offer(PLAN, Named(of=f"{UNDO} {change_id}" if change_id else UNDO), _("Undo"))


COMING = Conversation("coming", ("lich", "calendar"), _("Coming up"), args=Days, group=VOLUNTEERING, icon="📅")
PLAN = Conversation(
    "plan", ("kehoach", "plan"), _("The plan"), needs=Role.ORGANISER, args=Named, group=ORGANISING, icon="📖"
)
