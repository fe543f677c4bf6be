"""The one door out: outbox rows -> channels. The guarantee is in docs/delivery.md.

`delivery` serves all channels and reads what waits from the database; `sender` serves one channel, with its `queue`
(pure: who is next) and its `pace`; the `ledger` writes down how each row ended.
"""
