"""A secretary at the import: sends a file, answers by buttons, and looks at what is written in the end."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from handlers import dispatcher
from handlers.engine.message import Incoming, Reply, UploadedFile
from tests.support import world as worlds
from tests.support.world import World


class Office:
    """A leader's chat in a small world; `said` is the bot's last message."""

    def __init__(self, world: World, person: str = "minh") -> None:
        self.world, self.person = world, person
        self.keys = count()
        self.said = Reply(text="")

    def send(self, data: bytes | Path, name: str = "") -> Reply:
        """Send a file to /nhapexcel; what is worked on beside the chat is done at once."""
        if isinstance(data, Path):
            data, name = data.read_bytes(), name or data.name
        file = UploadedFile(media_type="x/y", name=name or "a.xlsx", size=len(data), sha256=self.world.store.save(data))
        self._tell(kind="document", file=file)
        return self.said

    def press(self, label: str) -> Reply:
        """Press the button whose label has this in it."""
        pressed = [one for one in self.said.choices if label.lower() in one.label.lower()]
        assert pressed, f"no button {label!r} in {self.buttons} under {self.said.text!r}"
        self._tell(kind="choice", choice=pressed[0].id)
        return self.said

    def write(self, text: str) -> Reply:
        """Type something."""
        self._tell(kind="text", text=text)
        return self.said

    def import_(self) -> None:
        """Let what was agreed to be written."""
        worlds.act(self.world, "import")

    @property
    def buttons(self) -> list[str]:
        return [one.label for one in self.said.choices if not one.nav]

    @property
    def asks_for_the_yes(self) -> bool:
        return any(label.startswith(("Đúng rồi, ghi vào nhé", "Được rồi, xong")) for label in self.buttons)

    def entered(self) -> dict[str, tuple[int | None, str]]:
        """Who was written down: name → (year of birth, unit)."""
        rows = self.world.rows(
            "SELECT members.name, birth_year, units.name AS unit FROM members JOIN units ON units.id = unit_id "
            "WHERE members.state = 'entered' AND members.id IN (SELECT member_id FROM import_rows) ORDER BY members.id"
        )
        return {row["name"]: (row["birth_year"], row["unit"]) for row in rows}

    def there(self) -> set[str]:
        """Who is ticked and verified."""
        rows = self.world.rows(
            "SELECT name FROM check_ins JOIN members ON members.id = member_id WHERE check_ins.state = 'verified'"
        )
        return {row["name"] for row in rows}

    def _tell(self, **content: Any) -> None:
        key = f"office:{next(self.keys)}"
        about = {"channel": "telegram", "address": self.person, "key": key, "at": self.world.now}
        with self.world.change() as tx:
            dispatcher.receive(tx, Incoming(**about, **content), self.world.features, self.world.services)
        worlds.act(self.world, "work")
        while (self._read()).text.startswith(("Mình đang đối chiếu", "Mình nhận được")):
            before = self.said
            worlds.act(self.world, "work")
            if self._read() == before:
                break

    def _read(self) -> Reply:
        body = self.world.rows(
            "SELECT body FROM outbox JOIN chats ON chats.id = chat_id WHERE kind = 'reply' AND address = ? "
            "ORDER BY outbox.id DESC LIMIT 1",
            self.person,
        )
        self.said = Reply.model_validate_json(body[0]["body"])
        return self.said
