"""The command `diemdanh`: understand the command line, then load and run what it asks for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.command_line import parser


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 could not be done, 2 not understood."""
    args = parser().parse_args(given)
    from bot.commands import carry_out  # noqa: PLC0415 - what a command needs is loaded once it is known which

    return carry_out(args)


if __name__ == "__main__":
    sys.exit(main())
