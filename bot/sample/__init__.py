"""Sample data, for trying the bot without a token."""
