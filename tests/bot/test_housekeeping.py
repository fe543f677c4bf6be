"""What is too old goes in short steps; a chore that fails, or has no end, is not in the others' way."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.inbox import Inbox
from bot.supervision import Supervision
from bot.workers.housekeeping import CHORES, Housekeeping
from storage.database import open_database
from storage.messages import chats, outbox

AGES = timedelta(days=400)


class WatchfulInbox(Inbox):
    """Counts, for each job, the rows that it wrote."""

    def __init__(self, *parts) -> None:
        super().__init__(*parts)
        self.written = []

    async def do(self, job):
        def watched(tx):
            before = tx.written
            result = job(tx)
            self.written.append(tx.written - before)
            return result

        return await super().do(watched)


@asynccontextmanager
async def writing(world):
    async with open_database(world.path) as database:
        inbox = WatchfulInbox(database, {}, lambda: world.now)
        writer = asyncio.create_task(inbox.run())
        yield inbox
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)


def much_that_is_old(world) -> None:
    with world.change() as tx:
        for number in range(1200):
            outbox.remember_update(tx, f"telegram:{number}")
            outbox.park(tx, f"telegram:{number}", "{}", "")
            chat = chats.find_or_open(tx, "telegram", f"stranger {number}", "vi")
            chats.save(tx, chat.id, '{"answers": {}}')
            row = outbox.queue(tx, chat, key=f"old:{number}", kind="reply", body="{}")
            outbox.mark_sent(tx, row.id, None)
        lan = chats.find_or_open(tx, "telegram", "lan", "vi")
        tx.connection.execute(
            "INSERT INTO imports (kind, name, state, begun_at) VALUES ('members', 'a.xlsx', 'done', ?)", (tx.now,)
        )
        tx.connection.executemany(
            "INSERT INTO import_rows (import_id, line, entered) SELECT max(id), ?, 0 FROM imports",
            [(line,) for line in range(1200)],
        )
        for number in range(300):
            tx.connection.execute(
                "INSERT INTO jobs (chat_id, token, kind, facts, created_at) VALUES (?, ?, 'table', '{}', ?)",
                (lan.id, number, tx.now),
            )


def left(world) -> dict[str, int]:
    tables = ("seen_updates", "parked_updates", "imports", "import_rows", "jobs")
    counts = {table: world.one(f"SELECT count(*) FROM {table}") for table in tables}
    strangers = world.one("SELECT count(*) FROM chats WHERE address LIKE 'stranger%'")
    unfinished = world.one("SELECT count(*) FROM chats WHERE state <> '{}'")
    return {**counts, "strangers": strangers, "unfinished": unfinished}


async def test_all_that_is_too_old_goes_in_one_round_and_no_step_is_long(world):
    much_that_is_old(world)
    world.now += AGES
    async with writing(world) as inbox:
        await Housekeeping(inbox, asyncio.Event(), Supervision()).run_once()
    assert set(left(world).values()) == {0}
    assert len(inbox.written) > 20
    assert max(inbox.written) <= 1500  # 500 each of keys, parked updates and ended messages


async def test_a_chore_that_fails_or_has_no_end_is_not_in_the_others_way(world, caplog):
    failed, done = [], []

    def fails(_tx):
        raise KeyError("nobody foresaw this")

    def endless(_tx):
        done.append("endless")
        return 1

    chores = {"failing": fails, "endless": endless, **CHORES}
    much_that_is_old(world)
    world.now += AGES
    async with writing(world) as inbox:
        caplog.set_level("INFO")
        await Housekeeping(inbox, asyncio.Event(), Supervision(failed.append), chores=chores, most_steps=30).run_once()
    assert failed == ["housekeeping"]
    assert len(done) == 30
    assert "more to forget of endless" in caplog.text
    assert set(left(world).values()) == {0}
