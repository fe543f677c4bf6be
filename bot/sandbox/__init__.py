"""Work beside the bot: a child process with limits on time, memory and output, so that no document can harm the bot.

A zip bomb, a hang or a crash ends the child alone. The child knows no secret: settings stay out of its environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.settings import PREFIX
from storage.errors import UnreadableError

log = logging.getLogger(__name__)

REFUSED, NOTHING = 3, 4  # how a child ends that has said why, or that has nothing to give
OUT_OF_MEMORY = {-signal.SIGABRT, -signal.SIGKILL}  # a library that gets no more aborts; the system kills


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: seconds on the clock, bytes of memory, bytes of what it finds."""

    seconds: int = 90
    memory: int = 1_536 * 1024 * 1024
    output: int = 64 * 1024 * 1024


async def work(task: str, facts: dict[str, Any], limits: Limits | None = None) -> bytes | None:
    """Let a child do a task of `bot/sandbox/__main__.py` and return what it made; None where there was nothing to make.

    `facts` must be JSON.

    Raises:
        UnreadableError: it says what is wrong, took too long or too much, or crashed.
    """
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="diemdanh-") as folder:
        made = Path(folder) / "made"
        given = json.dumps({"task": task, "facts": facts, "made": str(made), "limits": asdict(limits)})
        code, said = await _run(given.encode(), folder, limits)
        if code == 0:
            return await asyncio.to_thread(made.read_bytes)
        if code == NOTHING:
            return None
        if code == REFUSED:
            why = json.loads(said)
            raise UnreadableError(why["key"], **why["facts"])
        if code in OUT_OF_MEMORY:
            raise UnreadableError("too_much")
        log.warning("Work on %s broke off with %s: %s", task, code, said.decode(errors="replace")[-2000:])
        raise UnreadableError("crashed")


async def _run(given: bytes, folder: str, limits: Limits) -> tuple[int, bytes]:
    """Run a child to its end, or kill it; returns its exit code and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "bot.sandbox",
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(limits.seconds):
            said, _nothing = await process.communicate(given)
    except TimeoutError:
        raise UnreadableError("too_slow") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode or 0, said
