"""A digest's lists are as long as what they announce, or say how many more; and it tells of all of its period."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from handlers.dispatcher import receive
from handlers.engine.message import Incoming, Reply
from handlers.engine.text import HOME, say
from handlers.reminders import digest_words
from storage.campaigns import campaigns
from storage.reminders.digest_notice import (
    ComingDay,
    Digest,
    EmptyShift,
    FreeShift,
    PastShift,
    UnitToCall,
    YearTotal,
)
from tests.support.world import act

MOMENT = datetime(2026, 11, 22, 1, tzinfo=UTC)
NAMES = ("Thạch Bình", "Lê Văn An")
MANY = st.integers(0, 20)
KEYS = count(1)


def digest(*, past: int, free: int, calls: int, coming: int, standing: int, empty: int, **more) -> Digest:
    """A digest that found so many of each, and keeps the first of them as the bot does."""
    shift = PastShift(title="Trồng cây", starts_at=MOMENT, came=2, absent=0, came_names=NAMES)
    return Digest(
        units=("Đoàn xã Đại Tâm",),
        since=MOMENT,
        year=2026,
        past=(shift,) * min(past, 8),
        past_count=past,
        came_count=2 * past,
        empty=(EmptyShift(title="Hiến máu", starts_at=MOMENT),) * min(empty, 6),
        empty_count=empty,
        free=(FreeShift(title="Dạy học", starts_at=MOMENT, capacity=9, seats_left=4),) * min(free, 8),
        free_count=free,
        calls=(UnitToCall(reason="came", unit="Ấp 1", parent="", number=1),) * min(calls, 2),
        calls_count=calls,
        coming=(ComingDay(title="Tết", day=date(2027, 2, 6)),) * min(coming, 2),
        coming_count=coming,
        standing=(YearTotal(what="trees", number=7),) * min(standing, 3),
        **more,
    )


LISTS = {  # what announces a list, what its lines begin with, and what says how many more there are
    "past": (r"^(\d+) ca đã qua:$", "• Trồng cây", r"^và (\d+) ca nữa: /bantin ca"),
    "free": (r"^(\d+) ca trong bảy ngày tới còn chỗ:$", "• Dạy học", r"^và (\d+) ca nữa: /bantin cho"),
    "calls": (r"^(\d+) đơn vị nên gọi hỏi thăm:$", "• Ấp 1", r"^và (\d+) đơn vị nữa: /bantin goi"),
}


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text, re.MULTILINE)
    return int(found[1].replace(".", "")) if found else 0


FOUND = st.fixed_dictionaries(
    {
        **dict.fromkeys(("past", "free", "calls", "coming", "empty", "signed_up_count", "waiting", "undated"), MANY),
        "standing": st.integers(0, 3),
        "waiting_since": st.just(MOMENT),
    }
)


@settings(max_examples=200, phases=(Phase.generate, Phase.shrink))
@given(found=FOUND)
def test_each_list_is_as_long_as_it_says(found):
    text = digest_words.words(digest(**found), "vi")
    shown = say(text.text, "vi")
    lines = shown.split("\n")
    assert len(lines) <= 25, shown
    for name, (heading, line, beyond) in LISTS.items():
        announced = found[name]
        listed = sum(one.startswith(line) for one in lines)
        assert number(heading, shown) == announced, shown
        assert listed + number(beyond, shown) == announced, shown
        assert listed >= min(announced, 2), shown
    if len(lines) < 25:  # where there is room, all are shown that are known
        assert sum(one.startswith("• Trồng cây") for one in lines) == min(found["past"], 8)
    assert number(r"^(\d+) ca đã qua mà không có ai đăng ký", shown) == found["empty"]


@pytest.mark.parametrize("hours", [(0, 2), (7, 11), (18, 20), (21, 23)])
@pytest.mark.parametrize("at", [1, 8, 15, 23])
@pytest.mark.parametrize("comes", ["came", "absent", "nobody"])
def test_a_look_tells_of_every_shift_since_the_first_minute_of_its_day(world, hours, at, comes):
    """A week ago is a whole day, whatever the hour; who came, who did not, and where nobody had signed up."""
    first = datetime(2026, 11, 20, tzinfo=HOME)
    with world.change() as tx:
        shift = campaigns.add_shift(
            tx,
            campaign_id=world.campaign_id("cleanup"),
            host_unit_id=world.unit_id("Đoàn xã Đại Tâm"),
            starts_at=first + timedelta(hours=hours[0]),
            ends_at=first + timedelta(hours=hours[1]),
            capacity=9,
        )
        lan = world.one("SELECT id FROM members WHERE name = 'Nguyễn Thị Lan'")
        if comes != "nobody":
            tx.connection.execute(
                "INSERT INTO sign_ups (shift_id, member_id, unit_id, state, created_at, changed_at) "
                "SELECT ?, id, unit_id, 'seated', ?, ? FROM members WHERE id = ?",
                (shift.id, world.now, world.now, lan),
            )
        if comes == "came":
            tx.connection.execute(
                "INSERT INTO check_ins (shift_id, member_id, unit_id, proof, state, minutes_claimed, checked_in_at) "
                "SELECT ?, id, unit_id, 'code', 'waiting', 120, ? FROM members WHERE id = ?",
                (shift.id, first + timedelta(hours=hours[0]), lan),
            )
    act(world, f"clock 2026-11-27 {at:02}:30")
    text = look(world, "minh")
    assert "từ 20/11" in text
    expected = {
        "came": "• Chủ nhật xanh, 20/11: 1 bạn có mặt (Nguyễn Thị Lan)",
        "absent": "• Chủ nhật xanh, 20/11: 0 bạn có mặt, 1 bạn vắng (Nguyễn Thị Lan)",
        "nobody": "Chủ nhật xanh 20/11",
    }[comes]
    assert expected in text


def look(world, name: str) -> str:
    """What a leader reads who asks for the last seven days."""
    texts = []
    for typed in ("/bantin", "1"):
        message = Incoming(
            channel="telegram", address=name, key=f"look{next(KEYS)}", at=world.now, kind="text", text=typed
        )
        with world.change() as tx:
            rows = receive(tx, message, world.features, world.services)
        texts += [Reply.model_validate_json(row.body).text for row in rows if row.kind == "reply"]
    return texts[-1]
