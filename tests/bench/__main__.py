"""`make bench`: a table of steps a second, ours beside the echo bot's, at 0 ms and at 50 ms of answer time."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from tests.bench import broadcast, sends, tick, webhooks
from tests.bench.step import Stage, button_step, code_step, echo_step, stage

Step = Callable[[Stage, int], float]


@dataclass(frozen=True)
class Race:
    """A step of ours beside the echo, at an answer time, and the ratio to reach."""

    name: str
    step: Step
    answer_ms: int
    people: int
    echoes: int
    reach: float


RACES = (
    Race("a typed code checks in", code_step, 0, 1500, 800, 2.0),
    Race("a button of the sign-up", button_step, 0, 1000, 800, 1.0),
    Race("a typed code checks in", code_step, 50, 1500, 40, 30.0),
    Race("a button of the sign-up", button_step, 50, 1000, 40, 30.0),
)


def main() -> int:
    """Run the races in turns and print the medians; 1 if a ratio is not reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    everybody = (rounds + 1) * sum(race.people for race in RACES)
    ours: dict[Race, list[float]] = {race: [] for race in RACES}
    echo: dict[Race, list[float]] = {race: [] for race in RACES}
    with stage(everybody) as bots:
        for turn in range(rounds + 1):  # the first turn is for warming up
            for race in RACES:
                bots.server.set(answer_ms=race.answer_ms)
                theirs = echo_step(bots, race.echoes)
                own = race.step(bots, race.people)
                if turn:
                    echo[race].append(theirs)
                    ours[race].append(own)
            bots.server.set(answer_ms=0)
            print("." if turn else "warm", end=" ", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    missed = report(ours, echo)
    missed = max(missed, webhooks.main())
    missed = max(missed, sends.main())
    tick.main()
    return max(missed, broadcast.main())


def report(ours: dict[Race, list[float]], echo: dict[Race, list[float]]) -> int:
    """Print the table; 1 if a ratio is not reached."""
    print(f"{'step':<26}{'answer time':>12}{'ours/s':>9}{'echo/s':>9}{'ratio':>8}{'to reach':>10}")
    missed = 0
    for race in RACES:
        ratio = median(ours[race]) / median(echo[race])
        missed += ratio < race.reach
        print(
            f"{race.name:<26}{race.answer_ms:>9} ms{median(ours[race]):>9.0f}{median(echo[race]):>9.0f}"
            f"{ratio:>7.1f}×{race.reach:>9.1f}×{'' if ratio >= race.reach else '  not reached'}"
        )
    print(
        "Steps a second: the whole way from poll to sent reply, each of ours committed durably; the echo keeps nothing."
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
