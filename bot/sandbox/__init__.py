"""Work outside the bot: a child process with limits on time, memory and output, so that no document can harm the bot.

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

from bot.sandbox.tasks import Task
from bot.settings import PREFIX
from storage.errors import UnreadableError

log = logging.getLogger(__name__)

MOST_SAID = 64 * 1024  # bytes of standard output: a refusal with its facts is far shorter
SMALL = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # room that libraries set aside for threads counts too
REFUSED, NOTHING = 3, 4  # how a child ends that has said why, or that has nothing to give
OUT_OF_MEMORY = {-signal.SIGABRT, -signal.SIGKILL}  # a library that gets no more aborts; the system kills


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: seconds on the clock, bytes of memory, bytes of what it finds.

    A list of 100,000 rows, the most that is taken, needs 350 MB.
    """

    seconds: int = 90
    memory: int = 400 * 1024 * 1024
    output: int = 64 * 1024 * 1024


async def work(task: Task, limits: Limits | None = None) -> bytes | None:
    """Let a child do a task and return what it made; None where there was nothing to make.

    Raises:
        UnreadableError: it says what is wrong, took too long or too much, or crashed.
    """
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="diemdanh-") as folder:
        made = Path(folder) / "made"
        given = json.dumps({"task": task.model_dump(mode="json"), "made": str(made), "limits": asdict(limits)})
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
        log.warning("Task “%s” broke off with %s: %s", task.task, code, said.decode(errors="replace")[-2000:])
        raise UnreadableError("crashed")


async def _run(given: bytes, folder: str, limits: Limits) -> tuple[int, bytes]:
    """Run a child to its end, or kill it; returns its exit code and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)} | SMALL
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
            said = await _talk(process, given)
            if len(said) > MOST_SAID:
                raise UnreadableError("too_much")
            await process.wait()
    except TimeoutError:
        raise UnreadableError("too_slow") from None
    finally:
        if process.returncode is None:
            await _end(process)
    return process.returncode or 0, said


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill a child and see it go; what it still says is read, for a full pipe would keep it from ever being gone."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.communicate()


async def _talk(process: asyncio.subprocess.Process, given: bytes) -> bytes:
    """Hand a child its task and return what it says, up to a byte more than it may."""
    if process.stdin is None or process.stdout is None:
        return b""
    with contextlib.suppress(ConnectionError):  # it has ended already, and its exit code says why
        process.stdin.write(given)
        await process.stdin.drain()
    process.stdin.close()
    said = b""
    while len(said) <= MOST_SAID and (piece := await process.stdout.read(MOST_SAID + 1 - len(said))):
        said += piece
    return said
