"""The year's targets, as typed records."""

from __future__ import annotations

from storage.records import Record


class Bar(Record):
    """How one figure of the year's targets stands, for a chart: `done` is verified or entered, `claimed` not yet.

    `amount` is the plan's; `pace` how much of it the year should have brought by now (None: it has no pace). `unit` is
    how it is measured, such as "%".
    """

    label: str
    done: float
    claimed: float = 0
    amount: float
    pace: float | None = None
    unit: str = ""
