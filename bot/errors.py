"""What the shell refuses, as exceptions that several rooms know; how a send fails stands with the channels."""

from __future__ import annotations


class OperatorError(Exception):
    """Something that whoever runs the bot can fix: one sentence that says what is wrong and what to do."""


class RefusedError(Exception):
    """A web request that is not taken: the HTTP status, and one sentence that says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class StorageFailedError(Exception):
    """The database could not be written (disk full, input/output error): nothing of the transaction stayed."""


class DatabaseLostError(OperatorError):
    """The database's file was replaced under the running bot: only a new start may begin with what is there now."""
