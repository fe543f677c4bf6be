"""The web chat: a messenger in the browser for whoever runs the bot, and its API."""
