"""Starts a bot again and again without importing it each time: forks, at each line of its input, into a new bot.

`python -m tests.support.zygote [MODULE ARGUMENT…]`: each fork is what `diemdanh run` is, or the `main` of that module
with these arguments. A line is "start", or "start MOMENT N": then the fork kills itself at its Nth commit, "before" it,
"during" it or right "after" it. Prints the fork's process id, and, once it has ended, how.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

LONGEST_COMMIT = 0.002  # seconds within which a kill "during" a commit comes


def die_at_commit(moment: str, number: int) -> None:
    """Let this process kill itself at its commit of this number, over whatever connection it comes."""
    left = number

    def trace(connection: sqlite3.Connection, statement: str) -> None:
        nonlocal left
        if statement.removeprefix("-- ") != "COMMIT":  # so it is marked where a statement of ours runs others
            return
        left -= 1
        if left:
            return
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        threading.Thread(target=die, args=(moment, connection), daemon=True).start()

    def connected(event: str, about: tuple[Any, ...]) -> None:
        if event == "sqlite3.connect/handle":
            threading.Thread(target=watch, args=(about[0], partial(trace, about[0])), daemon=True).start()

    sys.addaudithook(connected)


def watch(connection: sqlite3.Connection, trace: Callable[[str], None]) -> None:
    """Let a connection that is just being made tell of its statements, once it can."""
    while True:
        try:
            connection.set_trace_callback(trace)
        except sqlite3.ProgrammingError:
            time.sleep(0.0005)
        else:
            return


def is_open(connection: sqlite3.Connection) -> bool:
    """Whether a transaction is open on a connection; none is on one that was closed meanwhile, by another thread."""
    try:
        return connection.in_transaction
    except sqlite3.ProgrammingError:
        return False


def die(moment: str, connection: sqlite3.Connection) -> None:
    """Kill this process while a commit goes on, or once it is done."""
    if moment == "during":
        time.sleep(random.uniform(0, LONGEST_COMMIT))
    while moment == "after" and is_open(connection):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[1:]:
        module, *arguments = sys.argv[1:]
    else:
        import bot.app  # noqa: F401 - what takes long is here before the first fork

        module, arguments = "bot.__main__", ["run"]
    main = importlib.import_module(module).main
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)
            match line.split():
                case [_start, moment, number]:
                    die_at_commit(moment, int(number))
            os._exit(main(arguments))
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
