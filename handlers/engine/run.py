"""One run of a conversation, at one message: whose chat it is, what it says, and what steps are made of.

A step returns its stored answer, or takes the message as its answer, or asks and ends the run. `Chat` has those that
most conversations need; uploads.py and documents.py have others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from handlers.engine.choices import resolve
from handlers.engine.conversation import Args, Offer
from handlers.engine.features import Features, Services
from handlers.engine.marked import Marked
from handlers.engine.message import Chart, CodeShown, Incoming, Reply, Sheet
from handlers.engine.outcomes import Bad, Paused, QuestionAfterWriteError
from handlers.engine.questions import Question, again
from handlers.engine.replay import Replay
from handlers.engine.said import NO_FILES, Attached, Said
from handlers.engine.state import Answer, Running, State, fingerprint
from handlers.engine.text import Text, _, say
from storage.database import Transaction
from storage.messages import chats
from storage.messages.records import ChatRow, Outgoing
from storage.organisation import grants
from storage.people import members
from storage.people.records import Member
from storage.records import Asker

A = TypeVar("A", bound=Args)


@dataclass
class Run:
    """A chat at one message, while a conversation runs."""

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

    def _remember_row(self, row: int) -> None:
        if self.state.running is not None and self.state.running.asked is not None:
            self.state.running.asked.row = row
