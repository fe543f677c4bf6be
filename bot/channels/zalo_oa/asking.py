"""The account as the command line asks for it, or connects it: with the tokens that the database keeps."""

from __future__ import annotations

import asyncio

from bot.channels.zalo_oa.answers import ZaloOaError
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.clock import system_clock
from bot.errors import OperatorError
from bot.settings import Settings, secret


def channel(settings: Settings) -> ZaloOaChannel:
    """The account of these settings, for a question."""
    return ZaloOaChannel(
        settings.zalo_oa_app_id,
        secret(settings.zalo_oa_app_secret),
        secret(settings.zalo_oa_secret_key),
        database=settings.database,
        clock=system_clock,
        read_file=lambda _sha256: b"",
        given=(secret(settings.zalo_oa_access_token), secret(settings.zalo_oa_refresh_token)),
        base_url=settings.zalo_oa_base_url,
        oauth_url=settings.zalo_oa_oauth_url,
    )


def name_of(settings: Settings) -> str:
    """The name of the account that the tokens belong to.

    Raises:
        OperatorError: they are refused, there are none, or Zalo cannot be asked; the sentence holds no token.
    """

    async def asked() -> str:
        account = channel(settings)
        try:
            await account.meet()
        finally:
            await account.close()
        return account.called

    if not settings.database.exists():
        raise OperatorError("The tokens will be kept in the database, which the first start makes: start the bot.")
    try:
        return asyncio.run(asked())
    except ZaloOaError as error:
        raise OperatorError(str(error)) from None


def begin_consent(settings: Settings, callback: str) -> str:
    """The address at Zalo where whoever manages the account consents; they are sent on to `callback`."""
    return asyncio.run(channel(settings).consent.begin(callback))


def finish_consent(settings: Settings, address: str) -> None:
    """Keep the pair that the address is worth to which Zalo has sent somebody. Raises OperatorError."""
    asyncio.run(channel(settings).consent.finish_at(address))
