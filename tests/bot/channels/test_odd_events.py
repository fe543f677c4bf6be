"""Events as nobody has documented them: cases of a table with something missing, of another type, or beyond reason.

None is refused, for what is refused comes again until Zalo gives us up; none breaks anything; and whatever a plain look
says is somebody's text is heard as that.
"""

from __future__ import annotations

import asyncio
import copy
import json
import random
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_bot import updates as bot_updates
from bot.channels.zalo_oa import updates as oa_updates
from bot.json_as_sent import read
from tests.conformance.desk import at_work
from tests.conformance.vendors import VENDORS, ZALO_BOT_SECRET
from tests.zalo_api.oa_server import OA_ID, OA_NAME, signed

DATA = Path(__file__).parents[2] / "data"
NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
ME, NAME = "3e7d21aa90c4b8f6e5d1", "Bot Điểm Danh"
ACCOUNT = oa_updates.Account(OA_ID, OA_NAME, b"a key")
POSTS = 250  # of each kind of Zalo
ODD = (
    *(None, "", 0, -1, True, [], {}, [1], {"id": 1}, 1.5, 10**30, 1e400, "NaN", "-1", "2", "true"),
    *(
        "\u0000",
        "\ud83d",
        "  ",
        "x" * 5000,
        "a\u0301" * 1500,
        "9" * 40,
        "zgr-1",
        "GROUP",
        "[@1]",
        "c:1:2",
        "/start \ud83d",
    ),
)


def cases(name: str) -> list[Any]:
    """The events of a table that are JSON."""
    found = []
    for case in json.loads((DATA / f"{name}_events.json").read_text(encoding="utf-8")):
        event = case.get("body") if name == "zalo_bot" else _loaded(case["raw"])
        if event:
            found.append(event)
    return found


def _loaded(raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


CASES = {name: cases(name) for name in ("zalo_bot", "zalo_oa")}


def spoilt(event: Any, dice: random.Random) -> Any:
    """The event with one to three of its parts taken out, or replaced by something odd."""
    event = copy.deepcopy(event)
    for _part in range(dice.choice((1, 1, 1, 2, 3))):
        if there := list(parts(event)):
            holder, key = dice.choice(there)
            if dice.random() < 0.25:
                del holder[key]
            else:
                holder[key] = copy.deepcopy(dice.choice(ODD))
    return event


def parts(value: Any):
    """Every place in some JSON where a value stands: what holds it, and its key."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from parts(inner)


def plain_text(name: str, event: Any) -> tuple[str, str] | None:
    """Who wrote which text privately, as a plain look has it; None where that is not as clear as can be."""
    match name, event:
        case "zalo_oa", {"event_name": "user_send_text", "sender": {"id": str(who)}, "message": {"text": str(text)}}:
            clear = who.isdecimal() and who != OA_ID and event.get("oa_id") != who
        case "zalo_bot", {
            "event_name": "message.text.received",
            "message": {"from": {"id": str(who), "is_bot": False}, "chat": chat, "text": str(text)},
        }:
            clear = who.isalnum() and who != ME and chat == {"chat_type": "PRIVATE", "id": who}
        case _:
            return None
    words = unicodedata.normalize("NFC", text.replace("\ud83d", "\ufffd")).strip()
    is_said = words and words[0].isalpha() and words.isprintable() and not words.lower().startswith(("start", "c:"))
    return (who, words) if clear and is_said else None


@pytest.mark.parametrize("name", CASES)
@given(st.randoms(use_true_random=False))
def test_what_is_somebodys_text_is_heard_and_nothing_breaks(name, dice):
    event = read(json.dumps(spoilt(dice.choice(CASES[name]), dice)).encode())
    if name == "zalo_bot":
        heard = [one for one in [bot_updates.understand(event, ME, NAME, NOW)] if one is not None]
    else:
        heard = oa_updates.understand(event, ACCOUNT, NOW)
    for message in heard:
        assert message.address.strip()
        assert message.at <= NOW
        assert unicodedata.is_normalized("NFC", message.text)
        assert name == "zalo_oa" or not (message.private and message.address.startswith("zgr-")), "that is a group"
        json.loads(message.model_dump_json())
    assert len({message.key for message in heard}) == len(heard)
    if (said := plain_text(name, event)) is not None:
        assert [(message.kind, message.address, message.text) for message in heard] == [("text", *said)]


@pytest.mark.parametrize("name", CASES)
async def test_nothing_odd_is_refused_or_breaks_anything(name, world, caplog):
    dice, said = random.Random(name), set()
    async with VENDORS[name]() as vendor, at_work(vendor, world.path) as desk, aiohttp.ClientSession() as session:
        for number in range(POSTS):
            event = spoilt(dice.choice(CASES[name]), dice)
            if isinstance(event, dict) and plain_text(name, event) is not None:
                event["message"] |= {"message_id": f"odd{number}", "msg_id": f"odd{number}"}
                said.add(f"{name}:odd{number}")
            raw = json.dumps(event).encode()
            path, headers = f"/webhooks/{name.replace('_', '-')}", {"X-Bot-Api-Secret-Token": ZALO_BOT_SECRET}
            if name == "zalo_oa":
                stamp = str(1_795_827_661_000 + number)
                headers = {"X-ZEvent-Signature": signed(raw, stamp), "X-ZEvent-Timestamp": stamp}
            async with session.post(f"http://127.0.0.1:{desk.port}{path}", data=raw, headers=headers) as answer:
                assert answer.status == 200, raw
        await asyncio.sleep(0.2)
        assert desk.one("SELECT count(*) FROM parked_updates") == 0
        assert len(said) > 5
        assert said <= {row["key"] for row in desk.rows("SELECT key FROM seen_updates")}, "heard"
        assert {row["state"] for row in desk.rows("SELECT DISTINCT state FROM outbox")} <= {"sent", "waiting"}
        vendor.check()
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
