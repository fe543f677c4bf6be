"""What a unit was called, and what was above it, kept for whoever still says it."""

from __future__ import annotations

from collections.abc import Iterable

from storage.database import Transaction, queries
from storage.organisation import units
from storage.organisation.records import FormerNames, Unit
from storage.text import fold

sql = queries(__file__)


def names_above(tx: Transaction, unit: Unit, parent: Unit) -> list[str]:
    """What the units above one are and were called, that will not be above it below this parent."""
    leaves = [one for one in units.ancestors(tx, unit) if one.id != unit.id and not parent.path.startswith(one.path)]
    return [name for one in reversed(leaves) for name in (one.name, *_former(one).own)]


def remember_part(tx: Transaction, unit: Unit, of: Unit) -> None:
    """Whoever names a unit that is no more means the one that has its people."""
    former = _former(units.by_id(tx, unit.id))
    remember(tx, of.id, parts=[unit.name, *former.own, *former.parts])


def remember(
    tx: Transaction, unit_id: int, *, own: Iterable[str] = (), parts: Iterable[str] = (), below: Iterable[str] = ()
) -> None:
    """Keep what a unit was, for whoever still says it; each name once."""
    former = _former(units.by_id(tx, unit_id))
    for names, more in ((former.own, own), (former.parts, parts), (former.below, below)):
        known = {fold(name) for name in names}
        for name in more:
            if fold(name) not in known:
                known.add(fold(name))
                names.append(name)
    sql.set_former(tx.connection, unit_id=unit_id, former=former.model_dump_json())


def _former(unit: Unit) -> FormerNames:
    return FormerNames.model_validate_json(unit.former)
