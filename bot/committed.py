"""Outbox rows that were just committed, on their way from the inbox to delivery."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from storage.messages.records import Outgoing

TakeRows = Callable[[Sequence[Outgoing]], None]


class CommittedRows:
    """Hands rows on at once, in their order, to whoever subscribed; without a subscriber they wait in the database."""

    def __init__(self) -> None:
        self._subscribers: list[TakeRows] = []

    def subscribe(self, take: TakeRows) -> None:
        """Let this be called with all rows that are committed from now on."""
        self._subscribers.append(take)

    def publish(self, rows: Sequence[Outgoing]) -> None:
        """These rows were just committed."""
        for take in self._subscribers:
            take(rows)
