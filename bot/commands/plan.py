"""`diemdanh plan`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

NAME = "plan"
HELP = "Not written yet."


def add_options(parser: ArgumentParser) -> None:
    """None yet."""


def run(args: Namespace) -> int:
    """Nothing yet."""
    raise NotImplementedError(args.command)
