"""A photo that cannot be had or kept ends nothing: the bot goes on, also after restarts, and others come through."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.app import _until, build
from bot.settings import Settings
from storage.database import open_database
from storage.files import files
from tests.bot.test_telegram_sending import ODD_ANSWERS
from tests.bot_api import TOKEN, serving
from tests.bot_api.channel import until

LAN = 700


@asynccontextmanager
async def running(world, server):
    settings = Settings(
        _env_file=None,
        database=world.path,
        files=world.path.with_suffix(".photos"),
        web_port=0,
        telegram_token=TOKEN,
        telegram_base_url=server.url,
    )
    async with (
        open_database(world.path) as database,
        build(settings, lambda: world.now, database, sample=False) as app,
    ):
        stop = asyncio.Event()
        task = asyncio.create_task(_until(stop, app))
        try:
            yield task
        finally:
            stop.set()
            await task


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
                await until(lambda number=number: state_of(world, f"good-{number}") == "stored" or bot.done())
                assert not bot.done()
                server.account.says(LAN, "/start")
                await until(lambda number=number: len(server.account.texts(LAN)) > number or bot.done())
                assert not bot.done()
    assert world.rows("SELECT state, attempts FROM files WHERE vendor_id = 'odd'") == [
        {"state": "wanted", "attempts": 1}
    ], "tried once: it is not due yet after a restart"
