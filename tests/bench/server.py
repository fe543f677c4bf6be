"""The loopback server of the benchmark: an account for each of the two bots. Prints its port."""

from __future__ import annotations

import asyncio
import gc
import sys

from tests.bot_api.account import Account
from tests.bot_api.server import BotApi


async def serve(tokens: list[str]) -> None:
    """Serve until the process ends."""
    async with BotApi(*(Account(token, anybody=True) for token in tokens)) as server:
        gc.freeze()
        print(server.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1:]))
