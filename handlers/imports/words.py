"""What is said about an import: what was understood of a table, why a row cannot be taken, how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handlers.engine.conversation import Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _, ngettext, shortened
from handlers.imports import UNDO_IMPORT, marks
from handlers.imports.columns import BIRTH, NAME, PRESENT, SECTIONS, UNIT
from storage.imports.notices import ImportDone, ImportUndone

FIELDS: dict[str, Text] = {
    NAME: _("Full name"),
    BIRTH: _("Birth year"),
    UNIT: _("Unit"),
    PRESENT: _("Who was there"),
}
STATUSES: dict[str, Text] = {
    marks.PRESENT: _("there"),
    marks.LATE: _("there, late"),
    marks.EXCUSED: _("absent, excused"),
    marks.ABSENT: _("absent"),
    marks.UNCLEAR: _("not clear: give those rows back"),
}
LONGEST_HEADING = 50
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")  # a day as a cell of a table has it
LETTERS: dict[str, Text | str] = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI", "viqr": "VIQR", "misread": "UTF-8"}
WHY_NOT = _("Why this row was not taken")
_WHY: dict[str, Text] = {
    "name_missing": _("there is no name"),
    "no_name": _("“{name}” is no full name"),
    "one_word": _("“{name}” is one word: whether it is the whole name is still to be confirmed"),
    "no_year": _("“{year}” is no birth year"),
    "no_day": _("there is no such day as {day}"),
    "mark_unclear": _("what does “{mark}” say: there or absent?"),
    "unnumbered": _("“{name}” has no number: on the list or not?"),
    "below": _("“{name}” stands below the signatures: on the list or not?"),
    "old_letters": _("“{text}” may be in an old font's letters: please type it again"),
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
    if list(columns) == SECTIONS:
        return _("by the rows between the people")
    letters = " + ".join(letter(at) for at in columns)
    heading = _together(dict.fromkeys(headings[at] for at in columns if at < len(headings) and headings[at]))
    heading = _ISO_DAY.sub(r"\3/\2/\1", heading)
    return (
        _("column {letters} “{heading}”", letters=letters, heading=shortened(heading, LONGEST_HEADING))
        if heading
        else _("column {letters}", letters=letters)
    )


def _together(headings: Iterable[str]) -> str:
    """Several headings; what stands over all of them is said once: "Ngày sinh: Nam / Nữ"."""
    each = [heading.split() for heading in headings]
    shared = next((at for at, same in enumerate(map(set, zip(*each, strict=False))) if len(same) > 1), 0)
    if not shared:
        return " / ".join(map(" ".join, each))
    return f"{' '.join(each[0][:shared])}: {' / '.join(' '.join(words[shared:]) for words in each)}"


def somebody(name: str, born: int | None, unit: str) -> Text:
    """Somebody new, in a line."""
    if born is None:
        return _("– {name}, {unit}", name=name, unit=unit)
    return _("– {name}, {born:plain}, {unit}", name=name, born=born, unit=unit)


def mark_label(mark: str) -> Text | str:
    """A mark as it is named: “x”, an empty cell, a time."""
    if mark == marks.BLANK:
        return _("blank")
    return _("a time") if mark == marks.CLOCK else f"“{mark}”"


def old_letters(encodings: Sequence[str]) -> list[Text]:
    """That a file was not in Unicode, and was read as what."""
    if not encodings:
        return []
    names = ", ".join(str(LETTERS[one]) for one in encodings)
    return [_("⚠ Written in old letters: {names}. I turned them into Unicode; please look at the names.", names=names)]


def passed(count: int, texts: Sequence[str]) -> Text:
    """The rows that tell of nobody: totals, dates, signatures."""
    shown = ", ".join(f"“{text}”" for text in texts) + ("…" if count > len(texts) else "")
    return ngettext("{count} row is nobody: {shown}", "{count} rows are nobody: {shown}", count, shown=shown)


def counts(numbers: Mapping[str, int], *, with_new: bool = True, late: Sequence[str] = ()) -> list[Text]:
    """How many rows are what; `late` names some of those who were."""
    lines = []
    if number := numbers.get("tick", 0):
        lines.append(ngettext("✓ {count} person to tick", "✓ {count} people to tick", number))
    if number := numbers.get("new", 0):
        lines.append(
            ngettext("+ {count} person to write down", "+ {count} people to write down", number)
            if with_new
            else ngettext("{count} unknown person is left out", "{count} unknown people are left out", number)
        )
    if number := numbers.get("late", 0):
        names = ", ".join(late)
        lines.append(ngettext("{count} of them late: {names}", "{count} of them late: {names}", number, names=names))
    if number := numbers.get("there", 0):
        lines.append(ngettext("{count} is there already", "{count} are there already", number))
    if number := numbers.get("absent", 0):
        lines.append(ngettext("{count} is marked as absent", "{count} are marked as absent", number))
    if number := numbers.get("excused", 0):
        lines.append(ngettext("{count} is absent, excused", "{count} are absent, excused", number))
    if number := numbers.get("no", 0):
        lines.append(ngettext("⚠ {count} row is not clear:", "⚠ {count} rows are not clear:", number))
    return lines


def notice(ended: ImportDone | ImportUndone, _language: str) -> WordedNotice:
    """How an import ended, or taking it back, and what to go on with."""
    if isinstance(ended, ImportUndone):
        return WordedNotice(undone(ended))
    wrote = ended.entered or ended.ticked
    return WordedNotice(done(ended), (Offer(UNDO_IMPORT, label=_("Undo")),) if wrote else ())


def done(ended: ImportDone) -> Text:
    """How an import ended."""
    if not ended.entered and not ended.ticked:
        return _("“{name}”: nothing was new, so nothing was written.", name=ended.name)
    what = written(ended.entered, ended.ticked)
    return _("“{name}” is in: {what}. You can take it back for a day: /undoimport.", name=ended.name, what=what)


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
