"""Learning the weights again from the examples in the repository: `make understanding`.

Nothing here runs with the bot.
"""
