"""What a child process does: each task takes its facts and yields bytes, none where there is nothing to give."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from handlers.message import Sheet
from storage import grants, members
from storage.database import connect, reading

Task = Callable[[dict[str, Any]], Iterable[bytes]]


def read(facts: dict[str, Any]) -> Iterator[bytes]:
    """Read the document at `path`, called `name`, by the reader `kind`: a line of JSON for each thing found."""
    from bot.readers import READERS  # noqa: PLC0415 - a child loads what its task needs

    for one in READERS[facts["kind"]](Path(facts["path"]).read_bytes(), facts["name"]):
        yield json.dumps(one, ensure_ascii=False).encode() + b"\n"


def sheet(facts: dict[str, Any]) -> Iterator[bytes]:
    """Make a `Sheet` from a database as its asker may see it; nothing where they may not."""
    from bot.workbooks import workbook  # noqa: PLC0415
    from handlers.sheets import SHEETS  # noqa: PLC0415

    wanted = Sheet.model_validate(facts["sheet"])
    with (
        contextlib.closing(connect(facts["database"], read_only=True)) as connection,
        reading(connection, datetime.fromisoformat(facts["now"])) as tx,
    ):
        member = members.by_id(tx, wanted.asker_id)
        grid = SHEETS[wanted.kind](tx, grants.asker(tx, member), wanted.facts) if member is not None else None
        if grid is not None:
            yield workbook(grid, facts["language"])


TASKS: dict[str, Task] = {"read": read, "sheet": sheet}
