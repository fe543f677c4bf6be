"""Watches a database while somebody is answered: what is not their own changes with a row in the audit, or not at all.

Triggers of the connection's own write down what changes in the tables where an office would ask "who did that?". After
each message `unaudited` says which changes have no row of the person's; a transcript in which there is one fails.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

CHANGES = "INSERT", "UPDATE", "DELETE"


@dataclass(frozen=True)
class Watched:
    """A table: what of it counts, whose a row is, and the audit's actions that account for a change.

    `each`: as many rows as there are changes; otherwise one accounts for many (a merge moves all members of a unit).
    """

    actions: frozenset[str]
    owner: str = "NULL"
    columns: str = ""  # of an update
    only: str = "1"  # {row} is the row
    each: bool = False


UNITS = frozenset({"unit_add", "unit_rename", "unit_move", "unit_put_below", "unit_merge", "unit_close"})
CAMPAIGNS = frozenset(
    {"campaign_open", "campaign_edit", "campaign_close", "campaign_reopen", "campaign_cancel"}
    | {"campaign_cover", "campaign_uncover"}
)
SHIFTS = frozenset({"shift_add", "shift_move", "shift_cancel", "shift_capacity"})
MERGES = frozenset({"merge", "merge_accounts"})
TABLES: dict[str, Watched] = {
    "members": Watched(
        frozenset({"enter", "move", "undo_import"}) | MERGES | UNITS,
        owner="{row}.id",
        columns="name, birth_year, unit_id",
    ),
    "units": Watched(UNITS),
    "grants": Watched(
        frozenset({"redeem", "revoke", "role_moved", "merge_accounts"}) | UNITS, columns="role, unit_id, revoked_at"
    ),
    "invites": Watched(
        frozenset({"invite", "redeem", "revoke", "merge_accounts"}) | UNITS, columns="unit_id, redeemed_by, expires_at"
    ),
    "campaigns": Watched(CAMPAIGNS | UNITS),
    "shifts": Watched(
        SHIFTS | CAMPAIGNS | UNITS | {"void_posters"},
        columns="host_unit_id, starts_at, ends_at, capacity, generation, state",
    ),
    "plans": Watched(frozenset({"plan_replace", "plan_counts", "plan_undo"})),
    "plan_items": Watched(
        frozenset({"plan_add", "plan_date", "plan_rename", "plan_switch", "plan_remove", "plan_read", "plan_undo"})
        | UNITS
    ),
    "target_shares": Watched(frozenset({"share_set"}) | UNITS),
    "requests": Watched(frozenset({"accepted", "refused"}), owner="{row}.member_id", columns="state", each=True),
    "check_ins": Watched(
        frozenset({"tick", "undo", "verify", "return"}) | MERGES | {"link"},
        owner="{row}.member_id",
        columns="state, minutes_verified",
        each=True,
    ),
    "reports": Watched(
        frozenset({"verify", "return"}) | MERGES | {"link"},
        columns="state, minutes_verified",
        owner="(SELECT member_id FROM main.check_ins WHERE id = {row}.check_in_id)",
        each=True,
    ),
    "target_figures": Watched(frozenset({"figure_enter"}), each=True),
    "broadcasts": Watched(
        frozenset({"broadcast_send", "broadcast_pause", "broadcast_resume", "broadcast_take_back", "broadcast_cancel"}),
        columns="state",
        only="{row}.state <> 'draft'",
    ),
}


def watch(connection: sqlite3.Connection) -> None:
    """Write down from now on what changes."""
    if connection.execute("SELECT 1 FROM sqlite_temp_master WHERE name = 'changes'").fetchone():
        return
    connection.execute("CREATE TEMP TABLE changes (tbl TEXT, row INTEGER, owner INTEGER)")
    for table, watched in TABLES.items():
        for change in CHANGES:
            row = "old" if change == "DELETE" else "new"
            of = f" OF {watched.columns}" if change == "UPDATE" and watched.columns else ""
            connection.execute(
                f"CREATE TEMP TRIGGER watch_{table}_{change} AFTER {change}{of} ON main.{table} "
                f"WHEN {watched.only.format(row=row)} BEGIN INSERT INTO changes "
                f"VALUES ('{table}', {row}.id, {watched.owner.format(row=row)}); END"
            )


def begin(connection: sqlite3.Connection) -> int:
    """Forget what changed so far; returns the audit's last row."""
    watch(connection)
    connection.execute("DELETE FROM changes")
    return int(connection.execute("SELECT coalesce(max(id), 0) AS id FROM audit").fetchone()["id"])


def unaudited(connection: sqlite3.Connection, since: int, actor_id: int | None) -> list[str]:
    """What was changed since then that is not the actor's own and that no row of theirs accounts for."""
    rows = connection.execute("SELECT actor_id, action FROM audit WHERE id > ?", (since,)).fetchall()
    if "erase" in {row["action"] for row in rows}:  # their own wish, and their rows are let go of
        return []
    theirs = Counter(row["action"] for row in rows if row["actor_id"] == actor_id)
    changed = Counter(
        row["tbl"]
        for row in connection.execute("SELECT DISTINCT tbl, row, owner FROM changes").fetchall()
        if actor_id is None or row["owner"] != actor_id
    )
    missing = []
    for table, count in changed.items():
        accounted = sum(theirs[action] for action in TABLES[table].actions)
        if not accounted or (TABLES[table].each and not any(theirs[action] for action in MERGES) and accounted < count):
            missing.append(f"{table}: {count} changed, {accounted} in the audit ({dict(theirs)})")
    return missing
