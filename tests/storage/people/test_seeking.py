"""Whom an erasure seeks is found in every spelling and file, and whoever is known by a longer name is left alone."""

from __future__ import annotations

import json
import unicodedata

import pytest

from storage.messages import chats, outbox
from storage.people.erasing import ending, outgoing, parts
from storage.people.erasing.erasures import Erasure, under_way
from storage.people.traces import Traces
from storage.text import fold
from tests.support.world import act

NAMES = ("Thạch Bình", "Đặng Thị Ỹ", "Lý")


def spellings(name):
    """A name as a file may have it, by what was done to it."""
    yield "as stored", name
    yield "decomposed", unicodedata.normalize("NFD", name)
    if " " in name:
        yield "in capitals", name.upper()
        yield "in small letters", name.lower()
        yield "without marks", fold(name)


def files(name):
    for how, spelling in spellings(name):
        escaped = json.dumps({"said": spelling})
        yield f"{how}, in UTF-8", f"a,{spelling},b".encode()
        yield f"{how}, in JSON", json.dumps({"said": spelling}, ensure_ascii=False).encode()
        yield f"{how}, escaped", escaped.encode()
        yield (
            f"{how}, escaped in capitals",
            "".join(
                one.upper() if at and escaped[max(0, at - 6) : at].rfind("\\u") >= 0 and one in "abcdef" else one
                for at, one in enumerate(escaped)
            ).encode(),
        )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("around", [b"", b"\xff\xfe \xc3("])
def test_a_file_that_names_somebody_is_found_whatever_stands_around(name, around):
    traces = Traces(names=(name,))
    for how, content in files(name):
        assert traces.in_bytes(around + content + around), how
    for other in ("Nguyễn Thị Lan", "Thạch", "Bình Thạch", "Lýnh", ""):
        for how, content in files(other):
            assert not traces.in_bytes(around + content + around), (other, how)


def begun(world, name, *, first=0, last, of=1000) -> Erasure:
    """An erasure of somebody of this name, who had only those rows of the outbox before them."""
    world.connection.execute(
        "INSERT INTO erasures (member_id, traces, first_row, last_row, part, place, instead, late, goodbye, begun_at)"
        " VALUES (?, ?, ?, ?, 'messages', 0, '{}', '{}', '', ?)",
        (of, Traces(names=(name,)).model_dump_json(), first, last, world.now),
    )
    with world.change() as tx:
        return under_way(tx)[-1]


def told(world, text):
    """A notice to An, who leads nobody."""
    with world.change() as tx:
        chat = chats.by_id(tx, world.one("SELECT id FROM chats WHERE address = 'an'"))
        number = world.one("SELECT count(*) FROM outbox")
        row = outbox.queue(
            tx, chat, key=f"told:{number}", kind="notice", body=json.dumps({"text": text}, ensure_ascii=False)
        )
        assert row is not None
        return row


def goes_out(world, row):
    with world.change() as tx:
        may = outgoing.may_go_out(tx, row)
    return None if may is None else json.loads(may.body)["text"]


def test_each_erasure_under_way_takes_its_person_out_of_what_was_queued_before(world):
    first, last = told(world, "Vũ Văn Xa và Đỗ Thị Gần"), told(world, "Vũ Văn Xa và Đỗ Thị Gần")
    begun(world, "Đỗ Thị Gần", last=first.id, of=1000)
    begun(world, "Vũ Văn Xa", last=last.id, of=1001)
    blank = "_" * len("Vũ Văn Xa")
    assert goes_out(world, first) == f"{blank} và {'_' * len('Đỗ Thị Gần')}"
    assert goes_out(world, last) == f"{blank} và Đỗ Thị Gần", "what was queued later names somebody else"
    world.connection.execute("DELETE FROM outbox WHERE id = ?", (first.id,))
    assert goes_out(world, first) is None


def test_a_longer_name_that_somebody_is_known_by_is_theirs_everywhere(world):
    """Bình's own full name goes; that of Thạch Bình Minh, a member, stays: in messages, chats, parked updates, news."""
    world.connection.execute(
        "INSERT INTO members (name, search_key, unit_id, state, created_at)"
        " VALUES ('Thạch Bình Minh', 'thach binh minh', 1, 'entered', '')"
    )
    both, left = "Thạch Bình, Thạch Bình Minh", "__________, Thạch Bình Minh"
    rows = [told(world, both), told(world, "Thạch Bình Minh"), told(world, both)]
    erasure = begun(world, "Thạch Bình", last=rows[-1].id)
    assert [goes_out(world, row) for row in rows] == [left, "Thạch Bình Minh", left]
    chat = world.one("SELECT id FROM chats WHERE address = 'lan'")
    world.connection.execute("UPDATE chats SET state = ? WHERE id = ?", (both, chat))
    park = "INSERT INTO parked_updates (reference, key, body, error, parked_at) VALUES ('', ?, ?, ?, '')"
    world.connection.executemany(
        park, [("a", both, ""), ("b", "Thạch Bình Minh", ""), ("c", "", both), ("d", "", "Thạch Bình Minh")]
    )
    world.connection.execute(
        "INSERT INTO broadcasts (unit_id, body, state, created_at, changed_at) VALUES (1, ?, 'draft', '', '')", (both,)
    )
    with world.change() as tx:
        gone = 10**6
        for part, ids in (
            ("messages", [rows[0].id, gone, rows[1].id, rows[2].id]),
            ("chats", [gone, chat]),
            ("parked updates", [row["id"] for row in world.rows("SELECT id FROM parked_updates")] + [gone]),
            ("broadcasts", [gone, world.one("SELECT id FROM broadcasts")]),
        ):
            parts.change(tx, erasure.model_copy(update={"part": part}), ids)
    bodies = [json.loads(row["body"])["text"] for row in world.rows("SELECT body FROM outbox ORDER BY id")]
    assert bodies == [left, "Thạch Bình Minh", left]
    assert world.one("SELECT state FROM chats WHERE id = ?", chat) == left
    assert [row["key"] for row in world.rows("SELECT key FROM parked_updates ORDER BY id")] == ["b", "d"]
    assert world.one("SELECT body FROM broadcasts") == left


def test_a_seat_that_was_an_erased_persons_is_free_and_nobody_elses(world):
    for who in ("lan", "an"):
        act(world, f"sign up {who} trees")
    lan = world.member("lan").id
    erasure = begun(world, "Nguyễn Thị Lan", last=0, of=lan).model_copy(update={"part": "sign-ups"})
    with world.change() as tx:
        parts.change(tx, erasure, parts.look(tx, erasure).ids)
    assert world.one("SELECT seats_taken FROM shifts WHERE id = ?", world.shift("trees").id) == 1
    assert [row["member_id"] for row in world.rows("SELECT member_id FROM sign_ups")] == [world.member("an").id]


def test_a_document_that_lists_them_goes_with_its_job_and_no_other(world):
    chat = world.one("SELECT min(id) FROM chats")
    for number in (1, 2):
        stored = "INSERT INTO files (id, media_type, state, sha256, created_at) VALUES (?, '', 'stored', ?, '')"
        world.connection.execute(stored, (number, str(number)))
        queued = (
            "INSERT INTO jobs (chat_id, token, kind, facts, result_id, created_at) VALUES (?, 1, 'table', '', ?, '')"
        )
        world.connection.execute(queued, (chat, number))
    with world.change() as tx:
        ending.drop_document(tx, "1")
    assert [row["result_id"] for row in world.rows("SELECT result_id FROM jobs")] == [2]
    assert [row["state"] for row in world.rows("SELECT state FROM files ORDER BY id")] == ["lost", "stored"]
