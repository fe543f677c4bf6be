"""Fetches the files that vendors hold, whose links expire; and lets go of those that nobody holds any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.channels import Channel, SendError, TryAgain
from bot.files import FileStore
from bot.inbox import Inbox
from bot.workers.worker import Worker
from storage.files import files

SWEPT_EVERY = timedelta(days=1)
SWEPT_AT_ONCE = 100

log = logging.getLogger(__name__)


class Fetcher(Worker):
    """Works off the files that are wanted, whenever it is woken."""

    def __init__(
        self,
        inbox: Inbox,
        channels: Mapping[str, Channel],
        store: FileStore,
        wake: asyncio.Event,
        fetched: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.channels = channels
        self.store = store
        self.fetched = fetched  # somebody may wait for what has just come
        self.swept_at: datetime | None = None

    async def run_once(self) -> None:
        """Fetch what is wanted now, and let go of what nobody holds any more."""
        while found := await self.inbox.do(lambda tx: tuple(files.wanted(tx))):
            for one in found:
                await self._fetch(one)
        for sha256 in await self.inbox.do(files.orphans):
            self.store.delete(sha256)
            await self.inbox.do(partial(files.forget_orphan, sha256=sha256))
        if self.swept_at is None or self.inbox.clock() - self.swept_at >= SWEPT_EVERY:
            self.swept_at = self.inbox.clock()
            try:
                await self._sweep(self.swept_at - files.UNHELD_FOR)
            except OSError as error:
                log.warning("Old files could not be looked through: %s", error.strerror)

    async def _sweep(self, before: datetime) -> None:
        """Let go of old bytes that no record holds: what they came with led nowhere, or the process ended too soon."""
        old = await asyncio.to_thread(self.store.older_than, before)
        for first in range(0, len(old), SWEPT_AT_ONCE):
            some = old[first : first + SWEPT_AT_ONCE]
            for sha256 in await self.inbox.do(partial(files.unheld, hashes=some)):
                self.store.delete(sha256)

    async def _fetch(self, one: files.WantedFile) -> None:
        channel = self.channels.get(one.channel)
        if channel is None:  # its token was taken out of the settings; it may come back
            await self.inbox.do(partial(files.retry_later, file=one))
            return
        try:
            content = await channel.fetch(one.vendor_id)
        except TryAgain as error:
            log.info("File %s could not be fetched yet: %s", one.id, error)
            await self.inbox.do(partial(files.retry_later, file=one))
        except SendError as error:
            log.warning("File %s is lost: %s", one.id, error)
            await self.inbox.do(partial(files.lost, file_id=one.id))
        else:
            sha256 = await asyncio.to_thread(self.store.save, content)
            await self.inbox.do(partial(files.stored, file_id=one.id, sha256=sha256, size=len(content)))
        self.fetched()
