"""Posts that overlap, handed over in the order of their numbers.

One that comes early waits for those before it: as long as one is being read that began before it, or lower numbers keep
coming, a second at most; else a moment, which is longer than two posts of the same time lie apart. What comes later
still is handed over at once. The moment is short because a vendor that keeps each chat's order itself leaves gaps:
while one chat's message waits for the one before it, it posts others'.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from bot.channels import Take
from handlers.engine.message import Incoming

MOMENT = 0.15  # seconds that a number is waited for of which nothing is there yet
PATIENCE = 1.0  # seconds that it is waited for where it may be the one that is being read
BUSY = 0.02  # seconds by which a timer is late where there is much to do
NEAR = 1000  # a number that is further from the one that comes next begins another count


@dataclass(eq=False, slots=True)
class _Post:
    """What was posted under a number, and whether that is committed."""

    messages: Sequence[Incoming]
    committed: asyncio.Future[None]
    read: int  # how many posts had begun to be read by then
    until: float  # when it waits no more, whatever is being read
    late: asyncio.TimerHandle | None = field(default=None)


class Arrivals:
    """The order of one channel's posts. `take` commits what they bring; `first` is the first number, if it is known."""

    def __init__(self, take: Take, *, first: int | None = None) -> None:
        self._take = take
        self._next = first
        self._begun = count()
        self._reading: set[int] = set()
        self._came: dict[int, float] = {}  # who came lately, and when
        self._early: dict[int, list[_Post]] = {}
        self._taking: set[asyncio.Task[None]] = set()

    @contextmanager
    def reading(self) -> Generator[None, None, None]:
        """A post is being read, of which the number may not be known yet."""
        begun = next(self._begun)
        self._reading.add(begun)
        try:
            yield
        finally:
            self._reading.remove(begun)

    async def hand_over(self, number: int, messages: Sequence[Incoming]) -> None:
        """Hand over what was posted under this number, in its turn; returns once it is committed."""
        loop = asyncio.get_running_loop()
        self._came[number] = loop.time()
        post = _Post(messages, loop.create_future(), next(self._begun), loop.time() + PATIENCE)
        if self._next is None or 0 < number - self._next <= NEAR:
            self._early.setdefault(number, []).append(post)
            self._wait(number, post)
        else:
            self._begin(post)
            if number == self._next or abs(number - self._next) > NEAR:
                self._next = number + 1
                self._go_on()
        await post.committed

    def pass_over(self, number: int) -> None:
        """Nothing comes under this number."""
        if number == self._next:
            self._next += 1
            self._go_on()
        elif self._next is not None and number > self._next:
            self._early.setdefault(number, [])

    def _wait(self, number: int, post: _Post) -> None:
        post.late = asyncio.get_running_loop().call_later(MOMENT, self._has_waited, number, post)

    def _has_waited(self, number: int, post: _Post) -> None:
        """Who has waited long enough goes, after those with lower numbers."""
        now = asyncio.get_running_loop().time()
        self._came = {other: at for other, at in self._came.items() if now - at < 2 * MOMENT}
        lower = any(begun < post.read for begun in self._reading) or min(self._came, default=number) < number
        busy = post.late is not None and now - post.late.when() > BUSY  # what has come is perhaps not read yet
        if (lower or busy) and now < post.until:
            self._wait(number, post)
            return
        for early in sorted(self._early):
            if early <= number:
                self._begin(*self._early.pop(early))
        self._next = max(number + 1, self._next or 0)
        self._go_on()

    def _go_on(self) -> None:
        while self._next in self._early:
            self._begin(*self._early.pop(self._next))
            self._next += 1

    def _begin(self, *posts: _Post) -> None:
        """Tasks begin in the order in which they are made, and `take` queues before it first waits."""
        for post in posts:
            if post.late is not None:
                post.late.cancel()
            taking = asyncio.create_task(self._commit(post))
            self._taking.add(taking)
            taking.add_done_callback(self._taking.discard)

    async def _commit(self, post: _Post) -> None:
        """Commit, whether somebody still waits for it or not."""
        try:
            await self._take(post.messages)
        except Exception as error:  # noqa: BLE001 - it is told to whoever posted
            if not post.committed.done():
                post.committed.set_exception(error)
        else:
            if not post.committed.done():
                post.committed.set_result(None)
