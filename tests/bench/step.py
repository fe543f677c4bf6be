"""Times steps: so many people write at once, and the clock stops when the last of them has the bot's answer.

A step is the whole way: poll, parse, dedupe, replay, durable commit, outbox, reply sent. Our bot and the echo bot take
turns against the same server process, each with its own account, in the same run.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.database import transaction
from storage.database_file import connect
from storage.records import Role
from tests.bot_api.remote import Remote
from tests.support.crowd import Crowd, gather

OURS = "123456789:AAF-the-bot-that-is-measured-0123456789"
ECHO = "987654321:AAF-the-bot-to-compare-with-0123456789"
ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


@dataclass
class Stage:
    """Both bots at work against one server."""

    server: Remote
    crowd: Crowd
    fresh: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self.fresh = iter(self.crowd.chats)

    def people(self, number: int) -> list[int]:
        """So many chats that were in no step yet."""
        return [next(self.fresh) for _one in range(number)]

    def timed(self, token: str, updates: list[dict[str, Any]], *, calls_each: int = 1) -> float:
        """Push these updates at once; returns how many steps a second were done, each with so many calls."""
        before = self.counts(token)["taken"]
        self.server._ask("push", token=token, updates=updates)
        begun = time.time()
        self.wait(token, before + len(updates) * calls_each)
        calls = self.server.calls(token=token, after=before)
        return len(updates) / (max(call["wall"] for call in calls) - begun)

    def counts(self, token: str) -> dict[str, Any]:
        """How much there was of everything, for one of the bots."""
        return self.server._ask("counts", token=token)

    def wait(self, token: str, calls: int) -> None:
        """Wait until the server has taken so many calls."""
        deadline = time.monotonic() + PATIENCE
        while (taken := self.counts(token)["taken"]) < calls:
            if time.monotonic() > deadline:
                raise TimeoutError(f"only {taken} of {calls} calls came")
            time.sleep(0.02)


def echo_step(stage: Stage, people: int) -> float:
    """The echo bot: a text comes back."""
    return stage.timed(ECHO, [{"chat": number, "text": "123456"} for number in range(1, people + 1)])


def code_step(stage: Stage, people: int) -> float:
    """Our bot: everybody has been asked for the code, and types it; everybody is told that they are checked in."""
    chats = stage.people(people)
    _ask_all(stage, [{"chat": number, "text": "/diemdanh"} for number in chats])
    code = stage.crowd.code()
    return stage.timed(OURS, [{"chat": number, "text": code} for number in chats])


def button_step(stage: Stage, people: int) -> float:
    """Our bot: everybody has been asked for the shift, and presses its button; everybody is asked to confirm.

    Three calls: the reply, the answered question's buttons going away, and the press's own answer.
    """
    chats = stage.people(people)
    asked = _ask_all(
        stage, [{"chat": number, "text": f"/dangky {stage.crowd.tomorrow.campaign_id}"} for number in chats]
    )
    presses = []
    for call in asked:
        button = call["result"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        presses.append({"chat": call["params"]["chat_id"], "press": button, "message": call["result"]["message_id"]})
    return stage.timed(OURS, presses, calls_each=3)


def _ask_all(stage: Stage, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bring everybody to the question; returns the calls that asked it."""
    stage.server.set(forget=True, token=OURS)
    stage.server._ask("push", token=OURS, updates=updates)
    stage.wait(OURS, len(updates))
    return stage.server.calls(token=OURS, method="sendMessage")


def settle_menus(crowd: Crowd) -> None:
    """Everybody has their command menu: setting it at somebody's first message is a call that is no answer."""
    with contextlib.closing(connect(crowd.path)) as connection, transaction(connection, datetime.now(UTC)) as tx:
        tx.connection.execute("UPDATE chats SET menu = ?", (f"vi:{Role.MEMBER.name}",))


@contextmanager
def stage(people: int) -> Iterator[Stage]:
    """Everything that the steps need: a database with so many members, the server, and both bots polling it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        crowd = gather(folder / "bench.db", people)
        settle_menus(crowd)
        serving = stack.enter_context(_process("-m", "tests.bench.server", OURS, ECHO, stdout=subprocess.PIPE))
        port = int(serving.stdout.readline())
        base = f"http://127.0.0.1:{port}"
        server = stack.enter_context(Remote(port))
        stack.enter_context(_process("-m", "tests.bench.echo", ECHO, base))
        stack.enter_context(
            _process(
                "-m",
                "bot",
                "run",
                stdout=subprocess.DEVNULL,
                settings={
                    "DIEMDANH_DATABASE": str(crowd.path),
                    "DIEMDANH_TELEGRAM_TOKEN": OURS,
                    "DIEMDANH_TELEGRAM_BASE_URL": base,
                    "DIEMDANH_TELEGRAM_PER_SECOND": "0",
                    "DIEMDANH_WEB_PORT": "0",
                    "DIEMDANH_LOG_LEVEL": "warning",
                },
            )
        )
        made = Stage(server, crowd)
        for token in (OURS, ECHO):
            while not made.counts(token)["calls"].get("getUpdates"):
                time.sleep(0.05)
        yield made


@contextmanager
def _process(*arguments: str, settings: dict[str, str] | None = None, **pipes: Any) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **(settings or {})}, text=True, **pipes
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
