"""Charts of rows that stand for one another: a change step by step (waterfall), the stages of a funnel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.present.charts.description import ACCENT, SECOND, THIRD, Chart, Mark
from kpi_desktop.present.charts.pen import INK, LETTER, MUTED, ZERO, n, names_width, shortened, text

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Heights of a row: a step of a waterfall; a stage of a funnel with the words under its bar.
STEP_ROW, STAGE_ROW = 24, 46

#: Levels that differ by less than this part of the largest are drawn from a level on, as points: as bars from zero
#: their steps could not be seen.
_CLOSE = 0.25

_BAR, _GAP = 18.0, 8.0


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where values stand from left to right; `zero` is None where the axis does not hold zero."""

    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / ((self.high - self.low) or 1) * (self.right - self.left)

    @property
    def zero(self) -> float | None:
        return self.x(0.0) if self.low <= 0 <= self.high else None


def row_bands(chart: Chart) -> tuple[tuple[float, float], ...]:
    """From where to where down the picture each row reaches: for a pointer."""
    step = STAGE_ROW if chart.mark is Mark.FUNNEL else STEP_ROW
    return tuple((index * float(step), (index + 1) * float(step)) for index in range(len(chart.labels)))


def waterfall_marks(chart: Chart) -> Iterator[str]:
    """Levels as bars from zero, steps between them as bars that hang where the row before ended."""
    runs = _runs(chart)
    scale = _waterfall_scale(chart, runs)
    for index, ((top, bottom), (was, now)) in enumerate(zip(row_bands(chart), runs, strict=True)):
        middle, level = (top + bottom) / 2, index in chart.levels
        width = scale.left - _GAP
        yield text(0, middle + 3.2, shortened(chart.labels[index], width), fill=INK, weight=600 if level else 400)
        yield text(chart.width, middle + 3.2, chart.texts[index], anchor="end", fill=INK, weight=600 if level else 400)
        if level and scale.zero is None:
            yield f'<circle cx="{n(scale.x(now))}" cy="{n(middle)}" r="4" fill="{THIRD}"/>'
        else:
            start = (scale.zero or 0.0) if level else scale.x(was)
            colour = THIRD if level else ACCENT if now >= was else SECOND
            yield _bar(start, scale.x(now), middle - 8, 16, colour)
        if index:
            before = row_bands(chart)[index - 1][1] - 4
            yield f'<path d="M{n(scale.x(runs[index - 1][1]))} {n(before)}V{n(top + 4)}" stroke="{ZERO}" fill="none"/>'
    if scale.zero is not None:
        yield f'<path d="M{n(scale.zero)} 0V{n(chart.height)}" stroke="{ZERO}" fill="none"/>'


def _runs(chart: Chart) -> list[tuple[float, float]]:
    """Where each row begins and ends: a level stands, a step goes on from the row before."""
    found: list[tuple[float, float]] = []
    at = 0.0
    for index, value in enumerate(chart.series[0].values):
        number = float(value or 0)
        was, at = at, number if index in chart.levels else at + number
        found.append((was, at))
    return found


def _waterfall_scale(chart: Chart, runs: list[tuple[float, float]]) -> _Scale:
    left = names_width(chart.labels, chart.width)
    right = chart.width - _figures(chart)
    ends = [now for _, now in runs] or [0.0]
    low, high = min(ends), max(ends)
    if low > 0 or high < 0:
        near = high - low < _CLOSE * max(abs(low), abs(high))
        spare = (high - low) * 0.1 or abs(high) * 0.1
        low, high = (low - spare, high + spare) if near else (min(low, 0.0), max(high, 0.0))
    return _Scale(left, right, low, high)


def funnel_marks(chart: Chart) -> Iterator[str]:
    """Stages one below another, each a bar of what came to it; its words stand under the bar."""
    left, right = names_width(chart.labels, chart.width), chart.width - _figures(chart)
    whole = [float(value or 0) for series in chart.series for value in series.values]
    scale = _Scale(left, right, 0.0, max([*whole, 0.0]) or 1.0)
    for index, (top, _) in enumerate(row_bands(chart)):
        values = [series.values[index] for series in chart.series]
        colour = SECOND if index in chart.marked else chart.series[0].colour
        yield text(0, top + 14, shortened(chart.labels[index], left - _GAP), fill=INK)
        if len(values) > 1 and values[1] is not None:
            yield _bar(left, scale.x(float(values[1])), top + 1, _BAR, colour, pale=True)
        if values[0] is not None:
            yield _bar(left, scale.x(float(values[0])), top + 1, _BAR, colour, pale=index in chart.partial)
        if len(values) > 2 and values[2] is not None:
            across = n(scale.x(float(values[2])))
            yield f'<path d="M{across} {n(top - 2)}V{n(top + _BAR + 4)}" stroke="{INK}" stroke-width="2" fill="none"/>'
        yield text(chart.width, top + 14, chart.texts[index], anchor="end", fill=INK, weight=600)
        if index < len(chart.notes) and chart.notes[index]:
            yield text(left, top + 33, shortened(chart.notes[index], chart.width - left), fill=MUTED)


def _bar(start: float, end: float, top: float, height: float, colour: str, *, pale: bool = False) -> str:
    """A bar; one of nothing is still a hair wide, so that the row is seen to be there."""
    low, high = min(start, end), max(start, end, min(start, end) + 1)
    faded = ' fill-opacity=".35"' if pale else ""
    return f'<path d="M{n(low)} {n(top)}H{n(high)}v{n(height)}H{n(low)}z" fill="{colour}"{faded}/>'


def _figures(chart: Chart) -> float:
    """The room of the figures right of the bars."""
    return max((len(said) for said in chart.texts), default=0) * (LETTER + 0.4) + 12
