"""Plays the transcripts of tests/chats: <subject>/<conversation>.<language>.txt read as the chat reads.

    # a comment
    == The good path              a scenario: a fresh copy of the small world (world.py), Sunday 22/11/2026, 07:00
    @lan 07:05                    who writes from here on, and, if one is given, the time of day
    > /dangky                     types this
    > [Trồng cây]                 presses the button whose label starts so, on their newest message that still has it
    > [stale: Trồng cây]          presses such a button of an older message, one that is answered or overtaken
    < Which campaign …            what the bot says: the first line of each message after "< ",
    | the rest of it              its other lines after "| ",
    | [One] [Two]                 and its buttons
    | (file diem-danh-1.ics)      an attachment: (file name), (sheet name), (qr link), (photo)
    | (wants location)            asks for a location
    < ~ 123456                    an earlier message was given this new text (buttons that only go away are not shown)
    minh< …                       what somebody else gets meanwhile
    ! restart                     the process dies: the database is closed and opened again
    ! fill shift trees 1          any other action of tests/support/world.py, with its arguments

Instead of a typed text, in parentheses: (start payload), (location 9.60,105.97), (live 9.60,105.97),
(live 9.60,105.97,25) as a phone tells it that knows its place to within 25 m, (photo), (photo name) of the same one
wherever it has that name, (document name.xlsx) of tests/data/documents, which `! work` has read, (sticker), (voice),
(video), (edited text), (group text) as said to the bot in a group, (blocked), and (again) for the last update
delivered once more.

`@plain:tam` plays a person on the channel without buttons; people of the world have their channel by themselves.
`${code}` and `${poster}` stand for the code and the start payload of the usual shift, `${code:blood}` of another;
`${invite}` stands for the code of the invitation that the bot made last, `${link}` for that which links accounts.

What a Vietnamese transcript leaves in the audit stands in tests/chats/noted.log (see tests/support/noted.py).

`pytest tests/handlers/test_chats.py --update` writes what the bot says now into the files; read the diff as a chat.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from bot.channels.plain_text import numbered, with_few_buttons
from handlers import notices
from handlers.contents import COMMANDS
from handlers.dispatcher import receive
from handlers.engine.message import Choice, Edit, Incoming, Location, Reply, UploadedFile
from handlers.engine.text import LANGUAGES, _, say
from storage import codes
from storage.messages import outbox
from storage.messages.records import Outgoing
from tests.support import audited, noted
from tests.support import world as worlds
from tests.support.paths import TESTS
from tests.support.world import World

CHATS = TESTS / "chats"
STEP = re.compile(r"[>!@]")
EXPECTED = re.compile(r"[\w ]*<( |$)|\|( |$)")
LINE_WIDTH = 110
ICON = re.compile(r"^[^\x00-\u1fff]+ ")


PRESSED: set[tuple[str, str]] = set()  # offered buttons (label, command) that some scenario's person has pressed
CALLED = {language: {say(one.title, language) for one in COMMANDS.values()} for language in LANGUAGES}


def not_understood(language: str) -> str:
    """What the menu says to a message that made no sense."""
    return say(_("I didn't understand that. Here is what I can do:"), language)


class NotDoneError(Exception):
    """What was tried is not to stay."""


class TranscriptError(LookupError):
    """The transcript names a person or a button that is not there."""


@dataclass(frozen=True)
class Scenario:
    """A part of a transcript's file: its heading's name, and its lines with their numbers."""

    file: Path | None
    name: str
    lines: tuple[str, ...]
    first: int

    @property
    def language(self) -> str:
        return self.file.name.split(".")[-2] if self.file else "en"

    @property
    def heading(self) -> str:
        """What it is called where all of them stand."""
        assert self.file is not None
        return f"{self.file.parent.name}/{self.file.name.partition('.')[0]}: {self.name}"


def scenarios(file: Path) -> Iterator[Scenario]:
    """The scenarios of a file; what stands before the first heading is the file's own comment."""
    lines = file.read_text(encoding="utf-8").splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("== ")]
    for head, following in zip(heads, [*heads[1:], len(lines)], strict=True):
        yield Scenario(file, lines[head][3:].strip(), tuple(lines[head + 1 : following]), head + 2)


ALL = [scenario for file in sorted(CHATS.rglob("*.txt")) for scenario in scenarios(file)]
NOTED = noted.sections()
HEADINGS = {scenario.heading for scenario in ALL if scenario.language == "vi"}


@pytest.mark.parametrize("scenario", ALL, ids=lambda one: f"{one.file.relative_to(CHATS)}::{one.name}")
def test_chat(scenario, world, request):
    assert [one for one in ALL if (one.file, one.name) == (scenario.file, scenario.name)] == [scenario], "named twice"
    before = noted.last(world)
    try:
        played = list(Player(world, scenario).play())
    except LookupError as error:
        if not isinstance(error, TranscriptError):
            raise
        pytest.fail("\n".join([str(error), *getattr(error, "__notes__", [])]), pytrace=False)
    update = request.config.getoption("--update")
    if played != list(scenario.lines):
        if not update:
            pytest.fail(f"{scenario.file.name}, “{scenario.name}”\n{difference(scenario.lines, played)}", pytrace=False)
        rewrite(scenario, played)
    if scenario.language == "vi":
        compare_noted(scenario, noted.since(world, before), update=update)


def compare_noted(scenario: Scenario, lines: list[str], *, update: bool) -> None:
    """What this scenario left in the audit is what stands in noted.log."""
    stands = NOTED.get(scenario.heading, [])
    if lines == stands:
        return
    if not update:
        pytest.fail(f"{noted.FILE.name}, “{scenario.heading}”\n{difference(stands, lines)}", pytrace=False)
    noted.rewrite(scenario.heading, lines, HEADINGS)


def test_what_was_noted_is_of_transcripts_that_are_there():
    assert NOTED.keys() <= HEADINGS


def difference(expected: Sequence[str], played: list[str]) -> str:
    """Which lines do not happen (-), and what happens in their place (+)."""
    diff = difflib.unified_diff(expected, played, lineterm="", n=4)
    return "\n".join(list(diff)[2:])


def rewrite(scenario: Scenario, lines: list[str]) -> None:
    """Put these lines in the place of the scenario's, whatever else has been rewritten meanwhile."""
    with FileLock(scenario.file.with_suffix(".lock")):
        text = scenario.file.read_text(encoding="utf-8").splitlines()
        head = text.index(f"== {scenario.name}")
        after = [number for number, line in enumerate(text) if number > head and line.startswith("== ")]
        text[head + 1 : after[0] if after else len(text)] = lines
        scenario.file.write_text("\n".join(text) + "\n", encoding="utf-8")
    scenario.file.with_suffix(".lock").unlink(missing_ok=True)


@dataclass
class Player:
    """Plays one scenario in a world, and writes the lines as they should stand in its file."""

    world: World
    scenario: Scenario
    who: tuple[str, str] | None = None
    seen: dict[tuple[str, str], list[tuple[int, Reply]]] = field(default_factory=dict)
    bare: set[int] = field(default_factory=set)  # rows whose buttons are gone
    last_row: int = 0
    updates: int = 0
    last: Incoming | None = None
    invite: str = ""  # the code of the invitation that was made last
    link: str = ""  # the code that was shown last to link accounts

    def __post_init__(self) -> None:
        self._speak(self.scenario.language)

    def play(self) -> Iterator[str]:
        """Every line of the scenario, with what the bot says now in the place of what it said."""
        for number, block in blocks(self.scenario):
            try:
                heard = self.step(block[0]) if STEP.match(block[0]) else []
            except Exception as error:
                error.add_note(f"at {self.scenario.file.name}:{number}: {block[0]}")
                raise
            yield from with_heard(block, heard)

    # What is done ----------------------------------------------------------------------------------------------------

    def step(self, line: str) -> list[str]:
        """Do what one line says; returns what is heard then, as lines."""
        said = line[1:].strip()
        if line.startswith("@"):
            self._turn_to(said)
            return []
        if line.startswith("!"):
            worlds.act(self.world, said.removeprefix("do "))
        else:
            self._deliver(self._incoming(self._filled(said)))
        return self._heard()

    def _turn_to(self, said: str) -> None:
        name, _space, time = said.partition(" ")
        channel, _colon, name = name.rpartition(":")
        if not channel:
            if name not in worlds.PEOPLE and name not in worlds.STRANGERS:
                raise TranscriptError(f"nobody of the world is called {name!r}")
            channel = worlds.PEOPLE[name][0] if name in worlds.PEOPLE else "telegram"
        self.who = (channel, name)
        if time:
            worlds.act(self.world, f"clock {time}")

    def _incoming(self, said: str) -> Incoming:
        assert self.who is not None, "nobody writes yet: begin with @name"
        if said == "(again)":
            assert self.last is not None
            return self.last
        self.updates += 1
        channel, address = self.who
        return Incoming.model_validate(
            {
                "channel": channel,
                "address": address,
                "key": f"{channel}:{self.updates}",
                "at": self.world.now,
                "language": self.scenario.language,
                **self._content(said),
            }
        )

    def _content(self, said: str) -> dict[str, object]:
        if said.startswith("[") and said.endswith("]"):
            return {"kind": "choice", "choice": self._button(said[1:-1]), "press": f"press-{self.updates}"}
        if not (said.startswith("(") and said.endswith(")")):
            return {"kind": "text", "text": said}
        kind, _space, rest = said[1:-1].partition(" ")
        return self._other(kind, rest) or {"kind": "text", "text": said}

    def _other(self, kind: str, rest: str) -> dict[str, object] | None:
        if kind in {"location", "live"}:
            latitude, longitude, *accuracy = map(float, rest.split(","))
            accuracy_m = accuracy[0] if accuracy else None
            point = Location(latitude=latitude, longitude=longitude, live=kind == "live", accuracy_m=accuracy_m)
            return {"kind": "location", "location": point}
        unique_id = f"unique-{rest or self.updates}"
        photo = UploadedFile(media_type="image/jpeg", size=1000, vendor_id=f"photo-{self.updates}", unique_id=unique_id)
        kinds: dict[str, dict[str, object]] = {
            "start": {"kind": "start", "start": rest},
            "photo": {"kind": "photo", "file": photo},
            "edited": {"kind": "edited", "text": rest},
            "group": {"kind": "text", "text": rest, "private": False},
            "sticker": {"kind": "other", "medium": "sticker"},
            "voice": {"kind": "other", "medium": "voice"},
            "video": {"kind": "other", "medium": "video"},
            "document": {"kind": "document", "file": self._document(rest) if kind == "document" else None},
            "blocked": {"kind": "blocked"},
            "unblocked": {"kind": "unblocked"},
        }
        return kinds.get(kind)

    def _document(self, name: str) -> UploadedFile:
        data = (worlds.DOCUMENTS / name).read_bytes()
        sha256 = self.world.store.save(data)
        return UploadedFile(media_type="application/octet-stream", name=name, size=len(data), sha256=sha256)

    def _button(self, label: str) -> str:
        """The id of the button whose label starts so, of the newest message that still has it (stale: any other)."""
        stale, label = label.startswith("stale:"), label.removeprefix("stale:").strip()
        shown = self.seen.get(self.who, []) if self.who else []
        having = [(row, reply) for row, reply in reversed(shown) if pick(reply, label)]
        live = next((row for row, _reply in having if row not in self.bare), None)
        for row, reply in having:
            if (row == live) is not stale and (button := pick(reply, label)) is not None:
                return button.id
        there = [choice.label for row, reply in shown if row not in self.bare for choice in reply.choices]
        raise TranscriptError(f"no {'older ' * stale}button starts with {label!r}; there are {there}")

    def _deliver(self, message: Incoming) -> None:
        self.world.now += timedelta(seconds=1)
        self.last = message
        since = audited.begin(self.world.connection)
        with self.world.change() as tx:
            if outbox.remember_update(tx, message.key):
                receive(
                    tx.at(message.at),
                    message,
                    self.world.features_of(message.channel),
                    self.world.services,
                )
        if self.scenario.file is not None and self.scenario.file.is_relative_to(CHATS):
            self._audited(since, message)

    def _audited(self, since: int, message: Incoming) -> None:
        """What the writer changed that is not their own is in the audit."""
        writer = self.world.rows(
            "SELECT member_id FROM chats WHERE channel = ? AND address = ?", message.channel, message.address
        )
        missing = audited.unaudited(self.world.connection, since, writer[0]["member_id"] if writer else None)
        assert missing == [], f"{self.scenario.name}: {message.address} changed what the audit does not tell"

    # What is heard ---------------------------------------------------------------------------------------------------

    def _heard(self) -> list[str]:
        """The messages queued since last asked, as lines."""
        rows = self.world.rows(
            "SELECT outbox.*, chats.channel, chats.address, chats.language FROM outbox "
            "JOIN chats ON chats.id = outbox.chat_id WHERE outbox.id > ? ORDER BY outbox.id",
            self.last_row,
        )
        lines = []
        for row in rows:
            self.last_row = row["id"]
            chat = (row["channel"], row["address"])
            name = "" if chat == self.who else row["address"]
            message = self._message(row, chat)
            lines += [f"{f'{name}< ' if at == 0 else '| '}{line}".rstrip() for at, line in enumerate(message)]
            if row["kind"] != "edit":
                self._press_offers(chat, self.seen[chat][-1][1], row["language"])
        return [self._hollowed(line) for line in lines]

    def _message(self, row: dict, chat: tuple[str, str]) -> list[str]:
        if row["kind"] == "edit":
            edit = Edit.model_validate_json(row["body"])
            if edit.text is None:
                self.bare.add(edit.row)
                return []
            self._replace(chat, edit)
            return f"~ {edit.text}".split("\n") + boxed(edit.choices)
        with self.world.change() as tx:
            worded = notices.worded_now(tx, Outgoing.model_validate(row))
        reply = worded if isinstance(worded, Reply) else Reply(text=f"({worded})")
        self.seen.setdefault(chat, []).append((row["id"], reply))
        features = self.world.features_of(chat[0])
        if features.most_buttons is not None:
            reply = with_few_buttons(reply, row["language"], features.most_buttons)
        return drawn(reply, row["language"], plain=not features.buttons)

    def _replace(self, chat: tuple[str, str], edit: Edit) -> None:
        """An edited message has the buttons of its edit."""
        shown = self.seen.get(chat, [])
        for at, (row, reply) in enumerate(shown):
            if row == edit.row:
                shown[at] = (row, reply.model_copy(update={"choices": edit.choices}))
        if not edit.choices:
            self.bare.add(edit.row)

    # What is offered -------------------------------------------------------------------------------------------------

    def _press_offers(self, chat: tuple[str, str], reply: Reply, language: str) -> None:
        """Each offered button is understood, and leads to what it is called after; nothing of it stays."""
        for choice in reply.choices:
            if not choice.id.startswith("/") or (choice.label, choice.id) in PRESSED:
                continue
            PRESSED.add((choice.label, choice.id))
            command = choice.id.removeprefix("/").partition(" ")[0]
            assert command in COMMANDS, f"nothing answers to the button {choice.label!r}, {choice.id!r}"
            if choice.label in CALLED[language]:
                assert choice.label == say(COMMANDS[command].title, language), f"{choice.label!r} says {choice.id!r}"
            assert not_understood(language) not in self._pressed(chat, choice), f"{choice.label!r}, {choice.id!r}"

    def _pressed(self, chat: tuple[str, str], choice: Choice) -> str:
        """What is said to whoever presses an offered button."""
        channel, address = chat
        message = Incoming(
            channel=channel,
            address=address,
            key="pressed",
            at=self.world.now,
            kind="choice",
            choice=choice.id,
            press="p",
        )
        features = self.world.features_of(channel)
        with suppress(NotDoneError), self.world.change() as tx:
            rows = receive(tx.at(message.at), message, features, self.world.services)
            said = [Reply.model_validate_json(row.body).text for row in rows if row.kind == "reply"]
            raise NotDoneError
        return "\n".join(said)

    # What differs from run to run ------------------------------------------------------------------------------------

    def _filled(self, said: str) -> str:
        """The line with `${code}`, `${poster}`, `${invite}` and `${link}` as they are now."""
        said = said.replace("${invite}", self.invite).replace("${link}", self.link)

        def value(match: re.Match[str]) -> str:
            make = {"code": self.world.code, "poster": self.world.poster}[match[1]]
            return make(match[2]) if match[2] else make()

        return re.sub(r"\$\{(code|poster)(?::([\w-]+))?\}", value, said)

    def _hollowed(self, line: str) -> str:
        """What the bot said, with `${code}`, `${poster}`, `${invite}` and `${link}` where they stand in it."""
        if match := re.search(r"start=i([2-9A-Z]{12})\b|\b((?:[2-9A-Z]{4}-){2}[2-9A-Z]{4})\b", line):
            self.invite = codes.tidied(match[1] or match[2])
            line = line.replace(self.invite, "${invite}").replace(codes.shown(self.invite), "${invite}")
        if match := re.search(r"(?:/ketnoi|/link) ([a-hjkmnp-z2-9]{8})\b", line):
            self.link = match[1]
            line = line.replace(self.link, "${link}")
        line = re.sub(r"/c/[\w-]{56}\b", "/c/${page}", line)
        if not re.search(r"\d{6}|[\w-]{24}", line):
            return line
        for kind, usual, make in (("code", "trees", self.world.code), ("poster", "cleanup", self.world.poster)):
            for name in worlds.SHIFTS:
                line = line.replace(make(name), f"${{{kind}}}" if name == usual else f"${{{kind}:{name}}}")
        return line

    def _speak(self, language: str) -> None:
        with self.world.change() as tx:
            tx.connection.execute("UPDATE chats SET language = ?", (language,))
            tx.connection.execute("UPDATE members SET language = ?", (language,))


def blocks(scenario: Scenario) -> Iterator[tuple[int, list[str]]]:
    """What is done, each with the lines below it, and the number of its line in the file."""
    number, block = scenario.first, []
    for at, line in enumerate(scenario.lines, scenario.first):
        if block and STEP.match(line):
            yield number, block
            block = []
        number = number if block else at
        block.append(line)
    if block:
        yield number, block


def with_heard(block: list[str], heard: list[str]) -> list[str]:
    """The block with what was heard in the place of what was expected; comments and empty lines stay."""
    expected = [number for number, line in enumerate(block) if EXPECTED.match(line)]
    index = expected[0] if expected else 1
    rest = [line for number, line in enumerate(block) if number >= index and number not in expected]
    return [*block[:index], *heard, *rest]


def pick(reply: Reply, label: str) -> Choice | None:
    """The button of a message whose label starts so, or is so; an icon before it may be left out."""
    fits = (label.__eq__, lambda shown: shown.startswith(label), lambda shown: ICON.sub("", shown).startswith(label))
    return next((choice for fit in fits for choice in reply.choices if fit(choice.label)), None) or next(
        (choice for choice in reply.choices if choice.button == label), None
    )


def drawn(reply: Reply, language: str, *, plain: bool) -> list[str]:
    """A message as lines: its words, its buttons (or numbered lines), and what comes with it."""
    lines = numbered(reply, language).split("\n") if plain else reply.text.split("\n") + boxed(reply.choices)
    match reply.attachment:
        case None:
            pass
        case attached if attached.type == "qr":
            lines.append(f"(qr {attached.link})")
        case attached if attached.type in {"file", "sheet"}:
            lines.append(f"({attached.type} {attached.name})")
        case attached:
            lines.append(f"({attached.type})")
    return lines + ["(wants location)"] * (reply.wants_location and not plain)


def boxed(choices: tuple[Choice, ...]) -> list[str]:
    """Buttons in brackets, as many on a line as fit."""
    lines: list[str] = []
    for choice in choices:
        box = f"[{choice.button}]"
        if lines and len(lines[-1]) + len(box) < LINE_WIDTH:
            lines[-1] += f" {box}"
        else:
            lines.append(box)
    return lines
