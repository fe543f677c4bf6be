"""The settings as the environment gives them (or lines of .env), read once and checked; each error is one sentence."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError
from rapidfuzz import process

from bot.errors import OperatorError
from bot.settings import I_KNOW, PREFIX, Settings, is_loopback

ENV_FILE = Path(".env")
_SECRETS = {
    *("telegram_token", "zalo_bot_token", "zalo_bot_secret", "zalo_oa_app_secret", "zalo_oa_secret_key"),
    *("zalo_oa_access_token", "zalo_oa_refresh_token"),
}


def load(env_file: Path | None = ENV_FILE) -> Settings:
    """The settings of this environment and of `env_file`, where it exists; the environment wins.

    Raises:
        OperatorError: a value is wrong; the sentence names the variable and what it must be, and holds no secret.
    """
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        wrong = dict.fromkeys(str(one["loc"][0]) for one in error.errors())
        raise OperatorError(" ".join(_sentence(field, env_file) for field in wrong)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"The file {env_file} cannot be read ({error}): save it as UTF-8 text, or remove it."
        ) from None
    if not is_loopback(settings.web_host) and settings.web_any_address != I_KNOW:
        raise OperatorError(
            f"{PREFIX}WEB_HOST={settings.web_host} would open the web chat, without passwords, beyond this machine: "
            f"use 127.0.0.1, or set {PREFIX}WEB_ANY_ADDRESS={I_KNOW} if that is what you want."
        )
    if settings.public_url and 0 != settings.public_port == settings.web_port:
        raise OperatorError(
            f"{PREFIX}PUBLIC_PORT and {PREFIX}WEB_PORT are both {settings.web_port}: the public door never shares a "
            f"port with the web chat, which has no passwords. Set {PREFIX}PUBLIC_PORT to another one."
        )
    _see_that_the_account_is_whole(settings)
    return settings


def _see_that_the_account_is_whole(settings: Settings) -> None:
    """An Official Account needs three settings together. Raises OperatorError where some are missing."""
    needed = ("zalo_oa_app_id", "zalo_oa_app_secret", "zalo_oa_secret_key")
    missing = [PREFIX + name.upper() for name in needed if not getattr(settings, name)]
    if missing and (len(missing) < len(needed) or settings.zalo_oa_refresh_token or settings.zalo_oa_access_token):
        raise OperatorError(
            f"For a Zalo Official Account {' and '.join(missing)} must be set too: developers.zalo.me shows them."
        )
    if settings.zalo_oa_access_token and not settings.zalo_oa_refresh_token:
        raise OperatorError(
            f"{PREFIX}ZALO_OA_ACCESS_TOKEN lasts for a day: set {PREFIX}ZALO_OA_REFRESH_TOKEN of the same pair too."
        )


def warnings(env_file: Path | None = ENV_FILE) -> list[str]:
    """A sentence for each DIEMDANH_ variable that no setting has, with the nearest one there is."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    return [
        f"{name} is not a setting and does nothing; did you mean {process.extractOne(name.upper(), known)[0]}?"
        for name in sorted(_given(env_file))
        if name.upper() not in known
    ]


def _given(env_file: Path | None) -> dict[str, str]:
    """Every variable of ours that was given, in the environment or the file; what `load` complains of is left to it."""
    try:
        from_file = dotenv_values(env_file) if env_file and env_file.is_file() else {}
    except (OSError, UnicodeDecodeError):
        from_file = {}
    both = {**from_file, **os.environ}
    return {name: value or "" for name, value in both.items() if name.upper().startswith(PREFIX)}


def _sentence(field: str, env_file: Path | None) -> str:
    """What is said of a wrong value: its name and what it must be; never a secret, nor an address's password."""
    name = PREFIX + field.upper()
    extra = Settings.model_fields[field].json_schema_extra
    must = extra["must"] if isinstance(extra, dict) else "is wrong"
    value = {given.upper(): value for given, value in _given(env_file).items()}.get(name, "")
    scheme, colon, _rest = value.partition("://")
    shown = "" if field in _SECRETS else f" (it is “{scheme}{colon and '://…'}”)"
    return f"{name} {must}{shown}."
