"""What a child process does: each task takes its facts and yields bytes, none where there is nothing to give."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.files import FileStore
from handlers.engine.message import Chart, Sheet
from storage.database import connect, reading
from storage.organisation import grants
from storage.people import members

Task = Callable[[dict[str, Any]], Iterable[bytes]]


def read(facts: dict[str, Any]) -> Iterator[bytes]:
    """Read the document at `path`, called `name`, by the reader `kind`: a line of JSON for each thing found."""
    from bot.sandbox.documents.readers import READERS  # noqa: PLC0415 - a child loads what its task needs

    more = {"year": facts["year"]} if facts.get("year") is not None else {}
    for one in READERS[facts["kind"]](Path(facts["path"]).read_bytes(), facts["name"], **more):
        yield json.dumps(one, ensure_ascii=False).encode() + b"\n"


def compare(facts: dict[str, Any]) -> Iterator[bytes]:
    """Compare the table found at `path` with the records, as the asker may see them: a line of JSON for each thing."""
    from handlers.imports.match import COMPARISONS  # noqa: PLC0415

    with (
        Path(facts["path"]).open("rb") as table,
        contextlib.closing(connect(facts["database"], read_only=True)) as connection,
        reading(connection, datetime.fromisoformat(facts["now"])) as tx,
    ):
        member = members.by_id(tx, facts["asker_id"])
        if member is None:
            return
        next(table)  # the overview
        lines = map(json.loads, table)
        for one in COMPARISONS[facts["kind"]](tx, grants.asker(tx, member), facts["given"], lines):
            yield json.dumps(one, ensure_ascii=False).encode() + b"\n"


def sheet(facts: dict[str, Any]) -> Iterator[bytes]:
    """Make a `Sheet` from a database as its asker may see it, nothing where they may not; or give a table back."""
    from bot.sandbox.workbook import workbook  # noqa: PLC0415
    from handlers.sheets import SHEETS  # noqa: PLC0415

    wanted = Sheet.model_validate(facts["sheet"])
    if wanted.kind == "returned":
        from bot.sandbox.annotated import returned  # noqa: PLC0415

        yield returned(FileStore(Path(facts["files"])), wanted.facts, facts["language"])
        return
    with (
        contextlib.closing(connect(facts["database"], read_only=True)) as connection,
        reading(connection, datetime.fromisoformat(facts["now"])) as tx,
    ):
        member = members.by_id(tx, wanted.asker_id)
        tabs = SHEETS[wanted.kind](tx, grants.asker(tx, member), wanted.facts) if member is not None else None
        if tabs is not None:
            yield workbook(tabs, facts["language"])


def chart(facts: dict[str, Any]) -> Iterator[bytes]:
    """Draw a `Chart`."""
    from bot.sandbox.chart import drawn  # noqa: PLC0415

    yield drawn(Chart.model_validate(facts["chart"]), facts["language"])


TASKS: dict[str, Task] = {"read": read, "compare": compare, "sheet": sheet, "chart": chart}
