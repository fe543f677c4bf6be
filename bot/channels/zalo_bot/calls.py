"""The wire of the Zalo Bot API: one call, one JSON answer, and the token, which stands in every URL, in no error."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pydantic_core import to_json

from bot.channels.zalo.pool import ANSWER_WITHIN, NoAnswer, Pool
from bot.channels.zalo_bot import answers
from bot.channels.zalo_bot.answers import NotZalo, ZaloError

SILENT_AFTER = 90.0  # seconds; where polling works, something is heard every half a minute


class Calls(Pool):
    """The calls of one bot account."""

    def __init__(self, token: str, base_url: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(SILENT_AFTER, monotonic)
        self._root = f"{base_url.rstrip('/')}/bot{token}"

    async def call(self, method: str, /, *, within: float = ANSWER_WITHIN, **params: Any) -> Any:  # noqa: ANN401 - any JSON
        """Call a method and return its result. Raises the `ZaloError` that its answer, or its absence, stands for."""
        try:
            status, content = await self.exchange(
                "POST",
                f"{self._root}/{method}",
                within=within,
                data=to_json(params),
                headers={"Content-Type": "application/json"},
            )
            given = answers.result(status, content)
        except NoAnswer as error:
            raise NotZalo(str(error)) from None
        except ZaloError as error:
            if not isinstance(error, NotZalo):
                self.heard()
            raise
        self.heard()
        return given
