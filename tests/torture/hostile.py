"""A hundred thousand updates that nobody should send, through the whole receiving path; and the same over the wire.

An update is made by the Bot API's own facts (kinds, fields, types) and by what people do (commands, buttons,
pictures, places), and most are then broken in some places: wrong types, fields that are missing or are none, huge and
odd strings, deep nesting, numbers beyond reason, buttons of other chats, edited, forwarded and channel posts, ids that
come again or out of order. Each has an `update_id`, without which nobody could acknowledge it. Between them honest
people check in.

`python -m tests.torture.hostile` prints the figures as JSON; exit code 1 where an update was not taken, an error
escaped or was parked, an honest person was not served, or something changed that nobody had a right to change.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels import Take
from bot.clock import system_clock
from bot.inbox import Inbox
from handlers.contents import COMMANDS
from handlers.engine.message import Incoming
from storage.database import open_database, transaction
from storage.database_file import connect
from storage.messages import chats
from storage.organisation import grants
from storage.records import Role
from tests.bot_api import BotApi
from tests.bot_api.channel import channel_to, polling
from tests.bot_api.facts import FACTS
from tests.support.crowd import FIRST_CHAT, Crowd, gather
from tests.support.hunt import Hunt, hunting
from tests.torture import stock
from tests.torture.words import TEXTS

UPDATES = 100_000
OVER_THE_WIRE = 5_000
STOCK = 1_000  # it stands still at nearly every batch
A_BATCH = 100
HOSTILE, HONEST = 60, 1000  # members
SLOW = 0.1  # seconds
PATIENCE = 15.0
PRIVILEGED_PART = 10  # one update in so many comes from people with a role, at the end
CONFIRMED = "Đã điểm danh"
TYPES = FACTS["types"]
KINDS = tuple(name for name in TYPES["Update"]["fields"] if name != "update_id")
GROUPS = (-100_200_300, -1_001_234_567_890)
CHANNEL = -1_009_876_543_210
Json = dict[str, Any]


def nested(depth: int, *, as_list: bool) -> Any:
    """Something in something in something …"""
    found: Any = "…"
    for _level in range(depth):
        found = [found] if as_list else {"a": found}
    return found


ODD = (
    *(None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 2**70, 1e308, -1e308, 5e-324),
    *(float("nan"), float("inf"), float("-inf"), "", " ", "0", "true", "null", "\x00", "\ufeff", "\u202e", "\ud800"),
    *("a\udfffb", "👩‍👩‍👧‍👦" * 50, "ạ" * 4097, "x" * 200_000, "١٢٣", "%s{0}", "' OR 1=1; --", "../../etc/passwd"),
    *([], {}, [None], [[]], {"": None}, {"id": None}, {"id": "x", "type": "private"}, {"__class__": "x"}),
    *(nested(50, as_list=True), nested(50, as_list=False), nested(150, as_list=True)),
)


@dataclass
class Maker:
    """Makes updates, from chance and the facts."""

    dice: random.Random
    chats: Sequence[int]
    number: int = 1_000_000
    used: list[int] = field(default_factory=list)
    pressed: list[str] = field(default_factory=lambda: ["1:1", "/menu"])

    def batch(self, size: int) -> list[tuple[int, str]]:
        """So many updates as JSON, with their ids, which rise; they may begin below earlier ones, some come again."""
        if self.dice.random() < 0.3:
            self.number = self.dice.randrange(1_000_000, 700_000_000)
        numbers = set(range(self.number, self.number + size))
        self.number += size
        if self.used and self.dice.random() < 0.3:
            numbers |= {self.dice.choice(self.used), self.dice.choice(self.used)}
        self.used = [*self.used[-5000:], *sorted(numbers)[-5:]]
        return [(number, self.with_id(number)) for number in sorted(numbers)[:size]]

    def with_id(self, number: int) -> str:
        """An update as JSON, with this id."""
        update = self.update()
        update.pop("update_id", None)
        return json.dumps({"update_id": number, **update})

    def update(self) -> Json:
        """One update, whole or broken."""
        kind = self.dice.choices(("said", "press", "content", "edited", "member", "any"), (30, 20, 20, 8, 6, 16))[0]
        found: Json = getattr(self, f"_{kind}")()
        for _time in range(self.dice.choice((0, 0, 1, 1, 1, 2, 3, 6))):
            self.break_somewhere(found)
        return found

    # What people do --------------------------------------------------------------------------------------------------

    def _said(self) -> Json:
        return {"message": self._message(text=self._text())}

    def _press(self) -> Json:
        dice = self.dice
        data = dice.choice(
            (
                dice.choice(self.pressed),
                f"{dice.randrange(40)}:{dice.choice(TEXTS)}"[:64],
                f"{dice.randrange(40)}:{dice.randrange(9)}",
                f"/{dice.choice(COMMAND_NAMES)} {dice.randrange(20)}",
            )
        )
        query = {
            "id": str(dice.randrange(2**60)),
            "from": self._person(dice.choice(self.chats)),
            "chat_instance": "1",
            "data": data,
            "message": self._message(text="?"),
        }
        return {"callback_query": query}

    def _content(self) -> Json:
        names = self.dice.sample(sorted(TYPES["Message"]["fields"]), self.dice.randint(1, 4))
        content = {name: self.value(TYPES["Message"]["fields"][name]["types"]) for name in names}
        more = self.dice.choice(("photo", "document", "location", "contact", "forward_origin", "nothing"))
        if more in TYPES["Message"]["fields"]:
            content[more] = self.value(TYPES["Message"]["fields"][more]["types"])
        return {"message": {**content, **self._message()}}

    def _edited(self) -> Json:
        kind = self.dice.choice(("edited_message", "channel_post", "edited_channel_post"))
        message = self._message(text=self._text(), edit_date=int(time.time()))
        if kind != "edited_message":
            message["chat"] = {"id": CHANNEL, "type": "channel", "title": "Kênh"}
        return {kind: message}

    def _member(self) -> Json:
        chat = self.dice.choice(self.chats)
        states = self.dice.choices(("kicked", "member", "left", "administrator"), k=2)
        old, new = ({"status": state, "user": self._person(1)} for state in states)
        change = {"chat": self._chat(chat), "from": self._person(chat), "date": int(time.time())}
        return {"my_chat_member": {**change, "old_chat_member": old, "new_chat_member": new}}

    def _any(self) -> Json:
        kind = self.dice.choice(KINDS)
        return {kind: self.value(TYPES["Update"]["fields"][kind]["types"])}

    def _text(self) -> str:
        command = f"/{self.dice.choice(COMMAND_NAMES)}"
        other = self.dice.choice(TEXTS)[:4096]
        return self.dice.choice((command, f"{command} {other}"[:4096], other, f"/start {other}"[:64], "1", "2", "3"))

    def _message(self, **content: Any) -> Json:
        chat = self.dice.choice((*self.chats, *GROUPS))
        person = self._person(chat if chat > 0 else self.dice.choice(self.chats))
        date = int(time.time()) + self.dice.choice((0, 0, 0, -60, -86_400 * 400, 86_400))
        return {"message_id": self.number, "from": person, "chat": self._chat(chat), "date": date, **content}

    def _chat(self, chat: int) -> Json:
        return {"id": chat, "type": "private" if chat > 0 else "supergroup", "first_name": "Lan"}

    def _person(self, person: int) -> Json:
        language = self.dice.choice(("vi", "en", "km", "", "zh-hans-cn"))
        return {"id": person, "is_bot": False, "first_name": "Lan", "language_code": language}

    # What the facts allow --------------------------------------------------------------------------------------------

    def value(self, types: Sequence[str], depth: int = 0) -> Any:
        """Something of one of these types."""
        dice, kind = self.dice, self.dice.choice(types)
        if kind.startswith("Array of "):
            return [self.value([kind.removeprefix("Array of ")], depth + 1) for _one in range(dice.randrange(3))]
        simple = {
            "Integer": lambda: dice.choice((0, 1, 7, int(time.time()), *self.chats[:3])),
            "Float": lambda: dice.uniform(-180, 180),
            "String": lambda: dice.choice(TEXTS)[:200],
            "Boolean": lambda: dice.random() < 0.5,
            "True": lambda: True,
        }
        if kind in simple:
            return simple[kind]()
        return self._object(TYPES.get(kind, {}), depth)

    def _object(self, facts: Json, depth: int) -> Json:
        if "one_of" in facts:
            return dict(self.value(facts["one_of"], depth))
        return {
            name: self.value(field["types"], depth + 1)
            for name, field in facts.get("fields", {}).items()
            if field.get("required") or (depth < 4 and self.dice.random() < 0.15 / (depth + 1))
        }

    # What is wrong with them -----------------------------------------------------------------------------------------

    def break_somewhere(self, update: Json) -> None:
        """Break an update in one place: put something odd there, take it away, or add what does not belong."""
        holder, key = self.dice.choice(list(places(update)))
        odd = deepcopy(self.dice.choice(ODD))
        match self.dice.randrange(4):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[self.dice.choice(FIELDS)] = odd
            case _:
                holder[key] = odd
        if not update:
            update["message"] = odd


COMMAND_NAMES = tuple(COMMANDS)
FIELDS = tuple(sorted({name for facts in TYPES.values() for name in facts.get("fields", {})}))


def places(found: Any, depth: int = 0) -> list[tuple[Any, Any]]:
    """Every place in an update: what holds it, and under which key."""
    keys = list(found) if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else ()
    here = [(found, key) for key in keys]
    return here + [place for key in keys if depth < 6 for place in places(found[key], depth + 1)]


# In one process ------------------------------------------------------------------------------------------------------


class Heard(logging.Handler):
    """Counts what the log says."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.counts: Counter[str] = Counter()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = str(record.msg)
        if "not as the Bot API describes" in said:
            self.counts["not_understood"] += 1
        elif "cannot be read at all" in said:
            self.counts["skipped"] += 1
        elif record.levelno >= logging.ERROR:
            error = record.exc_info[1] if record.exc_info else None
            self.errors.append(f"{record.getMessage()[:200]} ({type(error).__name__}: {str(error)[:300]})")
            self.counts["parked" if "is parked" in said else "escaped"] += 1
        else:
            self.errors.append(record.getMessage()[:200])
            self.counts["warnings"] += 1


@dataclass
class Range:
    """Where it is played: people, chance, and what was seen."""

    crowd: Crowd
    maker: Maker
    honest: list[int]
    served: list[int] = field(default_factory=list)
    slowest: float = 0.0
    slow: int = 0
    stuck: int = 0
    odd: list[str] = field(default_factory=list)

    def timed(self, take: Take) -> Take:
        """Takes one after another, and looks how long each takes."""

        async def one_by_one(messages: Sequence[Incoming]) -> None:
            for message in messages:
                begun = time.perf_counter()
                await take([message])
                seconds = time.perf_counter() - begun
                self.slowest = max(self.slowest, seconds)
                self.slow += seconds > SLOW
                if seconds > SLOW:
                    self.odd.append(f"{seconds:.2f} s: {message.model_dump_json()[:300]}")

        return one_by_one


def people(folder: str) -> tuple[Crowd, list[int]]:
    """A database with members who are hostile, honest ones, and one of each role."""
    crowd = gather(Path(folder) / "hostile.db", HOSTILE + HONEST)
    with closing(connect(crowd.path)) as connection, transaction(connection, datetime.now(UTC)) as tx:
        root = tx.connection.execute("SELECT min(id) AS id FROM units").fetchone()["id"]
        privileged = list(crowd.chats[:3])
        for chat, role in zip(privileged, (Role.LEADER, Role.ORGANISER, Role.ADMIN), strict=True):
            member_id = chats.find_or_open(tx, "telegram", str(chat), "vi").member_id
            assert member_id is not None
            grants.give(tx, member_id, role, root)
    return crowd, privileged


async def in_process(updates: int, dice: random.Random) -> Json:
    """So many through polling, understanding, the inbox and the conversations, over a real database."""
    heard = Heard()
    log = logging.getLogger("bot")
    log.addHandler(heard)
    log.propagate = False
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        crowd, privileged = people(folder)
        strangers = range(700_000_001, 700_000_031)
        maker = Maker(dice, [*crowd.chats[3:HOSTILE], *strangers])
        play = Range(crowd, maker, list(crowd.chats[HOSTILE:]))
        before = rights(crowd)
        async with BotApi() as server, open_database(crowd.path) as database:
            channel = channel_to(server)
            await channel.start()
            inbox = Inbox(database, {"telegram": channel}, system_clock)
            writing = asyncio.create_task(inbox.run())
            async with polling(channel, play.timed(inbox.take)):
                await send(server, play, updates - updates // PRIVILEGED_PART)
                changed = [name for name, rows in rights(crowd).items() if rows != before[name]]
                maker.chats = privileged
                await send(server, play, updates // PRIVILEGED_PART)
            ended = int(writing.done())
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await channel.close()
        figures = {
            "updates": updates,
            **{name: heard.counts[name] for name in ("not_understood", "skipped", "escaped", "parked", "warnings")},
            "ended": ended,
            "not_taken": play.stuck,
            "slow": play.slow,
            "slowest_ms": round(play.slowest * 1000),
            "rights_broken": len(changed),
            **afterwards(crowd, play.served),
            "seconds": round(time.monotonic() - begun),
        }
    log.removeHandler(heard)
    for line in [*changed, *heard.errors[:30], *play.odd[:20]]:
        print(line.encode(errors="replace").decode(), file=sys.stderr)
    return figures


async def send(server: BotApi, play: Range, updates: int) -> None:
    """Batch after batch, an honest person in each."""
    for first in range(0, updates, A_BATCH):
        batch = play.maker.batch(min(A_BATCH, updates - first))
        for number, update in batch:
            server.account.forces(number, update)
        if play.honest:
            play.served.append(play.honest.pop())
            server.account.says(play.served[-1], "/diemdanh")
            server.account.says(play.served[-1], play.crowd.code())
        deadline = time.monotonic() + PATIENCE
        left = len(server.account.waiting)
        while server.account.waiting and time.monotonic() < deadline:
            await asyncio.sleep(0.002)
            if len(server.account.waiting) < left:  # a machine that is busy is slow, but it goes on
                left, deadline = len(server.account.waiting), time.monotonic() + PATIENCE
        if server.account.waiting:
            play.stuck += 1
            play.odd.insert(0, f"a batch was not taken: {len(server.account.waiting)} of {len(batch)} were left")
            play.odd[1:1] = [update.decode()[:300] for update in list(server.account.waiting.values())[:3]]
            server.account.waiting.clear()


def rights(crowd: Crowd) -> dict[str, Any]:
    """What nobody without a role may change: a row more, less or other than before is a right that was broken."""
    honest = f"(SELECT member_id FROM chats WHERE CAST(address AS INTEGER) >= {FIRST_CHAT + HOSTILE})"
    tables = {
        "grants": "SELECT * FROM grants",
        "invites": "SELECT * FROM invites",
        "units": "SELECT * FROM units",
        "campaigns": "SELECT * FROM campaigns",
        "shifts": "SELECT id, campaign_id, starts_at, ends_at, capacity, state, secret FROM shifts",
        "broadcasts": "SELECT * FROM broadcasts",
        "plans": "SELECT * FROM plans",
        "verified reports": "SELECT * FROM reports WHERE state = 'verified'",
        "imports": "SELECT * FROM imports",
        "others": f"SELECT id, name, birth_year, unit_id FROM members WHERE id IN {honest}",
        "others' seats": f"SELECT * FROM sign_ups WHERE member_id IN {honest}",
        "check-ins without a proof": f"SELECT * FROM check_ins WHERE member_id NOT IN {honest}",
    }
    with closing(connect(crowd.path, read_only=True)) as connection:
        return {name: connection.execute(f"{query} ORDER BY 1").fetchall() for name, query in tables.items()}


def afterwards(crowd: Crowd, served: list[int]) -> Json:
    """The file at the end: sound, and everybody honest in it."""
    with closing(connect(crowd.path, read_only=True)) as connection:

        def number(query: str) -> int:
            (value,) = connection.execute(query).fetchone().values()
            return int(value)

        addresses = connection.execute(
            "SELECT address FROM check_ins JOIN chats ON chats.member_id = check_ins.member_id"
        ).fetchall()
        here = {int(row["address"]) for row in addresses}
        known = connection.execute("SELECT address FROM chats WHERE channel = 'telegram'").fetchall()
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [{"integrity_check": "ok"}]
        return {
            "honest": len(served),
            "honest_not_served": len(set(served) - here),
            "apologies": number("SELECT count(*) FROM parked_updates"),
            "answers": number("SELECT count(*) FROM outbox WHERE kind = 'reply'"),
            "unreachable": sum(re.fullmatch(r"-?\d{1,16}", row["address"], re.ASCII) is None for row in known),
            "integrity_failed": int(not sound),
            "foreign_keys_broken": len(connection.execute("PRAGMA foreign_key_check").fetchall()),
        }


# Over the wire -------------------------------------------------------------------------------------------------------


def over_the_wire(updates: int, dice: random.Random, how: str) -> Json:
    """The same to a whole bot as a process: ours, or python-telegram-bot's own polling ("stock").

    Where one stands still, the batch is taken away and the bot is started again, as a hand would.
    """
    figures: Counter[str] = Counter(updates=updates)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        crowd, _privileged = people(folder)
        program = () if how == "ours" else ("tests.torture.stock", "stock", str(Path(folder) / "bot.pickle"))
        maker = Maker(dice, [*crowd.chats[3:HOSTILE], *range(700_000_001, 700_000_031)])
        served: list[int] = []
        with hunting(crowd, anybody=True, program=program) as hunt:
            hunt.server.set(answer_ms=0)
            pid = hunt.start()
            for first, chat in zip(range(0, updates, A_BATCH), crowd.chats[HOSTILE:], strict=False):
                batch = [{"number": number, "forced": update} for number, update in maker.batch(A_BATCH)]
                said = ["/diemdanh", crowd.code()] if how == "ours" else ["123456"]
                hunt.server.push(*batch, *({"chat": chat, "text": text} for text in said))
                served.append(chat)
                if not told(hunt, chat):
                    figures["stood_still"] += 1
                    figures["ended"] += hunt.ended(pid, 0.01)
                    hunt.end(pid, signal.SIGKILL)
                    hunt.server.set(drop=True)
                    pid = hunt.start()
                if first % 1000 == 0:
                    print(f"{how}: {first} of {updates}", file=sys.stderr, flush=True)
            figures["honest"] = len(served)
            figures["honest_not_served"] = figures["stood_still"]
            figures["ended"] += hunt.end(pid, signal.SIGTERM) != 0
            figures["violations"] = len(hunt.server.counts()["violations"])
            for line in hunt.server.counts()["violations"][:10]:
                print(line[:300], file=sys.stderr)
            if how == "ours":
                figures.update(parked=hunt.rows("SELECT count(*) AS rows FROM parked_updates")[0]["rows"])
                figures.update(integrity_failed=hunt.rows("PRAGMA integrity_check") != [{"integrity_check": "ok"}])
    names = ("stood_still", "ended", "honest", "honest_not_served", "violations")
    return {"updates": updates, **{name: figures[name] for name in names}, **figures} | {
        "seconds": round(time.monotonic() - begun)
    }


def told(hunt: Hunt, chat: int) -> bool:
    """Whether somebody was told that they are checked in, and nothing waits any more."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        calls = hunt.server.calls(chat=chat, method="sendMessage")
        confirmed = any(stock.CONFIRMED in call["params"]["text"] for call in calls)
        if confirmed and not hunt.server.counts()["waiting"]:
            return True
        time.sleep(0.05)
    return False


WRONG = (
    "escaped",
    "parked",
    "ended",
    "not_taken",
    "rights_broken",
    "unreachable",
    "honest_not_served",
    "integrity_failed",
    "foreign_keys_broken",
    "stood_still",
    "violations",
)


def main(given: list[str] | None = None) -> int:
    """Print the figures; 1 where ours are not as they must be."""
    options = argparse.ArgumentParser(prog="python -m tests.torture.hostile")
    options.add_argument("--updates", type=int, default=UPDATES)
    options.add_argument("--wire", type=int, default=OVER_THE_WIRE)
    options.add_argument("--stock", type=int, default=STOCK)
    options.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = options.parse_args(given)
    ours = asyncio.run(in_process(chosen.updates, random.Random(chosen.seed)))
    figures = {"seed": chosen.seed, "in_process": ours}
    for name, how, count in (("wire", "ours", chosen.wire), ("stock", "stock", chosen.stock)):
        if count:
            figures[name] = over_the_wire(count, random.Random(chosen.seed), how)
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    wrong = [name for part in ("in_process", "wire") for name in WRONG if figures.get(part, {}).get(name)]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
