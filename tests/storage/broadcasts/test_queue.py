"""How a broadcast goes out: so many at a time, each person once; given up, ended, and joined late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.broadcasts import broadcasts, drafts, progress, queue, screens
from storage.broadcasts.records import AudiencePart, BroadcastBody, BroadcastPhoto, Screen
from storage.errors import OutOfScopeError
from storage.messages import outbox
from tests.support.noted import last
from tests.support.world import act

TEXT = BroadcastBody(text="Chào {tên}")
TOP, BRANCH = "Tỉnh đoàn Sóc Trăng", "Chi đoàn Ấp Đại Ân"
PHOTO = BroadcastPhoto(media_type="image/jpeg", size=3, sha256="a" * 64, channel="telegram", vendor_id="x")


def crowd(world, people: int) -> None:
    """So many people in a branch, each with a chat."""
    unit = world.unit_id(BRANCH)
    first = world.one("SELECT max(id) FROM members") + 1
    ids = range(first, first + people)
    world.connection.executemany(
        "INSERT INTO members (id, name, search_key, unit_id, state, consented_at, created_at)"
        f" VALUES (?, '', '', {unit}, 'active', '', '')",
        [(one,) for one in ids],
    )
    world.connection.executemany(
        "INSERT INTO chats (channel, address, member_id, heard_at) VALUES ('telegram', ?, ?, '')",
        [(str(one), one) for one in ids],
    )


def said(world, hoa, *, unit=BRANCH, after=timedelta(0), **more):
    """A broadcast of Hoa's, confirmed; its id."""
    with world.change() as tx:
        whom = [AudiencePart(kind="unit", unit_id=world.unit_id(unit))]
        broadcast_id = broadcasts.draft(tx, hoa, world.unit_id(TOP), TEXT, whom, **more)
        assert broadcasts.send(tx, hoa, broadcast_id, tx.now + after)
    return broadcast_id


def rows(world, broadcast_id, *states):
    return world.rows(
        f"SELECT * FROM outbox WHERE broadcast_id = ? AND state IN ({', '.join('?' * len(states))}) ORDER BY id",
        broadcast_id,
        *states,
    )


def collected(world) -> None:
    with world.change() as tx:
        while queue.collect(tx):
            pass


@pytest.fixture
def hoa(world):
    return world.asker("hoa")


@pytest.mark.parametrize("beyond", [0, 1, 7])
def test_a_large_audience_is_fed_a_page_at_a_time_and_each_person_once(world, hoa, beyond):
    """Pages of 20 where the outbox has little room; the audience is two pages and some more, or exactly two."""
    already = world.one("SELECT count(*) FROM members JOIN units ON units.id = unit_id WHERE units.name = ?", BRANCH)
    reached_already = world.one(
        "SELECT count(DISTINCT member_id) FROM chats JOIN members ON members.id = member_id"
        " JOIN units ON units.id = unit_id WHERE units.name = ?",
        BRANCH,
    )
    assert already > reached_already, "somebody there has no chat"
    crowd(world, 2 * queue.FEWEST + beyond - reached_already)
    filling = said(world, hoa, unit="Đoàn xã An Mỹ")
    broadcast_id = said(world, hoa)
    collected(world)
    chat = world.one("SELECT min(id) FROM chats")
    full = [(f"full:{n}", chat, filling) for n in range(queue.IN_OUTBOX - queue.FEWEST + 5)]
    world.connection.executemany(
        "INSERT INTO outbox (key, chat_id, lane, kind, body, queued_at, due_at, state, broadcast_id)"
        " VALUES (?, ?, 2, 'notice', '', '', '', 'waiting', ?)",
        full,
    )
    fed = []
    while True:
        with world.change() as tx:
            more = queue.feed(tx, only=broadcast_id)
            assert progress.counts(tx, broadcasts.by_id(tx, hoa, broadcast_id)).sent == sum(fed)
        waiting = rows(world, broadcast_id, "waiting")
        fed.append(len(waiting))
        if not more:
            break
        assert len(waiting) == queue.FEWEST
        with world.change() as tx:
            left = sum(fed) < 2 * queue.FEWEST + beyond
            assert queue.feed(tx, only=broadcast_id) == left, "there is no room, but there may be more"
            assert len(rows(world, broadcast_id, "waiting")) == queue.FEWEST
            tx.connection.execute(
                "UPDATE outbox SET state = 'sent' WHERE broadcast_id = ? AND state = 'waiting'", (broadcast_id,)
            )
    assert fed == [queue.FEWEST, queue.FEWEST, beyond]
    chats = [row["chat_id"] for row in rows(world, broadcast_id, "sent", "waiting")]
    assert len(chats) == len(set(chats)) == sum(fed)


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("begun", ["nothing", "collected", "fed"])
def test_nothing_more_goes_out_for_somebody_who_lost_the_right_to_it(world, hoa, paused, begun):
    other, broadcast_id = said(world, hoa, unit="Đoàn xã An Mỹ"), said(world, hoa)
    with world.change() as tx:
        if begun == "collected":
            assert queue.collect(tx, only=broadcast_id)
        elif begun == "fed":
            while queue.collect(tx):
                pass
            assert not queue.feed(tx)
        if paused:
            assert broadcasts.pause(tx, hoa, broadcast_id)
        tx.connection.execute("UPDATE broadcasts SET author_id = ? WHERE id = ?", (world_lan(tx), broadcast_id))
        for _ in range(5):
            queue.collect(tx, only=broadcast_id)
            queue.feed(tx, only=broadcast_id)
    assert len(rows(world, other, "waiting")) == (1 if begun == "fed" else 0), "another's goes on"
    state = world.one("SELECT state FROM broadcasts WHERE id = ?", broadcast_id)
    if begun == "fed":  # all of it is in the outbox: it went out by right
        assert state == ("paused" if paused else "sending")
    elif begun == "nothing" or not paused:
        assert state == "cancelled"
        assert rows(world, broadcast_id, "waiting") == []


def world_lan(tx):
    return tx.connection.execute("SELECT id FROM members WHERE name = 'Nguyễn Thị Lan'").fetchone()["id"]


def test_what_waits_of_one_that_is_given_up_is_cancelled_and_of_no_other(world, hoa):
    crowd(world, 3 * queue.FEWEST)
    broadcast_id, other = said(world, hoa), said(world, hoa, unit="Đoàn xã An Mỹ")
    collected(world)
    with world.change() as tx:
        assert queue.feed(tx, only=broadcast_id, shared_by=queue.IN_OUTBOX)
        queue.feed(tx, only=other)
        tx.connection.execute("UPDATE broadcasts SET author_id = ? WHERE id = ?", (world_lan(tx), broadcast_id))
        assert not queue.feed(tx)
    assert rows(world, broadcast_id, "waiting") == []
    assert len(rows(world, broadcast_id, "cancelled")) == queue.FEWEST
    assert len(rows(world, other, "waiting")) == 1


def test_one_that_is_not_over_is_in_no_others_way(world, hoa):
    """The first goes out later; of the second one message failed; the third is cancelled, a send still under way."""
    first = said(world, hoa, after=timedelta(hours=1))
    second, third = said(world, hoa), said(world, hoa)
    world.connection.execute("UPDATE broadcasts SET at = ? WHERE id = ?", (world.now - timedelta(days=1), first))
    world.connection.execute("UPDATE broadcasts SET state = 'paused' WHERE id = ?", (first,))
    collected(world)
    with world.change() as tx:
        queue.feed(tx)
        for state, row in zip(("failed", "sent"), rows(world, second, "waiting"), strict=False):
            tx.connection.execute("UPDATE outbox SET state = ? WHERE id = ?", (state, row["id"]))
        for row in rows(world, second, "waiting"):
            tx.connection.execute("UPDATE outbox SET state = 'sent' WHERE id = ?", (row["id"],))
        assert broadcasts.cancel(tx, hoa, third)
        noted = last(world)
        assert not broadcasts.cancel(tx, hoa, third), "it is cancelled already"
        assert last(world) == noted
        assert not broadcasts.resume(tx, hoa, third), "it is not paused"
        ((ended, sums),) = queue.finish(tx)
        assert (ended.id, sums.failed, sums.sent) == (second, 1, sums.reachable - 1)
        kept = broadcasts.by_id(tx, hoa, second)
        assert (kept.state, kept.failed, kept.sent) == ("done", 1, sums.sent)
    world.now += queue.STILL_IN_FLIGHT
    with world.change() as tx:
        assert [(one.id, sums.cancelled) for one, sums in queue.finish(tx)] == [(third, sums.reachable)]
        assert broadcasts.by_id(tx, hoa, third).state == "cancelled"


def test_a_draft_is_not_cancelled_but_thrown_away(world, hoa):
    since = last(world)
    with world.change() as tx:
        broadcast_id = broadcasts.draft(
            tx, hoa, world.unit_id(TOP), TEXT, [AudiencePart(kind="unit", unit_id=world.unit_id(TOP))]
        )
        assert not broadcasts.cancel(tx, hoa, broadcast_id)
        assert broadcasts.by_id(tx, hoa, broadcast_id).state == "draft"
    assert last(world) == since


def test_who_signs_up_late_gets_what_the_database_has(world, hoa):
    """The message that goes out at once is the row as anybody would read it."""
    campaign = world.campaign_id("trees-tomorrow")
    act(world, "sign up lan trees-tomorrow")
    with world.change() as tx:
        whom = [AudiencePart(kind="campaign", campaign_id=campaign, value="signed_up")]
        broadcast_id = broadcasts.draft(tx, hoa, world.unit_id(TOP), TEXT, whom, campaign_id=campaign, late=True)
        broadcasts.send(tx, hoa, broadcast_id, tx.now)
        while queue.collect(tx):
            pass
        queue.feed(tx)
        queue.finish(tx)
    an = world.member("an").id
    act(world, "sign up an trees-tomorrow")
    world.now += timedelta(minutes=1)
    with world.change() as tx:
        tx.connection.execute("UPDATE broadcasts SET fed_upto = newest WHERE id = ?", (broadcast_id,))
        tx.connection.execute("DELETE FROM outbox WHERE key = ?", (f"broadcast:{broadcast_id}:member-{an}",))
        row = queue.late(tx, an, campaign, tx.now)
        assert row is not None
        assert row == outbox.by_id(tx, row.id)
        assert queue.late(tx, an, campaign, tx.now) is None, "once"


def test_one_sent_again_says_the_same_in_its_senders_name(world, hoa):
    campaign = world.campaign_id("trees")
    first = said(world, hoa, photo=PHOTO, campaign_id=campaign)
    minh = world.member("minh").id
    with world.change() as tx, pytest.raises(OutOfScopeError, match=rf"^broadcast {first} has not ended$"):
        broadcasts.send_again(tx, hoa, first)
    collected(world)
    with world.change() as tx:
        queue.feed(tx)
        tx.connection.execute("UPDATE outbox SET state = 'failed' WHERE broadcast_id = ?", (first,))
        tx.connection.execute("UPDATE broadcasts SET author_id = ? WHERE id = ?", (minh, first))
        queue.finish(tx)
        again = broadcasts.by_id(tx, hoa, broadcasts.send_again(tx, hoa, first))
        before = broadcasts.by_id(tx, hoa, first)
        for same in ("unit_id", "body", "file_id", "campaign_id"):
            assert getattr(again, same) == getattr(before, same) is not None, same
        assert (again.author_id, again.again_of, again.late) == (hoa.member_id, first, False)
        assert broadcasts.parts(tx, again.id) == broadcasts.parts(tx, first) != []


def test_a_draft_changes_its_photo_and_its_audience(world, hoa):
    whole = AudiencePart(kind="unit", unit_id=world.unit_id(TOP))
    trees = AudiencePart(kind="campaign", campaign_id=world.campaign_id("trees"), value="signed_up")
    with world.change() as tx:
        other = broadcasts.draft(tx, hoa, world.unit_id(TOP), TEXT, [whole])
        broadcast_id = broadcasts.draft(tx, hoa, world.unit_id(TOP), TEXT, [whole], photo=PHOTO)
        older = broadcasts.by_id(tx, hoa, broadcast_id).file_id
        drafts.set_photo(tx, hoa, broadcast_id, PHOTO.model_copy(update={"sha256": "b" * 64}))
        assert broadcasts.by_id(tx, hoa, broadcast_id).file_id not in {older, None}
        assert tx.connection.execute("SELECT state FROM files WHERE id = ?", (older,)).fetchone()["state"] == "lost"
        drafts.set_audience(tx, hoa, broadcast_id, [trees], late=True)
        assert broadcasts.parts(tx, broadcast_id) == [trees]
        assert broadcasts.by_id(tx, hoa, broadcast_id).late
        drafts.set_audience(tx, hoa, broadcast_id, [whole])
        assert not broadcasts.by_id(tx, hoa, broadcast_id).late
        assert not broadcasts.by_id(tx, hoa, other).late
        nobody = AudiencePart(kind="role", unit_id=world.unit_id(TOP), value="leader")
        with pytest.raises(OutOfScopeError, match=rf"^broadcast {broadcast_id}$"):
            drafts.set_audience(tx, hoa, broadcast_id, [nobody])
        broadcasts.send(tx, hoa, broadcast_id, tx.now)
        with pytest.raises(OutOfScopeError, match=rf"^broadcast {broadcast_id} is no draft any more$"):
            drafts.set_audience(tx, hoa, broadcast_id, [whole])


def test_the_screens_of_one_that_ended_go_and_no_others(world, hoa):
    first, second = said(world, hoa, unit="Đoàn xã An Mỹ"), said(world, hoa)
    collected(world)
    with world.change() as tx:
        queue.feed(tx)
        (row,) = rows(world, first, "waiting")
        for broadcast_id in (first, second):
            screens.put(tx, Screen(broadcast_id=broadcast_id, chat_id=row["chat_id"], row_id=row["id"], shown=""))
        screens.drop(tx, first)
        assert (screens.of(tx, first), len(screens.of(tx, second))) == ([], 1)
