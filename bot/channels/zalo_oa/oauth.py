"""The wire of Zalo's OAuth: a code or a refresh token in, a pair out; nothing else is success."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp
from pydantic_core import from_json

from bot.channels.zalo.pool import read
from bot.channels.zalo_oa.answers import TOO_MANY, number

WITHIN = 30.0  # seconds
CONNECT_WITHIN = 10.0
LARGEST_ANSWER = 100_000  # bytes
DEAD = frozenset({-118, -14014})  # the refresh token is used up, or too old
NO_SECRET = (
    "Zalo does not take the app's secret: set DIEMDANH_ZALO_OA_APP_SECRET to that of the app, not of the account."  # noqa: S105
)
EXPIRES_IN = timedelta(hours=25)


class OAuthError(Exception):
    """There is no new pair. The text holds no token."""


class NotNow(OAuthError):
    """Zalo was not reached, or wants a pause: the same refresh token may work later. `answered`: it was not used."""

    def __init__(self, why: str, *, answered: bool) -> None:
        super().__init__(why)
        self.answered = answered


class Refused(OAuthError):
    """Zalo refuses, whatever we do: a person must look."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A new pair, and how long its access token lasts."""

    access: str
    refresh: str
    lasts: timedelta


class OAuth:
    """Asks for pairs, on behalf of an app."""

    def __init__(self, base_url: str, app_id: str, app_secret: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._app_id = app_id
        self._app_secret = app_secret

    async def refresh(self, refresh_token: str) -> Tokens:
        """The pair that follows the one of this refresh token, which is used up by that. Raises an OAuthError."""
        return await self._ask({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """The pair of somebody's consent. Raises an OAuthError."""
        return await self._ask({"grant_type": "authorization_code", "code": code, "code_verifier": verifier})

    def page(self, callback: str, state: str, verifier: str) -> str:
        """Where whoever manages the account consents; Zalo sends them on to `callback`."""
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        asked = {"app_id": self._app_id, "redirect_uri": callback, "code_challenge": challenge, "state": state}
        return f"{self._base_url}/v4/oa/permission?{urlencode(asked)}"

    async def _ask(self, form: dict[str, str]) -> Tokens:
        """One answer is one chance: what it says is parsed in one go, so that nothing of ours comes in between."""
        timeout = aiohttp.ClientTimeout(total=WITHIN, sock_connect=CONNECT_WITHIN)
        headers = {"secret_key": self._app_secret}
        try:
            async with (
                aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=True) as session,
                session.post(
                    f"{self._base_url}/v4/oa/access_token",
                    data={"app_id": self._app_id, **form},
                    headers=headers,
                    timeout=timeout,
                    allow_redirects=False,
                ) as answer,
            ):
                status, content = answer.status, await read(answer, LARGEST_ANSWER)
        except Exception as error:  # noqa: BLE001 - its text may hold what was sent
            raise NotNow(f"Zalo's OAuth was not reached ({type(error).__name__}).", answered=False) from None
        return tokens_of(status, content)


def tokens_of(status: int, content: bytes) -> Tokens:
    """The pair that an answer brings. Raises an OAuthError where it brings none, whatever else it says."""
    try:
        answer = from_json(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise NotNow(f"Zalo's OAuth gave no answer of its own (HTTP status {status}).", answered=False)
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if isinstance(access, str) and access and isinstance(refresh, str) and refresh:
        seconds = number(answer.get("expires_in"))
        lasts = timedelta(seconds=seconds) if seconds is not None and seconds > 0 else EXPIRES_IN
        return Tokens(access, refresh, min(lasts, EXPIRES_IN))
    raise _failure(status, answer)


def _failure(status: int, answer: dict[str, object]) -> OAuthError:
    code = number(answer.get("error"))
    if code == TOO_MANY:
        return NotNow("Zalo's OAuth asks for a pause.", answered=True)
    if status == 404 or code == 404:
        return Refused(NO_SECRET)
    name = str(answer.get("error_name") or answer.get("message") or "no reason given")[:100]
    if code in DEAD:
        name = f"the refresh token is used up or too old ({name})"
    if status >= 500 and code is None and "error_name" not in answer:
        return NotNow(f"Zalo's OAuth failed (HTTP status {status}).", answered=False)
    return Refused(f"Zalo's OAuth refuses{f' with {code}' if code is not None else ''}: {name}.")
