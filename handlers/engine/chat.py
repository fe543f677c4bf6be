"""The conversation engine: a conversation is a plain function, run again from the top with the answers given so far.

A step returns its stored answer, or takes the message as its answer, or asks and ends the run. Nothing lives in memory
between two messages. See docs/architecture.md, "A conversation".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn, TypeVar

from handlers.engine.choices import NO, YES
from handlers.engine.documents import Document, ErrandSteps
from handlers.engine.message import Location, UploadedFile
from handlers.engine.outcomes import Bad, Ended, Goto, Paused, QuestionAfterWriteError, Refused, Rerun
from handlers.engine.replay import Attached, Option, Said, Surroundings, Typed
from handlers.engine.state import DONE, Answer, Shown
from handlers.engine.text import Text, _, ngettext
from storage.messages import chats
from storage.organisation import grants
from storage.people import members
from storage.records import Asker, Member, Role

__all__ = [
    "Attached",
    "Bad",
    "Chat",
    "Conversation",
    "Document",
    "Ended",
    "Goto",
    "Option",
    "Paused",
    "QuestionAfterWriteError",
    "Refused",
    "Rerun",
    "Said",
    "Surroundings",
    "Typed",
    "conversation",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as the table of contents lists it. The first command is its name."""

    run: Callable[[Chat], None]
    commands: tuple[str, ...]
    title: Text
    needs: Role | None

    @property
    def name(self) -> str:
        """What the stored state calls it."""
        return self.commands[0]


def conversation(
    *commands: str, title: Text, needs: Role | None = Role.MEMBER
) -> Callable[[Callable[[Chat], None]], Conversation]:
    """Make a function a conversation: its commands (without slash), its title for menus, and who may start it.

    `needs=None` means anybody, also before joining.
    """
    return lambda run: Conversation(run, commands, title, needs)


@dataclass
class Chat(ErrandSteps):
    """A conversation's view of one chat, at one message."""

    # Who and when ---------------------------------------------------------------------------------------------------

    @cached_property
    def member(self) -> Member:
        """The person of this chat; only for conversations that need one."""
        if self.row.member_id is None:
            raise LookupError("this chat has no member")
        found = members.by_id(self.tx, self.row.member_id)
        if found is None:
            raise LookupError("the chat's member is gone")
        return found

    @cached_property
    def asker(self) -> Asker:
        """The person with what was granted to them: on whose behalf storage is asked."""
        return grants.asker(self.tx, self.member)

    def forget_person(self) -> None:
        """Read the chat and its person again: the run before may have changed whose chat it is."""
        self.row = chats.by_id(self.tx, self.row.id) or self.row
        self.__dict__.pop("member", None)
        self.__dict__.pop("asker", None)

    @property
    def args(self) -> dict[str, str]:
        """What the conversation was started with."""
        return self.running.args

    # Saying ---------------------------------------------------------------------------------------------------------

    def stop(self, text: Text | str, *, offers: Sequence[tuple[str, Text | str]] = ()) -> NoReturn:
        """Say a last sentence and end the conversation."""
        self.say(text, offers=offers)
        raise Ended

    def goto(self, name: str, **args: str) -> NoReturn:
        """End this conversation and start another."""
        raise Goto(name, args)

    # Asking ---------------------------------------------------------------------------------------------------------

    def ask(
        self,
        step: str,
        text: Text | str,
        parse: Callable[[str], T],
        *,
        hints: Sequence[Text | str] = (),
        again: Callable[[Any], T] | None = None,
        located: Callable[[Location], T] | None = None,
    ) -> T:
        """Ask for something typed. `parse` returns the answer, to be stored as JSON, or raises `Bad`.

        `hints` are answers offered as buttons; pressing one is typing it. `again` turns a stored value back into what
        `parse` returned, where JSON does not keep its type. `located` takes a location as an answer too.
        """
        shown = self.words(text)
        stored = self._stored(step, shown)
        if stored is not None:
            return again(stored.value) if again else stored.value
        if (message := self._pending(step)) is not None:
            typed = (self._picked(message) or "") if message.kind == "choice" else message.text.strip()
            if message.kind in {"text", "choice"} and typed:
                try:
                    value = parse(typed)
                except Bad as bad:
                    self._reject(bad)
                else:
                    self._accept(step, value, shown)
                    return value
            elif located is not None and message.location is not None:
                value = located(message.location)
                self._accept(step, value, shown)
                return value
            else:
                self.say(_("Please answer this one in words. To stop, send /huy."))
        offered = [self.words(hint) for hint in hints]
        raise self._open(step, shown, [Shown(key=label, label=label) for label in offered], free=True, hints=True)

    def choose(self, step: str, text: Text | str, options: Sequence[Option[T]], *, settle: bool = False) -> T:
        """Ask for one of the options and return its value; the answer is checked against what is open now.

        `settle` takes an only option without asking, and keeps to it when more open later.
        """
        if settle and len(options) == 1 and not self._known(step):
            self.running.answers.append(Answer(step=step, value=options[0].key))
        chosen = self._choose(step, text, options, typed=False)
        return next(option.value for option in options if option.key == chosen)

    def choose_or_type(self, step: str, text: Text | str, options: Sequence[Option[T]]) -> T | Typed:
        """Like `choose`, but what matches no option comes back as `Typed`."""
        chosen = self._choose(step, text, options, typed=True)
        if isinstance(chosen, Typed):
            return chosen
        return next(option.value for option in options if option.key == chosen)

    def confirm(
        self, step: str, text: Text | str, *, yes: Text = YES, no: Text = NO, declined: Text | None = None
    ) -> None:
        """Ask for a yes to exactly what is shown; a no ends the conversation, changed facts ask again."""
        shown = self.words(text)
        answer = self._choose(step, shown, [Option("yes", yes, True), Option("no", no, False)], typed=False, bound=True)
        if answer == "no":
            self.stop(declined or _("All right, nothing was changed."))

    def review(
        self,
        step: str,
        lines: Sequence[tuple[str, Text | str, Text | str]],
        *,
        yes: Text = YES,
        text: Text | str | None = None,
    ) -> None:
        """Show all answers as (step, name, answer) and go on after a yes; any of them can be corrected.

        A correction asks that step again; the later answers come back where their question is still the same. `text`
        shows the answers in other words than as a list.
        """
        listed = "\n".join(f"• {self.words(name)}: {self.words(value)}" for _step, name, value in lines)
        shown = self.words(text or _("Please look it over:\n{answers}\n\nIs all of it right?", answers=listed))
        options = [Option("yes", yes, "")]
        options += [Option(f"fix:{at}", _("Correct: {what}", what=name), at) for at, name, _value in lines]
        answer = self._choose(step, shown, options, typed=False, bound=True)
        if answer != "yes":
            self.ask_again(answer.removeprefix("fix:"))

    def locate(
        self, step: str, text: Text | str, *, check: Callable[[Location], None] = lambda _place: None
    ) -> Location:
        """Ask where the person is; `check` raises `Bad` where that does not do."""
        shown = self.words(text)
        stored = self._stored(step, shown)
        if stored is not None:
            return Location.model_validate(stored.value)
        if (message := self._pending(step)) is not None:
            if message.location is not None:
                try:
                    check(message.location)
                except Bad as bad:
                    self._reject(bad)
                    raise self._open(step, shown, [], location=True) from None
                self._accept(step, message.location.model_dump(), shown)
                return message.location
            self.say(_("I need a location here: press the location button, or attach one. To stop, send /huy."))
        raise self._open(step, shown, [], location=True)

    def collect(self, step: str, text: Text | str, *, most: int) -> list[UploadedFile]:
        """Ask for photos, one after another, until "done" (none is fine) or until there are `most`."""
        shown = self.words(text)
        stored = self._stored(step, shown)
        if stored is not None:
            return [UploadedFile.model_validate(value) for value in stored.value]
        asked = self.running.asked
        so_far: list[Any] = list(asked.partial) if asked is not None and asked.step == step else []
        if (message := self._pending(step)) is not None:
            if message.kind == "photo" and message.file is not None:
                so_far.append(message.file.model_dump())
            elif self._picked(message) == DONE:
                self._accept(step, so_far, shown)
                return [UploadedFile.model_validate(value) for value in so_far]
            else:
                self.say(_("Send a photo, or choose “Done”."))
            if len(so_far) >= most:
                self._accept(step, so_far, shown)
                return [UploadedFile.model_validate(value) for value in so_far]
        if so_far:
            more = ngettext(
                "I have {count} photo. Send more, or choose “Done”.",
                "I have {count} photos. Send more, or choose “Done”.",
                len(so_far),
            )
            shown = self.words(more)
        raise self._open(step, shown, [Shown(key=DONE, label=self.words(_("Done")))], partial=so_far)
