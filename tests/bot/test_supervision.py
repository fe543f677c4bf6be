"""A part that fails is logged, rests and begins again; only the writer may end the bot."""

from __future__ import annotations

import asyncio

from bot.supervision import LONGEST_REST, Supervision
from tests.support.virtual_time import passing


def supervised(run, seconds: float) -> tuple[list[float], list[str]]:
    """Keeps a part for so long; returns when it rested, for how long, and whose failures were told."""
    rests, failed = [], []

    async def rest(wait: float) -> None:
        rests.append(wait)
        await asyncio.sleep(wait)

    async def keep() -> None:
        supervision = Supervision(failed.append, sleep=rest, monotonic=asyncio.get_running_loop().time)
        kept = asyncio.create_task(supervision.keep("part", run))
        await asyncio.sleep(seconds)
        assert not kept.done()
        kept.cancel()
        await asyncio.gather(kept, return_exceptions=True)
        assert kept.cancelled()

    passing(keep())
    return rests, failed


def test_a_part_that_always_fails_rests_longer_each_time(caplog):
    async def run() -> None:
        raise OSError("no room")

    rests, failed = supervised(run, 300)
    assert rests == [1, 2, 4, 8, 16, 32, LONGEST_REST, LONGEST_REST, LONGEST_REST, LONGEST_REST]
    assert failed == ["part"] * len(rests)
    assert len(caplog.records) == len(rests)
    assert "part" in caplog.messages[0]
    assert caplog.records[0].exc_info[1].args == ("no room",)


def test_a_part_that_has_run_well_for_a_while_rests_briefly():
    async def run() -> None:
        await asyncio.sleep(LONGEST_REST)
        raise RuntimeError

    rests, _failed = supervised(run, 10 * LONGEST_REST)
    assert rests == [1] * 9


def test_what_is_tried_once_does_not_stop_whoever_tries_it(caplog):
    async def fail() -> None:
        raise KeyError

    failed = []
    passing(Supervision(failed.append).attempt("part", fail()))
    assert failed == ["part"]
    assert "part" in caplog.text
