"""The one way in: a batch is one transaction, each update stands alone in it, and what is taken is committed."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
import pytest_asyncio

from bot.inbox import Inbox
from handlers.engine.chat import Chat
from handlers.engine.conversation import Named
from handlers.engine.message import Incoming
from handlers.engine.text import _
from storage.database import open_database
from storage.database_file import connect
from storage.errors import DatabaseError
from storage.messages import chats, outbox
from storage.organisation import units
from storage.organisation.notices import RoleRevoked
from tests.support.conversations import conversation
from tests.support.paper import PaperChannel
from tests.support.world import PEOPLE, START, act


@conversation("note", title=_("Note"))
def note(chat: Chat) -> None:
    """Writes down what came after the command."""
    units.add(chat.tx, None, "note", chat.args(Named).of)
    chat.say(f"Noted: {chat.args(Named).of}")


@conversation("fail", title=_("Fail"))
def fail(chat: Chat) -> None:
    """Fails after a write, as code with a mistake does."""
    units.add(chat.tx, None, "note", "half done")
    raise ZeroDivisionError


@conversation("break", title=_("Break"))
def break_a_rule(chat: Chat) -> None:
    """Fails by what the database refuses."""
    chat.tx.connection.execute("UPDATE shifts SET seats_taken = -1")


@conversation("heavy", title=_("Heavy"))
def heavy(chat: Chat) -> None:
    """Writes more than a full disk takes."""
    units.add(chat.tx, None, "note", chat.args(Named).of)
    chat.tx.connection.execute(
        "UPDATE units SET search_key = ? WHERE name = ?", (chat.args(Named).of * 500_000, chat.args(Named).of)
    )
    chat.say("Heavy!")


@conversation("when", title=_("When"))
def when(chat: Chat) -> None:
    """Says which moment it is."""
    chat.say(_("{at:time}", at=chat.tx.now))


@dataclass
class Office:
    """An inbox over a small world, and what it handed to delivery."""

    world: object
    inbox: Inbox
    delivered: list = field(default_factory=list)
    numbers: count = field(default_factory=count)

    def message(self, text: str, name: str = "lan", key: str = "", **more) -> Incoming:
        facts = {"at": self.world.now, "kind": "text", "text": text, **more}
        key = key or f"telegram:{next(self.numbers)}"
        return Incoming(channel=PEOPLE[name][0], address=name, key=key, **facts)

    def notes(self) -> list[str]:
        return [row["name"] for row in self.world.rows("SELECT name FROM units WHERE level = 'note' ORDER BY id")]

    def said(self, name: str = "lan") -> list[str]:
        rows = self.world.rows(
            "SELECT body FROM outbox JOIN chats ON chats.id = chat_id WHERE address = ? ORDER BY outbox.id", name
        )
        return [json.loads(row["body"]).get("text", "") for row in rows]


@pytest_asyncio.fixture
async def office(world, monkeypatch):
    for found in (note, fail, break_a_rule, heavy, when):
        found.register(monkeypatch)
    channels = {"telegram": PaperChannel("telegram"), "plain": PaperChannel("plain", pulled=True)}
    async with open_database(world.path) as database:
        made = Office(world, Inbox(database, channels, clock=lambda: world.now))
        made.inbox.committed.subscribe(made.delivered.extend)
        running = asyncio.create_task(made.inbox.run())
        yield made
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_a_batch_is_answered_in_its_order(office):
    await office.inbox.take([office.message(f"/note {n}") for n in range(50)])
    assert office.notes() == [str(n) for n in range(50)]
    assert office.said() == [f"Noted: {n}" for n in range(50)]
    assert [row.key for row in office.delivered] == [f"telegram:{n}:0" for n in range(50)]


async def test_what_was_taken_is_committed(office):
    """When `take` returns, and when delivery hears of a row, another connection sees it."""
    other = connect(office.world.path, read_only=True)
    seen = []
    office.inbox.committed.subscribe(
        lambda _rows: seen.append(other.execute("SELECT count(*) AS n FROM outbox").fetchone()["n"])
    )
    await office.inbox.take([office.message("/note committed")])
    assert seen == [1]
    assert other.execute("SELECT count(*) AS n FROM seen_updates").fetchone()["n"] == 1
    other.close()


async def test_a_key_seen_before_does_nothing(office):
    same = office.message("/note once", key="telegram:7")
    await office.inbox.take([same, same])
    await office.inbox.take([same])
    assert office.notes() == ["once"]
    assert len(office.delivered) == 1


async def test_an_error_of_ours_parks_that_update_alone_with_an_apology(office, caplog):
    batch = [office.message("/note before"), office.message("/fail"), office.message("/note after")]
    await office.inbox.take(batch)
    assert office.notes() == ["before", "after"]
    (parked,) = office.world.rows("SELECT * FROM parked_updates")
    assert (parked["key"], json.loads(parked["body"])["text"]) == ("telegram:1", "/fail")
    assert "ZeroDivisionError" in parked["error"]
    before, sorry, after = office.said()
    assert (before, after) == ("Noted: before", "Noted: after")
    assert parked["reference"] in sorry
    assert parked["reference"] in caplog.text


async def test_a_parked_update_leaves_the_conversation_where_it_was(office):
    await office.inbox.take([office.message("/dangky")])
    state = office.world.one("SELECT state FROM chats WHERE address = 'lan'")
    await office.inbox.take([office.message("/fail")])
    assert office.world.one("SELECT state FROM chats WHERE address = 'lan'") == state


async def test_a_refused_write_is_our_mistake_and_parks(office):
    await office.inbox.take([office.message("/break"), office.message("/note after")])
    assert office.notes() == ["after"]
    assert office.world.one("SELECT count(*) FROM parked_updates") == 1


async def test_an_update_that_was_parked_does_not_come_again(office):
    failing = office.message("/fail", key="telegram:9")
    await office.inbox.take([failing])
    await office.inbox.take([failing])
    assert office.world.one("SELECT count(*) FROM parked_updates") == 1
    assert len(office.said()) == 1


async def test_a_full_disk_is_waited_out_and_nothing_is_lost_or_doubled(office, caplog):
    await set_limit(office, office.world.one("PRAGMA page_count") + 5)
    taking = asyncio.create_task(office.inbox.take([office.message(f"/heavy {n}") for n in range(3)]))
    while "Trying again" not in caplog.text:  # noqa: ASYNC110 - a log line sets no event
        await asyncio.sleep(0.01)
    assert not taking.done()
    assert office.notes() == []
    await set_limit(office, 10_000_000)
    await taking
    assert office.notes() == ["0", "1", "2"]
    assert office.said() == ["Heavy!"] * 3
    assert office.world.one("SELECT count(*) FROM parked_updates") == 0


async def set_limit(office, pages: int) -> None:
    await office.inbox.database.run(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}"))


async def test_what_happened_later_than_now_happened_now(office):
    """And what happened before happened then: a backlog refuses nobody who was in time."""
    late, early = START + timedelta(hours=1), START - timedelta(hours=1)
    await office.inbox.take([office.message("/when", at=late), office.message("/when", at=early)])
    assert office.said() == ["07:00", "06:00"]


async def test_a_job_returns_what_it_returns_and_raises_what_it_raises(office):
    assert await office.inbox.do(lambda tx: tx.now) == START
    results = await asyncio.gather(
        office.inbox.do(lambda tx: units.add(tx, None, "note", "kept").name),
        office.inbox.do(lambda tx: (units.add(tx, None, "note", "undone"), 1 // 0)),
        office.inbox.do(lambda tx: units.add(tx, None, "note", "kept too").name),
        return_exceptions=True,
    )
    assert results[0::2] == ["kept", "kept too"]
    assert isinstance(results[1], ZeroDivisionError)
    assert office.notes() == ["kept", "kept too"]


async def test_a_job_that_posts_hands_its_rows_to_delivery(office):
    def post(tx):
        return [outbox.queue(tx, chats.find_or_open(tx, "telegram", "lan", "vi"), key="k", kind="reply", body="{}")]

    await office.inbox.post(post)
    assert [row.key for row in office.delivered] == ["k"]


async def test_a_mark_is_written_soon_also_without_anything_else(office):
    written = asyncio.Event()
    loop = asyncio.get_running_loop()

    def mark(tx) -> None:
        units.add(tx, None, "note", "marked")
        loop.call_soon_threadsafe(written.set)

    office.inbox.mark(mark)
    await asyncio.wait_for(written.wait(), 5)
    await office.inbox.do(lambda _tx: None)
    assert office.notes() == ["marked"]


async def test_a_mark_goes_with_the_next_commit(office):
    office.inbox.mark(lambda tx: units.add(tx, None, "note", "mark first"))
    await office.inbox.take([office.message("/note then the update")])
    assert office.notes() == ["mark first", "then the update"]


async def test_a_chat_that_people_fetch_has_its_answer_in_the_same_transaction(office):
    await office.inbox.take([office.message("/note shown", name="bao"), office.message("/note again", name="bao")])
    rows = office.world.rows("SELECT number, state FROM outbox ORDER BY id")
    assert rows == [{"number": 1, "state": "sent"}, {"number": 2, "state": "sent"}]
    assert office.delivered == []


async def test_a_notice_that_cannot_be_worded_fails_alone(office, caplog):
    def post(tx):
        chat = chats.find_or_open(tx, "plain", "bao", "vi")
        known = RoleRevoked(role="leader", unit="Sóc Trăng").model_dump_json()
        bodies = {"unknown": '{"kind": "of another version"}', "known": known}
        return [outbox.queue(tx, chat, key=key, kind="notice", body=body) for key, body in bodies.items()]

    await asyncio.wait_for(office.inbox.post(post), 5)
    rows = office.world.rows("SELECT key, state FROM outbox ORDER BY id")
    assert rows == [{"key": "unknown", "state": "failed"}, {"key": "known", "state": "sent"}]
    assert "of another version" in caplog.text


async def test_a_chat_whose_state_cannot_be_read_begins_anew(office):
    with office.world.change() as tx:
        tx.connection.execute("UPDATE chats SET state = '{\"running\": 1}' WHERE address = 'lan'")
    await asyncio.wait_for(office.inbox.take([office.message("/note lost"), office.message("/note kept")]), 5)
    assert office.notes() == ["kept"]
    assert office.world.one("SELECT count(*) FROM parked_updates") == 1


async def test_every_button_stops_spinning_once_its_press_is_committed(office):
    """A stale one and a doubled one too."""
    press = {"kind": "choice", "choice": "99:0"}
    same = office.message("", key="telegram:7", press="first", **press)
    await office.inbox.take([same, office.message("", press="second", **press), same])
    while len(office.inbox.channels["telegram"].pressed) < 3:  # noqa: ASYNC110 - answers are tasks that nobody awaits
        await asyncio.sleep(0)
    assert office.inbox.channels["telegram"].pressed == ["first", "second", "first"]


async def test_what_was_taken_before_the_end_is_finished(world):
    async with open_database(world.path) as database:
        inbox = Inbox(database, {"telegram": PaperChannel()}, clock=lambda: world.now)
        running = asyncio.create_task(inbox.run())
        await asyncio.sleep(0)
        message = Incoming(channel="telegram", address="lan", key="k", at=world.now, kind="text", text="hello")
        taking = asyncio.create_task(inbox.take([message]))
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.wait_for(taking, 5)
    assert world.one("SELECT count(*) FROM outbox") == 1


async def test_a_full_disk_does_not_keep_the_writer_from_ending(world):
    """What could not be written is not acknowledged, so it comes again; a lost mark has a message sent twice."""
    async with open_database(world.path) as database:
        pages = world.one("PRAGMA page_count")
        await database.run(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}"))
        inbox = Inbox(database, {"telegram": PaperChannel()}, clock=lambda: world.now, stop_within=0.1)
        running = asyncio.create_task(inbox.run())
        await asyncio.sleep(0)
        inbox.mark(lambda tx: units.add(tx, None, "note", "m" * 500_000))
        running.cancel()
        ended, _still_running = await asyncio.wait({running}, timeout=5)
        assert ended
    assert world.one("SELECT count(*) FROM units WHERE level = 'note'") == 0


async def test_two_who_hold_the_last_seat_in_one_batch_of_messages(office):
    """Through the inbox itself, both confirmations in one transaction."""
    act(office.world, "fill shift trees 1")
    campaign = office.world.campaign_id("trees")
    await office.inbox.take([office.message(f"/dangky {campaign}", name) for name in ("lan", "an")])
    await office.inbox.take([office.message("1", name) for name in ("lan", "an")])
    await office.inbox.take([office.message("có", name) for name in ("lan", "an")])
    assert office.world.shift().seats_left == 0
    seated = office.world.rows("SELECT name FROM sign_ups JOIN members ON members.id = member_id ORDER BY sign_ups.id")
    assert [row["name"] for row in seated][2:] == ["Nguyễn Thị Lan"]


# The file itself ------------------------------------------------------------------------------------------------------


async def held_back(office, message: str) -> asyncio.Task:
    """A message that is not confirmed while the file is not there."""
    taking = asyncio.create_task(office.inbox.take([office.message(message)]))
    while office.inbox.committing.trouble is None:  # noqa: ASYNC110 - a sign sets no event
        await asyncio.sleep(0.01)
    return taking


async def test_nothing_is_confirmed_into_a_file_that_was_moved_away(office, caplog):
    path = office.world.path
    path.rename(path.with_name("away.db"))
    taking = await held_back(office, "/note once")
    assert not taking.done()
    assert office.notes() == []
    assert office.delivered == []
    path.with_name("away.db").rename(path)
    await taking
    assert office.notes() == ["once"]
    assert office.said() == ["Noted: once"]
    assert caplog.text.count("cannot be written") == 1


async def test_a_damaged_page_ends_the_writer_with_what_to_do_and_nothing_is_confirmed(world):
    page = world.one("SELECT rootpage FROM sqlite_master WHERE name = 'members'")
    world.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    world.close()
    with world.path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)
    async with open_database(world.path) as database:
        inbox = Inbox(database, {"telegram": PaperChannel("telegram")}, clock=lambda: START)
        writing = asyncio.create_task(inbox.run())
        message = Incoming(channel="telegram", address="lan", key="telegram:1", at=START, kind="text", text="/start")
        taking = asyncio.create_task(inbox.take([message]))
        with pytest.raises(DatabaseError, match=r"is damaged: .*put the newest backup"):
            await writing
        assert not taking.done()
        taking.cancel()
        found = await database.run(lambda connection: connection.execute("SELECT key FROM seen_updates").fetchall())
    assert found == []
