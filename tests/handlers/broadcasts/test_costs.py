"""What an announcement costs: price and reach before the yes are what comes of it, and each of its people has a state.

The reference goes person by person, by the hours since each wrote; it shares no query with the code.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import unread
from handlers.broadcasts import costs
from handlers.engine.message import Reply
from storage.broadcasts import broadcasts, progress
from storage.broadcasts.records import AudiencePart, BroadcastBody
from storage.messages import chats, held, outbox, spending
from storage.messages.priorities import Priority
from storage.messages.tariffs import Tariff
from storage.people import members
from tests.support import world as worlds
from tests.support.world import World

PRICE = 55
NUMBERS = count(1)
UNIT = "Đoàn xã An Mỹ"
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "hours": st.sampled_from([0, 1, 47, 48, 49, 100, 167, 168, 169, 2000]),
            "telegram": st.booleans(),
            "writes": st.booleans(),
        }
    ),
    max_size=8,
)


def settle_in(world: World, people: list[dict]) -> list[int]:
    """People of the audience's unit: each has a chat of an Official Account, some another one on Telegram."""
    ids = []
    for number, one in enumerate(people):
        with world.change() as tx:
            unit_id = world.unit_id(UNIT)
            name = f"Người Thứ {number}"
            member = members.join(tx, name=name, birth_year=2000, guardian=None, unit_id=unit_id, language="vi")
            for channel, hours in (("zalo_oa", one["hours"]), *([("telegram", 9000)] if one["telegram"] else [])):
                then = tx.at(tx.now - timedelta(hours=hours))
                chat = chats.find_or_open(then, channel, f"p{number}", "vi")
                chats.set_member(then, chat.id, member.id)
                chats.interacted(then, chat.id)
            ids.append(member.id)
    return ids


def out(world: World) -> None:
    """What may go out does, each for what it costs."""
    with world.change() as tx:
        for row in outbox.due(tx, tx.now):
            if row.broadcast_id is None and not row.key.startswith("unread:"):
                continue
            answer = held.ask(tx, row, world.services.tariffs, 1)
            if answer.elsewhere is not None or answer.receipt is not None:
                outbox.mark_sent(tx, (answer.elsewhere or row).id, "1")


def of_whom(one: dict) -> str:
    """How somebody is reached, by hand."""
    if one["hours"] < 48 or one["telegram"]:
        return "free"
    return "paid" if one["hours"] < 7 * 24 else "closed"


@given(PEOPLE, st.integers(0, 6), st.integers(0, 3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_said_before_the_yes_is_what_becomes_of_it(world_file, tmp_path, people, money, spent):
    world = worlds.copied(world_file, tmp_path / f"{next(NUMBERS)}.db")
    tariff = Tariff(windows=True, price=PRICE, limit=PRICE * (money + spent), source="a price list")
    world.services = replace(world.services, tariffs={"zalo_oa": tariff})
    ids = settle_in(world, people)
    asker = world.asker("hoa")
    part = AudiencePart(kind="unit", unit_id=world.unit_id(UNIT))
    among = Counter(map(of_whom, people))
    reaches = max(n for n in range(money + spent + 1) if n == 0 or (spent + n) * 100 <= (money + spent) * 90)
    paid = min(among["paid"], reaches)
    with world.change() as tx:
        spending.add(tx, "zalo_oa", tariff, Priority.ANNOUNCEMENT, spent)
        number = broadcasts.draft(tx, asker, world.unit_id(UNIT), BroadcastBody(text="Chào"), [part])
        ways = broadcasts.reach(tx, asker, number)
        said = costs.costs(tx, ways, world.services, Reply(text="Chào"))
        others = sum(count for way, count in ways.items() if ":" not in way and way[0] != "!") - among["free"]
        assert sum((one.paid for one in said), 0) == among["paid"]
        assert sum((one.closed for one in said), 0) == among["closed"]
        assert costs.price(said) == paid * PRICE
        assert broadcasts.send(tx, asker, number, tx.now)
    worlds.act(world, "broadcast")
    out(world)
    worlds.act(world, "broadcast")
    expected = {"sent": others + among["free"] + paid, "held": among["paid"] - paid, "closed": among["closed"]}
    check(world, number, expected, cost=paid * PRICE)
    assert broadcasts_of(world, number).state == "done"

    for member_id, one in zip(ids, people, strict=True):
        waits = world.one(
            "SELECT count(*) FROM outbox WHERE state IN ('held', 'closed') AND key LIKE ?", f"%member-{member_id}"
        )
        if one["writes"] and waits:
            with world.change() as tx:
                [chat] = chats.of_member(tx, member_id)
                chats.interacted(tx, chat.id)
                unread.after_writing(tx, chat.id)
            out(world)
            expected["held" if of_whom(one) == "paid" else "closed"] -= 1
            expected["sent"] += 1
            check(world, number, expected, cost=paid * PRICE)
    world.now += timedelta(days=31)
    with world.change() as tx:
        held.look_through(tx, world.services.tariffs)
        progress.settle(tx)
    missed = expected.pop("held") + expected.pop("closed")
    check(world, number, expected | {"failed": missed, "held": 0, "closed": 0}, cost=paid * PRICE)
    world.close()


def broadcasts_of(world: World, number: int):
    asker = world.asker("hoa")
    with world.change() as tx:
        return broadcasts.by_id(tx, asker, number)


def check(world: World, number: int, expected: dict[str, int], cost: int) -> None:
    """All that its message would say of its people, whether their ends are in the sums already or not."""
    asker = world.asker("hoa")
    for _again in range(2):
        with world.change() as tx:
            sums = progress.counts(tx, broadcasts.by_id(tx, asker, number))
            progress.settle(tx)
    assert {name: getattr(sums, name) for name in expected} == expected
    assert sums.waiting == sums.left_out == sums.blocked == 0
    assert sums.reachable == sum(expected.values())
    assert sums.cost == cost
