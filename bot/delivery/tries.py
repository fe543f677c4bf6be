"""How often a row was tried in vain: when it is tried again, when it is given up, and how long a channel is held. Pure.

What is given up was really tried for a day: `attempts`, which stands in the database, counts the tries that were made
while the channel could be reached. They are about a second apart, then twice as long each time, up to five minutes. So
a time in which the channel was held or down does not count, and neither does how long ago a row was due.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from bot.channels import TryAgain
from storage.messages.records import Outgoing

GIVE_UP_AFTER = timedelta(hours=24)
UNFORESEEN_GIVE_UP_AFTER = timedelta(minutes=15)  # it may be a mistake of ours, and holds up its chat's lane
UNWORDED_TRIES = 3  # the same row is hardly worded another time
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0  # seconds
LONGEST_HOLD = 3600.0  # seconds: whatever a vendor says, an hour later we look again


def wait(failures: int) -> float:
    """Seconds from the failure of this number to the next try, but for some chance."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(max(failures, 1) - 1, 12))


@cache
def enough(time: timedelta) -> int:
    """How many tries last so long."""
    seconds, tries = 0.0, 0
    while seconds < time.total_seconds():
        tries += 1
        seconds += wait(tries)
    return tries


def bounded(asked: float | None, otherwise: float) -> float:
    """The seconds that a vendor asks us to wait, where they are any; never none, and an hour at most."""
    return min(asked, LONGEST_HOLD) if asked is not None and asked > 0 else otherwise


class Tries:
    """The rows in memory that were tried in vain."""

    def __init__(self) -> None:
        self._failures: dict[int, int] = {}  # the tries that do not count too: what cannot be reached is not hammered
        self._unforeseen: dict[int, int] = {}

    def failed(self, row: Outgoing, error: TryAgain, now: datetime) -> tuple[Outgoing, float, bool]:
        """A try failed; returns the row, the seconds to its next try, and whether it is given up instead."""
        self._failures[row.id] = self._failures.get(row.id, row.attempts) + 1
        after = bounded(error.after, wait(self._failures[row.id]))
        if not error.counts:
            return row, after, False
        tried = row.model_copy(update={"attempts": row.attempts + 1})
        given_up = tried.attempts >= enough(GIVE_UP_AFTER) and now >= row.due_at + GIVE_UP_AFTER
        return tried, after, given_up

    def failed_unforeseen(self, row: Outgoing, *, worded: bool) -> bool:
        """A try failed in a way that nobody foresaw; returns whether it has done so often enough.

        A row that was not even `worded` is our own mistake: few tries, for others wait behind it.
        """
        self._unforeseen[row.id] = self._unforeseen.get(row.id, 0) + 1
        return self._unforeseen[row.id] >= (enough(UNFORESEEN_GIVE_UP_AFTER) if worded else UNWORDED_TRIES)

    def forget(self, row: Outgoing) -> None:
        """A row has left memory."""
        self._failures.pop(row.id, None)
        self._unforeseen.pop(row.id, None)


class Hold:
    """A whole channel that must wait: until when, and who looks whether it goes again. Seconds of a monotonic clock."""

    def __init__(self) -> None:
        self.until = 0.0
        self._begun = 0.0
        self._in_a_row = 0  # holds, since something got through

    def begin(self, now: float, asked: float | None, chance: float) -> bool:
        """The vendor wants a pause: as long as it asks for, else ever longer until something gets through.

        Returns whether a hold begins; not where one lasts, and this was under way when it began.
        """
        begins = now >= self.until
        self._in_a_row += begins
        if begins or asked is not None:
            self._begun = now
            self.until = max(self.until, now + bounded(asked, wait(self._in_a_row) * chance))
        return begins

    def got_through(self, begun: float) -> None:
        """A send got through that was begun then; one from before the hold says nothing."""
        if begun > self._begun:
            self._in_a_row = 0

    def at_once(self, most: int) -> int:
        """How many sends may be under way: after a hold one, which looks whether it is over."""
        return 1 if self._in_a_row else most
