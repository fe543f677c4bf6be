"""One number from preview to report: whatever becomes of the people, each of them is counted once, at every moment.

What is expected is kept by hand beside the bot, person by person; it shares no query and no sum with the code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handlers import dispatcher, notices
from handlers.broadcasts import progress as broadcast_progress
from handlers.engine.message import Edit, Incoming, Reply
from handlers.engine.text import say
from storage.broadcasts import broadcasts
from storage.broadcasts import progress as broadcast_sums
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts.records import AudiencePart, BroadcastBody
from storage.messages import chats, outbox
from storage.organisation import grants
from storage.people import erasure, members
from storage.reminders import reminders
from storage.reminders.reminders import EVERYTHING
from tests.support import world as worlds
from tests.support.world import World

UNIT, ELSEWHERE = "Đoàn xã An Mỹ", "Đoàn xã Tham Đôn"
KEYS = count(1)
CHATS = {"none": [], "open": [True], "blocked": [False], "two": [True, False], "both blocked": [False, False]}


@dataclass
class Somebody:
    """A person of the audience, and what became of their message, as the test knows it."""

    id: int
    before: str  # at the yes: "reachable", "no_chat", "blocked"
    now: str = "waiting"  # then: waiting, sent, failed, blocked, left, stopped
    queued: bool = False
    erased: bool = False
    open_chats: list[int] = field(default_factory=list)


@dataclass
class Audience:
    """A broadcast under way in a world, and the people that it is for."""

    world: World
    people: list[Somebody]
    broadcast_id: int = 0
    denominator: int = 0
    state: str = "draft"

    def press(self, label: str) -> str:
        """What Hoa reads after she has typed a command or a button's label."""
        self.world.now += timedelta(seconds=1)
        message = Incoming(
            channel="telegram", address="hoa", key=f"d{next(KEYS)}", at=self.world.now, kind="text", text=label
        )
        with self.world.change() as tx:
            rows = dispatcher.receive(tx, message, self.world.features, self.world.services)
            said = [Reply.model_validate_json(row.body).text for row in rows if row.kind == "reply"]
        return "\n".join(said)

    def among(self, now: str) -> list[Somebody]:
        return [one for one in self.people if one.before == "reachable" and one.now == now]


# Who there is --------------------------------------------------------------------------------------------------------


def settle(world: World, kinds: list[dict[str, Any]]) -> list[Somebody]:
    """People of these kinds, of the audience's unit or of another one; returns those of the audience."""
    people = []
    for number, kind in enumerate(kinds):
        with world.change() as tx:
            member = members.join(
                tx,
                name=f"Người Thứ {number}",
                birth_year=2000,
                guardian=None,
                unit_id=world.unit_id(UNIT if kind["inside"] else ELSEWHERE),
                language=kind["language"],
            )
            somebody = Somebody(member.id, "no_chat")
            for place, is_open in enumerate(CHATS[kind["chats"]]):
                chat = chats.find_or_open(tx, "telegram", f"p{number}-{place}", kind["language"])
                chats.set_member(tx, chat.id, member.id)
                if not is_open:
                    chats.set_blocked(tx, chat.id)
                else:
                    somebody.open_chats.append(chat.id)
                somebody.before = "reachable" if somebody.open_chats else "blocked"
            if kind["silent"]:
                reminders.want(tx, grants.asker(tx, member), EVERYTHING, wanted=False)
        people += [somebody] if kind["inside"] else []
    return people


KIND = st.fixed_dictionaries(
    {
        "inside": st.sampled_from([True, True, True, False]),
        "chats": st.sampled_from(sorted(CHATS)),
        "language": st.sampled_from(["vi", "en"]),
        "silent": st.booleans(),
    }
)


# What happens --------------------------------------------------------------------------------------------------------


def feed(audience: Audience) -> None:
    """As much as the outbox has room for, and nothing once it is paused or over."""
    with audience.world.change() as tx:
        broadcast_queue.feed(tx)
    if audience.state != "sending":
        return
    queued = {
        row["member"]
        for row in audience.world.rows(
            "SELECT CAST(substr(key, instr(key, ':member-') + 8) AS INTEGER) AS member FROM outbox "
            "WHERE broadcast_id = ?",
            audience.broadcast_id,
        )
    }
    upto = audience.world.one("SELECT fed_upto FROM broadcasts WHERE id = ?", audience.broadcast_id)
    for one in audience.among("waiting"):
        if not one.queued and one.id <= upto:
            one.queued = one.id in queued
            assert one.queued == bool(one.open_chats), "who can be reached when it is their turn has a message"
            if not one.queued:
                one.now = "left" if one.erased else "blocked"


def deliver(audience: Audience, fails: bool) -> None:
    """The next message of it that is due goes out, or is not taken for good."""
    with audience.world.change() as tx:
        rows = [row for row in outbox.due(tx, tx.now) if row.broadcast_id == audience.broadcast_id]
        if not rows:
            return
        worded = notices.worded_now(tx, rows[0])
        if isinstance(worded, Reply) and not fails:
            outbox.mark_sent(tx, rows[0].id, "1")
        else:
            ended = "failed" if isinstance(worded, Reply) else "cancelled"
            outbox.mark_ended(tx, rows[0].id, ended, "400: no" if fails else "not wanted any more")
    reader = next(one for one in audience.people if rows[0].key.endswith(f":member-{one.id}"))
    if reader.now == "waiting":
        reader.now = "failed" if fails else "sent"


def block(audience: Audience, somebody: Somebody) -> None:
    if not somebody.open_chats:
        return
    with audience.world.change() as tx:
        for chat_id in somebody.open_chats:
            outbox.address_gone(tx, chat_id)
    somebody.open_chats.clear()
    if somebody.queued and somebody.now == "waiting":
        somebody.now = "blocked"


def write_again(audience: Audience, somebody: Somebody) -> None:
    """Whoever had blocked the bot writes to it; who never had a chat has one now."""
    if somebody.open_chats or somebody.erased:
        return
    with audience.world.change() as tx:
        own = chats.of_member(tx, somebody.id)
        chat = own[0] if own else chats.find_or_open(tx, "telegram", f"new-{somebody.id}", "vi")
        chats.set_member(tx, chat.id, somebody.id)
        chats.save(tx, chat.id, "{}")
    somebody.open_chats.append(chat.id)


def erase(audience: Audience, somebody: Somebody) -> None:
    """Whose turn has not come is left out when it comes; of those who had it already nothing is tried here."""
    if somebody.now != "waiting" or somebody.before != "reachable" or somebody.erased:
        return
    with audience.world.change() as tx:
        member = members.by_id(tx, somebody.id)
        assert member is not None
        erasure.erase(tx, grants.asker(tx, member), instead="{}")
    worlds.erase_on(audience.world)
    somebody.erased = True
    somebody.now = "left" if somebody.queued else "waiting"
    somebody.open_chats.clear()


def join(audience: Audience) -> None:
    """Somebody joins after the yes: they are not among those to whom it goes."""
    worlds.newcomer(audience.world, f"Người Mới {next(KEYS)}", UNIT)


def steer(audience: Audience, command: str, was: str, then: str) -> None:
    audience.press(f"/thongbao {audience.broadcast_id} {command}")
    if command == "dung" and audience.state in {"sending", "paused"}:
        audience.press("Dừng hẳn")
        audience.state = "cancelled"
        for one in audience.among("waiting"):
            one.now = "stopped"
    elif audience.state == was:
        audience.state = then


EVENT = st.one_of(
    st.tuples(st.just("feed")),
    st.tuples(st.just("feed")),
    st.tuples(st.just("deliver"), st.sampled_from([False, False, True])),
    st.tuples(st.just("deliver"), st.just(False)),
    st.tuples(st.sampled_from(["block", "write", "erase"]), st.integers(0, 30)),
    st.tuples(st.just("join")),
    st.tuples(st.just("look")),
    st.tuples(st.sampled_from(["pause", "resume", "resume", "stop"])),
)


def happen(audience: Audience, event: tuple[Any, ...]) -> None:
    audience.world.now += timedelta(seconds=1)
    match event:
        case ("feed",):
            feed(audience)
        case ("deliver", fails):
            deliver(audience, fails)
        case ("block" | "write" | "erase" as what, number) if audience.people:
            somebody = audience.people[number % len(audience.people)]
            {"block": block, "write": write_again, "erase": erase}[what](audience, somebody)
        case ("join",):
            join(audience)
        case ("pause",):
            steer(audience, "tamdung", "sending", "paused")
        case ("resume",):
            steer(audience, "tiep", "paused", "sending")
        case ("stop",):
            steer(audience, "dung", "", "")
        case ("look",):
            audience.world.now += timedelta(minutes=1)
    finish(audience)


def finish(audience: Audience) -> None:
    with audience.world.change() as tx:
        broadcast_progress.due_edits(tx)


# What is read --------------------------------------------------------------------------------------------------------

LINES = {
    "sent": r"[▓░]+ (\d+)/\d+ bạn",
    "denominator": r"[▓░]+ \d+/(\d+) bạn",
    "blocked": r"• (\d+) bạn vừa chặn bot",
    "failed": r"• (\d+) bạn gửi chưa được",
    "left": r"• (\d+) bạn không còn liên lạc được",
    "stopped": r"• (\d+) bạn không gửi nữa theo ý bạn",
    "no_chat": r"• (\d+) bạn chưa nhắn với bot nên chưa nhận được",
    "before": r"• (\d+) bạn đã chặn bot từ trước",
}


def shown(text: str) -> dict[str, int]:
    found = {name: re.search(pattern, text) for name, pattern in LINES.items()}
    return {name: int(match[1]) if match else 0 for name, match in found.items()}


def check(audience: Audience) -> None:
    """What the message says is what the test knows, and it adds up."""
    hoa = audience.world.asker("hoa")
    with audience.world.change() as tx:
        broadcast = broadcasts.by_id(tx, hoa, audience.broadcast_id)
        sums = broadcast_sums.counts(tx, broadcast)
        text = say(broadcast_progress.progress(broadcast, sums, tx.now), "vi")
    said = shown(text)
    outcomes = ("sent", "blocked", "failed", "left", "stopped")
    assert {name: said[name] for name in outcomes} == {name: len(audience.among(name)) for name in outcomes}, text
    assert said["no_chat"] == sum(one.before == "no_chat" for one in audience.people), text
    assert said["before"] == sum(one.before == "blocked" for one in audience.people), text
    assert said["denominator"] == audience.denominator, text
    assert sums.waiting == len(audience.among("waiting"))
    assert (
        sums.sent + sums.blocked + sums.failed + sums.left_out + sums.cancelled + sums.waiting == audience.denominator
    )


def check_screen(audience: Audience) -> None:
    """In Hoa's chat one message shows it, as it stands now and with the buttons of that; older ones point to it."""
    messages: dict[int, tuple[str, list[str]]] = {}
    for row in audience.world.rows(
        "SELECT outbox.id, kind, body FROM outbox JOIN chats ON chats.id = chat_id WHERE address = 'hoa' ORDER BY 1"
    ):
        if row["kind"] == "reply":
            reply = Reply.model_validate_json(row["body"])
            messages[row["id"]] = reply.text, [choice.label for choice in reply.choices]
        elif row["kind"] == "edit":
            edit = Edit.model_validate_json(row["body"])
            text = messages[edit.row][0] if edit.text is None else edit.text
            messages[edit.row] = text, [choice.label for choice in edit.choices]
    showing = [one for one in messages.values() if "▓" in one[0] or "░" in one[0]]
    hoa = audience.world.asker("hoa")
    with audience.world.change() as tx:
        broadcast = broadcasts.by_id(tx, hoa, audience.broadcast_id)
        text = say(broadcast_progress.progress(broadcast, broadcast_sums.counts(tx, broadcast), tx.now), "vi")
    assert all(text in shown for shown, _buttons in showing), "a message says what is no more"
    buttons = {"sending": ["Tạm dừng", "Dừng hẳn"], "paused": ["Gửi tiếp", "Dừng hẳn"]}
    if broadcast.state in buttons:
        assert [shown for _text, shown in showing] == [buttons[broadcast.state]]
    else:
        assert not {"Tạm dừng", "Gửi tiếp", "Dừng hẳn"} & {label for _text, shown in showing for label in shown}


def begin(world: World, people: list[Somebody]) -> Audience:
    """A broadcast to a unit, looked over and sent as its organiser does it; its number is what she was shown."""
    audience, hoa, unit_id = Audience(world, people), world.asker("hoa"), world.unit_id(UNIT)
    with world.change() as tx:
        audience.broadcast_id = broadcasts.draft(
            tx, hoa, unit_id, BroadcastBody(text="Chào {tên}"), [AudiencePart(kind="unit", unit_id=unit_id)]
        )
    review = audience.press(f"/thongbao {audience.broadcast_id}")
    number = re.search(r"(\d+) bạn sẽ nhận được", review)
    audience.denominator = int(number[1]) if number else 0
    no_chat = re.search(r"• (\d+) bạn chưa nhắn với bot", review)
    assert (int(no_chat[1]) if no_chat else 0) == sum(one.before == "no_chat" for one in people)
    assert "liên lạc" not in review
    if number:
        assert f"Gửi tới {audience.denominator} bạn" in audience.press("Gửi ngay")
        audience.press("Gửi")
        audience.state = "sending"
    return audience


def test_one_number_from_preview_to_report(world_file, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(broadcast_queue, "IN_OUTBOX", 3)
    monkeypatch.setattr(broadcast_queue, "FEWEST", 1)
    folder = tmp_path_factory.mktemp("denominators")

    @settings(max_examples=60, phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck))
    @given(kinds=st.lists(KIND, max_size=8), events=st.lists(EVENT, max_size=14))
    def runs(kinds, events):
        world = worlds.copied(world_file, folder / f"{next(KEYS)}.db")
        people = settle(world, kinds)
        khoa = world.member("khoa")  # of the unit as well, with an open chat
        chat = world.one("SELECT id FROM chats WHERE member_id = ?", khoa.id)
        people.insert(0, Somebody(khoa.id, "reachable", open_chats=[chat]))
        world.now += timedelta(minutes=1)
        audience = begin(world, people)
        assert audience.denominator == len(audience.among("waiting"))
        check(audience)
        for event in events:
            happen(audience, event)
            check(audience)
            check_screen(audience)
        world.close()

    runs()
