"""The account's pair of tokens: one refresh at a time over all processes, and a new pair kept before it is used.

A refresh token works once, and a new pair kills the one before: who loses the answer is locked out. So a refresh is
never cut off by a stop; that the database can be written is seen before it is sent; and what comes back is written down
before anything else happens. A refused refresh changes nothing and is not sent again until something else is set.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from bot.channels.zalo_oa.oauth import NotNow, OAuth, OAuthError, Refused, Tokens
from bot.health.signs import Sign
from storage.channels import zalo_oa
from storage.channels.zalo_oa import Pair
from storage.database import Transaction, transaction
from storage.database_file import connect

log = logging.getLogger(__name__)
T = TypeVar("T")

REFRESH_AFTER = timedelta(hours=20)  # of 25 that an access token lasts
LOCK_WITHIN = 120.0  # seconds; longer than any refresh takes
REST = 60.0  # seconds between refreshes that bring nothing
WRITE_AGAIN = 0.5
CONNECT = "Whoever manages the account must consent again: run `diemdanh zalo-oa connect`."
NONE_YET = (
    "This Official Account is not connected yet: run `diemdanh zalo-oa connect`, or set DIEMDANH_ZALO_OA_REFRESH_TOKEN."
)


class TokenStore:
    """The pair of an app in the database, over short connections of its own. `given` is the settings' first pair."""

    def __init__(self, database: Path, app_id: str, clock: Callable[[], datetime], given: tuple[str, str]) -> None:
        self.app_id = app_id
        self._database = database
        self._clock = clock
        self._given = given

    async def do(self, job: Callable[[Transaction], T]) -> T:
        """Run a short job in a transaction of its own."""
        return await asyncio.to_thread(self._do, job)

    def _do(self, job: Callable[[Transaction], T]) -> T:
        with closing(connect(self._database)) as connection, transaction(connection, self._clock()) as tx:
            return job(tx)

    async def pair(self) -> Pair | None:
        """The pair that is kept; at first, and whenever another one is set, that of the settings."""
        return await self.do(self._pair)

    def _pair(self, tx: Transaction) -> Pair | None:
        kept = zalo_oa.pair(tx, self.app_id)
        access, refresh = self._given
        hashed = sha256(access, refresh)
        if refresh and (kept is None or kept.given != hashed):
            zalo_oa.keep(tx, self.app_id, (access, refresh), until=None, given=hashed)
            return zalo_oa.pair(tx, self.app_id)
        return kept

    async def keep(self, tokens: Tokens) -> None:
        """Keep a new pair, however often that has to be tried: it is the only one there is."""
        until = self._clock() + tokens.lasts
        while True:
            try:
                await self.do(lambda tx: zalo_oa.keep(tx, self.app_id, (tokens.access, tokens.refresh), until=until))
            except sqlite3.Error as error:
                log.error("Zalo's new tokens cannot be written (%s). Make room now; I keep trying.", error)  # noqa: TRY400
                await asyncio.sleep(WRITE_AGAIN)
            else:
                return


class Access:
    """The access token to use now. `sign` hears whether the account can go on speaking."""

    def __init__(
        self,
        store: TokenStore,
        oauth: OAuth,
        lock: Path,
        app_secret: str,
        *,
        clock: Callable[[], datetime],
        sign: Sign,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._oauth = oauth
        self._lock = lock
        self._app_secret = app_secret
        self._clock = clock
        self._sign = sign
        self._monotonic = monotonic
        self._turn = asyncio.Lock()
        self._pair: Pair | None = None
        self._rests_until = float("-inf")
        self._under_way: set[asyncio.Task[Any]] = set()

    async def token(self) -> str:
        """The token as it is known here. Raises Refused where there is none yet."""
        if self._pair is None:
            self._pair = await self._store.pair()
        if self._pair is None:
            self._sign.fails(NONE_YET, needs_hand=True)
            raise Refused(NONE_YET)
        return self._pair.access_token

    async def see_to_age(self) -> None:
        """Refresh a pair that is old enough; where that fails, the one there is still lasts for hours."""
        stale = await self.token()
        pair = self._pair
        if pair is None or pair.until is None or self._clock() < pair.since + REFRESH_AFTER:
            return
        try:
            await self.another_than(stale)
        except OAuthError as error:
            log.warning("Zalo's tokens are not refreshed yet: %s", error)

    async def another_than(self, stale: str) -> str:
        """A token that is not this one: by a refresh, unless somebody else has done that meanwhile.

        Raises OAuthError where there is none to be had now.
        """
        return await self._seen_through(self._refresh(stale))

    async def close(self) -> None:
        """Let what is under way come to its end."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _seen_through(self, work: Coroutine[Any, Any, str]) -> str:
        """Do this to its end even if whoever waits for it is told to stop."""
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _refresh(self, stale: str) -> str:
        async with self._turn, alone(self._lock):
            pair = await self._store.pair()
            if pair is None:
                raise Refused(NONE_YET)
            if pair.access_token == stale:
                pair = await self._refreshed(pair)
            self._pair = pair
            self._sign.works()
            return pair.access_token

    async def _refreshed(self, pair: Pair) -> Pair:
        """The pair after this one. Raises an OAuthError, and then nothing has changed."""
        self._see_that_it_may_be_sent(pair)
        app_id = self._store.app_id
        await self._store.do(partial(zalo_oa.ask, app_id=app_id))  # also shows that the answer can be written
        try:
            await self._store.keep(await self._oauth.refresh(pair.refresh_token))
        except NotNow as error:
            self._rests_until = self._monotonic() + REST
            if error.answered:
                await self._store.do(partial(zalo_oa.answered, app_id=app_id))
            raise
        except Refused as error:
            refuse = partial(zalo_oa.refuse, app_id=app_id, why=str(error), refused_with=self._asked_with(pair))
            await self._store.do(refuse)
            self._refuses(str(error))
            raise
        kept = await self._store.pair()
        if kept is None:
            raise Refused(NONE_YET)
        return kept

    def _see_that_it_may_be_sent(self, pair: Pair) -> None:
        if pair.refused and pair.refused_with == self._asked_with(pair):
            self._refuses(pair.refused)
            raise Refused(pair.refused)
        if self._monotonic() < self._rests_until:
            raise NotNow("Zalo's OAuth was asked a moment ago.", answered=True)

    def _refuses(self, why: str) -> None:
        if self._sign.fails(f"{why} {CONNECT}", needs_hand=True):
            log.error("Zalo refuses to refresh the tokens: %s %s", why, CONNECT)

    def _asked_with(self, pair: Pair) -> str:
        """What a refusal was about; with another secret the same refresh token may work."""
        return sha256(self._store.app_id, self._app_secret, pair.refresh_token)


@asynccontextmanager
async def alone(path: Path) -> AsyncIterator[None]:
    """Hold a lock over all processes, which goes with ours however that ends. Raises NotNow where it is not free."""
    lock = FileLock(path, thread_local=False)
    until = time.monotonic() + LOCK_WITHIN
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except Timeout:
            if time.monotonic() > until:
                raise NotNow("Another process has been refreshing Zalo's tokens for long.", answered=True) from None
            await asyncio.sleep(0.05)
    try:
        yield
    finally:
        lock.release()


def sha256(*parts: str) -> str:
    """One hash of several secrets."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
