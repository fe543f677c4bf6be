"""The spreadsheets that the bot sends out: what `sheet(kind, …)` names (handlers/engine/sheet.py). One line a kind.

A maker gets who asks and what for, reads through a connection that writes nothing, and returns a `Tab`, or one for
each tab; None where the asker may not see it (any more). It runs in a process of its own (bot/sandbox) when the message
is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handlers.attendance import roster_sheet
from handlers.audit import sheet as audit_sheet
from handlers.broadcasts import sheet as broadcast_sheet
from handlers.engine.sheet import Tab
from handlers.people import my_data_words
from handlers.reports import participation_sheet
from handlers.targets import sheet as targets_sheet
from storage.database import Transaction
from storage.records import Asker

Maker = Callable[[Transaction, Asker, dict[str, Any]], Tab | Sequence[Tab] | None]

SHEETS: dict[str, Maker] = {
    "roster": roster_sheet.tab,
    "sign_in": roster_sheet.sign_in,
    "participation": participation_sheet.tabs,
    "audit": audit_sheet.tab,
    "broadcast": broadcast_sheet.tab,
    "targets": targets_sheet.tab,
}

TextMaker = Callable[[Transaction, Asker, dict[str, Any], str], str]

TEXTS: dict[str, TextMaker] = {
    "my_data": my_data_words.file,
}
"""Files of text that are made in the same way, in the reader's language."""
