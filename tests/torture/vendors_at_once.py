"""The real bot as a process against all three vendors at once, killed again and again while people check in on each.

Everybody writes by webhook; what was not answered with 200 is posted again, as Telegram and Official Accounts do, and
on a Zalo bot, where nothing is posted twice, the person writes again. The bot is killed at any moment, at its commits,
and when a message to any of the vendors has left, and when it was just taken. What is right is judged from what the
servers got and from the file. `python -m tests.torture.vendors_at_once` prints the figures as JSON; exit code 1 where
anything is lost or doubled, or a message came again that was not in flight at a kill.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from handlers.engine.message import Reply
from storage.database_file import connect
from tests.bot_api import TOKEN
from tests.conformance.vendors import VENDORS, ZALO_BOT_SECRET, Vendor
from tests.support.crowd import Crowd, gather
from tests.support.door import free_port
from tests.support.paths import ROOT
from tests.support.wires import WIRES
from tests.zalo_api import bot_server
from tests.zalo_api.oa_server import APP_ID, APP_SECRET, SECRET_KEY

KILLS = 120
PEOPLE = 3000
AT_ONCE = 24  # people who write at the same time
LONGEST_WAIT = 6.0  # seconds for a moment to come; then the bot is killed all the same
PATIENCE = 120.0
CONFIRMED = "Đã điểm danh"
MOMENTS = (
    *(f"commit: {when}" for when in ("before", "during", "after")),
    *(f"{name}: {when}" for name in VENDORS for when in ("left", "taken")),
)
Figures = dict[str, Any]
KEYS = {
    "telegram": lambda number: f"telegram:{740_000_000 + number}",
    "zalo_bot": lambda number: f"zalo_bot:m{number:06}",
    "zalo_oa": lambda number: f"zalo_oa:m{number:06}",
}


@dataclass
class Bot:
    """The process under test: forked from one that has imported it."""

    zygote: asyncio.subprocess.Process
    pid: int = 0
    exit: asyncio.Task[bytes] | None = None

    async def start(self, *at: str) -> None:
        """Start it; it dies at a commit, if one is given: the moment, and the commit's number."""
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write(f"{' '.join(('start', *at))}\n".encode())
        self.pid = int(await self.zygote.stdout.readline())
        self.exit = asyncio.create_task(self.zygote.stdout.readline())

    async def ended(self, within: float) -> bool:
        """Whether it has ended by then."""
        assert self.exit is not None
        done, _pending = await asyncio.wait({self.exit}, timeout=within)
        return bool(done)

    async def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        """End it; returns how it ended."""
        assert self.exit is not None
        self.kill(how)
        return int(await self.exit)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, how)


@dataclass
class Play:
    """The bot, the vendors, the people, and what they were answered."""

    crowd: Crowd
    vendors: dict[str, Vendor]
    bot: Bot
    port: int
    over: asyncio.Event = field(default_factory=asyncio.Event)
    numbers: dict[str, count[int]] = field(default_factory=lambda: {name: count(1) for name in VENDORS})
    acknowledged: list[str] = field(default_factory=list)  # keys of what was answered with 200
    came: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in VENDORS})  # who checked in
    deaths: list[set[int]] = field(default_factory=list)  # the rows that waited at each kill
    posted_again: int = 0
    written_again: int = 0

    def rows(self, statement: str) -> list[dict[str, Any]]:
        with closing(connect(self.crowd.path, read_only=True)) as connection:
            return connection.execute(statement).fetchall()


# What people do ------------------------------------------------------------------------------------------------------


async def load(play: Play) -> None:
    """People of all vendors check in, so many at once, until it is over; who has begun goes on to the end."""
    places = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as people:
        for number in play.crowd.chats:
            await places.acquire()
            if play.over.is_set():
                return
            name = vendor_of(number)
            people.create_task(check_in(play, name, str(number))).add_done_callback(lambda _task: places.release())
            await asyncio.sleep(0.01)


def vendor_of(number: int) -> str:
    return list(VENDORS)[number % len(VENDORS)]


async def check_in(play: Play, name: str, who: str) -> None:
    """Ask to check in, then type the code; each once the answer before is there."""
    await say(play, name, who, "/diemdanh")
    await heard(play, name, who, "mã")
    await say(play, name, who, play.crowd.code())
    await heard(play, name, who, CONFIRMED)
    play.came[name].append(who)


async def say(play: Play, name: str, who: str, text: str) -> None:
    """Write something until it was answered with 200: posted again by the vendor, or, on a Zalo bot, written again."""
    number = next(play.numbers[name])
    while True:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with asyncio.timeout(10):
                status = await play.vendors[name].posts(play.port, who, text, number, datetime.now(UTC))
            if status == 200:
                play.acknowledged.append(KEYS[name](number))
                return
        await asyncio.sleep(random.uniform(0.02, 0.2))
        if name == "zalo_bot":
            number = next(play.numbers[name])
            play.written_again += 1
        else:
            play.posted_again += 1


async def heard(play: Play, name: str, who: str, words: str) -> None:
    """Wait until somebody was told this."""
    async with asyncio.timeout(PATIENCE):
        while not any(words in text for text in play.vendors[name].got(who)):  # noqa: ASYNC110 - the bot's doing
            await asyncio.sleep(0.02)


# Killing -------------------------------------------------------------------------------------------------------------


def plan(kills: int, dice: random.Random) -> list[str]:
    """The moments of so many kills: a quarter at random, the others equally at each moment that matters."""
    found = [MOMENTS[number % len(MOMENTS)] for number in range(kills - kills // 4)] + ["random"] * (kills // 4)
    dice.shuffle(found)
    return found


async def kill(play: Play, moment: str, dice: random.Random) -> bool:
    """Start the bot and kill it at a moment; returns whether that came."""
    what, _colon, when = moment.partition(": ")
    await play.bot.start(*((when, str(dice.randint(1, 15))) if what == "commit" else ()))
    if what == "random":
        await asyncio.sleep(dice.uniform(0.05, 1.2))
    elif what != "commit":
        killing_at(play, play.vendors[what], when, skip=dice.randint(0, 6))
    came = what != "random" and await play.bot.ended(LONGEST_WAIT)
    ended = await play.bot.end()
    for vendor in play.vendors.values():
        vendor.server.before = vendor.server.after = lambda: None
    assert ended == -signal.SIGKILL, f"it ended by itself: {ended}"
    play.deaths.append({row["id"] for row in play.rows("SELECT id FROM outbox WHERE state = 'waiting'")})
    return came or what == "random"


def killing_at(play: Play, vendor: Vendor, when: str, skip: int) -> None:
    """Kill the bot when a message to a vendor has left, and is not taken; or once it is taken, and not answered."""
    left = count(skip, -1)

    def at() -> None:
        if next(left) == 0:
            play.bot.kill()
            if when == "left":
                raise ConnectionResetError

    if when == "left":
        vendor.server.before = at
    else:
        vendor.server.after = at


# What came of it -----------------------------------------------------------------------------------------------------


async def settle(play: Play) -> None:
    """Wait until every message is out. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while play.rows("SELECT 1 FROM outbox WHERE state = 'waiting'"):  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.05)


def judged(play: Play) -> Figures:
    """The file against what people did, what they were told, and what arrived."""
    attended = play.rows("SELECT channel, address FROM check_ins JOIN chats ON chats.member_id = check_ins.member_id")
    here = Counter((row["channel"], row["address"]) for row in attended)
    told = {
        (name, str(number))
        for number in play.crowd.chats
        for name in [vendor_of(number)]
        if any(CONFIRMED in text for text in play.vendors[name].got(str(number)))
    }
    seen = {row["key"] for row in play.rows("SELECT key FROM seen_updates")}
    return {
        **{f"check_ins_{name}": len(people) for name, people in play.came.items()},
        "not_done": sum((name, who) not in here for name, people in play.came.items() for who in people),
        "confirmed_lost": len(told - set(here)),
        "doubled": sum(times - 1 for times in here.values()),
        "updates": len(play.acknowledged),
        "updates_lost": len(set(play.acknowledged) - seen),
        "posted_again": play.posted_again,
        "written_again": play.written_again,
        "parked": len(play.rows("SELECT 1 FROM parked_updates")),
        "integrity_failed": int(play.rows("PRAGMA integrity_check") != [{"integrity_check": "ok"}]),
        "foreign_keys_broken": len(play.rows("PRAGMA foreign_key_check")),
        "violations": sum(len(vendor.server.violations) for vendor in play.vendors.values()),
        **what_arrived(play),
    }


def what_arrived(play: Play) -> Figures:
    """Every reply of the outbox arrived where it should; what came again was waiting at a kill, each time."""
    figures: Counter[str] = Counter(messages=0, messages_lost=0, messages_not_sent=0)
    repeats: Counter[str] = Counter({f"repeats_{name}": 0 for name in VENDORS})
    beyond = 0
    queued: dict[tuple[str, str, str], list[int]] = {}
    for row in play.rows(
        "SELECT outbox.id, outbox.state, body, channel, address FROM outbox JOIN chats ON chats.id = outbox.chat_id"
        " WHERE kind = 'reply'"
    ):
        figures["messages"] += 1
        figures["messages_not_sent"] += row["state"] != "sent"
        text = shown(row["channel"], Reply.model_validate_json(row["body"]), row["address"])
        queued.setdefault((row["channel"], row["address"], text), []).append(row["id"])
    for (name, who, text), rows in queued.items():
        times = play.vendors[name].got(who).count(text)
        figures["messages_lost"] += max(0, len(rows) - times)
        again = max(0, times - len(rows))
        repeats[f"repeats_{name}"] += again
        beyond += again > sum(row in waiting for waiting in play.deaths for row in rows)
    return {**figures, **repeats, "repeats_beyond_flight": beyond}


def shown(name: str, reply: Reply, address: str) -> str:
    """The text of a reply as its vendor gets it."""
    return reply.text if name == "telegram" else WIRES[name].screen(reply, address, "vi").text


# All of it -----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def playing(crowd: Crowd) -> AsyncIterator[Play]:
    """The vendors' servers, and the process that bots are forked from."""
    spread(crowd)
    port = free_port()
    async with AsyncExitStack() as stack:
        vendors = {name: await stack.enter_async_context(vendor()) for name, vendor in VENDORS.items()}
        zygote = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.zygote",
            cwd=ROOT,
            env=os.environ | settings(crowd, vendors, port),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        try:
            yield Play(crowd, vendors, Bot(zygote), port)
        finally:
            os.killpg(zygote.pid, signal.SIGKILL)  # with the bot that it forked
            await zygote.wait()


def spread(crowd: Crowd) -> None:
    """A third of the crowd is on each vendor."""
    with closing(connect(crowd.path)) as connection:
        for number, name in enumerate(VENDORS):
            connection.execute("UPDATE chats SET channel = ? WHERE address % 3 = ?", (name, number))


def settings(crowd: Crowd, vendors: dict[str, Vendor], port: int) -> dict[str, str]:
    """What the bot is started with."""
    urls = {name: vendor.server.url for name, vendor in vendors.items()}
    return {
        "DIEMDANH_DATABASE": str(crowd.path),
        "DIEMDANH_WEB_PORT": "0",
        "DIEMDANH_LOG_LEVEL": "error",
        "DIEMDANH_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DIEMDANH_PUBLIC_PORT": str(port),
        "DIEMDANH_TELEGRAM_TOKEN": TOKEN,
        "DIEMDANH_TELEGRAM_BASE_URL": urls["telegram"],
        "DIEMDANH_TELEGRAM_PER_SECOND": "0",
        "DIEMDANH_ZALO_BOT_TOKEN": bot_server.TOKEN,
        "DIEMDANH_ZALO_BOT_BASE_URL": urls["zalo_bot"],
        "DIEMDANH_ZALO_BOT_SECRET": ZALO_BOT_SECRET,
        "DIEMDANH_ZALO_BOT_PER_SECOND": "0",
        "DIEMDANH_ZALO_OA_APP_ID": APP_ID,
        "DIEMDANH_ZALO_OA_APP_SECRET": APP_SECRET,
        "DIEMDANH_ZALO_OA_SECRET_KEY": SECRET_KEY,
        "DIEMDANH_ZALO_OA_ACCESS_TOKEN": "access-0",
        "DIEMDANH_ZALO_OA_REFRESH_TOKEN": "refresh-0",
        "DIEMDANH_ZALO_OA_BASE_URL": urls["zalo_oa"],
        "DIEMDANH_ZALO_OA_OAUTH_URL": urls["zalo_oa"],
        "DIEMDANH_ZALO_OA_PER_SECOND": "0",
    }


async def played(moments: list[str], dice: random.Random, people: int, note: Callable[[str], None]) -> Figures:
    """A new database, a kill at each moment under load, and what came of it."""
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        async with playing(gather(Path(folder) / "crowd.db", people)) as play:
            loading = asyncio.create_task(load(play))
            met: Counter[str] = Counter()
            for number, moment in enumerate(moments, 1):
                met[moment if await kill(play, moment, dice) else "random"] += 1
                note(f"{number} of {len(moments)} kills")
            play.over.set()
            await play.bot.start()
            await loading
            await settle(play)
            ended = await play.bot.end(signal.SIGTERM)
            return {
                "kills": len(moments),
                **judged(play),
                "restarts_by_hand": int(ended != 0),
                "at": {moment: met[moment] for moment in ("random", *MOMENTS) if met[moment]},
            }


WRONG = (
    "not_done",
    "confirmed_lost",
    "doubled",
    "updates_lost",
    "messages_lost",
    "messages_not_sent",
    "repeats_beyond_flight",
    "parked",
    "integrity_failed",
    "foreign_keys_broken",
    "violations",
    "restarts_by_hand",
)


def main(given: list[str] | None = None) -> int:
    """Print the figures; 1 where they are not as they must be."""
    options = argparse.ArgumentParser(prog="python -m tests.torture.vendors_at_once")
    options.add_argument("--kills", type=int, default=KILLS)
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = options.parse_args(given)
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # connections are broken off on purpose
    dice = random.Random(chosen.seed)
    begun = time.monotonic()

    def note(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    figures = asyncio.run(played(plan(chosen.kills, dice), dice, chosen.people, note))
    figures |= {"seed": chosen.seed, "seconds": round(time.monotonic() - begun)}
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 1 if any(figures[name] for name in WRONG) else 0


if __name__ == "__main__":
    sys.exit(main())
