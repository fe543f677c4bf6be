"""Fetches the files that vendors hold, whose links expire; and lets go of those that nobody holds any more."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.channels import FileRefused, SendError, TryAgain
from bot.delivery.tries import bounded
from bot.files import FileStore
from bot.inbox import Inbox
from bot.set_aside import SetAside
from bot.workers.worker import Worker
from storage.database import Transaction
from storage.files import files
from storage.files.files import WantedFile

SWEPT_EVERY = timedelta(days=1)
SWEPT_AT_ONCE = 100
HELD_FOR = 60.0  # seconds, where a vendor wants a pause and does not say for how long

log = logging.getLogger(__name__)


class FileWorker(Worker):
    """`fetched` is called where somebody may wait for what has come, `failed` where the fault is ours."""

    def __init__(
        self,
        inbox: Inbox,
        store: FileStore,
        wake: asyncio.Event,
        *,
        fetched: Callable[[], None] = lambda: None,
        failed: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.store = store
        self.fetched = fetched
        self.failed = failed
        self.swept_at: datetime | None = None
        self.aside = SetAside("files", failed, monotonic=monotonic)  # those of which not even a try can be noted
        self.monotonic = monotonic
        self.held: dict[str, float] = {}  # channels whose vendor wants a pause, and until when

    async def run_once(self) -> None:
        """Fetch what is wanted now, and let go of what nobody holds any more."""
        while wanted := await self._wanted():
            for file in wanted:
                if self.held.get(file.channel, 0.0) > self.monotonic():
                    continue
                await self.aside.attempt(file.id, self._fetch(file))
                self.fetched()
        await self._delete_orphans()
        if self.swept_at is None or self.inbox.clock() - self.swept_at >= SWEPT_EVERY:
            self.swept_at = self.inbox.clock()
            await self._sweep(self.swept_at - files.UNHELD_FOR)

    async def _wanted(self) -> list[WantedFile]:
        resting, now = self.aside.resting(), self.monotonic()
        wanted = await self.inbox.do(files.wanted)
        return [file for file in wanted if file.id not in resting and self.held.get(file.channel, 0.0) <= now]

    # Fetching: whatever goes wrong counts as a try, so that a file that never comes is not in the others' way --------

    async def _fetch(self, file: WantedFile) -> None:
        channel = self.inbox.channels.get(file.channel)
        if channel is None:  # its token was taken out of the settings; it may come back
            await self._retry_later(file)
            return
        try:
            content = await channel.fetch(file.vendor_id)
        except TryAgain as error:
            log.info("File %s could not be fetched yet: %s", file.id, error)
            if error.whole_channel:
                self.held[file.channel] = self.monotonic() + bounded(error.after, HELD_FOR)
            await self._retry_later(file, give_up=error.counts)
        except FileRefused as error:
            log.warning("File %s is not kept: %s", file.id, error)
            await self.inbox.do(partial(files.refused, file_id=file.id))
        except SendError as error:
            log.warning("File %s is lost: %s", file.id, error)
            await self.inbox.do(partial(files.lost, file_id=file.id))
        except Exception:
            log.exception("File %s could not be fetched, in a way that nobody foresaw", file.id)
            self.failed()
            await self._retry_later(file)
        else:
            await self._keep(file, content)

    async def _keep(self, file: WantedFile, content: bytes) -> None:
        try:
            sha256 = await asyncio.to_thread(self.store.save, content)
        except OSError as error:
            log.warning("File %s cannot be kept: %s. Is there room in the folder of photos?", file.id, error.strerror)
            self.failed()
            await self._retry_later(file, give_up=False)
        else:
            for unwanted in await self.inbox.do(partial(_stored, file=file, sha256=sha256, size=len(content))):
                self._delete(unwanted)

    async def _retry_later(self, file: WantedFile, *, give_up: bool = True) -> None:
        await self.inbox.do(lambda tx: files.retry_later(tx, file, give_up=give_up))

    # Letting go -----------------------------------------------------------------------------------------------------

    async def _delete_orphans(self) -> None:
        """Delete the bytes that an erased person left; what cannot be deleted now is an orphan still, next time."""
        for sha256 in await self.inbox.do(files.orphans):
            if self._delete(sha256):
                await self.inbox.do(partial(files.forget_orphan, sha256=sha256))

    async def _sweep(self, before: datetime) -> None:
        """Let go of old bytes that no record holds: what they came with led nowhere, or the process ended too soon."""
        try:
            old = await asyncio.to_thread(self.store.older_than, before)
        except OSError as error:
            log.warning("Old files could not be looked through: %s", error.strerror)
            return
        for first in range(0, len(old), SWEPT_AT_ONCE):
            some = old[first : first + SWEPT_AT_ONCE]
            for sha256 in await self.inbox.do(partial(files.unheld, hashes=some)):
                self._delete(sha256)

    def _delete(self, sha256: str) -> bool:
        try:
            self.store.delete(sha256)
        except OSError as error:
            log.warning("A file that nobody holds any more could not be deleted: %s", error.strerror)
            self.failed()
            return False
        return True


def _stored(tx: Transaction, file: WantedFile, sha256: str, size: int) -> list[str]:
    """Note that a file's bytes are here; returns them where nobody wants them any more: its person is erased."""
    files.stored(tx, file.id, sha256, size)
    return files.unheld(tx, [sha256])
