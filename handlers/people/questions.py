"""The questions about a person that joining asks and the profile corrects: birth year, guardian, name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from handlers.engine.chat import Bad, Chat, Option, Typed
from handlers.engine.phrases import phrases
from handlers.engine.text import Text, _
from handlers.typed.accents import lacks_accents
from handlers.typed.people import OF_AGE, birth_year, needs_a_yes, own_name
from schedules.calendar import local_day
from storage.text import fold

_KEEPING = phrases(
    """
    giu vay, giu, giu nguyen, giu vay di, giu vay nha, giu vay nhe, de vay, de vay di, khong, khong can, khong dau,
    khong co dau, ten khong co dau, vay thoi, keep it without accents, keep it, keep, no, no accents, it has none,
    it has no accents
    """
)


def ask_birth_year(chat: Chat, progress: str = "") -> int:
    """Ask for the year in which the person was born, behind how far they have come ("1/4 · ")."""
    parse = partial(birth_year, this_year=local_day(chat.tx.now).year)
    question = chat.words(_("Which year were you born in? For example: 2007."))
    return chat.ask("birth_year", progress + question, parse, expects="birth_year")


def ask_guardian(chat: Chat, born: int) -> str | None:
    """The name of a guardian who agrees, for somebody younger than 16; None for everybody else."""
    age = local_day(chat.tx.now).year - born
    if age > OF_AGE:
        return None
    if age == OF_AGE:
        options = [Option("yes", _("Yes, I have"), True), Option("no", _("Not yet"), False)]
        if chat.choose("sixteen", _("Have you had your 16th birthday yet?"), options):
            return None
    question = _(
        "You are not 16 yet, so your father, mother or guardian has to agree as well. What is their full name?"
    )
    guardian = ask_whole_name(chat, "guardian", question)
    chat.confirm(
        "guardian_agrees",
        _(
            "Please show this to {guardian}: do you agree that Điểm Danh keeps this young person's name, birth year, "
            "unit and volunteer work, as described above? You can have it erased at any time with /erase.",
            guardian=guardian,
        ),
        yes=_("I am the guardian and I agree"),
        no=_("No"),
        declined=_("All right, I won't keep anything. You're welcome any time once they agree."),
    )
    return guardian


def ask_name(chat: Chat, progress: str = "") -> str:
    """Ask for the person's full name, behind how far they have come."""
    question = chat.words(_("What is your full name? Please write it with all its accents."))
    return ask_whole_name(chat, "name", progress + question)


def ask_whole_name(chat: Chat, step: str, question: Text | str, *, read: Callable[[str], str] = own_name) -> str:
    """Ask for a full name; whether one word is all of it is asked once, and believed, and so are missing accents."""
    return with_accents(chat, f"{step}/accents", _all_of_it(chat, step, question, read))


def with_accents(chat: Chat, step: str, name: str) -> str:
    """A name with its accents, which are asked for once where they must be missing; who keeps it has it so."""
    if not lacks_accents(name):
        return name

    def parse(text: str) -> str:
        if fold(text) in _KEEPING:
            return name
        again = own_name(text)
        if not set(fold(again).split()) & set(fold(name).split()):
            raise Bad(_("Please write “{name}” with its accents, or keep it as it is.", name=name))
        return again

    question = _("“{name}”: how is that written with its accents?", name=name)
    return chat.ask(step, question, parse, hints=[_("Keep it without accents")], expects="name")


def _all_of_it(chat: Chat, step: str, question: Text | str, read: Callable[[str], str]) -> str:
    name = chat.ask(step, question, read, expects="name")
    if not needs_a_yes(name):
        return name
    options = [Option("yes", _("Yes, that is the whole name"), True), Option("no", _("No, I write it again"), False)]
    answer = chat.choose_or_type(f"{step}/whole", _("“{name}”: is that really the whole name?", name=name), options)
    if answer is True:
        return name
    again, why = _written_again(answer.text) if isinstance(answer, Typed) else (None, None)
    if again is None or (again != name and needs_a_yes(again)):
        chat.ask_again(step, why)
    return again


def _written_again(text: str) -> tuple[str | None, Text | None]:
    """The name that is written in the place of a yes, or why it is none."""
    try:
        return own_name(text), None
    except Bad as bad:
        return None, bad.why


def name_and_year(name: str, born: int | None, guardian: str | None) -> list[tuple[str, Text, str]]:
    """The answers to these questions, as (step, name, answer): the lines of a review."""
    lines: list[tuple[str, Text, str]] = [("name", _("Full name"), name)]
    if born is not None:
        lines.append(("birth_year", _("Birth year"), str(born)))
    if guardian is not None:
        lines.append(("guardian", _("Guardian"), guardian))
    return lines
