"""What fails beside the writer ends nothing: the wired bot goes on, also after restarts, and says what is failing."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot.wiring import App
from storage.files import files
from tests.bot.test_telegram_sending import ODD_ANSWERS
from tests.bot_api import TOKEN, serving
from tests.bot_api.channel import until
from tests.support.running import running_bot

LAN = 700


@dataclass
class Running:
    """A bot, and the task that it ends with."""

    app: App
    task: asyncio.Task

    async def health(self) -> dict:
        async with aiohttp.ClientSession() as session:
            port = self.app.listening.getsockname()[1]
            async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                return await answer.json()

    async def comes_to(self, true) -> None:
        """Wait until something is so; the bot must not have ended."""
        await until(lambda: self.task.done() or true())
        assert not self.task.done()


@asynccontextmanager
async def running(world, server):
    async with running_bot(world, telegram_token=TOKEN, telegram_base_url=server.url) as (app, task):
        yield Running(app, task)


def want(world, vendor_id: str) -> None:
    with world.change() as tx:
        files.add(tx, media_type="image/jpeg", size=None, sha256=None, channel="telegram", vendor_id=vendor_id)


def state_of(world, vendor_id: str) -> str:
    return world.one("SELECT state FROM files WHERE vendor_id = ?", vendor_id)


@pytest.mark.parametrize("answer", ODD_ANSWERS)
async def test_a_photo_whose_place_telegram_does_not_tell_ends_nothing(world, answer):
    async with serving() as server:
        server.account.room(LAN)
        server.account.files |= {f"good-{number}": b"picture" for number in range(4)}
        server.fails("garbage", method="getFile", status=200, description=answer)
        want(world, "odd")
        for number in range(4):  # once, and after three restarts
            want(world, f"good-{number}")
            async with running(world, server) as bot:
                await bot.comes_to(lambda number=number: state_of(world, f"good-{number}") == "stored")
                server.account.says(LAN, "/start")
                await bot.comes_to(lambda number=number: len(server.account.texts(LAN)) > number)
    assert world.rows("SELECT state, attempts FROM files WHERE vendor_id = 'odd'") == [
        {"state": "wanted", "attempts": 1}
    ], "tried once: it is not due yet after a restart"


async def test_a_photo_that_cannot_be_kept_ends_nothing_and_is_kept_once_it_can_be(world):
    """A file stands where the photo's folder would be made; a disk without room fails at the same point."""
    folder = world.path.with_suffix(".photos")
    folder.mkdir()
    in_the_way = folder / hashlib.sha256(b"picture").hexdigest()[:2]
    in_the_way.touch()
    want(world, "photo")
    async with serving() as server:
        server.account.room(LAN)
        server.account.files["photo"] = b"picture"
        for number in range(4):  # once, and after three restarts
            async with running(world, server) as bot:
                await bot.comes_to(lambda: world.one("SELECT attempts FROM files") == 1)
                server.account.says(LAN, "/start")
                await bot.comes_to(lambda number=number: len(server.account.texts(LAN)) > number)
                health = await bot.health()
                assert health["files_tried_in_vain"] == 1
                assert health["failing"] == (["files"] if number == 0 else [])
                assert health["ok"] is (number > 0)
        in_the_way.unlink()
        world.now += files.LONGEST_WAIT
        async with running(world, server) as bot:
            await bot.comes_to(lambda: state_of(world, "photo") == "stored")
            assert (await bot.health())["files_tried_in_vain"] == 0


@pytest.mark.parametrize("table", ["imports", "jobs", "broadcasts", "files"])
async def test_a_worker_that_fails_ends_nothing_and_health_names_it(world, caplog, table):
    with world.change() as tx:
        tx.connection.execute(f"ALTER TABLE {table} RENAME TO lost")
    async with serving() as server:
        server.account.room(LAN)
        async with running(world, server) as bot:
            await bot.comes_to(lambda: table in bot.app.metrics.failed_at)
            server.account.says(LAN, "/start")
            await bot.comes_to(lambda: server.account.texts(LAN))
            if table != "files":  # health counts files
                health = await bot.health()
                assert table in health["failing"]
                assert health["ok"] is False
    assert f"The part “{table}” failed" in caplog.text


async def with_a_writer_that_fails(world, server) -> None:
    async with running(world, server) as bot:
        with world.change() as tx:
            tx.connection.execute("ALTER TABLE outbox RENAME TO lost")
        bot.app.inbox.mark(lambda tx: tx.connection.execute("DELETE FROM outbox"))
        await until(bot.task.done)


async def test_a_writer_that_fails_ends_the_bot(world):
    """Nothing can be answered or noted without it, so whoever watches the process must see it."""
    async with serving() as server:
        with pytest.raises(sqlite3.OperationalError):
            await with_a_writer_that_fails(world, server)


PORTAL = {"status": 403, "body": "<html>Forbidden: bot was blocked by the user</html>", "content_type": "text/html"}
IN_BETWEEN = [
    PORTAL,
    PORTAL | {"status": 400},
    PORTAL | {"status": 404},
    {"status": 200, "body": '{"ok": true}'},
    {"status": 200, "body": '{"ok": true, "result": null}'},
    {"status": 429, "body": ""},
    {"status": 429, "body": '{"ok": false, "error_code": 429, "description": 7, "parameters": "soon"}'},
]


@pytest.mark.parametrize("answer", IN_BETWEEN, ids=lambda answer: f"{answer['status']} {answer['body'][:30]}")
async def test_what_something_in_between_answers_loses_no_reply_and_blocks_nobody(world, caplog, answer):
    """Twenty people write while it answers everything that is sent; then it is gone."""
    people = range(LAN, LAN + 20)
    async with serving() as server, running(world, server) as bot:
        await bot.comes_to(lambda: server.account.commands)
        fault = server.fails("answer", method="sendMessage", times=10_000, **answer)
        for person in people:
            server.account.says(person, "/start")
        await bot.comes_to(lambda: fault.times < 10_000 - (1 if answer["status"] == 429 else len(people) - 1))
        server.faults.remove(fault)
        await bot.comes_to(lambda: all(server.account.texts(person) for person in people))
    assert world.one("SELECT count(*) FROM outbox WHERE state = 'failed'") == 0
    assert world.one("SELECT count(*) FROM chats WHERE blocked_at IS NOT NULL") == 0
    assert "token was refused" not in caplog.text
