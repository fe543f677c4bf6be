"""Wrong codes: so many of a person, of a chat and of a shift, whoever they are by then; honest crowds come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import dispatcher
from handlers.engine.message import Incoming, Reply
from storage.attendance import check_ins
from storage.attendance.check_ins import (
    MANY_TRIES,
    SHIFT_TRIES,
    SHIFT_TRIES_EACH,
    SHIFT_WITHIN,
    TRIES,
    TRIES_WITHIN,
)
from storage.messages import chats
from tests.support import world as worlds
from tests.support.world import SHIFTS, World

CLOSED = "mã sai gửi tới nên mình tạm thời không nhận mã"
TOO_MANY = "Bạn nhập sai mã nhiều lần rồi"


@pytest.fixture
def world(world: World) -> World:
    """At five past seven, ten minutes after the shift of the trees has begun to take people."""
    worlds.act(world, "clock 07:05")
    return world


def wrong(world: World, shift: str = "trees") -> str:
    """Six digits that are not the code, whatever minute it is."""
    return "000000" if world.code(shift) != "000000" else "000001"


class Person:
    """Somebody at their telephone."""

    count = 0

    def __init__(self, world: World, address: str) -> None:
        self.world, self.address = world, address

    def says(self, *texts: str) -> str:
        """Write these, and return all that is said to them."""
        said = []
        for text in texts:
            Person.count += 1
            message = Incoming(
                channel="telegram",
                address=self.address,
                key=f"says:{Person.count}",
                at=self.world.now,
                kind="text",
                text=text,
                language="vi",
            )
            with self.world.change() as tx:
                rows = dispatcher.receive(tx, message, self.world.features, self.world.services)
            said += [Reply.model_validate_json(row.body).text for row in rows if row.kind == "reply"]
        return "\n".join(said)

    def guesses(self, times: int = 1) -> str:
        """Go to the check-in and type wrong codes."""
        return self.says("/diemdanh", "Trồng cây xanh", *[wrong(self.world)] * times)

    def checks_in(self) -> str:
        """Go to the check-in and type the code."""
        return self.says("/diemdanh", "Trồng cây xanh", self.world.code())


def join(world: World, address: str, name: str) -> None:
    """Join by chat, as a stranger does."""
    Person(world, address).says(
        "/start", "Tiếng Việt", "Đồng ý", "2004", name, "chi đoàn ấp đại ân đại tâm", "Đúng rồi"
    )


def there(world: World, name: str) -> bool:
    return world.one("SELECT count(*) FROM check_ins WHERE member_id = ?", world.member(name).id) == 1


def test_five_wrong_codes_of_a_person_are_enough_for_a_quarter_of_an_hour(world):
    lan = Person(world, "lan")
    assert TOO_MANY in lan.guesses(TRIES)
    assert TOO_MANY in lan.says("/diemdanh", "Trồng cây xanh")
    world.now += TRIES_WITHIN + timedelta(seconds=1)
    assert "Đã điểm danh" in lan.checks_in()


def test_who_is_erased_and_joins_anew_has_no_more_tries(world):
    lan = Person(world, "lan")
    lan.guesses(TRIES - 1)
    lan.says("/xoadulieu", "Xóa hết")
    join(world, "lan", "Người Khác Hẳn")
    assert TOO_MANY in lan.guesses(1)
    assert TOO_MANY in lan.says("/diemdanh", "Trồng cây xanh")
    assert not there(world, "Người Khác Hẳn")


def test_a_person_has_as_many_tries_on_all_their_chats_together(world):
    member = world.member("lan")
    with world.change() as tx:
        chats.set_member(tx, chats.find_or_open(tx, "telegram", "lan's other one", "vi").id, member.id)
    Person(world, "lan").guesses(TRIES - 1)
    assert TOO_MANY in Person(world, "lan's other one").guesses(1)


def test_a_crowd_that_mistypes_once_comes_in(world):
    """300 people, each of whom mistypes once before anybody is in."""
    people = [f"Bạn Số {number}" for number in range(300)]
    for name in people:
        worlds.newcomer(world, name)
    for name in people:
        assert "Mã chưa khớp" in Person(world, name).guesses(1), name
    for name in people:
        assert "Đã điểm danh" in Person(world, name).checks_in(), name
    with world.change() as tx:
        assert check_ins.shift_tries(tx, SHIFTS["trees"]).there == 300


def guess_until_closed(world: World) -> int:
    """Ever new accounts guess five times each; returns how many guesses were taken."""
    taken = 0
    for number in range(SHIFT_TRIES):
        name = f"Kẻ Đoán {number}"
        worlds.newcomer(world, name)
        person = Person(world, name)
        if CLOSED in person.says("/diemdanh", "Trồng cây xanh"):
            return taken
        for _try in range(TRIES):
            if CLOSED in person.says(wrong(world)):
                return taken
            taken += 1
    raise AssertionError("never closed")


def test_a_thousand_accounts_have_no_more_than_the_shift_takes(world):
    worlds.act(world, "check in binh trees")
    assert guess_until_closed(world) == SHIFT_TRIES + SHIFT_TRIES_EACH
    assert CLOSED in Person(world, "lan").says("/diemdanh", "Trồng cây xanh")
    assert not there(world, "lan")
    world.now += SHIFT_WITHIN + timedelta(seconds=1)
    assert "Đã điểm danh" in Person(world, "lan").checks_in()


def test_its_leader_hears_once_an_hour_of_many_and_once_that_it_is_closed(world):
    guess_until_closed(world)
    told = world.rows("SELECT key, body FROM outbox WHERE key LIKE 'notice:codes_guessed:%' ORDER BY id")
    assert len(told) == 2
    assert [f'"tries":{MANY_TRIES}' in told[0]["body"], '"closed":true' in told[1]["body"]] == [True, True]
    readers = world.rows(
        "SELECT chats.address FROM outbox JOIN chats ON chats.id = outbox.chat_id "
        "WHERE outbox.key LIKE 'notice:codes_guessed:%'"
    )
    assert {row["address"] for row in readers} == {"minh"}


def test_a_wrong_code_of_another_shift_or_of_before_is_not_counted(world):
    lan, binh = Person(world, "lan"), world.asker("binh")
    with world.change() as tx:
        for _try in range(SHIFT_TRIES):
            check_ins.record_try(tx.at(world.now - SHIFT_WITHIN), binh, SHIFTS["trees"])
            check_ins.record_try(tx, binh, SHIFTS["blood"])
    assert "Đã điểm danh" in lan.checks_in()
