"""A channel without buttons: what its lines promise is what the engine reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.plain_text import numbered
from handlers.engine.choices import resolve, wants_back, wants_cancel
from handlers.engine.message import Choice, Incoming, Reply
from handlers.engine.state import BACK, CANCEL, MORE, Asked, Shown

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
LABELS = ("Trồng cây", "Hiến máu", "Dạy học")
NAV = tuple(Choice(id=f"7:{name}", label=name, nav=True) for name in (MORE, BACK, CANCEL))


def typed(text: str) -> Incoming:
    return Incoming(channel="plain", address="a", key="k", at=NOON, kind="text", text=text)


def reply(*, free: bool = False, hint: bool = False) -> Reply:
    choices = tuple(Choice(id=f"7:{n}", label=label, hint=hint) for n, label in enumerate(LABELS))
    return Reply(text="Chọn gì?", choices=choices + NAV, question=7, free=free)


def asked(*, free: bool = False) -> Asked:
    return Asked(id=7, step="s", choices=[Shown(key=label, label=label) for label in LABELS], free=free)


def test_every_number_picks_its_line():
    lines = numbered(reply(), "vi").splitlines()
    for label in LABELS:
        (line,) = [one for one in lines if one.endswith(label)]
        number = line.partition(".")[0]
        assert resolve(typed(number), asked()) == label


@pytest.mark.parametrize(("language", "stop"), [("vi", "huy"), ("en", "cancel")])
def test_the_last_line_says_what_goes_back_and_stops(language, stop):
    last = numbered(reply(), language).splitlines()[-1]
    assert "0." in last
    assert wants_back(typed("0"), asked())
    assert stop in last
    assert wants_cancel(typed(stop), asked())
    more = {"vi": "xem them", "en": "more"}[language]
    assert more in last
    assert resolve(typed(more), asked()) == MORE


@pytest.mark.parametrize(("language", "back", "stop"), [("vi", "/lui", "/huy"), ("en", "/back", "/cancel")])
def test_where_one_types_freely_only_words_with_a_slash_do(language, back, stop):
    last = numbered(reply(free=True), language).splitlines()[-1]
    assert back in last
    assert stop in last
    assert "0." not in last
    assert wants_back(typed(back), asked(free=True))
    assert wants_cancel(typed(stop), asked(free=True))
    assert not wants_back(typed("0"), asked(free=True))


def test_suggestions_have_no_number():
    text = numbered(reply(free=True, hint=True), "vi")
    assert "– Trồng cây" in text
    assert "1." not in text


def test_a_message_without_choices_is_its_text():
    assert numbered(Reply(text="Chào bạn"), "vi") == "Chào bạn"
