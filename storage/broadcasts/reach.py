"""How many a draft reaches: counted in short steps while its organiser looks at it.

The cursor stands in the draft's row, so that a count that was broken off goes on where it was. As the audience is
frozen only at the yes, a count is of the moment in which each member was come by.
"""

from __future__ import annotations

import json
from collections import Counter

from storage.broadcasts import broadcasts
from storage.broadcasts.records import Counted
from storage.database import Transaction
from storage.records import Asker, records

sql = broadcasts.sql
IDS_AT_ONCE = 500  # members looked at in one step: some 5 ms, with the commit
FEW = 2500  # members of whom all are looked at at once: some 20 ms


def begin(tx: Transaction, asker: Asker, broadcast_id: int, chat_id: int) -> None:
    """Count anew whom a draft reaches, to be shown in this chat; the first step is done at once, and often the last.

    Raises:
        OutOfScopeError: there is no such broadcast of the asker's.
    """
    broadcasts.by_id(tx, asker, broadcast_id)
    sql.begin_count(tx.connection, broadcast_id=broadcast_id, chat_id=chat_id)
    draft = of(tx, broadcast_id)
    if draft is not None and _step(tx, draft).known:
        shown(tx, broadcast_id)


def of(tx: Transaction, broadcast_id: int) -> Counted | None:
    """How far the count of a draft has come; None where there is no such draft (any more)."""
    return Counted.of(sql.counted(tx.connection, broadcast_id=broadcast_id))


def is_quick(tx: Transaction) -> bool:
    """Whether there are so few members that whom a draft reaches is counted at once."""
    return int(sql.newest_member(tx.connection)["id"]) <= FEW


def count(tx: Transaction) -> bool:
    """Count on; a step of some milliseconds. Returns whether there may be more."""
    draft = next((one for one in _to_count(tx) if not one.known), None)
    if draft is not None:
        _step(tx, draft)
    return draft is not None


def finished(tx: Transaction) -> list[Counted]:
    """The drafts whose count is known and was not shown yet."""
    return [one for one in _to_count(tx) if one.known]


def shown(tx: Transaction, broadcast_id: int) -> None:
    """Note that the count was shown, or that nobody looks at it any more."""
    sql.count_shown(tx.connection, broadcast_id=broadcast_id)


def _to_count(tx: Transaction) -> list[Counted]:
    return records(Counted, sql.to_count(tx.connection))


def _step(tx: Transaction, draft: Counted) -> Counted:
    upto = min(draft.counted_upto + IDS_AT_ONCE, draft.count_to)
    ways = Counter(draft.ways) + Counter(broadcasts.ways(tx, draft.id, draft.counted_upto, upto))
    reach = json.dumps(dict(sorted(ways.items())))
    sql.set_counted(tx.connection, broadcast_id=draft.id, upto=upto, reach=reach)
    return draft.model_copy(update={"counted_upto": upto, "reach": reach})
