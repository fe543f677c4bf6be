"""The whole bot, as it is wired, in the test's own process: over a world's database, with settings of the test's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.app import run_until
from bot.settings import Settings
from bot.wiring import App, build
from storage.database import open_database
from tests.support.world import World


@asynccontextmanager
async def running_bot(
    world: World, at_stop: Callable[[], object] = lambda: None, **named: Any
) -> AsyncIterator[tuple[App, asyncio.Task[None]]]:
    """Run it until the end, then stop it as a signal would; gives its parts and the task that it runs in.

    `at_stop` is done once it was told to stop, such as what ends a poll.
    """
    usual = {"database": world.path, "files": world.path.with_suffix(".photos"), "web_port": 0}
    settings = Settings(_env_file=None, **(usual | named))
    async with (
        open_database(world.path) as database,
        build(settings, lambda: world.now, database, sample=False) as app,
    ):
        stop = asyncio.Event()
        task = asyncio.create_task(run_until(stop, app))
        try:
            yield app, task
        finally:
            stop.set()
            at_stop()
            await task
