"""Broadcasts: who is in an audience, that it is frozen at the yes, and that pause and cancellation hold at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from time import thread_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.delivery.delivery import Delivery
from bot.inbox import Inbox
from bot.workers.broadcasts import BroadcastWorker
from handlers import dispatcher
from handlers.broadcasts import progress as broadcast_progress
from handlers.engine.message import Incoming, Reply
from handlers.engine.text import say
from storage.broadcasts import broadcasts, reach
from storage.broadcasts import progress as broadcast_sums
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts.records import AudiencePart, BroadcastBody, BroadcastPhoto
from storage.campaigns import sign_ups
from storage.database import open_database, to_text
from storage.errors import OutOfScopeError
from storage.messages import chats, outbox
from storage.people import erasure
from storage.people.erasing.parts import PARTS
from tests.bot_api.account import Account
from tests.bot_api.channel import connected, until
from tests.bot_api.faults import BLOCKED
from tests.bot_api.server import serving
from tests.support import world as worlds
from tests.support.paper import PaperChannel
from tests.support.world import World, act

TEXT = BroadcastBody(text="Chào {tên}")


def draft(world: World, *whom: AudiencePart, by: str = "hoa", unit: str = "Tỉnh đoàn Sóc Trăng", **more) -> int:
    asker, unit_id = world.asker(by), world.unit_id(unit)
    with world.change() as tx:
        return broadcasts.draft(tx, asker, unit_id, TEXT, whom or [whole(world)], **more)


def whole(world: World, unit: str = "Tỉnh đoàn Sóc Trăng", *, outside: bool = False) -> AudiencePart:
    return AudiencePart(kind="unit", unit_id=world.unit_id(unit), outside=outside)


def send(world: World, broadcast_id: int, by: str = "hoa", after: timedelta = timedelta(0)) -> None:
    asker = world.asker(by)
    with world.change() as tx:
        assert broadcasts.send(tx, asker, broadcast_id, tx.now + after)


def audience(world: World, broadcast_id: int) -> set[str]:
    """The names of those whom a broadcast is queued for."""
    act(world, "broadcast")
    rows = world.rows(
        "SELECT members.name FROM broadcast_people JOIN members ON members.id = member_id WHERE broadcast_id = ?",
        broadcast_id,
    )
    return {row["name"] for row in rows}


def states(world: World, broadcast_id: int) -> list[str]:
    rows = world.rows("SELECT state FROM outbox WHERE broadcast_id = ? ORDER BY id", broadcast_id)
    return [row["state"] for row in rows]


# Who -----------------------------------------------------------------------------------------------------------------

UNITS = ("Tỉnh đoàn Sóc Trăng", "Huyện đoàn Mỹ Xuyên", "Đoàn xã Đại Tâm", "Chi đoàn Ấp Đại Ân", "Đoàn xã An Mỹ")
CAMPAIGNS = ("trees", "blood")
RELATIONS = ("signed_up", "checked_in", "not_checked_in")


def members_of(world: World) -> dict[str, dict]:
    """What a brute-force look at the tables says of each active member, sharing no query with the code."""
    units = {row["id"]: row for row in world.rows("SELECT * FROM units")}
    shifts = {row["id"]: row["campaign_id"] for row in world.rows("SELECT * FROM shifts")}
    fields = {row["id"]: row["field"] for row in world.rows("SELECT * FROM campaigns")}
    seats = world.rows("SELECT * FROM sign_ups WHERE state <> 'cancelled'")
    here = world.rows("SELECT * FROM check_ins WHERE state IN ('waiting', 'verified')")
    grants = world.rows("SELECT * FROM grants WHERE revoked_at IS NULL")
    people = {}
    for member in world.rows("SELECT * FROM members WHERE state = 'active'"):
        mine = [one for one in seats if one["member_id"] == member["id"]]
        been = {shifts[one["shift_id"]] for one in here if one["member_id"] == member["id"]}
        people[member["name"]] = {
            "path": units[member["unit_id"]]["path"],
            "joined": member["consented_at"],
            "roles": {
                (one["role"], units[one["unit_id"]]["path"]) for one in grants if one["member_id"] == member["id"]
            },
            "any": {shifts[one["shift_id"]] for one in mine},
            "seated": {shifts[one["shift_id"]] for one in mine if one["state"] == "seated"},
            "been": been,
            "interests": {
                one["field"] for one in world.rows("SELECT * FROM interests WHERE member_id = ?", member["id"])
            },
            "fields": {fields[one] for one in been | {shifts[one["shift_id"]] for one in mine}},
        }
    return people


def holds(part: AudiencePart, member: dict, paths: dict[int, str]) -> bool:
    match part.kind:
        case "unit":
            return member["path"].startswith(paths[part.unit_id])
        case "role":
            return any(role == part.value and path.startswith(paths[part.unit_id]) for role, path in member["roles"])
        case "field":
            return part.value in member["fields"]
        case "interest":
            return part.value in member["interests"]
        case "joined":
            return member["joined"] < part.value
    return {
        "signed_up": part.campaign_id in member["any"],
        "checked_in": part.campaign_id in member["been"],
        "not_checked_in": part.campaign_id in member["seated"] - member["been"],
    }[part.value]


@pytest.fixture(scope="module")
def busy(world_file, tmp_path_factory):
    """A world in which people have signed up, waited, come and joined at different times."""
    world = worlds.copied(world_file, tmp_path_factory.mktemp("busy") / "diemdanh.db")
    for name, shift in (("lan", "trees"), ("an", "trees"), ("binh", "trees"), ("khoa", "blood"), ("lan", "blood")):
        act(world, f"sign up {name} {shift}")
    act(world, "check in an trees")
    act(world, "make leader khoa Đoàn xã An Mỹ")
    with world.change() as tx:
        tx.connection.execute("UPDATE members SET consented_at = ? WHERE id % 2 = 0", (tx.now - timedelta(days=30),))
        tx.connection.execute("INSERT INTO interests SELECT id, 'environment' FROM members WHERE id % 3 = 0")
        tx.connection.execute("INSERT INTO interests SELECT id, 'online' FROM members WHERE id % 4 = 0")
    yield world
    world.close()


def parts(world: World) -> st.SearchStrategy[AudiencePart]:
    units, campaigns = (
        [world.unit_id(name) for name in UNITS],
        [world.one("SELECT campaign_id FROM shifts WHERE id = ?", worlds.SHIFTS[name]) for name in CAMPAIGNS],
    )
    outside = st.booleans()
    moments = [to_text(world.now - timedelta(days=days)) for days in (40, 10, -1)]
    fields = [row["field"] for row in world.rows("SELECT DISTINCT field FROM campaigns")]
    return st.one_of(
        st.builds(AudiencePart, kind=st.just("unit"), unit_id=st.sampled_from(units), outside=outside),
        st.builds(
            AudiencePart,
            kind=st.just("role"),
            unit_id=st.sampled_from(units),
            outside=outside,
            value=st.sampled_from(["leader", "organiser"]),
        ),
        st.builds(AudiencePart, kind=st.just("field"), value=st.sampled_from(fields), outside=outside),
        st.builds(
            AudiencePart,
            kind=st.just("interest"),
            value=st.sampled_from(["environment", "online", "other"]),
            outside=outside,
        ),
        st.builds(AudiencePart, kind=st.just("joined"), value=st.sampled_from(moments), outside=outside),
        st.builds(
            AudiencePart,
            kind=st.just("campaign"),
            campaign_id=st.sampled_from(campaigns),
            outside=outside,
            value=st.sampled_from(RELATIONS),
        ),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_audience_is_what_a_look_at_every_member_says(busy, data):
    whom = [whole(busy), *data.draw(st.lists(parts(busy), max_size=4))]
    broadcast_id = draft(busy, *whom)
    asker = busy.asker("hoa")
    with busy.change() as tx:
        reach = broadcasts.reach(tx, asker, broadcast_id)
    send(busy, broadcast_id)
    paths = {row["id"]: row["path"] for row in busy.rows("SELECT id, path FROM units")}
    kinds = {part.kind for part in whom if not part.outside}
    expected = {
        name
        for name, member in members_of(busy).items()
        if all(any(holds(one, member, paths) for one in whom if one.kind == kind and not one.outside) for kind in kinds)
        and not any(holds(one, member, paths) for one in whom if one.outside)
    }
    assert audience(busy, broadcast_id) == expected
    assert sum(number for way, number in reach.items() if way != "!entered") == len(expected)
    assert len(states(busy, broadcast_id)) == len(expected)


def test_an_organiser_reaches_nobody_outside_their_units(world):
    act(world, "make organiser khoa Đoàn xã An Mỹ")
    asker = world.asker("khoa")
    with world.change() as tx:
        mine = whole(world, "Đoàn xã An Mỹ")
        for whom in ([whole(world)], [mine, whole(world, outside=True)], [AudiencePart(kind="joined", value="2027")]):
            with pytest.raises(OutOfScopeError):
                broadcasts.draft(tx, asker, world.unit_id("Đoàn xã An Mỹ"), TEXT, whom)
        campaign = world.one("SELECT campaign_id FROM shifts WHERE id = ?", worlds.SHIFTS["trees"])
        with pytest.raises(OutOfScopeError):
            broadcasts.draft(
                tx, asker, asker.unit_id, TEXT, [AudiencePart(kind="campaign", campaign_id=campaign, value="signed_up")]
            )
        of_hoa = draft_in(tx, world)
        for refused in (
            broadcasts.by_id,
            broadcasts.reach,
            broadcasts.people,
            broadcasts.pause,
            broadcasts.cancel,
            broadcasts.drop_draft,
            broadcasts.send_again,
        ):
            with pytest.raises(OutOfScopeError):
                refused(tx, asker, of_hoa)
        assert broadcasts.managed_by(tx, asker) == []


def draft_in(tx, world: World) -> int:
    from storage.organisation import grants
    from storage.people import members

    hoa = members.by_id(tx, world.one("SELECT id FROM members WHERE name = 'Sơn Thị Hoa'"))
    return broadcasts.draft(tx, grants.asker(tx, hoa), world.unit_id("Tỉnh đoàn Sóc Trăng"), TEXT, [whole(world)])


# Counted in steps ----------------------------------------------------------------------------------------------------


def counted_by_hand(world: World) -> dict[str, int]:
    """How many members there are for each way to reach them, without the code's queries."""
    ways: Counter[str] = Counter()
    for member in world.rows("SELECT * FROM members"):
        mine = world.rows("SELECT * FROM chats WHERE member_id = ? ORDER BY heard_at DESC, id DESC", member["id"])
        open_ones = [one["channel"] for one in mine if one["blocked_at"] is None]
        if member["state"] == "entered":
            ways["!entered"] += 1
        elif open_ones:
            ways[open_ones[0]] += 1
        else:
            ways["!blocked" if mine else "!no_chat"] += 1
    return dict(ways)


@pytest.mark.parametrize("dies_at", [0, 1, 7, 40])
def test_a_count_in_steps_is_the_count_whenever_the_process_dies(world, monkeypatch, dies_at):
    act(world, "crowd 300")
    monkeypatch.setattr(reach, "IDS_AT_ONCE", 7)
    broadcast_id, hoa, khoa = draft(world), world.asker("hoa"), world.member("khoa")
    with world.change() as tx:
        chats.set_blocked(tx, chats.of_member(tx, khoa.id)[0].id)
        reach.begin(tx, hoa, broadcast_id, 1)
    for step in range(1000):
        if step == dies_at:
            with pytest.raises(ZeroDivisionError), world.change() as tx:
                _ = reach.count(tx) / 0
            world.restart()
        with world.change() as tx:
            if not reach.count(tx):
                break
    with world.change() as tx:
        counted = reach.of(tx, broadcast_id)
    assert counted.known
    assert counted.ways == counted_by_hand(world)


def test_a_count_that_is_sent_or_thrown_away_meanwhile_is_let_go(world, monkeypatch):
    monkeypatch.setattr(reach, "IDS_AT_ONCE", 2)
    sent, dropped, hoa = draft(world), draft(world), world.asker("hoa")
    with world.change() as tx:
        for one in (sent, dropped):
            reach.begin(tx, hoa, one, 1)
        broadcasts.drop_draft(tx, hoa, dropped)
    send(world, sent)
    with world.change() as tx:
        assert not reach.count(tx)
        assert reach.finished(tx) == []


def test_a_step_of_the_count_keeps_nobody_waiting(world):
    """Of 20,000 members each step takes some milliseconds; the whole would be a second at once."""
    act(world, "crowd 20000")
    broadcast_id, hoa = draft(world), world.asker("hoa")
    taken = []
    with world.change() as tx:
        reach.begin(tx, hoa, broadcast_id, 1)
    more = True
    while more:
        with world.change() as tx:
            begun = thread_time()
            more = reach.count(tx)
            taken.append(thread_time() - begun)
    assert len(taken) > 7
    assert max(taken) < 0.05


# Whom it cannot reach ------------------------------------------------------------------------------------------------


def test_those_who_never_had_a_chat_are_no_part_of_what_is_to_be_sent(world):
    act(world, "crowd 6")
    broadcast_id, hoa, khoa = draft(world), world.asker("hoa"), world.member("khoa")
    with world.change() as tx:
        chats.set_blocked(tx, chats.of_member(tx, khoa.id)[0].id)
    act(world, "clock +1m")
    send(world, broadcast_id)
    act(world, "broadcast")
    act(world, "deliver")
    with world.change() as tx:
        broadcast = broadcasts.by_id(tx, hoa, broadcast_id)
        sums = broadcast_sums.counts(tx, broadcast)
        said = say(broadcast_progress.progress(broadcast, sums, tx.now), "en")
    assert broadcast.state == "done"
    assert (sums.people, sums.reachable, sums.sent, sums.no_chat, sums.blocked_before) == (13, 9, 9, 3, 1)
    assert said.splitlines()[1:] == [
        "▓▓▓▓▓▓▓▓▓▓ 9 of 9 people",
        "• 3 have not written to me yet, so did not get it",
        "• 1 had blocked me before, so did not get it",
    ]


# Frozen, and once ----------------------------------------------------------------------------------------------------


def test_the_audience_is_frozen_at_the_yes_and_whoever_cannot_be_reached_later_is_left_out(world):
    broadcast_id = draft(world)
    send(world, broadcast_id, after=timedelta(hours=3))
    assert len(audience(world, broadcast_id)) == 7
    assert states(world, broadcast_id) == []  # its time has not come
    an, khoa = world.asker("an"), world.member("khoa")
    with world.change() as tx:
        erasure.erase(tx, an, instead="{}")
        chats.set_blocked(tx, chats.of_member(tx, khoa.id)[0].id)
    act(world, "move member lan Đoàn xã Tham Đôn")
    act(world, "clock +4h")
    act(world, "broadcast")
    assert states(world, broadcast_id) == ["waiting"] * 5
    act(world, "deliver")
    hoa = world.asker("hoa")
    with world.change() as tx:
        sums = broadcast_sums.counts(tx, broadcasts.by_id(tx, hoa, broadcast_id))
    assert (sums.people, sums.sent, sums.blocked, sums.left_out, sums.waiting) == (7, 5, 1, 1, 0)


@pytest.mark.parametrize("parts", range(len(PARTS) + 3))
def test_who_is_erased_meanwhile_is_left_out_however_far_that_has_come(world, parts: int):
    """They are nobody without a chat, nobody's list has them, and whom a draft reaches does not count them."""
    running, drafted = draft(world), draft(world)
    send(world, running)
    act(world, "broadcast")
    an, hoa = world.asker("an"), world.asker("hoa")
    with world.change() as tx:
        before = broadcasts.reach(tx, hoa, drafted)
        erasure.erase(tx, an, instead="{}")
    worlds.erase_on(world, parts=parts)
    act(world, "deliver")
    with world.change() as tx:
        sums = broadcast_sums.counts(tx, broadcasts.by_id(tx, hoa, running))
        named = [one.name for one in broadcasts.people(tx, hoa, running)]
        after = broadcasts.reach(tx, hoa, drafted)
    assert (sums.people, sums.no_chat, sums.blocked_before, sums.waiting) == (7, 0, 0, 0)
    assert len(named) == 6
    assert "" not in named
    assert sum(before.values()) - sum(after.values()) == 1
    assert after["!entered"] == before["!entered"]


@pytest.mark.parametrize("parts", range(len(PARTS) + 3))
def test_what_somebody_sent_before_they_were_erased_goes_on(world, parts: int):
    """The other organisers have it from then on."""
    broadcast_id = draft(world)
    send(world, broadcast_id, after=timedelta(hours=3))
    hoa = world.asker("hoa")
    with world.change() as tx:
        erasure.erase(tx, hoa, instead="{}")
    worlds.erase_on(world, parts=parts)
    act(world, "clock +4h")
    act(world, "broadcast")
    assert states(world, broadcast_id) == ["waiting"] * 6


def test_an_organiser_who_is_none_any_more_sends_nothing(world):
    broadcast_id = draft(world)
    send(world, broadcast_id, after=timedelta(hours=3))
    act(world, "broadcast")
    act(world, "revoke hoa")
    act(world, "clock +4h")
    act(world, "broadcast")
    assert states(world, broadcast_id) == []
    assert world.one("SELECT state FROM broadcasts WHERE id = ?", broadcast_id) == "cancelled"


def test_a_crash_between_two_steps_goes_on_where_it_was(world, monkeypatch):
    monkeypatch.setattr(broadcast_queue, "IDS_AT_ONCE", 2)
    monkeypatch.setattr(broadcast_queue, "IN_OUTBOX", 3)
    monkeypatch.setattr(broadcast_queue, "FEWEST", 1)
    broadcast_id = draft(world)
    send(world, broadcast_id)
    for step in (broadcast_queue.collect, broadcast_queue.feed) * 12:
        with world.change() as tx:
            step(tx)
        world.restart()
        with world.change() as tx:
            for row in outbox.due(tx, tx.now)[:1]:
                outbox.mark_sent(tx, row.id, "1")
    keys = [row["key"] for row in world.rows("SELECT key FROM outbox WHERE broadcast_id = ?", broadcast_id)]
    assert len(keys) == len(set(keys)) == 7


def test_twice_yes_is_once(world):
    broadcast_id = draft(world)
    send(world, broadcast_id)
    hoa = world.asker("hoa")
    with world.change() as tx:
        assert not broadcasts.send(tx, hoa, broadcast_id, tx.now)


@pytest.mark.parametrize("when", ["before", "after"])
def test_late_sign_ups_get_the_last_instructions_once(world, when: str):
    act(world, "sign up lan trees")
    campaign = world.one("SELECT campaign_id FROM shifts WHERE id = ?", worlds.SHIFTS["trees"])
    part = AudiencePart(kind="campaign", campaign_id=campaign, value="signed_up")
    broadcast_id = draft(world, part, campaign_id=campaign, late=True)
    send(world, broadcast_id, after=timedelta(hours=1))
    act(world, "broadcast")
    if when == "after":
        act(world, "clock +2h")
        act(world, "broadcast")
        act(world, "deliver")
    an, newcomer = world.asker("an"), world.asker("binh")
    for asker in (an, newcomer, an):
        with world.change() as tx:
            sign_ups.take_seat(tx, asker, worlds.SHIFTS["trees"])
            broadcast_queue.late(tx, asker.member_id, campaign, tx.now)
    if when == "before":
        assert states(world, broadcast_id) == []
        act(world, "clock +2h")
    act(world, "broadcast")
    act(world, "deliver")
    assert states(world, broadcast_id) == ["sent"] * 3
    hoa = world.asker("hoa")
    with world.change() as tx:
        sums = broadcast_sums.counts(tx, broadcasts.by_id(tx, hoa, broadcast_id))
    later = 2 if when == "after" else 0  # they stand beside the number of those who were to get it at the yes
    assert (sums.reachable, sums.sent, sums.joined_later, sums.left_out) == (3 - later, 3 - later, later, 0)


def on_telegram(world: World) -> None:
    """The world's people have chats as Telegram numbers them."""
    with world.change() as tx:
        tx.connection.execute("UPDATE chats SET address = CAST(id AS TEXT) WHERE channel = 'telegram'")


# Pause and cancel, while it is being sent ---------------------------------------------------------------------------


def marked(world) -> int:
    """How many rows are known to have gone out; a mark is written a little after its message has arrived."""
    return world.one("SELECT count(*) FROM outbox WHERE state = 'sent'")


@pytest.mark.parametrize("state", ["paused", "cancelled"])
async def test_no_send_starts_once_a_pause_or_a_cancellation_is_committed(world, state: str):
    """Also of what delivery has in memory already; and what was under way counts as sent."""
    on_telegram(world)
    broadcast_id = draft(world)
    send(world, broadcast_id)
    hoa = world.asker("hoa")
    async with (
        serving(Account(anybody=True)) as server,
        connected(server, per_second=4) as channel,
        open_database(world.path) as database,
    ):
        inbox = Inbox(database, {"telegram": channel}, lambda: world.now)
        delivery = Delivery(inbox, {"telegram": channel}, inbox.clock)
        worker = BroadcastWorker(inbox, delivery.refill, asyncio.Event(), look_every=0.05)
        parts = [asyncio.create_task(part) for part in (inbox.run(), delivery.run(), worker.run())]
        change = broadcasts.pause if state == "paused" else broadcasts.cancel
        await until(lambda: len(server.account.received(method="sendMessage")) >= 2)
        assert await inbox.do(lambda tx: change(tx, hoa, broadcast_id))
        at_commit = len(server.account.calls)
        await asyncio.sleep(1.1)  # the pace allows four more in this time
        late = [call for call in server.account.calls[at_commit + 1 :] if call.method == "sendMessage"]
        assert late == []  # the one that was under way is all
        if state == "paused":
            assert await inbox.do(lambda tx: broadcasts.resume(tx, hoa, broadcast_id))
            worker.wake.set()
            await until(lambda: len(server.account.received(method="sendMessage")) >= 6)
        await until(lambda: marked(world) == len(server.account.received(method="sendMessage")))
        sums = await inbox.do(lambda tx: broadcast_sums.counts(tx, broadcasts.by_id(tx, hoa, broadcast_id)))
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
    sent = [call for call in server.account.calls if call.method == "sendMessage"]
    assert len({call.params["chat_id"] for call in sent}) == len(sent) == sums.sent
    assert sums.sent == 6 if state == "paused" else sums.sent < 6


class SlowChannel(PaperChannel):
    """A vendor that has a message and has not said so yet: until `answers` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()

    async def send(self, address: str, reply: Reply) -> str | None:
        number = await super().send(address, reply)
        await self.answers.wait()
        return number


@pytest.mark.parametrize("state", ["paused", "cancelled"])
async def test_a_send_that_was_under_way_counts_as_sent(world, state: str):
    """The vendor has it, whatever was decided while it was on its way; and so says the sum that stays."""
    broadcast_id, hoa = draft(world), world.asker("hoa")
    send(world, broadcast_id)
    act(world, "broadcast")
    everybody = len(states(world, broadcast_id))
    channel = SlowChannel()
    async with open_database(world.path) as database:
        inbox = Inbox(database, {"telegram": channel}, lambda: world.now)
        delivery = Delivery(inbox, {"telegram": channel}, inbox.clock)
        parts = [asyncio.create_task(part) for part in (inbox.run(), delivery.run())]
        under_way = world.one("SELECT count(*) FROM outbox JOIN chats ON chats.id = chat_id WHERE channel = 'telegram'")
        await until(lambda: len(channel.done) == under_way)
        change = broadcasts.pause if state == "paused" else broadcasts.cancel
        assert await inbox.do(lambda tx: change(tx, hoa, broadcast_id))
        assert "sent" not in states(world, broadcast_id)
        channel.answers.set()
        await until(lambda: states(world, broadcast_id).count("sent") == under_way)
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
    assert 0 < under_way < everybody
    rest = "waiting" if state == "paused" else "cancelled"
    assert sorted(states(world, broadcast_id)) == sorted(["sent"] * under_way + [rest] * (everybody - under_way))
    assert sums_at_the_end(world, broadcast_id, state) == (under_way, everybody - under_way)


def test_what_fails_during_a_pause_is_not_due_before_it_goes_on(world):
    """Else it would be read, held and let go again and again, for as long as the pause lasts."""
    broadcast_id, hoa = draft(world), world.asker("hoa")
    send(world, broadcast_id)
    act(world, "broadcast")
    row_id = world.one("SELECT min(id) FROM outbox WHERE broadcast_id = ?", broadcast_id)
    with world.change() as tx:
        assert broadcasts.pause(tx, hoa, broadcast_id)
        outbox.mark_retry(tx, row_id, "502")
        assert not any(row.broadcast_id == broadcast_id for row in outbox.due(tx, tx.now))
        assert broadcasts.resume(tx, hoa, broadcast_id)
        assert row_id in {row.id for row in outbox.due(tx, tx.now)}


def sums_at_the_end(world: World, broadcast_id: int, state: str) -> tuple[int, int]:
    """How many were sent, and how many were not, once a broadcast has ended by being cancelled."""
    hoa = world.asker("hoa")
    with world.change() as tx:
        if state == "paused":
            assert broadcasts.cancel(tx, hoa, broadcast_id)
        assert broadcast_queue.finish(tx) == [], "a send may still be under way"
    world.now += broadcast_queue.STILL_IN_FLIGHT
    with world.change() as tx:
        ((_found, sums),) = broadcast_queue.finish(tx)
        kept = broadcast_sums.counts(tx, broadcasts.by_id(tx, hoa, broadcast_id))
    assert (kept.sent, kept.cancelled) == (sums.sent, sums.cancelled)
    return kept.sent, kept.cancelled


@pytest.mark.parametrize("ended", ["sent", "failed", "missed"])
def test_only_what_waits_or_was_cancelled_becomes_sent(world, ended: str):
    """A row that has ended otherwise stays as it ended, and one that is sent twice keeps its first id."""
    broadcast_id = draft(world)
    send(world, broadcast_id)
    act(world, "broadcast")
    row_id = world.one("SELECT min(id) FROM outbox WHERE broadcast_id = ?", broadcast_id)
    with world.change() as tx:
        if ended == "sent":
            outbox.mark_sent(tx, row_id, "first")
        else:
            outbox.mark_ended(tx, row_id, ended, "why")
        outbox.mark_sent(tx, row_id, "second")
    (row,) = world.rows("SELECT state, vendor_id FROM outbox WHERE id = ?", row_id)
    assert row == {"state": ended, "vendor_id": "first" if ended == "sent" else None}


async def test_a_photo_goes_up_once_for_everybody(world):
    """Telegram keeps it: the others get it by its file_id. Whoever has blocked the bot spoils nothing."""
    on_telegram(world)
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    sha256 = "a" * 64
    photo = BroadcastPhoto(media_type="image/png", size=len(picture), sha256=sha256, channel="telegram", vendor_id=None)
    broadcast_id = draft(world, photo=photo)
    send(world, broadcast_id)
    act(world, "broadcast")
    async with (
        serving(Account(anybody=True)) as server,
        connected(server, read_file=lambda _sha256: picture) as channel,
        open_database(world.path) as database,
    ):
        server.account.refusing[world.one("SELECT min(id) FROM chats")] = BLOCKED
        inbox = Inbox(database, {"telegram": channel}, lambda: world.now)
        delivery = Delivery(inbox, {"telegram": channel}, inbox.clock)
        parts = [asyncio.create_task(part) for part in (inbox.run(), delivery.run())]
        await until(lambda: len(server.account.received(method="sendPhoto")) >= 5)
        await until(lambda: marked(world) == 5)
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
    kinds = [type(call.params["photo"]).__name__ for call in server.account.calls if call.method == "sendPhoto"]
    assert kinds.count("str") == len(kinds) - 1


def test_the_progress_is_shown_in_one_message(world):
    broadcast_id = draft(world)
    send(world, broadcast_id)
    act(world, "broadcast")
    with world.change() as tx:
        assert broadcast_progress.due_edits(tx) == []  # nobody has its message on a screen


def typed(world: World, text: str) -> None:
    """Hoa types something."""
    world.now += timedelta(seconds=1)
    message = Incoming(channel="telegram", address="hoa", key=f"t{world.now}", at=world.now, kind="text", text=text)
    with world.change() as tx:
        dispatcher.receive(tx, message, world.features, world.services)


@pytest.mark.parametrize(
    ("edits", "minutes", "told"), [(True, 2, 0), (True, 11, 1), (False, 2, 1), (False, 11, 1)], ids=str
)
def test_the_author_is_told_of_the_end_where_they_look_at_no_message_that_shows_it(world, edits, minutes, told):
    """Of a long one in a line of its own; where no message can be changed, always, and no change is queued there."""
    world.features = replace(world.features, edits=edits)
    broadcast_id = draft(world)
    for text in (f"/thongbao {broadcast_id}", "Gửi ngay", "Gửi"):
        typed(world, text)
    act(world, f"clock +{minutes}m")
    act(world, "broadcast")
    act(world, "deliver")
    assert world.one("SELECT state FROM broadcasts WHERE id = ?", broadcast_id) == "done"
    bodies = [row["body"] for row in world.rows("SELECT body FROM outbox WHERE key LIKE 'broadcast:%:ended'")]
    assert [Reply.model_validate_json(body).text for body in bodies] == [
        "✓ Thông báo số 1, Tỉnh đoàn Sóc Trăng: đã gửi, 7/7 bạn"
    ] * told
    changes = world.one("SELECT count(*) FROM outbox WHERE kind = 'edit' AND key LIKE 'broadcast:%:progress:%'")
    assert bool(changes) == edits
