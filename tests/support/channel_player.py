"""Plays a transcript by people on another channel, who see and send what they can there; then the same is stored.

They answer in every way that they have: a button where there is one, its number ("2", "2.", "hai"), or its label, with
diacritics, without, or with diacritics that are letters of their own (NFD). What a channel cannot send at all (a place,
a document) is left out, with the scenarios that are about it.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from handlers.dispatcher import receive
from handlers.engine.message import Choice, Incoming, Reply
from handlers.engine.state import BACK, CANCEL, MORE
from storage.messages import outbox
from storage.text import fold
from tests.handlers.test_chats import STEP, Player, Scenario, blocks, pick
from tests.support import world as worlds
from tests.support.wires import WIRES, Screen
from tests.support.world import World

CHANNELS = tuple(WIRES)  # beside Telegram, on which the transcripts stand
NAVIGATION = {BACK: ("/lui", "/back"), CANCEL: ("/huy", "/cancel"), MORE: ("xem thêm", "more")}
SAID = {BACK: ("/lui", "/back", "0"), CANCEL: ("huy", "cancel"), MORE: ("xem them", "more")}  # how a line tells of it
NUMBERS = {
    "vi": ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"),
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}

CHANNEL = re.compile(r'"(?:telegram|web|plain|zalo_bot|zalo_oa)"')
NO_FILES = re.compile(r"\| \((?:sheet|file) |\[🖼")  # what the scenario is about, where no file goes through
NO_SHEETS = re.compile(r"\| \((?:sheet|file) ")
CANNOT_SEND = {
    "web": set(),
    "plain": {"photo", "document", "location", "live"},
    "zalo_bot": {"document", "location", "live", "edited", "blocked", "unblocked"},
    "zalo_oa": {"live", "edited", "unblocked"},
}
# What is about a message that is edited for somebody else, for which one asks anew by a command where none can be; and
# what is about a file that is not in the transcript itself.
ELSEWHERE = {
    ("broadcast.vi.txt", "Two who look on, each in one message"),
    ("export.vi.txt", "A button of an earlier question answers nothing"),
}

# What is not the conversation's: where it was said, moments, secrets, and what is counted up as one goes.
OF_THE_CHANNEL = {
    "chats",
    "outbox",
    "seen_updates",
    "files",
    "jobs",
    "broadcast_screens",
    "live_codes",
    "parked_updates",
    "held",
    "spending",
    "unpaid_until",
}
OF_THE_CHANNEL |= {
    "erasures",
    "link_codes",
    "link_tries",
    "short_codes",
    "short_code_tries",
    "merging",
    "report_photos",
    "code_tries",
    "digests",
    "mailings",
    "looks",
}
NOT_COMPARED = re.compile(
    r"_at$|^at$|^id$|^key$|_id$|^secret$|hash|sha256|^body$|^kept$|^since$|^begins$|^reach$|count_|upto$|^newest$"
)


class NotAButtonError(Exception):
    """What was shown earlier is a line on this channel: it is not there to be pressed."""


@dataclass
class ChannelPlayer(Player):
    """Plays a scenario on another channel: everybody of Telegram is there instead."""

    channel: str = "telegram"
    turns: int = 0  # how many buttons were answered, so that each way of answering has its turn

    def __post_init__(self) -> None:
        if self.channel != "telegram":
            with self.world.change() as tx:
                tx.connection.execute("UPDATE chats SET channel = ? WHERE channel = 'telegram'", (self.channel,))
        super().__post_init__()

    def play_through(self) -> None:
        """Do every step of it, but for presses on what is a line here, and so cannot be pressed later."""
        for number, block in blocks(self.scenario):
            if STEP.match(block[0]):
                try:
                    with suppress(NotAButtonError):
                        self.step(block[0])
                except Exception as error:
                    error.add_note(f"on {self.channel}, at {self.scenario.file}:{number}: {block[0]}")
                    raise

    def _turn_to(self, said: str) -> None:
        super()._turn_to(said)
        if self.who is not None and self.who[0] == "telegram":
            self.who = (self.channel, self.who[1])

    def _incoming(self, said: str) -> Incoming:
        message = super()._incoming(said)
        if said == "(again)" or message.channel not in WIRES:
            return message
        return WIRES[message.channel].comes(message, self.updates)

    def _deliver(self, message: Incoming) -> None:
        """As its kind does, without a look at the audit: the transcripts' own test has that."""
        self.world.now += timedelta(seconds=1)
        self.last = message
        with self.world.change() as tx:
            if outbox.remember_update(tx, message.key):
                receive(tx.at(message.at), message, self.world.features_of(message.channel), self.world.services)

    def _press_offers(self, chat: tuple[str, str], reply: Reply, language: str) -> None:
        """Whatever can be chosen is seen where somebody gets it; the transcripts' own test presses what is offered."""
        if chat[0] not in WIRES:
            return
        screen = WIRES[chat[0]].screen(reply, chat[1], language)
        lines = {fold(line.removeprefix("– ")) for line in screen.text.splitlines()}
        listed = [choice for choice in reply.choices if not choice.nav]
        for choice in set(reply.choices) - set(screen.buttons):
            if choice.nav:
                ways = SAID[choice.id.partition(":")[2]]
                assert any(way in screen.text.lower() for way in ways), f"no way to {choice.label!r} in {screen.text!r}"
            else:
                number = "" if choice.hint else f"{choice.number or listed.index(choice) + 1}. "
                assert fold(number + choice.label) in lines, f"{choice.label!r} is not in {screen.text!r}"

    def _content(self, said: str) -> dict[str, object]:
        pressed = said.startswith("[") and said.endswith("]")
        if not pressed or self.who is None or self.who[0] in {"telegram", "web"}:
            return super()._content(said)
        stale = said.startswith("[stale:")
        newest, reply, choice = self._shown(said[1:-1].removeprefix("stale:").strip(), older=stale)
        screen = WIRES[self.who[0]].screen(reply, self.who[1], self.scenario.language)
        self.turns += 1
        if choice in screen.buttons and (stale or not newest or self.turns % 2):
            return {"kind": "choice", "choice": choice.id}
        if stale:
            raise NotAButtonError
        if not newest and choice.id.startswith("/"):
            return {"kind": "text", "text": choice.id}  # a number means the list that was shown last
        return {"kind": "text", "text": self._typed(reply, choice, screen)}

    def _shown(self, label: str, *, older: bool) -> tuple[bool, Reply, Choice]:
        """The newest message of this chat with a choice whose label starts so; first, whether it is the last one.

        `older` is one that was answered already, where there are several.
        """
        shown = self.seen.get(self.who, []) if self.who else []
        having = [(at, reply, pick(reply, label)) for at, (_row, reply) in enumerate(reversed(shown))]
        fitting = [(at, reply, choice) for at, reply, choice in having if choice is not None]
        fitting = [one for one in fitting if one[0]] if older and len(fitting) > 1 else fitting
        for at, reply, choice in sorted(fitting, key=lambda one: (one[0] > 0, one[2].label != label, one[0])):
            return at == 0, reply, choice
        raise LookupError(f"nothing that was shown starts with {label!r}")

    def _typed(self, reply: Reply, choice: Choice, screen: Screen) -> str:
        """What somebody types for a choice that they read as a line, or on a button."""
        language = self.scenario.language
        if choice.nav:
            return NAVIGATION[choice.id.partition(":")[2]][language == "en"]
        if choice.hint:
            return choice.label
        listed = [one for one in reply.choices if not one.nav]
        number = choice.number or listed.index(choice) + 1
        if choice not in screen.buttons:
            line = unicodedata.normalize("NFC", f"{number}. {choice.label}")
            assert re.search(rf"(?m)^{re.escape(line)}$", screen.text), f"{line!r} is listed in {screen.text!r}"
        decomposed = unicodedata.normalize("NFD", choice.label)
        if reply.free and not choice.id.startswith("/"):
            return (str(number), choice.label, decomposed)[self.turns % 3]
        words = NUMBERS[language]
        as_word = words[number - 1] if number <= len(words) and not choice.number else str(number)
        ways = (f"{number}.", choice.label, as_word, fold(choice.label) or str(number), str(number), decomposed)
        return ways[self.turns // (1 + bool(screen.buttons)) % len(ways)]


def facts(world: World) -> dict[str, list[tuple]]:
    """What is stored of the people's doings, table by table."""
    tables = [row["name"] for row in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: dict[str, list[tuple]] = {}
    for table in tables:
        if table in OF_THE_CHANNEL or table.startswith("sqlite_"):
            continue
        columns = [row["name"] for row in world.rows(f"PRAGMA table_info({table})")]
        wanted = [column for column in columns if not NOT_COMPARED.search(column)]
        rows = world.rows(f"SELECT {', '.join(wanted) or '1'} FROM {table}")
        found[table] = sorted(tuple(CHANNEL.sub("…", str(value)) for value in row.values()) for row in rows)
    return found


def plays_on(scenario: Scenario, channel: str) -> bool:
    """Whether people on this channel can send what the scenario's people send, and get what it is about."""
    sent = [line[1:].strip() for line in scenario.lines if line.startswith(">")]
    kinds = {match[1] for line in sent if (match := re.match(r"\((\w+)", line))}
    if kinds & CANNOT_SEND[channel] or any(line.startswith("! zalo_costs") for line in scenario.lines):
        return False  # what is about who is on which channel is that on those alone
    if channel == "web":
        return True
    if (scenario.file and scenario.file.name, scenario.name) in ELSEWHERE:
        return False
    has_buttons = channel == "zalo_oa"
    if not has_buttons and any(line.startswith("[stale:") for line in sent):
        return False
    without = NO_SHEETS if has_buttons else NO_FILES
    return not any(without.search(line) for line in scenario.lines)


def played(scenario: Scenario, channel: str, file: Path, at: Path) -> dict[str, list[tuple]]:
    """What is stored once a scenario was played on a channel, in a copy of a world's file."""
    world = worlds.copied(file, at)
    try:
        world.connection.execute("PRAGMA synchronous = OFF")
        ChannelPlayer(world, scenario, channel=channel).play_through()
        return facts(world)
    finally:
        world.close()
        for made in at.parent.glob(f"{at.name}*"):
            made.unlink()


def differences(plays: Iterable[tuple[Scenario, tuple[str, ...]]], file: Path, folder: Path) -> Iterator[str]:
    """Where something else is stored than on Telegram, or a person there is stuck; each scenario with its channels."""
    for scenario, channels in plays:
        name = f"{scenario.file.parent.name}/{scenario.file.name} “{scenario.name}”" if scenario.file else ""
        here = played(scenario, "telegram", file, folder / "telegram.db")
        for channel in channels:
            try:
                there = played(scenario, channel, file, folder / f"{channel}.db")
            except (LookupError, AssertionError, ValueError, sqlite3.Error) as error:
                yield "\n".join([f"{name}: {error!r}", *getattr(error, "__notes__", [])])
                continue
            if tables := [table for table in here if here[table] != there[table]]:
                unlike = [set(here[table]) ^ set(there[table]) for table in tables]
                yield f"{name}, on {channel}: {tables}: {unlike[:2]}"[:600]
