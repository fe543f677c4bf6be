"""The command `diemdanh`: understand the command line, then load and run what it asks for."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence

from bot.command_line import parser

NOBODY_READS = 141  # as the shell has it of a program that a closed pipe ended: 128 + SIGPIPE


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 could not be done, 2 not understood.

    What it writes, only its own user may read, whatever the umask was.
    """
    os.umask(0o077)
    try:
        return _carried_out(given)
    except BrokenPipeError:
        return _quietly()


def _carried_out(given: Sequence[str] | None) -> int:
    try:
        args = parser().parse_args(given)
        gc.disable()  # while the command is loaded, of which nothing goes: a fifth of the time
        from bot.commands import carry_out  # noqa: PLC0415 - what a command needs is loaded once it is known which

        return carry_out(args)
    finally:
        gc.enable()
        sys.stdout.flush()


def _quietly() -> int:
    """Nobody reads on (`diemdanh … | head`): what is left to say goes nowhere, at the end of the program too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # it has no descriptor where a test reads it
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    return NOBODY_READS


if __name__ == "__main__":
    sys.exit(main())
