"""Codes that are typed in a chat: what they open on each channel, how many wrong ones there may be, what is said."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from handlers import dispatcher
from handlers.engine.message import Incoming, Reply
from handlers.engine.text import Text, say
from handlers.opening import MISTYPED, NOBODYS, TOO_MANY, VOIDED
from handlers.roles.redeem import no_longer
from storage import codes
from storage.attendance import live_codes
from storage.links import links, short_codes
from storage.messages import chats
from storage.organisation import grants
from storage.records import Role

CHANNELS = ("telegram", "web", "plain", "web_zalo", "zalo_bot", "zalo_oa")


def _vi(text: Text) -> str:
    return say(text, "vi")


def nobodys(number: int, length: int = codes.POSTER_LENGTH) -> str:
    """A code whose check fits and that stands for nothing."""
    hashes = (hashlib.sha256(f"{number}:{attempt}".encode()).digest() for attempt in count())
    return codes.made((int.from_bytes(one, "big") for one in hashes), length)


OPENED = {"c": "Đã điểm danh “Chủ nhật xanh”", "s": "Trồng cây xanh", "i": "bí thư của Đoàn xã An Mỹ"}


class Person:
    """Somebody who writes on a channel."""

    def __init__(self, world, channel: str, address: str) -> None:
        self.world, self.channel, self.address = world, channel, address
        self.numbers = count()

    def says(self, text: str = "", **content: Any) -> str:
        about = {"channel": self.channel, "address": self.address, "at": self.world.now}
        given = content or {"kind": "text", "text": text}
        key = f"{self.channel}:{self.address}:{next(self.numbers)}"
        with self.world.change() as tx:
            features = self.world.features_of(self.channel)
            rows = dispatcher.receive(tx, Incoming(**about, key=key, **given), features, self.world.services)
        mine = [row.body for row in rows if row.address == self.address and row.kind != "edit"]
        return "\n".join(Reply.model_validate_json(body).text for body in mine)

    @property
    def tries_left(self) -> int:
        with self.world.change() as tx:
            return short_codes.tries_left(tx, chats.find_or_open(tx, self.channel, self.address, "vi"))


@pytest.fixture
def shown(world):
    """The codes of a poster, a campaign and an invitation."""
    shift = world.shift("cleanup")
    with world.change() as tx:
        return {
            "c": short_codes.of_poster(tx, shift.id, shift.generation),
            "s": short_codes.of_campaign(tx, world.campaign_id("trees")),
            "i": grants.invite(tx, Role.LEADER, world.unit_id("Đoàn xã An Mỹ")),
        }


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", ["c", "s", "i"])
def test_a_stranger_and_a_member_come_in_by_it_on_every_channel(world, shown, channel, kind):
    stranger, member = Person(world, channel, "moi"), Person(world, channel, "lan-here")
    lan = world.member("lan").id
    with world.change() as tx:
        chats.set_member(tx, chats.find_or_open(tx, channel, "lan-here", "vi").id, lan)
    written = codes.shown(shown[kind])
    assert "Điểm Danh" in stranger.says(f"dạ em có mã {written.lower()} ạ"), "joining begins"
    [row] = world.rows("SELECT state FROM chats WHERE address = 'moi'")
    assert f'"payload":"{kind}' in row["state"]
    said = member.says(written)
    assert OPENED[kind] in said
    assert member.tries_left == short_codes.TRIES


def test_a_voided_poster_and_a_voided_campaign_are_said_to_be_that_and_are_no_guess(world, shown):
    lan, hoa = Person(world, "telegram", "lan"), world.asker("hoa")
    shift, campaign = world.shift("cleanup"), world.campaign_id("trees")
    with world.change() as tx:
        live_codes.void_posters(tx, hoa, shift)
        links.void(tx, "campaign", campaign)
    for code in (shown["c"], shown["s"]):
        for written in (code, f"mã em nè {codes.shown(code).replace('-', ' ')} nha"):
            assert lan.says(written).startswith(_vi(VOIDED))
    assert lan.tries_left == short_codes.TRIES
    assert world.one("SELECT count(*) FROM check_ins") == 0


def test_wrong_codes_are_counted_mistyped_ones_are_not(world, shown):
    lan = Person(world, "zalo_bot", "may")
    code = shown["c"]
    for at, symbol in enumerate(code):
        other = codes.SYMBOLS[codes.SYMBOLS.index(symbol) - 1]
        wrong = code[:at] + other + code[at + 1 :]
        if codes.is_one(wrong):
            assert lan.says(wrong).startswith(_vi(MISTYPED))
    assert lan.tries_left == short_codes.TRIES
    for number in range(short_codes.TRIES):
        written = nobodys(number, (codes.POSTER_LENGTH, codes.INVITE_LENGTH)[number % 2])
        assert lan.says(codes.shown(written)).startswith(_vi((NOBODYS, no_longer())[number % 2]))
    for text in (code, shown["i"], f"mã {codes.shown(shown['s'])}", f"start {code}"):
        assert lan.says(text).startswith(_vi(TOO_MANY)), text
    assert "Sai mã nhiều lần quá" in lan.says(f"/nhanquyen {shown['i']}")
    assert _vi(TOO_MANY) not in lan.says("xin chào")
    world.now += short_codes.TRIES_WITHIN + timedelta(seconds=1)
    assert "Điểm Danh" in lan.says(code)


WAYS = ("{0}", "mã {0} ạ", "{1}", "em thử {1} nha", "{0} {2}", "start {0}", "/nhanquyen {3}", "/diemdanh {0}")


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_writing_lets_one_guess_for_nothing(world, way):
    guesser = Person(world, "zalo_oa", "42")
    for number in range(short_codes.TRIES):
        before = guesser.tries_left
        if before == 0:
            break
        code = codes.shown(nobodys(number))
        blanks, invite = code.replace("-", " "), codes.shown(nobodys(number, codes.INVITE_LENGTH))
        guesser.says(way.format(code, blanks, codes.shown(nobodys(number + 100)), invite))
        assert guesser.tries_left < before, way
    assert guesser.tries_left == 0


def test_at_the_question_for_an_invitation_wrong_codes_count_and_end_it(world):
    lan = Person(world, "telegram", "lan")
    lan.says("/nhanquyen")
    for left in range(short_codes.TRIES - 1, 0, -1):
        lan.says("abcdefghjk"[left:] + "k" * left)
        assert lan.tries_left == left
    assert "Sai mã nhiều lần quá" in lan.says("kkkkkkkkkk")
    assert lan.tries_left == 0
    assert "Sai mã nhiều lần quá" in lan.says("/nhanquyen")


def test_so_many_wrong_ones_of_everybody_close_posters_for_all_and_invitations_for_none(world, shown):
    with world.change() as tx:
        for number in range(short_codes.ALL_TRIES):
            short_codes.tried(tx, chats.find_or_open(tx, "telegram", f"stranger{number % 300}", "vi"))
    lan = Person(world, "telegram", "lan")
    assert lan.says(shown["c"]).startswith(_vi(TOO_MANY))
    assert "bí thư của Đoàn xã An Mỹ" in lan.says(shown["i"])


def test_a_code_in_the_place_of_the_minutes_code_is_its_own_and_the_minutes_code_is_no_other(world, shown):
    lan = Person(world, "telegram", "lan")
    lan.says("/diemdanh")
    assert "mã 6 số" in lan.says("Trồng cây xanh")
    assert "Đã điểm danh “Chủ nhật xanh”" in lan.says(codes.shown(shown["c"]))
    lan.says("/diemdanh")
    lan.says("Trồng cây xanh")
    said = lan.says(f"{world.code('trees')[:3]} {world.code('trees')[3:]}")
    assert "Đã điểm danh “Trồng cây xanh”" in said
    assert lan.tries_left == short_codes.TRIES


def test_in_a_group_nobody_opens_anything(world, shown):
    lan = Person(world, "telegram", "lan")
    said = lan.says(kind="text", text=codes.shown(shown["c"]), private=False, addressed=True)
    assert "Chủ nhật xanh" not in said
    assert world.one("SELECT count(*) FROM check_ins") == 0
