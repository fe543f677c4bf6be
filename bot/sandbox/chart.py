"""Charts as PNG, drawn for a phone: a bar for each figure, with a mark where the year's pace should be.

A unit of length is a pixel of a phone that shows the picture 360 pixels wide. Runs in a child process (bot/sandbox),
so that drawing keeps nobody waiting.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_compact_decimal, format_decimal
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from handlers.engine.message import Chart
from storage.records import Bar

WIDTH = 360
DENSITY = 3  # dots for each pixel, as phones have them
POINTS = 72  # of an inch: so many pixels are an inch here, and a letter of 14 points is 14 pixels high
MARGIN = 12
TITLE, TEXT = 17, 15  # the letters' sizes; the chat shows the picture a little narrower than 360
LEADING = 1.3
BAR = 16
PACE_OVER = 4  # how far the mark of the pace stands out above and below its bar
GAP = 5  # between a bar and its words
APART = 16  # between two bars
DONE, CLAIMED, EMPTY, PACE, INK = (
    "#0b5fa5",
    "#9cc7ea",
    "#e9edf2",
    "#d1495b",
    "#1c2733",
)  # told apart without colours too


@dataclass(frozen=True, slots=True)
class Words:
    """A text as lines that fit."""

    lines: tuple[str, ...]
    size: int
    bold: bool = False

    @property
    def height(self) -> float:
        """How high the lines are together."""
        return len(self.lines) * self.size * LEADING


def drawn(chart: Chart, language: str) -> bytes:
    """The picture of a chart: what is done is dark, what awaits a word is light, the pace is a line across."""
    title = _words(chart.title, WIDTH - 2 * MARGIN, TITLE, bold=True)
    bars = [(bar, _heading(bar, language)) for bar in chart.bars]
    legend = _legend(chart)
    height = 2 * MARGIN + title.height
    height += sum(APART + _height(heading) + GAP + BAR for _bar, heading in bars)
    height += sum(words.height + GAP for _sign, words in legend) + APART
    figure = Figure(figsize=(WIDTH / POINTS, height / POINTS), dpi=POINTS * DENSITY, facecolor="white")
    FigureCanvasAgg(figure)
    top = _write(figure, title, MARGIN, MARGIN)
    for bar, heading in bars:
        top = _draw(figure, bar, heading, top + APART)
    top += APART
    for sign, words in legend:
        _mark(figure, sign, top)
        top = _write(figure, words, MARGIN + 2 * BAR, top) + GAP
    made = io.BytesIO()
    figure.savefig(made, format="png")
    return made.getvalue()


# A bar --------------------------------------------------------------------------------------------------------------


def _heading(bar: Bar, language: str) -> tuple[Words, Words]:
    """What stands over a bar: its name, and its figures beside the name's last line or, without room, below."""
    figures = _words(_figures(bar, language), WIDTH - 2 * MARGIN, TEXT)
    return _words(bar.label, WIDTH - 2 * MARGIN, TEXT), figures


def _fits_beside(words: tuple[Words, Words]) -> bool:
    name, figures = words
    apart = _wide(name.lines[-1], TEXT) + TEXT + _wide(figures.lines[0], TEXT)
    return len(figures.lines) == 1 and apart <= WIDTH - 2 * MARGIN


def _height(words: tuple[Words, Words]) -> float:
    name, figures = words
    return name.height if _fits_beside(words) else name.height + figures.height


def _draw(figure: Figure, bar: Bar, words: tuple[Words, Words], top: float) -> float:
    """Draw a bar with its words from there on downwards; returns where it ends."""
    name, figures = words
    below = _write(figure, name, MARGIN, top)
    beside = below - figures.height if _fits_beside(words) else below
    below = _write(figure, figures, WIDTH - MARGIN, beside, align="right") + GAP
    whole = max(bar.amount, 1e-9)
    done, claimed = min(bar.done / whole, 1.0), min((bar.done + bar.claimed) / whole, 1.0)
    room = WIDTH - 2 * MARGIN
    _box(figure, (MARGIN, below, room, BAR), EMPTY)
    _box(figure, (MARGIN, below, room * claimed, BAR), CLAIMED, hatch="///")
    _box(figure, (MARGIN, below, room * done, BAR), DONE)
    if bar.pace is not None:
        at = MARGIN + room * min(bar.pace / whole, 1.0)
        _box(figure, (at - 1.5, below - PACE_OVER, 3, BAR + 2 * PACE_OVER), PACE)
    return below + BAR


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


def _legend(chart: Chart) -> list[tuple[str, Words]]:
    """What the signs in it mean, a line each."""
    room = WIDTH - 2 * MARGIN - 2 * BAR
    legend = []
    if any(bar.pace is not None for bar in chart.bars):
        legend.append(("pace", _words(chart.pace, room, TEXT)))
    if any(bar.claimed for bar in chart.bars):
        legend.append(("claimed", _words(chart.waiting, room, TEXT)))
    return legend


def _mark(figure: Figure, sign: str, top: float) -> None:
    """The sign that a line of the legend explains."""
    if sign == "pace":
        _box(figure, (MARGIN + BAR / 2, top, 3, TEXT * LEADING), PACE)
    else:
        _box(figure, (MARGIN, top + (TEXT * LEADING - BAR) / 2, BAR, BAR), CLAIMED, hatch="///")


# Lengths in pixels, from the top left --------------------------------------------------------------------------------


def _box(figure: Figure, box: tuple[float, float, float, float], colour: str, hatch: str = "") -> None:
    left, top, width, height = box
    whole = figure.get_figheight() * POINTS
    figure.add_artist(
        Rectangle(
            (left / WIDTH, 1 - (top + height) / whole),
            width / WIDTH,
            height / whole,
            facecolor=colour,
            edgecolor="white" if hatch else "none",
            linewidth=0,
            hatch=hatch,
        )
    )


def _write(figure: Figure, words: Words, left: float, top: float, align: str = "left") -> float:
    """Write lines from there on downwards; returns where they end."""
    whole = figure.get_figheight() * POINTS
    weight = "bold" if words.bold else "normal"
    for at, line in enumerate(words.lines):
        baseline = top + (at + 0.8) * words.size * LEADING
        figure.text(
            left / WIDTH,
            1 - baseline / whole,
            line,
            fontsize=words.size,
            fontweight=weight,
            color=INK,
            ha=align,
            va="baseline",
            parse_math=False,
        )
    return top + words.height


_RULER: Any = RendererAgg(8, 8, POINTS * DENSITY)  # type: ignore[no-untyped-call] # matplotlib's


def _wide(text: str, size: int, *, bold: bool = False) -> float:
    font = FontProperties(size=size, weight="bold" if bold else "normal")
    width, _height, _descent = _RULER.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / DENSITY


def _words(text: str, room: float, size: int, *, bold: bool = False) -> Words:
    """A text in lines of that width, broken between words, and within one that is longer than a line."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _wide(longer, size, bold=bold) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and _wide(lines[-1] + letter, size, bold=bold) > room:
                lines.append("")
            lines[-1] += letter
    return Words(tuple(lines), size, bold)
