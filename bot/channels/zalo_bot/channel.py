"""A Zalo bot as a channel: receiving by polling, texts out, pictures in."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from datetime import datetime

from pydantic import SecretStr

from bot.channels import SendError
from bot.channels.begun import BegunMessages
from bot.channels.zalo.files import Files
from bot.channels.zalo_bot.answers import REFUSED, Missing, NotZalo, TokenRefused, ZaloError
from bot.channels.zalo_bot.calls import Calls
from bot.channels.zalo_bot.receiving import log
from bot.channels.zalo_bot.sending import Sending
from bot.channels.zalo_bot.updates import CHANNEL
from bot.channels.zalo_bot.webhook import WebhookReceiving
from bot.clock import system_clock
from bot.errors import OperatorError
from bot.health.signs import Reception
from handlers.engine.features import Features
from storage.messages.tariffs import Tariff

BASE_URL = "https://bot-api.zaloplatforms.com"
_CODE_NAME = re.compile(r"[A-Za-z0-9._-]+")


class ZaloBotChannel(WebhookReceiving, Sending, Files):
    """One bot account. `first_rest` is the shortest backoff, in seconds.

    With a `public_url` updates are posted to it, with this `secret`; else they are polled, and `take_over` removes a
    webhook that is set.
    `tariff` is how many messages a month, and people, it has; without it nothing is counted.
    `media_hosts` are hosts that pictures may lie at besides Zalo's own, as `name:port`.
    """

    name = CHANNEL
    pulled = False

    def __init__(
        self,
        token: str,
        *,
        clock: Callable[[], datetime],
        base_url: str = BASE_URL,
        per_second: float | None = 5,
        take_over: bool = False,
        public_url: str | None = None,
        secret: str | None = None,
        media_hosts: tuple[str, ...] = (),
        first_rest: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
        reception: Reception | None = None,
        tariff: Tariff | None = None,
    ) -> None:
        self.per_second = per_second
        self.features = Features(
            link=self._link,
            takes_files=False,
            edits=False,
            in_place=False,
            buttons=False,
            location=public_url is not None,
            live_location=False,
            payloads=False,
            one_message=True,
            pages=public_url is not None,
            fetches_pictures=public_url is not None,
            tariff=tariff,
            messages=self.messages,
        )
        self._begun = BegunMessages(monotonic)
        self._calls = Calls(token, base_url, monotonic)
        self._clock = clock
        self._monotonic = monotonic
        self._first_rest = first_rest
        self._media_hosts = media_hosts
        self._reception = reception or Reception()
        self._take_over = take_over
        self._public_url = public_url
        self._given_secret = secret
        self._token = token
        self._me = self._name = self._account = ""
        self._pauses = 0
        self._sent_at = monotonic()
        self._unknown = {}

    async def start(self) -> None:
        """Say who we are, and see that what people write comes here. What a bad network prevents, `run` does later.

        Raises SendError with a sentence for the operator: the token is refused, or a webhook takes the messages.
        """
        try:
            await self.meet()
        except (TokenRefused, Missing):
            await self.close()
            raise SendError(REFUSED) from None
        except NotZalo as error:
            log.warning("Zalo cannot be reached yet: %s I keep trying.", error)
        except ZaloError as error:
            log.warning("Zalo does not say who we are yet: %s I keep trying.", error)
        except SendError:
            await self.close()
            raise

    async def meet(self) -> None:
        """Learn who we are, and see that what people write comes to us. Raises a ZaloError, or SendError."""
        number = await self.learn_name()
        await self.see_who_receives()
        self._me = number

    async def learn_name(self) -> str:
        """Learn what we are called; returns our id. Raises a ZaloError."""
        match await self._calls.call("getMe"):
            case {"id": str() | int() as number, **more} if str(number):
                account, shown = more.get("account_name"), more.get("display_name")
            case _:
                raise NotZalo("Zalo does not say who we are.")
        self._account = account if isinstance(account, str) and _CODE_NAME.fullmatch(account) else ""
        # In groups it is called by the name that people see; where only the account's is told, that is the better one.
        self._name = shown if isinstance(shown, str) and shown else self._account
        return str(number)

    @property
    def _pool(self) -> Calls:
        return self._calls

    @property
    def called(self) -> str:
        """What the bot is called; "" where it has no name."""
        return self._account or self._name

    async def close(self) -> None:
        """Let go of connections."""
        await self._calls.close()

    def _link(self, _payload: str) -> str:
        """What opens the bot; a link carries nothing there."""
        return f"https://zalo.me/{self._account}" if self._account else ""


def who(token: SecretStr, base_url: str) -> tuple[str, str]:
    """The name of the bot that a token belongs to, and the webhook that is set for it, or "". Changes nothing.

    Raises:
        OperatorError: the token is refused, or Zalo cannot be asked; the sentence does not hold the token.
    """

    async def asked() -> tuple[str, str]:
        channel = ZaloBotChannel(token.get_secret_value(), clock=system_clock, base_url=base_url)
        try:
            number = await channel.learn_name()
            return channel.called or number, await channel.webhook()
        finally:
            await channel.close()

    try:
        return asyncio.run(asked())
    except (TokenRefused, Missing):
        raise OperatorError(REFUSED) from None
    except ZaloError as error:
        raise OperatorError(f"{error} Check the network, and DIEMDANH_ZALO_BOT_BASE_URL.") from None
