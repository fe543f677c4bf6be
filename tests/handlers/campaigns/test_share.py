"""The link that is shared opens the campaign: on Telegram where the bot is there, and on the very channel one is on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.broadcasts.words import preview
from handlers.campaigns.share import _AS_SIGNS
from handlers.dispatcher import receive
from handlers.engine.features import Features
from handlers.engine.message import Incoming, Reply
from storage.broadcasts.records import BroadcastBody

PAGE = "https://diemdanh.example"
TELEGRAM = "https://t.me/diemdanh_bot"


def said(world, text, *, channel="telegram", address="hoa", link=None, links=()):
    """What somebody hears who writes this on a channel with such links."""
    features = Features(link=link or world.features.link)
    message = Incoming(channel=channel, address=address, key=f"{channel}:{text}", at=world.now, kind="text", text=text)
    with world.change() as tx:
        rows = receive(tx.at(message.at), message, features, replace(world.services, links=lambda: links))
        return [Reply.model_validate_json(row.body) for row in rows if row.kind == "reply"]


def on_the_page(payload: str) -> str:
    return f"{PAGE}?start={payload}" if payload else PAGE


@pytest.mark.parametrize(
    ("link", "links", "shown"),
    [
        (on_the_page, (PAGE,), [f"{PAGE}?start=s2"]),
        (on_the_page, (PAGE, TELEGRAM), [f"{TELEGRAM}?start=s2", f"{PAGE}?start=s2"]),
        (None, (TELEGRAM, PAGE), [f"{TELEGRAM}?start=s2"]),
        (lambda _payload: "https://zalo.me/1", (TELEGRAM, PAGE), [f"{TELEGRAM}?start=s2", "https://zalo.me/1"]),
        (lambda _payload: "https://zalo.me/1", (PAGE,), ["https://zalo.me/1"]),
    ],
)
def test_what_is_shared(world, link, links, shown):
    replies = said(world, "/quanlychiendich 2 chiase", link=link, links=links)
    *addresses, code = replies[-1].text.split("\n")[1:]
    assert addresses == shown
    assert code.endswith("PCH-FR8-7P7"), "whom the link does not bring all the way types its code"
    assert replies[-1].attachment.link == shown[0], "the QR code opens the first"


@given(
    title=st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=4, max_size=60).map(str.strip).filter(bool)
)
def test_a_title_with_signs_of_formatting_is_announced_as_it_reads(title):
    shown = title.translate(_AS_SIGNS).strip()
    text, marks = preview(BroadcastBody(text=f"*{shown}*\n🕖 7:00"), "Lan", "Chi đoàn", "vi")
    assert [mark.style for mark in marks] in (["bold"], []) if not shown else [mark.style for mark in marks] == ["bold"]
    assert text.split("\n")[-1] == "🕖 7:00"
