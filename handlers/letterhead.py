"""What stands over and below a table that an office prints and signs: who issues it, place and day, who signs."""

from __future__ import annotations

import re
from datetime import date, datetime

from handlers.engine.sheet import Form, Signature
from handlers.engine.text import Text, _
from storage.database import Transaction
from storage.organisation import units
from storage.organisation.records import Unit
from storage.text import fold

ORGANISATION = _("Ho Chi Minh Communist Youth Union")
TO_BE_FILLED_IN = "………………"
PREPARED = Signature(_("Prepared by"), _("(signature and full name)"))
STANDING_COMMITTEE = Signature(_("On behalf of the standing committee"), _("(signature, full name and seal)"))
COMMITTEE = Signature(_("On behalf of the executive committee"), _("(signature and full name)"))

# A committee of the Union is called after the place where it is: "Tỉnh đoàn Sóc Trăng", "Đoàn xã Đại Tâm".
_PLACE = re.compile(
    r"(?:(?:tỉnh|thành|huyện|thị|quận|xã|phường) đoàn"
    r"|(?:bch )?đoàn (?:tỉnh|thành phố|tp\.?|huyện|thị xã|quận|(?P<numbered>xã|phường)|thị trấn|đặc khu))"
    r"\s+(?P<place>\S.*)",
    re.IGNORECASE,
)


def form(tx: Transaction, unit_id: int, day: date | datetime) -> Form:
    """The form of a unit, dated that day at the place where it is."""
    unit = units.by_id(tx, unit_id)
    line = units.ancestors(tx, unit)
    issuer: list[Text | str] = [above.name for above in line[-2:-1]]
    return Form(
        issuer=[*issuer, _("Executive committee of {unit}", unit=unit.name), "***"],
        organisation=ORGANISATION,
        dated=_("{place}, {day:letter}", place=place(line), day=day),
        signatures=(PREPARED, COMMITTEE if is_branch(unit) else STANDING_COMMITTEE),
    )


def place(line: list[Unit]) -> str:
    """Where the last unit of a line is, as dates have it: the nearest committee that is called after a place."""
    for unit in reversed(line):
        match = _PLACE.fullmatch(unit.name.strip())
        if match is not None:
            name, kind = match["place"], match["numbered"]
            return f"{kind.capitalize()} {name}" if kind and name.isdigit() else name
    return TO_BE_FILLED_IN


def is_branch(unit: Unit) -> bool:
    """Whether a unit is a branch, which has no standing committee."""
    return unit.level == "branch" or fold(unit.name).startswith("chi doan ")
