"""The child: limits itself, does one task, leaves what it made in a file: `python -m bot.sandbox < task.json`."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from bot.sandbox import NOTHING, REFUSED
from bot.sandbox.tasks import TASKS
from storage.errors import UnreadableError

TOO_MUCH = "too_much"


def main() -> int:
    """Do the task on standard input; the exit code says how it went, standard output why."""
    given = json.loads(sys.stdin.buffer.read())
    limit(**given["limits"])
    try:
        return _do(given)
    except UnreadableError as error:
        return _refuse(error.key, error.facts)
    except (MemoryError, OSError) as error:
        if isinstance(error, OSError) and not _is_too_large(error):
            raise
        return _refuse(TOO_MUCH, {})


def _do(given: dict[str, Any]) -> int:
    made = Path(given["made"])
    with made.open("wb") as file:
        for piece in TASKS[given["task"]](given["facts"]):
            file.write(piece)
            if file.tell() > given["limits"]["output"]:
                raise UnreadableError(TOO_MUCH)
        return 0 if file.tell() else NOTHING


def limit(seconds: int, memory: int, output: int) -> None:
    """Give this process no more than that, and let the bot go first; where a system knows no such limits, as it is.

    The clock is the parent's to watch; the limit here ends a child whose parent was killed.
    """
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        for what, most in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, 2 * output),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)


def _refuse(key: str, facts: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps({"key": key, "facts": facts}))
    return REFUSED


def _is_too_large(error: OSError) -> bool:
    return error.strerror is not None and error.errno in {12, 27}  # ENOMEM, EFBIG


if __name__ == "__main__":
    try:
        code = main()
    except Exception as error:  # noqa: BLE001 - said without the message, which may hold what people wrote
        where = traceback.extract_tb(error.__traceback__)[-1]
        sys.stdout.write(f"{type(error).__name__} at {where.filename}:{where.lineno}")
        code = 1
    sys.stdout.flush()
    os._exit(code)  # nothing is left to do, and a broken library may hang on the way out
