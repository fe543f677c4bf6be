"""The channels of the vendors that are set, made from the settings, with what each tells of how it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels import Channel
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.clock import Clock
from bot.files import FileStore
from bot.health.signs import Reception, Sign
from bot.settings import Settings, secret

TOKENS, ACCOUNT = "zalo_oa_tokens", "zalo_oa_account"  # alarms


@dataclass
class Vendors:
    """The channels by their names, how receiving by each goes, and what else may be wrong, by alarm."""

    channels: dict[str, Channel] = field(default_factory=dict)
    receptions: dict[str, Reception] = field(default_factory=dict)
    signs: dict[str, Sign] = field(default_factory=lambda: {name: Sign() for name in (TOKENS, ACCOUNT)})

    def add(self, channel: Channel, reception: Reception) -> None:
        """One more channel, with what hears how its receiving goes."""
        self.channels[channel.name] = channel
        self.receptions[channel.name] = reception


def vendors(
    settings: Settings, clock: Clock, files: FileStore, *, prove: Callable[[datetime], None] | None = None
) -> Vendors:
    """The vendors that are set. `prove` is told what time it is by what a vendor says."""
    made = Vendors()
    if settings.telegram_token is not None:
        reception = Reception(prove) if prove is not None else Reception()
        made.add(_telegram(settings, clock, files, reception), reception)
    if settings.zalo_bot_token is not None:
        reception = Reception()
        made.add(_zalo_bot(settings, clock, reception), reception)
    if settings.zalo_oa:
        reception = Reception()
        made.add(_zalo_oa(settings, clock, files, reception, made.signs), reception)
    return made


def _telegram(settings: Settings, clock: Clock, files: FileStore, reception: Reception) -> TelegramChannel:
    return TelegramChannel(
        secret(settings.telegram_token),
        clock=clock,
        read_file=files.read,
        base_url=f"{settings.telegram_base_url}/bot",
        base_file_url=f"{settings.telegram_base_url}/file/bot",
        per_second=settings.telegram_per_second or None,
        reception=reception,
        public_url=settings.public_url or None,
    )


def _zalo_bot(settings: Settings, clock: Clock, reception: Reception) -> ZaloBotChannel:
    return ZaloBotChannel(
        secret(settings.zalo_bot_token),
        clock=clock,
        base_url=settings.zalo_bot_base_url,
        per_second=settings.zalo_bot_per_second or None,
        take_over=settings.zalo_bot_take_over == "yes",
        reception=reception,
        public_url=settings.public_url or None,
        secret=secret(settings.zalo_bot_secret) or None,
        tariff=settings.zalo_bot_tariff,
    )


def _zalo_oa(
    settings: Settings, clock: Clock, files: FileStore, reception: Reception, signs: dict[str, Sign]
) -> ZaloOaChannel:
    return ZaloOaChannel(
        settings.zalo_oa_app_id,
        secret(settings.zalo_oa_app_secret),
        secret(settings.zalo_oa_secret_key),
        database=settings.database,
        clock=clock,
        read_file=files.read,
        given=(secret(settings.zalo_oa_access_token), secret(settings.zalo_oa_refresh_token)),
        base_url=settings.zalo_oa_base_url,
        oauth_url=settings.zalo_oa_oauth_url,
        public_url=settings.public_url or None,
        per_second=settings.zalo_oa_per_second or None,
        reception=reception,
        tokens_sign=signs[TOKENS],
        account_sign=signs[ACCOUNT],
        tariff=settings.zalo_oa_tariff,
    )
