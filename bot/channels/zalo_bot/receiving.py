"""Receiving by long polling. What a poll brings is Zalo's no more, so it is committed before the next one asks.

Nothing is replayed and there is no history: a poll that runs when the bot is to stop is seen to its end.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from bot.channels import Take
from bot.channels.zalo_bot.answers import REFUSED, Empty, TokenRefused, TooMany, ZaloError
from bot.channels.zalo_bot.calls import Calls
from bot.channels.zalo_bot.updates import understand
from bot.health.signs import Reception

log = logging.getLogger(__name__)

POLL_SECONDS = 20
BREATH = 0.2  # seconds after a poll that brought nothing at once, so that it never spins
LONGEST_REST = 30.0  # seconds between two polls that fail
PAUSE, LONGEST_PAUSE = 60.0, 3600.0  # seconds after "too many", twice as long each time
STOP_WITHIN = 10.0  # seconds that what was received has to be committed, once the bot is to stop
TAKE_AGAIN = 1.0  # seconds until what could not be committed is handed over again


class Receiving:
    """The updates of an account."""

    _calls: Calls
    _clock: Callable[[], datetime]
    _first_rest: float
    _me: str
    _name: str
    _reception: Reception

    async def run(self, take: Take) -> None:
        """Poll until cancelled; then the poll under way is seen to its end, and what it brought is committed."""
        failures = 0
        while True:
            if not self._me:
                failures = await self._met(failures)
                continue
            poll = asyncio.ensure_future(self._poll())
            try:
                brought = await asyncio.shield(poll)
            except asyncio.CancelledError:
                await self._last(poll, take)
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, the next poll is another one
                failures += 1
                await asyncio.sleep(self._rest(error, failures))
                continue
            failures = 0
            self._reception.works()
            await self._seen_through(self._hand_over(brought, take))
            if not brought:
                await asyncio.sleep(BREATH)

    async def _met(self, failures: int) -> int:
        """Say who we are, where that was not possible at the start; returns the failures in a row."""
        try:
            await self.meet()
        except Exception as error:  # noqa: BLE001 - see run
            await asyncio.sleep(self._rest(error, failures + 1))
            return failures + 1
        return 0

    async def meet(self) -> None:
        """Learn our own id and name. Raises a ZaloError."""
        raise NotImplementedError

    async def _poll(self) -> list[Any]:
        """The updates that came within a poll's time: one as a rule, where some clients saw a list."""
        try:
            brought = await self._calls.call("getUpdates", within=POLL_SECONDS + 10, timeout=POLL_SECONDS)
        except Empty:
            return []
        if isinstance(brought, list):
            return brought
        return [brought] if brought else []

    async def _hand_over(self, brought: list[Any], take: Take) -> None:
        """Have updates committed, however often that takes: Zalo does not send them again."""
        now = self._clock()
        messages = [message for update in brought if (message := self._understood(update, now)) is not None]
        while messages:
            try:
                await take(messages)
            except Exception:
                log.exception("Messages from Zalo could not be taken; they are handed over again.")
                await asyncio.sleep(TAKE_AGAIN)
            else:
                return

    def _understood(self, update: Any, now: datetime) -> Any:  # noqa: ANN401 - any JSON in
        try:
            return understand(update, self._me, self._name, now)
        except Exception:
            log.exception("An update is not as the Zalo Bot API describes it, and is passed over")
            return None

    async def _last(self, poll: asyncio.Future[list[Any]], take: Take) -> None:
        """The end of the poll that runs while we are to stop; cut off, it would lose what it brings."""
        try:
            brought = await poll
        except Exception as error:  # noqa: BLE001 - see run
            log.info("The last poll brought nothing (%s).", type(error).__name__)
            return
        await self._within_the_stop(self._hand_over(brought, take))

    @staticmethod
    async def _within_the_stop(work: Coroutine[Any, Any, None]) -> None:
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await work
        except TimeoutError:
            log.error("What came last could not be written in time: its people must write again.")  # noqa: TRY400

    async def _seen_through(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this to its end even if we are to stop meanwhile, within bounds; then stop."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await self._within_the_stop(_of(task))
            raise

    def _rest(self, error: Exception, failures: int) -> float:
        """Log what went wrong and say how long to wait: longer each time, never for all bots in step."""
        chance = random.uniform(0.5, 1)  # noqa: S311 - spreads load, guards nothing
        if isinstance(error, TokenRefused):
            self._reception.fails(REFUSED, needs_hand=True)
            log.error(REFUSED)
            return min(LONGEST_PAUSE, PAUSE * 2.0 ** min(failures - 1, 6))
        if isinstance(error, TooMany):
            self._reception.fails(f"{error} I ask less often.")
            log.warning("Zalo asks for a pause, or the month's messages are used up.")
            return min(LONGEST_PAUSE, PAUSE * 2.0 ** min(failures - 1, 6)) * (0.75 + chance / 4)
        why = str(error) if isinstance(error, ZaloError) else f"{type(error).__name__}. The log has the reason."
        self._reception.fails(f"{why} See that this machine reaches Zalo.")
        log.warning("Fetching messages from Zalo failed: %s I keep trying.", why)
        return min(LONGEST_REST, self._first_rest * 2.0 ** min(failures - 1, 10)) * chance


async def _of(task: asyncio.Future[None]) -> None:
    await task
