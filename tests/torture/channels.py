"""Every transcript on every channel: people answer as they must there, and the same is stored as on Telegram.

`python -m tests.torture.channels` prints the figures as JSON; exit code 1 where anything differs, or somebody is stuck.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.handlers.test_chats import ALL
from tests.support import world as worlds
from tests.support.channel_player import CHANNELS, differences, plays_on


def main(given: list[str] | None = None) -> int:
    """Print the figures; 1 where something differs."""
    options = argparse.ArgumentParser(prog="python -m tests.torture.channels")
    options.add_argument("--one-in", type=int, default=1, help="of so many scenarios one is played")
    scenarios = ALL[:: options.parse_args(given).one_in]
    begun = time.monotonic()
    plays = [(scenario, tuple(name for name in CHANNELS if plays_on(scenario, name))) for scenario in scenarios]
    with tempfile.TemporaryDirectory() as folder:
        differ = list(differences(plays, worlds.template(), Path(folder)))
    for one in differ:
        print(one, file=sys.stderr)
    figures = {
        "scenarios": len(scenarios),
        "played beside telegram": {name: sum(name in channels for _one, channels in plays) for name in CHANNELS},
        "came to something else": len(differ),
        "seconds": round(time.monotonic() - begun),
    }
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
