"""`python -m tests.torture [--short] [PART …]` (`make torture`): run the parts, and write docs/reliability.md.

Each part prints its figures as JSON. They are kept in docs/reliability.json, so that a part that was not run this time
stands on the page with its earlier figures and their date. Exit code 1 where a part found anything wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

from tests.support.paths import ROOT
from tests.torture.reliability import FIGURES, PAGE, PARTS, Kept, page


def run(name: str, given: list[str]) -> dict[str, Any]:
    """Run a part with these options; returns its figures, when and where it ran, and whether all was right."""
    print(f"{name} …", file=sys.stderr, flush=True)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"tests.torture.{name}", *given],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "seconds": round(time.monotonic() - begun),
        "right": done.returncode == 0,
        "figures": json.loads(done.stdout),
    }


PASSING_FOLDER = re.compile(r"/\S*/torture-[^/\s]*/")  # where a run keeps its files while it goes on


def main() -> int:
    """Run the parts and write the page; 1 where one found anything wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--short", action="store_true", help="less of each; the page is printed, not written")
    chosen, given = parser.parse_known_args()  # what is not known here is the part's own, such as --kills 50
    kept: Kept = {} if chosen.short or not FIGURES.exists() else json.loads(FIGURES.read_text("utf-8"))
    wrong = 0
    for name in chosen.parts or PARTS:
        one = run(name, [*(PARTS[name].short if chosen.short else ()), *given])
        wrong |= not one["right"]
        if not chosen.short and FIGURES.exists():
            kept |= json.loads(FIGURES.read_text("utf-8"))
        kept[name] = one
        if not chosen.short:
            FIGURES.write_text(PASSING_FOLDER.sub("", json.dumps(kept, ensure_ascii=False, indent=1)) + "\n", "utf-8")
            PAGE.write_text(PASSING_FOLDER.sub("", page(kept)), "utf-8")
    if chosen.short:
        print(page(kept))
    return wrong


if __name__ == "__main__":
    sys.exit(main())
