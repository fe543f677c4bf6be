"""Imports: the rows of a table that somebody sent, written a few at a time, and taken back within a day.

People whom an import writes down have given no consent yet: they are `entered`, nothing is sent to them, and they
become one with the person who joins (`storage/people/merging.py`). Only units that the asker leads take anybody.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Literal

from pydantic import AwareDatetime

from storage import audit
from storage.attendance import roster
from storage.campaigns.records import Shift
from storage.database import Transaction, queries, to_text
from storage.files import files
from storage.people import members
from storage.records import Asker, Record, records
from storage.text import fold

sql = queries(__file__)
UNDO_FOR = timedelta(days=1)
KEPT_FOR = timedelta(days=2)
LISTED = 20


class Candidate(Record):
    """Somebody whom a row may mean."""

    id: int
    name: str
    search_key: str
    birth_year: int | None
    unit_id: int
    unit_name: str


class Import(Record):
    """An import; `sha256` names its compared table while that is stored, `done_upto` how many bytes of it are done."""

    id: int
    kind: Literal["members", "attendance"]
    name: str
    member_id: int | None
    shift_id: int | None
    with_new: bool
    done_upto: int
    entered: int
    ticked: int
    passed: int
    state: Literal["running", "done", "undoing", "undone"]
    begun_at: AwareDatetime
    sha256: str | None

    @property
    def key(self) -> str:
        """Its name for ever: once all imports of a time are forgotten, their ids begin anew."""
        return f"{self.id}@{to_text(self.begun_at)}"


class StayingPerson(Record):
    """Somebody whom a taken-back import leaves."""

    name: str
    unit: str


def people(tx: Transaction, asker: Asker) -> list[Candidate]:
    """Everybody in the units that the asker leads, for comparing a table with."""
    return records(Candidate, sql.people(tx.connection, asker_id=asker.member_id))


def begin(
    tx: Transaction,
    asker: Asker,
    kind: Literal["members", "attendance"],
    *,
    name: str,
    plan_sha256: str,
    shift_id: int | None = None,
    with_new: bool = True,
) -> int:
    """Let an import begin whose compared table has this hash; it is worked through by `enter` and `tick_off`."""
    plan_id = files.add(tx, media_type="application/json", size=None, sha256=plan_sha256, channel="", vendor_id=None)
    row = sql.begin(
        tx.connection,
        kind=kind,
        name=name,
        member_id=asker.member_id,
        shift_id=shift_id,
        with_new=with_new,
        plan_id=plan_id,
        now=tx.now,
    )
    return int(row["id"])


def next_open_id(tx: Transaction, without: Collection[int] = ()) -> int | None:
    """The id of the import to continue with, none of these; None where nothing else is under way."""
    row = sql.next_open(tx.connection, without=json.dumps(list(without)))
    return int(row["id"]) if row is not None else None


def next_open(tx: Transaction) -> Import | None:
    """The import to continue with; None where nothing is under way."""
    import_id = next_open_id(tx)
    return by_id(tx, import_id) if import_id is not None else None


def by_id(tx: Transaction, import_id: int) -> Import | None:
    """One import; for the machinery."""
    return Import.of(sql.by_id(tx.connection, import_id=import_id))


def enter(
    tx: Transaction, asker: Asker, import_: Import, line: int, *, name: str, birth_year: int | None, unit_id: int
) -> tuple[int, bool] | None:
    """Write somebody down, unless they are there by now; returns their id and whether they are new.

    None where the unit is closed or not the asker's any more.
    """
    key = fold(name)
    known = sql.same_person(tx.connection, search_key=key, unit_id=unit_id, birth_year=birth_year)
    if known is not None:
        return int(known["id"]), False
    added = sql.enter(
        tx.connection,
        name=name,
        search_key=key,
        birth_year=birth_year,
        unit_id=unit_id,
        asker_id=asker.member_id,
        now=tx.now,
    )
    if added is None:
        return None
    sql.add_row(
        tx.connection, import_id=import_.id, line=line, member_id=added["id"], check_in_id=None, entered=1, was=None
    )
    return int(added["id"]), True


def tick_off(tx: Transaction, asker: Asker, import_: Import, line: int, *, shift: Shift, member_id: int) -> int | None:
    """Tick somebody off on the roster; returns the check-in's id, None where one stands or the asker may not."""
    before = sql.check_in_state(tx.connection, shift_id=shift.id, member_id=member_id)
    check_in_id = roster.tick_off(tx, asker, shift, member_id)
    if check_in_id is not None:
        sql.add_row(
            tx.connection,
            import_id=import_.id,
            line=-line,
            member_id=member_id,
            check_in_id=check_in_id,
            entered=0,
            was=before["state"] if before else None,
        )
    return check_in_id


def note_progress(tx: Transaction, import_: Import, upto: int, *, entered: int, ticked: int, passed: int) -> None:
    """Note how far an import has come, and how many rows made something or were passed over."""
    sql.note_progress(tx.connection, import_id=import_.id, upto=upto, entered=entered, ticked=ticked, passed=passed)


def finish(tx: Transaction, asker: Asker | None, import_: Import) -> Import | None:
    """An import is done: noted in the audit; None where it was taken back meanwhile."""
    if sql.set_state(tx.connection, import_id=import_.id, state="done", was="running") is None:
        return None
    done = by_id(tx, import_.id)
    if done is not None and asker is not None:
        _note(tx, done, asker.unit_id)
    return done


def give_up(tx: Transaction, import_: Import) -> None:
    """An import that we fail on ends as it stands; one that was to be taken back can be taken back once more."""
    sql.set_state(tx.connection, import_id=import_.id, state="done", was=import_.state)
    importer = members.by_id(tx, import_.member_id) if import_.member_id is not None else None
    if importer is not None and import_.state == "running":
        _note(tx, import_, importer.unit_id)


def _note(tx: Transaction, import_: Import, unit_id: int) -> None:
    """Write down what an import brought, in the name of whoever sent the table."""
    audit.note(
        tx,
        import_.member_id,
        "import",
        f"import:{import_.id}",
        unit_id=unit_id,
        kind=import_.kind,
        entered=import_.entered,
        ticked=import_.ticked,
    )


def undoable(tx: Transaction, asker: Asker) -> list[Import]:
    """The asker's imports of the last day that made anything, the newest first."""
    return records(Import, sql.undoable(tx.connection, asker_id=asker.member_id, since=tx.now - UNDO_FOR))


def undo(tx: Transaction, asker: Asker, import_id: int) -> bool:
    """Let an import of the asker's be taken back, by `take_back`; False where it is a day old or not theirs."""
    since = tx.now - UNDO_FOR
    return sql.begin_undo(tx.connection, import_id=import_id, asker_id=asker.member_id, since=since) is not None


def take_back(tx: Transaction, import_: Import, most: int) -> tuple[int, list[int]]:
    """Take back the last rows of an import that is being undone: how many were gone through, and who lost a check-in.

    What others have used since stays: somebody who was ticked, signed up or claimed; a check-in that was reported on or
    changed by somebody.
    """
    rows = list(sql.rows_to_undo(tx.connection, import_id=import_.id, most=most))
    unticked = []
    for row in rows:
        if row["check_in_id"] is not None:
            gone = _undo_tick(tx, import_, row)
            if gone:
                unticked.append(int(row["member_id"]))
        else:
            gone = sql.drop_entered(tx.connection, member_id=row["member_id"]) is not None
        (sql.drop_row if gone else sql.mark_used)(tx.connection, import_id=import_.id, line=row["line"])
    return len(rows), unticked


def _undo_tick(tx: Transaction, import_: Import, row: dict[str, object]) -> bool:
    """Take a check-in back if nobody has touched it since."""
    mine = row["check_in_state"] == "verified" and row["decided_by"] == import_.member_id and not row["reported"]
    if not mine:
        return False
    if row["was"] is None:
        sql.drop_check_in(tx.connection, check_in_id=row["check_in_id"])
    else:
        sql.restore_check_in(
            tx.connection, check_in_id=row["check_in_id"], state=row["was"], asker_id=import_.member_id, now=tx.now
        )
    audit.note(tx, import_.member_id, "undo", f"check_in:{row['check_in_id']}", member_id=int(str(row["member_id"])))
    return True


def end_undo(tx: Transaction, asker: Asker | None, import_: Import) -> tuple[int, list[StayingPerson]]:
    """An import is taken back: noted in the audit. Returns how many stay because they are used, and some of them."""
    sql.set_state(tx.connection, import_id=import_.id, state="undone", was="undoing")
    staying = int(sql.used_count(tx.connection, import_id=import_.id)["used"])
    if asker is not None:
        audit.note(
            tx,
            asker.member_id,
            "undo_import",
            f"import:{import_.id}",
            unit_id=asker.unit_id,
            kind=import_.kind,
            kept=staying,
        )
    return staying, records(StayingPerson, sql.used_names(tx.connection, import_id=import_.id, most=LISTED))


def forget_old(tx: Transaction, most: int = 500) -> int:
    """Let go of imports after two days, with their tables: they cannot be taken back any more.

    So many of their rows at most; returns how many rows and imports it was, 0 where nothing old is left.
    """
    before = tx.now - KEPT_FOR
    rows = sql.forget_rows(tx.connection, before=before, most=most)
    return int(rows + sql.forget(tx.connection, before=before))
