"""The process that the bot is: its memory, its log, and an end at once."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import sys
from typing import NoReturn

from bot.errors import DatabaseLostError
from bot.settings import Settings

M_MMAP_THRESHOLD, LARGE = -3, 256 * 1024


def end_at_once(error: DatabaseLostError) -> NoReturn:
    """Say why, and end as a killed process does.

    Closing a database deletes its log by name, and that name is another file's now.
    """
    print(error, file=sys.stderr, flush=True)  # noqa: T201
    logging.shutdown()
    os._exit(1)


def settle_memory() -> None:
    """Let the garbage collector leave alone what the program is made of, and look less often: a tenth of a step.

    What a step leaves behind is freed by its reference counts; only rings, which are few, wait for a look. Large pieces
    of memory (files that come and go) are given back to the system at once, where the C library can be told so: else it
    keeps for good what was needed once (mallopt(3), M_MMAP_THRESHOLD).
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def quiet_logs(settings: Settings) -> None:
    """One line a message; libraries that log whole addresses, which hold tokens, only when they warn."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("httpx", "httpcore", "aiohttp", "aiosqlite", "apscheduler", "telegram", "uvicorn", "aiosql"):
        logging.getLogger(name).setLevel(logging.WARNING)
