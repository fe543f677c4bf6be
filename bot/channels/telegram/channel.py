"""Telegram as a channel: receiving, sending and files of one bot account."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from bot.channels.begun import BegunMessages
from bot.channels.telegram.connection import BASE_FILE_URL, BASE_URL
from bot.channels.telegram.files import Files
from bot.channels.telegram.layout import COLUMNS
from bot.channels.telegram.sending import Sending
from bot.channels.telegram.updates import CHANNEL
from bot.channels.telegram.uploads import Uploads
from bot.channels.telegram.webhook import WebhookReceiving
from bot.health.signs import Reception
from handlers.engine.features import Features


class TelegramChannel(WebhookReceiving, Sending, Files):
    """One bot account. `read_file` gives a kept photo's bytes by its hash; `first_rest` is the shortest backoff.

    `reception` is told how receiving goes. With a `public_url` updates are posted to it, else they are polled.
    """

    name = CHANNEL
    pulled = False

    def __init__(
        self,
        token: str,
        *,
        clock: Callable[[], datetime],
        read_file: Callable[[str], bytes],
        base_url: str = BASE_URL,
        base_file_url: str = BASE_FILE_URL,
        per_second: float | None = 30,
        first_rest: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
        reception: Reception | None = None,
        public_url: str | None = None,
    ) -> None:
        super().__init__(token, base_url=base_url, base_file_url=base_file_url, monotonic=monotonic)
        self.per_second = per_second
        self.features = Features(link=self._link, menus=True, columns=COLUMNS)
        self._clock = clock
        self._first_rest = first_rest
        self._reception = reception or Reception()
        self._public_url = public_url
        self._begun = BegunMessages(monotonic)
        # The location key hides itself once used, so forgetting who shows it at a restart harms nobody.
        self._keyed = set()
        self._uploads = Uploads(self._call, read_file)

    def _link(self, payload: str) -> str:
        if self._me is None:
            return payload
        return f"https://t.me/{self._me.username}" + (f"?start={payload}" if payload else "")
