"""Walks over all conversations: every question that they ask, in every role, reached by answering those before it.

A question is reached once and kept as the chat's state of that moment (conversations write nothing before their last
question), so that a test can put somebody there at once, as often as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from handlers import dispatcher
from handlers.contents import CONVERSATIONS
from handlers.engine.conversation import Conversation
from handlers.engine.message import Incoming, Location, Reply
from handlers.engine.state import Running, State
from storage.broadcasts import broadcasts
from storage.broadcasts.records import AudiencePart, BroadcastBody
from storage.database import Transaction
from storage.files import jobs
from storage.organisation import grants
from storage.people import members
from storage.records import Role
from tests.support import world as worlds
from tests.support.world import World

ROLES = {
    "newcomer": ("telegram", "tam"),
    "member": ("telegram", "lan"),
    "leader": ("telegram", "minh"),
    "organiser": ("telegram", "hoa"),
    "admin": ("telegram", "an"),
    "plain": ("plain", "bao"),
    "plain newcomer": ("plain", "nga"),
}
RANK = {"member": Role.MEMBER, "leader": Role.LEADER, "organiser": Role.ORGANISER, "admin": Role.ADMIN}
RANK["plain"] = Role.ORGANISER
TYPED = (  # something that each free question takes
    "Trần Văn Út",
    "2002",
    "2010",
    "2013",
    "Ấp Đại Ân",
    "Trồng cây ở trường học",
    "30/11/2026 7h-11h",
    "12",
    "UBND xã Đại Tâm",
    "Phạm Quang Minh 0900000001",
    "500 cây",
    "2 giờ",
    "Bạn không có ở đó",
    "30/11",
    "Kết nạp mới 5.000 đoàn viên",
)
DOCUMENTS = ("doan-vien.xlsx", "diem-danh.xlsx", "chuong-trinh-2026.txt")
THERE = Location(latitude=9.56, longitude=105.9, live=True)
INVITATION = "abcdefghjk"


def furnish(world: World) -> None:
    """Give everybody something of each kind to be asked about."""
    for line in (
        "load plan",
        "make admin an Tỉnh đoàn Sóc Trăng",
        "make organiser bao Huyện đoàn Mỹ Xuyên",
        "make leader bao Đoàn xã Đại Tâm",
        f"invite leader {INVITATION} Đoàn xã Tham Đôn",
        "check in binh trees",
        "check in minh trees",
        "check in khoa school",
        "report khoa school 120",
        "ask to move binh Đoàn xã Tham Đôn",
        "ask to move khoa Chi đoàn Ấp Đại Ân",
        "imported minh doan-vien.xlsx",
        "imported hoa doan-vien.xlsx",
        "imported bao doan-vien.xlsx",
        *(f"sign up {name} trees-tomorrow" for name in ("lan", "minh", "hoa", "bao", "an")),
        *(f"check in {name} blood" for name in ("lan", "minh", "hoa", "an", "bao", "binh")),
        "end shift blood",
        "report binh blood 60",
    ):
        worlds.act(world, line)
    with world.change() as tx:
        for name in ("hoa", "an", "bao"):
            asker = grants.asker(tx, world_member(tx, name))
            draft(tx, asker, asker.scopes[0].unit_id)


def world_member(tx: Transaction, name: str) -> Any:
    row = tx.connection.execute("SELECT id FROM members WHERE name = ?", (worlds.PEOPLE[name][1],)).fetchone()
    return members.by_id(tx, row["id"])


def draft(tx: Transaction, asker: Any, unit_id: int) -> int:
    """A draft of an announcement, to all of a unit."""
    whom = [AudiencePart(kind="unit", unit_id=unit_id)]
    return broadcasts.draft(tx, asker, unit_id, BroadcastBody(text="Chào mọi người"), whom)


@dataclass(frozen=True)
class Position:
    """Somebody at an open question: the chat's state as it was then, how they came there, and what they were shown."""

    role: str
    conversation: str
    step: str
    state: str
    language: str
    way: tuple[str, ...]
    screen: str = ""

    @property
    def running(self) -> Running:
        """The conversation as it stands."""
        running = State.model_validate_json(self.state).running
        assert running is not None
        return running

    def __str__(self) -> str:
        return f"{self.role}: {self.conversation}, {self.step} ({' > '.join(self.way)})"


@dataclass
class Walker:
    """One person, within a transaction that is never committed."""

    world: World
    tx: Transaction
    role: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    screen: str = ""  # the last message that they were sent

    @property
    def chat(self) -> tuple[str, str]:
        return ROLES[self.role]

    def send(self, **content: Any) -> list[Reply]:
        """Send one message, let what it makes wait for be done, and return the replies."""
        channel, address = self.chat
        number = next(self.numbers)
        message = Incoming.model_validate(
            {
                "channel": channel,
                "address": address,
                "key": f"walk:{number}",
                "at": self.world.now,
                "language": "vi",
                **content,
            }
        )
        replies = self._receive(message)
        while (running := self.state.running) is not None and running.asked is not None and running.asked.token:
            waiting = [job for job in jobs.waiting(self.tx, most=100) if job.address == address]
            if not waiting:
                break
            for job in waiting:
                done = worlds.worked_out(self.world, job)
                jobs.done(self.tx, job, done.sha256 or None, 1)
                number = next(self.numbers)
                replies += self._receive(
                    message.model_copy(update={"kind": "job_done", "job": done, "key": f"walk:{number}"})
                )
        self.screen = replies[-1].text if replies else ""
        return replies

    def _receive(self, message: Incoming) -> list[Reply]:
        features = self.world.features_of(self.chat[0])
        rows = dispatcher.receive(self.tx.at(message.at), message, features, self.world.services)
        mine = [row for row in rows if row.kind == "reply" and (row.channel, row.address) == self.chat]
        return [Reply.model_validate_json(row.body) for row in mine]

    @property
    def state(self) -> State:
        """How the chat stands."""
        return State.model_validate_json(self.stored)

    @property
    def stored(self) -> str:
        rows = self.tx.connection.execute(
            "SELECT state FROM chats WHERE channel = ? AND address = ?", self.chat
        ).fetchall()
        return rows[0]["state"] if rows else "{}"

    @property
    def language(self) -> str:
        rows = self.tx.connection.execute(
            "SELECT language FROM chats WHERE channel = ? AND address = ?", self.chat
        ).fetchall()
        return rows[0]["language"] if rows else "vi"

    def put(self, state: str, language: str = "vi") -> None:
        """Put the chat into a state."""
        channel, address = self.chat
        self.tx.connection.execute(
            "INSERT INTO chats (channel, address, language, state, heard_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (channel, address) DO UPDATE SET state = excluded.state, language = excluded.language",
            (channel, address, language, state, self.world.now),
        )

    @contextmanager
    def trial(self) -> Iterator[None]:
        """What happens inside is undone."""
        name = f"trial{next(self.numbers)}"
        self.tx.connection.execute(f"SAVEPOINT {name}")
        try:
            yield
        finally:
            self.tx.connection.execute(f"ROLLBACK TO {name}")
            self.tx.connection.execute(f"RELEASE {name}")

    # Walking ---------------------------------------------------------------------------------------------------------

    def positions(self, conversation: Conversation, known: Mapping[tuple[str, str], Position] = {}) -> list[Position]:
        """Every question of a conversation that is reached from its beginning, each once; nothing behind known ones."""
        found = dict(known)
        with self.trial():
            self.put("{}")
            for beginning in beginnings(conversation):
                with self.trial():
                    self.send(kind="text", text=beginning)
                    self._note(found, (beginning,))
            for position in (waiting := [one for key, one in found.items() if key not in known]):
                for key, one in self._from(position, found).items():
                    found[key] = one
                    waiting.append(one)
        new = [one for key, one in found.items() if key not in known]
        return [one for one in new if one.conversation == conversation.name or conversation.needs is None]

    def _note(self, found: dict[tuple[str, str], Position], way: tuple[str, ...]) -> None:
        """Keep where the chat stands, if nobody was there before and it can be come back to."""
        running = self.state.running
        if running is None or running.asked is None:
            return
        key = (running.name, re.sub(r"\d+", "#", running.asked.step))
        if key not in found:
            found[key] = Position(self.role, *key, self.stored, self.language, way, self.screen)

    def _from(self, position: Position, known: dict[tuple[str, str], Position]) -> dict[tuple[str, str], Position]:
        """The questions right behind one that are not known yet."""
        behind = dict(known)
        for answer in answers(position):
            with self.trial():
                self.put(position.state, position.language)
                self.send(**answer)
                was = set(behind)
                self._note(behind, (*position.way, shown(answer)))
            for key in set(behind) - was:
                if not self._stands(behind[key]):
                    del behind[key]
        return {key: one for key, one in behind.items() if key not in known}

    def _stands(self, position: Position) -> bool:
        """Whether the question comes again from its state alone: nothing else was written on the way."""
        if "newcomer" in position.role and CONVERSATIONS[position.conversation].needs is not None:
            return False  # they joined on the way
        with self.trial():
            self.put(position.state, position.language)
            self.send(kind="other")
            running = self.state.running
            return (
                running is not None
                and running.asked is not None
                and (running.name, len(running.answers)) == (position.conversation, len(position.running.answers))
                and re.sub(r"\d+", "#", running.asked.step) == position.step
            )


def beginnings(conversation: Conversation) -> list[str]:
    """What starts a conversation: its command, and behind it what buttons put there."""
    command = f"/{conversation.commands[0]}"
    behind = {
        "profile": ["ten", "namsinh", "donvi"],
        "redeem": [INVITATION],
        "broadcast": ["moi", "1", "2", "3"],
        "campaigns": ["1"],
        "sign_up": ["1", "3"],
        "manage_campaigns": ["1", "2"],
        "my_shifts": [str(number) for number in range(1, 7)],
        "report": ["1", "2", "3"],
        "units": ["2", "3", "4"],
    }
    return [command, *(f"{command} {rest}" for rest in behind.get(conversation.name, []))]


def answers(position: Position) -> Iterator[dict[str, Any]]:
    """What is tried at a question to get behind it."""
    asked = position.running.asked
    assert asked is not None
    for number, _choice in enumerate(asked.choices[:14]):
        yield {"kind": "choice", "choice": f"{asked.id}:{number}"}
    if asked.free:
        yield from ({"kind": "text", "text": text} for text in TYPED)
    if not asked.choices:
        yield {"kind": "location", "location": THERE}
    if asked.nav:
        yield from ({"kind": "document", "file": document(name)} for name in DOCUMENTS)


def document(name: str) -> dict[str, Any]:
    """A document of tests/data/documents; `with_documents` has stored its bytes."""
    return {"media_type": "application/octet-stream", "name": name, "size": 1000, "sha256": STORED[name]}


STORED: dict[str, str] = {}


def keep_documents(world: World) -> None:
    """Store the bytes of the documents that `answers` sends."""
    for name in DOCUMENTS:
        STORED[name] = world.store.save((worlds.DOCUMENTS / name).read_bytes())


def shown(answer: dict[str, Any]) -> str:
    """An answer in a few words."""
    if answer["kind"] == "document":
        return str(answer["file"]["name"])
    return str(answer.get("text") or answer.get("choice") or answer["kind"])


@contextmanager
def furnished(file: Path, files: Path | None = None) -> Iterator[World]:
    """A world of this file, with something of each kind in it; `files` is the folder of its files, if not its own."""
    world = World(file)
    if files is not None:
        world.keep_files_in(files)
    try:
        keep_documents(world)
        yield world
    finally:
        world.close()


def all_positions(world: World, roles: tuple[str, ...] = tuple(ROLES)) -> list[Position]:
    """Every question, in every role that may be asked it."""
    found = []
    with world.change() as tx:
        for role in roles:
            walker = Walker(world, tx, role)
            known: dict[tuple[str, str], Position] = {}
            for conversation in CONVERSATIONS.values():
                known |= {(one.conversation, one.step): one for one in walker.positions(conversation, known)}
            found += known.values()
        tx.connection.execute("ROLLBACK")
        tx.connection.execute("BEGIN")
    return found
