"""`diemdanh run`: start the bot and keep it running."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from bot import app, environment
from bot.commands.database import make_folder
from bot.errors import OperatorError
from bot.health.disks import write_block
from bot.settings import Settings


def run(args: Namespace) -> int:  # noqa: ARG001 (every command takes its options)
    """Serve until stopped."""
    chosen = environment.load()
    with alone(chosen):
        asyncio.run(app.run(chosen))
    return 0


@contextmanager
def alone(chosen: Settings) -> Iterator[None]:
    """Hold the lock that says a bot is running on this database; it goes with the process, however that ends.

    Raises:
        OperatorError: another bot holds it, or its folder cannot be written.
    """
    make_folder(chosen)
    lock = FileLock(chosen.lock_file)
    try:
        write_block(chosen.database.absolute().parent)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise OperatorError(
            f"Another bot is running on {chosen.database}: stop that one, or set DIEMDANH_DATABASE to another file."
        ) from error
    except OSError as error:
        raise OperatorError(
            f"The folder {chosen.database.parent} cannot be written ({error.strerror}): change its permissions, make "
            "room on its disk, or set DIEMDANH_DATABASE to a file in a folder that can be written."
        ) from error
    try:
        yield
    finally:
        lock.release()
