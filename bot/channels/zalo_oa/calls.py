"""The wire of the OA API: one call, one JSON answer, and the token of the moment, which stands in no error."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from pydantic_core import to_json

from bot.channels.zalo.pool import NoAnswer, Pool
from bot.channels.zalo_oa import answers
from bot.channels.zalo_oa.answers import Failed, NotZalo, SetUp, TokenStale, ZaloOaError
from bot.channels.zalo_oa.oauth import NotNow, OAuthError
from bot.channels.zalo_oa.tokens import Access

SILENT_AFTER = 600.0  # seconds; what is sent or looked at is heard of more often
MESSAGE, UPLOAD_IMAGE = "v3.0/oa/message/cs", "v2.0/oa/upload/image"
GROUP_MESSAGE = "v3.0/oa/group/message"
ACCOUNT, RECENT = "v2.0/oa/getoa", "v2.0/oa/listrecentchat"


class Calls(Pool):
    """The calls of one account."""

    def __init__(self, base_url: str, access: Access, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(SILENT_AFTER, monotonic)
        self._base_url = base_url.rstrip("/")
        self._access = access

    async def post(self, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Post a JSON body and return the answer's data. Raises a ZaloOaError."""
        return await self._call(
            "POST", path, lambda: {"data": to_json(body), "headers": {"Content-Type": "application/json"}}
        )

    async def get(self, path: str, data: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - any JSON
        """Ask for something; what it depends on stands as JSON in one parameter. Raises a ZaloOaError."""
        params = {} if data is None else {"data": json.dumps(data, separators=(",", ":"))}
        return await self._call("GET", path, lambda: {"params": params})

    async def upload(self, path: str, name: str, content: bytes, media_type: str) -> Any:  # noqa: ANN401 - any JSON
        """Upload a file. Raises a ZaloOaError."""

        def form() -> dict[str, Any]:
            data = aiohttp.FormData()
            data.add_field("file", content, filename=name, content_type=media_type)
            return {"data": data}

        return await self._call("POST", path, form)

    async def _call(self, method: str, path: str, content: Callable[[], dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON
        """Make a call; where its token is stale, with another one, once."""
        try:
            token = await self._access.token()
            try:
                return await self._answered(method, path, token, content())
            except TokenStale:
                token = await self._access.another_than(token)
            return await self._answered(method, path, token, content())
        except TokenStale as error:
            raise SetUp(f"{error}: the account's new token is refused as well.") from None
        except NotNow as error:
            raise Failed(str(error)) from None
        except OAuthError as error:
            raise SetUp(str(error)) from None

    async def _answered(self, method: str, path: str, token: str, content: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        headers = {**content.pop("headers", {}), "access_token": token}
        try:
            status, answer = await self.exchange(method, f"{self._base_url}/{path}", headers=headers, **content)
            given = answers.result(status, answer)
        except NoAnswer as error:
            raise NotZalo(str(error)) from None
        except ZaloOaError as error:
            if not isinstance(error, NotZalo):
                self.heard()
            raise
        self.heard()
        return given
