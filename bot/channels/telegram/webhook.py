"""Receiving by webhook: Telegram posts each update to the public door, and hears 200 once it is committed.

What was not answered with 200 it posts again, so a failure of ours loses nothing. Posts overlap: updates are put in
the order of their ids, so that a chat's messages stay in order.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.routing import Route
from telegram.error import BadRequest

from bot.channels import Take
from bot.channels.telegram.receiving import Receiving
from bot.channels.telegram.updates import KINDS, written_at
from bot.errors import RefusedError
from bot.http.arrivals import Arrivals
from bot.http.webhooks import COMMIT_WITHIN, Webhook, body, has_secret, read_json

log = logging.getLogger(__name__)

PATH = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
AT_ONCE = 100  # posts (Bot API, setWebhook: max_connections, 1-100)
LOOK_EVERY = 60.0  # seconds
FAILED_LATELY = 180  # seconds: an error of that age that Telegram tells is one of now


class WebhookReceiving(Receiving):
    """The updates of an account where there is a public address. `_public_url` is None where they are polled."""

    _public_url: str | None
    _address_refused: str | None = None  # in a sentence, where Telegram takes no webhook there

    def routes(self, take: Take) -> Sequence[Route]:
        """What Telegram asks for."""
        if self._public_url is None:
            return []
        post = partial(self._take_post, Arrivals(take))
        return [Webhook(PATH, post, known=lambda headers: has_secret(headers, SECRET_HEADER, self._secret))]

    async def _take_post(self, arrivals: Arrivals, request: Request) -> None:
        """Commit one update. Raises RefusedError where it is not Telegram's, or Telegram shall send it again."""
        if not has_secret(request.headers, SECRET_HEADER, self._secret):
            raise RefusedError(403, "That is not Telegram's.")
        with arrivals.reading():
            update = self._read(await body(request))
        if not isinstance(update, dict) or type(update.get("update_id")) is not int:
            return  # no update, and posted again it would be none either
        if self._me is None:
            raise RefusedError(503, "The bot is starting.")
        self._reception.works()
        if (moment := written_at(update)) is not None:
            self._reception.dated(moment)
        message = self._understand(update, self._me, self._clock())
        try:
            async with asyncio.timeout(COMMIT_WITHIN):
                await arrivals.hand_over(update["update_id"], [message] if message is not None else [])
        except TimeoutError:
            raise RefusedError(503, "Nothing can be written now; send it again.") from None

    @staticmethod
    def _read(content: bytes) -> Any:  # noqa: ANN401 - any JSON
        """The update; None where it cannot be read, which it could not be the next time either."""
        try:
            return read_json(content)
        except RefusedError:
            log.error("An update cannot be read at all, and is passed over")  # noqa: TRY400
            return None

    @property
    def _secret(self) -> str:
        """What Telegram shows with each post; as secret as the token, and another one."""
        return hashlib.sha256(b"webhook:" + self._bot.token.encode()).hexdigest()

    async def run(self, take: Take) -> None:
        """Receive until cancelled: by polling, or, with a public address, by what is posted to it."""
        if self._public_url is None:
            await super().run(take)
            return
        failures = 0
        while True:
            try:
                if self._me is None:
                    await self._introduce()
                await self._see_that_it_is_posted()
                await self._set_menus()
                failures = 0
                await asyncio.sleep(LOOK_EVERY)
            except Exception as error:  # noqa: BLE001 - whatever it was, we look again
                failures += 1
                await asyncio.sleep(self._rest(error, failures))

    async def _settle_receiving(self) -> None:
        """Have updates posted to the public address, or no more (Bot API, setWebhook); none that waits is dropped."""
        if self._public_url is None:
            await self._call("deleteWebhook")
            return
        about = {
            "url": self._public_url + PATH,
            "secret_token": self._secret,
            "allowed_updates": KINDS,
            "max_connections": AT_ONCE,
        }
        try:
            await self._call("setWebhook", about)
        except BadRequest as error:
            self._address_refused = (
                f"Telegram takes no webhook at {self._public_url} ({error}): mend DIEMDANH_PUBLIC_URL, or leave it out."
            )
            log.error(self._address_refused)  # noqa: TRY400
        else:
            self._address_refused = None

    async def _see_that_it_is_posted(self) -> None:
        """Ask Telegram how posting goes (Bot API, WebhookInfo); set the webhook again where another has been set."""
        told = await self._call("getWebhookInfo")
        if not isinstance(told, dict):
            return
        if told.get("url") != f"{self._public_url}{PATH}":
            log.warning("Another webhook was set for this Telegram bot, or none; mine is set again.")
            await self._settle_receiving()
        if self._address_refused is not None:
            self._reception.fails(self._address_refused, needs_hand=True)
            return
        failed_at, why = told.get("last_error_date"), told.get("last_error_message")
        if why and isinstance(failed_at, int) and self._clock().timestamp() - failed_at < FAILED_LATELY:
            self._reception.fails(
                f"Telegram cannot post to {self._public_url}: {why}. Ask `diemdanh doctor`: it looks at the address."
            )
            log.warning("Telegram cannot post to the public address: %s", why)
        else:
            self._reception.works()
