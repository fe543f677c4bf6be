"""Erasures in the bot: no byte is left on the disk, nothing goes out meanwhile, a kill anywhere changes nothing."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import shutil
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.outdated import MARGIN, Outdated
from bot.inbox import Inbox
from bot.supervision import Supervision
from bot.workers.erasures import ErasureWorker
from bot.workers.files import FileWorker
from bot.workers.housekeeping import Housekeeping
from handlers.engine.features import Services
from handlers.engine.message import Incoming, Reply
from storage.database import open_database, reading
from storage.files import files
from storage.imports import imports
from storage.messages import chats, outbox
from storage.people import erasure, members
from storage.people.erasing import ending, erasures
from storage.people.erasing.parts import PARTS
from storage.people.traces import Traces
from storage.reports import reports
from storage.text import fold
from tests.bot.delivery.test_delivery import Post, at_once
from tests.support.paper import PaperChannel
from tests.support.world import SHIFTS, World, act, erase_on

NAMES = ("Quách Thị Tuyết Nhung", "Quách Thị Bạch Mai")  # before /hoso, and after
OTHER_TRACES = ("ghi-chu-rieng", "ly-do-rieng", "Thạch Người Giám Hộ", "0977123456", "anh-rieng-tu", "dia-chi-rieng-tu")
PHOTO = b"\xff\xd8\xff anh-rieng-tu"
TABLE = json.dumps([["Quách Thị Bạch Mai", "2004"]]).encode()  # what a leader's document was read as, in ASCII


class Killed(BaseException):
    """The process ends here."""


class MortalInbox(Inbox):
    """Ends after so many jobs."""

    jobs_left = 10**9

    async def do(self, job):
        if self.jobs_left <= 0:
            raise Killed
        self.jobs_left -= 1
        return await super().do(job)

    async def post(self, job):
        if self.jobs_left <= 0:
            raise Killed
        self.jobs_left -= 1
        await super().post(job)


@asynccontextmanager
async def bot(world: World, *, jobs: int = 10**9):
    """The writer, and the worker that carries erasures on; what the chat's yes wakes is run by hand."""
    async with open_database(world.path) as database, open_database(world.path, read_only=True) as reader:
        inbox = MortalInbox(database, {"telegram": PaperChannel(), "web": PaperChannel("web")}, lambda: world.now)
        inbox.jobs_left = jobs
        inbox.services = Services()
        writer = asyncio.create_task(inbox.run())
        worker = ErasureWorker(
            inbox, reader, world.store, asyncio.Event(), outdated=Outdated(), orphaned=asyncio.Event().set
        )
        try:
            yield inbox, worker
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)


async def carry_on(world: World, inbox: Inbox, worker: ErasureWorker) -> None:
    """As the bot does it: the worker of files deletes what is let go of."""
    for _round in range(20):
        if await worker.run_once() is None:
            return
        await FileWorker(inbox, world.store, asyncio.Event()).run_once()
    pytest.fail("an erasure comes to no end")


@pytest.fixture
def lived(world):
    """Somebody whose traces stand wherever they can: with a leader, with members, in files, in a leader's document."""
    world.store.make()
    lan = world.asker("lan").member_id
    set_up = "UPDATE members SET name = ?, search_key = ?, guardian = ? WHERE id = ?"
    world.connection.execute(set_up, (NAMES[0], fold(NAMES[0]), "Thạch Người Giám Hộ", lan))
    world.connection.execute(
        "UPDATE campaigns SET contact_name = ?, contact_phone = '0977123456' WHERE id = 2", (NAMES[0],)
    )
    world.connection.execute(
        "UPDATE chats SET address = 'dia-chi-rieng-tu', heard_at = ? WHERE member_id = ?", ("2026-11-22", lan)
    )
    act(world, "check in binh trees")
    leader = world.asker("minh")
    asker = world.asker(NAMES[0])
    for shift in ("trees", "teach"):
        world.connection.execute(
            "INSERT INTO check_ins (shift_id, member_id, unit_id, proof, distance_m, checked_in_at, minutes_claimed, "
            "state, reason) VALUES (?, ?, ?, 'place', 17, ?, 240, 'waiting', 'ly-do-rieng')",
            (SHIFTS[shift], lan, asker.unit_id, "2026-11-22T00:00:00.000+00:00"),
        )
    with world.change() as tx:
        for due in reports.to_report(tx, asker):
            photo = reports.ReportPhoto(
                media_type="image/jpeg", size=1, sha256=world.store.save(PHOTO), channel="telegram", vendor_id=None
            )
            reports.save(tx, asker, due.check_in_id, minutes=240, quantities={}, note="ghi-chu-rieng", photos=[photo])
    write(world, "minh", "/duyet", "/danhsach 1")
    with world.change() as tx:
        members.rename(tx, asker, NAMES[1])
        imports.begin(tx, leader, "members", name="a.xlsx", plan_sha256=world.store.save(TABLE))
        tx.connection.execute("UPDATE imports SET state = 'done'")
        unfinished = hashlib.sha256(PHOTO + b"!").hexdigest()
        assert world.store.save(PHOTO + b"!") == unfinished
        chat = chats.find_or_open(tx, "telegram", "dia-chi-rieng-tu", "vi")
        chats.save(tx, chat.id, json.dumps({"answers": [unfinished, NAMES[1]]}))
        outbox.park(tx, "p", json.dumps({"text": f"tìm {NAMES[0].upper()}"}, ensure_ascii=False), "Traceback")
        outbox.park(tx, "q", "{}", f"KeyError: '{fold(NAMES[1])}'")
    write(world, "minh", "/duyet", "/danhsach 1", fold(NAMES[1]))
    write(world, "binh", "/chiendich 2")
    return world


def write(world: World, address: str, *texts: str) -> None:
    """Somebody writes and is answered; the answer is delivered."""
    from handlers import dispatcher

    for text in texts:
        world.updates = getattr(world, "updates", 0) + 1
        message = Incoming(
            channel="telegram", address=address, key=f"telegram:{world.updates}", at=world.now, kind="text", text=text
        )
        with world.change() as tx:
            for row in dispatcher.receive(tx, message, world.features, world.services):
                outbox.mark_sent(tx, row.id, f"m{row.id}")


def say_yes(world: World) -> None:
    write(world, "dia-chi-rieng-tu", "/xoadulieu", "có")


def traces() -> list[bytes]:
    """Each name in every form that it may have, and all else."""
    forms = [form for name in NAMES for form in (name, name.lower(), name.upper(), fold(name))]
    spelled = [form.encode() for form in (*forms, *OTHER_TRACES)]
    return [*spelled, *(json.dumps(form)[1:-1].encode() for form in forms)]


def found(folder: Path) -> dict[str, list[str]]:
    """The traces in each file of a folder, byte by byte."""
    left = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if hits := [trace.decode() for trace in traces() if trace in content]:
                left[path.name] = hits
    return left


async def test_no_byte_of_any_file_says_who_it_was(lived, caplog):
    caplog.set_level(logging.DEBUG)
    folder = lived.path.parent
    before = {trace for hits in found(folder).values() for trace in hits}
    assert set(OTHER_TRACES) <= before
    assert {NAMES[0], NAMES[1], fold(NAMES[1]), NAMES[0].upper()} <= before
    say_yes(lived)
    async with bot(lived) as (inbox, worker):
        await carry_on(lived, inbox, worker)
        while_running = found(folder)
        lived.now += timedelta(hours=25)  # the chat itself is let go of a day after its last message
        await Housekeeping(inbox, asyncio.Event(), Supervision()).run_once()
        await worker.reader.run(ending.empty_log)
        after = found(folder)
    assert set(while_running) <= {"diemdanh.db"}
    assert {trace for hits in while_running.values() for trace in hits} <= {"dia-chi-rieng-tu"}
    assert after == {}
    assert not any(trace.decode() in caplog.text for trace in traces())


async def test_it_says_that_it_is_done_when_it_is_and_once(lived):
    say_yes(lived)
    goodbye = "SELECT count(*) FROM outbox WHERE body LIKE '%Đã xóa hết rồi%'"
    async with bot(lived) as (inbox, worker):
        assert await worker.run_once() is not None, "the bytes are still on the disk"
        assert lived.one(goodbye) == 0
        await carry_on(lived, inbox, worker)
        assert lived.one(goodbye) == 1
        assert await worker.run_once() is None
    assert lived.one(goodbye) == 1


async def test_a_long_reading_keeps_the_log_and_the_goodbye_waits_for_it(lived):
    say_yes(lived)
    async with bot(lived) as (inbox, worker), open_database(lived.path, read_only=True) as other:
        await other.run(
            lambda connection: connection.execute("BEGIN").connection.execute("SELECT * FROM units").fetchall()
        )
        for _round in range(3):
            assert await worker.run_once() is not None
            await FileWorker(inbox, lived.store, asyncio.Event()).run_once()
        assert lived.one("SELECT count(*) FROM erasures") == 1
        await other.run(lambda connection: connection.execute("ROLLBACK"))
        await carry_on(lived, inbox, worker)
    assert lived.one("SELECT count(*) FROM erasures") == 0


async def test_an_import_that_is_under_way_is_not_broken_off(lived):
    lived.connection.execute("UPDATE imports SET state = 'running'")
    say_yes(lived)
    async with bot(lived) as (inbox, worker):
        for _round in range(3):
            assert await worker.run_once() is not None
            await FileWorker(inbox, lived.store, asyncio.Event()).run_once()
        assert lived.store.path(hashlib.sha256(TABLE).hexdigest()).exists()
        lived.connection.execute("UPDATE imports SET state = 'done'")
        await carry_on(lived, inbox, worker)
    assert found(lived.store.folder) == {}


async def test_a_kill_after_any_step_changes_nothing(lived, tmp_path):
    """A new bot goes on from there: it comes to the same end, and the person is told once."""
    say_yes(lived)
    lived.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    steps, done = 0, False
    while not done:
        folder = tmp_path / f"killed-{steps}"
        folder.mkdir()
        shutil.copyfile(lived.path, folder / "diemdanh.db")
        shutil.copytree(lived.store.folder, folder / "diemdanh.files")
        again = World(folder / "diemdanh.db", now=lived.now)
        try:
            async with bot(again, jobs=steps) as (inbox, worker):
                await carry_on(again, inbox, worker)
            done = True
        except Killed:
            async with bot(again) as (inbox, worker):
                await carry_on(again, inbox, worker)
        assert {trace for hits in found(folder).values() for trace in hits} <= {"dia-chi-rieng-tu"}, steps
        assert again.one("SELECT count(*) FROM outbox WHERE body LIKE '%Đã xóa hết rồi%'") == 1
        again.close()
        steps += 1
    assert steps > 20


async def test_a_photo_that_is_just_being_fetched_is_not_kept(lived):
    """Its vendor answers after its person was erased."""
    with lived.change() as tx:
        wanted = files.add(tx, media_type="image/jpeg", size=1, sha256=None, channel="telegram", vendor_id="f1")
        tx.connection.execute("INSERT INTO report_photos SELECT min(id), ? FROM reports", (wanted,))

    class Slow(PaperChannel):
        async def fetch(self, vendor_id):
            assert vendor_id == "f1"
            say_yes(lived)
            erase_on(lived)
            return PHOTO + b"?"

    async with bot(lived) as (inbox, worker):
        inbox.channels["telegram"] = Slow()
        await FileWorker(inbox, lived.store, asyncio.Event()).run_once()
        await carry_on(lived, inbox, worker)
    assert found(lived.store.folder) == {}


async def test_one_that_fails_is_not_in_the_others_way(lived, caplog):
    say_yes(lived)
    lived.connection.execute("UPDATE erasures SET part = 'nowhere'")
    binh = lived.asker("binh")
    with lived.change() as tx:
        erasure.erase(tx, binh, instead="{}")
    async with bot(lived) as (inbox, worker):
        assert await worker.run_once() is not None
        await FileWorker(inbox, lived.store, asyncio.Event()).run_once()
        await worker.run_once()
    assert lived.rows("SELECT part FROM erasures") == [{"part": "nowhere"}]
    assert "broke off" in caplog.text
    assert NAMES[0] not in caplog.text


# What goes out meanwhile ----------------------------------------------------------------------------------------------


@at_once
@pytest.mark.parametrize("minutes", [0, 3])
async def test_nothing_goes_out_that_names_who_was_erased_while_it_waited(world, minutes):
    """Rows that delivery holds in memory, long or just now, and rows that it reads later."""
    outdated = Outdated(asyncio.get_running_loop().time)
    channel = PaperChannel(takes=0.5)
    made = Post(world, channel, outdated=outdated)
    names = world.member("lan").name
    made.queue("lan", "for the person")
    made.queue("minh", f"• {names}: ghi chú")
    made.queue("binh", f"Liên hệ {names}, nhé")
    made.queue("an", "about nobody")
    lan = world.asker("lan")

    def erase(tx):
        erasure.erase(tx, lan, instead=Reply(text="blank").model_dump_json(), late=Reply(text="late").model_dump_json())
        outdated.mark()

    await asyncio.sleep(60 * minutes)
    await made.desk.do(erase)
    running = asyncio.create_task(made.delivery.run())
    await asyncio.sleep(10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert sorted(made.channel.texts()) == ["Liên hệ ______________, nhé", "about nobody", "late"]


def test_a_message_that_came_long_after_it_is_not_looked_up_again():
    now = 1000.0
    outdated = Outdated(lambda: now)
    assert not outdated.is_since(now)
    outdated.mark()
    assert outdated.is_since(now + MARGIN)
    assert not outdated.is_since(now + MARGIN + 1)


def test_what_joined_just_now_is_sought_in_few_rows(world):
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "minh", "vi")
        for number in range(400):
            at = tx.now + timedelta(hours=number)
            outbox.queue(tx.at(at), chat, key=f"k{number}", kind="reply", body="{}")
        newest = outbox.newest(tx)
        for hours in (0, 47, 48, 100, 399, 500):
            first = erasure.first_row_since(tx, tx.now + timedelta(hours=hours), newest)
            assert first == max(0, min(newest + 1, hours - 48 + 1)) or (hours <= 48 and first <= 1)


def test_looking_writes_nothing(lived):
    say_yes(lived)
    with reading(lived.connection, lived.now) as tx:
        for part, each in PARTS.items():
            before = tx.written
            each.look(tx, erasures.under_way(tx)[0])
            assert tx.written == before, part


# Names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Thạch Bình", "• Thạch Bình, 4 giờ", "• __________, 4 giờ"),
        ("Thạch Bình", "thach binh", "__________"),
        ("Thạch Bình", "Thạch Bình Minh", "Thạch Bình Minh"),  # is a member
        ("Thạch Bình", "Thạch Bìnhs", "Thạch Bìnhs"),
        ("Thạch Bình", "(Thạch Bình 0912.345.678)", "(_______________________)"),
        ("Lan", "Lan đây, phong lan, Lan.", "___ đây, phong lan, ___."),
        ('Y "Đen" Niê', json.dumps('Y "Đen" Niê', ensure_ascii=False), '"_____________"'),
        ("A", "", ""),
    ],
)
def test_a_name_is_found_as_a_whole_in_any_spelling(name, text, left):
    assert Traces(names=(name,)).without(text, lambda known: known == "thach binh minh") == left


def test_whatever_is_found_is_found_by_what_is_looked_for_first():
    """The text that the database looks for first stands, in its small letters, in every form that is found."""
    for name in ("Đặng Thị Ý Nhi", "Y Niê", "Sơn Ná", "Quách Ỷ"):
        traces_ = Traces(names=(name,), phones=("0912 345 678",))
        for form in (name, name.upper(), name.lower(), fold(name), "0912345678", "0912.345.678"):
            assert traces_.spans(f"x {form}."), form
            lowered = "".join(letter.lower() if letter.isascii() else letter for letter in f"x {form}.")
            assert any(needle in lowered for needle in traces_.needles), form
