"""What is typed at an open roster speaks of its people, on any of its pages."""

from __future__ import annotations

import re
import unicodedata

import pytest

from tests.support.walks import Walker
from tests.support.world import act, newcomer

AN, BINH, LAN = "Lê Văn An", "Thạch Bình", "Nguyễn Thị Lan"  # as the roster numbers them: 1, 2, 3
SAID = {
    "có mặt hết": {AN, BINH, LAN},
    "có mặt hết rồi nhé": {AN, BINH, LAN},
    "mọi người tới đủ rồi": {AN, BINH, LAN},
    "điểm danh hết": {AN, BINH, LAN},
    "không vắng ai": {AN, BINH, LAN},
    "tất cả trừ Lan": {AN, BINH},
    "hết trừ số 1": {BINH, LAN},
    "đủ, thiếu mỗi An": {BINH, LAN},
    "vắng Lan": {AN, BINH},
    "Lan xin nghỉ": {AN, BINH},
    "hôm nay vắng 1 và 3": {BINH},
    "Lan, An có mặt": {AN, LAN},
    "chỉ có Bình tới": {BINH},
    "1-2": {AN, BINH},
    "từ 2 đến 3": {BINH, LAN},
    "1, Lan": {AN, LAN},
    "bạn Lan với bạn Bình": {LAN, BINH},
    "Thị Lan và Văn An": {AN, LAN},
    "everyone is here": {AN, BINH, LAN},
    "all but Lan": {AN, BINH},
    "Lan is missing": {AN, BINH},
    "Lan bị ốm xin nghỉ": {AN, BINH},
    "Lan không đi được": {AN, BINH},
    "check in Lan, An": {AN, LAN},
    "mark everyone present": {AN, BINH, LAN},
    "tụi em đủ hết": {AN, BINH, LAN},
    "điểm danh giúp mình tất cả trừ Lan": {AN, BINH},
    "có mặt: An, Bình; vắng: Lan": {AN, BINH},
}


def bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@pytest.fixture
def three(world):
    for name in ("lan", "an", "binh"):
        act(world, f"sign up {name} trees")
    return world


def ticked(replies) -> set[str]:
    """Whom the overview would tick."""
    return set(re.findall(r"^\d+\. (.+)$", replies[-1].text, re.MULTILINE))


def test_what_is_said_of_the_people_is_heard_by_the_roster(three):
    with three.change() as tx:
        walker = Walker(three, tx, "leader")
        for text, people in SAID.items():
            for typed in (text, bare(text).lower(), text.upper()):
                with walker.trial():
                    walker.send(kind="text", text="/danhsach 1")
                    assert ticked(walker.send(kind="text", text=typed)) == people, typed


def ticked_none(tx) -> bool:
    return tx.connection.execute("SELECT count(*) AS ticks FROM check_ins").fetchone()["ticks"] == 0


def test_a_name_that_fits_two_is_asked_about_and_ticks_nobody(three):
    newcomer(three, "Trần Bảo An")
    act(three, "sign up bao teach")
    three.connection.execute(
        "INSERT INTO sign_ups (shift_id, member_id, unit_id, state, created_at, changed_at) "
        "SELECT 1, id, unit_id, 'seated', ?1, ?1 FROM members WHERE name = 'Trần Bảo An'",
        (three.now,),
    )
    with three.change() as tx:
        walker = Walker(three, tx, "leader")
        for text in ("An", "an", "bạn An", "An, Lan", "tất cả trừ An"):
            with walker.trial():
                walker.send(kind="text", text="/danhsach 1")
                (asked,) = walker.send(kind="text", text=text)
                labels = [choice.label for choice in asked.choices]
                assert any(label.startswith("Trần Bảo An") for label in labels), text
                assert any(label.startswith(AN) for label in labels), text
                assert ticked_none(tx), text


def test_numbers_are_those_of_the_whole_list_on_any_page(world):
    world.connection.execute("UPDATE shifts SET capacity = 40 WHERE id = 1")
    act(world, "fill shift trees 17")
    with world.change() as tx:
        walker = Walker(world, tx, "leader")
        (first,) = walker.send(kind="text", text="/danhsach 1")
        labels = {choice.number: choice.label for choice in first.choices if choice.number and not choice.pinned}
        (second,) = walker.send(kind="text", text="xem thêm")
        labels |= {choice.number: choice.label for choice in second.choices if choice.number and not choice.pinned}
        assert sorted(labels) == list(range(1, 17))
        for text, numbers in {"3-5": (3, 4, 5), "12, 2": (2, 12), "trừ 1-14": (15, 16, *range(17, 24))}.items():
            with walker.trial():
                people = ticked(walker.send(kind="text", text=text))
                shown = {labels[number].removeprefix("☐ ") for number in numbers if number in labels}
                assert shown <= people, text
                assert len(people) == len(numbers), text
        walker.send(kind="text", text="11")
        (name,) = tx.connection.execute(
            "SELECT members.name FROM check_ins JOIN members ON members.id = check_ins.member_id"
        ).fetchall()
        assert name["name"] == labels[11].removeprefix("☐ ")


ASKED = {
    "danh sách chờ": "Ca này chưa có ai trong danh sách chờ.",
    "ai đang chờ": "Ca này chưa có ai trong danh sách chờ.",
    "waitlist": "Ca này chưa có ai trong danh sách chờ.",
    "danh sách chờ có ai không": "Ca này chưa có ai trong danh sách chờ.",
    "ai chưa tới": "Còn 2 bạn chưa đến: Thạch Bình, Nguyễn Thị Lan",
    "còn thiếu ai": "Còn 2 bạn chưa đến: Thạch Bình, Nguyễn Thị Lan",
    "còn ai chưa đến": "Còn 2 bạn chưa đến: Thạch Bình, Nguyễn Thị Lan",
    "mấy bạn vắng": "Còn 2 bạn chưa đến: Thạch Bình, Nguyễn Thị Lan",
    "who is missing": "Còn 2 bạn chưa đến: Thạch Bình, Nguyễn Thị Lan",
    "có bao nhiêu bạn rồi": "Có mặt 1 bạn: Lê Văn An",
    "được mấy người rồi": "Có mặt 1 bạn: Lê Văn An",
    "ai có mặt rồi": "Có mặt 1 bạn: Lê Văn An",
    "who is here": "Có mặt 1 bạn: Lê Văn An",
}
LEAVING = (
    "mai có gì không",
    "duyệt báo cáo",
    "hôm nay có gì",
    "tiến độ tới đâu rồi",
    "xem lịch của mình",
)
NO_NAMES = (
    "cái này làm sao vậy",
    "sao không thấy tên bạn nào hết",
    "tên mình đâu?",
    "có gì ăn không",
    "cảm ơn bot nha",
    "cho xem cái kia",
)


def test_what_is_asked_of_the_roster_is_answered_from_it_and_its_ticks_stay(three):
    with three.change() as tx:
        walker = Walker(three, tx, "leader")
        walker.send(kind="text", text="/danhsach 1")
        walker.send(kind="text", text="1")
        wrong = {}
        for text, said in ASKED.items():
            for typed in (text, bare(text), text.upper()):
                with walker.trial():
                    (shown,) = walker.send(kind="text", text=typed)
                    if not shown.text.startswith(said) or "Có mặt: 1" not in shown.text:
                        wrong[typed] = shown.text
        assert wrong == {}


@pytest.mark.parametrize("text", LEAVING)
def test_a_wish_of_another_kind_leaves_the_roster_and_its_ticks_stay(three, text):
    with three.change() as tx:
        walker = Walker(three, tx, "leader")
        walker.send(kind="text", text="/danhsach 1")
        walker.send(kind="text", text="1")
        walker.send(kind="text", text=text)
        assert walker.state.running is None or walker.state.running.name != "roster"
        assert "unfinished" not in walker.screen
        assert [row["state"] for row in tx.connection.execute("SELECT state FROM check_ins").fetchall()] == ["verified"]


def test_a_sentence_is_nobodys_name(three):
    with three.change() as tx:
        walker = Walker(three, tx, "leader")
        walker.send(kind="text", text="/danhsach 1")
        for text in NO_NAMES:
            with walker.trial():
                (shown,) = walker.send(kind="text", text=text)
                assert shown.text.startswith("Mình không thấy ai tên"), text
                assert walker.state.running.asked.step == "who", text
