"""A worker works at once and whenever it is woken, and ends when it is cancelled, whatever happens in that moment."""

from __future__ import annotations

import asyncio

import pytest

from bot.workers.worker import Worker
from tests.support.virtual_time import passing


class Counting(Worker):
    """Counts its rounds."""

    def __init__(self, again_after: float | None = None) -> None:
        super().__init__(asyncio.Event())
        self.again_after = again_after
        self.rounds = 0

    async def run_once(self) -> float | None:
        self.rounds += 1
        return self.again_after


def test_it_works_at_once_when_woken_and_after_the_time_it_asked_for():
    async def work() -> None:
        worker = Counting(again_after=10)
        running = asyncio.create_task(worker.run())
        rounds = []
        for wait in (1, 10, 10):
            await asyncio.sleep(wait)
            rounds.append(worker.rounds)
        worker.wake.set()
        await asyncio.sleep(1)
        rounds.append(worker.rounds)
        running.cancel()
        assert rounds == [1, 2, 3, 4]

    passing(work())


@pytest.mark.parametrize("steps", range(5))
@pytest.mark.parametrize("again_after", [None, 60.0], ids=["until woken", "for a time"])
def test_who_is_woken_and_cancelled_in_one_moment_ends(again_after, steps):
    """`steps` of the event loop lie between the two."""

    async def work() -> None:
        worker = Counting(again_after)
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(1)
        worker.wake.set()
        for _step in range(steps):
            await asyncio.sleep(0)
        running.cancel()
        ended, _still_running = await asyncio.wait({running}, timeout=1)
        running.cancel()
        assert ended

    passing(work())
