"""Each transcript plays on each channel: whoever has no buttons types what those see, and the same is stored.

A scenario is played twice: as it stands, on Telegram, and by people on another channel, who answer as they must there:
a button by its number ("2", "2.", "hai") or its label, with diacritics or without. Then the same facts are in the
database. What a channel cannot send at all (a place, a document) is left out, with the scenarios that are about it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.channels.plain_text import choice_lines
from bot.channels.web.channel import WebChatChannel
from bot.channels.zalo_bot.channel import ZaloBotChannel
from handlers.engine.message import Choice, Reply
from handlers.engine.state import BACK, CANCEL, MORE
from storage.text import fold
from tests.handlers.test_chats import ALL, STEP, Player, Scenario, blocks, pick
from tests.support import world as worlds
from tests.support.world import World

CHANNELS = ("web", "plain", "zalo_bot")  # beside Telegram, on which the transcripts stand
SHARE = 12  # of a file's scenarios one in so many is played on each channel, and each file is, on each; 1 takes 90 s
NAVIGATION = {BACK: ("/lui", "/back"), CANCEL: ("/huy", "/cancel"), MORE: ("xem thêm", "more")}
NUMBERS = {
    "vi": ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"),
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}

CHANNEL = re.compile(r'"(?:telegram|web|plain|zalo_bot)"')
NO_FILES = re.compile(r"\| \((?:sheet|file) |\[🖼")  # what the scenario is about, where no file goes through

# What is about a message that is edited for somebody else: without buttons one asks anew, by a command.
EDITED = {("broadcast.vi.txt", "Two who look on, each in one message")}

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
}
OF_THE_CHANNEL |= {
    "erasures",
    "link_codes",
    "link_tries",
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


@pytest.mark.parametrize("name", [*CHANNELS, "web_zalo"])
def test_the_world_knows_what_each_channel_can_do(name, world):
    """So that what is played on paper is what the channel itself says of itself."""
    channel = ZaloBotChannel("t", clock=lambda: world.now) if name == "zalo_bot" else WebChatChannel(name, "http://x")
    said, known = channel.features, world.features_of(name)
    for what in ("takes_files", "edits", "in_place", "buttons", "location", "one_message"):
        assert getattr(said, what) == getattr(known, what), what


@dataclass
class ChannelPlayer(Player):
    """Plays a scenario on another channel: everybody of Telegram is there instead."""

    channel: str = "telegram"
    turns: int = 0  # how many buttons were answered, so that each way of answering has its turn
    dead_ends: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.channel != "telegram":
            with self.world.change() as tx:
                tx.connection.execute("UPDATE chats SET channel = ? WHERE channel = 'telegram'", (self.channel,))
        super().__post_init__()

    def play_through(self) -> None:
        """Do every step of it."""
        for number, block in blocks(self.scenario):
            if STEP.match(block[0]):
                try:
                    self.step(block[0])
                except Exception as error:
                    error.add_note(f"on {self.channel}, at {self.scenario.file}:{number}: {block[0]}")
                    raise

    def _turn_to(self, said: str) -> None:
        super()._turn_to(said)
        if self.who is not None and self.who[0] == "telegram":
            self.who = (self.channel, self.who[1])

    def _audited(self, since: int, message: object) -> None:
        """The transcripts' own test looks at the audit."""

    def _press_offers(self, chat: tuple[str, str], reply: Reply, language: str) -> None:
        """And presses what is offered."""

    def _content(self, said: str) -> dict[str, object]:
        pressed = said.startswith("[") and said.endswith("]")
        if not pressed or self.who is None or self.world.features_of(self.who[0]).buttons:
            return super()._content(said)
        newest, reply, choice = self._shown(said[1:-1])
        self.turns += 1
        if not newest and choice.id.startswith("/"):
            return {"kind": "text", "text": choice.id}  # a number means the list that was shown last
        return {"kind": "text", "text": self._typed(reply, choice)}

    def _shown(self, label: str) -> tuple[bool, Reply, Choice]:
        """The newest message of this chat with a choice whose label starts so; first, whether it is the last one."""
        shown = self.seen.get(self.who, []) if self.who else []
        having = [(at, reply, pick(reply, label)) for at, (_row, reply) in enumerate(reversed(shown))]
        fitting = [(at, reply, choice) for at, reply, choice in having if choice is not None]
        for at, reply, choice in sorted(fitting, key=lambda one: (one[2].label != label, one[0])):
            return at == 0, reply, choice
        raise LookupError(f"nothing that was shown starts with {label!r}")

    def _typed(self, reply: Reply, choice: Choice) -> str:
        """What somebody types for a choice that they read as a line."""
        language = self.scenario.language
        if choice.nav:
            return NAVIGATION[choice.id.partition(":")[2]][language == "en"]
        if choice.hint:
            return choice.label
        listed = [one for one in reply.choices if not one.nav]
        number = choice.number or listed.index(choice) + 1
        assert re.search(rf"(?m)^{number}\. {re.escape(choice.label)}$", choice_lines(reply, language)), (
            "it is listed so"
        )
        if reply.free and not choice.id.startswith("/"):
            return (str(number), choice.label)[self.turns % 2]
        words = NUMBERS[language]
        as_word = words[number - 1] if number <= len(words) and not choice.number else str(number)
        return (f"{number}.", choice.label, as_word, fold(choice.label) or str(number), str(number))[self.turns % 5]


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
    """Whether people on this channel can send what the scenario's people send."""
    sent = [line[1:].strip() for line in scenario.lines if line.startswith(">")]
    kinds = {match[1] for line in sent if (match := re.match(r"\((\w+)", line))}
    buttons = channel == "web"
    cannot = {
        "web": set(),
        "plain": {"photo", "document", "location", "live"},
        "zalo_bot": {"document", "location", "live"},
    }
    if not buttons and (
        (scenario.file and scenario.file.name, scenario.name) in EDITED
        or any(NO_FILES.search(line) for line in scenario.lines)
    ):
        return False
    return not kinds & cannot[channel] and (buttons or not any(line.startswith("[stale:") for line in sent))


def shared_out(channel: str) -> Iterator[Scenario]:
    """The scenarios that are played on this channel: of each file some, others on each channel."""
    files: dict[Path, list[Scenario]] = {}
    for scenario in ALL:
        if scenario.file is not None and plays_on(scenario, channel):
            files.setdefault(scenario.file, []).append(scenario)
    for scenarios in files.values():
        first = CHANNELS.index(channel) % len(scenarios)
        yield from scenarios[first::SHARE] if len(scenarios) > SHARE else scenarios[first : first + 1]


def played(scenario: Scenario, channel: str, file: Path, at: Path) -> dict[str, list[tuple]]:
    world = worlds.copied(file, at)
    try:
        world.connection.execute("PRAGMA synchronous = OFF")
        ChannelPlayer(world, scenario, channel=channel).play_through()
        return facts(world)
    finally:
        world.close()


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_transcript_comes_to_the_same_on_each_channel(channel, world_file, tmp_path):
    differ = []
    for number, scenario in enumerate(shared_out(channel)):
        name = f"{scenario.file.parent.name}/{scenario.file.name} “{scenario.name}”" if scenario.file else ""
        try:
            here = played(scenario, "telegram", world_file, tmp_path / f"{number}a.db")
            there = played(scenario, channel, world_file, tmp_path / f"{number}b.db")
        except (LookupError, AssertionError, sqlite3.Error) as error:
            differ.append("\n".join([f"{name}: {error!r}", *getattr(error, "__notes__", [])]))
            continue
        tables = [table for table in here if here[table] != there[table]]
        if tables:
            differ.append(f"{name}: {tables}: {[(set(here[t]) ^ set(there[t])) for t in tables][:2]}"[:600])
    assert differ == [], "\n".join(differ)
