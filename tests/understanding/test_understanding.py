"""What people want by free words: the repository's utterances, and wishes that nothing may be begun by."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.understanding import understand
from handlers.understanding.context import Context, KnownCampaign, KnownShift, MyShift, OpenQuestion
from handlers.understanding.deeds import DEEDS as DEEDS_SAID
from handlers.understanding.guard import HARMFUL
from handlers.understanding.intents import ANSWER, BACK, STOP
from handlers.understanding.learning.__main__ import intent_of
from handlers.understanding.learning.sets import handover
from handlers.understanding.words import read
from storage.records import Role

NOW = datetime(2026, 11, 26, 19, 40, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SUNDAY = NOW + timedelta(days=3, hours=-12)
TREES = KnownCampaign("Trồng cây xanh", "Đoàn xã Đại Tâm", "Ấp Đại Ân", (KnownShift(SUNDAY, 4, 7),), 3)
BLOOD = KnownCampaign("Hiến máu tình nguyện", "Tỉnh đoàn", "Bệnh viện", (KnownShift(NOW + timedelta(days=7), 4, 8),), 4)
MEMBER = Context(NOW, Role.MEMBER, (TREES, BLOOD))
SIGNED_UP = Context(NOW, Role.MEMBER, (TREES, BLOOD), (MyShift("Trồng cây xanh", SUNDAY, id=5),))
MISREAD = 0.015  # of those learned from, at most
SLOWEST = 0.01  # seconds of processor time, where a quiet machine needs 0.0015


def test_the_weights_are_those_of_the_examples():
    checked = subprocess.run(
        [sys.executable, "-m", "handlers.understanding.learning", "--check"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_repositorys_own_utterances_are_understood_and_none_leads_into_danger():
    wrong = []
    for utterance in handover():
        intent = understand(utterance.text, utterance.context).intent
        right = {
            {"huy": STOP, "lui": BACK}.get(label, intent_of(label)) for label in (utterance.intent, *utterance.also_ok)
        }
        if intent not in right:
            wrong.append((utterance.id, utterance.intent, intent, utterance.text))
    assert len(wrong) <= MISREAD * len(handover()), wrong
    assert not [row for row in wrong if row[2] in HARMFUL], wrong


def test_a_message_is_understood_in_a_few_milliseconds():
    utterances = handover()
    understand(utterances[0].text, utterances[0].context)
    took = []
    for utterance in utterances:
        began = time.process_time()
        understand(utterance.text, utterance.context)
        took.append(time.process_time() - began)
    assert sorted(took)[int(len(took) * 0.99)] < SLOWEST


@pytest.mark.parametrize(
    ("text", "context", "intent"),
    [
        ("toi muon dang ky trong cay", MEMBER, "sign_up"),
        ("mai có j ko", MEMBER, "coming"),
        ("hủy dùm em ca chủ nhật", SIGNED_UP, "cancel_shift"),
        ("mình tới rồi", SIGNED_UP, "check_in"),
        ("mã 482913", SIGNED_UP, "check_in"),
        ("trồng cây ở đâu vậy", SIGNED_UP, "faq:place"),
        ("cho gặp người thật", MEMBER, "ask_human"),
        ("trời hôm nay nóng quá", MEMBER, "none"),
        ("i can't come on sunday", SIGNED_UP, "cancel_shift"),
    ],
)
def test_a_wish(text, context, intent):
    assert understand(text, context).intent == intent


DENIALS = (
    "đừng {} nha",
    "ai nói em {} đâu",
    "em không có {} gì hết",
    "em có {} đâu",
    "don't {}",
    "chưa {} gì hết nha",
    "nghe nói xã bên {} rồi",
)
DEEDS = ("hủy ca", "xóa tên em", "hủy", "xóa", "gửi thông báo", "đổi mã", "cancel", "delete", "rút tên tui")


@given(
    st.sampled_from(DENIALS),
    st.sampled_from(DEEDS),
    st.sampled_from(["", "dạ ", "ad ơi ", "ủa "]),
    st.sampled_from(["", " ạ", " mà", " nghen"]),
)
def test_what_is_denied_or_told_begins_nothing_dangerous(denial, deed, before, behind):
    assert understand(before + denial.format(deed) + behind, SIGNED_UP).intent not in HARMFUL


@given(st.text(max_size=200), st.sampled_from(list(Role)))
def test_noise_begins_nothing_dangerous(text, role):
    assume(not any(deed.verb.search(read(text).plain) for deed in DEEDS_SAID.values()))  # "SEND:MESSAGE" is a wish
    assert understand(text, Context(NOW, role, (TREES,))).intent not in HARMFUL


def asked(expects, *choices, yes="", no=""):
    return Context(NOW, Role.MEMBER, (TREES, BLOOD), (), OpenQuestion("step", "", choices, expects, yes=yes, no=no))


@pytest.mark.parametrize(
    "text",
    ["thôi", "hủy", "thôi khỏi", "dừng lại", "thôi không làm nữa", "bỏ đi ad", "stop", "never mind", "thôi để sau"],
)
@pytest.mark.parametrize("expects", ["number", "hours", "code", "name", "birth_year", "unit", "days", "text", "choice"])
def test_stopping_works_at_every_question(text, expects):
    assert understand(text, asked(expects, *(("A", "B") if expects == "choice" else ()))).intent == STOP


@pytest.mark.parametrize(
    "text", ["lui", "quay lai", "quay lại", "trở lại", "back", "cho em quay lại câu trước", "go back"]
)
@pytest.mark.parametrize("expects", ["number", "hours", "code", "name", "birth_year", "unit", "days", "text", "choice"])
def test_going_back_works_at_every_question(text, expects):
    assert understand(text, asked(expects, *(("A", "B") if expects == "choice" else ()))).intent == BACK


@pytest.mark.parametrize(
    "text",
    [
        "Hủy buổi thả cá 20/12 do bão, các bạn chờ lịch mới",
        "Đường vô ấp đang sửa nên tụi em vô trễ",
        "không đi được thì báo nhé các bạn",
    ],
)
def test_a_text_to_be_sent_keeps_its_words(text):
    assert understand(text, asked("text")).intent == ANSWER


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("ừ", True),
        ("dạ đồng ý luôn", True),
        ("ok bn", True),
        ("dạ đúng rồi ạ", True),
        ("gửi đi", True),
        ("không", False),
        ("thôi khỏi", False),
        ("khoan, chưa gửi", False),
        ("đừng gửi", False),
    ],
)
def test_yes_and_no_in_other_words(text, yes):
    understood = understand(text, asked("choice", "Gửi", "Thôi", yes="Gửi", no="Thôi"))
    assert understood.slots.choice == ("Gửi" if yes else "Thôi")


@pytest.mark.parametrize(
    ("expects", "text", "count"),
    [
        ("number", "tầm 20 cây", 20),
        ("number", "dạ em không trồng cây nào", 0),
        ("hours", "dạ em làm từ 7h đến 10h ạ", 3),
        ("hours", "bốn tiếng rưỡi", 4.5),
        ("code", "dạ mã là 903317 ạ", 903317),
        ("code", "một một tám hai không bốn", 118204),
        ("birth_year", "2k7 nha", 2007),
        ("birth_year", "tui sanh năm chín lăm", 1995),
    ],
)
def test_a_number_in_a_sentence_is_an_answer(expects, text, count):
    understood = understand(text, asked(expects))
    assert (understood.intent, understood.slots.count) == (ANSWER, count)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dạ em tên Nguyễn Minh Tâm", "Nguyễn Minh Tâm"),
        ("Minh Tâm", "Minh Tâm"),
        ("mình là Trần Văn Út ạ", "Trần Văn Út"),
        ("my name is Anna Lee", "Anna Lee"),
    ],
)
def test_a_name_in_a_sentence(text, name):
    assert understand(text, asked("name")).slots.person == name


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("cái đầu tiên", "Trồng cây xanh"),
        ("2", "Hiến máu tình nguyện"),
        ("da cai trong cay a", "Trồng cây xanh"),
        ("máu", "Hiến máu tình nguyện"),
    ],
)
def test_a_choice_in_other_words(text, choice):
    assert understand(text, asked("choice", "Trồng cây xanh", "Hiến máu tình nguyện")).slots.choice == choice


def test_a_part_of_a_label_chooses_nothing_that_says_no():
    labels = ("Nhận chiến dịch", "Thôi nhận chiến dịch")
    assert understand("chien dich", asked("choice", *labels)).slots.choice is None


def test_what_is_typed_around_an_example_does_not_matter():
    chance = random.Random(3)
    for _time in range(50):
        text = (
            "".join(chance.choice(["dạ ", "ad ơi ", "bot ơi ", ""]) for _ in range(2))
            + "cho em đăng ký trồng cây"
            + chance.choice(["", " nha", " với ạ", " nghen", "!!!"])
        )
        understood = understand(text, MEMBER)
        assert (understood.intent, understood.slots.campaign) == ("sign_up", "Trồng cây xanh"), text
