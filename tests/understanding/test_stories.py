"""A wish stands out from the story around it; words of a deed in another sense are told apart by their marks."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest

from handlers.understanding import understand
from handlers.understanding.context import Context, MyShift, OpenQuestion
from handlers.understanding.intents import ANSWER, BACK, NONE, STOP
from handlers.understanding.learning.examples import stories
from handlers.understanding.words import read
from storage.records import Role
from storage.text import fold
from tests.understanding.test_understanding import BLOOD, NOW, SIGNED_UP, TREES

THERE = Context(NOW, Role.MEMBER, (TREES, BLOOD), (MyShift("Trồng cây xanh", NOW - timedelta(minutes=10), id=5),))
DONE = Context(NOW, Role.MEMBER, (TREES, BLOOD), (MyShift("Trồng cây xanh", NOW - timedelta(hours=6), True, id=5),))
OF_LIFE = (  # none of them is learned from
    "hồi khuya thằng Bin nóng đầu, tui thức trông tới sáng",
    "chợ hôm nay ế quá trời",
    "dượng Út mới mua cái máy cày",
    "bữa kia coi ti vi thấy nói hay",
    "trên đường gặp bầy vịt chạy đồng",
    "nhà ngoại em mới lợp lại mái tôn",
    "con Mực cắn nát đôi dép của em",
    "thầy Sơn cho kiểm tra mười lăm phút",
    "ba em đi ghe mía tận Hậu Giang",
    "quán cà phê đầu hẻm mở nhạc lớn",
)
WISHES = (
    ("cho em ghi tên trồng cây nha", SIGNED_UP, "sign_up"),
    ("em tới nơi rồi, điểm danh giùm", THERE, "check_in"),
    ("em báo cáo 12 cây", DONE, "report"),
    ("cho em coi lịch của em", SIGNED_UP, "my_shifts"),
    ("trồng cây ở đâu vậy", SIGNED_UP, "faq:place"),
    ("em xin rút ca chủ nhật", SIGNED_UP, "cancel_shift"),
    ("năm nay em được mấy giờ rồi", DONE, "faq:hours"),
    ("cho em gặp người phụ trách nói chuyện", SIGNED_UP, "ask_human"),
)
OUT_OF_A_STORY = 0.9  # of the wishes at least
OF_STORIES = 0.12  # of what is only told, at most, and into nothing that does harm
LED_INTO_DANGER = {"cancel_shift", "erase", "broadcast", "void_posters", "undo_import"}


def ways(text):
    return (text, fold(text))


def test_a_wish_is_heard_beside_a_story():
    known = set(stories(english=False))
    assert known.isdisjoint(OF_LIFE)
    told = [
        (way, context, intent)
        for (wish, context, intent), story in itertools.product(WISHES, OF_LIFE)
        for said in (f"{story}, {wish}", f"{story} {wish}", f"{wish}. {story}")
        for way in ways(said)
    ]
    missed = [(way, got) for way, context, intent in told if (got := understand(way, context).intent) != intent]
    assert len(missed) <= (1 - OUT_OF_A_STORY) * len(told), random.Random(1).sample(missed, 10)
    assert not [one for one in missed if one[1] in LED_INTO_DANGER]


def test_a_story_alone_is_no_wish():
    told = [way for pair in itertools.pairwise(OF_LIFE) for way in ways(", ".join(pair))]
    taken = [(way, got) for way in told if (got := understand(way, SIGNED_UP).intent) not in {NONE, "smalltalk"}]
    assert len(taken) <= len(told) * OF_STORIES, taken
    assert not [one for one in taken if one[1] in LED_INTO_DANGER]


@pytest.mark.parametrize(
    "text",
    [
        "skip ca chủ nhật giúp em",
        "chủ nhật khỏi chờ em, em kẹt rồi",
        "chủ nhật cho người khác thế chỗ em nha, má em bệnh",
        "sunday: count me out",
        "chủ nhật tui hổng tới được đâu nghen",
    ],
)
def test_giving_up_in_words_that_no_table_has(text):
    assert understand(text, SIGNED_UP).intent == "cancel_shift"


@pytest.mark.parametrize(
    "text",
    [
        "chủ nhật em hết bệnh rồi, em vẫn đi nha",
        "bạn em xin nghỉ chứ em vẫn đi trồng cây",
        "chủ nhật em tới trễ chút",
        "chủ nhật làm hay hủy vậy",
        "đừng cho ai thế chỗ em ca chủ nhật",
        "con nước rút rồi, chủ nhật ra vuông",
    ],
)
def test_who_comes_after_all_gives_up_nothing(text):
    assert understand(text, SIGNED_UP).intent != "cancel_shift"


@pytest.mark.parametrize(("typed", "told"), [("mã đang dùng", "ma dang -"), ("đừng xóa", "dung xoa"), ("dung", "dung")])
def test_marks_tell_a_word_from_one_of_a_deed(typed, told):
    assert read(typed).told == told


def test_a_code_in_use_is_replaced_although_use_looks_like_do_not():
    wanted = "Yêu cầu thu hồi mã QR đang dùng, thay mã mới"
    assert understand(wanted, Context(NOW, Role.LEADER, (TREES,))).intent == "void_posters"


REASON = OpenQuestion("verify.return", "Trả lại vì sao?", (), "text")
GIVE_UP = OpenQuestion("myshifts.give_up", "Bạn nhường chỗ nhé?", ("Có", "Không"), "choice", yes="Có", no="Không")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("thôi dừng cái này đã", STOP),
        ("thôi để tôi hỏi lại bạn ấy", STOP),
        ("nhầm người rồi, lùi một bước", BACK),
        ("hình mờ, không thấy mặt ai", ANSWER),
        ("ghi 30 cây mà hình có 3 cây", ANSWER),
        ("báo cáo ca này ghi sai giờ", ANSWER),
        ("thiếu chữ ký của trưởng nhóm, bổ sung rồi gửi lại", ANSWER),
    ],
)
def test_at_a_question_for_a_text_stopping_is_heard_and_texts_are_texts(text, intent):
    assert understand(text, Context(NOW, Role.LEADER, (TREES,), question=REASON)).intent == intent


def test_whoever_agrees_with_the_word_of_the_deed_is_not_taken_to_stop():
    meant = understand("ừ hủy giúp mình", Context(NOW, Role.MEMBER, (TREES,), SIGNED_UP.my_shifts, GIVE_UP))
    assert meant.slots.choice != "Không"


@pytest.mark.parametrize(
    ("text", "context", "intent"),
    [
        ("092 447", THERE, "check_in"),
        ("15 cây", DONE, "report"),
        ("15 cây", SIGNED_UP, NONE),
        ("trồng cây 3 tiếng", DONE, "report"),
        ("hiến máu 3 tiếng", DONE, NONE),
        ("livh của em tuần này", SIGNED_UP, "my_shifts"),
        ("dien danh giup minh", THERE, "check_in"),
    ],
)
def test_numbers_and_slips_of_the_finger(text, context, intent):
    assert understand(text, context).intent == intent
