"""Questions as they are asked: what can be chosen, a page at a time, and how one goes on, back, or stops. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from handlers.engine.message import Choice, Mark, Reply
from handlers.engine.state import BACK, CANCEL, DONE, MORE, Asked, Expects, Shown, fingerprint
from handlers.engine.text import Text, _, shortened

T = TypeVar("T")
PAGE = 8  # choices
BRIEF = 100  # characters of a question that is asked again
SHORT = 200  # and of all that is said then
_SENTENCE = re.compile(r".+?(?:[.!?…]+(?=\s|$)|$)")
Words = Callable[[Text | str], str]


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

    @staticmethod
    def is_stored(value: object) -> bool:
        """Whether a stored answer was typed."""
        return isinstance(value, dict) and "typed" in value


@dataclass(frozen=True, slots=True)
class Question:
    """A question to be shown: `choices` fill pages, `pinned` ones stand on each.

    `free` says that what one types is an answer too; `hints` that choices are suggestions of what to type; `nav` that
    one can go back or stop although there is nothing to choose; `token` that it waits for the job of that number;
    `grave` that its yes takes something away for good; `prose` that a few sentences are the answer; `files` that a
    photo or a document is; `expects` what is asked for; `marks` is what is bold or a link in it; `nothing_lost` that
    nothing is lost by leaving it, so that there is nothing to cancel; `listed` that its choices are numbered over all
    pages, and several may be meant by what one types.
    """

    step: str
    text: str
    choices: Sequence[Shown] = ()
    pinned: Sequence[Shown] = ()
    page: int = 0
    free: bool = False
    hints: bool = False
    location: bool = False
    partial: Sequence[Any] = field(default=())
    nav: bool = False
    token: int = 0
    grave: bool = False
    prose: bool = False
    expects: Expects = "choice"
    exact: bool = False
    files: bool = False
    marks: tuple[Mark, ...] = ()
    nothing_lost: bool = False
    listed: bool = False

    @classmethod
    def of_options(
        cls, step: str, text: str, options: Sequence[Option[Any]], words: Words, *, page: int, free: bool
    ) -> Question:
        """The question which of these options is meant."""
        paged, pinned = (
            [Shown(key=option.key, label=words(option.label)) for option in options if option.pinned is which]
            for which in (False, True)
        )
        return cls(step, text, paged, pinned, page=page, free=free)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        fits = len(self.choices) + len(self.pinned) <= PAGE + 2
        return 1 if fits else max(1, -(-len(self.choices) // PAGE))

    @property
    def on_page(self) -> list[Shown]:
        """What can be chosen on the page that is shown; behind the last comes the first."""
        first = self.page % self.pages * PAGE
        return [*(self.choices[first : first + PAGE] if self.pages > 1 else self.choices), *self.pinned]

    def reply(self, number: int, words: Words, *, can_go_back: bool) -> Reply:
        """The message that asks it, under its number in the chat."""
        on_page = self.on_page
        buttons = [
            Choice(
                id=f"{number}:{index}",
                label=shown.label,
                hint=self.hints,
                number=self._number(shown),
                pinned=shown in self.pinned,
            )
            for index, shown in enumerate(on_page)
        ]
        if on_page or self.nav:
            buttons += self._navigation(number, words, can_go_back=can_go_back)
        return Reply(
            text=self.text,
            marks=self.marks,
            choices=tuple(buttons),
            question=number,
            free=self.free,
            wants_location=self.location,
            location_label=words(_("Send location")) if self.location else "",
        )

    def is_open_as(self, asked: Asked | None) -> bool:
        """Whether it is the open question, as it was shown, which only wants another answer."""
        return (
            asked is not None
            and (asked.step, asked.seen, asked.page) == (self.step, fingerprint(self.text), self.page % self.pages)
            and asked.token == self.token
        )

    def asked(self, number: int) -> Asked:
        """What the chat's state keeps of it."""
        return Asked(
            id=number,
            step=self.step,
            seen=fingerprint(self.text),
            choices=self.on_page,
            page=self.page % self.pages,
            free=self.free,
            partial=list(self.partial),
            nav=self.nav,
            token=self.token,
            grave=self.grave,
            prose=self.prose,
            expects=self.expects,
            exact=self.exact,
            files=self.files,
            nothing_lost=self.nothing_lost,
            listed=[shown.key for shown in [*self.choices, *self.pinned]] if self.listed else [],
        )

    def _number(self, shown: Shown) -> int:
        return [*self.choices, *self.pinned].index(shown) + 1 if self.listed else 0

    def _navigation(self, number: int, words: Words, *, can_go_back: bool) -> list[Choice]:
        labels = [(MORE, _("More…"))] if self.pages > 1 else []
        ends_itself = self.nothing_lost and any(shown.key == DONE for shown in self.on_page)
        labels += [(BACK, _("‹ Back"))] if can_go_back and not ends_itself else []
        labels += [(CANCEL, _("✕ Cancel"))] if not self.nothing_lost else []
        return [Choice(id=f"{number}:{key}", label=words(label), nav=True) for key, label in labels]


def briefly(text: str) -> str:
    """What a question asks, without what it shows: its line, or its sentence, with the question mark."""
    lines = [line for line in text.splitlines() if line.strip()]
    asks = next((line for line in reversed(lines) if "?" in line), lines[0] if lines else "")
    if len(asks) > BRIEF:
        sentences = _SENTENCE.findall(asks)
        asks = next((one for one in sentences if "?" in one), sentences[0] if sentences else asks)
    return shortened(asks.strip().rstrip(":"), BRIEF)


def again(why: str, text: str) -> str:
    """A question that is asked again, behind why: short, whatever it showed at first."""
    both = f"{why}\n\n{briefly(text)}" if why else briefly(text)
    return both if len(both) <= SHORT else why
