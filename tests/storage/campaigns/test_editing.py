"""What a campaign says of itself, changed field by field: each stands where it was put; no other campaign changes."""

from __future__ import annotations

import pytest

from storage.campaigns import organising, rearranging
from storage.errors import AttendedError

NEW = {
    "title": "Tên khác",
    "about": "Nội dung khác",
    "bring": "áo mưa",
    "contact_name": "Lê Văn An",
    "contact_phone": "0900000009",
    "place": "Nhà văn hóa",
    "latitude": 9.5,
    "longitude": 106.0,
    "proof": "leader",
    "radius_m": 120,
    "walk_ins": False,
}


def stored(world):
    return {row["id"]: row for row in world.rows("SELECT * FROM campaigns")}


@pytest.mark.parametrize("together", [["place", "latitude", "longitude"], ["title", "bring"], *([one] for one in NEW)])
def test_what_is_edited_is_stored_and_nothing_else_is(world, together):
    asker, campaign_id, before = world.asker("hoa"), world.campaign_id("trees"), stored(world)
    changes = {name: NEW[name] for name in together}
    with world.change() as tx:
        organising.edit(tx, asker, campaign_id, **changes)
    assert stored(world) == before | {campaign_id: before[campaign_id] | changes}


def test_a_closed_campaign_that_is_reopened_is_open_and_no_other(world):
    asker, campaign_id, other = world.asker("hoa"), world.campaign_id("trees"), world.campaign_id("blood")
    with world.change() as tx:
        for one in (campaign_id, other):
            organising.close(tx, asker, one)
        organising.reopen(tx, asker, campaign_id)
    assert (stored(world)[campaign_id]["state"], stored(world)[other]["state"]) == ("open", "closed")


@pytest.mark.parametrize(("seconds", "changes"), [(-1, True), (0, False), (1, False)])
def test_a_shift_that_ends_in_this_moment_is_over(world, seconds, changes):
    """A campaign's only shift: until its end it can be hosted by another unit."""
    asker, campaign_id = world.asker("hoa"), world.campaign_id("teach")
    ends_at = world.shift("teach").ends_at
    world.now = ends_at.fromtimestamp(ends_at.timestamp() + seconds, ends_at.tzinfo)
    host = world.unit_id("Đoàn xã Tham Đôn")
    with world.change() as tx:
        if changes:
            assert rearranging.set_host(tx, asker, campaign_id, host) == 1
        else:
            with pytest.raises(AttendedError):
                rearranging.set_host(tx, asker, campaign_id, host)
