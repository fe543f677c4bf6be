"""The commands of `diemdanh`, in the order in which `--help` lists them. A new one is a file and a line here."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Protocol

from bot.commands import backup, doctor, invite, plan, roster, run, units


class Command(Protocol):
    """What each command's file has."""

    NAME: str
    HELP: str

    def add_options(self, parser: ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, args: Namespace) -> int:
        """Do it; returns the exit code. Raises `OperatorError` with a sentence where it cannot."""


COMMANDS: tuple[Command, ...] = (run, doctor, units, invite, roster, backup, plan)
