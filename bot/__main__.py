"""The command `diemdanh`: each subcommand is a room in bot/commands/; errors that can be mended are one sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from bot import settings
from bot.commands import COMMANDS
from bot.settings import OperatorError
from storage.database import DatabaseError


def parser() -> argparse.ArgumentParser:
    """The command line as a whole, as `--help` shows it."""
    whole = argparse.ArgumentParser(
        prog="diemdanh", description="Điểm Danh: volunteers sign up, check in and report by chat."
    )
    whole.add_argument("--version", action="version", version=f"diemdanh {version('diemdanh')}")
    commands = whole.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        room = commands.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        room.set_defaults(run=command.run)
        command.add_options(room)
    return whole


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 could not be done, 2 not understood."""
    args = parser().parse_args(given)
    try:
        for warning in settings.warnings():
            print(f"Note: {warning}", file=sys.stderr)
        result: int = args.run(args)
    except (OperatorError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return result


if __name__ == "__main__":
    sys.exit(main())
