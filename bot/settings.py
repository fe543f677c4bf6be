"""What can be set, one table: each setting's default, its line in the README, and what it must be."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.messages.tariffs import Tariff

PREFIX = "DIEMDANH_"
I_KNOW = "yes-i-know"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_PUBLIC = re.compile(
    r"https://[a-z0-9.-]+(:\d{1,5})?(/[\w./-]*)?|http://127\.0\.0\.1:\d{1,5}/?", re.ASCII | re.IGNORECASE
)
_ZALO_TOKEN = re.compile(r"[A-Za-z0-9:._-]{8,}")


def _setting(default: object, description: str, *, must: str, ge: int | None = None, le: int | None = None) -> Any:  # noqa: ANN401 (as pydantic's Field)
    """A setting; `description` is its line in the README, `must` is what a wrong value is told."""
    return Field(default=default, description=description, json_schema_extra={"must": must}, ge=ge, le=le)


class Settings(BaseSettings):
    """What can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    database: Path = _setting(
        Path("data/diemdanh.db"),
        "The SQLite file: a path, or an address such as `sqlite:///data/diemdanh.db`",
        must="must be the path of an SQLite file, or an address such as sqlite:///data/diemdanh.db",
    )
    files: Path = _setting(
        Path(),
        "The folder for photos; unless set, beside the database: `data/diemdanh.files`",
        must="must be the path of a folder",
    )
    web_host: str = _setting(
        "127.0.0.1",
        "The address that the web chat listens on",
        must="must be an IP address or localhost",
    )
    web_port: int = _setting(
        8080,
        "The port of the web chat; `0` takes any free one",
        must="must be a port number from 0 to 65535",
        ge=0,
        le=65535,
    )
    web_any_address: Literal["", "yes-i-know"] = _setting(
        "",
        f"`{I_KNOW}` lets the web chat, which has no passwords, listen beyond this machine",
        must=f"must be exactly {I_KNOW}, or be left out",
    )
    public_url: str = _setting(
        "",
        "Where the world reaches the public door, over TLS: `https://diemdanh.example.vn`; with it Telegram and Zalo "
        "post messages there, without it they are polled",
        must="must be an address such as https://diemdanh.example.vn, which a TLS proxy passes on to the public door",
    )
    public_host: str = _setting(
        "127.0.0.1",
        "The address that the public door listens on, for the proxy",
        must="must be an IP address or localhost",
    )
    public_port: int = _setting(
        8081,
        "The port of the public door; `0` takes any free one",
        must="must be a port number from 0 to 65535",
        ge=0,
        le=65535,
    )
    public_proxies: str = _setting(
        "127.0.0.1, ::1",
        "The addresses, or networks, that your TLS proxy asks from; only these are believed when they say for whom",
        must="must be addresses or networks such as 127.0.0.1, 172.16.0.0/12",
    )
    telegram_token: SecretStr | None = _setting(
        None,
        "The bot's token from @BotFather; with it the bot serves Telegram and loads no sample data",
        must="must look like 123456789:AAE…, as @BotFather gives it",
    )
    telegram_base_url: str = _setting(
        "https://api.telegram.org",
        "The Bot API server to talk to",
        must="must be an address that begins with https:// or http://",
    )
    telegram_per_second: int = _setting(
        30,
        "How many messages Telegram is sent in any second over all chats; `0` sets no limit",
        must="must be a number such as 30, or 0 for no limit",
        ge=0,
        le=10_000,
    )
    zalo_bot_token: SecretStr | None = _setting(
        None,
        "The token of a Zalo bot, from Zalo Bot Manager; with it the bot serves Zalo and loads no sample data",
        must="must look like 1234567890:AbC…, as Zalo Bot Manager gives it",
    )
    zalo_bot_base_url: str = _setting(
        "https://bot-api.zaloplatforms.com",
        "The Zalo Bot API server to talk to",
        must="must be an address that begins with https:// or http://",
    )
    zalo_bot_per_second: int = _setting(
        5,
        "How many messages Zalo is sent in any second over all chats of the Zalo bot; `0` sets no limit",
        must="must be a number such as 5, or 0 for no limit",
        ge=0,
        le=10_000,
    )
    zalo_bot_secret: SecretStr | None = _setting(
        None,
        "What Zalo shows with each message that it posts; unless set, made from the token",
        must="must be 8 to 256 letters, digits, - or _",
    )
    zalo_bot_take_over: Literal["", "yes"] = _setting(
        "",
        "`yes` removes a webhook that is set for the Zalo bot, so that its messages come here",
        must="must be exactly yes, or be left out",
    )
    zalo_bot_month: int = _setting(
        3000,
        "How many messages a month the Zalo bot's plan has, of Vietnam's calendar; `0` sets no limit",
        must="must be a number such as 3000, or 0 for no limit",
        ge=0,
        le=1_000_000_000,
    )
    zalo_bot_people: int = _setting(
        50,
        "How many people the Zalo bot's plan lets it talk to; `0` sets no limit",
        must="must be a number such as 50, or 0 for no limit",
        ge=0,
        le=1_000_000_000,
    )
    zalo_oa_app_id: str = _setting(
        "",
        "The id of the app at developers.zalo.me that speaks for a Zalo Official Account; with it, its secret and the "
        "account's key the bot serves Zalo and loads no sample data",
        must="must be the app's id, a number such as 4107285316904827351",
    )
    zalo_oa_app_secret: SecretStr | None = _setting(
        None,
        "The secret of that app, with which tokens are refreshed",
        must="must be the app's secret, as developers.zalo.me shows it",
    )
    zalo_oa_secret_key: SecretStr | None = _setting(
        None,
        "The “OA Secret Key” of the Official Account, beside the webhook's address at developers.zalo.me: Zalo signs "
        "with it what it posts",
        must="must be the account's key, as developers.zalo.me shows it beside the webhook",
    )
    zalo_oa_access_token: SecretStr | None = _setting(
        None,
        "An access token of the Official Account, where you have a first pair; `diemdanh zalo-oa connect` gets one too",
        must="must be an access token of the account",
    )
    zalo_oa_refresh_token: SecretStr | None = _setting(
        None,
        "The refresh token of that pair; new pairs are kept in the database",
        must="must be a refresh token of the account",
    )
    zalo_oa_base_url: str = _setting(
        "https://openapi.zalo.me",
        "The OA API server to talk to",
        must="must be an address that begins with https:// or http://",
    )
    zalo_oa_oauth_url: str = _setting(
        "https://oauth.zaloapp.com",
        "The server that gives the Official Account's tokens",
        must="must be an address that begins with https:// or http://",
    )
    zalo_oa_per_second: int = _setting(
        20,
        "How many messages Zalo is sent in any second over all chats of the Official Account; `0` sets no limit",
        must="must be a number such as 20, or 0 for no limit",
        ge=0,
        le=10_000,
    )
    zalo_oa_price: int = _setting(
        55,
        "What a message costs in đồng, from 48 hours to 7 days after its person was heard from",
        must="must be a number of đồng such as 55",
        ge=1,
        le=1_000_000,
    )
    zalo_oa_price_source: str = _setting(
        "bảng giá Zalo OA từ 1/6/2026",
        "Where that price is from, and of which day: it is shown beside the price",
        must="must be a few words such as Zalo's price list of 1 June 2026",
    )
    zalo_oa_included: int = _setting(
        0,
        "How many such messages a month the account's package includes (Growth: 500)",
        must="must be a number such as 500",
        ge=0,
        le=1_000_000_000,
    )
    zalo_oa_budget: int = _setting(
        0,
        "How many đồng a month may be spent on such messages, of Vietnam's calendar; with `0` none, what would cost "
        "something waits until its person writes",
        must="must be a number of đồng such as 100000",
        ge=0,
        le=1_000_000_000_000,
    )
    sample: Literal["auto", "no"] = _setting(
        "auto",
        "`auto`: an empty database gets sample data if no token is set; `no`: never",
        must="must be auto or no",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info",
        "How much the log says: `debug`, `info`, `warning` or `error`",
        must="must be debug, info, warning or error",
    )

    @property
    def channel_tokens(self) -> bool:
        """Whether a token of a real channel is set: then people are served, and sample data has no place."""
        return self.telegram_token is not None or self.zalo_bot_token is not None or self.zalo_oa

    @property
    def zalo_oa(self) -> bool:
        """Whether an Official Account is set."""
        return bool(self.zalo_oa_app_id and self.zalo_oa_app_secret and self.zalo_oa_secret_key)

    @property
    def zalo_oa_tariff(self) -> Tariff:
        """What the Official Account's messages cost, and what may be spent on them in a month."""
        return Tariff(
            windows=True,
            price=self.zalo_oa_price,
            limit=self.zalo_oa_budget,
            included=self.zalo_oa_included,
            source=self.zalo_oa_price_source,
        )

    @property
    def zalo_bot_tariff(self) -> Tariff:
        """How many messages a month, and people, the Zalo bot has."""
        return Tariff(windows=False, limit=self.zalo_bot_month or None, people=self.zalo_bot_people or None)

    @property
    def lock_file(self) -> Path:
        """The file whose lock says that a bot is running on this database."""
        return self.database.with_name(self.database.name + ".lock")

    @field_validator("database", mode="before")
    @classmethod
    def _address_or_path(cls, value: str | Path) -> Path:
        text = str(value)
        scheme, colon, rest = text.partition("://")
        if not colon:
            return Path(text).expanduser()
        if scheme != "sqlite" or not rest.startswith("/") or len(rest) < 2:
            raise ValueError(f"{scheme}:// is not a database this version can use")
        return Path(rest[1:]).expanduser()

    @field_validator("files", mode="after")
    @classmethod
    def _beside_the_database(cls, value: Path, info: object) -> Path:
        data: dict[str, Path] = getattr(info, "data", {})
        if value == Path() and "database" in data:
            return data["database"].with_suffix(".files")
        return value.expanduser()

    @field_validator("web_host", "public_host")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value != "localhost":
            ipaddress.ip_address(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _a_public_address(cls, value: str) -> str:
        if value and not _PUBLIC.fullmatch(value):
            raise ValueError("not a public address")
        return value.rstrip("/")

    @field_validator("public_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        networks(value)
        return value

    @field_validator("telegram_token")
    @classmethod
    def _a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not a token")
        return value

    @field_validator("zalo_bot_token")
    @classmethod
    def _a_zalo_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _ZALO_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not a token")
        return value

    @field_validator("zalo_bot_secret")
    @classmethod
    def _a_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{8,256}", value.get_secret_value()):
            raise ValueError("not a secret")
        return value

    @field_validator("zalo_oa_app_id")
    @classmethod
    def _an_app(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d{1,30}", value, re.ASCII):
            raise ValueError("not an app's id")
        return value

    @field_validator("zalo_oa_app_secret", "zalo_oa_secret_key", "zalo_oa_access_token", "zalo_oa_refresh_token")
    @classmethod
    def _a_zalo_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[\x21-\x7e]{4,4096}", value.get_secret_value()):
            raise ValueError("not a secret")
        return value

    @field_validator("telegram_base_url", "zalo_bot_base_url", "zalo_oa_base_url", "zalo_oa_oauth_url")
    @classmethod
    def _a_server(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]+", value):
            raise ValueError("not an address")
        return value.rstrip("/").removesuffix("/bot")

    @field_validator("log_level", "sample", "zalo_bot_take_over", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value


def networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """The networks of a list such as "127.0.0.1, 172.16.0.0/12". Raises ValueError."""
    return tuple(ipaddress.ip_network(part, strict=False) for part in re.split(r"[\s,]+", text.strip()) if part)


def secret(value: SecretStr | None) -> str:
    """A secret as it is; "" where there is none."""
    return "" if value is None else value.get_secret_value()


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    return host == "localhost" or ipaddress.ip_address(host).is_loopback
