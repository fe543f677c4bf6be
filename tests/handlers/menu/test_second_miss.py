"""Who is not understood twice in a row reads whom to ask and call, on each channel; what is understood ends the row."""

from __future__ import annotations

import pytest

from handlers.dispatcher import receive
from handlers.engine.message import Incoming, Reply
from storage.messages import chats
from tests.support.world import World

CHANNELS = ("web", "plain", "zalo_bot", "zalo_oa", "telegram")
LEADER = "Phạm Quang Minh 0900000001 (Đoàn xã Đại Tâm)"
NOT_UNDERSTOOD = "Mình chưa hiểu câu này"


def said(world: World, channel: str, number: int, text: str) -> str:
    """What somebody reads who types this."""
    with world.change() as tx:
        message = Incoming(
            channel=channel, address="kim", key=f"{channel}:{number}", at=world.now, kind="text", text=text
        )
        rows = receive(tx, message, world.features_of(channel), world.services)
        return "\n".join(Reply.model_validate_json(row.body).text for row in rows if row.kind == "reply")


@pytest.fixture(params=CHANNELS)
def channel(world, request):
    """Lan's chat on each channel."""
    know(world, request.param)
    return request.param


def know(world: World, channel: str) -> None:
    lan = world.member("lan").id
    with world.change() as tx:
        chats.set_member(tx, chats.find_or_open(tx, channel, "kim", "vi").id, lan)


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("xyzzy blah", "xyzzy blah"), True),
        (("xyzzy blah", "qwrt zxcv", "plugh"), True),
        (("xyzzy blah", "/lichcuatoi", "xyzzy blah"), False),
        (("xyzzy blah", "cảm ơn bạn", "xyzzy blah"), False),
        (("xyzzy blah",), False),
    ],
)
def test_the_second_time_in_a_row_names_the_leader_and_their_number(world, channel, texts, told):
    heard = [said(world, channel, number, text) for number, text in enumerate(texts)]
    assert NOT_UNDERSTOOD in heard[0]
    assert LEADER not in heard[0]
    assert NOT_UNDERSTOOD in heard[-1]
    assert (LEADER in heard[-1]) is told


@pytest.mark.parametrize("channel_of", CHANNELS)
def test_a_newcomer_is_told_of_their_secretary(world, channel_of):
    heard = [said(world, channel_of, number, "xyzzy blah") for number in range(2)]
    assert "bí thư chi đoàn" not in heard[0]
    assert "bí thư chi đoàn" in heard[1]


def test_a_number_that_nobody_of_the_unit_may_see_is_not_given(world):
    """The leader's number stands at a campaign of another commune alone."""
    world.connection.execute(
        "UPDATE campaigns SET unit_id = ? WHERE contact_name = 'Phạm Quang Minh'", (world.unit_id("Đoàn xã An Mỹ"),)
    )
    know(world, "web")
    heard = [said(world, "web", number, "xyzzy blah") for number in range(2)]
    assert "Phạm Quang Minh (Đoàn xã Đại Tâm)" in heard[1]
    assert "0900000001" not in heard[1]
