"""All that is kept of a person, for themselves alone: nobody else's name stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage.database import Transaction, queries
from storage.people.kept import KEPT
from storage.records import Asker

sql = queries(__file__)
Everything = Mapping[str, list[dict[str, Any]]]
"""Rows by the part that they belong to, as `kept.KEPT` names them."""


def everything(tx: Transaction, asker: Asker) -> Everything:
    """What is kept of the asker, part by part, each with its rows in order; values as stored."""
    parts = dict.fromkeys(part for table in KEPT.values() for part in table.parts)
    return {part: list(getattr(sql, part)(tx.connection, member_id=asker.member_id)) for part in parts}


def counts(tx: Transaction, asker: Asker) -> dict[str, int]:
    """How much is kept of the asker, by the parts that one may look for first; quick, whoever asks."""
    return {row["part"]: int(row["number"]) for row in sql.counts(tx.connection, member_id=asker.member_id)}
