"""What each change makes of the tree of units, told a second time: the program is held against this."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

Shares = dict[int, int]


@dataclass(frozen=True)
class Node:
    """A unit: the one that it stands below, its name, and whether it is there for people."""

    parent: int | None
    name: str
    is_open: bool


Tree = dict[int, Node]


def same(one: str, other: str) -> bool:
    """Whether two names are one: the same words."""
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def way_up(tree: Tree, unit: int) -> list[int]:
    """A unit and all above it."""
    way = [unit]
    while (parent := tree[way[-1]].parent) is not None:
        way.append(parent)
    return way


def below(tree: Tree, unit: int | None) -> list[int]:
    """The open units right below one."""
    return [one for one, node in tree.items() if node.parent == unit and node.is_open]


def refusal(tree: Tree, change: str, unit: int, other: int | None, *, name: str) -> str:
    """Why an administrator of everything cannot do this, or nothing."""

    def taken(parent: int | None, wanted: str, but: int | None = None) -> bool:
        return any(same(tree[one].name, wanted) for one in below(tree, parent) if one != but)

    if not tree[unit].is_open or (other is not None and not tree[other].is_open):
        return "gone"
    match change:
        case "add":
            return "name_taken" * taken(unit, name)
        case "rename":
            return "name_taken" * taken(tree[unit].parent, name, unit)
        case "move" | "merge" if other is not None:
            if unit in way_up(tree, other):
                return "below_itself"
            return "name_taken" * (change == "move" and taken(other, tree[unit].name, unit))
        case _:
            return "has_units" if below(tree, unit) else "gone" * (tree[unit].parent is None)


def changed(tree: Tree, shares: Shares, change: str, unit: int, other: int | None, *, name: str) -> tuple[Tree, Shares]:
    """The tree and each unit's share of a target afterwards; a name that a merge had to change ends in three dots."""
    tree, shares = dict(tree), dict(shares)
    match change:
        case "add":
            tree[max(tree) + 1] = Node(unit, name, is_open=True)
        case "rename":
            tree[unit] = replace(tree[unit], name=name)
        case "move":
            tree[unit] = replace(tree[unit], parent=other)
        case "merge" if other is not None:
            _give_share(tree, shares, unit, other)
            there = [tree[one].name for one in below(tree, other) if one != unit]
            for child in below(tree, unit):
                dots = "…" * any(same(tree[child].name, taken) for taken in there)
                tree[child] = Node(other, tree[child].name + dots, is_open=True)
            tree[unit] = Node(other, tree[unit].name, is_open=False)
        case _:
            shares.pop(unit, None)  # that of the unit above has it in it
            tree[unit] = replace(tree[unit], is_open=False)
    return tree, shares


def _give_share(tree: Tree, shares: Shares, unit: int, other: int) -> None:
    amount = shares.pop(unit, 0)
    if amount and other not in way_up(tree, unit):
        shares[other] = shares.get(other, 0) + amount
