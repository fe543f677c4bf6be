"""Writes a plan as its TOML text, which reads as the same plan."""

from __future__ import annotations

import json
from collections.abc import Iterator

from schedules.plan.models import Figure, Plan, Target


def written(plan: Plan) -> str:
    """A plan's year, name and targets as TOML; its items are rows of their own."""
    lines = [
        f"year = {plan.year}",
        *(f"{key} = {_quoted(getattr(plan, key))}" for key in ("name", "issuer", "theme")),
    ]
    for target in plan.targets:
        lines += ["", *_target(target)]
    return "\n".join(lines) + "\n"


def _target(target: Target) -> Iterator[str]:
    yield from ("[[targets]]", f"number = {target.number}", f"text = {_quoted(target.text)}", "figures = [")
    yield from (f"    {_figure(figure)}," for figure in target.figures)
    yield "]"


def _figure(figure: Figure) -> str:
    parts = [f"amount = {figure.amount}", f"unit = {_quoted(figure.unit)}"]
    parts += [f"{key} = {_quoted(value)}" for key in ("of", "short", "short_en") if (value := getattr(figure, key))]
    parts += ["at_least = true"] if figure.at_least else []
    parts += [f"counts = [{', '.join(map(_quoted, figure.counts))}]"] if figure.counts else []
    return f"{{ {', '.join(parts)} }}"


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
