"""How a step of a conversation finds its answer: stored, or in the message that just came, or by asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn, TypeVar

from handlers.engine.choices import PAGE, resolve
from handlers.engine.message import Chart, Choice, Incoming, QrCode, Reply, Sheet, StoredPhoto, TextFile
from handlers.engine.outcomes import Bad, Paused, QuestionAfterWriteError, Rerun
from handlers.engine.state import BACK, CANCEL, MORE, Answer, Asked, Running, Shown, State, fingerprint
from handlers.engine.text import Text, _, say
from storage.database import Transaction
from storage.records import ChatRow, Outgoing

T = TypeVar("T")
NO_FILES = _("Files do not go through here. Write to me on Telegram or in the web chat for that.")
Attached = QrCode | TextFile | StoredPhoto | Sheet | Chart


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """Something that can be chosen: `key` is stored, `label` is shown, `value` is what `choose` returns.

    One that is `pinned` stands on every page of many.
    """

    key: str
    label: Text | str
    value: T
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed where a choice was offered too."""

    text: str


@dataclass(slots=True)
class Said:
    """A message to be, with what is to be done once its outbox row is known. `alone`: nothing is put before it."""

    reply: Reply
    after: Callable[[int], None] | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a conversation may know of the channel it runs on, and of the shell that it runs in."""

    link: Callable[[str], str] = field(default=lambda payload: payload)  # start payload -> link that opens this bot
    takes_files: bool = True
    menus: bool = False  # whether a chat has a command menu of its own
    edits: bool = True  # whether a message that was sent can be changed
    sample: bool = False
    found: Callable[[str], Any] = field(default=lambda _sha256: None)  # what an errand found, by its hash, or None
    errand_begun: Callable[[], None] = field(default=lambda: None)
    paces: Mapping[str, float] = field(default_factory=dict)  # how many messages a second each channel takes


@dataclass
class Steps:
    """One chat at one message: what was answered before, what is said now, and where the open question stands."""

    tx: Transaction
    row: ChatRow
    state: State
    message: Incoming | None
    around: Surroundings = field(default_factory=Surroundings)
    said: list[Said] = field(default_factory=list)
    also: list[Outgoing] = field(default_factory=list)  # rows for other people
    afterwards: list[Callable[[Transaction], None]] = field(default_factory=list)
    changes: int = 0
    handed_over: bool = False  # whether an earlier run, in this message, started this one
    why: Text | None = None  # what is said before the question that a run goes back to

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
        if isinstance(attach, Sheet) and not self.around.takes_files:
            attach, text = None, f"{self.words(text)}\n\n{self.words(NO_FILES)}"
        if isinstance(attach, Chart) and not self.around.takes_files:
            attach = None  # the text says the same
        choices = tuple(Choice(id=f"/{command}", label=self.words(label)) for command, label in offers)
        self.said.append(Said(Reply(text=self.words(text), choices=choices, attachment=attach), after))

    def show(self, reply: Reply) -> None:
        """Say a message that was made elsewhere, just as it is."""
        self.said.append(Said(reply, alone=True))

    # Finding an answer ----------------------------------------------------------------------------------------------

    def _choose(
        self, step: str, text: Text | str, options: Sequence[Option[Any]], *, typed: bool, bound: bool = False
    ) -> Any:  # noqa: ANN401 - a key, or what was typed
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
        paged, pinned = (
            [Shown(key=option.key, label=self.words(option.label)) for option in options if option.pinned is which]
            for which in (False, True)
        )
        raise self._open(step, shown, paged, pinned=pinned, page=page, free=typed)

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

    def settle(self, step: str, value: object) -> None:
        """Answer the step that comes next without asking, unless its person has or wishes to: it can be corrected."""
        running = self.running
        given = any(answer.step == step and answer.seen for answer in running.kept)
        if not given and step != running.correcting and not self._known(step):
            running.kept = [answer for answer in running.kept if answer.step != step]
            running.answers.append(Answer(step=step, value=value))

    def ask_again(self, step: str, why: Text | None = None) -> NoReturn:
        """Go back to a step; what was answered after it is kept aside, but for its own further steps ("unit/2")."""
        running = self.running
        at = next(n for n, answer in enumerate(running.answers) if answer.step == step)
        after = [*running.answers[at + 1 :], *running.kept]
        running.kept = [answer for answer in after if not answer.step.startswith(f"{step}/")]
        running.correcting = step
        del running.answers[at:]
        running.asked = None
        self.why = why
        raise Rerun

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

    def _accept(self, step: str, value: object, shown: str) -> None:
        self.running.answers.append(Answer(step=step, value=value, seen=fingerprint(shown)))
        self.running.asked = None
        self.said.clear()

    def _reject(self, bad: Bad) -> None:
        self.say(bad.why)
        if bad.then is not None:
            self.afterwards.append(bad.then)

    def _open(
        self,
        step: str,
        text: str,
        choices: list[Shown],
        *,
        pinned: Sequence[Shown] = (),
        page: int = 0,
        free: bool = False,
        hints: bool = False,
        location: bool = False,
        partial: list[Any] | None = None,
        nav: bool = False,
        token: int = 0,
    ) -> Paused:
        """Ask: remember the question as shown; returns what ends the run when it is raised."""
        if self.tx.written != self.changes:
            raise QuestionAfterWriteError(f"{self.running.name}: asked “{step}” after a write")
        if self.why is not None:
            self.say(self.why)
            self.why = None
        self.state.questions += 1
        number = self.state.questions
        pages = max(1, -(-len(choices) // PAGE)) if len(choices) + len(pinned) > PAGE + 2 else 1
        page %= pages
        on_page = [*(choices[page * PAGE : (page + 1) * PAGE] if pages > 1 else choices), *pinned]
        buttons = [Choice(id=f"{number}:{n}", label=choice.label, hint=hints) for n, choice in enumerate(on_page)]
        if on_page or nav:
            buttons += self._navigation(number, more=pages > 1)
        reply = Reply(
            text=text,
            choices=tuple(buttons),
            question=number,
            free=free,
            wants_location=location,
            location_label=self.words(_("Send location")) if location else "",
        )
        self.said.append(Said(reply, self._remember_row))
        self.running.asked = Asked(
            id=number,
            step=step,
            seen=fingerprint(text),
            choices=on_page,
            page=page,
            free=free,
            partial=partial or [],
            nav=nav,
            token=token,
        )
        return Paused()

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


def _was_typed(value: object) -> bool:
    return isinstance(value, dict) and "typed" in value
