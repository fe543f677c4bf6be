"""What a child process can do: a task is a record of what it needs, and yields bytes, none where there is nothing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from bot.files import FileStore
from handlers.engine.message import Chart, Sheet
from storage.database import reading
from storage.database_file import connect
from storage.files.jobs import Match
from storage.organisation import grants
from storage.people import members


class _Task(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Read(_Task):
    """Read the document at `path`, called `name`; a programme's days are of `year` unless it says otherwise."""

    task: Literal["read"] = "read"
    reader: Literal["table", "programme"]
    path: Path
    name: str
    year: int | None = None

    def run(self) -> Iterator[bytes]:
        """A line of JSON for each thing found."""
        from bot.sandbox.documents.readers import READERS  # noqa: PLC0415 - a child loads what its task needs

        more = {} if self.year is None else {"year": self.year}
        for thing in READERS[self.reader](self.path.read_bytes(), self.name, **more):
            yield _line(thing)


class MatchTable(_Task):
    """Match the table that was read, whose lines are at `path`, with the records, as the asker may see them."""

    task: Literal["match"] = "match"
    match: Annotated[Match, Field(discriminator="kind")]
    path: Path
    database: Path
    asker_id: int | None
    now: AwareDatetime

    def run(self) -> Iterator[bytes]:
        """A line of JSON for the overview, then one for each row."""
        from handlers.imports.match import matched  # noqa: PLC0415

        with (
            self.path.open("rb") as table,
            contextlib.closing(connect(self.database, read_only=True)) as connection,
            reading(connection, self.now) as tx,
        ):
            member = members.by_id(tx, self.asker_id) if self.asker_id is not None else None
            if member is None:
                return
            next(table)  # the overview
            for thing in matched(tx, grants.asker(tx, member), self.match, map(json.loads, table)):
                yield _line(thing)


class MakeSheet(_Task):
    """Make a `Sheet` from a database as its asker may see it, nothing where they may not; or give a table back."""

    task: Literal["sheet"] = "sheet"
    sheet: Sheet
    database: Path
    files: Path
    now: AwareDatetime
    language: str

    def run(self) -> Iterator[bytes]:
        """The .xlsx, or a text in UTF-8."""
        if self.sheet.kind == "returned":
            from bot.sandbox.annotated import returned  # noqa: PLC0415

            yield returned(FileStore(self.files), self.sheet.facts, self.language)
            return
        from bot.sandbox.workbook import workbook  # noqa: PLC0415
        from handlers.sheets import SHEETS, TEXTS  # noqa: PLC0415

        with (
            contextlib.closing(connect(self.database, read_only=True)) as connection,
            reading(connection, self.now) as tx,
        ):
            member = members.by_id(tx, self.sheet.asker_id)
            if member is None:
                return
            asker = grants.asker(tx, member)
            if self.sheet.kind in TEXTS:
                yield TEXTS[self.sheet.kind](tx, asker, self.sheet.facts, self.language).encode()
                return
            tabs = SHEETS[self.sheet.kind](tx, asker, self.sheet.facts)
            if tabs is not None:
                yield workbook(tabs, self.language)


class DrawChart(_Task):
    """Draw a `Chart`."""

    task: Literal["chart"] = "chart"
    chart: Chart
    language: str

    def run(self) -> Iterator[bytes]:
        """The PNG."""
        from bot.sandbox.chart import drawn  # noqa: PLC0415

        yield drawn(self.chart, self.language)


Task = Read | MatchTable | MakeSheet | DrawChart
TASK: TypeAdapter[Task] = TypeAdapter(Annotated[Task, Field(discriminator="task")])


def _line(thing: Any) -> bytes:  # noqa: ANN401 - any JSON
    return json.dumps(thing, ensure_ascii=False).encode() + b"\n"
