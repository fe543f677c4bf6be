"""A person's hand: plays a job by its best path, and counts what is tapped and what is typed.

It aims at conversations, steps and the keys of choices, never at labels: those may change as they like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from handlers.engine.conversation import Conversation
from handlers.engine.message import Choice, Reply
from handlers.engine.state import Asked
from tests.support import world as worlds
from tests.support.walks import Walker
from tests.support.world import World

MOST = 80  # messages: whatever takes more has lost its way
MENU = "menu"


class LostError(AssertionError):
    """A job does not get where it should."""


@dataclass(frozen=True)
class Type:
    """Type this."""

    text: str


@dataclass(frozen=True)
class Press:
    """Press the choice whose key is this; one of several, where the first is not there."""

    keys: tuple[str, ...]

    def __init__(self, *keys: str) -> None:
        object.__setattr__(self, "keys", keys)


@dataclass(frozen=True)
class Send:
    """Send a photo ("photo"), or a document of tests/data/documents by its name."""

    what: str


Answer = Type | Press | Send
FIRST = Press()


@dataclass(frozen=True)
class Job:
    """A job: who does it, what is there before, how it begins, what its questions are answered, when it is done.

    `prepare` are lines of tests/support/world.py, `set_up` does what they cannot. `begin` is a conversation (from the
    menu), or what is typed or sent. `answers` are by conversation and step ("join.name"), or by step; a list is for one
    time after another; what is not there takes the first choice. `then` are conversations (or commands, as patterns)
    that are gone on to where none is under way. `done` is a query that gives 1.
    """

    who: str
    begin: Conversation | Type | Send
    done: str
    prepare: tuple[str, ...] = ()
    set_up: Callable[[World], None] | None = None
    answers: Mapping[str, Answer | Sequence[Answer]] = field(default_factory=dict)
    then: tuple[Conversation | str, ...] = ()


@dataclass(kw_only=True)
class Hand(Walker):
    """One person's hand at one job."""

    who: tuple[str, str]
    code: str = ""
    typed: int = 0
    taps: int = 0
    heard: int = 0
    shown: list[Choice] = field(default_factory=list)  # what the last messages with buttons offer
    asked_for: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)  # each message with its place, to look at
    said: list[str] = field(default_factory=list)  # what the bot said last

    @property
    def chat(self) -> tuple[str, str]:
        return self.who

    def send(self, **content: Any) -> list[Reply]:
        replies = super().send(**content)
        self.heard += len(replies)
        self.said = [reply.text for reply in replies]
        offered = [choice for reply in replies for choice in reply.choices]
        self.shown = offered or self.shown
        return replies

    # What a hand does ------------------------------------------------------------------------------------------------

    def do(self, answer: Answer, asked: Asked | None, where: str) -> None:
        """Type, press or send; a press on a channel without buttons is typing its number."""
        match answer:
            case Type(text=text):
                self._type(text, where)
            case Send(what="photo"):
                self.taps += 2  # the paperclip, the picture
                data = f"photo {self.taps}".encode()
                photo = {"media_type": "image/jpeg", "size": len(data), "sha256": self.world.store.save(data)}
                self._note(f"{where}: a photo")
                self.send(kind="photo", file=photo)
            case Send(what=name):
                self.taps += 2
                data = (worlds.DOCUMENTS / name).read_bytes()
                file = {"media_type": "application/octet-stream", "name": name, "size": len(data)}
                self._note(f"{where}: {name}")
                self.send(kind="document", file=file | {"sha256": self.world.store.save(data)})
            case Press(keys=keys):
                self._press(asked, keys, where)

    def _press(self, asked: Asked | None, keys: tuple[str, ...], where: str) -> None:
        if asked is None or not asked.choices:
            raise LostError(f"{where}: nothing to press")
        there = [choice.key for choice in asked.choices]
        wanted = [at for key in keys for at, one in enumerate(there) if re.fullmatch(key, one)]
        if keys and not wanted:
            raise LostError(f"{where}: none of {keys} among {there}")
        at = wanted[0] if wanted else 0
        if self.who[0] == "plain":
            hints = asked.free and there[at] == asked.choices[at].label
            self._type(there[at] if hints else str(at + 1), where)
            return
        self.taps += 1
        self._note(f"{where}: [{asked.choices[at].label}] {there[at]}")
        self.send(kind="choice", choice=f"{asked.id}:{at}", press=f"press-{self.taps}")

    def _type(self, text: str, where: str) -> None:
        text = text.replace("{code}", self.code)
        self.typed += 1
        self._note(f"{where}: “{text}”")
        self.send(kind="text", text=text)

    def _note(self, what: str) -> None:
        self.told.append(what)

    # Offers ----------------------------------------------------------------------------------------------------------

    def go(self, conversation: Conversation, where: str) -> None:
        """Press the button that leads there, of those in sight; behind “More…” where it is not among them."""
        choice = self._leading_to(conversation)
        ways = [[choice]] if choice is not None else self._ways_on(conversation)
        for way in ways[:1]:
            for choice in way:
                self._offer(choice, where)
            return
        raise LostError(f"{where}: nothing leads to {conversation.name}; there is {[one.id for one in self.shown]}")

    def go_on_to(self, ways: Sequence[Conversation | str]) -> None:
        """Where a conversation has ended: go on to the first of these that is offered."""
        for way in ways:
            if isinstance(way, Conversation):
                choice = self._leading_to(way)
            else:
                choice = next((one for one in self.shown if re.fullmatch(way, one.id)), None)
            if choice is not None:
                self._offer(choice, "goes on")
                return
        raise LostError(f"it ended; there is {[one.id for one in self.shown]}")

    def _leading_to(self, conversation: Conversation) -> Choice | None:
        commands = {f"/{command}" for command in conversation.commands}
        return next((one for one in self.shown if one.id.partition(" ")[0] in commands), None)

    def _offer(self, choice: Choice, where: str) -> None:
        if self.who[0] == "plain":
            numbered = [one for one in self.shown if not one.nav]
            self._type(str(numbered.index(choice) + 1), where)
            return
        self.taps += 1
        self._note(f"{where}: [{choice.label}] {choice.id}")
        self.send(kind="choice", choice=choice.id, press=f"press-{self.taps}")

    def _ways_on(self, conversation: Conversation) -> list[list[Choice]]:
        """The shortest way there, over two buttons at most that lead to more buttons."""
        begun = [(list[Choice](), list(self.shown))]
        kept = (self.typed, self.taps, self.heard, list(self.told))
        found: list[list[Choice]] = []
        for way, shown in begun:
            for choice in shown:
                if found or len(way) > 1 or choice.nav:
                    continue
                with self.trial():
                    self.shown = shown
                    for before in [*way, choice]:
                        self.shown = []
                        self.send(kind="choice", choice=before.id, press="look")
                    target = self._leading_to(conversation)
                    running = self.state.running
                    if running is not None and running.name == conversation.name:
                        found.append([*way, choice])
                    elif target is not None:
                        found.append([*way, choice, target])
                    elif self.shown:
                        begun.append(([*way, choice], list(self.shown)))
        self.typed, self.taps, self.heard, self.told = kept
        self.shown = begun[0][1]
        return found


def play(world: World, job: Job) -> Hand:
    """Do a job to its end. Raises `LostError` where it does not get there."""
    for line in job.prepare:
        worlds.act(world, line)
    if job.set_up is not None:
        job.set_up(world)
    channel, _colon, name = job.who.rpartition(":")
    who = (channel or worlds.PEOPLE.get(name, ("telegram",))[0], name)
    code = world.code()
    with world.change() as tx:
        hand = Hand(world, tx, "member", who=who, code=code, numbers=count(NUMBERS.pop()))
        try:
            _begin(hand, job.begin)
            while not _is_done(hand, job):
                _go_on(hand, job)
        except LostError as lost:
            raise LostError("\n".join([str(lost), *hand.told, *hand.said])) from None
    return hand


NUMBERS = list(range(1_000_000, 0, -1000))  # keys of updates are never used twice in one world


def _begin(hand: Hand, begin: Conversation | Type | Send) -> None:
    match begin:
        case Type() | Send():
            hand.do(begin, None, "begins")
        case conversation:
            hand.send(kind="text", text=MENU)  # it stands in the chat already
            hand.heard = 0
            hand.go(conversation, MENU)


def _go_on(hand: Hand, job: Job) -> None:
    if hand.typed + hand.taps > MOST:
        raise LostError(f"not done after {MOST} messages")
    running = hand.state.running
    if running is None or running.asked is None:
        hand.go_on_to(job.then)
        return
    step = re.sub(r"\d+", "#", running.asked.step)
    where = f"{running.name}.{step}"
    answer = job.answers.get(where, job.answers.get(step, FIRST))
    if isinstance(answer, Sequence):
        time = hand.asked_for[where] = hand.asked_for.get(where, -1) + 1
        answer = answer[min(time, len(answer) - 1)]
    if answer is FIRST and not running.asked.choices:
        raise LostError(f"{where} wants something that nobody has thought of")
    hand.do(answer, running.asked, where)


def _is_done(hand: Hand, job: Job) -> bool:
    (row,) = hand.tx.connection.execute(job.done).fetchall()
    (value,) = row.values()
    return bool(value)
