"""What the commands of `diemdanh` do: a file for each, with `run(args)`; bot/command_line.py says what they take."""

from __future__ import annotations

import gc
import sqlite3
import sys
from argparse import Namespace
from importlib import import_module

from bot import environment
from bot.errors import OperatorError
from storage.errors import DatabaseError
from storage.failures import damaged, is_damage, is_storage_failure


def carry_out(args: Namespace) -> int:
    """Run the command that was understood and return its exit code; an error that can be mended is one sentence."""
    try:
        for warning in environment.warnings():
            print(f"Note: {warning}", file=sys.stderr)
        command = import_module(f"bot.commands.{args.command.replace('-', '_')}")
        if not gc.get_freeze_count():  # but in a process that is more than this command
            gc.freeze()  # what was loaded stays to the end, and there the collector would look through it once more
        gc.enable()
        result: int = command.run(args)
    except (OperatorError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    except sqlite3.Error as error:
        why = _why_storage_failed(error)
        if why is None:
            raise
        print(why, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return result


def _why_storage_failed(error: sqlite3.Error) -> str | None:
    """What to say where the file or its disk is at fault; None where it is a mistake of ours."""
    database = environment.load().database
    if is_damage(error):
        return str(damaged(database, error))
    if is_storage_failure(error):
        return f"The database {database} cannot be written: {error}. Make room on its disk, or see what else uses it."
    return None
