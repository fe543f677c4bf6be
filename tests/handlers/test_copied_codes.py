"""A code of letters and digits is taken as it was copied: neither the digits in it nor its letters mean anything."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from handlers import dispatcher
from handlers.engine.message import Incoming
from storage.messages import chats
from storage.people import linking

CODES = [
    "557m287c",  # six digits
    "x5993k89",
    "4k5m6tr8",  # a thousand, a million
    "v88u79ye",  # keystrokes of VNI
    "n4g2u2ch",
    "9h3p2k4c",  # hours and minutes
    "2huy34ab",  # "huy" in it
]


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_taken_as_it_was_copied(world, code):
    said = []

    def tell(**content: Any) -> None:
        about = {"channel": "zalo_bot", "address": "stranger", "key": f"k{len(said)}", "at": world.now}
        with world.change() as tx:
            features = world.features_of("zalo_bot")
            rows = dispatcher.receive(tx, Incoming(**about, **content), features, world.services)
        said.append("\n".join(row.body for row in rows))

    with world.change() as tx:
        lan = chats.by_address(tx, "telegram", "lan")
        made = {"code_hash": hashlib.sha256(code.encode()).hexdigest(), "chat_id": lan.id}
        linking.sql.make(
            tx.connection, **made, member_id=None, freed_by=None, expires_at=tx.now + timedelta(minutes=10)
        )
    tell(kind="text", text="/ketnoi")
    tell(kind="text", text="1")
    tell(kind="text", text=f" {code.upper()} ")
    assert "Nguyễn Thị Lan" in said[-1]
