"""After an erasure nothing says who it was: every table is looked through."""

from __future__ import annotations

import json

import pytest

from handlers import dispatcher
from handlers.engine.message import Incoming
from storage.attendance import check_ins
from storage.campaigns import campaigns, sign_ups
from storage.files import files
from storage.messages import chats, outbox
from storage.organisation import grants
from storage.people import erasure, requests
from storage.people.erasing import erasures, outgoing, parts
from storage.people.erasing.parts import PARTS
from storage.records import Role
from storage.reports import reports
from storage.text import fold
from tests.support.world import SHIFTS, act, erase_on, newcomer

GONE = '{"text":"(đã xóa)"}'


def erase(world, name: str) -> list:
    asker = world.asker(name)
    with world.change() as tx:
        moved_up = erasure.erase(tx, asker, instead=GONE)
    erase_on(world)
    return moved_up


def attend(world, name: str, shift: str, *, verified: bool, photo: str | None = None) -> None:
    """A check-in with a report that has a note and a photo, verified or not."""
    asker = world.asker(name)
    with world.change() as tx:
        made = check_ins.check_in(tx, asker, campaigns.shift(tx, SHIFTS[shift]), proof="place", distance_m=40)
        assert made is not None
        reports.save(
            tx,
            asker,
            made.id,
            minutes=240,
            quantities={"trees": 12},
            note="Lan trồng cây",
            photos=[
                reports.ReportPhoto(media_type="image/jpeg", size=9, sha256=photo, channel="telegram", vendor_id="f1")
            ]
            if photo
            else [],
        )
        if verified:
            tx.connection.execute(
                "UPDATE check_ins SET state = 'verified', minutes_verified = 240, reason = 'Lan' WHERE id = ?",
                (made.id,),
            )
            tx.connection.execute(
                "UPDATE reports SET state = 'verified', minutes_verified = 240 WHERE check_in_id = ?", (made.id,)
            )
            tx.connection.execute(
                "UPDATE report_quantities SET verified = 12 "
                "WHERE report_id IN (SELECT id FROM reports WHERE check_in_id = ?)",
                (made.id,),
            )


def write(world, name: str, text: str) -> None:
    """Somebody writes and is answered; the answer is delivered."""
    world.updates = getattr(world, "updates", 0) + 1
    with world.change() as tx:
        message = Incoming(
            channel="telegram", address=name, key=f"telegram:{world.updates}", at=world.now, kind="text", text=text
        )
        for row in dispatcher.receive(tx, message, world.features, world.services):
            outbox.mark_sent(tx, row.id, f"m{row.id}")


def test_verified_turns_stay_as_bare_figures(world):
    attend(world, "lan", "trees", verified=True, photo="a" * 64)
    attend(world, "lan", "cleanup", verified=False)
    erase(world, "lan")
    (check_in,) = world.rows("SELECT * FROM check_ins")
    assert (check_in["member_id"], check_in["state"], check_in["minutes_verified"]) == (None, "verified", 240)
    assert (check_in["distance_m"], check_in["reason"]) == (None, None)
    assert check_in["unit_id"] == world.unit_id("Chi đoàn Ấp Đại Ân")
    (report,) = world.rows("SELECT * FROM reports")
    assert (report["minutes_verified"], report["note"]) == (240, "")
    assert world.one("SELECT sum(verified) FROM report_quantities") == 12
    assert world.one("SELECT count(*) FROM report_photos") == 0


def test_a_report_that_was_not_verified_goes_though_its_turn_stays(world):
    attend(world, "lan", "trees", verified=True)
    world.connection.execute("UPDATE reports SET state = 'returned', minutes_verified = NULL, reason = 'Lan ơi'")
    erase(world, "lan")
    assert world.one("SELECT count(*) FROM reports") == 0
    assert world.one("SELECT count(*) FROM check_ins") == 1


def test_the_bytes_of_photos_that_nobody_else_holds_are_to_be_deleted(world):
    attend(world, "lan", "trees", verified=True, photo="a" * 64)
    attend(world, "lan", "cleanup", verified=False, photo="b" * 64)
    attend(world, "an", "trees", verified=True, photo="b" * 64)
    erase(world, "lan")
    assert world.rows("SELECT DISTINCT sha256 FROM files WHERE sha256 IS NOT NULL") == [{"sha256": "b" * 64}]
    assert world.one("SELECT count(*) FROM files WHERE state = 'stored'") == 1
    with world.change() as tx:
        assert files.orphans(tx) == []


def test_a_photo_that_was_still_to_be_fetched_is_not_fetched_any_more(world):
    attend(world, "lan", "trees", verified=False)
    report = world.one("SELECT id FROM reports")
    with world.change() as tx:
        wanted = files.add(tx, media_type="image/jpeg", size=1, sha256=None, channel="telegram", vendor_id="f9")
        tx.connection.execute("INSERT INTO report_photos (report_id, file_id) VALUES (?, ?)", (report, wanted))
        assert files.wanted(tx)
    erase(world, "lan")
    with world.change() as tx:
        assert files.wanted(tx) == []
        assert files.orphans(tx) == []
    assert world.one("SELECT count(*) FROM files WHERE vendor_id IS NOT NULL") == 0


def test_seats_are_freed_and_those_who_wait_move_up(world):
    lan, an = world.asker("lan"), world.asker("an")
    with world.change() as tx:
        for shift in ("trees", "trees-sunday"):
            assert sign_ups.take_seat(tx, lan, SHIFTS[shift])
        tx.connection.execute("UPDATE shifts SET capacity = 1 WHERE id = ?", (SHIFTS["trees"],))
        waiting = sign_ups.wait(tx, an, SHIFTS["trees"])
    assert [one.id for one in erase(world, "lan")] == [waiting.id]
    assert world.shift("trees").seats_taken == 1
    assert world.shift("trees-sunday").seats_taken == 0
    assert world.one("SELECT count(*) FROM sign_ups WHERE member_id = ?", lan.member_id) == 0


def test_a_seat_of_a_shift_that_is_over_moves_nobody_up(world):
    lan, an = world.asker("lan"), world.asker("an")
    with world.change() as tx:
        assert sign_ups.take_seat(tx, lan, SHIFTS["cleanup"])
        tx.connection.execute("UPDATE shifts SET capacity = 1 WHERE id = ?", (SHIFTS["cleanup"],))
        sign_ups.wait(tx, an, SHIFTS["cleanup"])
    world.now = world.shift("cleanup").ends_at
    assert erase(world, "lan") == []


def test_nobody_is_named_anywhere_any_more(world):
    """A member who did everything that leaves a trace; afterwards no text of any table holds their name or address."""
    world.connection.execute(
        "UPDATE members SET name = 'Quách Thị Tuyết', guardian = 'Quách Văn Cha' WHERE id = ?",
        (world.asker("lan").member_id,),
    )
    tuyet = world.asker("Quách Thị Tuyết")
    with world.change() as tx:
        chats.set_member(tx, chats.find_or_open(tx, "web", "lan-tuyet", "vi").id, tuyet.member_id)
        grants.give(tx, tuyet.member_id, Role.LEADER, tuyet.unit_id)
        check_ins.record_try(tx, tuyet, SHIFTS["trees"])
        requests.ask(tx, tuyet, "move", unit_id=world_unit(world, "Đoàn xã Tham Đôn"))
        outbox.park(
            tx,
            "k",
            Incoming(
                channel="telegram", address="lan", key="k", at=tx.now, kind="text", text="Tuyết đây"
            ).model_dump_json(),
            "Traceback",
        )
    attend(world, "Quách Thị Tuyết", "trees", verified=True, photo="c" * 64)
    for text in ("/hoso", "/hoso donvi", "xã An Mỹ", "1", "có", "/hoso ten", "Quách Tuyết Mai", "có", "/hoso"):
        write(world, "lan", text)
    asked = found(world, "Quách")
    write(world, "lan", "/xoadulieu")
    write(world, "lan", "có")
    erase_on(world)
    assert asked == {"former_names", "members", "outbox"}
    assert found(world, "Quách") | found(world, "Tuyết") | found(world, "/hoso") == set()
    assert world.one("SELECT count(*) FROM members WHERE id = ?", tuyet.member_id) == 0
    for table in ("grants", "requests", "code_tries", "sign_ups"):
        assert world.one(f"SELECT count(*) FROM {table} WHERE member_id = ?", tuyet.member_id) == 0
    assert world.one("SELECT count(*) FROM audit WHERE actor_id = ?", tuyet.member_id) == 0
    assert world.one("SELECT count(*) FROM chats WHERE member_id = ?", tuyet.member_id) == 0
    assert world.one("SELECT count(*) FROM parked_updates") == 0


def test_leaders_read_nothing_of_who_was_erased_though_of_who_is_called_alike(world):
    for shown, name in (("lan", "Quách Tuyết"), ("an", "Quách Tuyết Mai")):
        member_id = world.asker(shown).member_id
        world.connection.execute(
            "UPDATE members SET name = ?, search_key = ? WHERE id = ?", (name, fold(name), member_id)
        )
        attend(world, name, "trees", verified=False)
    act(world, "clock 12:00")
    write(world, "minh", "/duyet")
    write(world, "minh", "trả lại")
    write(world, "minh", "/danhsach 1")
    read = world.rows("SELECT body FROM outbox WHERE body LIKE '%Quách Tuyết%' OR body LIKE '%Lan trồng cây%'")
    write(world, "an", "/hoso")
    assert len(read) == 3
    write(world, "lan", "/xoadulieu")
    write(world, "lan", "có")
    erase_on(world)
    left = world.rows("SELECT body FROM outbox WHERE body LIKE '%Quách Tuyết%' OR body LIKE '%Lan trồng cây%'")
    assert ["Hồ sơ" in row["body"] for row in left] == [True]


def world_unit(world, name: str) -> int:
    return int(world.one("SELECT id FROM units WHERE name = ?", name))


def found(world, text: str) -> set[str]:
    """The tables in which a text stands somewhere."""
    tables = [row["name"] for row in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        table
        for table in tables
        for row in world.rows(f"SELECT * FROM {table}")
        if any(text in value for value in row.values() if isinstance(value, str))
    }


def test_the_goodbye_is_the_one_message_that_still_goes_out(world):
    write(world, "lan", "/hoso")
    with world.change() as tx:
        waiting = outbox.queue(tx, chats.find_or_open(tx, "telegram", "lan", "vi"), key="w", kind="notice", body="{}")
    assert waiting is not None
    write(world, "lan", "/xoadulieu")
    question = world.one("SELECT max(id) FROM outbox WHERE kind = 'reply'")
    world.updates += 1
    with world.change() as tx:
        message = Incoming(
            channel="telegram", address="lan", key=f"telegram:{world.updates}", at=world.now, kind="text", text="có"
        )
        rows = dispatcher.receive(tx, message, world.features, world.services)
    # the goodbye, and the buttons of the question that go away
    assert [row.kind for row in rows] == ["reply", "edit"]
    assert json.loads(rows[1].body)["row"] == question
    assert world.one("SELECT vendor_id FROM outbox WHERE id = ?", question) == f"m{question}"
    with world.change() as tx:
        assert [outgoing.may_go_out(tx, row) is not None for row in (waiting, *rows)] == [False, True, True]
    erase_on(world)
    left = [row["id"] for row in world.rows("SELECT id FROM outbox WHERE state = 'waiting' ORDER BY id")]
    assert left[:-1] == [row.id for row in rows]
    assert "Đã xóa hết" in world.one("SELECT body FROM outbox WHERE id = ?", left[-1])
    assert all(row.id > waiting.id for row in rows)


def test_who_is_erased_may_join_again_and_be_erased_again(world):
    for _once in range(2):
        write(world, "lan", "/xoadulieu")
        write(world, "lan", "có")
        erase_on(world)
        for text in ("/start", "1", "1", "2004", "Nguyễn Thị Lan", "ấp đại ân", "1"):
            write(world, "lan", text)
        assert world.one("SELECT member_id FROM chats WHERE address = 'lan' AND channel = 'telegram'") is not None


@pytest.mark.parametrize("parts", range(len(PARTS) + 3))
def test_wrong_codes_count_for_the_chat_whoever_writes_from_it_next(world, parts: int):
    """Nobody gets new tries by an erasure, and when all is done the tries are nobody's."""
    asker, shift = world.asker("lan"), SHIFTS["trees"]
    with world.change() as tx:
        chat = chats.of_member(tx, asker.member_id)[0]
        for _once in range(3):
            check_ins.record_try(tx, asker, shift, chat.id)
        erasure.erase(tx, asker, instead=GONE)
    erase_on(world, parts=parts)
    again, other = newcomer(world, "Trần Thị Mới", "Chi đoàn Ấp Đại Ân"), world.asker("binh")
    with world.change() as tx:
        assert check_ins.tries_left(tx, again, shift, chat.id) == check_ins.TRIES - 3
        assert check_ins.tries_left(tx, other, shift, chats.of_member(tx, other.member_id)[0].id) == check_ins.TRIES
    erase_on(world)
    assert [row["member_id"] for row in world.rows("SELECT member_id FROM code_tries")] == [None] * 3


def test_who_gets_the_number_of_a_record_that_is_gone_is_left_alone(world):
    """A process that dies between letting go of the record and noting it does that step again."""
    gone = newcomer(world, "Trần Thị Cũ", "Chi đoàn Ấp Đại Ân")
    with world.change() as tx:
        erasure.erase(tx, gone, instead=GONE)
    erase_on(world, parts=len(PARTS) - 1)
    with world.change() as tx:
        (open_,) = erasures.under_way(tx)
        assert open_.part == "record"
        parts.change(tx, open_, parts.look(tx, open_).ids)
    again = newcomer(world, "Trần Thị Mới", "Chi đoàn Ấp Đại Ân")
    assert again.member_id == gone.member_id
    erase_on(world)
    assert world.one("SELECT name FROM members WHERE id = ?", again.member_id) == "Trần Thị Mới"


@pytest.mark.parametrize("address", ["l_n", "l%", '"', "lan!"])
def test_what_others_wrote_and_we_failed_on_stays(world, address):
    asker = world.asker("an")
    with world.change() as tx:
        other = Incoming(channel="telegram", address="lan", key="k", at=tx.now, kind="text", text="xin chào")
        outbox.park(tx, "k", other.model_dump_json(), "Traceback")
        mine = other.model_copy(update={"address": address})
        outbox.park(tx, "m", mine.model_dump_json(), "Traceback")
        tx.connection.execute("UPDATE chats SET address = ? WHERE member_id = ?", (address, asker.member_id))
        erasure.erase(tx, asker, instead=GONE)
    erase_on(world)
    assert [row["key"] for row in world.rows("SELECT key FROM parked_updates")] == ["k"]
