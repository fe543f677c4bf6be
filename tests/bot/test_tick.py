"""What a minute brings goes through the one writer, in steps, and has a bound; what fails is in nobody's way."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from bot.inbox import Inbox
from bot.supervision import Supervision
from bot.workers.tick import Tick
from schedules.due import due
from storage.campaigns import sign_ups
from storage.database import open_database
from tests.support.world import SHIFTS


class Minute:
    """A tick over a world, and what it told the others."""

    def __init__(self, inbox: Inbox, **bounds) -> None:
        self.told: list[str] = []
        supervision = Supervision(lambda part: self.told.append(f"{part} failed"))
        told = self.told.append
        self.tick = Tick(
            inbox, supervision, ticked=partial(told, "ticked"), refill=self.refill, wake=partial(told, "wake"), **bounds
        )

    async def refill(self) -> None:
        self.told.append("refill")


@asynccontextmanager
async def writing(world):
    async with open_database(world.path) as database:
        inbox = Inbox(database, {}, lambda: world.now)
        writer = asyncio.create_task(inbox.run())
        yield inbox
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)


def reminded(world) -> list[str]:
    return [row["key"].rpartition(":")[2] for row in world.rows("SELECT key FROM outbox WHERE key LIKE 'reminder:%'")]


def seats_on_the_eve(world) -> None:
    """The schedule has begun to look, three people have seats, and it is the time to remind them."""
    place = due.START
    while place is not None:
        with world.change() as tx:
            place = due.step(tx, place)
    for asker in map(world.asker, ("lan", "an", "binh")):
        with world.change() as tx:
            assert sign_ups.take_seat(tx, asker, SHIFTS["trees-sunday"])
    world.now += timedelta(days=6, hours=11)


async def test_a_tick_goes_through_the_one_writer(world):
    seats_on_the_eve(world)
    async with writing(world) as inbox:
        minute = Minute(inbox)
        await minute.tick.run_once()
    assert reminded(world) == ["day-before"] * 3
    assert minute.told == ["ticked", "refill", "wake"]


async def test_a_tick_of_more_than_its_steps_ends_says_so_and_the_next_one_goes_on(world, caplog):
    seats_on_the_eve(world)
    async with writing(world) as inbox:
        minute = Minute(inbox, most_steps=2)
        await minute.tick.run_once()  # the plan and the shifts
        assert reminded(world) == []
        assert minute.told == ["ticked", "refill", "wake"]
        assert "More reminders are due than 2 steps queue" in caplog.text
        await Minute(inbox, most_steps=4).tick.run_once()
    assert reminded(world) == ["day-before"] * 3


async def test_reminders_that_fail_keep_nothing_else_from_the_minute(world, caplog):
    with world.change() as tx:
        tx.connection.execute("ALTER TABLE mailings RENAME TO lost")
    async with writing(world) as inbox:
        minute = Minute(inbox)
        await minute.tick.run_once()
    assert minute.told == ["ticked", "reminders failed", "refill", "wake"]
    assert "reminders" in caplog.text
