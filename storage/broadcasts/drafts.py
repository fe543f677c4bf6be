"""Changes to a draft before it is sent: what it says, its photo, its button, whom it is for; scoped by the asker."""

from __future__ import annotations

from collections.abc import Sequence

from storage.broadcasts import broadcasts
from storage.broadcasts.records import AudiencePart, Broadcast, BroadcastBody, BroadcastPhoto
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.files import files
from storage.records import Asker

sql = queries(__file__)


def set_body(tx: Transaction, asker: Asker, broadcast_id: int, body: BroadcastBody) -> None:
    """Let a draft of the asker's say something else.

    Raises:
        OutOfScopeError: there is no such draft of theirs (any more).
    """
    draft = _draft_of(tx, asker, broadcast_id)
    sql.set_body(tx.connection, broadcast_id=draft.id, body=body.model_dump_json())


def set_photo(tx: Transaction, asker: Asker, broadcast_id: int, photo: BroadcastPhoto | None) -> None:
    """Let another photo go with a draft of the asker's, or none.

    Raises:
        OutOfScopeError: there is no such draft of theirs (any more).
    """
    draft = _draft_of(tx, asker, broadcast_id)
    file_id = files.add(tx, **photo.model_dump()) if photo is not None else None
    sql.set_photo(tx.connection, broadcast_id=draft.id, file_id=file_id)
    if draft.file_id is not None:
        files.release(tx, draft.file_id)


def set_button(tx: Transaction, asker: Asker, broadcast_id: int, campaign_id: int | None) -> None:
    """Let a draft of the asker's have a button to this campaign, or none.

    Raises:
        OutOfScopeError: there is no such draft of theirs (any more).
    """
    draft = _draft_of(tx, asker, broadcast_id)
    sql.set_button(tx.connection, broadcast_id=draft.id, campaign_id=campaign_id)


def set_audience(
    tx: Transaction, asker: Asker, broadcast_id: int, whom: Sequence[AudiencePart], *, late: bool = False
) -> None:
    """Let a draft of the asker's be for others; `late` as in `draft`.

    Raises:
        OutOfScopeError: there is no such draft of theirs (any more), or a part of it is not theirs to write to.
    """
    draft = _draft_of(tx, asker, broadcast_id)
    if not broadcasts.reaches(tx, asker, whom):
        raise OutOfScopeError(f"broadcast {broadcast_id}")
    sql.drop_parts(tx.connection, broadcast_id=draft.id)
    broadcasts.add_parts(tx, draft.id, whom)
    sql.set_late(tx.connection, broadcast_id=draft.id, late=int(late))


def _draft_of(tx: Transaction, asker: Asker, broadcast_id: int) -> Broadcast:
    draft = broadcasts.by_id(tx, asker, broadcast_id)
    if draft.state != "draft":
        raise OutOfScopeError(f"broadcast {broadcast_id} is no draft any more")
    return draft
