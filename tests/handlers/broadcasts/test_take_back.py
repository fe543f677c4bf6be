"""What goes out later becomes a draft again, whose audience is that of a draft of now; nothing of before is left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.broadcasts import broadcasts
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts.records import AudiencePart, BroadcastBody
from storage.campaigns import sign_ups
from storage.database import to_text
from storage.messages import chats
from storage.organisation import grants
from storage.people import members
from storage.records import Asker
from tests.support.world import SHIFTS, World, act

IN_AN_HOUR = timedelta(hours=1)
QUEUED = "SELECT state, due_at FROM outbox WHERE broadcast_id = ?"


def scheduled(world: World, part: AudiencePart, *, late: bool = False, after: timedelta = IN_AN_HOUR) -> int:
    """An announcement of Hoa's that goes out later, its audience collected."""
    asker, unit_id = world.asker("hoa"), world.unit_id("Tỉnh đoàn Sóc Trăng")
    campaign_id = part.campaign_id
    with world.change() as tx:
        number = broadcasts.draft(
            tx, asker, unit_id, BroadcastBody(text="Chào"), [part], campaign_id=campaign_id, late=late
        )
        assert broadcasts.send(tx, asker, number, tx.now + after)
    act(world, "broadcast")
    return number


def of_trees(world: World) -> AudiencePart:
    campaign_id = world.one("SELECT campaign_id FROM shifts WHERE id = ?", SHIFTS["trees"])
    return AudiencePart(kind="campaign", campaign_id=campaign_id, value="signed_up")


def take_back(world: World, number: int) -> bool:
    asker = world.asker("hoa")
    with world.change() as tx:
        return broadcasts.take_back(tx, asker, number)


def send(world: World, number: int) -> None:
    asker = world.asker("hoa")
    with world.change() as tx:
        assert broadcasts.send(tx, asker, number, tx.now)
    act(world, "broadcast")


def sign_up(world: World, asker: Asker) -> None:
    """A seat for somebody, with the last instructions of the campaign."""
    part = of_trees(world)
    with world.change() as tx:
        assert sign_ups.take_seat(tx, asker, SHIFTS["trees"])
        broadcast_queue.late(tx, asker.member_id, part.campaign_id or 0, tx.now)


def newcomer(world: World) -> Asker:
    """Somebody who joins now, behind the last of those among whom an audience was looked for."""
    with world.change() as tx:
        unit_id = world.unit_id("Chi đoàn Ấp Đại Ân")
        member = members.join(tx, name="Kim Mới", birth_year=2001, guardian=None, unit_id=unit_id, language="vi")
        chats.set_member(tx, chats.find_or_open(tx, "telegram", "moi", "vi").id, member.id)
        return grants.asker(tx, member)


def names(world: World, number: int) -> set[str]:
    people = world.rows(
        "SELECT members.name FROM broadcast_people JOIN members ON members.id = member_id WHERE broadcast_id = ?",
        number,
    )
    return {row["name"] for row in people}


@pytest.mark.parametrize("at_once", [1, 2500])
def test_its_audience_is_that_of_the_second_yes(world, monkeypatch, at_once):
    monkeypatch.setattr(broadcasts, "AUDIENCE_AT_ONCE", at_once)
    act(world, "clock 2026-11-21 08:00")
    lan = world.asker("lan")
    sign_up(world, lan)
    sign_up(world, world.asker("an"))
    number = scheduled(world, of_trees(world), late=True)
    first = names(world, number)
    assert take_back(world, number)
    with world.change() as tx:
        held = next(one for one in sign_ups.of_member(tx, lan) if one.shift_id == SHIFTS["trees"])
        sign_ups.cancel(tx, lan, held.id)
    sign_up(world, newcomer(world))
    send(world, number)
    assert (len(first), len(names(world, number)), len(names(world, number) & first)) == (2, 2, 1)
    hoa = world.asker("hoa")
    with world.change() as tx:
        sent = broadcasts.by_id(tx, hoa, number)
    assert (sent.people, sent.fed, sent.no_chat, sent.collected_upto) == (2, 2, 0, sent.newest)
    assert [row["state"] for row in world.rows(QUEUED, number)] == ["waiting"] * 2


def test_who_joined_and_signed_up_after_the_yes_has_no_message_of_it_left(world):
    number = scheduled(world, of_trees(world), late=True)
    sign_up(world, newcomer(world))
    assert len(world.rows(QUEUED, number)) == 1
    assert take_back(world, number)
    assert world.rows(QUEUED, number) == []
    assert names(world, number) == set()


@pytest.mark.parametrize("at_once", [1, 2500])
def test_a_draft_keeps_nobody_of_its_audience(world, monkeypatch, at_once):
    monkeypatch.setattr(broadcasts, "AUDIENCE_AT_ONCE", at_once)
    number = scheduled(world, AudiencePart(kind="unit", unit_id=world.unit_id("Tỉnh đoàn Sóc Trăng")))
    assert names(world, number)
    assert take_back(world, number)
    while forget_step(world):
        pass
    assert not names(world, number)


def forget_step(world: World) -> bool:
    with world.change() as tx:
        return broadcast_queue.forget_taken_back(tx)


@pytest.mark.parametrize("state", ["draft", "going", "cancelled", "done"])
def test_what_goes_out_or_is_over_is_not_taken_back(world, state):
    whole = AudiencePart(kind="unit", unit_id=world.unit_id("Tỉnh đoàn Sóc Trăng"))
    number = scheduled(world, whole, after=timedelta(0) if state in {"going", "done"} else IN_AN_HOUR)
    asker = world.asker("hoa")
    if state == "draft":
        assert take_back(world, number)
    if state == "cancelled":
        with world.change() as tx:
            assert broadcasts.cancel(tx, asker, number)
    if state == "done":
        act(world, "deliver")
        act(world, "broadcast")
    before = world.rows("SELECT state, people FROM broadcasts WHERE id = ?", number)
    assert not take_back(world, number)
    assert world.rows("SELECT state, people FROM broadcasts WHERE id = ?", number) == before


def test_what_was_paused_and_goes_on_keeps_its_hour(world):
    """Somebody who signed up meanwhile gets it with the others, not at the moment in which it goes on."""
    number = scheduled(world, of_trees(world), late=True)
    sign_up(world, newcomer(world))
    asker = world.asker("hoa")
    with world.change() as tx:
        at = broadcasts.by_id(tx, asker, number).at
        assert broadcasts.pause(tx, asker, number)
        assert broadcasts.resume(tx, asker, number)
    assert [row["due_at"] for row in world.rows(QUEUED, number)] == [to_text(at)]
