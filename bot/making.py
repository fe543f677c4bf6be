"""Makes the files that messages hold as facts only, when they are sent: spreadsheets."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.beside import work
from bot.clock import Clock
from handlers.errand_words import NOT_MADE, NOT_YOURS
from handlers.message import MadeFile, Reply, Sheet
from handlers.words import say
from storage.errands import UnreadableError

AT_ONCE = 2


class Making:
    """Lets child processes make files from a database, over connections that write nothing."""

    def __init__(self, database: Path, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def ready(self, reply: Reply, language: str) -> Reply:
        """The message with its file made; a sentence in its place where that cannot be had."""
        if not isinstance(reply.attachment, Sheet):
            return reply
        made = await self.sheet(reply.attachment, language)
        if isinstance(made, str):
            return reply.model_copy(update={"attachment": None, "text": f"{reply.text}\n\n{made}".strip()})
        return reply.model_copy(update={"attachment": MadeFile(name=reply.attachment.name, content=made)})

    async def sheet(self, sheet: Sheet, language: str) -> bytes | str:
        """The .xlsx of a sheet as its asker may see it now, or the sentence that says why there is none."""
        facts = {
            "database": str(self.database.absolute()), "now": self.clock().isoformat(), "language": language,
            "sheet": sheet.model_dump(),
        }  # fmt: skip
        try:
            async with self._slots:
                made = await work("sheet", facts)
        except UnreadableError:
            return say(NOT_MADE, language)
        return say(NOT_YOURS, language) if made is None else made
