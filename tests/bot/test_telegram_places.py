"""Places as Telegram tells them: only a phone's own, live and exact one is strong; what no place is, is refused.

Every way that the Bot API has to say that somebody else made a message is tried with every shape of a location.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.telegram.updates import Me, understand
from handlers import dispatcher
from storage.attendance.check_ins import metres_between
from tests.support.paths import TESTS

NOW = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
ME = Me(123456789, "diem_danh_test_bot")
FACTS = json.loads((TESTS / "data" / "bot_api_10_2.json").read_text())["types"]
BOT = {"id": 9, "is_bot": True, "first_name": "Bot", "username": "some_bot"}
SOMEBODY = {"id": 8, "is_bot": False, "first_name": "Ai đó"}
CHAT = {"id": -100, "type": "channel", "title": "Kênh"}
AT_SCHOOL = {"latitude": 9.56, "longitude": 105.9}
DATE = int(NOW.timestamp())

ORIGINS = [
    {"type": "user", "date": DATE, "sender_user": SOMEBODY},
    {"type": "hidden_user", "date": DATE, "sender_user_name": "Ai đó"},
    {"type": "chat", "date": DATE, "sender_chat": CHAT},
    {"type": "channel", "date": DATE, "chat": CHAT, "message_id": 1},
]
NOT_THEIRS: dict[str, list[Any]] = {  # fields of Message by which somebody or something else has made it
    "via_bot": [BOT],
    "sender_business_bot": [BOT],
    "business_connection_id": ["c1"],
    "guest_bot_caller_user": [SOMEBODY],
    "guest_bot_caller_chat": [CHAT],
    "sender_chat": [CHAT],
    "forward_origin": ORIGINS,
    "is_automatic_forward": [True],
    "is_from_offline": [True],
    "venue": [{"location": AT_SCHOOL, "title": "Trường", "address": "Đại Tâm"}],
    "from": [BOT],
}
HARMLESS: dict[str, list[Any]] = {  # fields that say nothing of who made it
    "sender_boost_count": [3],
    "has_protected_content": [True],
    "effect_id": ["5"],
    "reply_to_message": [{"message_id": 1, "date": DATE, "chat": {"id": 1, "type": "private"}, "from": BOT}],
    "message_thread_id": [7],
    "from": [{**SOMEBODY, "is_premium": True}],
}
STRONG: list[dict[str, Any]] = [  # what a phone's own live location may say besides
    {"live_period": 60},
    {"live_period": 0x7FFFFFFF},
    {"live_period": 900, "horizontal_accuracy": 0},
    {"live_period": 900, "horizontal_accuracy": 14.5},
    {"live_period": 900, "horizontal_accuracy": 300},
    {"live_period": 900, "heading": 90, "proximity_alert_radius": 100},
]
WEAK: list[dict[str, Any]] = [
    {},
    {"horizontal_accuracy": 5},
    {"live_period": None},
    {"live_period": 0},
    {"live_period": -5},
    {"live_period": "900"},
    {"live_period": True},
    {"live_period": 900, "horizontal_accuracy": 300.5},
    {"live_period": 900, "horizontal_accuracy": 1500},
    {"live_period": 900, "horizontal_accuracy": 1501},
    {"live_period": 900, "horizontal_accuracy": -1},
    {"live_period": 900, "horizontal_accuracy": math.inf},
    {"live_period": 900, "horizontal_accuracy": math.nan},
    {"live_period": 900, "horizontal_accuracy": 10**400},
    {"live_period": 900, "horizontal_accuracy": "5"},
]
NO_PLACES = [math.inf, -math.inf, math.nan, 10**400, -(2**63), 1e300, 181, -180.01, "9.56", None, True, [1]]


def message(**more: Any) -> dict[str, Any]:
    """An update with a message of a private chat."""
    private = {"id": 1, "type": "private"}
    return {"update_id": 9, "message": {"message_id": 5, "date": DATE, "chat": private, "from": SOMEBODY, **more}}


def weak(world, update: dict[str, Any]) -> bool:
    """Whether the check-in that Lan makes at the school (radius 300 m) by this place is weak."""
    incoming = understand(update, ME, NOW)
    assert incoming is not None
    with world.change() as tx:
        for number, content in enumerate(
            ({"kind": "text", "text": "/diemdanh"}, {"kind": "text", "text": "Điểm trường mùa thu"}, None)
        ):
            said = incoming if content is None else incoming.model_copy(update={**content, "location": None})
            said = said.model_copy(update={"address": "lan", "key": f"k{number}", "at": world.now})
            dispatcher.receive(tx, said, world.features, world.services)
        row = tx.connection.execute("SELECT weak FROM check_ins").fetchone()
        tx.connection.execute("DELETE FROM check_ins")
    assert row is not None, "not checked in"
    return bool(row["weak"])


def test_the_fields_are_those_of_the_bot_api():
    assert set(NOT_THEIRS) <= set(FACTS["Message"]["fields"])
    shapes = {key for shape in STRONG + WEAK for key in shape}
    assert shapes <= set(FACTS["Location"]["fields"])


@pytest.mark.parametrize("shape", STRONG, ids=str)
def test_a_phones_own_live_and_exact_place_is_strong(world, shape):
    assert not weak(world, message(location=AT_SCHOOL | shape))
    for field, values in HARMLESS.items():
        for value in values:
            assert not weak(world, message(location=AT_SCHOOL | shape, **{field: value})), field


@pytest.mark.parametrize("shape", WEAK, ids=lambda shape: str(shape)[:60])
def test_a_pin_or_an_inexact_place_is_weak(world, shape):
    assert weak(world, message(location=AT_SCHOOL | shape))


@pytest.mark.parametrize("field", NOT_THEIRS)
def test_what_somebody_else_made_is_weak_whatever_it_says(world, field: str):
    for value in NOT_THEIRS[field]:
        for shape in STRONG + WEAK:
            assert weak(world, message(location=AT_SCHOOL | shape, **{field: value})), (value, shape)


@pytest.mark.parametrize("value", NO_PLACES, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize("part", ["latitude", "longitude"])
def test_what_is_no_place_on_earth_is_none(part: str, value):
    incoming = understand(message(location={**AT_SCHOOL, "live_period": 60, part: value}), ME, NOW)
    assert incoming is not None
    assert (incoming.kind, incoming.location) == ("other", None)


DEGREES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(DEGREES, DEGREES)
@example((90.0, 0.0), (-90.0, 0.0))
@example((9.56, 105.9), (-9.56, -74.1))
def test_the_distance_of_any_two_places_is_a_length_on_earth(one, other):
    assert 0 <= metres_between(*one, *other) <= 20_015_087
    assert abs(metres_between(*one, *other) - metres_between(*other, *one)) <= 1
