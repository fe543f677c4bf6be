"""`diemdanh doctor`: check everything that a start needs, and say how to mend what is wrong."""

from __future__ import annotations

from argparse import Namespace

from bot import environment
from bot.commands import checks as doctor
from bot.errors import OperatorError


def run(args: Namespace) -> int:  # noqa: ARG001 (every command takes its options)
    """Print a line for each thing; exit code 1 if anything is wrong."""
    try:
        chosen = environment.load()
    except OperatorError as error:
        print(f"✗ settings: {error}")
        return 1
    print("✓ settings: all of them can be read")
    well = True
    for finding in doctor.examine(chosen):
        print(f"{'✓' if finding.ok else '✗'} {finding.what}: {finding.text}")
        well = well and finding.ok
    return 0 if well else 1
