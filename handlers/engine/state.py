"""Where a chat's conversation stands between two messages: the answers so far and the question that is open."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

from pydantic import AliasChoices, AwareDatetime, BaseModel, Field

Expects = Literal["choice", "number", "hours", "code", "name", "birth_year", "unit", "days", "text"]
"""What a question asks for: one of its choices, or something to be typed, of a kind that sentences are read for."""
WORDLESS = {"number", "hours", "code", "birth_year", "days"}
"""Those of which nothing is kept but a number, a day, an hour or a code, whatever words stood around it."""
MORE, BACK, CANCEL, DONE = "more", "back", "cancel", "done"


class Answer(BaseModel):
    """What was answered at one step. `seen` is the fingerprint of the question as it was shown, if it was.

    `own` says that its person wrote or sent it, where others are chosen at once again.
    """

    step: str
    value: Any
    seen: str = ""
    own: bool = False


class Shown(BaseModel):
    """A choice as it was shown: the key it stands for, and its label."""

    key: str
    label: str


class Asked(BaseModel):
    """The open question. `row` is the outbox row that shows it; `page` counts from 0; `partial` is collected so far.

    `nav` says that it was shown with buttons to go back or stop. `token` is not 0 while a job is awaited. `prose` says
    that a few sentences are the answer, in which a link is a part of what is told; `files`, that a photo or a document
    is. `grave` says that its yes takes something away for good, so that only a plain one is a yes. `exact` says that a
    number, a day or a code is the answer, and no words: a command's name is none. `nothing_lost` says that nothing
    is lost by leaving it (rows of before call it `saved`); `listed` are the keys of a list that is numbered over its
    pages.
    """

    id: int
    step: str
    seen: str = ""
    choices: list[Shown] = Field(default_factory=list)
    row: int | None = None
    page: int = 0
    free: bool = False
    partial: list[Any] = Field(default_factory=list)
    nav: bool = False
    token: int = 0
    prose: bool = False
    expects: Expects = "choice"
    exact: bool = False
    files: bool = False
    grave: bool = False
    nothing_lost: bool = Field(default=False, validation_alias=AliasChoices("nothing_lost", "saved"))
    listed: list[str] = Field(default_factory=list)


class Collected(BaseModel):
    """What was collected at a step so far, and the fingerprint of its question: going back does not lose it."""

    step: str
    seen: str
    values: list[Any]


class Running(BaseModel):
    """A conversation under way. `kept` are answers that a correction dropped: reused if their question comes again.

    `correcting` is the step that is corrected: it is asked even where it would settle itself. `reviewed` are the
    answers as they stood when a correction was asked for, of the answer at `reviewed_from`: going back from it returns
    to them. `collected` outlives going back. `opened` says that it began with answers of its own (`Chat.open_with`);
    `when_stopped` is what is said to whoever stops where all is saved already (rows of before call it `saved`).
    """

    name: str
    args: dict[str, Any] = Field(default_factory=dict)
    answers: list[Answer] = Field(default_factory=list)
    kept: list[Answer] = Field(default_factory=list)
    correcting: str = ""
    reviewed: list[Answer] = Field(default_factory=list)
    reviewed_from: int = 0
    collected: list[Collected] = Field(default_factory=list)
    opened: bool = False
    when_stopped: str = Field(default="", validation_alias=AliasChoices("when_stopped", "saved"))
    asked: Asked | None = None

    @property
    def can_go_back(self) -> bool:
        """Whether any question was answered; what settled itself was never asked."""
        return bool(self.reviewed) or any(answer.seen for answer in self.answers)

    @property
    def would_lose(self) -> bool:
        """Whether something that its person wrote or sent would be lost if this ended here."""
        answers = [*self.answers, *self.kept, *self.reviewed]
        being_read = self.asked is not None and self.asked.token > 0
        return being_read or any(answer.own for answer in answers) or any(one.values for one in self.collected)

    def go_back(self) -> None:
        """Forget the last answer that was asked for, and what settled itself after it.

        From a correction's first question one returns to what was reviewed, as it stood.
        """
        self.asked = None
        if self.reviewed and not any(answer.seen for answer in self.answers[self.reviewed_from :]):
            self.answers, self.reviewed, self.correcting = self.reviewed, [], ""
            self.kept.clear()
            return
        while self.answers and not self.answers.pop().seen:
            pass
        if not self.reviewed:
            self.kept.clear()


class Later(BaseModel):
    """A second wish of one message: a command, what its button says, and whether it is offered right now."""

    command: str
    label: str
    offered: bool = False


class KeptPhoto(BaseModel):
    """A photo that came while nothing asked for one, when, and the check-in whose report it fits (0: none)."""

    file: dict[str, Any]
    at: AwareDatetime
    check_in_id: int = 0


class Doubt(BaseModel):
    """What was typed at the question of that id, and what else it may mean: a command, a step, a hint's label."""

    question: int
    typed: str
    means: str


class State(BaseModel):
    """All that a chat keeps.

    `offers` are the commands shown last, so that a number can pick one; `misses` says how many messages in a row were
    not understood; `later` is a second wish that waits for what is under way; `photos` wait for the report that they go
    with.
    `doubt` is an answer that may be something else, and is asked about.
    """

    questions: int = 0
    misses: int = 0
    running: Running | None = None
    offers: Asked | None = None
    later: Later | None = None
    doubt: Doubt | None = None
    photos: list[KeptPhoto] = Field(default_factory=list)


def fingerprint(text: str) -> str:
    """A short mark of a text: the same text, the same mark."""
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()
