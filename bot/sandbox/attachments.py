"""Makes the files that messages hold as facts only, when they are sent: spreadsheets and charts."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.clock import Clock
from bot.sandbox import work
from handlers.engine.document_words import NOT_KEPT, NOT_MADE, NOT_YOURS
from handlers.engine.message import Chart, MadeFile, Reply, Sheet
from handlers.engine.text import say
from storage.errors import UnreadableError

AT_ONCE = 2
CHARTS_KEPT = 50


class Making:
    """Lets child processes make files from a database, over connections that write nothing."""

    def __init__(self, database: Path, files: Path, clock: Clock) -> None:
        self.database = database
        self.files = files
        self.clock = clock
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._drawn: dict[tuple[str, str], bytes] = {}

    async def ready(self, reply: Reply, language: str) -> Reply:
        """The message with its file made; a sentence in its place where that cannot be had."""
        if isinstance(reply.attachment, Chart):
            picture = await self.chart(reply.attachment, language)
            return reply.model_copy(
                update={"attachment": picture and MadeFile(name="chart.png", content=picture, picture=True)}
            )
        if not isinstance(reply.attachment, Sheet):
            return reply
        made = await self.sheet(reply.attachment, language)
        if isinstance(made, str):
            return reply.model_copy(update={"attachment": None, "text": f"{reply.text}\n\n{made}".strip()})
        return reply.model_copy(update={"attachment": MadeFile(name=reply.attachment.name, content=made)})

    async def chart(self, chart: Chart, language: str) -> bytes | None:
        """The picture of a chart, the same one only once; None where it cannot be drawn: the text says it too."""
        key = (chart.model_dump_json(), language)
        if key not in self._drawn:
            try:
                async with self._slots:
                    made = await work("chart", {"chart": chart.model_dump(mode="json"), "language": language})
            except UnreadableError:
                return None
            if made is None:
                return None
            self._drawn[key] = made
            while len(self._drawn) > CHARTS_KEPT:
                self._drawn.pop(next(iter(self._drawn)))
        return self._drawn[key]

    async def file(self, attached: Sheet | Chart, language: str) -> bytes | str:
        """What an attachment that holds facts only becomes, or the sentence that says why there is nothing."""
        if isinstance(attached, Sheet):
            return await self.sheet(attached, language)
        return await self.chart(attached, language) or say(NOT_MADE, language)

    async def sheet(self, sheet: Sheet, language: str) -> bytes | str:
        """The .xlsx of a sheet as its asker may see it now, or the sentence that says why there is none."""
        facts = {
            "database": str(self.database.absolute()),
            "files": str(self.files.absolute()),
            "now": self.clock().isoformat(),
            "language": language,
            "sheet": sheet.model_dump(),
        }
        try:
            async with self._slots:
                made = await work("sheet", facts)
        except UnreadableError as error:
            return say(NOT_KEPT if error.key == "gone" else NOT_MADE, language)
        return say(NOT_YOURS, language) if made is None else made
