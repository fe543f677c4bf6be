"""`diemdanh plan check FILE`: say whether a plan file can be used, and what is in it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.settings import OperatorError
from schedules.plan import PlanError, read

NAME = "plan"
HELP = "Check a year's plan file."


def add_options(parser: ArgumentParser) -> None:
    """`check FILE`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="check")
    checking = actions.add_parser("check", help="say what is wrong with a plan file, or what is in it")
    checking.add_argument("file", type=Path, metavar="FILE", help="a plan as .toml")


def run(args: Namespace) -> int:
    """Read the file and count what it holds."""
    try:
        found = read(args.file.read_text(encoding="utf-8"))
    except OSError as error:
        raise OperatorError(f"{args.file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{args.file} is not UTF-8: save it so in your editor.") from error
    except PlanError as error:
        raise OperatorError(f"{args.file} cannot be used:\n{error}") from error
    dated = sum(one.day is not None for one in found.activities)
    print(f"{found.name}: “{found.theme}”, {found.issuer}, {found.year}.")
    print(
        f"{len(found.targets)} targets, {len(found.anniversaries)} anniversaries, {len(found.activities)} activities "
        f"({dated} with a day)."
    )
    return 0
