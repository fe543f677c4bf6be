"""Lines of a sheet that name units, by the units that there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.imports import sections
from storage.organisation.records import Unit
from storage.organisation.unit_search import core_name
from storage.text import fold

# A unit named after somebody is not taken for one where its name stands without the words for its kind.
_SURNAMES = "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly thach kim son danh lam chau"
SURNAMES = frozenset(_SURNAMES.split())


def naming_units(everybody: Sequence[Unit]) -> Callable[[str], bool]:
    """Whether a line alone names a unit: it begins as such names do, or is the whole name of one."""
    names = {unit.search_key for unit in everybody} | {
        fold(core) for unit in everybody if (core := core_name(unit)) and fold(core).split()[0] not in SURNAMES
    }
    names = {name for name in names if " " in name}
    return lambda text: sections.unit_like(text) or fold(text) in names
