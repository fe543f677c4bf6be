"""The conversation engine: a conversation is a plain function, run again from the top with the answers given so far.

A step returns its stored answer, or takes the message as its answer, or asks and ends the run. Nothing lives in memory
between two messages. See docs/architecture.md, "A conversation".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, NoReturn, TypeVar

from handlers.engine.choices import NO, YES, resolve
from handlers.engine.conversation import Args, Conversation, Offer, Start
from handlers.engine.features import Features, Services
from handlers.engine.marked import Marked
from handlers.engine.message import Chart, CodeShown, Incoming, Location, QrCode, Reply, Sheet, StoredPhoto, TextFile
from handlers.engine.outcomes import Bad, Ended, Goto, Paused, QuestionAfterWriteError, Refused, Rerun
from handlers.engine.questions import Option, Question, Typed, again
from handlers.engine.replay import Replay
from handlers.engine.state import MORE, Answer, Expects, Running, Shown, State, fingerprint
from handlers.engine.text import Text, _, say
from storage.database import Transaction
from storage.messages import chats
from storage.messages.records import ChatRow, Outgoing
from storage.organisation import grants
from storage.people import members
from storage.people.records import Member
from storage.records import Asker

__all__ = ["Bad", "Chat", "Option", "Refused", "Typed"]

T = TypeVar("T")
A = TypeVar("A", bound=Args)
NO_FILES = _("Files do not go through here. Write to me on Telegram or in the web chat for that.")
WORDLESS = {"number", "hours", "code", "birth_year", "days"}
PHOTO_ELSEWHERE = _("(A photo belongs here. It is shown on Telegram and in the web chat.)")
Attached = QrCode | TextFile | StoredPhoto | Sheet | Chart


@dataclass(slots=True)
class Said:
    """A message to be, with what is to be done once its outbox row is known. `alone`: no other is put into it."""

    reply: Reply
    after: Callable[[int], None] | None = None
    alone: bool = False


@dataclass
class Chat:
    """A conversation's view of one chat, at one message."""

    tx: Transaction
    row: ChatRow
    state: State
    message: Incoming | None
    features: Features = field(default_factory=Features)
    services: Services = field(default_factory=Services)
    said: list[Said] = field(default_factory=list)
    also: list[Outgoing] = field(default_factory=list)  # rows for other people
    afterwards: list[Callable[[Transaction], None]] = field(default_factory=list)
    written_before: int = 0  # what the connection had written when the run began
    handed_over: bool = False  # whether an earlier run, in this message, started this one
    heard: Incoming | None = None  # the message as it came
    in_place: bool = False  # whether what is asked next may stand in the message of the question before
    why: Text | None = None  # what is said before the question that a run goes back to

    # Who, and what for ----------------------------------------------------------------------------------------------

    @cached_property
    def member(self) -> Member:
        """The person of this chat; only for conversations that need one."""
        if self.row.member_id is None:
            raise LookupError("this chat has no member")
        member = members.by_id(self.tx, self.row.member_id)
        if member is None:
            raise LookupError("the chat's member is gone")
        return member

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
    def replay(self) -> Replay:
        """The answers given so far."""
        return Replay(self.running)

    @property
    def pressed(self) -> bool:
        """Whether the message is a button that was pressed."""
        return self.heard is not None and self.heard.kind == "choice"

    def args(self, kind: type[A]) -> A:
        """What the conversation was started with."""
        return kind.model_validate(self.running.args)

    # Saying ---------------------------------------------------------------------------------------------------------

    def words(self, text: Text | str) -> str:
        """A sentence in this chat's language."""
        return say(text, self.language)

    def say(
        self,
        text: Text | str | Marked,
        *,
        attach: Attached | None = None,
        offers: Sequence[Offer] = (),
        after: Callable[[int], None] | None = None,
        code: CodeShown | None = None,
        alone: bool = False,
    ) -> None:
        """Say something. `offers` are conversations to go on with; `after` gets the row's id.

        `code` stands in the text too; a channel may show it as large as the screen. What is said `alone` is a message
        of its own; else a bare sentence stands before what follows it.
        """
        said = text if isinstance(text, Marked) else Marked(self.words(text))
        if isinstance(attach, Sheet) and not self.features.gives_files:
            attach, said = None, said + f"\n\n{self.words(NO_FILES)}"
        if isinstance(attach, Chart) and not self.features.pictures:
            attach = None  # the text says the same
        choices = tuple(offer.choice(self.language) for offer in offers)
        reply = Reply(text=said.text, marks=said.marks, choices=choices, attachment=attach, code=code)
        self.said.append(Said(reply, after, alone))

    def show(self, reply: Reply) -> None:
        """Say a message that was made elsewhere, just as it is."""
        self.said.append(Said(reply, alone=True))

    def stop(self, text: Text | str | Marked, *, offers: Sequence[Offer] = ()) -> NoReturn:
        """Say a last sentence and end the conversation."""
        self.say(text, offers=offers)
        raise Ended

    def goto(self, conversation: Conversation, args: Args | None = None) -> NoReturn:
        """End this conversation and start another."""
        raise Goto(conversation.start(args))

    def resume(self, start: Start) -> NoReturn:
        """End this conversation and start another that was kept for later."""
        raise Goto(start)

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
        prose: bool = False,
        expects: Expects = "text",
    ) -> T:
        """Ask for something typed. `parse` returns the answer, to be stored as JSON, or raises `Bad`.

        `hints` are answers offered as buttons; pressing one is typing it. `again` turns a stored value back into what
        `parse` returned, where JSON does not keep its type. `located` takes a location as an answer too. `prose` says
        that a few sentences are the answer: a link in them is a part of what is told, unless it stands alone. `expects`
        says what is asked for, so that an answer in a sentence is read, and a command is not taken for one.
        """
        shown = self.words(text)
        answer = self.answered(step, shown)
        if answer is not None:
            return again(answer.value) if again else answer.value
        if (message := self.pending(step)) is not None:
            try:
                value = self._read(message, parse, located)
            except Bad as bad:
                self.reject(bad)
            else:
                self.accept(step, value, shown, own=message.kind != "choice")
                return value
        choices = [Shown(key=label, label=label) for label in map(self.words, hints)]
        exact = expects in WORDLESS or not _returns_words(parse)
        raise self.pose(
            Question(step, shown, choices, free=True, hints=True, nav=True, prose=prose, expects=expects, exact=exact)
        )

    def choose(
        self,
        step: str,
        text: Text | str | Marked,
        options: Sequence[Option[T]],
        *,
        settle: bool = False,
        saved: bool = False,
    ) -> T:
        """Ask for one of the options and return its value; the answer is checked against what is open now.

        `settle` takes an only option without asking, and keeps to it when more open later. `saved` says that nothing
        is lost by leaving the question.
        """
        if settle and len(options) == 1 and not self.replay.is_known(step):
            self.replay.accept_unasked(step, options[0].key)
        chosen = self._choose(step, text, options, typed=False, saved=saved)
        return next(option.value for option in options if option.key == chosen)

    def choose_or_type(
        self, step: str, text: Text | str, options: Sequence[Option[T]], *, listed: bool = False
    ) -> T | Typed:
        """Like `choose`, but what matches no option comes back as `Typed`.

        `listed`: a list whose ticks are kept at once; it is numbered over all its pages, and has nothing to cancel.
        """
        chosen = self._choose(step, text, options, typed=True, saved=listed, listed=listed)
        if isinstance(chosen, Typed):
            return chosen
        return next(option.value for option in options if option.key == chosen)

    def confirm(
        self,
        step: str,
        text: Text | str,
        *,
        yes: Text = YES,
        no: Text = NO,
        declined: Text | None = None,
        details: Text | None = None,
        grave: bool = False,
    ) -> None:
        """Ask for a yes to exactly what is shown; a no ends the conversation, changed facts ask again.

        `details` can be read before that. `grave` says that something goes for good: only a plain yes is one then.
        """
        options = [Option("yes", yes, True), Option("no", no, False)]
        more = [Option("details", _("Read it in full"), None)] if details is not None else []
        answer = self._choose(step, self.words(text), [*options, *more], typed=False, bound=True, grave=grave)
        if answer == "details" and details is not None:
            answer = self._choose(f"{step}/details", self.words(details), options, typed=False, bound=True, grave=grave)
        if answer == "no":
            self.stop(declined or _("All right, nothing was changed."))

    def review(
        self,
        step: str,
        lines: Sequence[tuple[str, Text | str, Text | str]],
        *,
        yes: Text = YES,
        text: Text | str | Marked | None = None,
    ) -> None:
        """Show all answers as (step, name, answer) and go on after a yes; any of them can be corrected.

        A correction asks that step again, and going back from it returns here; the later answers come back where their
        question is still the same. `text` shows the answers in other words than as a list.
        """
        listed = "\n".join(f"• {self.words(name)}: {self.words(value)}" for _step, name, value in lines)
        shown = text or self.words(_("Please look it over:\n{answers}\n\nIs all of it right?", answers=listed))
        options = [Option("yes", yes, "")]
        options += [Option(f"fix:{part}", _("Correct: {what}", what=name), part) for part, name, _value in lines]
        self.replay.reached_review()
        answer = self._choose(step, shown, options, typed=False, bound=True)
        if answer != "yes":
            self.replay.correct_reviewed(answer.removeprefix("fix:"), step)
            raise Rerun

    def settle(self, step: str, value: object) -> None:
        """Answer the step that comes next without asking, unless its person has or wishes to: it can be corrected."""
        self.replay.settle(step, value)

    def open_with(self, answers: Mapping[str, object]) -> None:
        """Begin as if these steps, in this order, had been answered so; who goes back is asked them."""
        self.replay.open_with(answers)

    def saved(self, text: Text | str) -> None:
        """From here on all is saved: whoever stops hears this, and not that it is lost."""
        self.running.saved = self.words(text)

    def back_to(self, step: str) -> NoReturn:
        """Ask a step again, and forget what was answered after it."""
        self.replay.drop(step)
        raise Rerun

    def ask_again(self, step: str, why: Text | None = None) -> NoReturn:
        """Go back to a step; later answers come back where their question is still the same."""
        self.replay.correct(step)
        self.why = why
        raise Rerun

    # What steps are made of -----------------------------------------------------------------------------------------

    def answered(
        self, step: str, shown: str, *, valid: Callable[[Any], bool] = lambda _value: True, bound: bool = False
    ) -> Answer | None:
        """The stored answer of a step, if it still holds; one that does not is dropped with all later ones.

        `bound` answers hold only for the question exactly as it was shown.
        """
        replay = self.replay
        answer = replay.stored(step)
        if answer is None:
            answer = None if bound else replay.restore(step, shown, valid)
        elif not valid(answer.value) or (bound and answer.seen != fingerprint(shown)):
            replay.drop(step)
            self.said.clear()
            self.say(_("Something has changed meanwhile, so I ask this again."))
            return None
        if answer is not None:
            self.said.clear()
        return answer

    def pending(self, step: str) -> Incoming | None:
        """The message, if the open question is this step's; it is used up by this."""
        if self.replay.open_question(step) is None:
            return None
        self.said.clear()
        message, self.message = self.message, None
        return message

    def accept(self, step: str, value: object, shown: str, *, own: bool = False) -> None:
        """Keep the answer to the open question; `own` says that its person wrote or sent it."""
        self.replay.accept(step, value, shown, own=own)
        self.said.clear()

    def pose(self, question: Question) -> Paused:
        """Ask, and remember the question as shown; returns what ends the run when it is raised.

        Raises:
            QuestionAfterWriteError: the run has written already.
        """
        running = self.running
        if self.tx.written != self.written_before:
            raise QuestionAfterWriteError(f"{running.name}: asked “{question.step}” after a write")
        if self.why is not None:
            self.say(self.why)
            self.why = None
        self.state.questions += 1
        number = self.state.questions
        shown = self._shortened(question) if question.is_open_as(running.asked) else question
        reply = shown.reply(number, self.words, can_go_back=running.can_go_back)
        running.asked = question.asked(number)
        self.said.append(Said(reply, self._remember_row))
        return Paused()

    def _shortened(self, question: Question) -> Question:
        """A question as it is asked again, behind what was said of the answer: not its whole screen once more."""
        bare = [said for said in self.said if said.reply.attachment is None and not said.reply.choices]
        self.said = [said for said in self.said if said not in bare]
        why = "\n\n".join(said.reply.text for said in bare)
        return replace(question, text=again(why, question.text), marks=())

    def picked(self, message: Incoming) -> str | None:
        """The key of the shown choice that the message picks, or None."""
        asked = self.running.asked
        return None if asked is None else resolve(message, asked)

    def reject(self, bad: Bad) -> None:
        """Say why an answer does not do."""
        self.say(bad.why)
        if bad.then is not None:
            self.afterwards.append(bad.then)

    def _read(self, message: Incoming, parse: Callable[[str], T], located: Callable[[Location], T] | None) -> T:
        """What a message answers where something is to be typed; raises `Bad` where it is no answer."""
        typed = (self.picked(message) or "") if message.kind == "choice" else message.text.strip()
        if message.kind in {"text", "choice"} and typed:
            return parse(typed)
        if located is not None and message.location is not None:
            return located(message.location)
        raise Bad(_("Please answer this one in words. To stop, send /cancel."))

    def _choose(
        self,
        step: str,
        text: Text | str | Marked,
        options: Sequence[Option[Any]],
        *,
        typed: bool,
        bound: bool = False,
        grave: bool = False,
        saved: bool = False,
        listed: bool = False,
    ) -> Any:  # noqa: ANN401 - a key, or what was typed
        marked = text if isinstance(text, Marked) else Marked(self.words(text))
        shown = marked.text
        keys = {option.key for option in options}
        answer = self.answered(
            step, shown, valid=lambda value: typed if Typed.is_stored(value) else value in keys, bound=bound
        )
        if answer is not None:
            return Typed(answer.value["typed"]) if Typed.is_stored(answer.value) else answer.value
        asked = self.replay.open_question(step)
        page = asked.page if asked is not None else 0
        if asked is not None and (message := self.pending(step)) is not None:
            key = self.picked(message)
            if bound and key not in (None, MORE) and asked.seen != fingerprint(shown):
                self.say(_("Something has changed since I asked. Please look again."))
            elif key == MORE:
                page += 1
            elif key in keys:
                self.accept(step, key, shown)
                return key
            elif key is not None:
                self.say(_("That one is no longer open. Here is what there is now."))
            elif typed and message.kind == "text" and message.text.strip():
                self.accept(step, {"typed": message.text.strip()}, shown)
                return Typed(message.text.strip())
            elif bound and {"yes", "no"} <= keys:
                yes, no = (option.label for option in options[:2])
                self.say(_("Please choose “{yes}” or “{no}”.", yes=yes, no=no))
            else:
                self.say(_("Please pick one of these, by its button, its number or its name. To stop, send /cancel."))
        question = Question.of_options(step, shown, options, self.words, page=page, free=typed)
        raise self.pose(replace(question, marks=marked.marks, grave=grave, saved=saved, listed=listed))

    def _remember_row(self, row: int) -> None:
        if self.state.running is not None and self.state.running.asked is not None:
            self.state.running.asked.row = row


def _returns_words(parse: Callable[[str], Any]) -> bool:
    """Whether what reads an answer makes words of it; else a number, a day, an hour."""
    function = parse.func if isinstance(parse, partial) else parse
    made = getattr(function, "__annotations__", {}).get("return", "str")
    return made in {str, "str", "str | None", "T"}
