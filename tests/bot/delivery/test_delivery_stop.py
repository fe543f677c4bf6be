"""A clean stop: nothing more is started, what is under way ends and is marked, and nothing is said again afterwards."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels import TryAgain
from bot.delivery.sender import STOP_WITHIN
from tests.bot.delivery.test_delivery import Post, at_once
from tests.support.paper import PaperChannel


async def stopped(made: Post, after: float) -> float:
    """Run a delivery for so long, and stop it; returns how long that took."""
    running = asyncio.create_task(made.delivery.run())
    await asyncio.sleep(after)
    begun = made.loop.time()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return made.loop.time() - begun


@at_once
async def test_a_stop_lets_end_what_is_under_way_and_starts_nothing(world):
    made = Post(world, PaperChannel(takes=2.0))
    rows = [made.queue(f"chat {n}", text) for n in range(3) for text in ("first", "second")]
    took = await stopped(made, after=0.5)
    assert 1.4 < took < 1.6
    assert made.channel.texts() == ["first"] * 3
    assert [made.state(row) for row in rows] == ["sent", "waiting"] * 3


@at_once
async def test_after_a_clean_stop_nothing_is_said_again(world):
    before = Post(world, PaperChannel(takes=2.0))
    for n in range(3):
        before.queue(f"chat {n}", "first")
        before.queue(f"chat {n}", "second")
    await stopped(before, after=0.5)
    world.restart()
    after = Post(world, PaperChannel(takes=2.0))
    await stopped(after, after=10)
    assert [before.channel.texts(f"chat {n}") + after.channel.texts(f"chat {n}") for n in range(3)] == [
        ["first", "second"]
    ] * 3


@at_once
async def test_what_fails_during_a_stop_waits_for_the_next_start(world):
    made = Post(world, PaperChannel(takes=2.0))
    made.channel.fails("lan", TryAgain("502"))
    row = made.queue("lan", "hello")
    await stopped(made, after=0.5)
    assert made.state(row) == "waiting"
    assert world.one("SELECT attempts FROM outbox WHERE id = ?", row.id) == 1


@at_once
async def test_a_stop_does_not_wait_for_ever(world):
    made = Post(world, PaperChannel(takes=3600.0))
    row = made.queue("lan", "hello")
    took = await stopped(made, after=0.5)
    assert took == pytest.approx(STOP_WITHIN)
    assert made.state(row) == "waiting"


@pytest.mark.parametrize("steps", range(5))
@at_once
async def test_a_stop_in_the_moment_that_a_row_comes_is_a_stop(world, steps):
    """`steps` of the event loop lie between the two."""
    made = Post(world, PaperChannel(takes=2.0))
    made.queue("an", "later", due_at=world.now + timedelta(seconds=60))
    running = asyncio.create_task(made.delivery.run())
    await asyncio.sleep(0.5)
    made.queue("lan", "hello")
    for _step in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    ended, _still_running = await asyncio.wait({running}, timeout=2 * STOP_WITHIN)
    running.cancel()
    assert ended
