"""The bot as a process that polls the strict server under load, killed at random twenty times: nothing is lost.

What may happen, and nothing else: a message that was in flight when the bot was killed is sent again. In between it is
stopped cleanly a few times; that repeats nothing.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from handlers.engine.choices import YES
from handlers.engine.message import Reply
from handlers.engine.text import HOME, say
from storage.database import connect
from tests.bot_api.account import TOKEN
from tests.bot_api.remote import Remote
from tests.support.crowd import Crowd, gather
from tests.support.paths import ROOT

KILLS = 20
STOPS = 4
ANSWER_MS = 20  # the server takes a message at once, so a kill meets many that were taken and not yet answered
CROWD = 1200
SIGN_UPS = 60
PATIENCE = 120.0


@dataclass
class Death:
    """An end of the bot: which rows may be sent again after it, and when the next bot was started."""

    waiting: set[int]
    unread: int
    next_start: float = 0.0


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

    def start(self) -> int:
        """Start the bot; returns its process id."""
        self.greeted = self.greetings()
        self.zygote.stdin.write("start\n")
        self.zygote.stdin.flush()
        return int(self.zygote.stdout.readline())

    def end(self, pid: int, how: signal.Signals) -> int:
        """Send the bot a signal; returns how it ended. It is asked to stop only once it is there to hear it."""
        deadline = time.monotonic() + PATIENCE
        while how is signal.SIGTERM and self.greetings() == self.greeted and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(pid, how)
        return int(self.zygote.stdout.readline())

    def greetings(self) -> int:
        """How often a bot has asked who it is: the first thing that it does over the network."""
        return self.server.counts()["calls"].get("getMe", 0)

    def die(self, pid: int, how: signal.Signals) -> None:
        """Kill the bot or stop it, and note what may be sent again because of it: after a clean stop, nothing."""
        ended = self.end(pid, how)
        assert ended == (-signal.SIGKILL if how is signal.SIGKILL else 0), "it ended by itself"
        waiting = {row["id"] for row in self.rows("SELECT id FROM outbox WHERE state = 'waiting'")}
        unread = self.server.counts()["waiting"]
        self.deaths.append(Death(waiting if how is signal.SIGKILL else set(), unread, self.drained()))

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


def test_nothing_is_lost_when_the_bot_is_killed(hunt):
    dice = random.Random()
    loading = hunt.helper.submit(load, hunt)
    pid = hunt.start()
    ends = [signal.SIGKILL] * KILLS + [signal.SIGTERM] * STOPS
    dice.shuffle(ends)
    for how in ends:
        time.sleep(dice.uniform(0.03, 0.6) if how is signal.SIGKILL else dice.uniform(0.8, 1.2))
        hunt.die(pid, how)
        pid = hunt.start()
    loading.result()
    settle(hunt)
    assert hunt.end(pid, signal.SIGTERM) == 0
    assert sum(death.unread > 0 for death in hunt.deaths) >= KILLS // 4, "it was hardly under load"
    check_the_database(hunt)
    check_what_people_got(hunt)
    assert hunt.server.counts()["violations"] == []


def load(hunt: Hunt) -> None:
    """People write all the time: most check in with the code, some sign up with buttons."""
    with Remote(hunt.server.port) as server:
        people = iter(hunt.crowd.chats)
        yes = say(YES, "vi")
        starts = hunt.crowd.tomorrow.starts_at.astimezone(HOME).strftime("%d/%m/%Y")
        for _person in range(SIGN_UPS):
            steps = [f"/dangky {hunt.crowd.tomorrow.campaign_id}", {"press": starts}, {"press": yes}]
            server.play({next(people): steps})
        for number in people:
            said = [{"chat": number, "text": text} for text in ("/diemdanh", hunt.crowd.code())]
            hunt.updates += server.push(*said)
            if hunt.over.wait(0.006):
                return


def settle(hunt: Hunt) -> None:
    """Wait until every update is taken and every message is out."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        unsent = hunt.rows("SELECT count(*) AS rows FROM outbox WHERE state = 'waiting'")[0]["rows"]
        counts = hunt.server.counts()
        if not unsent and not counts["waiting"] and not counts["unplayed"]:
            return
        time.sleep(0.1)
    pytest.fail(f"it did not settle: {unsent} unsent, {counts}")


def check_the_database(hunt: Hunt) -> None:
    """Everybody is checked in or signed up, once; every update was taken once and answered; the file is sound."""
    assert hunt.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert hunt.rows("PRAGMA foreign_key_check") == []
    here = hunt.rows("SELECT address FROM check_ins JOIN chats ON chats.member_id = check_ins.member_id")
    assert sorted(int(row["address"]) for row in here) == list(hunt.crowd.chats[SIGN_UPS:])
    seats = hunt.rows("SELECT state FROM sign_ups")
    assert [row["state"] for row in seats] == ["seated"] * SIGN_UPS
    taken = hunt.rows("SELECT seats_taken FROM shifts ORDER BY id")
    assert [row["seats_taken"] for row in taken] == [0, SIGN_UPS]
    answered = {row["cause"] for row in hunt.rows("SELECT DISTINCT cause FROM outbox WHERE state = 'sent'")}
    assert {f"telegram:{number}" for number in hunt.updates} <= answered
    assert hunt.rows("SELECT key, error FROM parked_updates") == []
    assert {row["state"] for row in hunt.rows("SELECT DISTINCT state FROM outbox WHERE kind = 'reply'")} == {"sent"}


def check_what_people_got(hunt: Hunt) -> None:
    """Every reply arrived, in order; what arrived again was in flight at a kill, and not oftener than that."""
    arrived: dict[int, list[tuple[str, float]]] = {}
    for call in hunt.server.calls():
        if call["method"] in {"sendMessage", "sendDocument"}:
            text = call["params"].get("text") or call["params"]["caption"]
            arrived.setdefault(call["params"]["chat_id"], []).append((text, call["wall"]))
    replies: dict[int, list[tuple[int, str]]] = {}
    for row in hunt.rows(
        "SELECT outbox.id, address, body FROM outbox JOIN chats ON chats.id = outbox.chat_id "
        "WHERE kind = 'reply' ORDER BY outbox.id"
    ):
        text = Reply.model_validate_json(row["body"]).text
        replies.setdefault(int(row["address"]), []).append((row["id"], text))
    repeats = 0
    for chat, rows in replies.items():
        got = arrived[chat]
        assert list(dict.fromkeys(text for text, _at in got)) == list(dict.fromkeys(text for _row, text in rows))
        times = Counter(text for text, _at in got)
        for row, text in rows:
            first = min(at for found, at in got if found == text)
            in_flight = sum(row in death.waiting and first < death.next_start for death in hunt.deaths)
            assert times[text] <= 1 + in_flight, f"chat {chat} got “{text}” {times[text]} times"
        repeats += len(got) - len(rows)
    print(f"{sum(map(len, replies.values()))} messages, {repeats} of them twice; {len(hunt.deaths)} kills")


@pytest.fixture
def hunt(tmp_path):
    with hunting(gather(tmp_path / "crowd.db", CROWD)) as made:
        yield made


@contextmanager
def hunting(crowd: Crowd, *, anybody: bool = False) -> Iterator[Hunt]:
    """The server and the bot as processes; `anybody` lets the bot write to chats that never wrote to it."""
    more = ["--anybody"] if anybody else []
    serving = subprocess.Popen(
        [sys.executable, "-m", "tests.bot_api", *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    port = int(serving.stdout.readline())
    settings = {
        "DIEMDANH_DATABASE": str(crowd.path),
        "DIEMDANH_TELEGRAM_TOKEN": TOKEN,
        "DIEMDANH_TELEGRAM_BASE_URL": f"http://127.0.0.1:{port}",
        "DIEMDANH_TELEGRAM_PER_SECOND": "0",
        "DIEMDANH_WEB_PORT": "0",
        "DIEMDANH_LOG_LEVEL": "warning",
    }
    zygote = subprocess.Popen(
        [sys.executable, "-m", "tests.support.zygote"],
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
