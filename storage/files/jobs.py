"""Jobs: what a chat waits for while a worker does it, such as a document that is being read."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from storage.database import Transaction, queries, to_text
from storage.files import files
from storage.messages.records import ChatRow
from storage.records import Record, records

sql = queries(__file__)
KEPT_FOR = timedelta(days=2)  # so long a document that somebody sent lies here, with what was found in it


class ReadDocument(Record):
    """Read the document, called `name`, by the reader that `kind` names (bot/sandbox/documents/readers.py)."""

    kind: Literal["table", "programme"]
    name: str


class TableMatch(Record):
    """Match the rows of a table that was read with the records: `table` is the hash of what the reader found.

    `heading` is the heading's row on the sheet of this index, 0 for none; `columns` has those of each field. `unit_id`
    says whose people they are where no column does. `fill_down`: where a row has no unit, that of the row above holds.
    `short_names` says that names of one word are whole ones.
    """

    table: str = ""
    sheet: int
    heading: int
    columns: dict[str, list[int]]
    unit_id: int | None = None
    fill_down: bool = False
    short_names: bool = False


class MatchMembers(TableMatch):
    """Match a list of members."""

    kind: Literal["members"] = "members"


class MatchAttendance(TableMatch):
    """Match a paper list of who was at a shift: `marks` is what each mark says, `says` what a tick in each column does.

    Both are of handlers/imports/marks.py.
    """

    kind: Literal["attendance"] = "attendance"
    shift_id: int
    marks: Mapping[str, str] = Field(default_factory=dict)
    says: Mapping[str, str] = Field(default_factory=dict)


Match = MatchMembers | MatchAttendance
Work = Annotated[ReadDocument | Match, Field(discriminator="kind")]
_WORK: TypeAdapter[ReadDocument | Match] = TypeAdapter(Work)


class Job(Record):
    """Something for a worker to do; `sha256` names its document's bytes, None where there are none to be had.

    `member_id` is whose chat waits.
    """

    id: int
    chat_id: int
    channel: str
    address: str
    member_id: int | None
    token: int
    kind: str
    facts: str
    created_at: AwareDatetime
    file_state: Literal["", "stored", "lost", "refused"]
    sha256: str | None

    @property
    def key(self) -> str:
        """Its name for ever: once all jobs of a time are forgotten, their ids begin anew."""
        return f"job:{self.id}@{to_text(self.created_at)}"

    @property
    def work(self) -> ReadDocument | Match:
        """What is to be done.

        Raises:
            ValidationError: it is none of what this version knows.
        """
        return _WORK.validate_python({**json.loads(self.facts), "kind": self.kind})


def queue(tx: Transaction, chat: ChatRow, work: ReadDocument | Match, *, token: int, file_id: int | None = None) -> int:
    """Queue a job for a chat, which waits for one at a time; returns its id."""
    sql.drop_of_chat(tx.connection, chat_id=chat.id)
    row = sql.queue(
        tx.connection,
        chat_id=chat.id,
        token=token,
        kind=work.kind,
        facts=work.model_dump_json(exclude={"kind"}),
        file_id=file_id,
        now=tx.now,
    )
    return int(row["id"])


def waiting(tx: Transaction, most: int = 1) -> list[Job]:
    """The jobs to run now, the oldest first; whose document is still at its vendor waits on."""
    return records(Job, sql.waiting(tx.connection, most=most, only=None))


def waiting_ids(tx: Transaction, most: int, without: Collection[int] = ()) -> list[int]:
    """The ids of the jobs to run now, the oldest first, but for these."""
    return [row["id"] for row in sql.waiting_ids(tx.connection, without=json.dumps(list(without)), most=most)]


def waiting_one(tx: Transaction, job_id: int) -> Job | None:
    """One job to run now; None where it is not one any more."""
    return next(iter(records(Job, sql.waiting(tx.connection, most=1, only=job_id))), None)


def done(tx: Transaction, job: Job, sha256: str | None, size: int) -> None:
    """A job is done and its chat was told; `sha256` names its result, if it has one."""
    if sql.end(tx.connection, job_id=job.id, state="done") is not None and sha256 is not None:
        result_id = files.add(
            tx, media_type="application/json", size=size, sha256=sha256, channel=job.channel, vendor_id=None
        )
        sql.set_result(tx.connection, job_id=job.id, result_id=result_id)


def dropped(tx: Transaction, job: Job) -> None:
    """Nobody waits for it any more."""
    sql.end(tx.connection, job_id=job.id, state="dropped")


def forget_old(tx: Transaction, most: int = 200) -> int:
    """Forget jobs after two days, so many at most; returns how many.

    Whoever keeps the files deletes their bytes (`files.orphans`).
    """
    return int(sql.forget(tx.connection, before=tx.now - KEPT_FOR, most=most))


def forget_member(tx: Transaction, member_id: int) -> None:
    """Forget all jobs of a person's chats: they are erased."""
    sql.forget_of_member(tx.connection, member_id=member_id)
