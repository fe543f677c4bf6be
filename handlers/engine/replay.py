"""Which step has which answer when a conversation runs again from the top. Pure: all it changes is `Running`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.engine.state import Answer, Asked, Collected, Running, fingerprint

Valid = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Replay:
    """The answers of the conversation under way."""

    running: Running

    def stored(self, step: str) -> Answer | None:
        """The answer that a step has."""
        return next((answer for answer in self.running.answers if answer.step == step), None)

    def open_question(self, step: str) -> Asked | None:
        """The open question, where it is this step's."""
        asked = self.running.asked
        return asked if asked is not None and asked.step == step else None

    def drop(self, step: str) -> None:
        """Forget the answer of a step, and all later ones."""
        answers = self.running.answers
        del answers[next(index for index, answer in enumerate(answers) if answer.step == step) :]

    def accept(self, step: str, value: object, shown: str, *, own: bool = False) -> None:
        """Keep the answer to the open question; `own` says that its person wrote or sent it."""
        self.running.answers.append(Answer(step=step, value=value, seen=fingerprint(shown), own=own))
        self.running.asked = None

    def accept_unasked(self, step: str, value: object) -> None:
        """Keep an answer that nobody gave; going back skips it."""
        self.running.answers.append(Answer(step=step, value=value))

    def restore(self, step: str, shown: str, valid: Valid) -> Answer | None:
        """The answer of a step that a correction put aside, if the same question comes again."""
        running = self.running
        answer = next((answer for answer in running.kept if answer.step == step), None)
        if answer is None or self.open_question(step) is not None:
            return None
        running.kept.remove(answer)
        if answer.seen != fingerprint(shown) or not valid(answer.value):
            return None
        running.answers.append(answer)
        return answer

    def settle(self, step: str, value: object) -> None:
        """Answer the step that comes next without asking, unless its person has or wishes to: it can be corrected."""
        running = self.running
        given = any(answer.step == step and answer.seen for answer in running.kept)
        if not given and step != running.correcting and not self.is_known(step):
            running.kept = [answer for answer in running.kept if answer.step != step]
            self.accept_unasked(step, value)

    def correct(self, step: str) -> None:
        """Open a step again; what was answered after it is kept aside, but for its own further steps ("unit/2")."""
        running = self.running
        index = next(index for index, answer in enumerate(running.answers) if answer.step == step)
        later = [*running.answers[index + 1 :], *running.kept]
        running.kept = [answer for answer in later if not answer.step.startswith(f"{step}/")]
        running.correcting = step
        del running.answers[index:]
        running.asked = None

    def correct_reviewed(self, step: str, review: str) -> None:
        """Open a step again out of a review: who goes back returns to the answers that were reviewed."""
        running = self.running
        running.answers = [answer for answer in running.answers if answer.step != review]
        reviewed = list(running.answers)
        self.correct(step)
        running.reviewed, running.reviewed_from = reviewed, len(running.answers)

    def reached_review(self) -> None:
        """What was corrected stands in the review now."""
        self.running.reviewed.clear()

    def collected(self, step: str, shown: str) -> list[Any]:
        """What was collected for exactly this question before one went back."""
        same = (one for one in self.running.collected if one.step == step and one.seen == fingerprint(shown))
        return list(next((one.values for one in same), []))

    def collect(self, step: str, shown: str, values: list[Any]) -> None:
        """Remember what was collected for a question so far."""
        others = [one for one in self.running.collected if one.step != step]
        fresh = [Collected(step=step, seen=fingerprint(shown), values=values)] if values else []
        self.running.collected = [*others, *fresh]

    def is_known(self, step: str) -> bool:
        """Whether a step has an answer, or is being asked."""
        return self.stored(step) is not None or self.open_question(step) is not None
