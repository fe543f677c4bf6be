"""What tempts into something dangerous begins nothing of it, in any spelling; what asks for it plainly does."""

from __future__ import annotations

import random

import pytest

from handlers.understanding import understand
from handlers.understanding.context import Context, MyShift
from handlers.understanding.guard import HARMFUL
from storage.records import Role
from tests.understanding import traps
from tests.understanding.spellings import spellings
from tests.understanding.test_understanding import BLOOD, NOW, SIGNED_UP, SUNDAY, TREES

DANGEROUS = HARMFUL | {"manage_campaigns", "rights", "units"}
ORGANISER = Context(NOW, Role.ORGANISER, (TREES, BLOOD), (MyShift("Trồng cây xanh", SUNDAY, id=5),))
OF_MEMBERS = {"erase", "cancel_shift"}
EACH = 2  # spellings of each sentence, others at each number of the seed
LED = 0.002  # of all that tempts, at most: what is left is asked before anything is done
UNHEARD = 0.08  # of what asks plainly, at most: it is asked about


def context_of(wish):
    return SIGNED_UP if wish in OF_MEMBERS else ORGANISER


def spelt(text, chance):
    return chance.sample(list(spellings(text)), EACH)


def test_what_tempts_begins_nothing_dangerous():
    chance = random.Random(5)
    told = [(kind, wish, way) for kind, wish, text in traps.tempting() for way in spelt(text, chance)]
    led = [(kind, way, begun) for kind, wish, way in told if (begun := begins(way, wish)) in DANGEROUS]
    assert len(led) <= LED * len(told), led[:20]


def begins(text, wish):
    return understand(text, context_of(wish)).intent


@pytest.mark.parametrize("context", [SIGNED_UP, ORGANISER], ids=["member", "organiser"])
def test_words_in_another_sense_begin_nothing_dangerous(context):
    led = [
        (way, understood.intent)
        for text in traps.OTHER_SENSES
        for way in spellings(text)
        if (understood := understand(way, context)).intent in DANGEROUS
    ]
    assert led == []


def test_what_asks_plainly_is_begun():
    chance = random.Random(6)
    told = [(wish, way) for wish, text in traps.asking() for way in spelt(text, chance)]
    unheard = [(wish, way, begun) for wish, way in told if (begun := begins(way, wish)) != wish]
    assert len(unheard) <= UNHEARD * len(told), unheard[:20]


@pytest.mark.parametrize(
    "text",
    [
        "mai em bệnh không đi được",
        "chủ nhật nhà em có đám giỗ nên em xin vắng",
        "em không đi trồng cây được nữa",
        "i can't make it on sunday",
        "em lỡ đăng ký nhầm, hủy giùm em",
        "nhường chỗ chủ nhật cho bạn khác giùm em",
    ],
)
def test_who_does_not_come_gives_up_without_a_verb_of_it(text):
    assert understand(text, SIGNED_UP).intent == "cancel_shift"


@pytest.mark.parametrize(
    "text",
    [
        "thằng em bệnh không đi học được",
        "nếu mai em bệnh không đi được thì có sao không",
        "hôm qua em bệnh không đi được",
    ],
)
def test_who_was_or_might_be_away_gives_nothing_up(text):
    assert understand(text, SIGNED_UP).intent != "cancel_shift"
