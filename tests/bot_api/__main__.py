"""`python -m tests.bot_api [--port N] [--token T] [--anybody]`: the server in a process of its own; prints its port."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc

from tests.bot_api.account import TOKEN, Account
from tests.bot_api.server import BotApi


async def serve(port: int, account: Account) -> None:
    """Serve until the process ends."""
    async with BotApi(account, port=port) as server:
        gc.freeze()
        print(server.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bot_api")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--anybody", action="store_true", help="the bot may write to chats that never wrote to it")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, Account(options.token, anybody=options.anybody)))
