"""The command line as `--help` shows it: what each command is called, does and takes.

This file loads nothing of the program, so that help comes at once. What a command does is `run(args)` in
`bot/commands/<its name>.py`, which is loaded when it runs. A new command is such a file, and an entry of COMMANDS.
"""

from __future__ import annotations

from argparse import Action, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROLES = ("leader", "organiser", "admin")
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its line in the help, and what adds its options to its parser."""

    name: str
    help: str
    add_options: Callable[[ArgumentParser], None] = lambda _parser: None


def parser() -> ArgumentParser:
    """The command line as a whole; what it understood has the command's name as `command`."""
    whole = ArgumentParser(prog="diemdanh", description="Điểm Danh: volunteers sign up, check in and report by chat.")
    whole.add_argument("--version", action=_Version, nargs=0, help="show the program's version number and exit")
    commands = whole.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_options(commands.add_parser(command.name, help=command.help, description=command.help))
    return whole


class _Version(Action):
    """Prints which version is installed, and ends."""

    def __call__(self, parser: ArgumentParser, _args: Namespace, _values: object, _option: str | None = None) -> None:
        from importlib.metadata import version  # noqa: PLC0415 - a tenth of the help's time, needed for this alone

        print(f"diemdanh {version('diemdanh')}")
        parser.exit()


def _units(parser: ArgumentParser) -> None:
    """`load FILE`, and where its top stands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="load")
    loading = actions.add_parser("load", help="load the units of a file; those that are known already stay")
    loading.add_argument(
        "file", type=Path, metavar="FILE", help="columns tên, cấp, thuộc; or one column for each level"
    )
    loading.add_argument(
        "--under", metavar="UNIT", help="the unit (id or name) that those without a parent stand below"
    )


def _invite(parser: ArgumentParser) -> None:
    """The role and the unit."""
    parser.add_argument("--role", required=True, choices=ROLES, help="what the invitation gives")
    parser.add_argument("--unit", required=True, help="the unit's id or name, such as “Đoàn xã Đại Tâm”")


def _roster(parser: ArgumentParser) -> None:
    """`import FILE` and `export FILE`, and what of."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="import|export")
    importing = actions.add_parser("import", help="import members or, with --shift, who was there; twice is once")
    importing.add_argument("file", type=Path, metavar="FILE", help="a table with a heading, its columns in any order")
    importing.add_argument("--shift", type=int, metavar="ID", help="the shift whose paper attendance list it is")
    importing.add_argument("--unit", help="the unit (id or name) of people of whom the table does not say it")
    importing.add_argument("--sheet", help="the sheet's name, where the file has several")
    importing.add_argument("--yes", action="store_true", help="write without asking")
    exporting = actions.add_parser("export", help="export a roster, who took part in a time, or how the targets stand")
    exporting.add_argument("file", type=Path, metavar="FILE", help="the .xlsx to write")
    exporting.add_argument("--shift", type=int, metavar="ID", help="the shift whose roster it is to be")
    exporting.add_argument("--unit", help="the unit (id or name) of whose people it is to be")
    exporting.add_argument("--first", type=date.fromisoformat, metavar="DAY", help="from this day, such as 2026-01-01")
    exporting.add_argument("--last", type=date.fromisoformat, metavar="DAY", help="to this day")
    exporting.add_argument("--targets", type=int, metavar="YEAR", help="the report against the targets of this year")
    for action in (importing, exporting):
        action.add_argument(
            "--as", dest="who", metavar="PERSON", help="by whose rights, and whose deed: an id or a name"
        )


def _backup(parser: ArgumentParser) -> None:
    """Where to, and whether over an older copy."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the copy; photos go beside it, into a folder that ends in .files"
    )
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")


def _zalo_oa(parser: ArgumentParser) -> None:
    """`connect`, and the app's callback where there is no public address."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="connect")
    connecting = actions.add_parser("connect", help="have its manager consent, and keep the tokens")
    connecting.add_argument("--callback", metavar="ADDRESS", help="the app's callback, unless it is the public door's")


def _plan(parser: ArgumentParser) -> None:
    """`read FILE …`, `check FILE`, `load FILE`; `preview --on DAY`, or `--from DAY --to DAY`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="read|check|load|preview")
    reading = actions.add_parser("read", help="read work programmes into a draft plan, for a person to review")
    reading.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a .txt, .docx, or .pdf with text")
    reading.add_argument("--year", type=int, help="the programme's year, where it does not say it")
    reading.add_argument("--json", action="store_true", help="what was found, an object a line for each file")
    reading.add_argument("-o", "--output", type=Path, metavar="FILE", help="where the draft goes; else it is printed")
    checking = actions.add_parser("check", help="say what is wrong with a plan file, or what is in it")
    checking.add_argument("file", type=Path, metavar="FILE", help="a plan as .toml")
    loading = actions.add_parser("load", help="load a plan; loaded again, it is brought up to date")
    loading.add_argument("file", type=Path, metavar="FILE", help="a .toml file as in schedules/plan/")
    showing = actions.add_parser("preview", help="which notices go to how many people, and their words; sends nothing")
    showing.add_argument("--on", type=_day, metavar="DAY", help="one day, such as 2026-12-02")
    showing.add_argument("--from", dest="first", type=_day, metavar="DAY", help="the first day")
    showing.add_argument("--to", dest="last", type=_day, metavar="DAY", help="the last day")
    showing.add_argument("--language", choices=LANGUAGES, default="vi", help="the language of the words")
    showing.add_argument("--json", action="store_true", help="as JSON, in every language")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-12-02") from error


COMMANDS = (
    Command("run", "Start the bot; Ctrl-C stops it."),
    Command("doctor", "Check settings, database, folders, port and channels; say what is wrong and how to mend it."),
    Command("units", "Load the organisation's tree from a .csv or .xlsx file.", _units),
    Command("invite", "Make a one-time invitation that gives a role over a unit and all below it.", _invite),
    Command(
        "roster",
        "Import members or an attendance list from Excel, or export a roster, who took part or the targets.",
        _roster,
    ),
    Command("backup", "Copy the database and the photos, also while the bot runs, and check the copy.", _backup),
    Command("zalo-oa", "Connect a Zalo Official Account: its manager consents at Zalo, once.", _zalo_oa),
    Command("plan", "Read a programme into a draft plan, check or load a plan, or see what goes out on a day.", _plan),
)
