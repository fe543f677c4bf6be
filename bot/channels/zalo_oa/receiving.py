"""Receiving: what Zalo posts, and what it lists of the latest messages, which makes up for posts that never came.

A post is answered once its message is committed. Zalo posts again what was not answered, five times over an hour, and
then nothing more until a person switches it on: the list finds what was missed, and that there is such a silence.
Without a public address the list alone brings what people write.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot import json_as_sent
from bot.channels import Take
from bot.channels.zalo.values import moment_of
from bot.channels.zalo_oa.answers import NotZalo, ZaloOaError
from bot.channels.zalo_oa.calls import ACCOUNT, RECENT, Calls
from bot.channels.zalo_oa.oauth import OAuthError
from bot.channels.zalo_oa.signature import is_signed
from bot.channels.zalo_oa.tokens import Access, TokenStore
from bot.channels.zalo_oa.updates import Account, understand
from bot.errors import RefusedError
from bot.health.signs import Reception
from handlers.engine.message import Incoming
from storage.channels import zalo_oa

log = logging.getLogger(__name__)

ANSWER_WITHIN = 1.8  # seconds, of the two that Zalo waits; then it is told to post it again, which it does after 30 s
LOOK_EVERY = 60.0  # seconds between two looks at the list, where posts come
POLL_EVERY = 5.0  # where none do: Zalo takes a hundred calls a minute
LONGEST_REST = 300.0  # seconds after looks that failed
WEBHOOK = "/webhooks/zalo-oa"
PAGE, MOST_PAGES = 10, 50  # listrecentchat: count <= 10
LEFT_TO_POSTS = timedelta(seconds=90)  # what is younger will be posted, or posted again
QUIET_FOR = timedelta(hours=24)
WARN_EVERY = 600.0  # seconds
LISTED = {
    "text": "user_send_text",
    "photo": "user_send_image",
    "image": "user_send_image",
    "gif": "user_send_gif",
    "sticker": "user_send_sticker",
    "link": "user_send_link",
    "links": "user_send_link",
    "location": "user_send_location",
    "file": "user_send_file",
    "voice": "user_send_audio",
    "audio": "user_send_audio",
    "video": "user_send_video",
}
SIGNED_OTHERWISE = (
    "Zalo's posts are signed with the app's secret instead of the account's: set DIEMDANH_ZALO_OA_SECRET_KEY to the "
    '"OA Secret Key" that developers.zalo.me shows beside the webhook.'
)
UNSIGNED = (
    "Somebody posts to the webhook of the Official Account without Zalo's signature. If it is Zalo, then "
    "DIEMDANH_ZALO_OA_SECRET_KEY or DIEMDANH_ZALO_OA_APP_ID is wrong."
)
UNSUBSCRIBED = (
    "People write to the Official Account, but Zalo does not post it here: after posts that failed for an hour it "
    "stops for good. See at developers.zalo.me that the webhook's address is {address}, and that its events are "
    "switched on. What is written comes late until then."
)
QUIET = (
    "Zalo has posted nothing for the Official Account for {hours} h. If that is odd, see at developers.zalo.me that "
    "the webhook's address is {address}, and that its events are switched on."
)
Json = dict[str, Any]


class Receiving:
    """The events of an account."""

    _access: Access
    _account: Account
    _app_id: str
    _app_secret: str
    _calls: Calls
    _clock: Callable[[], datetime]
    _first_rest: float
    _monotonic: Callable[[], float]
    _public_url: str | None
    _reception: Reception
    _secret_key: str
    _store: TokenStore
    answer_within = ANSWER_WITHIN
    _missed = False  # whether something was written that Zalo did not post, since it posted last
    _looked = False  # whether the list was looked at since the start
    _posted_at: datetime | None = None  # when Zalo posted last, or, at the start, when we began to wait for it
    _warned_at = float("-inf")

    # What is posted --------------------------------------------------------------------------------------------------

    async def take_post(self, raw: bytes, headers: Mapping[str, str], take: Take) -> None:
        """Commit what was posted; returns where 200 is the answer.

        What a slow disk has not committed in time is not given up by that: it waits its turn and is committed once, and
        the same post then does nothing.

        Raises:
            RefusedError: it is not Zalo's, or cannot be written now.
        """
        if not is_signed(raw, headers, self._app_id, self._secret_key):
            if _is_event(raw):
                self._warn(raw, headers)
                raise RefusedError(403, "That is not signed as Zalo signs it.")
            return  # how Zalo's console looks whether anybody is there
        now = self._clock()
        messages = self._understood(_event(raw), now)
        try:
            async with asyncio.timeout(self.answer_within):
                if messages:
                    await take(messages)
        except TimeoutError:
            raise RefusedError(503, "Nothing can be written now; send it again.") from None
        self._missed = False
        self._posted_at = now
        self._reception.works()

    def _warn(self, raw: bytes, headers: Mapping[str, str]) -> None:
        """Say what may be wrong, but not for each post: anybody can send one."""
        if self._monotonic() - self._warned_at < WARN_EVERY:
            return
        self._warned_at = self._monotonic()
        with_app_secret = is_signed(raw, headers, self._app_id, self._app_secret)
        log.error(SIGNED_OTHERWISE if with_app_secret else UNSIGNED)

    def _understood(self, event: object, now: datetime) -> list[Incoming]:
        try:
            return understand(event, self._account, now)
        except Exception:
            log.exception("An event is not as Zalo describes it, and is passed over")
            return []

    # What is listed --------------------------------------------------------------------------------------------------

    async def run(self, take: Take) -> None:
        """Look at the list of the latest messages again and again until cancelled, and keep the tokens fresh."""
        failures = 0
        while True:
            try:
                await self._access.see_to_age()
                if not self._account.id:
                    await self.meet()
                await self.catch_up(take)
                failures = 0
                rest = POLL_EVERY if self._public_url is None else LOOK_EVERY
            except (ZaloOaError, OAuthError) as error:
                failures += 1
                rest = self._rest(error, failures)
            await asyncio.sleep(rest)

    async def meet(self) -> None:
        """Learn our own id and name. Raises a ZaloOaError."""
        match await self._calls.get(ACCOUNT):
            case {"oaid": str() | int() as number, **more} | {"oa_id": str() | int() as number, **more} if str(number):
                name = more.get("name")
                self._account = Account(str(number), name if isinstance(name, str) else "", self._account.key)
            case _:
                raise NotZalo("Zalo does not say which account this is.")

    async def catch_up(self, take: Take) -> None:
        """Take what people wrote since the last look and Zalo did not post. Raises a ZaloOaError."""
        began = self._clock()
        heard = await self._store.do(partial(zalo_oa.heard, app_id=self._app_id))
        if heard is None:  # what was written before the first start was written to somebody else
            await self._store.do(partial(zalo_oa.hear, app_id=self._app_id, upto=began))
            self._tell()
            return
        upto = began if self._public_url is None else began - LEFT_TO_POSTS
        new = await self._unseen(await self._listed(heard.upto, upto), began)
        if new:
            if self._looked and self._public_url is not None:
                self._missed = True
            await take(new)
        await self._store.do(partial(zalo_oa.hear, app_id=self._app_id, upto=upto))
        self._looked = True
        self._tell()

    async def _listed(self, since: datetime, upto: datetime) -> list[Json]:
        """What people wrote in this time, oldest first; a little more than that, for Zalo's clock is not ours."""
        rows: list[Json] = []
        for page in range(MOST_PAGES):
            told = await self._calls.get(RECENT, {"offset": page * PAGE, "count": PAGE})
            listed = [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []
            rows += listed
            if len(listed) < PAGE or any(_written_at(row) < since - LEFT_TO_POSTS for row in listed):
                break
        return sorted(
            (row for row in rows if since - LEFT_TO_POSTS <= _written_at(row) <= upto and not self._is_ours(row)),
            key=_written_at,
        )

    def _is_ours(self, row: Json) -> bool:
        return str(row.get("from_id")) == self._account.id or str(row.get("src")) == "0"

    async def _unseen(self, rows: list[Json], now: datetime) -> list[Incoming]:
        """The messages among these that have not come before."""
        messages = [message for row in rows for message in self._understood(as_event(row), now)]
        if not messages:
            return []
        return await self._store.do(lambda tx: [one for one in messages if not zalo_oa.is_seen(tx, one.key)])

    def _tell(self) -> None:
        """Say how receiving goes, once a look has worked."""
        address = f"{self._public_url or ''}{WEBHOOK}"
        self._posted_at = self._posted_at or self._clock()
        silent = self._clock() - self._posted_at
        if self._public_url is None:
            self._reception.works()
        elif self._missed:
            self._reception.fails(UNSUBSCRIBED.format(address=address), needs_hand=True)
        elif silent > QUIET_FOR:
            hours = int(silent / timedelta(hours=1))
            self._reception.fails(QUIET.format(hours=hours, address=address), needs_hand=True)
        else:
            self._reception.works()

    def _rest(self, error: Exception, failures: int) -> float:
        """Log what went wrong and say how long to wait: longer each time."""
        self._reception.fails(f"{error} See that this machine reaches Zalo.")
        log.warning("Looking at what people wrote failed: %s I keep trying.", error)
        chance = random.uniform(0.5, 1)  # noqa: S311 - spreads load, guards nothing
        return min(LONGEST_REST, self._first_rest * 2.0 ** min(failures - 1, 10)) * chance


def as_event(row: Json) -> Json:
    """A row of the list as the event that Zalo would have posted."""
    payload: Json = {name: row.get(name) for name in ("url", "description", "size", "name") if row.get(name)}
    payload["thumbnail"] = row.get("thumb")
    if location := row.get("location"):
        payload["coordinates"] = _json(location)
    text = row.get("message") if isinstance(row.get("message"), str) else row.get("text")
    return {
        "event_name": LISTED.get(str(row.get("type")).lower(), ""),
        "timestamp": row.get("time"),
        "sender": {"id": row.get("from_id")},
        "recipient": {"id": row.get("to_id")},
        "message": {"msg_id": row.get("message_id"), "text": text, "attachments": [{"payload": payload}]},
    }


def _json(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def _written_at(row: Json) -> datetime:
    """When a listed message was written; the beginning of time where that makes no sense."""
    return moment_of(row.get("time")) or datetime.fromtimestamp(0, UTC)


def _event(raw: bytes) -> object:
    try:
        return json_as_sent.read(raw)
    except ValueError:
        return None


def _is_event(raw: bytes) -> bool:
    """Whether a body is more than a look at whether anybody is there."""
    body = _event(raw)
    return bool(raw.strip()) and (not isinstance(body, dict) or "event_name" in body)
