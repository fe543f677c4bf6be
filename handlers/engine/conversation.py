"""A conversation as others know it: its name, its commands, who may start it, and what it is started with.

It is declared where its subject begins (`handlers/<subject>/__init__.py`), so that every other one can offer it or go
to it; `handlers/contents.py` says which function it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from handlers.engine.message import Choice
from handlers.engine.text import Text, say
from storage.records import Role


class Args(BaseModel):
    """What a conversation is started with; this one is started with nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def typed(cls, _rest: str) -> Self:
        """The arguments that somebody typed behind the command."""
        return cls()

    def text(self) -> str:
        """What stands behind the command in a button, as `typed` reads it."""
        return ""

    def stored(self) -> dict[str, Any]:
        """The arguments as the chat's state keeps them."""
        return self.model_dump(mode="json", exclude_defaults=True)


NOTHING = Args()


class Named(Args):
    """One thing, by its id or by a name as it was typed; "" for none."""

    of: str = ""

    @classmethod
    def typed(cls, rest: str) -> Self:
        """What was typed names the thing."""
        return cls(of=rest)

    def text(self) -> str:
        """The name."""
        return self.of


class Start(BaseModel):
    """A conversation to be started, as a state can keep it: its name and its arguments."""

    model_config = ConfigDict(frozen=True)

    name: str
    args: dict[str, Any] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Conversations that stand together in the menu, under this heading."""

    title: Text


@dataclass(frozen=True, slots=True, eq=False)
class Conversation:
    """A conversation as it is declared.

    `name` is what stored states call it and never changes. `commands` are typed without diacritics, the first is the
    one that is shown. `needs=None` means anybody, also before joining. `args` is what it is started with; `names` says
    what its `Named` args name ("campaign"), so that free words can fill them. In the menu it stands in its `group`,
    with its `icon`, and by a `short` title where its own is too long for half a phone's width.
    """

    name: str
    commands: tuple[str, ...]
    title: Text
    needs: Role | None = Role.MEMBER
    args: type[Args] = Args
    names: str = ""
    group: Group | None = None
    icon: str = ""
    short: Text | None = None

    def start(self, args: Args | None = None) -> Start:
        """Its start with these arguments."""
        return Start(name=self.name, args={} if args is None else args.stored())


@dataclass(frozen=True, slots=True)
class Offer:
    """A conversation to go on with, as a button; without a label it has the conversation's title.

    `heading` stands above it where buttons are numbered lines.
    """

    conversation: Conversation
    args: Args = NOTHING
    label: Text | str | None = None
    heading: Text | str = ""

    @property
    def command(self) -> str:
        """What pressing it says: the command, which may be typed as well."""
        return f"/{self.conversation.commands[0]} {self.args.text()}".rstrip()

    def choice(self, language: str) -> Choice:
        """The button, in a language."""
        return Choice(
            id=self.command,
            label=say(self.conversation.title if self.label is None else self.label, language),
            heading=say(self.heading, language),
        )
