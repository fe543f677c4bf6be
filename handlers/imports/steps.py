"""Carries out an import, a few rows in each transaction: people are entered and ticked off, or all of it is undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.engine import telling
from handlers.engine.text import _, say
from storage.attendance.notices import Ticked, TickUndone
from storage.campaigns import campaigns
from storage.campaigns.records import Shift
from storage.database import Transaction
from storage.imports import imports
from storage.imports.imports import Import
from storage.imports.notices import ImportDone, ImportUndone
from storage.messages import chats
from storage.messages.records import Outgoing
from storage.organisation import grants
from storage.people import members
from storage.records import Asker

TAKEN_BACK = _("The list was taken back")


def write(tx: Transaction, import_: Import, lines: Sequence[Sequence[Any]], offset: int) -> list[Outgoing]:
    """Do what these lines of a compared table want (see imports/match.py); `offset` is where the next ones begin.

    Returns what is to be delivered. What the importer may no longer do is skipped.
    """
    current = imports.by_id(tx, import_.id)
    if current is None or current.state != "running" or current.done_upto != import_.done_upto:
        return []
    asker = _asker(tx, import_)
    if asker is None:
        return finish(tx, import_)
    shift = campaigns.shift(tx, import_.shift_id) if import_.shift_id is not None else None
    notices: list[Outgoing] = []
    counts = {"entered": 0, "ticked": 0, "passed": 0}
    for line in lines:
        member_id, new = _member_of(tx, asker, import_, line)
        tell = None
        if shift is not None and member_id is not None:
            tell = _tick_off(tx, asker, import_, line=line[1], shift=shift, member_id=member_id)
        notices += tell or []
        counts["entered"] += new
        counts["ticked"] += tell is not None
        counts["passed"] += not new and tell is None
    imports.note_progress(tx, import_, offset, **counts)
    return notices


def _member_of(tx: Transaction, asker: Asker, import_: Import, line: Sequence[Any]) -> tuple[int | None, bool]:
    """The member a line is about, entered where they are new and wanted; and whether this entered them."""
    kind, row, *rest = line
    if kind == "tick":
        return rest[0], False
    if kind != "new" or not import_.with_new:
        return None, False
    name, born, unit_id = rest
    entered = imports.enter(tx, asker, import_, row, name=name, birth_year=born, unit_id=unit_id)
    return entered or (None, False)


def finish(tx: Transaction, import_: Import) -> list[Outgoing]:
    """All lines are done: tell whoever sent the table."""
    done = imports.finish(tx, _asker(tx, import_), import_)
    return _tell_done(tx, done) if done is not None else []


def broke_off(tx: Transaction, import_: Import) -> list[Outgoing]:
    """An import failed by an error of ours: end it as it is, and tell whoever sent the table how far it came."""
    imports.give_up(tx, import_)
    current = imports.by_id(tx, import_.id)
    return _tell_done(tx, current) if current is not None and import_.state == "running" else []


def _tell_done(tx: Transaction, done: Import) -> list[Outgoing]:
    if done.member_id is None:
        return []
    notice = ImportDone(name=done.name, entered=done.entered, ticked=done.ticked)
    row = telling.queue(tx, done.member_id, notice, f"import:{done.key}")
    return [row] if row is not None else []


def take_back(tx: Transaction, import_: Import, most: int) -> tuple[bool, list[Outgoing]]:
    """Take some of an import back; returns whether that was all, and what is to be delivered."""
    looked_at, unticked = imports.take_back(tx, import_, most)
    notices = [row for member_id in unticked if (row := _tell_unticked(tx, import_, member_id)) is not None]
    if looked_at:
        return False, notices
    kept_count, kept = imports.end_undo(tx, _asker(tx, import_), import_)
    notice = ImportUndone(
        name=import_.name, kept_count=kept_count, kept=tuple(f"{one.name}, {one.unit}" for one in kept)
    )
    row = telling.queue(tx, import_.member_id, notice, f"import_undone:{import_.key}")
    return True, [*notices, row] if row is not None else notices


def _asker(tx: Transaction, import_: Import) -> Asker | None:
    member = members.by_id(tx, import_.member_id) if import_.member_id is not None else None
    return grants.asker(tx, member) if member is not None else None


def _tick_off(
    tx: Transaction, asker: Asker, import_: Import, *, line: int, shift: Shift, member_id: int
) -> list[Outgoing] | None:
    """Tick a member off; returns what tells them, None where this ticked nobody."""
    check_in_id = imports.tick_off(tx, asker, import_, line, shift=shift, member_id=member_id)
    if check_in_id is None:
        return None
    notice = Ticked(title=shift.title, starts_at=shift.starts_at, ends_at=shift.ends_at, minutes=shift.minutes)
    row = telling.queue(tx, member_id, notice, f"ticked:{check_in_id}:{tx.now.timestamp()}")
    return [row] if row is not None else []


def _tell_unticked(tx: Transaction, import_: Import, member_id: int) -> Outgoing | None:
    """Tell a member that their check-in was undone, as when a leader undoes one."""
    chat = chats.reachable(tx, member_id)
    if chat is None or import_.shift_id is None:
        return None
    shift = campaigns.shift(tx, import_.shift_id)
    notice = TickUndone(
        title=shift.title, starts_at=shift.starts_at, ends_at=shift.ends_at, reason=say(TAKEN_BACK, chat.language)
    )
    return telling.queue(tx, member_id, notice, f"undone:import:{import_.key}:{member_id}")
