"""What is said about an import: what was understood of a table, why a row cannot be taken, how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.engine.conversation import Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _, ngettext
from handlers.imports import UNDO_IMPORT
from handlers.imports.columns import BIRTH, NAME, PRESENT, UNIT
from storage.imports.notices import ImportDone, ImportUndone

FIELDS: dict[str, Text] = {
    NAME: _("Full name"),
    BIRTH: _("Birth year"),
    UNIT: _("Unit"),
    PRESENT: _("Who was there"),
}
WHY_NOT = _("Why this row was not taken")
_WHY: dict[str, Text] = {
    "name_missing": _("there is no name"),
    "no_name": _("“{name}” is no full name"),
    "one_word": _("“{name}” is one word: whether it is the whole name is still to be confirmed"),
    "no_year": _("“{year}” is no birth year"),
    "unit_missing": _("there is no unit"),
    "unit_unknown": _("no unit is called “{unit}”"),
    "unit_unclear": _("which unit is “{unit}”? {like}"),
    "unit_not_yours": _("“{unit}” is not one of your units"),
    "twice": _("the same person as in row {row:plain}"),
    "several": _("several people at {unit} have this name: add the birth year"),
    "elsewhere": _("somebody of this name and year is at {unit} already"),
    "which": _("several people have this name: add the unit or the birth year ({units})"),
    "yourself": _("this is you: whoever leads the unit above yours ticks you"),
}


def why(key: str, facts: Mapping[str, Any]) -> Text:
    """Why a row cannot be taken."""
    shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in facts.items()}
    if key == "unit_unclear":
        shown["like"] = " / ".join(facts["like"])
    return Text(_WHY[key].message, facts=shown)


def letter(column: int) -> str:
    """What a spreadsheet calls a column, counted from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_label(columns: Sequence[int], headings: Sequence[str]) -> Text | str:
    """One column or several, as they are called: B “Họ và tên”."""
    if not columns:
        return _("none")
    letters = " + ".join(letter(at) for at in columns)
    heading = " / ".join(dict.fromkeys(headings[at] for at in columns if at < len(headings) and headings[at]))
    return (
        _("column {letters} “{heading}”", letters=letters, heading=heading[:40])
        if heading
        else _("column {letters}", letters=letters)
    )


def somebody(name: str, born: int | None, unit: str) -> Text:
    """Somebody new, in a line."""
    if born is None:
        return _("– {name}, {unit}", name=name, unit=unit)
    return _("– {name}, {born:plain}, {unit}", name=name, born=born, unit=unit)


def counts(numbers: Mapping[str, int], *, with_new: bool = True) -> list[Text]:
    """How many rows are what."""
    lines = []
    if number := numbers.get("tick", 0):
        lines.append(ngettext("✓ {count} person to tick", "✓ {count} people to tick", number))
    if number := numbers.get("new", 0):
        lines.append(
            ngettext("＋ {count} person to write down", "＋ {count} people to write down", number)
            if with_new
            else ngettext("{count} unknown person is left out", "{count} unknown people are left out", number)
        )
    if number := numbers.get("there", 0):
        lines.append(ngettext("{count} is there already", "{count} are there already", number))
    if number := numbers.get("absent", 0):
        lines.append(ngettext("{count} is marked as absent", "{count} are marked as absent", number))
    if number := numbers.get("no", 0):
        lines.append(ngettext("⚠ {count} row is not clear:", "⚠ {count} rows are not clear:", number))
    return lines


def notice(ended: ImportDone | ImportUndone, _language: str) -> WordedNotice:
    """How an import ended, or taking it back, and what to go on with."""
    if isinstance(ended, ImportUndone):
        return WordedNotice(undone(ended))
    wrote = ended.entered or ended.ticked
    return WordedNotice(done(ended), (Offer(UNDO_IMPORT, label=_("Take it back")),) if wrote else ())


def done(ended: ImportDone) -> Text:
    """How an import ended."""
    if not ended.entered and not ended.ticked:
        return _("“{name}”: nothing was new, so nothing was written.", name=ended.name)
    what = written(ended.entered, ended.ticked)
    return _("“{name}” is in: {what}. You can take it back for a day: /hoannhap.", name=ended.name, what=what)


def written(entered: int, ticked: int) -> Text:
    """What an import wrote; one of the two is not 0."""
    down = ngettext("{count} person written down", "{count} people written down", entered)
    there = ngettext("{count} person ticked", "{count} people ticked", ticked)
    if entered and ticked:
        return _("{first}, {second}", first=down, second=there)
    return down if entered else there


def undone(ended: ImportUndone) -> Text:
    """How taking an import back ended."""
    if not ended.kept_count:
        return _("“{name}” is taken back, all of it.", name=ended.name)
    listed: Text | str = "\n".join(f"– {line}" for line in ended.kept)
    if ended.kept_count > len(ended.kept):
        listed = _("{listed}\n… and {more} more", listed=listed, more=ended.kept_count - len(ended.kept))
    return ngettext(
        "“{name}” is taken back. {count} person stays, since others have used the entry:\n{listed}",
        "“{name}” is taken back. {count} people stay, since others have used the entries:\n{listed}",
        ended.kept_count,
        name=ended.name,
        listed=listed,
    )
