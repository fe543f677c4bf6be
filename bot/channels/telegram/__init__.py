"""Telegram: the Bot API as a channel."""
