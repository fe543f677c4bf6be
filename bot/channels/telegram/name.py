"""Asks Telegram which bot a token belongs to."""

from __future__ import annotations

import asyncio
from urllib.request import getproxies

import aiohttp
from pydantic import SecretStr
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram import answers
from bot.errors import OperatorError

WAIT = aiohttp.ClientTimeout(total=10)


def username(token: SecretStr, base_url: str) -> str:
    """The bot's username, without "@" (Telegram Bot API, getMe).

    Raises:
        OperatorError: the token is refused, or the server cannot be reached, or something else answers in its place;
            the sentence does not hold the token.
    """
    try:
        me = answers.result(*asyncio.run(_get_me(token, base_url)))
        return str(me["username"])
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
        raise OperatorError(
            f"{base_url} cannot be reached ({type(error).__name__}): check the network, and DIEMDANH_TELEGRAM_BASE_URL."
        ) from None
    except InvalidToken:
        raise OperatorError(
            "Telegram refuses the token: copy it again from @BotFather into DIEMDANH_TELEGRAM_TOKEN."
        ) from None
    except (TelegramError, LookupError, TypeError) as error:
        said = error.message if isinstance(error, TelegramError) else answers.ODD
        raise OperatorError(
            f"{base_url} does not say who the bot is: {said} Check the network, and DIEMDANH_TELEGRAM_BASE_URL."
        ) from None


async def _get_me(token: SecretStr, base_url: str) -> tuple[int, bytes]:
    proxy = getproxies().get("https") if base_url.startswith("https:") else None
    async with (
        aiohttp.ClientSession(timeout=WAIT) as session,
        session.get(f"{base_url}/bot{token.get_secret_value()}/getMe", proxy=proxy, allow_redirects=False) as response,
    ):
        return response.status, await response.read()
