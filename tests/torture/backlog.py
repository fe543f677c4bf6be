"""Memory and order while people write five times faster than the bot may answer.

The bot is a process, and so is the strict server. `python -m tests.torture.backlog` prints the figures as JSON:
resident memory at the start and at its highest, how many waited, and whether each chat got its answers in its order.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from tests.bench.step import ECHO, OURS, _process, settle_menus
from tests.bot_api.remote import Remote
from tests.support.crowd import gather

MEMBERS = 4000
A_SECOND = 200  # answers that may go out
TIMES = 5  # so much faster people write
UPDATES = 30_000
MOST_MEMORY = 200.0  # MB
PATIENCE = 60.0


class Watch(threading.Thread):
    """Looks how much memory a process has, ten times a second."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(process.pid)
        self.over = threading.Event()
        self.begun = self.now()
        self.highest = self.begun

    def now(self) -> float:
        """MB."""
        return float(self._process.memory_info().rss) / 2**20

    def run(self) -> None:
        while not self.over.wait(0.1):
            self.highest = max(self.highest, self.now())


def measure(updates: int) -> dict[str, Any]:
    """Push so many updates at five times the pace, and wait for all the answers."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        crowd = gather(folder / "backlog.db", MEMBERS)
        settle_menus(crowd)
        serving = stack.enter_context(_process("-m", "tests.bench.server", OURS, ECHO, stdout=subprocess.PIPE))
        assert serving.stdout is not None
        port = int(serving.stdout.readline())
        server = stack.enter_context(Remote(port))
        settings = {
            "DIEMDANH_DATABASE": str(crowd.path),
            "DIEMDANH_FILES": str(folder / "photos"),
            "DIEMDANH_TELEGRAM_TOKEN": OURS,
            "DIEMDANH_TELEGRAM_BASE_URL": f"http://127.0.0.1:{port}",
            "DIEMDANH_TELEGRAM_PER_SECOND": str(A_SECOND),
            "DIEMDANH_WEB_PORT": "0",
            "DIEMDANH_LOG_LEVEL": "warning",
        }
        bot = stack.enter_context(_process("-m", "bot", "run", stdout=subprocess.DEVNULL, settings=settings))
        while not _counts(server)["calls"].get("getUpdates"):
            time.sleep(0.05)
        watch = Watch(bot)
        watch.start()
        begun = time.monotonic()
        backlog = _push(server, crowd.chats, updates)
        pushed = time.monotonic() - begun
        _wait(server, updates)
        watch.over.set()
        time.sleep(1.0)  # the last marks
        return {
            "updates": updates,
            "pushed_s": round(pushed, 1),
            "backlog": backlog,
            "answered_s": round(time.monotonic() - begun, 1),
            "mb_before": round(watch.begun, 1),
            "mb_highest": round(watch.highest, 1),
            "mb_after": round(watch.now(), 1),
            "out_of_order": _out_of_order(crowd.path),
        }


def _push(server: Remote, chats: range, updates: int) -> int:
    """Let people write, one after another and then again; returns how many of them had no answer yet at the end."""
    at_once = A_SECOND * TIMES // 10
    begun = time.monotonic()
    for number, first in enumerate(range(0, updates, at_once)):
        time.sleep(max(0.0, begun + number / 10 - time.monotonic()))
        of = range(first, min(updates, first + at_once))
        server._ask("push", token=OURS, updates=[{"chat": chats[at % len(chats)], "text": "Xin chào"} for at in of])
    return updates - _answered(server)


def _wait(server: Remote, updates: int) -> None:
    """Wait until everybody has an answer, as long as some come."""
    answered, seen_at = 0, time.monotonic()
    while (now := _answered(server)) < updates:
        if now > answered:
            answered, seen_at = now, time.monotonic()
        if time.monotonic() - seen_at > PATIENCE:
            raise TimeoutError(f"{answered} of {updates} answers came")
        time.sleep(0.5)


def _answered(server: Remote) -> int:
    return int(_counts(server)["calls"].get("sendMessage", 0))


def _counts(server: Remote) -> dict[str, Any]:
    found: dict[str, Any] = server._ask("counts", token=OURS)
    return found


def _out_of_order(path: Path) -> int:
    """How many answers have a lower number at the vendor than an older one of their chat and lane."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT chat_id, lane, CAST(vendor_id AS INTEGER) FROM outbox WHERE vendor_id IS NOT NULL ORDER BY id"
        )
        latest: dict[tuple[int, int], int] = {}
        wrong = 0
        for chat_id, lane, message_id in rows:
            wrong += message_id < latest.get((chat_id, lane), 0)
            latest[chat_id, lane] = message_id
    return wrong


def main() -> int:
    """Print the figures; 1 where memory is not bounded, or an answer came before an older one."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.backlog")
    parser.add_argument("--updates", type=int, default=UPDATES)
    figures = measure(parser.parse_args().updates)
    print(json.dumps(figures))
    return 1 if figures["mb_highest"] > MOST_MEMORY or figures["out_of_order"] else 0


if __name__ == "__main__":
    sys.exit(main())
