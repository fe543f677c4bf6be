"""The wire of the OA API: one call, one JSON answer, and the token of the moment, which stands in no error."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from pydantic_core import to_json

from bot.channels.zalo_bot.calls import read
from bot.channels.zalo_oa import answers
from bot.channels.zalo_oa.answers import Failed, NotZalo, SetUp, TokenStale, ZaloOaError
from bot.channels.zalo_oa.oauth import NotNow, OAuthError
from bot.channels.zalo_oa.tokens import Access

LARGEST_ANSWER = 5_000_000  # bytes
SILENT_AFTER = 600.0  # seconds; what is sent or looked at is heard of more often
CONNECT_WITHIN = ANSWER_WITHIN = 15.0  # seconds
MESSAGE, UPLOAD_IMAGE = "v3.0/oa/message/cs", "v2.0/oa/upload/image"
GROUP_MESSAGE = "v3.0/oa/group/message"
ACCOUNT, RECENT = "v2.0/oa/getoa", "v2.0/oa/listrecentchat"


class Calls:
    """The calls of one account over a pool of kept-alive connections."""

    def __init__(self, base_url: str, access: Access, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._base_url = base_url.rstrip("/")
        self._access = access
        self._monotonic = monotonic
        self._heard_at = float("-inf")
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> aiohttp.ClientSession:
        """The pool, opened once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(),
                connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=30, ttl_dns_cache=300),
                trust_env=True,
            )
        return self._session

    async def close(self) -> None:
        """Let go of connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def is_silent(self) -> bool:
        """Whether Zalo has said nothing for a while: it cannot be reached just now."""
        return self._monotonic() - self._heard_at > SILENT_AFTER

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
        status, answer = await self._exchange(method, f"{self._base_url}/{path}", token, content)
        try:
            given = answers.result(status, answer)
        except ZaloOaError as error:
            if not isinstance(error, NotZalo):
                self._heard_at = self._monotonic()
            raise
        self._heard_at = self._monotonic()
        return given

    async def _exchange(self, method: str, url: str, token: str, content: dict[str, Any]) -> tuple[int, bytes]:
        session = await self.open()
        timeout = aiohttp.ClientTimeout(total=CONNECT_WITHIN + ANSWER_WITHIN, sock_connect=CONNECT_WITHIN)
        headers = {**content.pop("headers", {}), "access_token": token}
        try:
            async with session.request(
                method, url, headers=headers, timeout=timeout, allow_redirects=False, **content
            ) as answer:
                return answer.status, await read(answer, LARGEST_ANSWER)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold a secret
            raise NotZalo(f"The connection to Zalo failed ({type(error).__name__}).") from None
