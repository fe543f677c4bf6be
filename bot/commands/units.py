"""`diemdanh units load FILE`: load the organisation's tree from a spreadsheet; twice is once."""

from __future__ import annotations

from argparse import Namespace

from bot import environment
from bot.commands import unit_files
from bot.commands.database import write
from bot.commands.unit_choice import choose_unit


def run(args: Namespace) -> int:
    """Load the file, whole or not at all."""
    wanted = unit_files.read(args.file)
    with write(environment.load()) as tx:
        under = choose_unit(tx, args.under) if args.under else None
        loaded = unit_files.load(tx, wanted, under)
    print(f"{loaded.added} units are new, {loaded.known} stood there already.")
    return 0
