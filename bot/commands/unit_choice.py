"""Which unit a word on the command line means."""

from __future__ import annotations

from bot.settings import OperatorError
from storage.database import Transaction
from storage.organisation import units
from storage.organisation.records import Unit
from storage.organisation.unit_search import search


def choose_unit(tx: Transaction, wanted: str) -> Unit:
    """The unit of this id, or of this name as people type it.

    Raises:
        OperatorError: there is none, or it is not clear which; the message lists those that may be meant.
    """
    every = units.all_open(tx)
    if not every:
        raise OperatorError("There are no units yet. Load them first: diemdanh units load FILE")
    if wanted.isdigit():
        found = next((unit for unit in every if unit.id == int(wanted)), None)
        if found is None:
            raise OperatorError(f"No unit has the id {wanted}.")
        return found
    likely = search(wanted, every)
    if likely.certain:
        return likely.units[0]
    if not likely.units:
        raise OperatorError(f"No unit is called “{wanted}”.")
    names = {unit.id: unit.name for unit in every}
    lines = [f"  {unit.id}  {' > '.join(names[int(at)] for at in unit.path.split('.')[:-1])}" for unit in likely.units]
    raise OperatorError("\n".join([f"Which “{wanted}” is meant? Say its number:", *lines]))
