"""Times sends: waiting rows through delivery, beside python-telegram-bot's own `send_message` in a gather over 50.

Both send the same text to the same server, in turns, each in a process of its own: `python -m tests.bench.sends ours …`
is one turn and prints how many messages a second went out. The pace is off on both sides.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram.channel import TelegramChannel
from bot.clock import system_clock
from bot.delivery.delivery import Delivery
from bot.inbox import Inbox
from handlers.engine.message import Reply
from storage.database import open_database, transaction
from storage.database_file import connect
from storage.messages import chats, outbox
from storage.schema import migrate
from tests.bench.step import ECHO, OURS, ROOT, _process
from tests.bot_api.remote import Remote

ROUNDS = 5
MESSAGES = {"ours": {0: 3000, 50: 3000}, "theirs": {0: 600, 50: 600}}
REACH = {0: 5.0, 50: 10.0}
AT_ONCE = 50
TEXT = "Ngày mai 7:00 có ca trồng cây ở ấp Đại Ân, bạn nhớ mang nước nhé."


def main() -> int:
    """Run the turns and print the medians; 1 if a ratio is not reached."""
    missed = 0
    with ExitStack() as stack:
        serving = stack.enter_context(_process("-m", "tests.bench.server", OURS, ECHO, stdout=subprocess.PIPE))
        server = stack.enter_context(Remote(int(serving.stdout.readline())))
        for answer_ms, reach in REACH.items():
            server.set(answer_ms=answer_ms)
            rates: dict[str, list[float]] = {"ours": [], "theirs": []}
            for _turn in range(ROUNDS):
                for who, sent in rates.items():
                    sent.append(_turn_of(who, server.base_url, MESSAGES[who][answer_ms]))
            ours, theirs = median(rates["ours"]), median(rates["theirs"])
            missed += ours / theirs < reach
            print(
                f"{'delivery of waiting rows':<26}{answer_ms:>9} ms{ours:>9.0f}{theirs:>9.0f}"
                f"{ours / theirs:>7.1f}×{reach:>9.1f}×{'' if ours / theirs >= reach else '  not reached'}"
            )
    print("Messages a second; beside python-telegram-bot's send_message, 50 at a time. Each of ours is marked durably.")
    return 1 if missed else 0


def _turn_of(who: str, base_url: str, messages: int) -> float:
    command = [sys.executable, "-m", "tests.bench.sends", who, base_url, str(messages)]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


async def ours(base_url: str, messages: int) -> float:
    """Messages a second through the outbox: read, sent, and marked as sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        _fill(path, messages)
        channel = TelegramChannel(
            OURS, clock=system_clock, read_file=lambda sha256: sha256.encode(), base_url=base_url, per_second=None
        )
        await channel.start()
        async with open_database(path) as database:
            inbox = Inbox(database, {channel.name: channel}, system_clock)
            delivery = Delivery(inbox, {channel.name: channel}, system_clock)
            begun = time.perf_counter()
            parts = [asyncio.create_task(part) for part in (inbox.run(), delivery.run())]
            while await inbox.do(outbox.waiting):  # noqa: ASYNC110 - rows end on another thread, which tells nobody
                await asyncio.sleep(0.01)
            took = time.perf_counter() - begun
            for part in reversed(parts):
                part.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await part
        await channel.close()
    return messages / took


def _fill(path: Path, messages: int) -> None:
    with contextlib.closing(connect(path)) as connection:
        migrate(connection)
        with transaction(connection, datetime.now(UTC)) as tx:
            body = Reply(text=TEXT).model_dump_json()
            for number in range(1, messages + 1):
                chat = chats.find_or_open(tx, "telegram", str(number), "vi")
                outbox.queue(tx, chat, key=f"bench:{number}", kind="reply", body=body, lane=outbox.BROADCAST)


async def theirs(base_url: str, messages: int) -> float:
    """Messages a second as one writes it with the library alone."""
    async with Bot(ECHO, base_url=base_url, request=HTTPXRequest(connection_pool_size=AT_ONCE)) as bot:
        begun = time.perf_counter()
        for first in range(1, messages + 1, AT_ONCE):
            await asyncio.gather(*(bot.send_message(number, TEXT) for number in range(first, first + AT_ONCE)))
        return messages / (time.perf_counter() - begun)


if __name__ == "__main__":
    who, base, number = sys.argv[1:]
    print(asyncio.run({"ours": ours, "theirs": theirs}[who](base, int(number))))
