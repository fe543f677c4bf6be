"""`python -m tests.sheets [COUNT] [FIRST]`: makes sheets, sends each through the chat, and counts how they ended."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from tests.sheets.judge import judge
from tests.sheets.maker import make
from tests.support import world as worlds
from tests.support.office import Office


def main(count: int, first: int) -> int:
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        worlds.build(Path(folder) / "world.db")
        for seed in range(first, first + count):
            world = worlds.copied(Path(folder) / "world.db", Path(folder) / "one.db")
            data, name, truth = make(Random(seed))
            verdict = judge(Office(world), data, name, truth)
            world.close()
            outcomes[verdict.outcome] += 1
            if verdict.outcome == "wrong" or (verdict.outcome == "asked" and "--asked" in sys.argv):
                print(f"\n== {seed} {verdict.outcome}: {truth.note}")
                print("\n".join(verdict.wrong or verdict.asked))
    print(f"\n{count} sheets: " + ", ".join(f"{name} {number}" for name, number in outcomes.most_common()))
    return 1 if outcomes["wrong"] else 0


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    sys.exit(main(*(numbers + [1000, 0][len(numbers) :])))
