"""Refreshes an account's tokens in a process that ends itself at a line of that: `… DATABASE URL`.

For each number on its input a fork refreshes the pair that the database keeps and dies, as by kill -9, when the code of
the refresh has come to its line of that number. Prints "killed" or "done".
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from bot.channels.zalo_oa.channel import lock_of
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.tokens import Access, TokenStore
from bot.clock import system_clock
from bot.health.signs import Sign
from tests.zalo_api.oa_server import APP_ID, APP_SECRET

TRACED = ("zalo_oa/tokens.py", "zalo_oa/oauth.py", "channels/zalo_oa.py")
KILLED = 9


def die_at(number: int) -> None:
    """End this process at the line of that number, in whichever thread it comes."""
    left = number

    def trace(frame: FrameType, event: str, _about: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.endswith(TRACED):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os._exit(KILLED)
        return trace

    threading.settrace(trace)
    sys.settrace(trace)


async def refresh(database: Path, url: str) -> None:
    """Refresh the pair that is kept."""
    store = TokenStore(database, APP_ID, system_clock, ("", ""))
    oauth = OAuth(url, APP_ID, APP_SECRET)
    access = Access(store, oauth, lock_of(database), APP_SECRET, clock=system_clock, sign=Sign())
    await access.another_than(await access.token())


def main() -> None:
    """A fork for each line of input."""
    database, url = Path(sys.argv[1]), sys.argv[2]
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            if int(line):
                die_at(int(line))
            asyncio.run(refresh(database, url))
            sys.settrace(None)
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print({0: "done", KILLED: "killed"}.get(status, "failed"), flush=True)


if __name__ == "__main__":
    main()
