"""Changes of the tree by those who organise it: add, rename, move, merge, close.

Members, shifts to come, campaigns and what waits follow. What was counted stays with the unit of its day: a merged unit
stands, closed, below the one that it was merged into, so that its past is counted and seen with it.
"""

from __future__ import annotations

from collections import Counter

from storage import audit
from storage.database import Transaction, queries
from storage.errors import UnitChangeError
from storage.organisation import units
from storage.organisation.records import Belongings, ChangedRole, Unit
from storage.organisation.unit_names import names_above, remember, remember_part
from storage.organisation.unit_roles import end_roles, roles_above, roles_go_over
from storage.organisation.unit_search import core_name, level_of
from storage.records import Asker, Role, records
from storage.text import fold, tidy

sql = queries(__file__)
LEVELS = ("province", "district", "commune", "branch")  # from the top, as the file of units names them


# Looking -------------------------------------------------------------------------------------------------------------


def organised(tx: Transaction, asker: Asker) -> list[Unit]:
    """The open units that the asker organises, parents before children."""
    return records(Unit, sql.organised(tx.connection, asker_id=asker.member_id))


def belongings(tx: Transaction, unit: Unit) -> Belongings:
    """What a change of this unit takes along: all that belongs to it and those below."""
    return Belongings.model_validate(sql.belongings(tx.connection, path=unit.path, now=tx.now))


def may_restructure(tx: Transaction, asker: Asker, unit: Unit) -> bool:
    """Whether the asker may move, merge or close a unit: they organise the one above it, too.

    Above a root there is nobody: that is for its administrators.
    """
    if unit.parent_id is None:
        return asker.may(Role.ADMIN, unit.path)
    return asker.may(Role.ORGANISER, units.by_id(tx, unit.parent_id).path)


def name_taken(tx: Transaction, parent_id: int | None, name: str, *, but: int = 0) -> bool:
    """Whether another open unit below this one has the name."""
    row = units.sql.find(tx.connection, parent_id=parent_id, search_key=fold(name))
    return row is not None and row["id"] != but


def renamed_by_merge(tx: Transaction, unit: Unit, into: Unit) -> dict[int, str]:
    """What those below a unit have to be called below another one, where their own name is taken there; by id."""
    there = {one.search_key for one in units.children(tx, into.id) if one.id != unit.id}
    children = units.children(tx, unit.id)
    taken = there | {one.search_key for one in children}
    new_names = {}
    for child in (one for one in children if one.search_key in there):
        name, number = f"{child.name} ({core_name(unit)})", 1
        while fold(name) in taken:
            number += 1
            name = f"{child.name} ({core_name(unit)} {number})"
        taken.add(fold(name))
        new_names[child.id] = name
    return new_names


# Changing ------------------------------------------------------------------------------------------------------------


def add(tx: Transaction, asker: Asker, parent_id: int, name: str) -> Unit:
    """A new unit below another one; its level follows from its name, or from its neighbours.

    Raises:
        UnitChangeError: the parent is not the asker's, or the name is taken.
    """
    parent = _mine(tx, asker, parent_id)
    if name_taken(tx, parent_id, name):
        raise UnitChangeError("name_taken")
    unit = units.add(tx, parent, _level(tx, name, parent), name)
    audit.note(tx, asker.member_id, "unit_add", f"unit:{unit.id}", unit_id=unit.id, name=unit.name, above=parent.name)
    return unit


def rename(tx: Transaction, asker: Asker, unit_id: int, name: str) -> Unit:
    """Another name.

    Raises:
        UnitChangeError: the unit is not the asker's, or the name is taken.
    """
    unit = _mine(tx, asker, unit_id)
    if name_taken(tx, unit.parent_id, name, but=unit_id):
        raise UnitChangeError("name_taken")
    sql.rename(tx.connection, unit_id=unit_id, name=tidy(name), search_key=fold(name))
    remember(tx, unit_id, own=[unit.name])
    audit.note(
        tx, asker.member_id, "unit_rename", f"unit:{unit_id}", unit_id=unit_id, before=unit.name, after=tidy(name)
    )
    return units.by_id(tx, unit_id)


def move(tx: Transaction, asker: Asker, unit_id: int, parent_id: int) -> Unit:
    """Put a unit below another one, with all that is below it.

    Raises:
        UnitChangeError: either is not the asker's, the other is below the unit itself, or its name is taken there.
    """
    unit, parent = _restructured(tx, asker, unit_id), _mine(tx, asker, parent_id)
    if parent.path.startswith(unit.path):
        raise UnitChangeError("below_itself")
    if name_taken(tx, parent_id, unit.name, but=unit_id):
        raise UnitChangeError("name_taken")
    _put_below(tx, unit, parent)
    above = {} if unit.parent_id is None else {"before": units.by_id(tx, unit.parent_id).name}
    action, subject = "unit_move" if above else "unit_put_below", f"unit:{unit_id}"
    audit.note(
        tx,
        asker.member_id,
        action,
        subject,
        unit_id=unit_id,
        member_id=None,
        name=unit.name,
        **above,
        after=parent.name,
    )
    return units.by_id(tx, unit_id)


def merge(tx: Transaction, asker: Asker, unit_id: int, into_id: int) -> list[ChangedRole]:
    """Make a unit a part of another: what is below it, its people, its shifts to come and its roles go over.

    A unit below it whose name is taken there gets the old unit's name behind its own. Returns the roles that went over.

    Raises:
        UnitChangeError: either is not the asker's, the other is below it, or a role over it is above the asker's.
    """
    unit, into = _restructured(tx, asker, unit_id), _mine(tx, asker, into_id)
    if into.path.startswith(unit.path):
        raise UnitChangeError("below_itself")
    if roles_above(tx, asker, unit, into):
        raise UnitChangeError("roles_above")
    had = belongings(tx, unit)
    for child_id, name in renamed_by_merge(tx, unit, into).items():
        rename(tx, asker, child_id, name)
    sql.close(tx.connection, unit_id=unit_id, now=tx.now)
    for child in units.children(tx, unit_id):
        _put_below(tx, child, into)
    _put_below(tx, unit, into)
    remember_part(tx, unit, into)
    _hand_over(tx, unit, into)
    sql.hand_over_invites(tx.connection, unit_id=unit_id, to_id=into_id)
    sql.hand_over_mailings(tx.connection, path=f"{into.path}{unit_id}.", to_path=into.path)
    audit.note(
        tx,
        asker.member_id,
        "unit_merge",
        f"unit:{unit_id}",
        unit_id=into_id,
        before=unit.name,
        after=into.name,
        members=had.members,
    )
    return roles_go_over(tx, asker, unit, into)


def close(tx: Transaction, asker: Asker, unit_id: int) -> list[ChangedRole]:
    """Close a unit: what it has goes to the one above it, and the roles over it end. Returns these.

    Raises:
        UnitChangeError: it is not the asker's, has units below it, or a role over it is above the asker's.
    """
    unit = _restructured(tx, asker, unit_id)
    if units.children(tx, unit_id):
        raise UnitChangeError("has_units")
    if unit.parent_id is None:
        raise UnitChangeError("gone")
    above = units.by_id(tx, unit.parent_id)
    if roles_above(tx, asker, unit, above):
        raise UnitChangeError("roles_above")
    had = belongings(tx, unit)
    sql.close(tx.connection, unit_id=unit_id, now=tx.now)
    remember_part(tx, unit, above)
    _hand_over(tx, unit, above)
    audit.note(
        tx,
        asker.member_id,
        "unit_close",
        f"unit:{unit_id}",
        unit_id=unit_id,
        before=unit.name,
        after=above.name,
        members=had.members,
    )
    return end_roles(tx, asker, unit)


# How -----------------------------------------------------------------------------------------------------------------


def _mine(tx: Transaction, asker: Asker, unit_id: int) -> Unit:
    unit = next((unit for unit in organised(tx, asker) if unit.id == unit_id), None)
    if unit is None:
        raise UnitChangeError("gone")
    return unit


def _restructured(tx: Transaction, asker: Asker, unit_id: int) -> Unit:
    unit = _mine(tx, asker, unit_id)
    if not may_restructure(tx, asker, unit):
        raise UnitChangeError("gone")
    return unit


def _level(tx: Transaction, name: str, parent: Unit) -> str:
    """As the name says, else as most of its neighbours, else the next one down."""
    if (level := level_of(name)) is not None:
        return level
    if neighbours := Counter(unit.level for unit in units.children(tx, parent.id)):
        return neighbours.most_common(1)[0][0]
    return LEVELS[min(LEVELS.index(parent.level) + 1, len(LEVELS) - 1)] if parent.level in LEVELS else parent.level


def _put_below(tx: Transaction, unit: Unit, parent: Unit) -> None:
    """Make a unit stand below another, and write the paths of all below it anew."""
    after = f"{parent.path}{unit.id}."
    remember(tx, unit.id, below=names_above(tx, unit, parent))
    sql.set_parent(tx.connection, unit_id=unit.id, parent_id=parent.id)
    sql.rewrite_paths(tx.connection, before=unit.path, after=after)
    sql.rewrite_mailings(tx.connection, before=unit.path, after=after)


def _hand_over(tx: Transaction, unit: Unit, to: Unit) -> None:
    """Give what goes on to another unit."""
    ids = {"unit_id": unit.id, "to_id": to.id}
    sql.hand_over_members(tx.connection, **ids)
    sql.hand_over_sign_ups(tx.connection, **ids, now=tx.now)
    sql.hand_over_shifts(tx.connection, **ids, now=tx.now)
    sql.hand_over_campaigns(tx.connection, **ids)
    sql.hand_over_plan_items(tx.connection, **ids)
    if not unit.path.startswith(to.path):  # the share of a unit above has this one's in it
        sql.hand_over_shares(tx.connection, **ids)
    sql.drop_shares(tx.connection, unit_id=unit.id)
    sql.hand_over_requests(tx.connection, **ids)
