"""How marks are written as SVG: numbers, texts, the colours of paper; the window exchanges these for its own."""

from __future__ import annotations

from xml.sax.saxutils import escape

INK, MUTED, GRID, ZERO = "#0f172a", "#64748b", "#e2e8f0", "#94a3b8"

#: The size of texts in a chart.
TEXT = 9.5

#: Width of a figure or letter at the text size: enough to keep labels apart without measuring a font.
LETTER = 5.6


def n(value: float) -> str:
    """A coordinate: tenths are finer than any printer or screen."""
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, said: str, *, anchor: str = "start", fill: str = MUTED, weight: int = 400) -> str:
    """A line of text."""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{n(x)}" y="{n(y)}" fill="{fill}"{place}{bold}>{escape(said)}</text>'


def shortened(said: str, width: float) -> str:
    """A text cut to a width."""
    most = max(4, int(width / LETTER))
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"


def names_width(labels: tuple[str, ...], width: int) -> float:
    """The room of the names left of rows: as wide as the longest, at most two fifths of the chart."""
    return min(max((len(label) for label in labels), default=0) * LETTER + 10, width * 0.4)
