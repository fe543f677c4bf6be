"""`make taps`: play the main jobs, and write docs/taps.md. `python -m tests.taps PART` shows the ways of some."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.support import world as worlds
from tests.support.paths import ROOT
from tests.taps.hand import Hand, Job, LostError, play
from tests.taps.jobs import JOBS, Measured

PAGE = ROOT / "docs" / "taps.md"
HEAD = """# Taps and messages for the main jobs

`make taps` plays each job through the engine by its best path, from the menu to what it is for, and writes this page:
nothing on it is written by hand. *Typed* are messages that somebody writes; *taps* are buttons, and two for a photo
or a file. *Before* is what was counted when somebody used the bot for the first time as each of its users would.
*In words* is the same begun by a sentence of free words, which counts as one that is typed.
`python -m tests.taps report` shows the ways of the jobs that are called so, message by message.

| Job | Before: typed | Before: taps | Now: typed | Now: taps | In words: typed | In words: taps |
|---|--:|--:|--:|--:|--:|--:|
"""


def measured(template: Path, parts: tuple[Job, ...], first: Job | None) -> list[Hand]:
    """Do the parts of a job, one after another, in a world of their own."""
    with tempfile.TemporaryDirectory() as folder:
        world = worlds.copied(template, Path(folder) / "world.db")
        try:
            if first is not None:
                play(world, first)
            return [play(world, part) for part in parts]
        finally:
            world.close()


def counts(hands: list[Hand]) -> tuple[int, int]:
    """What was typed and tapped, together."""
    return sum(hand.typed for hand in hands), sum(hand.taps for hand in hands)


def row(template: Path, job: Measured) -> str:
    """A job's line of the table."""
    now = counts(measured(template, job.parts, job.first))
    cells = [job.name, *job.before, *now]
    cells += counts(measured(template, job.in_words, job.first)) if job.words else ("", "")
    return f"| {' | '.join(map(str, cells))} |"


def show(template: Path, job: Measured) -> None:
    """Print the way that a job takes, message by message."""
    for parts in (job.parts, job.in_words):
        try:
            hands = measured(template, parts, job.first)
        except LostError as lost:
            print(f"{job.name}: lost: {lost}")
        else:
            told = [f"    {line}" for hand in hands for line in hand.told]
            print("\n".join([f"{job.name}: {counts(hands)}", *told]))


def main() -> None:
    """Write the table, or show the jobs whose name has this in it."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        worlds.build(template)
        if len(sys.argv) > 1:
            for job in JOBS:
                if sys.argv[1].lower() in job.name.lower():
                    show(template, job)
            return
        PAGE.write_text(HEAD + "".join(f"{row(template, job)}\n" for job in JOBS), encoding="utf-8")


if __name__ == "__main__":
    main()
