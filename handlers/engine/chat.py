"""The conversation engine: a conversation is a plain function, run again from the top with the answers given so far.

Here is what such a function says and asks. Nothing lives in memory between two messages. See docs/architecture.md, "A
conversation".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn, TypeVar

from handlers.engine.answering import pick, read, returns_words
from handlers.engine.choices import NO, YES
from handlers.engine.conversation import Args, Conversation, Offer, Start
from handlers.engine.marked import Marked
from handlers.engine.message import Location
from handlers.engine.outcomes import Bad, Ended, Goto, Refused, Rerun
from handlers.engine.questions import Option, Question, Typed
from handlers.engine.run import Run
from handlers.engine.state import MORE, WORDLESS, Expects, Shown, fingerprint
from handlers.engine.text import Text, _

__all__ = ["Bad", "Chat", "Option", "Refused", "Typed"]

T = TypeVar("T")


class Chat(Run):
    """A conversation's view of one chat, at one message."""

    # Ending ---------------------------------------------------------------------------------------------------------

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
                value = read(message, self.picked(message), parse, located)
            except Bad as bad:
                self.reject(bad)
            else:
                self.accept(step, value, shown, own=message.kind != "choice")
                return value
        choices = [Shown(key=label, label=label) for label in map(self.words, hints)]
        exact = expects in WORDLESS or not returns_words(parse)
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
        nothing_lost: bool = False,
    ) -> T:
        """Ask for one of the options and return its value; the answer is checked against what is open now.

        `settle` takes an only option without asking, and keeps to it when more open later. `nothing_lost` says that
        nothing is lost by leaving the question.
        """
        if settle and len(options) == 1 and not self.replay.is_known(step):
            self.replay.accept_unasked(step, options[0].key)
        chosen = self._choose(step, text, options, typed=False, nothing_lost=nothing_lost)
        return next(option.value for option in options if option.key == chosen)

    def choose_or_type(
        self, step: str, text: Text | str, options: Sequence[Option[T]], *, listed: bool = False
    ) -> T | Typed:
        """Like `choose`, but what matches no option comes back as `Typed`.

        `listed`: a list whose ticks are kept at once; it is numbered over all its pages, and has nothing to cancel.
        """
        chosen = self._choose(step, text, options, typed=True, nothing_lost=listed, listed=listed)
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
        self.running.when_stopped = self.words(text)

    def back_to(self, step: str) -> NoReturn:
        """Ask a step again, and forget what was answered after it."""
        self.replay.drop(step)
        raise Rerun

    def ask_again(self, step: str, why: Text | None = None) -> NoReturn:
        """Go back to a step; later answers come back where their question is still the same."""
        self.replay.correct(step)
        self.why = why
        raise Rerun

    def _choose(
        self,
        step: str,
        text: Text | str | Marked,
        options: Sequence[Option[Any]],
        *,
        typed: bool,
        bound: bool = False,
        grave: bool = False,
        nothing_lost: bool = False,
        listed: bool = False,
    ) -> Any:  # noqa: ANN401 - a key, or what was typed
        marked = text if isinstance(text, Marked) else Marked(self.words(text))
        shown = marked.text
        keys = {option.key for option in options}
        answer = self.answered(
            step, shown, valid=lambda value: typed if Typed.is_stored(value) else value in keys, bound=bound
        )
        if answer is not None:
            return _chosen(answer.value)
        asked = self.replay.open_question(step)
        page = asked.page if asked is not None else 0
        if asked is not None and (message := self.pending(step)) is not None:
            key, changed = self.picked(message), asked.seen != fingerprint(shown)
            if key == MORE:
                page += 1
            else:
                try:
                    value = pick(message, key, options, typed=typed, bound=bound, changed=changed)
                except Bad as bad:
                    self.say(bad.why)
                else:
                    self.accept(step, value, shown)
                    return _chosen(value)
        question = Question.of_options(step, shown, options, self.words, page=page, free=typed)
        raise self.pose(replace(question, marks=marked.marks, grave=grave, nothing_lost=nothing_lost, listed=listed))


def _chosen(value: Any) -> Any:  # noqa: ANN401 - a key, or what was typed
    """What a stored choice is to a conversation."""
    return Typed(value["typed"]) if Typed.is_stored(value) else value
