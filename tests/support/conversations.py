"""Conversations of a test's own: declared and run in one place, and known to the bot while the test runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers import contents
from handlers.engine.chat import Chat
from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import Text


@dataclass(frozen=True)
class Made:
    """A conversation with the function it runs; each of its commands is its name too."""

    declared: Conversation
    run: Callable[[Chat], None]

    def register(self, monkeypatch) -> None:
        """Let the bot know it, until the test is over."""
        monkeypatch.setitem(contents.RUNS, self.declared, self.run)
        monkeypatch.setitem(contents.CONVERSATIONS, self.declared.name, self.declared)
        for command in self.declared.commands:
            monkeypatch.setitem(contents.COMMANDS, command, self.declared)


def conversation(*commands: str, title: Text) -> Callable[[Callable[[Chat], None]], Made]:
    """Make a function a conversation that members may start, with what they type behind its command."""
    return lambda run: Made(Conversation(commands[0], commands, title, args=Named), run)
