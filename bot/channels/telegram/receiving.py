"""Receiving: long polling that acknowledges only what is committed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError

from bot.channels import Take
from bot.channels.telegram.answers import ODD, REFUSED, NotTelegram, TooMany, Unreadable
from bot.channels.telegram.connection import Connection
from bot.channels.telegram.updates import KINDS, Me, not_understood, understand, written_at
from bot.health.signs import Reception
from handlers.engine.message import Incoming

log = logging.getLogger(__name__)

TWO_POLLERS = (
    "Another program fetches this Telegram bot's messages, so each message reaches only one of the two. "
    "Stop the other one, or give it a token of its own."
)
LONGEST_REST = 60.0  # seconds between two polls that fail
POLL_SECONDS = 30
POLL_MOST = 100


class Receiving(Connection):
    """The updates of an account. `_first_rest` is the shortest backoff; `_reception` is told how it goes."""

    _clock: Callable[[], datetime]
    _first_rest: float
    _reception: Reception

    async def run(self, take: Take) -> None:
        """Poll until cancelled. An update is acknowledged by the poll after the one that `take` returned for.

        (Bot API, getUpdates: an update is confirmed when a later call has an offset above its id.)
        """
        offset: int | None = None
        failures = 0
        limit = POLL_MOST
        while True:
            try:
                me = self._me or await self._introduce()
                updates = await self._poll(offset, limit)
                self._reception.works()
                if updates:
                    await self._hand_over(updates, me, take)
                    offset = max(update["update_id"] for update in updates) + 1
                else:
                    # All below the offset is confirmed. After a quiet week ids start anew, maybe lower: ask for any.
                    offset = None
                    limit = POLL_MOST
                failures = 0
                await self._set_menus()
            except Unreadable as error:
                # One that cannot be read would come again for ever: the others are taken singly, and it is passed over.
                if limit == 1:
                    log.error("Update %s cannot be read at all, and is passed over", error.update_id)  # noqa: TRY400
                    offset = error.update_id + 1
                limit = POLL_MOST if limit == 1 else 1
            except Exception as error:  # noqa: BLE001 - whatever it was, the next poll brings the same updates again
                failures += 1
                await asyncio.sleep(self._rest(error, failures))

    async def _poll(self, offset: int | None, limit: int) -> list[dict[str, Any]]:
        asked = {"timeout": POLL_SECONDS, "limit": limit, "allowed_updates": KINDS, "offset": offset}
        updates = await self._call("getUpdates", asked, read_timeout=POLL_SECONDS + 10)
        if not isinstance(updates, list) or not all(map(_is_update, updates)):
            raise NotTelegram(ODD)
        return updates

    async def _hand_over(self, updates: Sequence[dict[str, Any]], me: Me, take: Take) -> None:
        for moment in filter(None, map(written_at, updates)):
            self._reception.dated(moment)
        now = self._clock()
        understood = [message for update in updates if (message := self._understand(update, me, now)) is not None]
        if understood:
            await take(understood)

    def _understand(self, update: dict[str, Any], me: Me, now: datetime) -> Incoming | None:
        try:
            return understand(update, me, now)
        except Exception:
            log.exception("Update %s is not as the Bot API describes it", update.get("update_id"))
            return not_understood(update, now)

    def _rest(self, error: Exception, failures: int) -> float:
        """Log what went wrong and say how long to wait: twice as long each time, never for all bots in step."""
        if isinstance(error, Conflict):
            self._reception.fails(TWO_POLLERS, needs_hand=True)
            log.error(TWO_POLLERS)
        elif isinstance(error, InvalidToken | EndPointNotFound):
            self._reception.fails(REFUSED, needs_hand=True)
            log.error(REFUSED)
        elif isinstance(error, TelegramError):
            self._reception.fails(f"{error} See that this machine reaches Telegram.")
            log.warning("Fetching messages from Telegram failed: %s I keep trying.", error)
        else:
            self._reception.fails(f"{type(error).__name__}. The log has the reason.")
            log.error("Messages from Telegram could not be taken; they will come again.", exc_info=error)
        if isinstance(error, TooMany) and error.after is not None:
            return error.after + random.random()  # noqa: S311 - spreads load, guards nothing
        longest = min(LONGEST_REST, self._first_rest * 2.0 ** min(failures - 1, 10))
        return longest * random.uniform(0.5, 1)  # noqa: S311


def _is_update(update: object) -> bool:
    return isinstance(update, dict) and type(update.get("update_id")) is int
