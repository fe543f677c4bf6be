"""Posting updates to a bot's webhook as Telegram does it (Bot API, setWebhook), and setting it.

Those of one chat go one after another, those of many chats side by side, over max_connections at most; each again and
again until it is answered with 2xx, later each time. `overlaps` lets those of one chat go side by side too, and
`jumble` delays each by a chance: the worst that a bot can be given.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.bot_api.facts import UPDATE_KINDS, Wrong
from tests.bot_api.faults import Refusal

if TYPE_CHECKING:
    from tests.bot_api.account import Account

ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
NO_HTTPS = "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
ANSWER_WITHIN = 60.0
FIRST_REST, LONGEST_REST = 0.02, 1.0  # seconds; Telegram's own are longer


class Poster:
    """Posts what waits for an account, from setWebhook to deleteWebhook."""

    def __init__(self, account: Account, url: str, secret: str | None, at_once: int) -> None:
        self.account = account
        self.url = url
        self.secret = secret
        self.at_once = at_once
        self.posts = 0
        self.most_at_once = 0
        self.last_error: tuple[int, str] | None = None
        self._came = asyncio.Event()
        self._under_way: dict[int, int | str] = {}  # update -> whose turn it is in
        self._turns: dict[int, int | str] = {}
        self._rests: dict[int | str, tuple[int, float]] = {}  # failures in a row, and until when
        self._running = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Something new waits."""
        self._came.set()

    def stop(self) -> None:
        """Post no more; whatever is under way stays unanswered, and waits on."""
        self._running.cancel()

    async def _run(self) -> None:
        connector = aiohttp.TCPConnector(limit=self.at_once)
        async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as posts:
            while True:
                self._came.clear()
                for number in self._ready():
                    posts.create_task(self._post(session, number))
                try:
                    async with asyncio.timeout(FIRST_REST):
                        await self._came.wait()
                except TimeoutError:
                    pass

    def _ready(self) -> list[int]:
        """The updates whose turn it is, which are under way from now on."""
        now, ready = time.monotonic(), []
        for number, content in self.account.waiting.items():
            if len(self._under_way) >= self.at_once:
                break
            if number not in self._turns:
                self._turns[number] = _chat(number, content)
            turn = number if self.account.overlaps else self._turns[number]
            busy = number in self._under_way or turn in self._under_way.values()
            if not busy and self._rests.get(turn, (0, 0.0))[1] <= now:
                self._under_way[number] = turn
                ready.append(number)
        self.most_at_once = max(self.most_at_once, len(self._under_way))
        return ready

    async def _post(self, session: aiohttp.ClientSession, number: int) -> None:
        turn = self._under_way[number]
        if self.account.jumble:
            await asyncio.sleep(random.uniform(0, self.account.jumble))
        try:
            why = await self._posted(session, self.account.waiting.get(number, b"{}"))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            why = f"Connection failed ({type(error).__name__})"
        del self._under_way[number]
        if why is None:
            self._rests.pop(turn, None)
            if self.account.waiting.pop(number, None) is not None:
                self.account.confirmed += 1
        else:
            self.last_error = (int(time.time()), why)
            failures = self._rests.get(turn, (0, 0.0))[0] + 1
            rest = min(LONGEST_REST, FIRST_REST * 2.0 ** min(failures - 1, 10))
            self._rests[turn] = (failures, time.monotonic() + rest)
        self._came.set()

    async def _posted(self, session: aiohttp.ClientSession, content: bytes) -> str | None:
        """Post one update; returns what Telegram would note of it, None where it was taken."""
        headers = {"Content-Type": "application/json"}
        if self.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        self.posts += 1
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with session.post(
            self.url, data=content, headers=headers, timeout=timeout, allow_redirects=False
        ) as answer:
            await answer.read()
            if 200 <= answer.status < 300:
                return None
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"


def _chat(number: int, content: bytes) -> int | str:
    """Whose queue an update stands in: its chat's, or its own where it is in none."""
    try:
        update = json.loads(content)
    except (ValueError, RecursionError):
        return number
    if not isinstance(update, dict):
        return number
    about = next((value for name, value in update.items() if name != "update_id"), {})
    holder = about.get("message", about) if isinstance(about, dict) else {}
    chat = holder.get("chat", {}).get("id") if isinstance(holder, dict) else None
    return f"chat {chat}" if chat is not None else number


def set_webhook(account: Account, params: dict[str, Any]) -> bool:
    """Post to this address from now on. Raises Refusal as Telegram does."""
    url, secret = params["url"], params.get("secret_token")
    if not url:
        return delete_webhook(account, params)
    if not re.match(r"https://[^/]+\.|http://127\.0\.0\.1:", url):  # a server of one's own posts over http too
        raise Refusal(400, NO_HTTPS)
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise Refusal(400, "Bad Request: secret token contains unallowed characters")
    if not 1 <= params.get("max_connections", 40) <= 100:
        raise Wrong("setWebhook.max_connections: 1 to 100")
    if unknown := set(params.get("allowed_updates", ())) - UPDATE_KINDS:
        raise Wrong(f"setWebhook.allowed_updates: there is no {', '.join(sorted(unknown))}")
    if "allowed_updates" in params:
        account.allowed = frozenset(params["allowed_updates"]) or None
    delete_webhook(account, params)
    if account.poll is not None and not account.poll.done():
        account.poll.set_result(False)
    account.poster = Poster(account, url, secret, params.get("max_connections", 40))
    return True


def delete_webhook(account: Account, params: dict[str, Any]) -> bool:
    """Post no more; updates can be dropped with it."""
    if account.poster is not None:
        account.poster.stop()
        account.poster = None
    if params.get("drop_pending_updates"):
        account.waiting.clear()
    return True


def webhook_info(account: Account, params: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    """Where updates are posted to, and how that goes."""
    info: dict[str, Any] = {
        "url": account.poster.url if account.poster is not None else "",
        "has_custom_certificate": False,
        "pending_update_count": len(account.waiting),
    }
    if account.poster is not None:
        info["max_connections"] = account.poster.at_once
        if account.poster.last_error is not None:
            info["last_error_date"], info["last_error_message"] = account.poster.last_error
    if account.allowed is not None:
        info["allowed_updates"] = sorted(account.allowed)
    return info
