"""What a table is: its sheet, heading, columns and unit, guessed where that can be, asked where it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.attendance.roster import shift_label
from handlers.engine.chat import Chat, Option
from handlers.engine.text import _, ngettext, shortened
from handlers.imports import columns as import_columns
from handlers.imports import sections
from handlers.imports.columns import NAME, PRESENT, SECTIONS, UNIT, Layout
from handlers.imports.days import heading_days
from handlers.imports.unit_lines import naming_units
from handlers.imports.words import FIELDS, column_label
from handlers.units.picker import itself, pick_unit, with_parents
from storage.attendance import roster as rosters
from storage.campaigns.records import Shift
from storage.organisation import units
from storage.organisation.records import Unit
from storage.organisation.unit_search import search

HEADS_OFFERED = 8
WIDTH_WITH_PAIRS = 12
NOTHING, BETWEEN = "none", "sections"
Json = dict[str, Any]


def pick_sheet(chat: Chat, sheets: list[Json]) -> int:
    """The sheet that the table is on: the only one that looks like one, or the one that is chosen."""
    filled = [(at, one) for at, one in enumerate(sheets) if one["rows"]]
    tables = [(at, one) for at, one in filled if not one["hidden"] and import_columns.understand(one["head"])]
    options = [
        Option(str(at), _("{name} ({rows} rows)", name=one["name"], rows=one["rows"]), at)
        for at, one in tables or filled
    ]
    if len({one["at"] for _at, one in tables}) < len(tables):
        text = _("There are several tables, some side by side. Which one is it? Send the file again for the others.")
    else:
        text = _("There are several sheets. Which one is it?")
    return chat.choose("sheet", text, options, settle=True)


def pick_heading(chat: Chat, head: list[Json]) -> Layout:
    """The heading: the row that looks like one, or the one that is chosen; there may be none."""
    guess = import_columns.understand(head)
    rows = {row["number"]: row for row in head[:HEADS_OFFERED]}
    layouts = {number: import_columns.laid_out(number, [row["cells"]]) for number, row in rows.items()}
    if guess is not None:
        chat.settle("heading", str(guess.heading))
        layouts[guess.heading] = guess
    options = [
        Option(str(number), _("Row {number:plain}: {cells}", number=number, cells=glimpse(layout.headings)), layout)
        for number, layout in layouts.items()
    ]
    options.append(Option("0", _("It has no heading"), import_columns.without_heading(head[0]["cells"])))
    return chat.choose("heading", _("Which row has the headings of the columns?"), options)


def glimpse(headings: Sequence[str]) -> str:
    """The beginning of a row."""
    return shortened(", ".join(heading for heading in headings if heading), 50)


def pick_use(chat: Chat, layout: Layout, sheet: Json) -> Shift | None:
    """The shift whose paper list it is; None for a list of members."""
    open_by_now = [one for one in rosters.shifts(chat.tx, chat.asker) if one.opens_at <= chat.tx.now]
    if not open_by_now:
        return None
    options = [
        Option("members", _("A list of members"), False),
        Option("attendance", _("Who was at a shift"), True),
    ]
    if PRESENT in layout.columns or len(heading_days(layout.words, sheet["above"])) > 1:
        options.reverse()
    if not chat.choose("use", _("What is this list?"), options):
        return None
    shifts = [Option(str(one.id), shift_label(one), one) for one in open_by_now]
    return chat.choose("shift", _("Who was at which shift?"), shifts, settle=True)


def pick_columns(chat: Chat, field: str, layout: Layout, sheet: Json) -> list[int]:
    """The column of a field, guessed by its heading; of a name also two beside each other. None at all is an answer."""
    guess = layout.columns.get(field, [])
    filled = {at for row in sheet["head"] for at, cell in enumerate(row["cells"]) if cell is not None}
    choices = [[at] for at in sorted(filled)]
    if field == NAME and len(filled) <= WIDTH_WITH_PAIRS:
        choices += [[at, at + 1] for at in sorted(filled) if at + 1 in filled]
    if guess and guess not in choices:
        choices.insert(0, guess)
    options = [Option("+".join(map(str, one)), column_label(one, layout.headings), one) for one in choices]
    if field != NAME:
        options.append(Option(NOTHING, _("No column"), []))
    if guess or field != NAME:
        chat.settle(f"column:{field}", "+".join(map(str, guess)) or NOTHING)
    return chat.choose(f"column:{field}", _("Which column is it: {field}?", field=FIELDS[field]), options)


# Whose people they are -----------------------------------------------------------------------------------------------


def pick_units(chat: Chat, layout: Layout, sheet: Json) -> list[int]:
    """Where the units stand: in columns, or in rows between the people (`SECTIONS`); nowhere is an answer."""
    known = naming_units(units.all_open(chat.tx))
    between = [line for line in [*sheet["sections"], *sheet["lines"]] if known(sections.unit_text(line))]
    if UNIT in layout.columns or not between:
        return pick_columns(chat, UNIT, layout, sheet)
    if any(search(sections.unit_text(line), units.all_open(chat.tx)).units for line in between):
        chat.settle(f"column:{UNIT}", BETWEEN)
    shown = shortened(", ".join(between), 60)
    options = [Option(BETWEEN, _("By the rows between the people: {lines}", lines=shown), SECTIONS)]
    filled = {at for row in sheet["head"] for at, cell in enumerate(row["cells"]) if cell is not None}
    options += [Option(str(at), column_label([at], layout.headings), [at]) for at in sorted(filled)]
    options.append(Option(NOTHING, _("All are of one unit"), []))
    return chat.choose(f"column:{UNIT}", _("Which column is it: {field}?", field=FIELDS[UNIT]), options)


def pick_gaps(chat: Chat, columns: list[int], sheet: Json) -> bool:
    """Whether a row without a unit is of the unit above it, where units stand beside some people alone."""
    if not sheet["gaps"] or columns in ([], SECTIONS):
        return False
    text = ngettext(
        "{count} person has no unit beside their name. Are they of the unit that stands above them?",
        "{count} people have no unit beside their names. Are they of the unit that stands above them?",
        sheet["gaps"],
    )
    options = [
        Option("above", _("Yes, of the unit above"), True),
        Option("return", _("No, give those rows back"), False),
    ]
    return chat.choose("gaps", text, options)


def pick_home(chat: Chat, mine: list[Unit], above: Sequence[str]) -> Unit:
    """Whose people they are where no column says it: the unit that stands over the table, if one of mine does."""
    said = over_the_table(mine, above)
    if said is not None and not any(unit.parent_id == said.id for unit in mine) and len(mine) > 1:
        chat.settle("unit", {"typed": with_parents(said, {unit.id: unit for unit in mine})})
    return pick_unit(chat, "unit", _("Which unit are these people of?"), among=mine, own=itself)


def over_the_table(among: Sequence[Unit], above: Sequence[str]) -> Unit | None:
    """The unit that the texts over a table name, the lowest; None where they name none, or several."""
    named = {}
    for text in above:
        match = search(sections.unit_text(text), among)
        if match.certain:
            named[match.units[0].id] = match.units[0]
    units_named = list(named.values())
    lowest = [
        one
        for one in units_named
        if not any(other.path.startswith(one.path) for other in units_named if other is not one)
    ]
    return lowest[0] if len(lowest) == 1 else None
