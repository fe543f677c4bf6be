"""An import taken back: whatever stood before it stands again, unless somebody used what it made; and one given up."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import product

import pytest

from storage.database import to_text
from storage.imports import imports
from tests.support.noted import last

BEFORE = (None, "undone", "returned", "waiting", "verified")
SINCE = ("nothing", "decided by another", "returned", "reported")
UNIT = "Chi đoàn Ấp Đại Ân"


def put(world, **values) -> int:
    names = ", ".join(values)
    statement = f"INSERT INTO {{}} ({names}) VALUES ({', '.join('?' * len(values))}) RETURNING id"
    return world.connection.execute(statement.format("check_ins"), tuple(values.values())).fetchone()["id"]


def check_in(world, member_id):
    """What a check-in of theirs says, None where there is none."""
    rows = world.rows(
        "SELECT id, state, proof, minutes_verified, hours_pending, decided_by, decided_at FROM check_ins"
        " WHERE member_id = ?",
        member_id,
    )
    return rows[0] if rows else None


def noted(world, after):
    return [
        {**row, "detail": json.loads(row["detail"])}
        for row in world.rows(
            "SELECT actor_id, action, subject, unit_id, member_id, detail FROM audit WHERE id > ? ORDER BY id", after
        )
    ]


def begun(world, kind="attendance"):
    """An import of Minh's, who leads the commune, that has made two people and ticked three."""
    minh = world.asker("minh")
    with world.change() as tx:
        import_id = imports.begin(tx, minh, kind, name="ds.xlsx", plan_sha256="0" * 64, shift_id=None)
        import_ = imports.by_id(tx, import_id)
        imports.note_progress(tx, import_, 10, entered=2, ticked=3, passed=1)
        return imports.by_id(tx, import_id)


def ticked(world, import_, minh, shift, cases):
    """Somebody for each case, whose check-in was so before and is so since; returns what stands of theirs then."""
    hoa = world.member("hoa").id
    usual = {"shift_id": shift.id, "unit_id": minh.unit_id, "proof": "code", "checked_in_at": "", "minutes_claimed": 60}
    stands = {}
    for line, (before, since) in enumerate(cases, start=1):
        with world.change() as tx:
            person, _new = imports.enter(
                tx, minh, import_, line, name=f"Người {line}", birth_year=None, unit_id=world.unit_id(UNIT)
            )
            if before is not None:
                verified = 60 if before == "verified" else None
                put(world, **usual, member_id=person, state=before, decided_by=hoa, minutes_verified=verified)
            made = imports.tick_off(tx, minh, import_, line, shift=shift, member_id=person)
        assert (made is not None) == (before in {None, "undone", "returned"}), "what stands is ticked by nobody"
        if since == "decided by another":
            world.connection.execute("UPDATE check_ins SET decided_by = ? WHERE id = ?", (hoa, made))
        elif since == "returned":
            set_to = "state = 'returned', minutes_verified = NULL, hours_pending = 0"
            world.connection.execute(f"UPDATE check_ins SET {set_to} WHERE id = ?", (made,))
        elif since == "reported" and made is not None:
            world.connection.execute(
                "INSERT INTO reports (check_in_id, minutes_claimed, state, reported_at) VALUES (?, 60, 'waiting', '')",
                (made,),
            )
        stands[person] = (before, since, made, check_in(world, person))
    return stands


def test_what_stood_before_stands_again_where_nobody_used_what_was_made(world):
    minh, shift, import_ = world.asker("minh"), world.shift("cleanup"), begun(world)
    stands = ticked(world, import_, minh, shift, product(BEFORE, SINCE))
    with world.change() as tx:
        imports.finish(tx, minh, import_)
    world.now += timedelta(hours=1)
    until = last(world)
    unticked, gone_through = [], 0
    with world.change() as tx:
        assert imports.undo(tx, minh, import_.id)
        undoing = imports.by_id(tx, import_.id)
        while (step := imports.take_back(tx, undoing, 7))[0]:
            gone_through += step[0]
            unticked += step[1]
        staying, people = imports.end_undo(tx, minh, undoing)

    at, taken_back, used, kept_people = to_text(world.now), [], 0, set()
    for person, (before, since, made, was) in stands.items():
        now = check_in(world, person)
        if made is not None and since == "nothing":
            taken_back.append((person, made))
            if before is None:
                assert now is None
            else:
                decided = {"decided_by": minh.member_id, "decided_at": at}
                assert now == {**was, "state": before, "minutes_verified": None, "hours_pending": 0, **decided}
        else:
            assert now == was, (before, since)
            used += made is not None
        if now is not None:
            kept_people.add(person)
    there = {row["id"] for row in world.rows("SELECT id FROM members WHERE name LIKE 'Người %'")}
    assert there == kept_people, "somebody who was written down stays where a check-in of theirs does"
    assert sorted(unticked) == sorted(person for person, _made in taken_back)
    assert gone_through == len(stands) + sum(made is not None for _b, _s, made, _w in stands.values())

    kept = used + len(kept_people)
    rows = world.rows("SELECT count(*) AS all_, sum(kept) AS kept FROM import_rows WHERE import_id = ?", import_.id)
    assert rows == [{"all_": kept, "kept": kept}], "of what is taken back no row is left"
    assert staying == kept
    assert {person.name for person in people} <= {row["name"] for row in world.rows("SELECT name FROM members")}
    *undone, whole = noted(world, until)
    assert sorted((one["member_id"], one["subject"]) for one in undone) == sorted(
        (person, f"check_in:{made}") for person, made in taken_back
    )
    assert {(one["actor_id"], one["action"]) for one in undone} == {(minh.member_id, "undo")}
    assert whole == {
        "actor_id": minh.member_id,
        "action": "undo_import",
        "subject": f"import:{import_.id}",
        "unit_id": minh.unit_id,
        "member_id": None,
        "detail": {"kind": "attendance", "kept": kept},
    }


@pytest.mark.parametrize("importer_is_there", [True, False])
@pytest.mark.parametrize("undoing", [True, False])
def test_one_that_is_given_up_ends_and_says_in_the_log_what_it_brought(world, undoing, importer_is_there):
    minh, import_ = world.asker("minh"), begun(world, "members")
    with world.change() as tx:
        if undoing:
            imports.finish(tx, None, import_)
            assert imports.undo(tx, minh, import_.id)
        if not importer_is_there:
            tx.connection.execute("UPDATE imports SET member_id = NULL")
        import_ = imports.by_id(tx, import_.id)
        until = last(world)
        imports.give_up(tx, import_)
        assert imports.by_id(tx, import_.id).state == "done"
        assert imports.undo(tx, minh, import_.id) == importer_is_there, "it can be taken back, once more"
    brought = {
        "actor_id": minh.member_id,
        "action": "import",
        "subject": f"import:{import_.id}",
        "unit_id": minh.unit_id,
        "member_id": None,
        "detail": {"kind": "members", "entered": 2, "ticked": 3},
    }
    assert noted(world, until) == ([brought] if importer_is_there and not undoing else [])
