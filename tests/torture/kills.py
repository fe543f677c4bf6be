"""Hundreds of kills of the real process under mixed load, part of them at a commit, a send or an acknowledgement.

People check in by the code, sign up, report with photos and join, and a broadcast goes to everybody, while the bot is
killed with SIGKILL and started again: at random moments; before, within and right after a commit; before and after a
message or an acknowledgement has reached the vendor, and after it was answered. What is right is judged from what the
server got and from the file alone. `python -m tests.torture.kills` prints the figures as JSON; exit code 1 where
anything is lost or doubled, or a message came again that was not in flight at a kill.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from handlers.engine.choices import YES
from handlers.engine.message import Reply
from handlers.engine.text import HOME, say
from storage.attendance import check_ins
from storage.database import transaction
from storage.database_file import connect
from storage.messages import chats
from storage.organisation import grants
from storage.people import members
from tests.bot_api.remote import Remote
from tests.support.crowd import FIRST_CHAT, Crowd, gather, say_to_everybody
from tests.support.hunt import PATIENCE, Hunt, hunting
from tests.torture import stock

KILLS = 500
STOCK_KILLS = 100  # of each of the two bots that we are compared with
A_ROUND = 25
PEOPLE = 1500
REPORTERS = 12  # one in so many has something to report
A_SECOND = 150  # messages that may go out: so a broadcast goes on over many kills
MOST_WAITING = 60  # updates
FIRST_NEWCOMER = 900_000_001
FIRST_UPDATE = 740_000_001
CONFIRMED = "Đã điểm danh"
LONGEST_WAIT = 6.0  # seconds for a moment to come; then the bot is killed all the same
MOMENTS = (
    "commit: before",
    "commit: during",
    "commit: after",
    "send: kill",
    "send: kill_done",
    "send: kill_answered",
    "acknowledge: kill",
    "acknowledge: kill_done",
    "acknowledge: kill_answered",
)
MEANING = {
    "random": "at any moment",
    "commit: before": "right before a commit",
    "commit: during": "within a commit",
    "commit: after": "right after a commit",
    "send: kill": "when a send had left, and was not taken",
    "send: kill_done": "when a send was taken, and not answered",
    "send: kill_answered": "when a send was just answered",
    "acknowledge: kill": "when an acknowledgement had left, and was not taken",
    "acknowledge: kill_done": "when an acknowledgement was taken, and not answered",
    "acknowledge: kill_answered": "when an acknowledgement was just answered",
}
Figures = dict[str, int]
Round = Callable[[int, random.Random], tuple[Figures, Counter[str]]]


@dataclass
class Said:
    """Who did what, by chat."""

    codes: list[int] = field(default_factory=list)
    sign_ups: list[int] = field(default_factory=list)
    reports: list[int] = field(default_factory=list)
    joins: list[int] = field(default_factory=list)


# Killing -------------------------------------------------------------------------------------------------------------


def plan(kills: int, dice: random.Random) -> list[str]:
    """The moments of so many kills: a third at random, the others equally at each moment that matters."""
    found = [MOMENTS[number % len(MOMENTS)] for number in range(kills - kills // 3)] + ["random"] * (kills // 3)
    dice.shuffle(found)
    return found


def kill(hunt: Hunt, moment: str, dice: random.Random) -> tuple[bool, int]:
    """Start the bot and kill it at a moment; returns whether that came, and how the bot ended."""
    what, _colon, when = moment.partition(": ")
    pid = hunt.start(when, dice.randint(1, 15)) if what == "commit" else hunt.start()
    if what == "random":
        time.sleep(dice.uniform(0.03, 0.7))
        return True, hunt.end(pid, signal.SIGKILL)
    if what != "commit":
        method, skip = ("sendMessage", 15) if what == "send" else ("acknowledge", 4)
        hunt.server.fault(when, method=method, skip=dice.randint(0, skip), pid=pid, ms=dice.uniform(0, 3))
    came = hunt.ended(pid, LONGEST_WAIT)
    ended = hunt.end(pid, signal.SIGKILL)
    hunt.server.set(mend=True)
    return came, ended


def hunted(hunt: Hunt, moments: list[str], dice: random.Random, after: Callable[[int], None]) -> Counter[str]:
    """Kill the bot at each moment; `after` is told how it ended. Returns how often each moment was met."""
    met: Counter[str] = Counter()
    for moment in moments:
        came, ended = kill(hunt, moment, dice)
        met[moment if came else "random"] += 1
        after(ended)
    return met


# Our bot -------------------------------------------------------------------------------------------------------------


def of_ours(kills: int, dice: random.Random) -> tuple[Figures, Counter[str]]:
    """A round of so many kills."""
    return play(plan(kills, dice), dice, PEOPLE)


def play(moments: list[str], dice: random.Random, people: int) -> tuple[Figures, Counter[str]]:
    """A new database, a kill at each moment under load, and what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        crowd = gather(Path(folder) / "crowd.db", people)
        say_to_everybody(crowd)
        attend(crowd, people // REPORTERS)
        figures: Figures = Counter()
        with hunting(crowd, anybody=True, per_second=A_SECOND) as hunt:

            def after(ended: int) -> None:
                figures["restarts_by_hand"] += ended != -signal.SIGKILL
                hunt.note_death()
                figures["integrity_checks"] += 1
                figures["integrity_failed"] += hunt.rows("PRAGMA integrity_check") != [{"integrity_check": "ok"}]

            said = Said()
            loading = hunt.helper.submit(load, hunt, said)
            met = hunted(hunt, moments, dice, after)
            hunt.over.set()
            loading.result()
            pid = hunt.start()
            settle(hunt)
            figures["restarts_by_hand"] += hunt.end(pid, signal.SIGTERM) != 0
            figures["under_load"] = sum(death.unread > 0 for death in hunt.deaths)
            return {**figures, **what_is_kept(hunt, said), **what_came(hunt)}, met


def attend(crowd: Crowd, people: int) -> None:
    """The first of them are checked in, and have something to report."""
    with closing(connect(crowd.path)) as connection, transaction(connection, datetime.now(UTC)) as tx:
        for number in crowd.chats[:people]:
            member_id = chats.find_or_open(tx, "telegram", str(number), "vi").member_id
            member = members.by_id(tx, member_id or 0)
            assert member is not None
            assert check_ins.check_in(tx, grants.asker(tx, member), crowd.now, proof="code")


def load(hunt: Hunt, said: Said) -> None:
    """People write as fast as the bot takes it, until it is over."""
    starts = hunt.crowd.tomorrow.starts_at.astimezone(HOME).strftime("%d/%m/%Y")
    sign_up = [f"/dangky {hunt.crowd.tomorrow.campaign_id}", {"press": starts}, {"press": say(YES, "vi")}]
    reporters = len(hunt.crowd.chats) // REPORTERS
    with Remote(hunt.server.port) as server:
        for number, chat in enumerate(hunt.crowd.chats[reporters:]):
            if number % 10 == 0:
                said.sign_ups.append(chat)
                server.play({chat: sign_up})
            else:
                said.codes.append(chat)
                server.push({"chat": chat, "text": "/diemdanh"}, {"chat": chat, "text": hunt.crowd.code()})
            if number % 10 == 1 and number // 10 < reporters:
                said.reports.append(hunt.crowd.chats[number // 10])
                server.play({said.reports[-1]: list(report(number))})
            if number % 10 == 2:
                said.joins.append(FIRST_NEWCOMER + number)
                server.play({said.joins[-1]: list(join(number))})
            while server.counts()["waiting"] > MOST_WAITING and not hunt.over.is_set():
                time.sleep(0.01)
            if hunt.over.wait(0.005):
                return


def report(number: int) -> Iterator[Any]:
    """A report with two photos, none like another."""
    photos = [base64.b64encode(b"\x89PNG\r\n\x1a\n" + f"{number}-{one}".encode() * 99).decode() for one in range(2)]
    yield "/baocao"
    yield {"text": "1 giờ", "after": "mấy giờ"}
    yield {"photo": photos[0], "after": "tối đa"}
    yield {"photo": photos[1], "after": "nhận 1 ảnh"}
    yield {"text": "Xong", "after": "nhận 2 ảnh"}
    yield {"text": "Vui lắm", "after": "nhắn thêm gì"}
    yield {"press": "Gửi báo cáo"}


def join(number: int) -> Iterator[Any]:
    """Somebody new joins, under a name of their own."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    yield "/start"
    yield {"press": "Tiếng Việt"}
    yield {"press": "Đồng ý"}
    yield {"text": "2005", "after": "sinh năm nào"}
    yield {"text": f"Lâm Thị {letters.title()}", "after": "Họ tên đầy đủ"}
    yield {"text": "Chi đoàn Ấp 1", "after": "ở đơn vị nào"}
    yield {"press": "Đúng rồi"}


def settle(hunt: Hunt) -> None:
    """Wait until every update is taken, every message is out and every photo is here. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while True:
        unsent = hunt.rows(
            "SELECT (SELECT count(*) FROM outbox WHERE state = 'waiting')"
            " + (SELECT count(*) FROM broadcasts WHERE ended_at IS NULL)"
            " + (SELECT count(*) FROM files WHERE state = 'wanted') AS rows"
        )[0]["rows"]
        counts = hunt.server.counts()
        if not unsent and not counts["waiting"] and not counts["unplayed"]:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not settle: {unsent} unsent, {counts}")
        time.sleep(0.1)


def what_is_kept(hunt: Hunt, said: Said) -> Figures:
    """The file against what people did and what they were told."""
    attended = addresses(hunt, "SELECT member_id FROM check_ins")
    seated = addresses(hunt, "SELECT member_id FROM sign_ups WHERE state = 'seated'")
    reported = addresses(
        hunt,
        "SELECT member_id FROM check_ins JOIN reports ON check_in_id = check_ins.id WHERE (SELECT count(*) FROM "
        "report_photos JOIN files ON files.id = file_id WHERE report_id = reports.id AND files.state = 'stored') = 2",
    )
    joined = addresses(hunt, "SELECT id AS member_id FROM members")
    told = {
        call["params"]["chat_id"]
        for call in hunt.server.calls(method="sendMessage")
        if CONFIRMED in call["params"]["text"]
    }
    done = [(said.codes, attended), (said.sign_ups, seated), (said.reports, reported), (said.joins, joined)]
    seen = {row["key"] for row in hunt.rows("SELECT key FROM seen_updates")}
    confirmed = hunt.server.counts()["confirmed"]
    names = hunt.rows("SELECT count(*) - count(DISTINCT name) AS rows FROM members")[0]["rows"]
    taken = hunt.rows("SELECT sum(seats_taken) AS rows FROM shifts")[0]["rows"]
    return {
        "check_ins": len(said.codes),
        "sign_ups": len(said.sign_ups),
        "reports": len(said.reports),
        "joins": len(said.joins),
        "not_done": sum(len(set(people) - set(kept)) for people, kept in done),
        "told_checked_in": len(told),
        "confirmed_lost": len(told - set(attended)),
        "doubled": sum(len(kept) - len(set(kept)) for _people, kept in done) + names + abs(taken - len(seated)),
        "updates": confirmed,
        "updates_lost": sum(f"telegram:{FIRST_UPDATE + number}" not in seen for number in range(confirmed)),
        "parked": hunt.rows("SELECT count(*) AS rows FROM parked_updates")[0]["rows"],
        "foreign_keys_broken": len(hunt.rows("PRAGMA foreign_key_check")),
    }


def addresses(hunt: Hunt, members_of: str) -> list[int]:
    """The chats of these members, one for each row."""
    return [
        int(row["address"])
        for row in hunt.rows(f"SELECT address FROM ({members_of}) AS theirs JOIN chats USING (member_id)")
    ]


def what_came(hunt: Hunt) -> Figures:
    """What people got against the rows of the outbox: each at least once, again only where in flight at a kill."""
    came: dict[tuple[int, str], list[float]] = {}
    for call in hunt.server.calls():
        if call["method"] in {"sendMessage", "sendPhoto", "sendDocument"}:
            text = call["params"].get("text") or call["params"].get("caption") or ""
            came.setdefault((call["params"]["chat_id"], text), []).append(call["wall"])
    replies, unworded = rows_by_text(hunt)
    figures: Figures = Counter(messages=sum(map(len, replies.values())) + sum(map(len, unworded.values())))
    others: dict[int, list[float]] = {}
    for (chat, text), moments in came.items():
        rows = replies.get((chat, text))
        if rows is None:
            others.setdefault(chat, []).extend(moments)
        else:
            compare(figures, hunt, rows, moments)
    figures["messages_lost"] += sum(len(rows) for key, rows in replies.items() if key not in came)
    for chat, rows in unworded.items():
        compare(figures, hunt, rows, others.pop(chat, []))
    figures["repeats_beyond_flight"] += sum(map(len, others.values()))
    figures["violations"] = len(hunt.server.counts()["violations"])
    return figures


def compare(figures: Figures, hunt: Hunt, rows: list[int], moments: list[float]) -> None:
    """Count what is lost of these rows, which look alike, and what came again."""
    in_flight = sum(
        row in death.waiting and min(moments, default=death.next_start) < death.next_start
        for row in rows
        for death in hunt.deaths
    )
    again = len(moments) - len(rows)
    figures["messages_lost"] += max(0, -again)
    figures["repeats"] += max(0, again)
    figures["repeats_beyond_flight"] += max(0, again - in_flight)
    if again > 0 and len(rows) == 1:
        for first, second in pairwise(moments):
            age = min((death.at - first for death in hunt.deaths if first < death.at < second), default=0.0)
            figures["oldest_repeat_ms"] = max(figures["oldest_repeat_ms"], round(age * 1000))


def rows_by_text(hunt: Hunt) -> tuple[dict[tuple[int, str], list[int]], dict[int, list[int]]]:
    """The outbox: the rows of replies by chat and text, and of the others, which are worded when sent, by chat."""
    replies: dict[tuple[int, str], list[int]] = {}
    unworded: dict[int, list[int]] = {}
    for row in hunt.rows(
        "SELECT outbox.id, address, kind, body FROM outbox JOIN chats ON chats.id = outbox.chat_id "
        "WHERE kind IN ('reply', 'notice') ORDER BY outbox.id"
    ):
        chat = int(row["address"])
        if row["kind"] == "reply":
            replies.setdefault((chat, Reply.model_validate_json(row["body"]).text), []).append(row["id"])
        else:
            unworded.setdefault(chat, []).append(row["id"])
    return replies, unworded


# The bot that we are compared with -----------------------------------------------------------------------------------


def of_stock(how: str, kills: int, dice: random.Random) -> tuple[Figures, Counter[str]]:
    """The same kills for python-telegram-bot's own polling and persistence; at commits there is nothing to kill."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.pickle"
        moments = ["random" if moment.startswith("commit") else moment for moment in plan(kills, dice)]
        figures: Figures = Counter()
        crowd = Crowd(path, range(FIRST_CHAT, FIRST_CHAT + kills * 60), None, None)  # type: ignore[arg-type]
        with hunting(crowd, program=("tests.torture.stock", how, str(path))) as hunt:

            def after(ended: int) -> None:
                hunt.drained()
                if ended != -signal.SIGKILL:
                    figures["restarts_by_hand"] += 1
                    path.unlink(missing_ok=True)  # what a hand would do: its file cannot be read

            written: list[int] = []
            loading = hunt.helper.submit(load_stock, hunt, written)
            met = hunted(hunt, moments, dice, after)
            hunt.over.set()
            loading.result()
            finish_stock(hunt, after)
            kept = stock.kept(path)
            return {**figures, **what_stock_did(hunt, written, kept)}, met


def load_stock(hunt: Hunt, written: list[int]) -> None:
    """People send six digits, each once, as fast as the bot takes it."""
    with Remote(hunt.server.port) as server:
        for chat in hunt.crowd.chats:
            server.push({"chat": chat, "text": "123456"})
            written.append(chat)
            while server.counts()["waiting"] > MOST_WAITING and not hunt.over.is_set():
                time.sleep(0.01)
            if hunt.over.wait(0.005):
                return


def finish_stock(hunt: Hunt, after: Callable[[int], None]) -> None:
    """Start it until it works, let it take what waits, and stop it cleanly."""
    while True:
        pid = hunt.start()
        before, quiet = -1, 0
        while quiet < 20 and not hunt.ended(pid, 0.1):
            counts = hunt.server.counts()
            quiet = quiet + 1 if counts["taken"] == before and not counts["waiting"] else 0
            before = counts["taken"]
        if quiet >= 20:
            hunt.end(pid, signal.SIGTERM)
            return
        after(hunt.end(pid, signal.SIGKILL))


def what_stock_did(hunt: Hunt, written: list[int], kept: dict[int, int]) -> Figures:
    """What is kept against what people were told."""
    told = Counter(
        call["params"]["chat_id"]
        for call in hunt.server.calls(method="sendMessage")
        if stock.CONFIRMED in call["params"]["text"]
    )
    return {
        "check_ins": len(written),
        "told_checked_in": len(told),
        "confirmed_lost": sum(chat not in kept for chat in told),
        "doubled": sum(times > 1 for times in kept.values()),
        "updates": len(written),
        "updates_lost": sum(chat not in kept and chat not in told for chat in written),
        "messages": len(written),
        "messages_lost": sum(chat not in told for chat in written),
        "repeats": sum(times - 1 for times in told.values()),
    }


# All of it -----------------------------------------------------------------------------------------------------------

WRONG = (
    "confirmed_lost",
    "not_done",
    "doubled",
    "updates_lost",
    "messages_lost",
    "repeats_beyond_flight",
    "integrity_failed",
    "foreign_keys_broken",
    "restarts_by_hand",
    "parked",
    "violations",
)


def measure(kills: int, a_round: Round, dice: random.Random, at_once: int) -> dict[str, Any]:
    """So many kills, in rounds of which some run at once, each with a bot of its own; the sums of their figures."""
    begun = time.monotonic()
    sums: Counter[str] = Counter()
    met: Counter[str] = Counter()
    oldest: list[int] = []
    sizes = [min(A_ROUND, kills - first) for first in range(0, kills, A_ROUND)]
    with ProcessPoolExecutor(at_once) as pool:
        rounds = [pool.submit(a_round, size, random.Random(dice.random())) for size in sizes]
        for one in as_completed(rounds):
            figures, moments = one.result()
            oldest.append(figures.pop("oldest_repeat_ms", 0))
            sums.update(figures)
            met.update(moments)
            print(f"{met.total()} of {kills} kills", file=sys.stderr, flush=True)
    return {
        "kills": met.total(),
        **sums,
        **({"oldest_repeat_ms": max(oldest)} if any(oldest) else {}),
        "at": {moment: met[moment] for moment in MEANING if met[moment]},
        "seconds": round(time.monotonic() - begun),
    }


def main(given: list[str] | None = None) -> int:
    """Print the figures; 1 where ours are not as they must be."""
    options = argparse.ArgumentParser(prog="python -m tests.torture.kills")
    options.add_argument("--kills", type=int, default=KILLS)
    options.add_argument("--stock", type=int, default=STOCK_KILLS, help="kills of each bot that we are compared with")
    options.add_argument("--at-once", type=int, default=4, help="rounds at the same time")
    options.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = options.parse_args(given)
    dice = random.Random(chosen.seed)
    ours = measure(chosen.kills, of_ours, dice, chosen.at_once)
    theirs = {
        how: measure(chosen.stock, partial(of_stock, how), dice, chosen.at_once)
        for how in ("stock", "careful")
        if chosen.stock
    }
    print(json.dumps({"seed": chosen.seed, "ours": ours, **theirs}, ensure_ascii=False, indent=2))
    return 1 if any(ours.get(name) for name in WRONG) else 0


if __name__ == "__main__":
    sys.exit(main())
