"""The bot to compare with: python-telegram-bot's own application, which sends each text back and keeps nothing."""

from __future__ import annotations

import sys
import warnings

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it back."""
    await update.message.reply_text(update.message.text)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    token, base = sys.argv[1:]
    application = Application.builder().token(token).base_url(f"{base}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()
