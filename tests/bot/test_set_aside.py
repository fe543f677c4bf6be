"""What a worker fails on is set aside, with a count and an alarm; what is behind it goes on, after restarts too."""

from __future__ import annotations

import asyncio
import contextlib
import json
from contextlib import asynccontextmanager
from functools import partial

import pytest

from bot.delivery.delivery import Delivery
from bot.inbox import Inbox
from bot.metrics import LATE
from bot.set_aside import LONGEST_REST, SetAside
from bot.supervision import Supervision
from bot.workers.broadcasts import BroadcastWorker
from bot.workers.files import FileWorker
from bot.workers.imports import ImportWorker
from bot.workers.jobs import JobWorker
from storage.broadcasts import broadcasts
from storage.broadcasts.records import AudiencePart, BroadcastBody
from storage.database import open_database
from storage.files import files, jobs
from storage.files.jobs import ReadDocument
from storage.imports import imports
from storage.messages import chats
from tests.bot.test_file_worker import Album
from tests.bot_api.channel import until
from tests.support.paper import PaperChannel
from tests.support.virtual_time import passing

POISONS = {
    # what stands in the row is nothing that can be read
    "cannot be read": "UPDATE {table} SET {moment} = 'no moment' WHERE id = {id}",
    # whatever is to be written of it cannot be
    "cannot be changed": (
        "CREATE TRIGGER poison BEFORE UPDATE ON {table} WHEN OLD.id = {id} "
        "BEGIN SELECT RAISE(ABORT, 'this row cannot be changed'); END"
    ),
}


def poison(world, how: str, table: str, moment: str, row_id: int) -> None:
    with world.change() as tx:
        tx.connection.execute(POISONS[how].format(table=table, moment=moment, id=row_id))


class Alarm:
    """Counts what is said of parts that fail."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def of(self, part: str):
        return partial(self.parts.append, part)


@asynccontextmanager
async def writing(world, channel: PaperChannel):
    """An inbox over a world that writes until the end of the block; beside the channel, some have the web chat."""
    async with open_database(world.path) as database:
        channels = {channel.name: channel} | {name: PaperChannel(name, pulled=True) for name in ("web", "plain")}
        inbox = Inbox(database, channels, lambda: world.now)
        writer = asyncio.create_task(inbox.run())
        yield inbox
        writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writer


# Resting -------------------------------------------------------------------------------------------------------------


def test_what_fails_rests_longer_each_time_and_never_longer_than_its_alarm_lasts():
    now, said = [0.0], []
    aside = SetAside("imports", lambda: said.append(now[0]), monotonic=lambda: now[0])

    async def fail() -> None:
        raise ZeroDivisionError

    rests = []
    for _failure in range(12):
        assert not passing(aside.attempt(7, fail()))
        assert aside.resting() == {7}
        rests.append(aside.soonest())
        now[0] += aside.soonest()
        assert aside.resting() == frozenset()
    assert rests[:4] == [1, 2, 4, 8]
    assert rests[-1] == LONGEST_REST < LATE.total_seconds()
    assert len(said) == 12


def test_what_goes_well_again_is_forgotten():
    now = [0.0]
    aside = SetAside("imports", lambda: None, monotonic=lambda: now[0])
    aside.add(7, ValueError())
    aside.add(7, ValueError())
    aside.add(8, ValueError())
    assert passing(aside.attempt(7, asyncio.sleep(0)))
    assert aside.resting() == {8}
    aside.add(7, ValueError())
    now[0] = 1.0
    assert aside.soonest() == 0.0
    assert aside.resting() == frozenset()


# Imports -------------------------------------------------------------------------------------------------------------


def begin_import(world, name: str) -> int:
    line = json.dumps(["new", 1, name, 2004, world.unit_id("Chi đoàn Ấp Đại Ân")]).encode()
    sha256 = world.store.save(b"{}\n" + line + b"\n")
    asker = world.asker("minh")
    with world.change() as tx:
        return imports.begin(tx, asker, "members", name=name, plan_sha256=sha256)


@pytest.mark.parametrize("how", POISONS)
async def test_an_import_that_cannot_even_be_ended_holds_up_none_behind_it(world, caplog, how):
    broken = begin_import(world, "Nguyễn Văn Hỏng")
    behind = [begin_import(world, f"Nguyễn Văn {name}") for name in ("Tốt", "Lành")]
    poison(world, how, "imports", "begun_at", broken)
    for _start in range(3):
        alarm = Alarm()
        async with writing(world, PaperChannel()) as inbox:
            worker = ImportWorker(inbox, world.store, asyncio.Event(), failed=alarm.of("imports"))
            again = await worker.run_once()
            assert worker.aside.resting() == {broken}
        assert 0 < again <= LONGEST_REST
        assert "imports" in alarm.parts
        states = world.rows("SELECT id, state FROM imports WHERE id <> ? ORDER BY id", broken)
        assert states == [{"id": number, "state": "done"} for number in behind]
    assert f"imports: number {broken} failed" in caplog.text


# Broadcasts ----------------------------------------------------------------------------------------------------------


def send_broadcast(world) -> int:
    hoa, unit_id = world.asker("hoa"), world.unit_id("Tỉnh đoàn Sóc Trăng")
    with world.change() as tx:
        whom = [AudiencePart(kind="unit", unit_id=unit_id)]
        broadcast_id = broadcasts.draft(tx, hoa, unit_id, BroadcastBody(text="Chào {tên}"), whom)
        assert broadcasts.send(tx, hoa, broadcast_id, tx.now)
    return broadcast_id


async def serve(world, alarm: Alarm, *others: int) -> None:
    """Let broadcasts go out until these have ended, and one has failed."""
    async with writing(world, PaperChannel()) as inbox:
        delivery = Delivery(inbox, inbox.channels, inbox.clock, supervision=Supervision(alarm.parts.append))
        worker = BroadcastWorker(
            inbox, delivery.refill, asyncio.Event(), look_every=0.02, failed=alarm.of("broadcasts")
        )
        parts = [asyncio.create_task(part) for part in (delivery.run(), worker.run())]
        await until(lambda: "broadcasts" in alarm.parts and {state_of(world, number) for number in others} == {"done"})
        for part in parts:
            assert not part.done()
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)


def state_of(world, broadcast_id: int) -> str:
    return world.one("SELECT state FROM broadcasts WHERE id = ?", broadcast_id)


@pytest.mark.parametrize("how", POISONS)
@pytest.mark.parametrize("place", range(3))
async def test_a_broadcast_that_we_fail_on_holds_up_no_other(world, how, place):
    """Wherever it stands among the others: these are collected, fed, sent and ended."""
    numbers = [send_broadcast(world) for _number in range(3)]
    broken = numbers[place]
    poison(world, how, "broadcasts", "changed_at", broken)
    for _start in range(2):
        await serve(world, Alarm(), *(number for number in numbers if number != broken))
    ended = world.rows("SELECT sent FROM broadcasts WHERE id <> ?", broken)
    assert {row["sent"] for row in ended} == {7}


async def test_a_broadcast_whose_messages_cannot_be_worded_holds_up_no_other(world):
    broken, other = send_broadcast(world), send_broadcast(world)
    with world.change() as tx:
        tx.connection.execute("UPDATE broadcasts SET body = 'no JSON' WHERE id = ?", (broken,))
    alarm = Alarm()
    alarm.of("broadcasts")()  # that of its messages is another one's
    await serve(world, alarm, other)
    assert "delivery over telegram" in alarm.parts


# Jobs and files ------------------------------------------------------------------------------------------------------


def queue_job(world, name: str) -> int:
    """A job that nobody waits for: it is dropped."""
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", name, "vi")
        return jobs.queue(tx, chat, ReadDocument(kind="table", name=name), token=1)


@pytest.mark.parametrize("how", POISONS)
async def test_a_job_that_we_fail_on_holds_up_none_behind_it(world, how):
    broken, behind = queue_job(world, "broken"), queue_job(world, "behind")
    poison(world, how, "jobs", "created_at", broken)
    alarm = Alarm()
    async with writing(world, PaperChannel()) as inbox:
        worker = JobWorker(inbox, world.store, world.path, asyncio.Event(), failed=alarm.of("jobs"))
        assert await worker.run_once() is not None
        assert worker.aside.resting() == {broken}
    assert alarm.parts == ["jobs"]
    assert world.one("SELECT state FROM jobs WHERE id = ?", behind) == "dropped"


async def test_a_file_of_which_nothing_can_be_noted_holds_up_none_behind_it(world):
    with world.change() as tx:
        for vendor_id in ("broken", "behind"):
            files.add(tx, media_type="image/jpeg", size=None, sha256=None, channel="telegram", vendor_id=vendor_id)
    broken = world.one("SELECT id FROM files WHERE vendor_id = 'broken'")
    poison(world, "cannot be changed", "files", "", broken)
    alarm = Alarm()
    async with writing(world, Album({"broken": b"one", "behind": b"two"})) as inbox:
        worker = FileWorker(inbox, world.store, asyncio.Event(), failed=alarm.of("files"))
        await worker.run_once()
        assert worker.aside.resting() == {broken}
    assert alarm.parts == ["files"]
    assert world.one("SELECT state FROM files WHERE vendor_id = 'behind'") == "stored"
