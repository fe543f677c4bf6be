"""Import an Excel file as an office has it: members, or who was at a shift. Nothing is written before a yes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from handlers.attendance.roster import shift_label
from handlers.engine.chat import Chat, Option
from handlers.engine.documents import Document, ask_document, match_table
from handlers.engine.sheet import sheet as attachment
from handlers.engine.text import Text, _, ngettext, shortened
from handlers.imports import marking, picking
from handlers.imports import words as import_words
from handlers.imports.columns import BIRTH, NAME, NOTE, NUMBER, PRESENT, UNIT, Columns, Layout
from handlers.imports.marking import Marked, pick_marks
from handlers.imports.match import ONE_WORD
from handlers.imports.survey import NOTHING
from handlers.imports.words import FIELDS, column_label
from storage.campaigns.records import Shift
from storage.files.jobs import Match, MatchAttendance, MatchMembers, TableMatch
from storage.imports import imports
from storage.organisation import units
from storage.organisation.records import Unit
from storage.records import Role

SHORT_NAMES = "short_names"
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
    fill_down: bool = False
    marked: Marked = field(default_factory=Marked)

    def match(self, table: str) -> Match:
        """What is to be matched; `table` is the hash of what was read."""
        unit_id = self.unit.id if self.unit else None
        rows = TableMatch(
            table=table,
            sheet=self.at,
            heading=self.layout.heading,
            columns=self.columns,
            unit_id=unit_id,
            fill_down=self.fill_down,
        )
        if self.shift is None:
            return MatchMembers(**dict(rows))
        says = {"marks": self.marked.marks, "says": self.marked.says}
        return MatchAttendance(**dict(rows), shift_id=self.shift.id, **says)


def import_table(chat: Chat) -> None:
    """Ask for the file, show what was understood of it, let that be put right, and begin after a yes."""
    mine = [unit for unit in units.all_open(chat.tx) if chat.asker.may(Role.LEADER, unit.path)]
    if not mine:
        chat.stop(_("You no longer lead a unit, so I can't import anything for you."))
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
    chat.say(_("All right, I'm writing it down and will tell you when it's done."))
    give_back(chat, document, wanted, comparison)


def compare(chat: Chat, document: Document, wanted: Wanted, *, short_names: bool = False) -> Document:
    """Have a worker compare the table with the records."""
    text = _("I'm comparing it with the people I know. One moment, please.")
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
    # A table that was read before a new version of the bot tells less.
    sheets = [{**NOTHING, "at": at, "letters": [], **one} for at, one in enumerate(document.content["sheets"])]
    at = picking.pick_sheet(chat, sheets)
    sheet = sheets[at]
    layout = picking.pick_heading(chat, sheet["head"])
    shift = picking.pick_use(chat, layout, sheet)
    picked = {field: picking.pick_columns(chat, field, layout, sheet) for field in (NAME, BIRTH)}
    picked[UNIT] = picking.pick_units(chat, layout, sheet)
    columns = {field: chosen for field, chosen in picked.items() if chosen}
    fill_down = picking.pick_gaps(chat, picked[UNIT], sheet)
    marked = pick_marks(chat, layout, columns, sheet, shift) if shift is not None else Marked()
    unit = None if UNIT in columns else picking.pick_home(chat, mine, sheet["above"])
    columns |= {field: layout.columns[field] for field in (NUMBER, NOTE) if field in layout.columns}
    if marked.columns:
        columns[PRESENT] = marked.columns
    return Wanted(at, sheet, layout, columns, unit, unit is not None and len(mine) > 1, shift, fill_down, marked)


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
        "{count} person on the list isn't known here. What should I do?",
        "{count} people on the list aren't known here. What should I do?",
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
    lines += [
        (f"mark:{mark}", _("Mark {mark}", mark=import_words.mark_label(mark)), "") for mark in wanted.marked.guessed
    ]
    todo = to_do(comparison["counts"], with_new=with_new)
    chat.review("sure", lines, yes=_("Yes, write it down") if todo else _("All right, finish"), text=text)


def to_do(counts: dict[str, int], *, with_new: bool) -> int:
    """How many rows there are to write."""
    return counts.get("tick", 0) + (counts.get("new", 0) if with_new else 0)


def summary(chat: Chat, document: Document, wanted: Wanted, comparison: Json, *, with_new: bool) -> list[Text | str]:
    """What was understood: the columns, then how many rows are what, with some of them."""
    lines = [*understood(chat, document, wanted), "", *compared(chat, comparison, with_new=with_new)]
    if document.content["uncalculated"]:
        lines += [
            "",
            _("⚠ Some formulas have no values. If names are missing, save the file in Excel and send it again."),
        ]
    todo = to_do(comparison["counts"], with_new=with_new)
    lines += ["", _("Nothing has been saved yet. Is this right?") if todo else _("So there is nothing to write down.")]
    return lines


def understood(chat: Chat, document: Document, wanted: Wanted) -> list[Text | str]:
    """The sheet, the shift, which column is what and what the marks say."""
    layout, columns = wanted.layout, wanted.columns
    lines: list[Text | str] = [_("“{name}”, sheet “{sheet}”", name=document.name, sheet=wanted.sheet["name"])]
    if wanted.shift is not None:
        lines.append(shift_label(wanted.shift))
    lines += [
        _("• {field}: {column}", field=FIELDS[field], column=column_label(columns[field], layout.headings))
        for field in (NAME, BIRTH, UNIT, PRESENT)
        if field in columns
    ]
    lines += marking.understood(chat, wanted.marked)
    if wanted.unit is not None:
        said = picking.over_the_table([wanted.unit], wanted.sheet["above"]) is not None
        name = _("{unit} (it stands over the table)", unit=wanted.unit.name) if said else wanted.unit.name
        lines.append(_("• {field}: {column}", field=FIELDS[UNIT], column=name))
    used = {at for chosen in columns.values() for at in chosen}
    if wanted.shift is None:
        used -= set(columns.get(NUMBER, [])) | set(columns.get(NOTE, []))
    unused = [heading for at, heading in enumerate(layout.headings) if heading and at not in used]
    if unused:
        lines.append(_("• Not kept: {headings}", headings=shortened(", ".join(unused), 100)))
    return [*lines, *warnings(chat, wanted)]


def warnings(chat: Chat, wanted: Wanted) -> list[Text | str]:
    """What is odd about the file: letters of an old font, another day, another unit over the table."""
    lines: list[Text | str] = list(import_words.old_letters(wanted.sheet["letters"]))
    if wanted.shift is not None:
        lines += marking.other_day(wanted.sheet["above"], wanted.shift)
    if wanted.unit is not None:
        named = picking.over_the_table(units.all_open(chat.tx), wanted.sheet["above"])
        if (
            named is not None
            and not wanted.unit.path.startswith(named.path)
            and not named.path.startswith(wanted.unit.path)
        ):
            lines.append(_("⚠ Over the table stands “{unit}”, another unit.", unit=named.name))
    return lines


def compared(chat: Chat, comparison: Json, *, with_new: bool) -> list[Text | str]:
    """How many rows are what, with some of those that cannot be taken and of those that are new."""
    lines: list[Text | str] = [
        *import_words.counts(comparison["counts"], with_new=with_new, late=comparison["shown"]["late"])
    ]
    lines += [
        _("– row {row:plain}: {why}", row=row, why=import_words.why(key, facts))
        for _no, row, key, facts in comparison["shown"]["no"]
    ]
    if comparison["counts"].get("passed"):
        lines.append(import_words.passed(comparison["counts"]["passed"], comparison["shown"]["passed"]))
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
        _("I couldn't use some rows: here is your file with a column that says why. Fix them and send it again."),
        attach=attachment(
            "returned",
            chat.asker.member_id,
            stem,
            chat.words(_("not taken")),
            file=document.file_sha256,
            found=comparison.sha256,
            file_name=document.name,
            sheet=wanted.sheet["at"],
            heading=wanted.layout.heading,
            columns=wanted.sheet["columns"],
        ),
    )
