"""A TelegramChannel against the server, for tests: connected, and polling into a list."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.channels import Take
from bot.channels.telegram.channel import TelegramChannel
from handlers.engine.message import Incoming
from tests.bot_api.account import TOKEN
from tests.bot_api.server import BotApi

PATIENCE = 30.0


def no_file(sha256: str) -> bytes:
    """A file store that holds nothing."""
    raise FileNotFoundError(sha256)


def channel_to(server: BotApi, token: str = TOKEN, **about: Any) -> TelegramChannel:
    """A channel whose Telegram is this server, not yet started."""
    chosen = {
        "clock": lambda: datetime.now(UTC),
        "read_file": no_file,
        "per_second": None,
        "first_rest": 0.01,
        "base_url": server.base_url,
        "base_file_url": server.base_file_url,
        **about,
    }
    return TelegramChannel(token, **chosen)


@contextlib.asynccontextmanager
async def connected(server: BotApi, **about: Any) -> AsyncIterator[TelegramChannel]:
    """A started channel, closed at the end."""
    channel = channel_to(server, **about)
    await channel.start()
    try:
        yield channel
    finally:
        await channel.close()


class Taker:
    """Takes what a channel hands over, and keeps it."""

    def __init__(self) -> None:
        self.messages: list[Incoming] = []

    async def __call__(self, messages: Sequence[Incoming]) -> None:
        self.messages.extend(messages)

    async def come(self, count: int) -> list[Incoming]:
        """The messages, once there are so many."""
        await until(lambda: len(self.messages) >= count)
        return self.messages


@contextlib.asynccontextmanager
async def polling(channel: TelegramChannel, take: Take) -> AsyncIterator[None]:
    """Let a channel poll as long as the block runs."""
    task = asyncio.create_task(channel.run(take))
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so. Raises TimeoutError when it never is."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - it is another process's or task's doing, which tells nobody
            await asyncio.sleep(0.005)
