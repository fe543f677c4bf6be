"""Who took part in what time, held against sums over the bare tables."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import to_text
from storage.organisation import units
from storage.reports import participation
from tests.support.world import SHIFTS

FIRST = datetime(2026, 3, 1, tzinfo=UTC)


def fill(world, chance) -> None:
    """Shifts over some months, people in all units, and check-ins of every state; who was erased is nobody."""
    everywhere = [row["id"] for row in world.rows("SELECT id FROM units")]
    closed = chance.sample(everywhere[2:], 3)
    world.connection.executemany("UPDATE units SET closed_at = ? WHERE id = ?", [(FIRST, one) for one in closed])
    there = [one for one in everywhere if one != closed[0]]  # in one of the closed ones nobody ever was
    members = []
    for number in range(25):
        state, unit = chance.choice(("active", "active", "entered")), chance.choice(there)
        columns = "name, search_key, unit_id, state, consented_at, created_at"
        statement = f"INSERT INTO members ({columns}) VALUES (?, ?, ?, ?, ?, '')"
        consented = "" if state == "active" else None
        values = (f"Người {number}", f"nguoi {number}", unit, state, consented)
        members.append(world.connection.execute(statement, values).lastrowid)
    hoa = world.member("hoa").id
    for shift in SHIFTS.values():
        starts_at = FIRST + timedelta(days=chance.randrange(240), hours=chance.randrange(24))
        moved = (starts_at, starts_at, starts_at + timedelta(hours=2), shift)
        world.connection.execute("UPDATE shifts SET opens_at = ?, starts_at = ?, ends_at = ? WHERE id = ?", moved)
        for member in (*chance.sample(members, 12), None, None):
            state = chance.choice(("verified", "verified", "verified", "waiting", "returned", "undone"))
            minutes = chance.choice((0, 30, 90, 240)) if state == "verified" else None
            unit, claimed = chance.choice(there), 1000
            statement = (
                "INSERT INTO check_ins (shift_id, member_id, unit_id, proof, checked_in_at, minutes_claimed, "
                "minutes_verified, state, decided_by) VALUES (?, ?, ?, 'code', '', ?, ?, ?, ?)"
            )
            values = (shift, member, unit, claimed, minutes, state, hoa)
            check_in = world.connection.execute(statement, values).lastrowid
            if chance.random() < 0.4:
                said = "INSERT INTO reports (check_in_id, minutes_claimed, minutes_verified, state, reported_at)"
                reported = chance.choice(
                    (("waiting", None), ("verified", 45)) if state == "verified" else [("waiting", None)]
                )
                world.connection.execute(f"{said} VALUES (?, 1000, ?, ?, '')", (check_in, reported[1], reported[0]))


def attended(world, path, since, before):
    """The verified check-ins in the units of this path: the unit's path, whose, when, how long."""
    paths = {row["id"]: row["path"] for row in world.rows("SELECT id, path FROM units")}
    starts = {row["id"]: row["starts_at"] for row in world.rows("SELECT id, starts_at FROM shifts")}
    reported = {row["check_in_id"]: row for row in world.rows("SELECT * FROM reports WHERE state = 'verified'")}
    for row in world.rows("SELECT * FROM check_ins WHERE state = 'verified' ORDER BY id"):
        at = starts[row["shift_id"]]
        if paths[row["unit_id"]].startswith(path) and to_text(since) <= at < to_text(before):
            minutes = reported[row["id"]]["minutes_verified"] if row["id"] in reported else row["minutes_verified"]
            yield paths[row["unit_id"]], row["member_id"], datetime.fromisoformat(at), minutes


def expected(world, asker, unit, since, before):
    held = [scope.path for scope in asker.scopes]
    seen = [row for row in world.rows("SELECT * FROM units ORDER BY path") if row["path"].startswith(unit.path)]
    seen = [row for row in seen if any(row["path"].startswith(path) for path in held)]
    mine = [one for one in attended(world, unit.path, since, before) if any(one[0].startswith(path) for path in held)]
    people_of = {row["id"]: row for row in world.rows("SELECT * FROM members")}
    sums = []
    for row in seen:
        below = [one for one in mine if one[0].startswith(row["path"])]
        if row["closed_at"] is not None and not below:
            continue
        ids = {other["id"] for other in seen if other["path"].startswith(row["path"])}
        states = [one["state"] for one in people_of.values() if one["unit_id"] in ids]
        sums.append(
            {
                "name": row["name"],
                "joined": states.count("active"),
                "entered": states.count("entered"),
                "attendances": len(below),
                "minutes": sum(one[3] for one in below),
                "people": {one[1] for one in below} - {None},
                "last": max((one[2] for one in below), default=None),
            }
        )
    each = {}
    for path, member, at, minutes in mine:
        if member is not None:
            each.setdefault((people_of[member]["name"], path), []).append((at, minutes))
    people = {key: (len(v), sum(m for _at, m in v), max(at for at, _m in v)) for key, v in each.items()}
    return sums, people


@pytest.mark.parametrize("seed", range(3))
def test_participation_is_what_the_tables_add_up_to(world, seed):
    chance = random.Random(seed)
    fill(world, chance)
    looked = 0
    for who in ("hoa", "minh"):
        asker = world.asker(who)
        for row in world.rows("SELECT id FROM units"):
            since = FIRST + timedelta(days=chance.randrange(120))
            before = since + timedelta(days=chance.choice((1, 60, 300)))
            with world.change() as tx:
                unit = units.by_id(tx, row["id"])
                sums, people = participation.of(tx, asker, unit, since, before)
            whole, each = expected(world, asker, unit, since, before)
            facts = ("name", "joined", "entered", "attendances", "minutes", "people", "last")
            assert [{name: getattr(one, name) for name in facts} for one in sums] == whole
            assert {(one.name, one.unit.path): (one.attendances, one.minutes, one.last) for one in people} == each
            looked += sum(one["attendances"] for one in whole)
    assert looked > 100, "there is something to add up"
