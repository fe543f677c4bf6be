"""A strict Bot API server on loopback, for tests: Telegram as its specification and its known behaviour have it.

`async with BotApi() as server:` gives a server in this process, `serving()` one that fails its test if a call broke the
specification; `python -m tests.bot_api` is one in a process of its own, steered under /control/ (see `Remote`).
"""

from __future__ import annotations

from tests.bot_api.account import TOKEN, Account
from tests.bot_api.faults import Fault, Pace
from tests.bot_api.remote import Remote
from tests.bot_api.server import BotApi, serving

__all__ = ["TOKEN", "Account", "BotApi", "Fault", "Pace", "Remote", "serving"]
