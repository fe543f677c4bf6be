"""Chats, and every message to and from them."""
