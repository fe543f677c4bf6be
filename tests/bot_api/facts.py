"""Checks of calls and objects against the Bot API's facts, compiled once so that checking a call costs microseconds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FACTS = json.loads((Path(__file__).parents[1] / "data" / "bot_api_10_2.json").read_text("utf-8"))
Check = Callable[[Any], None]


class Wrong(Exception):
    """What does not stand in the specification, and where."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart call."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Method:
    """One method: how to check its parameters, and how to read those that came as text of a form."""

    check: Check
    types: dict[str, list[str]]

    def read_form(self, form: dict[str, Any]) -> dict[str, Any]:
        """Parameters of a form as the values that they stand for. Raises Wrong."""
        return {name: _read(self.types.get(name, ["String"]), name, value) for name, value in form.items()}


def length(text: str) -> int:
    """How long a text is in UTF-16 units, the stricter of the two ways in which Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _read(types: list[str], name: str, value: Any) -> Any:
    if not isinstance(value, str) or types == ["String"]:
        return value
    if "String" in types:
        return int(value) if "Integer" in types and re.fullmatch(r"-?\d+", value) else value
    try:
        return json.loads(value)
    except ValueError:
        raise Wrong(f"{name}: not JSON") from None


def _fields(owner: str, fields: dict[str, Any]) -> Check:
    known = {name: _field(f"{owner}.{name}", facts) for name, facts in fields.items()}
    required = tuple(name for name, facts in fields.items() if facts.get("required"))

    def check(value: Any) -> None:
        if not isinstance(value, dict):
            raise Wrong(f"{owner}: an object is wanted, not {type(value).__name__}")
        for name, given in value.items():
            found = known.get(name)
            if found is None:
                raise Wrong(f"{owner}: has no field {name!r}")
            found(given)
        for name in required:
            if name not in value:
                raise Wrong(f"{owner}: {name} is missing")

    return check


def _field(where: str, facts: dict[str, Any]) -> Check:
    kinds = [_kind(where, kind) for kind in facts["types"]]
    limits = _limits(where, facts)
    if len(kinds) == 1 and not limits:
        return kinds[0]
    is_one = kinds[0] if len(kinds) == 1 else _one_of(where, kinds)

    def check(value: Any) -> None:
        is_one(value)
        for limit in limits:
            limit(value)

    return check


def _one_of(where: str, kinds: list[Check]) -> Check:
    def check(value: Any) -> None:
        wrong = []
        for kind in kinds:
            try:
                kind(value)
            except Wrong as why:
                wrong.append(str(why))
            else:
                return
        raise Wrong(f"{where}: none of these fits: {'; '.join(wrong)}")

    return check


def _kind(where: str, kind: str) -> Check:
    if kind.startswith("Array of "):
        return _array(where, _kind(where, kind.removeprefix("Array of ")))
    simple: dict[str, Callable[[Any], bool]] = {
        "String": lambda value: type(value) is str,
        "Integer": lambda value: type(value) is int,
        "Float": lambda value: type(value) in (float, int),
        "Boolean": lambda value: type(value) is bool,
        "True": lambda value: value is True,
        "InputFile": lambda value: type(value) is Upload,
    }
    if kind in simple:
        fits = simple[kind]

        def check(value: Any) -> None:
            if not fits(value):
                raise Wrong(f"{where}: {kind} is wanted, not {type(value).__name__}")

        return check
    return lambda value: check_type(kind, value)


def _array(where: str, item: Check) -> Check:
    def check(value: Any) -> None:
        if not isinstance(value, list):
            raise Wrong(f"{where}: an array is wanted, not {type(value).__name__}")
        for one in value:
            item(one)

    return check


def _limits(where: str, facts: dict[str, Any]) -> list[Check]:
    found: list[Check] = []
    for name, measure in (("characters", length), ("bytes", lambda text: len(text.encode())), ("items", len)):
        if name in facts:
            found.append(_size(where, name, measure, *facts[name]))
    if "between" in facts:
        found.append(_size(where, "is", lambda number: number, *facts["between"]))
    if "one_of" in facts:
        found.append(_matches(where, "|".join(map(re.escape, facts["one_of"]))))
    if "pattern" in facts:
        found.append(_matches(where, facts["pattern"]))
    return found


def _size(where: str, what: str, measure: Callable[[Any], int], low: int, high: int) -> Check:
    def check(value: Any) -> None:
        if not isinstance(value, Upload) and not low <= (size := measure(value)) <= high:
            raise Wrong(f"{where}: {what} {size}, where {low} to {high} are taken")

    return check


def _matches(where: str, pattern: str) -> Check:
    fits = re.compile(pattern).fullmatch

    def check(value: Any) -> None:
        if fits(value) is None:
            raise Wrong(f"{where}: {value!r} is not of the form {pattern}")

    return check


def _type(name: str, facts: dict[str, Any]) -> Check:
    if "one_of" in facts:
        return _one_of(name, [_kind(name, subtype) for subtype in facts["one_of"]])
    return _fields(name, facts["fields"])


def check_type(name: str, value: Any) -> None:
    """Check an object against a type of the specification. A type that the facts leave out may be any object.

    Raises Wrong.
    """
    found = _TYPES.get(name)
    if found is not None:
        found(value)
    elif not isinstance(value, dict):
        raise Wrong(f"{name}: an object is wanted, not {type(value).__name__}")


_TYPES = {name: _type(name, facts) for name, facts in FACTS["types"].items()}
METHODS = {
    name: Method(_fields(name, fields), {field: facts["types"] for field, facts in fields.items()})
    for name, fields in FACTS["methods"].items()
}
UPDATE_KINDS = frozenset(FACTS["types"]["Update"]["fields"]) - {"update_id"}
