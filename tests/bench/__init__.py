"""How fast a step is, beside a bare python-telegram-bot echo bot: `make bench`."""
