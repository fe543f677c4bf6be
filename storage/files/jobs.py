"""Jobs: what a chat waits for while a worker does it, such as a document that is being read."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Literal

from storage.database import Transaction, queries
from storage.files import files
from storage.messages.records import ChatRow
from storage.records import Record, records

sql = queries(__file__)
KEPT_FOR = timedelta(days=2)  # so long a document that somebody sent lies here, with what was found in it


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
    file_state: Literal["", "stored", "lost"]
    sha256: str | None

    @property
    def given(self) -> dict[str, Any]:
        """What it was queued with."""
        facts: dict[str, Any] = json.loads(self.facts)
        return facts


def queue(
    tx: Transaction, chat: ChatRow, *, token: int, kind: str, facts: dict[str, Any], file_id: int | None = None
) -> int:
    """Queue a job for a chat, which waits for one at a time; returns its id."""
    sql.drop_of_chat(tx.connection, chat_id=chat.id)
    row = sql.queue(
        tx.connection,
        chat_id=chat.id,
        token=token,
        kind=kind,
        facts=json.dumps(facts, ensure_ascii=False),
        file_id=file_id,
        now=tx.now,
    )
    return int(row["id"])


def waiting(tx: Transaction, most: int = 1) -> list[Job]:
    """The jobs to run now, the oldest first; whose document is still at its vendor waits on."""
    return records(Job, sql.waiting(tx.connection, most=most))


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


def forget_old(tx: Transaction) -> None:
    """Forget jobs after two days; whoever keeps the files deletes their bytes (`files.orphans`)."""
    sql.forget(tx.connection, before=tx.now - KEPT_FOR)


def forget_member(tx: Transaction, member_id: int) -> None:
    """Forget all jobs of a person's chats: they are erased."""
    sql.forget_of_member(tx.connection, member_id=member_id)
