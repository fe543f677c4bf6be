"""A Zalo Official Account as a channel: what Zalo posts comes in, texts with buttons and pictures go out."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.channels import SendError
from bot.channels.zalo.files import Files
from bot.channels.zalo_oa.answers import SetUp, ZaloOaError
from bot.channels.zalo_oa.calls import Calls
from bot.channels.zalo_oa.consent import Consent
from bot.channels.zalo_oa.layout import MOST_BUTTONS
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.sending import Sending
from bot.channels.zalo_oa.tokens import Access, TokenStore
from bot.channels.zalo_oa.updates import CHANNEL, Account
from bot.channels.zalo_oa.uploads import Uploads
from bot.channels.zalo_oa.webhook import WebhookReceiving
from bot.health.signs import Reception, Sign
from handlers.engine.features import Features
from storage.messages.tariffs import Tariff

log = logging.getLogger(__name__)

BASE_URL, OAUTH_URL = "https://openapi.zalo.me", "https://oauth.zaloapp.com"


class ZaloOaChannel(WebhookReceiving, Sending, Files):
    """One Official Account, on behalf of an app.

    `given` is a first pair of tokens, access and refresh; "" where there is none. Without a `public_url` what people
    write is looked up every few seconds. `media_hosts` are hosts that files may lie at besides Zalo's own, as
    `name:port`. `tokens_sign` and `account_sign` hear whether the account can go on speaking.
    `tariff` is what messages cost; without it nothing is asked before a send.
    """

    name = CHANNEL
    pulled = False

    def __init__(
        self,
        app_id: str,
        app_secret: str,
        secret_key: str,
        *,
        database: Path,
        clock: Callable[[], datetime],
        read_file: Callable[[str], bytes],
        given: tuple[str, str] = ("", ""),
        base_url: str = BASE_URL,
        oauth_url: str = OAUTH_URL,
        public_url: str | None = None,
        per_second: float | None = 20,
        media_hosts: tuple[str, ...] = (),
        first_rest: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
        reception: Reception | None = None,
        tokens_sign: Sign | None = None,
        account_sign: Sign | None = None,
        tariff: Tariff | None = None,
    ) -> None:
        self.per_second = per_second
        self.features = Features(
            link=self._link,
            takes_files=False,
            shows_pictures=True,
            reads_documents=True,
            edits=False,
            in_place=False,
            most_buttons=MOST_BUTTONS,
            shows_presses=False,
            live_location=False,
            payloads=False,
            one_message=True,
            pages=public_url is not None,
            tariff=tariff,
            messages=self.messages,
        )
        self._app_id = app_id
        self._app_secret = app_secret
        self._secret_key = secret_key
        self._store = TokenStore(database, app_id, clock, given)
        oauth = OAuth(oauth_url, app_id, app_secret)
        self.consent = Consent(self._store, oauth)
        self._access = Access(
            self._store,
            oauth,
            lock_of(database),
            app_secret,
            clock=clock,
            sign=tokens_sign or Sign(),
            monotonic=monotonic,
        )
        self._calls = Calls(base_url, self._access, monotonic)
        self._clock = clock
        self._monotonic = monotonic
        self._first_rest = first_rest
        self._media_hosts = media_hosts
        self._public_url = public_url
        self._reception = reception or Reception()
        self._account_sign = account_sign or Sign()
        self._key = hashlib.sha256(b"buttons:" + app_secret.encode()).digest()
        self._account = Account(key=self._key)
        self._uploads = Uploads(self._calls, read_file, monotonic)
        self._begun = OrderedDict()

    async def start(self) -> None:
        """Say which account this is. What a bad network prevents, or a person has to set, `run` does later."""
        try:
            await self.meet()
        except SetUp as error:
            self._account_sign.fails(str(error), needs_hand=True)
            log.error("The Official Account cannot be used yet: %s", error)  # noqa: TRY400 - a sentence for a person
        except ZaloOaError as error:
            log.warning("Zalo does not say which account this is yet: %s I keep trying.", error)
        except SendError:
            await self.close()
            raise

    @property
    def _pool(self) -> Calls:
        return self._calls

    @property
    def called(self) -> str:
        """What the account is called, or its id."""
        return self._account.name or self._account.id

    async def close(self) -> None:
        """Let go of connections; a refresh that is under way comes to its end first."""
        await self._access.close()
        await self._calls.close()

    def _link(self, _payload: str) -> str:
        """What opens the account; a link carries nothing there."""
        return f"https://zalo.me/{self._account.id}" if self._account.id else ""


def lock_of(database: Path) -> Path:
    """The file whose lock says that somebody refreshes the tokens that stand in this database."""
    return database.with_name(database.name + ".zalo-oa.lock")
