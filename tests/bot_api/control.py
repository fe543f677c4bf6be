"""The control API: how another process pushes updates, sets faults and reads what the bot did. See `Remote`."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.bot_api.account import Account
from tests.bot_api.calls import as_json
from tests.bot_api.faults import BLOCKED, Fault, Pace

if TYPE_CHECKING:
    from tests.bot_api.server import BotApi


async def control(server: BotApi, request: web.BaseRequest) -> web.Response:
    """Do what /control/<verb> asks; the body is JSON, and so is the answer."""
    verb = request.path.removeprefix("/control/")
    asked = await request.json() if request.can_read_body else dict(request.query)
    does = {
        "push": _push,
        "play": _play,
        "calls": _calls,
        "counts": _counts,
        "set": _set,
        "fault": _fault,
        "block": _block,
    }.get(verb)
    if does is None:
        return web.Response(status=404, text=f"there is no /control/{verb}")
    account = server.accounts[asked["token"]] if "token" in asked else server.account
    return web.Response(body=as_json(does(server, account, asked)), content_type="application/json")


def _push(_server: BotApi, account: Account, asked: dict[str, Any]) -> list[int | None]:
    """Push "updates": each {"chat", "text"}, {"chat", "press", "message"?}, {"chat", "location": [lat, lon], "live"?},
    {"chat", "photo": base64}, {"raw": an update} or {"forced": its JSON, "number"}. Answers their ids."""
    return [_push_one(account, update) for update in asked["updates"]]


def _push_one(account: Account, update: dict[str, Any]) -> int | None:
    if "raw" in update:
        return account.push(update["raw"])
    if "forced" in update:
        account.forces(update["number"], update["forced"])
        return int(update["number"])
    chat = update["chat"]
    if "text" in update:
        return account.says(chat, update["text"])
    if "press" in update:
        return account.presses_button(chat, update["press"], update.get("message"))
    if "location" in update:
        return account.sends_location(chat, *update["location"], live=update.get("live", False))
    return account.sends_photo(chat, base64.b64decode(update["photo"]))


def _play(_server: BotApi, account: Account, asked: dict[str, Any]) -> int:
    """Let people follow "scripts": {chat: steps}; see Account.plays."""
    for chat, steps in asked["scripts"].items():
        account.plays(int(chat), steps)
    return len(asked["scripts"])


def _calls(_server: BotApi, account: Account, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The calls after number "after" (0), of one "method" and "chat" or all, without the polling."""
    chat = int(asked["chat"]) if "chat" in asked else None
    return [
        {
            "number": call.number,
            "at": call.at,
            "wall": call.wall,
            "method": call.method,
            "params": call.params,
            "result": call.result,
        }
        for call in account.calls[int(asked.get("after", 0)) :]
        if (chat is None or call.params.get("chat_id") == chat) and asked.get("method") in (None, call.method)
    ]


def _counts(server: BotApi, account: Account, _asked: dict[str, Any]) -> dict[str, Any]:
    """How much there was of everything."""
    return {
        "calls": dict(account.counts),
        "taken": len(account.calls),
        "waiting": len(account.waiting),
        "confirmed": account.confirmed,
        "withheld": account.withheld,
        "violations": server.violations,
        "unplayed": sum(len(room.script) for room in account.rooms.values()),
        "spinning": sum(not answered for answered in account.presses.values()),
    }


def _set(server: BotApi, account: Account, asked: dict[str, Any]) -> bool:
    """Set "answer_ms", "anybody", "overlaps", "jumble", "pace" ({"per_second", "per_chat", "burst"} or null);
    "forget" what was recorded; "mend": no fault is to come any more; "drop": no update waits any more."""
    server.answer_ms = asked.get("answer_ms", server.answer_ms)
    account.anybody = asked.get("anybody", account.anybody)
    account.overlaps = asked.get("overlaps", account.overlaps)
    account.jumble = asked.get("jumble", account.jumble)
    if "pace" in asked:
        server.pace = Pace(**asked["pace"]) if asked["pace"] is not None else None
    if asked.get("mend"):
        server.faults.clear()
    if asked.get("drop"):
        account.waiting.clear()
    if asked.get("forget"):
        account.calls.clear()
        account.counts.clear()
        for room in account.rooms.values():
            room.messages.clear()
    return True


def _fault(server: BotApi, _account: Account, asked: dict[str, Any]) -> bool:
    """Script the fault that the body describes; see `Fault`."""
    server.faults.append(Fault(**{name: value for name, value in asked.items() if name != "token"}))
    return True


def _block(_server: BotApi, account: Account, asked: dict[str, Any]) -> int | None:
    """Let "chat" block the bot, or unblock it ("blocked": false)."""
    return account.blocks(asked["chat"], BLOCKED if asked.get("blocked", True) else None)
