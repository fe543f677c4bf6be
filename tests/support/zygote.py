"""Starts the bot again and again without importing it each time: forks, at each line of its input, into a new bot.

Each fork is what `diemdanh run` is. Prints its process id, and, once it has ended, how.
"""

from __future__ import annotations

import os
import sys

import bot.app  # noqa: F401 - what takes long is here before the first fork
from bot.__main__ import main

if __name__ == "__main__":
    for _line in sys.stdin:
        pid = os.fork()
        if not pid:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)
            os._exit(main(["run"]))
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
