"""`diemdanh roster import|export`: Excel in and out from the command line, by the chat's rules, with a progress bar."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot import environment
from bot.clock import system_clock
from bot.commands.database import make_folder, read
from bot.commands.unit_choice import choose_unit
from bot.errors import OperatorError
from bot.files import FileStore
from bot.sandbox.annotated import Where, marked
from bot.sandbox.documents import tables
from bot.sandbox.workbook import workbook
from bot.settings import Settings
from bot.workers.imports import next_lines
from handlers.engine import document_words
from handlers.engine.text import say
from handlers.imports import columns as import_columns
from handlers.imports import presence
from handlers.imports import steps as import_steps
from handlers.imports import words as import_words
from handlers.imports.columns import PRESENT, SECTIONS, UNIT
from handlers.imports.match import matched
from handlers.sheets import SHEETS
from schedules.calendar import HOME
from storage.campaigns import campaigns
from storage.campaigns.records import Shift
from storage.database import Transaction, transaction
from storage.database_file import connect
from storage.errors import OutOfScopeError, UnreadableError
from storage.files.jobs import Match, MatchAttendance, MatchMembers, TableMatch
from storage.imports import imports
from storage.organisation import grants
from storage.people import members
from storage.records import Asker
from storage.text import fold

SHOWN = 10


def run(args: Namespace) -> int:
    """Import or export."""
    chosen = environment.load()
    return export_file(chosen, args) if args.action == "export" else import_file(chosen, args)


def choose_person(tx: Transaction, wanted: str | None) -> Asker:
    """Whose rights count: the person of this id or name, else the only administrator there is.

    Raises:
        OperatorError: there is none, or it is not clear which; the message lists those that may be meant.
    """
    holders = grants.holders(tx)
    if wanted is None:
        meant = [one for one in holders if one.role == "admin"]
    else:
        meant = [one for one in holders if str(one.member_id) == wanted or fold(one.name) == fold(wanted)]
    ids = {one.member_id for one in meant}
    member = members.by_id(tx, ids.pop()) if len(ids) == 1 else None
    if member is not None:
        return grants.asker(tx, member)
    if not holders:
        raise OperatorError("Nobody holds a role yet. Invite somebody first: diemdanh invite --role admin --unit …")
    lines = [f"  {one.member_id}  {one.name}, {one.role} of {one.unit_name}" for one in meant or holders]
    raise OperatorError("\n".join(["By whose rights? Say it with --as and a number:", *lines]))


def check_shift(tx: Transaction, shift_id: int | None) -> None:
    """Make sure that the shift is there, if one is named.

    Raises:
        OperatorError: it is not.
    """
    try:
        if shift_id is not None:
            campaigns.shift(tx, shift_id)
    except OutOfScopeError:
        raise OperatorError(f"There is no shift {shift_id}.") from None


# In -------------------------------------------------------------------------------------------------------------------


def import_file(chosen: Settings, args: Namespace) -> int:
    """Show what the file holds and, after a yes, write it: a few rows in each short transaction."""
    try:
        data = args.file.read_bytes()
        overview, *lines = tables.read_table(data, args.file.name)
    except OSError as error:
        raise OperatorError(f"{args.file} cannot be read: {error.strerror}.") from error
    except UnreadableError as error:
        raise OperatorError(say(document_words.sentence(error.key, error.facts), "en")) from error
    at, layout = choose_table(overview["sheets"], args.sheet)
    with read(chosen) as tx:
        asker = choose_person(tx, args.who)
        unit_id = choose_unit(tx, args.unit).id if args.unit else None
        check_shift(tx, args.shift)
        columns = {field: chosen for field, chosen in layout.columns.items() if field != PRESENT}
        if overview["sheets"][at]["sections"] and UNIT not in columns and unit_id is None:
            columns[UNIT] = SECTIONS
        rows = TableMatch(sheet=at, heading=layout.heading, columns=columns, unit_id=unit_id)
        match: Match = MatchMembers(**dict(rows))
        if args.shift is not None:
            match = who_was_there(rows, layout, overview["sheets"][at], campaigns.shift(tx, args.shift))
        outcome = list(matched(tx, asker, match, tqdm(lines, "Comparing", unit=" rows", disable=None)))
    show(outcome[0], match, layout, overview["sheets"][at])
    where = Where(args.file.name, overview["sheets"][at]["at"], layout.heading, overview["sheets"][at]["columns"])
    give_back(args.file, data, outcome, where)
    todo = outcome[0]["counts"]["new"] + outcome[0]["counts"]["tick"]
    if not todo or not (args.yes or agreed()):
        print("Nothing was written.")
        return 0
    write_all(chosen, asker, args, outcome)
    return 0


def choose_table(sheets: Sequence[dict[str, Any]], wanted: str | None) -> tuple[int, import_columns.Layout]:
    """The sheet with a heading that is understood.

    Raises:
        OperatorError: there is none, or there are several.
    """
    lists = [
        (at, layout)
        for at, sheet in enumerate(sheets)
        if wanted in {None, sheet["name"]} and (layout := import_columns.understand(sheet["head"])) is not None
    ]
    names = ", ".join(f"“{sheet['name']}”" for sheet in sheets)
    if not lists:
        raise OperatorError(f"No sheet ({names}) has a heading with a column of full names, such as “Họ và tên”.")
    if len(lists) > 1:
        raise OperatorError(f"Several sheets look like a list: say which by --sheet ({names}).")
    return lists[0]


def who_was_there(
    rows: TableMatch, layout: import_columns.Layout, sheet: dict[str, Any], shift: Shift
) -> MatchAttendance:
    """What a list says of who was at a shift.

    Raises:
        OperatorError: a question is open that only the chat asks: which column it is, or what a mark means.
    """
    starts = shift.starts_at.astimezone(HOME)
    guess = presence.guess(layout, sheet, starts.date(), starts.hour)
    if not guess.columns:
        raise OperatorError(
            f"No column surely says who was there on {starts:%d/%m}. Send the file to /nhapexcel: it asks."
        )
    says = presence.statuses(layout, guess.columns)
    read = presence.readings(guess.columns, says, sheet)
    open_marks = [
        mark or "an empty cell" for mark, (reading, times) in read.items() if reading.status is None and times
    ]
    if open_marks:
        raise OperatorError(
            f"What does {', '.join(open_marks)} say: there or absent? Send the file to /nhapexcel: it asks."
        )
    told = {mark: reading.status for mark, (reading, _times) in read.items() if reading.status is not None}
    columns = {**rows.columns, PRESENT: guess.columns}
    return MatchAttendance(**{**dict(rows), "columns": columns}, shift_id=shift.id, marks=told, says=says)


def show(overview: dict[str, Any], match: Match, layout: import_columns.Layout, sheet: dict[str, Any]) -> None:
    """Print what was understood, and how many rows are what."""
    for field, columns in match.columns.items():
        if field in import_words.FIELDS:
            label = say(import_words.column_label(columns, layout.headings), "en")
            print(f"{say(import_words.FIELDS[field], 'en')}: {label}")
    if isinstance(match, MatchAttendance):
        told = [
            f"{mark or 'blank'} = {say(import_words.STATUSES[status], 'en')}" for mark, status in match.marks.items()
        ]
        print(f"Marks: {', '.join(told)}")
    for warning in import_words.old_letters(sheet["letters"]):
        print(say(warning, "en"))
    for line in import_words.counts(overview["counts"], late=overview["shown"]["late"]):
        print(say(line, "en"))
    if overview["counts"]["passed"]:
        print(say(import_words.passed(overview["counts"]["passed"], overview["shown"]["passed"]), "en"))
    for _no, row, key, facts in overview["shown"]["no"]:
        print(f"  row {row}: {say(import_words.why(key, facts), 'en')}")


def give_back(path: Path, data: bytes, outcome: Sequence[Any], where: Where) -> None:
    """Write the rows that cannot be taken beside the file, with a column that says why."""
    if outcome[0]["counts"]["no"]:
        returned = path.with_name(f"{path.stem}-not-taken.xlsx")
        returned.write_bytes(marked(data, outcome[1:], where, "vi"))
        print(f"The rows that are not clear are in {returned}, with a column that says why.")


def agreed() -> bool:
    """Whether a person at the terminal says yes."""
    return sys.stdin.isatty() and input("Write it? [y/N] ").strip().lower() in {"y", "yes", "c", "có"}


def write_all(chosen: Settings, asker: Asker, args: Namespace, outcome: Sequence[Any]) -> None:
    """Write all rows, in transactions so short that no running bot waits; if this ends early, the bot goes on."""
    make_folder(chosen)
    store = FileStore(chosen.files)
    store.make()
    plan = store.save(as_lines(outcome))
    kind: Any = "members" if args.shift is None else "attendance"
    with (
        contextlib.closing(connect(chosen.database)) as connection,
        tqdm(total=len(outcome) - 1, desc="Writing", unit=" rows", disable=None) as bar,
    ):
        with transaction(connection, system_clock()) as tx:
            number = imports.begin(tx, asker, kind, name=args.file.name, plan_sha256=plan, shift_id=args.shift)
        while (current := step(connection, store, number)) is not None:
            bar.update(current)
        with transaction(connection, system_clock()) as tx:
            done = imports.by_id(tx, number)
    if done is not None:
        print(f"{done.entered} written down, {done.ticked} ticked; /hoannhap in the chat takes it back for a day.")


def step(connection: sqlite3.Connection, store: FileStore, number: int) -> int | None:
    """Write a few rows; returns how many, None once all are done."""
    with transaction(connection, system_clock()) as tx:
        import_ = imports.by_id(tx, number)
    if import_ is None or import_.state != "running":
        return None
    lines, offset = next_lines(store, import_)
    with transaction(connection, system_clock()) as tx:
        if lines:
            import_steps.write(tx, import_, lines, offset)
        else:
            import_steps.finish(tx, import_)
    return len(lines)


def as_lines(outcome: Sequence[Any]) -> bytes:
    """A comparison as its file holds it."""
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in outcome)


# Out ------------------------------------------------------------------------------------------------------------------


def what_to_export(tx: Transaction, args: Namespace) -> tuple[str, dict[str, Any]]:
    """A kind of `handlers/sheets.py`, and its facts.

    Raises:
        OperatorError: too little is said, or there is no such shift or unit.
    """
    if args.shift is not None:
        check_shift(tx, args.shift)
        return "roster", {"shift_id": args.shift}
    if args.unit is not None and args.targets is not None:
        return "targets", {"unit_id": choose_unit(tx, args.unit).id, "year": args.targets}
    if args.unit is not None and args.first is not None and args.last is not None:
        days = {"first": args.first.isoformat(), "last": args.last.isoformat()}
        return "participation", {"unit_id": choose_unit(tx, args.unit).id, **days}
    raise OperatorError(
        "Say what to export: --shift ID, --unit NAME --first DAY --last DAY, or --unit NAME --targets YEAR."
    )


def export_file(chosen: Settings, args: Namespace) -> int:
    """Write what is asked for as the person may see it."""
    with read(chosen) as tx:
        asker = choose_person(tx, args.who)
        kind, facts = what_to_export(tx, args)
        made = SHEETS[kind](tx, asker, facts)
        if made is None:
            raise OperatorError("That is outside the units of this person.")
        tabs = [made] if not isinstance(made, Sequence) else made
        shown = [replace(tab, rows=tqdm(list(tab.rows), "Writing", unit=" rows", disable=None)) for tab in tabs]
        content = workbook(shown, "vi")
    try:
        args.file.write_bytes(content)
    except OSError as error:
        raise OperatorError(f"{args.file} cannot be written: {error.strerror}.") from error
    print(f"Written: {args.file}")
    return 0
