"""The bot as a process beside a server in another, to be killed and started again; and what that may do to messages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from storage.database_file import connect
from tests.bot_api.account import TOKEN
from tests.bot_api.remote import Remote
from tests.support.crowd import Crowd
from tests.support.paths import ROOT

ANSWER_MS = 20  # the server takes a message at once, so a kill meets many that were taken and not yet answered
PATIENCE = 120.0


@dataclass
class Death:
    """An end of the bot: which rows may be sent again after it, and when the next bot was started."""

    waiting: set[int]
    unread: int
    next_start: float = 0.0
    at: float = 0.0


@dataclass
class Hunt:
    """The bot, the server, and what was done to them."""

    crowd: Crowd
    server: Remote
    zygote: subprocess.Popen[str]
    helper: ThreadPoolExecutor
    over: threading.Event = field(default_factory=threading.Event)
    deaths: list[Death] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)
    greeted: int = 0  # how often a bot had asked who it is, when the running one was started

    def start(self, moment: str = "", commit: int = 0) -> int:
        """Start the bot; returns its process id. It dies at the commit of this number, if there is one."""
        self.greeted = self.greetings()
        self.zygote.stdin.write(f"start {moment} {commit}\n" if moment else "start\n")
        self.zygote.stdin.flush()
        return int(self.zygote.stdout.readline())

    def end(self, pid: int, how: signal.Signals) -> int:
        """Send the bot a signal; returns how it ended. It is asked to stop only once it is there to hear it."""
        deadline = time.monotonic() + PATIENCE
        while how is signal.SIGTERM and self.greetings() == self.greeted and time.monotonic() < deadline:
            time.sleep(0.02)
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        return int(self.zygote.stdout.readline())

    def ended(self, pid: int, within: float) -> bool:
        """Whether the bot has ended by then."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.002)
        return False

    def greetings(self) -> int:
        """How often a bot has asked who it is: the first thing that it does over the network."""
        return self.server.counts()["calls"].get("getMe", 0)

    def die(self, pid: int, how: signal.Signals) -> None:
        """Kill the bot or stop it, and note what may be sent again because of it: after a clean stop, nothing."""
        ended = self.end(pid, how)
        assert ended == (-signal.SIGKILL if how is signal.SIGKILL else 0), f"it ended by itself: {ended}"
        self.note_death(how)

    def note_death(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Note what may be sent again because of this end."""
        at = time.time()
        waiting = {row["id"] for row in self.rows("SELECT id FROM outbox WHERE state = 'waiting'")}
        unread = self.server.counts()["waiting"]
        self.deaths.append(Death(waiting if how is signal.SIGKILL else set(), unread, self.drained(), at))

    def drained(self) -> float:
        """Wait until the server has taken what a killed bot had still sent; returns the moment, on the wall's clock."""
        before, quiet = -1, 0
        while quiet < 3:
            taken = self.server.counts()["taken"]
            before, quiet = taken, quiet + 1 if taken == before else 0
            time.sleep(0.05)
        return time.time()

    def rows(self, statement: str) -> list[dict]:
        connection = connect(self.crowd.path, read_only=True)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()


@contextmanager
def hunting(crowd: Crowd, *, anybody: bool = False, per_second: int = 0, program: Sequence[str] = ()) -> Iterator[Hunt]:
    """The server and the bot as processes; `anybody` lets the bot write to chats that never wrote to it.

    `program` is another bot: a module and its arguments, to which the token and the base address are added.
    """
    more = ["--anybody"] if anybody else []
    serving = subprocess.Popen(
        [sys.executable, "-m", "tests.bot_api", *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    port = int(serving.stdout.readline())
    settings = {
        "DIEMDANH_DATABASE": str(crowd.path),
        "DIEMDANH_TELEGRAM_TOKEN": TOKEN,
        "DIEMDANH_TELEGRAM_BASE_URL": f"http://127.0.0.1:{port}",
        "DIEMDANH_TELEGRAM_PER_SECOND": str(per_second),
        "DIEMDANH_WEB_PORT": "0",
        "DIEMDANH_LOG_LEVEL": "warning",
    }
    more = [*program, TOKEN, f"http://127.0.0.1:{port}"] if program else []
    zygote = subprocess.Popen(
        [sys.executable, "-m", "tests.support.zygote", *more],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        with Remote(port) as server, ThreadPoolExecutor(1) as helper:
            server.set(answer_ms=ANSWER_MS)
            made = Hunt(crowd, server, zygote, helper)
            try:
                yield made
            finally:
                made.over.set()
    finally:
        os.killpg(zygote.pid, signal.SIGKILL)  # with the bot that it forked
        serving.kill()
        for process in (zygote, serving):
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
