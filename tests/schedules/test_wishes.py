"""What becomes of reminders that wait when a person does not want them any more."""

from __future__ import annotations

import pytest

from storage.messages import chats, outbox
from storage.reminders import reminders


@pytest.mark.parametrize(
    ("unwanted", "left"),
    [
        (reminders.EVERYTHING, {"moved", "cancelled"}),
        ("day-before", {"report", "moved", "cancelled"}),
    ],
)
def test_what_waits_is_cancelled_but_for_what_one_must_hear(world, unwanted, left):
    asker, other = world.asker("lan"), world.asker("an")
    moments = ("day-before", "report", "moved", "cancelled")
    with world.change() as tx:
        for person in (asker, other):
            for moment in moments:
                key = f"reminder:shift-1@2026-11-23T07:00:member-{person.member_id}:{moment}"
                outbox.queue(tx, chats.reachable(tx, person.member_id), key=key, kind="notice", body="{}")
        reminders.want(tx, asker, unwanted, wanted=False)
    waiting = [row["key"].split(":member-") for row in world.rows("SELECT key FROM outbox WHERE state = 'waiting'")]
    mine = {rest.split(":")[1] for _subject, rest in waiting if rest.startswith(f"{asker.member_id}:")}
    assert mine == left
    assert len(waiting) == len(left) + len(moments)
