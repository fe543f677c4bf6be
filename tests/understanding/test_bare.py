"""What stands alone: a campaign's title, an amount, a skip at an optional question, a yes to the one thing shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.understanding import understand
from handlers.understanding.context import Context, KnownCampaign, KnownShift, OpenQuestion
from handlers.understanding.intents import ANSWER, NONE
from storage.records import Role

NOW = datetime(2026, 11, 26, 19, 40, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TREES = KnownCampaign("Trồng cây xanh", shifts=(KnownShift(NOW + timedelta(days=3), 4),))
BLOOD = KnownCampaign("Hiến máu nhân đạo", shifts=(KnownShift(NOW + timedelta(days=5), 3),))
UNASKED = Context(NOW, Role.MEMBER, (TREES, BLOOD))


@pytest.mark.parametrize(
    "typed", ["trồng cây", "trong cay", "Trồng cây xanh", "trồng cây xanh nha", "trong cay xanh a"]
)
def test_a_title_alone_opens_its_campaign(typed):
    understood = understand(typed, UNASKED)
    assert (understood.intent, understood.slots.campaign) == ("campaigns", TREES.title)


@pytest.mark.parametrize("number", ["4", "2,5", "ba", "hai", "12"])
@pytest.mark.parametrize("unit", ["tiếng", "tieng", "giờ", "cây", "tiếng rưỡi", "phút ạ"])
def test_an_amount_alone_means_nothing_where_nothing_was_asked(number, unit):
    assert understand(f"{number} {unit}", UNASKED).intent == NONE


@pytest.mark.parametrize("before", ["", "dạ ", "thôi "])
@pytest.mark.parametrize(
    "typed", ["không cần", "khong can", "thôi khỏi", "khỏi", "không có gì", "bỏ qua", "khỏi cần", "không cần đâu"]
)
@pytest.mark.parametrize("behind", ["", " ạ", " nha"])
def test_at_an_optional_note_these_are_no_note(before, typed, behind):
    note = Context(NOW, Role.MEMBER, (TREES,), (), OpenQuestion("note", "", ("Bỏ qua",), "text"))
    understood = understand(before + typed + behind, note)
    assert (understood.intent, understood.slots.choice) == (ANSWER, "Bỏ qua")
