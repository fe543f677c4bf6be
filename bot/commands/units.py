"""`diemdanh units load FILE`: load the organisation's tree from a spreadsheet; twice is once."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot import settings
from bot.commands import unit_files
from bot.commands.database import write
from bot.commands.unit_choice import choose_unit

NAME = "units"
HELP = "Load the organisation's tree from a .csv or .xlsx file."


def add_options(parser: ArgumentParser) -> None:
    """`load FILE`, and where its top stands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="load")
    loading = actions.add_parser("load", help="load the units of a file; those that are known already stay")
    loading.add_argument(
        "file", type=Path, metavar="FILE", help="columns tên, cấp, thuộc; or one column for each level"
    )
    loading.add_argument(
        "--under", metavar="UNIT", help="the unit (id or name) that those without a parent stand below"
    )


def run(args: Namespace) -> int:
    """Load the file, whole or not at all."""
    wanted = unit_files.read(args.file)
    with write(settings.load()) as tx:
        under = choose_unit(tx, args.under) if args.under else None
        loaded = unit_files.load(tx, wanted, under)
    print(f"{loaded.added} units are new, {loaded.known} stood there already.")
    return 0
