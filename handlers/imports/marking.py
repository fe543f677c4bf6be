"""Asks what a list says of who was there: which column, and what the marks in it mean that nobody else can know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.engine.chat import Chat, Option
from handlers.engine.text import Text, _, ngettext
from handlers.imports import marks, presence
from handlers.imports.columns import NUMBER, PRESENT, Columns, Layout
from handlers.imports.marks import BLANK, CLOCK, UNCLEAR
from handlers.imports.words import STATUSES, column_label, mark_label
from schedules.calendar import HOME
from storage.campaigns.records import Shift

NOTHING = "none"
MOST_ASKED = 6
_FULL_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:[/.-]| tháng )(\d{1,2})(?:[/.-]| năm )(\d{4})(?!\d)", re.IGNORECASE)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Marked:
    """The columns that say who was there; what a tick in each says; what each mark does, and how often it stands."""

    columns: list[int] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    guessed: list[str] = field(default_factory=list)


def pick_marks(chat: Chat, layout: Layout, columns: Columns, sheet: Json, shift: Shift) -> Marked:
    """Which column says who was there, and what its marks say."""
    chosen = pick_column(chat, layout, columns, sheet, shift)
    if not chosen:
        return Marked()
    says = presence.statuses(layout, chosen)
    read: dict[str, str] = {}
    times: dict[str, int] = {}
    guessed: list[str] = []
    for mark, (reading, count) in presence.readings(chosen, says, sheet).items():
        status = reading.status
        if status is None or reading.guessed:
            if len(guessed) == MOST_ASKED:
                continue  # those rows are given back
            status = pick_meaning(chat, mark, count, reading.status, label=column_label(chosen, layout.headings))
            guessed.append(mark)
        read[mark], times[mark] = status, count
    return Marked(chosen, says, read, times, guessed)


def pick_column(chat: Chat, layout: Layout, columns: Columns, sheet: Json, shift: Shift) -> list[int]:
    """The columns that say who was there; that all were there is an answer, but nobody's guess."""
    starts = shift.starts_at.astimezone(HOME)
    guess = presence.guess(layout, sheet, starts.date(), starts.hour)
    taken = {at for chosen in [*columns.values(), layout.columns.get(NUMBER, [])] for at in chosen}
    filled = {at for row in sheet["head"] for at, cell in enumerate(row["cells"]) if cell is not None}
    choices = [guess.columns] if guess.columns else []
    choices += [[at] for at in [*guess.may_be, *sorted(filled - taken - set(guess.may_be))] if [at] not in choices]
    options = [Option("+".join(map(str, one)), _labelled(chat, one, layout, sheet), one) for one in choices[:40]]
    everybody = ngettext("No column: {count} person, there", "No column: all {count} were there", sheet["people"])
    options.append(Option(NOTHING, everybody, []))
    if guess.columns:
        chat.settle(f"column:{PRESENT}", options[0].key)
    text = _("Which column says who was there on {day:short}? I find none that surely does.", day=shift.starts_at)
    return chat.choose(f"column:{PRESENT}", text, options)


def _labelled(chat: Chat, columns: Sequence[int], layout: Layout, sheet: Json) -> Text | str:
    """A column with what stands in it: D “20/11” (x 5, blank 3)."""
    found = sheet["values"].get(str(columns[0]), {}) if len(columns) == 1 else {}
    shown = ", ".join(f"{chat.words(mark_label(mark))} {times}" for mark, times in list(found.items())[:3])
    label = column_label(columns, layout.headings)
    return _("{column}: {marks}", column=label, marks=shown) if shown else label


def pick_meaning(chat: Chat, mark: str, count: int, guess: str | None, *, label: Text | str) -> str:
    """What a mark says that only the writer of the list can know."""
    step = f"mark:{mark}"
    options = [Option(status, STATUSES[status], status) for status in (*marks.STATUSES, UNCLEAR)]
    if guess is not None:
        chat.settle(step, guess)
    if mark == BLANK:
        text = ngettext(
            "{column} is empty for {count} person. Were they there?",
            "{column} is empty for {count} people. Were they there?",
            count,
            column=label,
        )
    elif mark == CLOCK:
        text = ngettext(
            "{column} has a time for {count} person. What does it mean?",
            "{column} has a time for {count} people. What does it mean?",
            count,
            column=label,
        )
    else:
        text = ngettext(
            "{column} has “{mark}” for {count} person. What does it mean?",
            "{column} has “{mark}” for {count} people. What does it mean?",
            count,
            mark=mark,
            column=label,
        )
    return chat.choose(step, text, options)


def understood(chat: Chat, marked: Marked) -> list[Text | str]:
    """What the marks are taken for, in a line; a guess has a question mark."""
    told = [chat.words(_told(mark, status, marked)) for mark, status in marked.marks.items() if marked.times[mark]]
    return [_("• Marks: {marks}", marks=", ".join(told))] if told else []


def _told(mark: str, status: str, marked: Marked) -> Text:
    facts = {"mark": mark_label(mark), "status": STATUSES[status], "count": marked.times[mark]}
    if mark in marked.guessed:
        return _("{mark} = {status}? ({count})", **facts)
    return _("{mark} = {status} ({count})", **facts)


def other_day(above: Sequence[str], shift: Shift) -> list[Text | str]:
    """A warning where the list itself names another day than the shift's."""
    day = shift.starts_at.astimezone(HOME).date()
    named = [(int(one[1]), int(one[2]), int(one[3])) for text in above for one in _FULL_DAY.finditer(text)]
    if not named or (day.day, day.month, day.year) in named:
        return []
    return [
        _(
            "⚠ The list says {day}, this shift is on {shift:short}.",
            day="/".join(map(str, named[0])),
            shift=shift.starts_at,
        )
    ]
