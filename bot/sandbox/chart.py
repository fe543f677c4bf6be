"""Charts as PNG, legible on a phone: a bar for each figure, with a mark where the year's pace should be.

Runs in a child process (bot/sandbox), so that drawing keeps nobody waiting.
"""

from __future__ import annotations

import io

from babel.numbers import format_compact_decimal, format_decimal
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from handlers.engine.message import Chart
from handlers.engine.text import shortened
from storage.records import Bar

WIDTH = 6.0  # inches, at 150 dots: 900 pixels, which a phone shows whole
ROW = 0.62
LONGEST_LABEL = 34
DONE, CLAIMED, EMPTY, PACE, INK = (
    "#0b5fa5",
    "#9cc7ea",
    "#e9edf2",
    "#d1495b",
    "#1c2733",
)  # told apart without colours too


def drawn(chart: Chart, language: str) -> bytes:
    """The picture of a chart: what is done is dark, what awaits a word is light, the pace is a line across."""
    height = 1.0 + ROW * len(chart.bars)
    figure = Figure(figsize=(WIDTH, height), dpi=150, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.04, 0.45 / height, 0.92, 1 - 1.05 / height))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(chart.bars) - 0.35, -0.65)
    axes.axis("off")
    for at, bar in enumerate(chart.bars):
        _draw(axes, at, bar, language)
    figure.text(0.04, 1 - 0.35 / height, chart.title, fontsize=13, fontweight="bold", color=INK, va="center")
    if any(bar.pace is not None for bar in chart.bars):
        figure.text(0.075, 0.2 / height, chart.pace, fontsize=10, color=INK, va="center")
        figure.text(0.045, 0.2 / height, "┃", fontsize=11, color=PACE, va="center", fontweight="bold")
    if any(bar.claimed for bar in chart.bars):
        figure.text(0.675, 0.2 / height, chart.waiting, fontsize=10, color=INK, va="center")
        figure.text(0.635, 0.2 / height, "■", fontsize=11, color=CLAIMED, va="center")
    made = io.BytesIO()
    figure.savefig(made, format="png")
    return made.getvalue()


def _draw(axes, at: int, bar: Bar, language: str) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - matplotlib's
    whole = max(bar.amount, 1e-9)
    done, claimed = min(bar.done / whole, 1.0), min((bar.done + bar.claimed) / whole, 1.0)
    axes.barh(at, 1, height=0.34, color=EMPTY)
    axes.barh(at, claimed, height=0.34, color=CLAIMED, hatch="///", edgecolor="white", linewidth=0)
    axes.barh(at, done, height=0.34, color=DONE)
    if bar.pace is not None:
        axes.plot([min(bar.pace / whole, 1.0)] * 2, [at - 0.24, at + 0.24], color=PACE, linewidth=2.5)
    axes.text(0, at - 0.27, shortened(bar.label, LONGEST_LABEL), fontsize=11, color=INK, va="bottom")
    axes.text(1, at - 0.27, _figures(bar, language), fontsize=11, color=INK, va="bottom", ha="right")


def _figures(bar: Bar, language: str) -> str:
    if bar.unit == "%":
        return f"{format_decimal(bar.done, locale=language)} / {format_decimal(bar.amount, locale=language)} %"
    shown = [
        format_compact_decimal(one, format_type="long", locale=language, fraction_digits=1)
        if one >= 10_000_000
        else format_decimal(one, locale=language)
        for one in (bar.done, bar.amount)
    ]
    return " / ".join(shown)
