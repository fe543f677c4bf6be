"""A strict Bot API server on loopback, for tests: Telegram as its specification and its known behaviour have it.

In a test, or beside one, `async with BotApi() as server:` gives a server in this process; `python -m tests.bot_api` is one
in a process of its own, steered over HTTP under /control/ (see `Remote`).
"""

from __future__ import annotations

from tests.bot_api.account import TOKEN, Account
from tests.bot_api.faults import Fault, Pace
from tests.bot_api.remote import Remote
from tests.bot_api.server import BotApi

__all__ = ["TOKEN", "Account", "BotApi", "Fault", "Pace", "Remote"]
