"""What the commands of `diemdanh` do: a file for each, with `run(args)`; bot/command_line.py says what they take."""

from __future__ import annotations

import sys
from argparse import Namespace
from importlib import import_module

from bot import settings
from bot.settings import OperatorError
from storage.errors import DatabaseError


def carry_out(args: Namespace) -> int:
    """Run the command that was understood and return its exit code; an error that can be mended is one sentence."""
    try:
        for warning in settings.warnings():
            print(f"Note: {warning}", file=sys.stderr)
        result: int = import_module(f"bot.commands.{args.command}").run(args)
    except (OperatorError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return result
