"""The page docs/reliability.md: what was tried, and its figures. Made from the figures alone; `page` gives its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.paths import ROOT
from tests.torture.kills import MEANING

PAGE, FIGURES = ROOT / "docs" / "reliability.md", ROOT / "docs" / "reliability.json"
Kept = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """A part: its heading, and what is done in it."""

    title: str
    about: str
    short: tuple[str, ...] = ()  # what makes it short


OPENING = (
    "`make torture` writes this page; nothing on it is written by hand. It takes minutes, so `make test` runs a slice "
    "of each part. What is promised of messages stands in [delivery.md](delivery.md)."
)
BESIDE = (
    "Beside it stands python-telegram-bot as it comes, `run_polling` with `PicklePersistence`, doing the smallest job "
    "(keep a check-in, answer it) under the same kills; and the same bot with what it keeps written before each answer "
    "(“careful”). It has no commits, so those kills come at any moment."
)
PARTS = {
    "kills": Part(
        "Killed at every moment",
        "The bot is a real process under mixed load (check-ins by code, sign-ups, reports with two photos each, "
        "people who join, a broadcast), against a strict Bot API server that takes a message at once and answers "
        "20 ms later. It is killed with SIGKILL and started again, in rounds of 25 kills on a new file. Whoever "
        "was told “checked in” must be in the file; every update that was acknowledged must have been taken; "
        "every row of the outbox must have arrived. Only what was in flight at a kill, or was not marked yet, may "
        "come twice.",
        ("--kills", "18", "--stock", "9"),
    ),
    "vendors_at_once": Part(
        "Killed while it serves three vendors at once",
        "The bot as a process with Telegram, a Zalo bot and a Zalo Official Account at once, all by webhook, against a "
        "strict server of each. People check in on each; the bot is killed with SIGKILL and started again at any "
        "moment, at its commits, and when a message to each of the vendors has left, and was just taken. What was not "
        "answered with 200 is posted again, by Telegram and for the Official Account; on a Zalo bot, where nothing is "
        "posted twice, the person writes again.",
        ("--kills", "10", "--people", "240"),
    ),
    "hostile": Part(
        "Hostile updates",
        "Updates of every kind that the Bot API has, made by its own facts, most of them broken in one place or "
        "several: wrong types, fields missing or added, huge and odd strings, deep nesting, numbers beyond "
        "reason, buttons of other chats, edited, forwarded and channel posts, ids again and out of order. They go "
        "through polling, the inbox and the conversations over a real file; among each hundred an honest person "
        "checks in.",
        ("--updates", "3000", "--wire", "500", "--stock", "500"),
    ),
    "vendor_answers": Part(
        "Whatever the vendor's address answers",
        "Every answer of a table (the vendor's own word, proxies' pages, empty and half answers, odd JSON, every "
        "status) to every call that the bot makes, in the channel and through delivery.",
    ),
    "disks_and_clocks": Part(
        "Disks, files, power and clocks",
        "Disks that are full or read-only, files that are moved, replaced or damaged, logs torn as a power cut "
        "leaves them, clocks that are wrong or jump. People check in by the code meanwhile; who was told so must "
        "be in the file.",
    ),
    "backlog": Part(
        "People write five times faster than the bot may answer",
        "Memory (MB) and order while a backlog grows and is worked off.",
        ("--updates", "5000"),
    ),
    "documents": Part("Documents made to be too much", "Each is read by a child process with limits; memory in MB."),
    "commands": Part(
        "Every command in the middle of everything",
        "Every command, however it is said, at every question of every conversation, in every role.",
    ),
    "channels": Part(
        "Every transcript on every channel",
        "People play the transcripts on the web chat, on the plain one, on a Zalo bot and on a Zalo Official Account: "
        "they see what its own layout shows, and answer what its own reader understands, by buttons, numbers, words "
        "and labels. The same must be stored as on Telegram. What a channel cannot send at all is left out.",
        ("--one-in", "20"),
    ),
    "words": Part(
        "Any words and numbers at every question",
        "Odd words, numbers and places as answers and behind every command, in every role.",
    ),
}
KILLS = {
    "kills": "kills",
    "under_load": "of these, while updates waited",
    "integrity_checks": "looks through the whole file (`integrity_check`), one after each kill",
    "integrity_failed": "of these, that found something",
    "restarts_by_hand": "restarts that needed a hand",
    "check_ins": "check-ins by code",
    "sign_ups": "sign-ups",
    "reports": "reports",
    "joins": "people who joined",
    "not_done": "of all these, not in the file at the end",
    "told_checked_in": "people who were told “checked in”",
    "confirmed_lost": "of these, not in the file: **confirmed and lost**",
    "doubled": "effects doubled",
    "updates": "updates",
    "updates_lost": "of these, acknowledged and never taken",
    "parked": "updates that we failed on",
    "messages": "messages to people",
    "messages_lost": "of these, never sent",
    "repeats": "messages that came again",
    "repeats_beyond_flight": "of these, not in flight at a kill",
    "oldest_repeat_ms": "longest time from a message's arrival to its kill, ms, the machine's load included",
    "violations": "calls that the Bot API's specification forbids",
}
HOSTILE = {
    "updates": "updates",
    "not_understood": "of these, not as the Bot API describes them",
    "skipped": "of these, not even JSON that can be read: skipped, with a line in the log",
    "escaped": "errors that escaped",
    "parked": "updates that we failed on, each with an apology",
    "ended": "times that the bot ended",
    "not_taken": "batches that were not taken",
    "stood_still": "batches after which nothing was answered any more, until somebody restarted it without them",
    "slow": "updates that took longer than 100 ms",
    "slowest_ms": "the slowest, ms",
    "answers": "answers to people",
    "rights_broken": "things changed that nobody of these had a right to",
    "unreachable": "chats that were made to which nothing can be sent",
    "honest": "honest people among them",
    "honest_not_served": "of these, not served",
    "violations": "calls that the Bot API's specification forbids",
    "integrity_failed": "damage to the file",
    "foreign_keys_broken": "broken references in the file",
}


def page(kept: Kept) -> str:
    """The page, from the figures alone."""
    return "\n".join(lines(kept)).rstrip() + "\n"


def lines(kept: Kept) -> Iterator[str]:
    """The lines of the page."""
    yield from (
        "# What was tried, and what came of it",
        "",
        OPENING,
        "",
        "| Part | Date | Machine | Minutes | |",
        "|---|---|---|---|---|",
    )
    for name, part in PARTS.items():
        if name in kept:
            one = kept[name]
            machine = f"{one['cores']} cores, Python {one['python']}"
            result = "all as it must be" if one["right"] else "**not all as it must be**"
            yield f"| {part.title} | {one['date']} | {machine} | {one['seconds'] / 60:.1f} | {result} |"
        else:
            yield f"| {part.title} | not run yet | | | |"
    for name, part in PARTS.items():
        if name in kept:
            yield from ("", f"## {part.title}", "", part.about, f"Alone: `python -m tests.torture.{name}`.", "")
            yield from TABLES.get(name, plain)(kept[name]["figures"])


def kills(figures: dict[str, Any]) -> Iterator[str]:
    """The kills, ours beside python-telegram-bot's own."""
    columns = {name: title for name, title in COMPARED.items() if name in figures}
    if "stock" in figures:
        yield from (BESIDE, "")
    yield from table(KILLS, [figures[name] for name in columns], list(columns.values()))
    yield ""
    yield from table(
        {moment: f"kills {meaning}" for moment, meaning in MEANING.items()},
        [figures[name]["at"] for name in columns],
        list(columns.values()),
    )


def hostile(figures: dict[str, Any]) -> Iterator[str]:
    """The hostile updates: in one process, over the wire, and python-telegram-bot's own polling."""
    titles = {"in_process": "Ours", "wire": "Ours, a whole process", "stock": "python-telegram-bot, as it comes"}
    columns = {name: title for name, title in titles.items() if name in figures}
    yield from table(HOSTILE, [figures[name] for name in columns], list(columns.values()))


def plain(figures: dict[str, Any]) -> Iterator[str]:
    """Any other figures, by their names."""
    yield from ("| | |", "|---|---|")
    for name, value in flat(figures):
        yield f"| {name.replace('_', ' ')} | {shown(value)} |"


def flat(found: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Nested figures one below another, with where they stand as their names."""
    items = found.items() if isinstance(found, dict) else enumerate(found, 1) if isinstance(found, list) else ()
    for key, value in items:
        inner = f"{name}: {key}" if name else str(key)
        if isinstance(value, (dict, list)):
            yield from flat(value, inner)
        else:
            yield inner, value


def table(rows: dict[str, str], columns: list[dict[str, Any]], titles: list[str]) -> Iterator[str]:
    """A table with a row for each figure that a column has."""
    yield f"| | {' | '.join(titles)} |"
    yield "|---" * (len(titles) + 1) + "|"
    for name, meaning in rows.items():
        if any(name in column for column in columns):
            yield f"| {meaning} | {' | '.join(shown(column.get(name)) for column in columns)} |"


def shown(value: Any) -> str:
    """A figure as the page has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, (int, float)) else str(value).replace("|", "\\|")


COMPARED = {"ours": "Ours", "stock": "python-telegram-bot, as it comes", "careful": "The same, careful"}
TABLES = {"kills": kills, "hostile": hostile}
