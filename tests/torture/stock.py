"""The bot to compare with: python-telegram-bot's own polling and persistence, doing the same smallest job.

Whoever sends six digits is kept as checked in, and told so. `main` is a program of its own: `run_polling` with
`PicklePersistence`, as the library comes ("stock"), or with what was kept written before each answer ("careful").
"""

from __future__ import annotations

import logging
import pickle
import re
import sys
import warnings
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, PicklePersistence, filters

log = logging.getLogger(__name__)
CONFIRMED = "Đã điểm danh"
CODE = re.compile(r"^\d{6}$")


async def check_in(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Keep it, and say so."""
    assert context.chat_data is not None
    assert update.message is not None
    context.chat_data["checked_in"] = context.chat_data.get("checked_in", 0) + 1
    if context.bot_data["careful"]:
        await context.application.update_persistence()
    await update.message.reply_text(CONFIRMED)


async def hear(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer anything else."""
    if update.message is not None:
        await update.message.reply_text("Chào bạn!")


def main(arguments: list[str]) -> int:
    """Run it: "stock" or "careful", its file, the token, the server's address."""
    how, path, token, base = arguments
    warnings.simplefilter("ignore")
    logging.basicConfig(filename=f"{path}.log", level=logging.WARNING)
    try:
        builder = Application.builder().token(token).base_url(f"{base}/bot")
        application: Any = builder.persistence(PicklePersistence(path)).build()

        async def begin(_application: object) -> None:
            application.bot_data["careful"] = how == "careful"

        application.post_init = begin
        application.add_handler(MessageHandler(filters.Regex(CODE), check_in))
        application.add_handler(MessageHandler(filters.ALL, hear))
        application.run_polling()
    except BaseException:
        log.exception("it ended")
        return 1
    return 0


def kept(path: Path) -> dict[int, int]:
    """How often each chat is kept as checked in; nobody where the file cannot be read."""
    try:
        data = pickle.loads(path.read_bytes())
    except (OSError, EOFError, pickle.UnpicklingError, TypeError):
        return {}
    return {chat: about["checked_in"] for chat, about in data["chat_data"].items() if "checked_in" in about}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
