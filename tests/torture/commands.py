"""Every command, however it is said, at every question of every conversation, in every role.

`python -m tests.torture.commands` walks all of it and prints its figures as JSON; the exit code is 1 where anything
fell over, was answered by silence, or lost without a word what somebody had begun.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.contents import CONVERSATIONS
from handlers.engine.conversation import Conversation
from handlers.engine.message import Reply
from handlers.engine.state import Running
from handlers.engine.text import LANGUAGES, say
from storage.text import fold
from tests.support import walks
from tests.support import world as worlds
from tests.support.walks import Position, Walker

# what needs nobody known ends joining, and says so
WHILE_JOINING = {"language", "help", "link", "erase", "question", "human", "more"}
UNFINISHED = {"vi": "phần làm dở", "en": "unfinished"}
ANEW = {"vi": "lại từ đầu", "en": "starts over"}


@dataclass(frozen=True)
class Said:
    """A command as somebody says it: typed, or as the button of a menu."""

    conversation: Conversation
    kind: str
    text: str

    @property
    def content(self) -> dict[str, str]:
        return {"kind": self.kind, "choice" if self.kind == "choice" else "text": self.text}

    def __str__(self) -> str:
        return f"{self.kind} {self.text!r}"


def ways() -> Iterator[Said]:
    """Every command, in every way to say it."""
    for conversation in CONVERSATIONS.values():
        for command in conversation.commands:
            for text in (f"/{command}", f"/{command.upper()}@diemdanh_bot", command):
                yield Said(conversation, "text", text)
            yield Said(conversation, "choice", f"/{command}")
        for language in LANGUAGES:
            title = say(conversation.title, language)
            yield Said(conversation, "text", title)
            yield Said(conversation, "text", fold(title))


def failure(walker: Walker, position: Position, said: Said) -> str | None:
    """What is wrong with the answer to a command at a question; None where nothing is."""
    with walker.trial():
        walker.put(position.state, position.language)
        try:
            replies = walker.send(**said.content)
        except Exception as error:  # noqa: BLE001 - whatever it is, the update would have been parked
            return f"{type(error).__name__}: {error}"
        if not any(reply.text.strip() for reply in replies):
            return "no answer"
        return lost(position, walker.state.running, replies, said)


def lost(position: Position, after: Running | None, replies: Sequence[Reply], said: Said) -> str | None:
    """Whether what was begun is gone although nothing was said of it, or although joining ought to go on."""
    before = position.running
    given = [answer for answer in before.answers if answer.own]  # what is chosen is chosen at once again
    goes_on = after is not None and after.name == before.name and after.answers[: len(before.answers)] == before.answers
    if goes_on or not given or is_answer(before, said):
        return None
    if before.name == "join" and said.conversation.name not in WHILE_JOINING:
        return "joining was given up"
    text = "\n".join(reply.text for reply in replies)
    if before.when_stopped and before.when_stopped in text:
        return None
    heard = [f"“{say(CONVERSATIONS[before.name].title, position.language)}”", UNFINISHED[position.language]]
    anew = [heard[0], ANEW[position.language]]
    if not all(word in text for word in heard) and not all(word in text for word in anew):
        return f"lost in silence: {text[:80]!r}"
    return None


def is_answer(running: Running, said: Said) -> bool:
    """Whether these words answer the question: freely, or as a part of what can be chosen."""
    if said.kind == "choice" or said.text.startswith("/") or running.asked is None:
        return False
    labels = [f" {fold(choice.label)} " for choice in running.asked.choices]
    return running.asked.free or any(fold(said.text) in label for label in labels)


def failures(walker: Walker, cases: Sequence[tuple[Position, Said]]) -> list[str]:
    """What is wrong with any of these, each in a line."""
    return [f"{position}, {said}: {what}" for position, said in cases if (what := failure(walker, position, said))]


def main() -> int:
    """Say every command at every question; print the figures."""
    begun = time.monotonic()
    said, wrong, positions, by_role = list(ways()), [], 0, {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "world.db"
        worlds.build(file)
        with walks.furnished(file) as world:
            walks.furnish(world)
            for role in walks.ROLES:
                reached = walks.all_positions(world, (role,))
                with world.change() as tx:
                    walker = Walker(world, tx, role)
                    wrong += failures(walker, [(position, one) for position in reached for one in said])
                by_role[role] = len(reached)
                positions += len(reached)
    figures = {
        "questions": positions,
        "questions_by_role": by_role,
        "ways_to_say_a_command": len(said),
        "messages": positions * len(said),
        "failures": len(wrong),
        "seconds": round(time.monotonic() - begun),
    }
    print(json.dumps(figures, indent=2))
    for line in wrong[:50]:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
