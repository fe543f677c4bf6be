"""Asks Telegram which bot a token belongs to."""

from __future__ import annotations

import asyncio
from urllib.request import getproxies

import aiohttp
from pydantic import SecretStr

from bot.errors import OperatorError

WAIT = aiohttp.ClientTimeout(total=10)


def username(token: SecretStr, base_url: str) -> str:
    """The bot's username, without "@" (Telegram Bot API, getMe).

    Raises:
        OperatorError: the token is refused, or the server cannot be reached; the sentence does not hold the token.
    """
    try:
        answer = asyncio.run(_get_me(token, base_url))
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
        raise OperatorError(
            f"{base_url} cannot be reached ({type(error).__name__}): check the network, and DIEMDANH_TELEGRAM_BASE_URL."
        ) from None
    if not isinstance(answer, dict) or not answer.get("ok"):
        raise OperatorError("Telegram refuses the token: copy it again from @BotFather into DIEMDANH_TELEGRAM_TOKEN.")
    return str(answer["result"]["username"])


async def _get_me(token: SecretStr, base_url: str) -> object:
    proxy = getproxies().get("https") if base_url.startswith("https:") else None
    async with (
        aiohttp.ClientSession(timeout=WAIT) as session,
        session.get(f"{base_url}/bot{token.get_secret_value()}/getMe", proxy=proxy) as response,
    ):
        return await response.json()
