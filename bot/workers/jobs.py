"""Works off the errands that chats wait for, beside the writer, and tells each chat through the inbox."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from bot.files import FileStore
from bot.inbox import Inbox
from bot.sandbox import work
from bot.workers.worker import Woken
from handlers import dispatcher as front_desk
from handlers.engine.message import Incoming, Worked
from storage.database import Transaction
from storage.files import jobs as errands
from storage.files.jobs import Errand, UnreadableError
from storage.messages import chats

log = logging.getLogger(__name__)


class Errands(Woken):
    """One errand after the other. What was under way when the process ended begins anew: its row waits until told."""

    def __init__(self, inbox: Inbox, store: FileStore, database: Path) -> None:
        super().__init__()
        self.inbox = inbox
        self.store = store
        self.database = database

    async def turn(self) -> None:
        """Do what is waiting now."""
        while (errand := await self.inbox.do(self._next)) is not None:
            worked, size = await self._work(errand)
            await self.inbox.take(
                [
                    Incoming(
                        channel=errand.channel,
                        address=errand.address,
                        key=f"errand:{errand.id}",
                        kind="worked",
                        at=self.inbox.clock(),
                        worked=worked,
                    )
                ]
            )
            await self.inbox.do(partial(errands.done, errand=errand, sha256=worked.sha256 or None, size=size))

    def _next(self, tx: Transaction) -> Errand | None:
        """The next errand that somebody still waits for; the others are dropped."""
        for errand in errands.waiting(tx, most=100):
            chat = chats.by_id(tx, errand.chat_id)
            if chat is not None and front_desk.awaits(chat.state, errand.token):
                return errand
            errands.dropped(tx, errand)
        return None

    async def _work(self, errand: Errand) -> tuple[Worked, int]:
        """What came of an errand, which is on the disk then, and its size; what went wrong is told in the same way."""
        if errand.file_state == "lost":
            return Worked(token=errand.token, error="gone"), 0
        try:
            made = await work(*self.task(errand)) or b"null"
            sha256 = await asyncio.to_thread(self.store.save, made)
        except OSError as error:
            log.warning("Errand %s could not be done: %s", errand.id, error.strerror)
            return Worked(token=errand.token, error="gone"), 0
        except UnreadableError as error:
            return Worked(token=errand.token, error=error.key, facts=error.facts), 0
        except Exception:
            log.exception("Errand %s failed in a way that nobody foresaw", errand.id)
            return Worked(token=errand.token, error="crashed"), 0
        facts = {"name": errand.given.get("name", ""), "file_sha256": errand.sha256 or ""}
        return Worked(token=errand.token, sha256=sha256, facts=facts), len(made)

    def task(self, errand: Errand) -> tuple[str, dict[str, Any]]:
        """What a child is to do: read the errand's document, or else compare what was found in one earlier.

        Raises:
            FileNotFoundError: what it needs is not kept.
        """
        given = errand.given
        if errand.sha256 is not None:
            return "read", {"kind": errand.kind, "path": str(self.store.path(errand.sha256)), "name": given["name"]}
        return "compare", {
            "kind": errand.kind,
            "path": str(self.store.path(given["table"])),
            "given": given,
            "database": str(self.database.absolute()),
            "asker_id": errand.member_id,
            "now": self.inbox.clock().isoformat(),
        }


class Findings:
    """What errands found, read from the disk by its hash, the latest kept in memory."""

    def __init__(self, store: FileStore) -> None:
        self.store = store
        self.content = lru_cache(maxsize=32)(self._content)

    def found(self, sha256: str) -> Any:  # noqa: ANN401 - any JSON
        """What a conversation sees of a finding: its first line. None where it is not kept any more."""
        try:
            return self.content(sha256) if self.store.path(sha256).exists() else None
        except FileNotFoundError:
            return None

    def _content(self, sha256: str) -> Any:  # noqa: ANN401
        with self.store.path(sha256).open("rb") as file:
            return json.loads(file.readline())
