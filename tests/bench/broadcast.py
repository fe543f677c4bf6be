"""A broadcast to 1,000,000: how long enqueuing takes, and a check-in step meanwhile, beside idle, in the same run.

An organiser looks at the draft, while it is counted whom it reaches, and says yes in the chat of the bot as a process.
Before that, meanwhile, and while the audience is being frozen, people type their code, so many a second whether or not
the one before has an answer; a step's time is the whole way, from the server's getting the message to its taking the
reply. `python -m tests.bench.broadcast` runs it alone.
"""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Any

from storage.database import transaction
from storage.database_file import connect
from storage.organisation import grants
from storage.records import Role
from tests.bench.step import ECHO, OURS, _process, settle_menus
from tests.bot_api.remote import Remote
from tests.support.crowd import Crowd, gather

PEOPLE = 1_000_000
TYPISTS = 2400
A_SECOND = 40  # steps that begin each second
IDLE_FOR = 8.0  # seconds
REACH = 5.0  # seconds
WAITS_AT_MOST = 0.05  # seconds that anybody waits longer for an answer while it is counted, at the 99th percentile
PATIENCE = 60.0
FAR = 9_000_000_000  # chat numbers that nobody else has


def main() -> int:
    """Print how long it took, and the steps' times; 1 if it took too long."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        crowd = gather(folder / "bench.db", TYPISTS)
        fill(crowd)
        settle_menus(crowd)
        serving = stack.enter_context(_process("-m", "tests.bench.server", OURS, ECHO, stdout=subprocess.PIPE))
        port = int(serving.stdout.readline())
        server = stack.enter_context(Remote(port))
        stack.enter_context(
            _process(
                "-m",
                "bot",
                "run",
                stdout=subprocess.DEVNULL,
                settings={
                    "DIEMDANH_DATABASE": str(crowd.path),
                    "DIEMDANH_TELEGRAM_TOKEN": OURS,
                    "DIEMDANH_LOG_LEVEL": "warning",
                    "DIEMDANH_TELEGRAM_BASE_URL": f"http://127.0.0.1:{port}",
                    "DIEMDANH_WEB_PORT": "0",
                    "DIEMDANH_TELEGRAM_PER_SECOND": "0",
                },
            )
        )
        watch = stack.enter_context(contextlib.closing(sqlite3.connect(f"file:{crowd.path}?mode=ro", uri=True)))
        return measure(Desk(server), crowd, watch)


def measure(desk: Desk, crowd: Crowd, watch: sqlite3.Connection) -> int:
    """Idle first, then while it is counted, then while it is enqueued."""
    typists = iter(crowd.chats)
    organiser = crowd.chats[-1]
    desk.until(lambda: desk.server._ask("counts", token=OURS)["calls"].get("getUpdates"))
    idle_until = time.monotonic() + IDLE_FOR
    idle = steps(desk, crowd, typists, lambda: time.monotonic() > idle_until)

    write(desk, organiser)
    begun = time.time()
    desk.press(organiser, "Tất cả")
    looked: list[float] = []

    def counted() -> bool:
        rows = watch.execute("SELECT counted_upto, count_to FROM broadcasts").fetchall()
        if rows and rows[0][0] >= rows[0][1] > 0 and not looked:
            looked.append(time.time() - begun)
        return bool(looked)

    counting = steps(desk, crowd, typists, counted)
    desk.question = desk.heard(organiser)
    desk.ask(organiser, "Gửi ngay")
    begun = time.time()
    desk.press(organiser, "Gửi")
    ended: list[float] = []

    def enqueued() -> bool:
        ((upto, newest),) = watch.execute("SELECT collected_upto, newest FROM broadcasts").fetchall()
        if upto >= newest > 0 and not ended:
            ended.append(time.time() - begun)
        return bool(ended)

    during = steps(desk, crowd, typists, enqueued)
    ((people,),) = watch.execute("SELECT people FROM broadcasts").fetchall()
    print(f"\na broadcast to {people:,}: enqueued in {ended[0]:.1f} s (to reach: {REACH:.0f} s)")
    print(f"the preview's count of whom it reaches: {looked[0]:.1f} s")
    longer = percentile(counting, 99) - percentile(idle, 99)
    for name, taken in (("idle", idle), ("counting", counting), ("meanwhile", during)):
        cuts = quantiles(taken, n=100)
        print(
            f"  a check-in step, {name + ':':<11}{len(taken):>5} steps, median {cuts[49] * 1000:>4.0f} ms,"
            f" p99 {cuts[98] * 1000:>4.0f} ms, longest {max(taken) * 1000:>4.0f} ms"
        )
    return 1 if ended[0] > REACH or people < PEOPLE or longer > WAITS_AT_MOST else 0


def percentile(taken: list[float], wanted: int) -> float:
    """The seconds that so many in a hundred stayed within."""
    return quantiles(taken, n=100)[wanted - 1]


class Desk:
    """What the chats of one bot get and say, through the server."""

    def __init__(self, server: Remote) -> None:
        self.server = server
        self.read = 0

    def say(self, *updates: dict[str, Any]) -> None:
        """Messages and presses come in."""
        self.server._ask("push", token=OURS, updates=list(updates))

    def heard(self, chat: int) -> dict[str, Any]:
        """The newest question with buttons that a chat got since the last look."""
        found: list[dict[str, Any]] = []

        def look() -> bool:
            calls = self.server.calls(token=OURS, after=self.read, chat=chat, method="sendMessage")
            found.extend(call for call in calls if "reply_markup" in call["params"])
            return bool(found)

        self.until(look)
        self.read = self.server._ask("counts", token=OURS)["taken"]
        return found[-1]

    def press(self, chat: int, label: str) -> None:
        """Press a button of the newest question."""
        asked = self.question
        for row in asked["result"]["reply_markup"]["inline_keyboard"]:
            for button in row:
                if button["text"].startswith(label):
                    message = asked["result"]["message_id"]
                    self.say({"chat": chat, "press": button["callback_data"], "message": message})
                    return
        raise LookupError(f"no button {label}: {asked['result']}")

    def ask(self, chat: int, update: dict[str, Any] | str) -> None:
        """Say something, or press the button of this label; wait for the next question."""
        if isinstance(update, str):
            self.press(chat, update)
        else:
            self.say({"chat": chat, **update})
        self.question = self.heard(chat)

    @staticmethod
    def until(holds: Callable[[], Any]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.02)


def write(desk: Desk, organiser: int) -> None:
    """An organiser writes, and is asked who gets it."""
    desk.say({"chat": organiser, "text": "/thongbao"})
    desk.until(lambda: desk.server.calls(token=OURS, chat=organiser, method="sendMessage"))
    desk.ask(organiser, {"text": "Chào {tên}, Chủ nhật này trồng cây nhé!"})
    desk.ask(organiser, "Không, chọn người nhận")


def steps(desk: Desk, crowd: Crowd, typists: Iterator[int], over: Callable[[], bool]) -> list[float]:
    """People type their code, so many a second, until it is over; seconds that each waited for the answer."""
    begun: dict[int, float] = {}
    after = desk.server._ask("counts", token=OURS)["taken"]
    start = time.monotonic()
    for number in count():
        if over():
            break
        chat = next(typists)
        begun[chat] = time.time()
        desk.say({"chat": chat, "text": f"/diemdanh {crowd.code()}"})
        time.sleep(max(0.0, start + (number + 1) / A_SECOND - time.monotonic()))
    answered: dict[int, float] = {}

    def all_answered() -> bool:
        for call in desk.server.calls(token=OURS, after=after, method="sendMessage"):
            answered.setdefault(call["params"]["chat_id"], call["wall"])
        return begun.keys() <= answered.keys()

    desk.until(all_answered)
    return [answered[chat] - at for chat, at in begun.items()]


def fill(crowd: Crowd) -> None:
    """A million members more, each with a chat, in branches of the same province; one of the typists organises it."""
    connection = connect(crowd.path)
    long_ago = datetime.now(UTC) - timedelta(days=30)
    with transaction(connection, datetime.now(UTC)) as tx:
        unit = tx.connection.execute("SELECT max(id) AS id FROM units").fetchone()["id"]
        root = tx.connection.execute("SELECT min(id) AS id FROM units").fetchone()["id"]
        chat = tx.connection.execute(
            "SELECT member_id FROM chats WHERE address = ?", (str(crowd.chats[-1]),)
        ).fetchone()
        grants.give(tx, chat["member_id"], Role.ORGANISER, root)
        begin = tx.connection.execute("SELECT max(id) AS id FROM members").fetchone()["id"] + 1
        tx.connection.executemany(
            "INSERT INTO members (id, name, search_key, unit_id, state, consented_at, created_at) "
            "VALUES (?, ?, ?, ?, 'active', ?, ?)",
            ((n, f"Người {n}", f"nguoi {n}", unit, long_ago, long_ago) for n in range(begin, begin + PEOPLE)),
        )
        tx.connection.executemany(
            "INSERT INTO chats (channel, address, member_id, heard_at) VALUES ('telegram', ?, ?, ?)",
            ((str(FAR + n), n, long_ago) for n in range(begin, begin + PEOPLE)),
        )
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
