"""The spreadsheets that the bot sends out: what `handlers.grid.sheet(kind, …)` names. A new kind is a line here.

A maker gets who asks and what for, reads through a connection that writes nothing, and returns a `Grid`, or one for
each tab; None where the asker may not see it (any more). It runs in a process of its own (bot/beside) when the message
is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handlers import audit_sheet, broadcast_sheet, participation_sheet, roster_sheet, targets_sheet
from handlers.grid import Grid
from storage.database import Transaction
from storage.records import Asker

Maker = Callable[[Transaction, Asker, dict[str, Any]], Grid | Sequence[Grid] | None]

SHEETS: dict[str, Maker] = {
    "roster": roster_sheet.grid,
    "participation": participation_sheet.grids,
    "audit": audit_sheet.grid,
    "broadcast": broadcast_sheet.grid,
    "targets": targets_sheet.grid,
}
