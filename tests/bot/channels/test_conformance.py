"""One suite that every vendor's channel passes: what is said of a send, and what comes, row by row of a table.

Nothing vanishes: whatever a vendor answers, a row of the outbox ends in a state that has a name, and says why.
"""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from handlers.engine.marked import units
from handlers.engine.message import Mark
from tests.bot_api.channel import until
from tests.conformance.desk import Desk, as_a_crash_leaves_it, at_work
from tests.conformance.vendors import ROWS, VENDORS, Says, Vendor
from tests.support.world import World

HOUR = 3600.0
NAMED = {"failed", "cancelled", "missed", "held", "closed"}  # how a row may end that was not sent
NOT_KNOWN = Says(200, "", taken=True)  # done, and the answer is lost


@pytest.fixture(params=VENDORS)
async def vendor(request):
    async with VENDORS[request.param]() as vendor:
        yield vendor
        vendor.check()


@pytest.fixture
async def desk(vendor, world):
    async with at_work(vendor, world.path) as desk:
        yield desk


def test_each_vendor_says_each_row_or_why_it_has_none():
    for vendor in VENDORS.values():
        assert set(vendor.says) == set(ROWS)
        assert all(vendor.says.values())


def answers(vendor: Vendor, row: str) -> tuple[Says, ...]:
    said = vendor.says[row]
    return said if isinstance(said, tuple) else ()


# What is said of a send ----------------------------------------------------------------------------------------------


async def test_sent(desk):
    """Once, composed, with its marks or without, and the vendor's own name for it is known."""
    lan, *_others = desk.vendor.people
    text = unicodedata.normalize("NFD", "Hẹn gặp lúc 7:00 ở Ấp Đại Ân")
    row = await desk.queue(lan, text, marks=(Mark(style="bold", offset=0, length=5),))
    assert await desk.ended(row) == ("sent", "")
    assert [unicodedata.normalize("NFC", said) for said in desk.vendor.got(lan)] == ["Hẹn gặp lúc 7:00 ở Ấp Đại Ân"]
    assert desk.one("SELECT vendor_id FROM outbox WHERE id = ?", row)


async def test_again_later(desk):
    """Whatever says that it was not done just now: it goes a little later, once, and nobody else waits for it."""
    lan, mai, _other = desk.vendor.people
    for number, said in enumerate(answers(desk.vendor, "again later")):
        desk.vendor.will_say(said, lan)
        row = await desk.queue(lan, f"lần {number}")
        await desk.tried(row)
        assert desk.end(row)[0] == "waiting", said
        await desk.ended(await desk.queue(mai, f"lần {number}"))
        await desk.later(HOUR)
        assert (await desk.ended(row))[0] == "sent", said
        assert desk.vendor.got(lan)[number:] == [f"lần {number}"], said
        assert desk.vendor.got(mai)[number:] == [f"lần {number}"], said


async def test_done_without_a_name(desk):
    """What was done is not done again because its answer does not say what the message is called."""
    lan, *_others = desk.vendor.people
    for number, said in enumerate(answers(desk.vendor, "done without a name")):
        desk.vendor.will_say(said, lan)
        row = await desk.queue(lan, f"lần {number}")
        assert await desk.ended(row) == ("sent", ""), said
        await desk.later(HOUR)
        assert desk.vendor.got(lan)[number:] == [f"lần {number}"], said


async def test_done_and_the_answer_is_lost(desk):
    """It may come twice, and no more often than that; the database knows it as sent."""
    lan, *_others = desk.vendor.people
    desk.vendor.will_say(NOT_KNOWN, lan)
    row = await desk.queue(lan, "một lần")
    await desk.tried(row)
    await desk.later(HOUR)
    assert (await desk.ended(row))[0] == "sent"
    assert desk.vendor.got(lan) == ["một lần"] * 2


async def test_window_closed(desk):
    """What waits there is held under a name, nobody is blocked, and all of it is said once the person writes again."""
    lan, mai, _other = desk.vendor.people
    for said in answers(desk.vendor, "window closed"):
        got = len(desk.vendor.got(lan))
        desk.vendor.will_say(replace(said, times=2), lan)
        held = await desk.queue_all(lan, "một", "hai")
        assert {(await desk.ended(row))[0] for row in held} <= {"held", "closed"}, said
        assert (await desk.ended(await desk.queue(mai, "ba")))[0] == "sent"
        assert len(desk.vendor.got(lan)) == got
        assert not desk.blocked(lan), said
        desk.vendor.is_well()
        assert await desk.writes(lan, "xin chào") == 200
        await until(lambda: all(desk.end(row)[0] == "sent" for row in held))  # noqa: B023 - called in this turn
        await until_marked(desk)
        whole = "\n".join(desk.vendor.got(lan)[got:])
        assert (whole.count("một"), whole.count("hai")) == (1, 1), whole


async def test_gone(desk):
    """What waits there ends with a name, nobody else is concerned, and all is well once the person writes again."""
    lan, mai, _other = desk.vendor.people
    for said in answers(desk.vendor, "gone"):
        got = len(desk.vendor.got(lan))
        await desk.ended(await desk.queue(lan, "trước đó"))
        desk.vendor.will_say(said, lan)
        first, second = await desk.queue_all(lan, "một", "hai")
        if said.times > 1:
            await desk.tried(first)
            await desk.later(HOUR)
        for waiting in (first, second):
            state, why = await desk.ended(waiting)
            assert state in NAMED, said
            assert why, said
        assert desk.vendor.got(lan)[got:] == ["trước đó"], said
        assert (await desk.ended(await desk.queue(mai, "ba")))[0] == "sent"
        assert desk.blocked(lan), said
        assert not desk.blocked(mai)
        assert await desk.writes(lan, "xin chào") == 200
        await desk.answered(lan, got + 1)
        assert not desk.blocked(lan), said
        assert (await desk.ended(await desk.queue(lan, "bốn")))[0] == "sent"
        assert desk.vendor.got(lan)[-1] == "bốn"


async def test_who_is_gone_at_a_quiet_hour_holds_up_nobody(desk):
    """Though nothing has been sent for long, so that the whole channel might be what fails."""
    lan, mai, _other = desk.vendor.people
    for said in answers(desk.vendor, "gone"):
        desk.passed += 3 * HOUR
        desk.vendor.will_say(replace(said, times=50), lan)
        gone = await desk.queue(lan, "một")
        await desk.tried(gone)
        good = await desk.queue(mai, "hai")
        for _look in range(12):
            await desk.later(10)
            await asyncio.sleep(0.02)
        assert desk.end(good)[0] == "sent", said
        assert desk.end(gone)[0] in NAMED, said
        desk.vendor.is_well()


async def test_message_wrong(desk):
    """It has failed, with what the vendor says; the next one of the same chat goes."""
    lan, *_others = desk.vendor.people
    for number, said in enumerate(answers(desk.vendor, "message wrong")):
        desk.vendor.will_say(said, lan)
        wrong, good = await desk.queue_all(lan, "sai", "đúng")
        state, why = await desk.ended(wrong)
        assert state == "failed", said
        assert why, said
        assert (await desk.ended(good))[0] == "sent", said
        assert desk.vendor.got(lan)[number:] == ["đúng"], said
        assert not desk.blocked(lan), said


def long_text(longest: int) -> str:
    """Two and a half messages' worth, as somebody's phone composes it."""
    lines = [f"{number}. Ấp Đại Nghĩa Thắng trồng được {number} cây, cảm ơn các bạn nhiều!" for number in range(900)]
    text, at = "", 0
    while units(text) < 2.5 * longest:
        text, at = f"{text}{lines[at]}\n", at + 1
    return text.strip()


async def test_too_long(desk):
    """All of it comes, in pieces that are not; and where one of them fails, none comes twice."""
    lan, mai, _other = desk.vendor.people
    text = long_text(desk.vendor.longest)
    row = await desk.queue(lan, unicodedata.normalize("NFD", text))
    assert (await desk.ended(row))[0] == "sent"
    whole = desk.vendor.got(lan)
    assert [units(unicodedata.normalize("NFC", piece)) <= desk.vendor.longest for piece in whole] == [True] * len(whole)
    assert unicodedata.normalize("NFC", "\n".join(whole)) == text
    for broken_at in (1, len(whole) - 1):
        got = len(desk.vendor.got(mai))
        desk.vendor.will_say(answers(desk.vendor, "again later")[0], mai, skip=broken_at)
        row = await desk.queue(mai, text)
        await desk.tried(row)
        await desk.later(HOUR)
        assert (await desk.ended(row))[0] == "sent"
        assert "\n".join(desk.vendor.got(mai)[got:]) == text


async def test_quota(desk):
    """Nothing is lost: it waits and goes once there is some again, in its order; or is held until its person writes."""
    lan, *_others = desk.vendor.people
    for number, said in enumerate(answers(desk.vendor, "quota")):
        got = len(desk.vendor.got(lan))
        desk.vendor.will_say(said, lan)
        first, second = await desk.queue_all(lan, f"một {number}", f"hai {number}")
        await desk.tried(first)
        assert desk.end(first)[0] in {"waiting", "held"}, said
        assert desk.end(second)[0] in {"waiting", "held"}, said
        await desk.later(HOUR + 1)
        if "held" in {(await desk.ended(first))[0], (await desk.ended(second))[0]}:
            assert await desk.writes(lan, "xin chào") == 200
        desk.vendor.is_well()
        await until(lambda: {desk.end(first)[0], desk.end(second)[0]} == {"sent"})  # noqa: B023 - in this turn
        await until_marked(desk)
        whole = "\n".join(desk.vendor.got(lan)[got:])
        assert [whole.count(text) for text in (f"một {number}", f"hai {number}")] == [1, 1], said
        assert whole.index("một") < whole.index("hai"), said


# What comes ----------------------------------------------------------------------------------------------------------


async def test_duplicate(vendor, world):
    """Posted again, at once and later, and after a restart: answered with 200 each time, and heard once.

    Heard again, the second one would be an answer to what is asked after it.
    """
    lan, mai, _other = vendor.people
    belongs_to(vendor, world)
    for _start in range(2):
        async with at_work(vendor, world.path) as desk:
            assert await desk.writes(lan, "/diemdanh", 1) == 200
            statuses = await asyncio.gather(*(desk.writes(lan, "Trồng cây xanh", 2) for _again in range(3)))
            assert statuses == [200] * 3
            asked = desk.one("SELECT state FROM chats WHERE address = ?", lan)
            assert await desk.writes(mai, "xin chào", 3) == 200
            await until_marked(desk)
            assert await desk.writes(lan, "Trồng cây xanh", 2) == 200
            assert desk.one("SELECT count(*) FROM seen_updates") == 3
            assert desk.one("SELECT state FROM chats WHERE address = ?", lan) == asked
    assert len(vendor.got(lan)) == 2
    assert len(vendor.got(mai)) == 1


def belongs_to(vendor: Vendor, world: World) -> None:
    """The first of the vendor's people is Lan, who is a member."""
    with world.change() as tx:
        tx.connection.execute(
            "UPDATE chats SET channel = ?, address = ? WHERE address = 'lan'", (vendor.name, vendor.people[0])
        )


async def test_out_of_order(desk):
    """What was written earlier and comes later is heard all the same; each is answered once."""
    lan, mai, _other = desk.vendor.people
    assert await desk.writes(lan, "/trogiup", 9) == 200
    assert await desk.writes(lan, "xin chào", 8, ago=40) == 200
    assert await desk.writes(mai, "xin chào", 7, ago=HOUR) == 200
    await desk.answered(lan, 1)
    await desk.answered(mai, 0)
    assert desk.one("SELECT count(*) FROM seen_updates") == 3
    assert len(desk.vendor.got(lan)) == 2
    assert len(desk.vendor.got(mai)) == 1


# A crash between any two steps ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crash:
    """What is left at a moment: the file, how often the person had been told, and whether the post was answered."""

    moment: str
    path: Path
    told: int
    answered: bool


async def test_a_crash_between_any_two_steps(vendor, world, tmp_path):
    """Between a post and its commit, its 200, its answer's way out, the mark of that: done once, said at least once.

    Said twice is what was under way, and nothing else.
    """
    lan, mai, _other = vendor.people
    belongs_to(vendor, world)
    async with at_work(vendor, world.path) as desk:
        for number, said in enumerate(("/diemdanh", "Trồng cây xanh"), 1):
            assert await desk.writes(lan, said, number) == 200
            await desk.answered(lan, number - 1)
            await until_marked(desk)
        crashes = await crashed_at_each_step(desk, lan, world.code(), tmp_path)
    assert [crash.moment for crash in crashes] == MOMENTS
    for crash in crashes:
        before = told(vendor, lan)
        async with at_work(vendor, crash.path) as anew:
            assert anew.one("SELECT count(*) FROM check_ins") == (crash.moment != "posted"), crash
            if not crash.answered:  # so it is posted again
                assert await anew.writes(lan, world.code(), CODE) == 200
            assert await anew.writes(mai, "xin chào", CODE + 1) == 200
            await until_marked(anew)
            assert anew.one("SELECT count(*) FROM check_ins") == 1, crash
            assert anew.one("SELECT count(*) FROM parked_updates") == 0
            assert anew.one("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0, crash
        times = crash.told + told(vendor, lan) - before
        assert times == 2 if crash.moment == "taken, not marked" else times == 1, (crash, times)


CODE = 3  # the number of what is written when it crashes
MOMENTS = ["posted", "committed, not answered", "answered, not sent", "sent, not taken", "taken, not marked", "marked"]


async def crashed_at_each_step(desk: Desk, who: str, text: str, folder: Path) -> list[Crash]:
    """Somebody writes; what would be left if the bot died at each moment of the way."""
    crashes: list[Crash] = []

    def note(moment: str, *, answered: bool = True) -> None:
        if moment not in {crash.moment for crash in crashes}:
            path = as_a_crash_leaves_it(desk.path, folder / f"crash-{len(crashes)}.db")
            crashes.append(Crash(moment, path, told(desk.vendor, who), answered))

    def committed(rows: object) -> None:
        if rows:
            note("committed, not answered", answered=False)
            note("answered, not sent")

    note("posted", answered=False)
    desk.inbox.committed.subscribe(committed)
    with desk.vendor.watched(before=lambda: note("sent, not taken"), after=lambda: note("taken, not marked")):
        assert await desk.writes(who, text, CODE) == 200
        await until_marked(desk)
    note("marked")
    return crashes


def told(vendor: Vendor, who: str) -> int:
    """How often somebody was told that they are checked in."""
    return sum("Đã điểm danh" in text for text in vendor.got(who))


async def until_marked(desk: Desk) -> None:
    """Wait until nothing waits."""
    await until(lambda: not desk.one("SELECT count(*) FROM outbox WHERE state = 'waiting'"))
