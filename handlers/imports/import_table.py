"""Import an Excel file as an office has it: members, or who was at a shift. Nothing is written before a yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.attendance.roster import shift_label
from handlers.engine.chat import Chat, Option
from handlers.engine.documents import Document, ask_document, match_table
from handlers.engine.sheet import sheet as attachment
from handlers.engine.text import Text, _, ngettext
from handlers.imports import columns as import_columns
from handlers.imports import words as import_words
from handlers.imports.columns import BIRTH, NAME, PRESENT, UNIT, Columns, Layout
from handlers.imports.match import ONE_WORD
from handlers.imports.words import FIELDS, column_label
from handlers.units.picker import itself, pick_unit
from storage.attendance import roster as rosters
from storage.campaigns.records import Shift
from storage.files.jobs import Match, MatchAttendance, MatchMembers, TableMatch
from storage.imports import imports
from storage.organisation import units
from storage.organisation.records import Unit
from storage.records import Role

HEADS_OFFERED = 8
SHORT_NAMES = "short_names"
WIDTH_WITH_PAIRS = 12
NOTHING = "none"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table is understood to be: its columns, the unit where no column says it, the shift if it is of one."""

    at: int
    sheet: Json
    layout: Layout
    columns: Columns
    unit: Unit | None
    unit_was_asked: bool
    shift: Shift | None

    def match(self, table: str) -> Match:
        """What is to be matched; `table` is the hash of what was read."""
        unit_id = self.unit.id if self.unit else None
        rows = TableMatch(
            table=table, sheet=self.at, heading=self.layout.heading, columns=self.columns, unit_id=unit_id
        )
        if self.shift is None:
            return MatchMembers(**dict(rows))
        return MatchAttendance(**dict(rows), shift_id=self.shift.id)


def import_table(chat: Chat) -> None:
    """Ask for the file, show what was understood of it, let that be put right, and begin after a yes."""
    mine = [unit for unit in units.all_open(chat.tx) if chat.asker.may(Role.LEADER, unit.path)]
    if not mine:
        chat.stop(_("You lead no unit any more, so there is nothing that I could import for you."))
    document = ask_document(chat, "file", question(), reader="table")
    wanted = understand(chat, document, mine)
    comparison = compare(chat, document, wanted)
    if take_short_names(chat, comparison.content):
        comparison = compare(chat, document, wanted, short_names=True)
    with_new = take_strangers(chat, wanted, comparison.content["counts"])
    look_over(chat, document, wanted, comparison.content, with_new=with_new)
    if not to_do(comparison.content["counts"], with_new=with_new):
        chat.say(_("There was nothing new in it, so nothing is written."))
        give_back(chat, document, wanted, comparison)
        return
    imports.begin(
        chat.tx,
        chat.asker,
        "members" if wanted.shift is None else "attendance",
        name=document.name,
        plan_sha256=comparison.sha256,
        shift_id=wanted.shift.id if wanted.shift else None,
        with_new=with_new,
    )
    chat.services.job_queued()
    chat.say(_("All right, I am writing it down and tell you when it is done."))
    give_back(chat, document, wanted, comparison)


def compare(chat: Chat, document: Document, wanted: Wanted, *, short_names: bool = False) -> Document:
    """Have a worker compare the table with the records."""
    text = _("I am comparing it with the people I know. One moment, please.")
    match = wanted.match(document.sha256).model_copy(update={"short_names": short_names})
    return match_table(chat, "compared_anew" if short_names else "compared", text, match)


def question() -> Text:
    """Ask for the file."""
    return _(
        "Send me the Excel file as you have it: a list of members, or the list of who was at a shift. The columns may "
        "stand in any order; I need full names, and can use birth years and units. Nothing is written before you "
        "say yes."
    )


# What the table is ---------------------------------------------------------------------------------------------------


def understand(chat: Chat, document: Document, mine: list[Unit]) -> Wanted:
    """The sheet, what it is for, its columns and its unit: guessed where that can be, asked where it cannot."""
    at = pick_sheet(chat, document.content["sheets"])
    sheet = document.content["sheets"][at]
    layout = pick_heading(chat, sheet["head"])
    shift = pick_use(chat, layout)
    fields = [NAME, BIRTH, UNIT] if shift is None else [NAME, BIRTH, UNIT, PRESENT]
    columns = {field: chosen for field in fields if (chosen := pick_columns(chat, field, layout, sheet))}
    unit = None if UNIT in columns else pick_home(chat, mine)
    return Wanted(at, sheet, layout, columns, unit, unit is not None and len(mine) > 1, shift)


def pick_sheet(chat: Chat, sheets: list[Json]) -> int:
    """The sheet that the table is on: the only one that looks like one, or the one that is chosen."""
    filled = [(at, one) for at, one in enumerate(sheets) if one["rows"]]
    tables = [(at, one) for at, one in filled if not one["hidden"] and import_columns.understand(one["head"])]
    options = [
        Option(str(at), _("{name} ({rows} rows)", name=one["name"], rows=one["rows"]), at)
        for at, one in tables or filled
    ]
    return chat.choose("sheet", _("There are several sheets. Which one is it?"), options, settle=True)


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
    return ", ".join(heading for heading in headings if heading)[:50]


def pick_use(chat: Chat, layout: Layout) -> Shift | None:
    """The shift whose paper list it is; None for a list of members."""
    open_by_now = [one for one in rosters.shifts(chat.tx, chat.asker) if one.opens_at <= chat.tx.now]
    if not open_by_now:
        return None
    options = [
        Option("members", _("A list of members"), False),
        Option("attendance", _("Who was at a shift"), True),
    ]
    if PRESENT in layout.columns:
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


def pick_home(chat: Chat, mine: list[Unit]) -> Unit:
    """Whose people they are where no column says it."""
    return pick_unit(chat, "unit", _("Which unit are these people of?"), among=mine, own=itself)


# Looking it over -----------------------------------------------------------------------------------------------------


def take_short_names(chat: Chat, comparison: Json) -> bool:
    """Whether names of one word, where there are any, are whole names: some people have no other.

    They are given back unless somebody says so, which is one press in the overview.
    """
    if not comparison["counts"].get(ONE_WORD, 0):
        return False
    if not chat.replay.is_known(SHORT_NAMES):
        chat.replay.accept_unasked(SHORT_NAMES, chat.running.correcting == SHORT_NAMES)
    taken = chat.answered(SHORT_NAMES, "")
    return taken is not None and bool(taken.value)


def take_strangers(chat: Chat, wanted: Wanted, counts: dict[str, int]) -> bool:
    """Whether people without a record are entered: from a list of members always, from one of a shift if wished."""
    if wanted.shift is None or not counts.get("new"):
        return True
    options = [
        Option("yes", _("Write them down and tick them"), True),
        Option("no", _("Leave them out"), False),
    ]
    text = ngettext(
        "{count} person on the list is not known here. What shall I do?",
        "{count} people on the list are not known here. What shall I do?",
        counts["new"],
    )
    return chat.choose("strangers", text, options)


def look_over(chat: Chat, document: Document, wanted: Wanted, comparison: Json, *, with_new: bool) -> None:
    """Show what was understood and wait for a yes; every column can be put right. Ends where there is nothing to do."""
    text = "\n".join(chat.words(line) for line in summary(chat, document, wanted, comparison, with_new=with_new))
    lines: list[tuple[str, Text | str, Text | str]] = [
        (f"column:{field}", FIELDS[field], "")
        for field in (NAME, BIRTH, UNIT, PRESENT)
        if field != PRESENT or wanted.shift is not None
    ]
    lines.insert(0, ("heading", _("Heading"), ""))
    if short := comparison["counts"].get(ONE_WORD, 0):
        lines.append(
            (SHORT_NAMES, ngettext("take {count} name of one word", "take {count} names of one word", short), "")
        )
    if wanted.unit_was_asked:
        lines.append(("unit", _("Unit of these people"), ""))
    todo = to_do(comparison["counts"], with_new=with_new)
    chat.review("sure", lines, yes=_("Yes, write it down") if todo else _("All right, finish"), text=text)


def to_do(counts: dict[str, int], *, with_new: bool) -> int:
    """How many rows there are to write."""
    return counts.get("tick", 0) + (counts.get("new", 0) if with_new else 0)


def summary(chat: Chat, document: Document, wanted: Wanted, comparison: Json, *, with_new: bool) -> list[Text | str]:
    """What was understood: the columns, then how many rows are what, with some of them."""
    lines = [*understood(document, wanted), "", *compared(chat, comparison, with_new=with_new)]
    if document.content["uncalculated"]:
        lines += [
            "",
            _("⚠ Some formulas have no values. If names are missing, save the file in Excel and send it again."),
        ]
    todo = to_do(comparison["counts"], with_new=with_new)
    lines += ["", _("Nothing is written yet. Is it right?") if todo else _("So there is nothing to write.")]
    return lines


def understood(document: Document, wanted: Wanted) -> list[Text | str]:
    """The sheet, the shift, and which column is what."""
    layout, columns = wanted.layout, wanted.columns
    lines: list[Text | str] = [_("“{name}”, sheet “{sheet}”", name=document.name, sheet=wanted.sheet["name"])]
    if wanted.shift is not None:
        lines.append(shift_label(wanted.shift))
    lines += [
        _("• {field}: {column}", field=FIELDS[field], column=column_label(chosen, layout.headings))
        for field, chosen in columns.items()
    ]
    if wanted.unit is not None:
        lines.append(_("• {field}: {column}", field=FIELDS[UNIT], column=wanted.unit.name))
    used = {at for chosen in columns.values() for at in chosen}
    unused = [heading for at, heading in enumerate(layout.headings) if heading and at not in used]
    if unused:
        lines.append(_("• Not kept: {headings}", headings=", ".join(unused)[:100]))
    return lines


def compared(chat: Chat, comparison: Json, *, with_new: bool) -> list[Text | str]:
    """How many rows are what, with some of those that cannot be taken and of those that are new."""
    lines: list[Text | str] = [*import_words.counts(comparison["counts"], with_new=with_new)]
    lines += [
        _("– row {row:plain}: {why}", row=row, why=import_words.why(key, facts))
        for _no, row, key, facts in comparison["shown"]["no"]
    ]
    if with_new and comparison["shown"]["new"]:
        names = {unit.id: unit.name for unit in units.all_open(chat.tx)}
        lines += ["", _("The first to be written down:")]
        lines += [
            import_words.somebody(name, born, names.get(unit_id, ""))
            for _new, _row, name, born, unit_id in comparison["shown"]["new"]
        ]
    return lines


def give_back(chat: Chat, document: Document, wanted: Wanted, comparison: Document) -> None:
    """The rows that cannot be taken, in the person's own file with a column that says why."""
    if not comparison.content["counts"].get("no"):
        return
    stem = document.name.rpartition(".")[0] or document.name
    chat.say(
        _("Some rows I could not take: here is your file with a column that says why. Mend them and send it again."),
        attach=attachment(
            "returned",
            chat.asker.member_id,
            stem,
            chat.words(_("not taken")),
            file=document.file_sha256,
            found=comparison.sha256,
            file_name=document.name,
            sheet=wanted.at,
            heading=wanted.layout.heading,
            columns=wanted.sheet["columns"],
        ),
    )
