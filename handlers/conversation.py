"""The conversation engine: a conversation is a plain function, run again from the top with the answers given so far.

A step returns its stored answer, or takes the message as its answer, or asks and ends the run. Nothing lives in memory
between two messages. See docs/architecture.md, "A conversation".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, NoReturn, TypeVar

from handlers.answers import NO, PAGE, YES, resolve
from handlers.message import Choice, Incoming, Location, QrCode, Reply, StoredPhoto, TextFile, UploadedFile
from handlers.state import BACK, CANCEL, DONE, MORE, Answer, Asked, Running, Shown, State, fingerprint
from handlers.words import Text, _, ngettext, say
from storage import chats, grants, members
from storage.database import Transaction
from storage.records import Asker, ChatRow, Member, Outgoing, Role

T = TypeVar("T")
Attached = QrCode | TextFile | StoredPhoto


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


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """Something that can be chosen: `key` is stored, `label` is shown, `value` is what `choose` returns."""

    key: str
    label: Text | str
    value: T


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed where a choice was offered too."""

    text: str


class Bad(Exception):
    """An answer that does not do, and the sentence that says why. `then` is written although the run wrote nothing."""

    def __init__(self, why: Text, then: Callable[[Transaction], None] | None = None) -> None:
        super().__init__(why.message)
        self.why = why
        self.then = then


class Refused(Exception):
    """What was asked cannot be done; the sentence says why and what can. Ends the run; nothing it wrote stays."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.message)
        self.why = why


class QuestionAfterWriteError(Exception):
    """A conversation wrote and then asked: its write would be done again at the next message."""


class Paused(Exception):
    """The run ends here: a question is open."""


class Ended(Exception):
    """The conversation ends here."""


class Goto(Exception):
    """The conversation ends here and the next one starts."""

    def __init__(self, name: str, args: dict[str, str]) -> None:
        super().__init__(name)
        self.name = name
        self.given = args  # not `args`, which an exception makes a tuple


@dataclass(slots=True)
class Said:
    """A message to be, with what is to be done once its outbox row is known."""

    reply: Reply
    after: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a conversation may know of the channel it runs on."""

    link: Callable[[str], str] = field(default=lambda payload: payload)  # start payload -> link that opens this bot
    takes_files: bool = True
    edits: bool = True  # whether a message that was sent can be changed
    sample: bool = False


@dataclass
class Chat:
    """A conversation's view of one chat, at one message."""

    tx: Transaction
    row: ChatRow
    state: State
    message: Incoming | None
    around: Surroundings = field(default_factory=Surroundings)
    said: list[Said] = field(default_factory=list)
    also: list[Outgoing] = field(default_factory=list)  # rows for other people
    afterwards: list[Callable[[Transaction], None]] = field(default_factory=list)
    changes: int = 0

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
    def language(self) -> str:
        """The language of this chat, "vi" or "en"."""
        return self.row.language

    @property
    def running(self) -> Running:
        """The conversation under way."""
        if self.state.running is None:
            raise LookupError("no conversation is under way")
        return self.state.running

    @property
    def args(self) -> dict[str, str]:
        """What the conversation was started with."""
        return self.running.args

    # Saying ---------------------------------------------------------------------------------------------------------

    def words(self, text: Text | str) -> str:
        """A sentence in this chat's language."""
        return say(text, self.language)

    def say(
        self,
        text: Text | str,
        *,
        attach: Attached | None = None,
        offers: Sequence[tuple[str, Text | str]] = (),
        after: Callable[[int], None] | None = None,
    ) -> None:
        """Say something. `offers` are (command with its arguments, label) to go on with; `after` gets the row's id."""
        choices = tuple(Choice(id=f"/{command}", label=self.words(label)) for command, label in offers)
        self.said.append(Said(Reply(text=self.words(text), choices=choices, attachment=attach), after))

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
    ) -> T:
        """Ask for something typed. `parse` returns the answer, to be stored as JSON, or raises `Bad`.

        `hints` are answers offered as buttons; pressing one is typing it. `again` turns a stored value back into what
        `parse` returned, where JSON does not keep its type.
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
            else:
                self.say(_("Please answer this one in words. To stop, send /huy."))
        offered = [self.words(hint) for hint in hints]
        self._open(step, shown, [Shown(key=label, label=label) for label in offered], free=True, hints=True)

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

    def review(self, step: str, lines: Sequence[tuple[str, Text | str, Text | str]], *, yes: Text = YES) -> None:
        """Show all answers as (step, name, answer) and go on after a yes; any of them can be corrected.

        A correction asks that step again; the later answers come back where their question is still the same.
        """
        listed = "\n".join(f"• {self.words(name)}: {self.words(value)}" for _step, name, value in lines)
        shown = self.words(_("Please look it over:\n{answers}\n\nIs all of it right?", answers=listed))
        options = [Option("yes", yes, "")]
        options += [Option(f"fix:{at}", _("Correct: {what}", what=name), at) for at, name, _value in lines]
        answer = self._choose(step, shown, options, typed=False, bound=True)
        if answer != "yes":
            self._correct(answer.removeprefix("fix:"))

    def locate(self, step: str, text: Text | str, *, check: Callable[[Location], None] = lambda _place: None) -> Location:
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
                    self._open(step, shown, [], location=True)
                self._accept(step, message.location.model_dump(), shown)
                return message.location
            self.say(_("I need a location here: press the location button, or attach one. To stop, send /huy."))
        self._open(step, shown, [], location=True)

    def collect(self, step: str, text: Text | str, *, most: int) -> list[UploadedFile]:
        """Ask for photos, one after another, until "done" (none is fine) or until there are `most`."""
        shown = self.words(text)
        stored = self._stored(step, shown)
        if stored is not None:
            return [UploadedFile.model_validate(value) for value in stored.value]
        asked = self.running.asked
        so_far: list[Any] = list(asked.partial) if asked is not None and asked.step == step else []
        if (message := self._pending(step)) is not None:
            if message.file is not None:
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
            shown = self.words(ngettext("I have {count} photo. Send more, or choose “Done”.",
                                        "I have {count} photos. Send more, or choose “Done”.", len(so_far)))  # fmt: skip
        self._open(step, shown, [Shown(key=DONE, label=self.words(_("Done")))], partial=so_far)

    # How a step finds its answer -------------------------------------------------------------------------------------

    def _choose(
        self, step: str, text: Text | str, options: Sequence[Option[Any]], *, typed: bool, bound: bool = False
    ) -> Any:
        shown = self.words(text)
        keys = {option.key for option in options}
        stored = self._stored(step, shown, valid=lambda it: typed if _was_typed(it) else it in keys, bound=bound)
        if stored is not None:
            return Typed(stored.value["typed"]) if _was_typed(stored.value) else stored.value
        asked = self.running.asked
        page = asked.page if asked is not None and asked.step == step else 0
        if (message := self._pending(step)) is not None:
            key = self._picked(message)
            if asked is not None and bound and key not in (None, MORE) and asked.seen != fingerprint(shown):
                self.say(_("Something has changed since I asked. Please look again."))
            elif key == MORE and asked is not None:
                page = asked.page + 1
            elif key in keys:
                self._accept(step, key, shown)
                return key
            elif key is not None:
                self.say(_("That one is no longer open. Here is what there is now."))
            elif typed and message.kind == "text" and message.text.strip():
                self._accept(step, {"typed": message.text.strip()}, shown)
                return Typed(message.text.strip())
            else:
                self.say(_("Please pick one of these, by its button, its number or its name. To stop, send /huy."))
        choices = [Shown(key=option.key, label=self.words(option.label)) for option in options]
        self._open(step, shown, choices, page=page, free=typed)

    def _stored(
        self, step: str, shown: str, *, valid: Callable[[Any], bool] = lambda _value: True, bound: bool = False
    ) -> Answer | None:
        """The stored answer of a step, if it still holds; one that does not is dropped with all later ones."""
        answers = self.running.answers
        for at, answer in enumerate(answers):
            if answer.step != step:
                continue
            if valid(answer.value) and not (bound and answer.seen != fingerprint(shown)):
                self.said.clear()
                return answer
            del answers[at:]
            self.said.clear()
            self.say(_("Something has changed meanwhile, so I ask this again."))
            return None
        return self._kept(step, shown, valid) if not bound else None

    def _kept(self, step: str, shown: str, valid: Callable[[Any], bool]) -> Answer | None:
        """The answer of a step that a correction put aside, if the same question comes again."""
        running = self.running
        found = next((answer for answer in running.kept if answer.step == step), None)
        if found is None or (running.asked is not None and running.asked.step == step):
            return None
        running.kept.remove(found)
        if found.seen != fingerprint(shown) or not valid(found.value):
            return None
        running.answers.append(found)
        self.said.clear()
        return found

    def _known(self, step: str) -> bool:
        """Whether a step has an answer, or is being asked."""
        running = self.running
        return any(answer.step == step for answer in running.answers) or (
            running.asked is not None and running.asked.step == step
        )

    def _pending(self, step: str) -> Incoming | None:
        """The message, if the open question is this step's; it is used up by this."""
        asked = self.running.asked
        if asked is None or asked.step != step:
            return None
        self.said.clear()
        message, self.message = self.message, None
        return message

    def _picked(self, message: Incoming) -> str | None:
        """The key of the shown choice that the message picks, or None."""
        asked = self.running.asked
        return None if asked is None else resolve(message, asked)

    def _accept(self, step: str, value: Any, shown: str) -> None:
        self.running.answers.append(Answer(step=step, value=value, seen=fingerprint(shown)))
        self.running.asked = None
        self.said.clear()

    def _reject(self, bad: Bad) -> None:
        self.say(bad.why)
        if bad.then is not None:
            self.afterwards.append(bad.then)

    def _correct(self, step: str) -> NoReturn:
        """Go back to a step; what was answered after it is kept aside, but for its own further steps ("unit/2")."""
        answers = self.running.answers
        at = next(n for n, answer in enumerate(answers) if answer.step == step)
        self.running.kept = [answer for answer in answers[at + 1 :] if not answer.step.startswith(f"{step}/")]
        del answers[at:]
        self.running.asked = None
        raise Rerun

    def _open(
        self,
        step: str,
        text: str,
        choices: list[Shown],
        *,
        page: int = 0,
        free: bool = False,
        hints: bool = False,
        location: bool = False,
        partial: list[Any] | None = None,
    ) -> NoReturn:
        """Ask: remember the question as shown, and end the run."""
        if self.tx.connection.total_changes != self.changes:
            raise QuestionAfterWriteError(f"{self.running.name}: asked “{step}” after a write")
        self.state.questions += 1
        number = self.state.questions
        pages = max(1, -(-len(choices) // PAGE)) if len(choices) > PAGE + 2 else 1
        page %= pages
        on_page = choices[page * PAGE : (page + 1) * PAGE] if pages > 1 else choices
        buttons = [Choice(id=f"{number}:{n}", label=choice.label, hint=hints) for n, choice in enumerate(on_page)]
        if choices:
            buttons += self._navigation(number, more=pages > 1)
        reply = Reply(
            text=text, choices=tuple(buttons), question=number, free=free, wants_location=location,
            location_label=self.words(_("Send location")) if location else "",
        )  # fmt: skip
        self.said.append(Said(reply, self._remember_row))
        self.running.asked = Asked(
            id=number, step=step, seen=fingerprint(text), choices=on_page, page=page, free=free, partial=partial or []
        )
        raise Paused

    def _navigation(self, number: int, *, more: bool) -> list[Choice]:
        buttons = []
        if more:
            buttons.append(Choice(id=f"{number}:{MORE}", label=self.words(_("More…")), nav=True))
        if self.running.can_go_back:
            buttons.append(Choice(id=f"{number}:{BACK}", label=self.words(_("‹ Back")), nav=True))
        buttons.append(Choice(id=f"{number}:{CANCEL}", label=self.words(_("✕ Cancel")), nav=True))
        return buttons

    def _remember_row(self, row: int) -> None:
        if self.state.running is not None and self.state.running.asked is not None:
            self.state.running.asked.row = row


class Rerun(Exception):
    """Run again from the top with the answers as they are now."""


def _was_typed(value: Any) -> bool:
    return isinstance(value, dict) and "typed" in value
