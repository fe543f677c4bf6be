"""The questions about a person that joining asks and the profile corrects: birth year, guardian, name."""

from __future__ import annotations

from functools import partial

from handlers.engine.chat import Chat, Option
from handlers.engine.text import Text, _
from handlers.typed.people import OF_AGE, birth_year, full_name
from schedules.calendar import local_day


def ask_birth_year(chat: Chat) -> int:
    """Ask for the year in which the person was born."""
    parse = partial(birth_year, this_year=local_day(chat.tx.now).year)
    return chat.ask("birth_year", _("Which year were you born in? For example: 2007."), parse, expects="birth_year")


def ask_guardian(chat: Chat, born: int) -> str | None:
    """The name of a guardian who agrees, for somebody younger than 16; None for everybody else."""
    age = local_day(chat.tx.now).year - born
    if age > OF_AGE:
        return None
    if age == OF_AGE:
        options = [Option("yes", _("Yes, I have"), True), Option("no", _("Not yet"), False)]
        if chat.choose("sixteen", _("Have you had your 16th birthday yet?"), options):
            return None
    guardian = chat.ask(
        "guardian",
        _("You are not 16 yet, so your father, mother or guardian has to agree as well. What is their full name?"),
        full_name,
        expects="name",
    )
    chat.confirm(
        "guardian_agrees",
        _(
            "Please show this to {guardian}: do you agree that Điểm Danh keeps this young person's name, birth year, "
            "unit and volunteer work, as described above? You can have it erased at any time with /xoadulieu.",
            guardian=guardian,
        ),
        yes=_("I am the guardian and I agree"),
        no=_("No"),
        declined=_("All right, then I keep nothing. You are welcome any time once they agree."),
    )
    return guardian


def ask_name(chat: Chat) -> str:
    """Ask for the person's full name."""
    return chat.ask(
        "name", _("What is your full name? Please write it with all its accents."), full_name, expects="name"
    )


def name_and_year(name: str, born: int | None, guardian: str | None) -> list[tuple[str, Text, str]]:
    """The answers to these questions, as (step, name, answer): the lines of a review."""
    lines: list[tuple[str, Text, str]] = [("name", _("Full name"), name)]
    if born is not None:
        lines.append(("birth_year", _("Birth year"), str(born)))
    if guardian is not None:
        lines.append(("guardian", _("Guardian"), guardian))
    return lines
