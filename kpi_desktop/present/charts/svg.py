"""A chart as SVG text: few merged paths, plain attributes only, so that PDF and Qt draw it alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kpi_desktop.present.charts.description import ACCENT, Chart, Mark, Series
from kpi_desktop.present.charts.pen import GRID, INK, LETTER, TEXT, ZERO, n, names_width, shortened, text
from kpi_desktop.present.charts.steps import funnel_marks, waterfall_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class _Plot:
    """The rectangle in which values are drawn and the scale of its value axis."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float
    count: int

    def y(self, value: Decimal) -> float:
        return self.bottom - (float(value) - self.low) / (self.high - self.low) * (self.bottom - self.top)

    @property
    def slot(self) -> float:
        return (self.right - self.left) / max(1, self.count)

    def x(self, index: int) -> float:
        return self.left + self.slot * (index + 0.5)


def _plot(chart: Chart) -> _Plot:
    widest = max((len(tick.text) for tick in chart.ticks), default=0)
    low, high = float(chart.ticks[0].value), float(chart.ticks[-1].value)
    top = 26 if len(chart.series) > 1 or chart.texts else 12
    return _Plot(widest * LETTER + 8, chart.width - 8, top, chart.height - 22, low, high, len(chart.labels))


def _grid(chart: Chart, plot: _Plot) -> Iterator[str]:
    lines = "".join(f"M{n(plot.left)} {n(plot.y(t.value))}H{n(plot.right)}" for t in chart.ticks if t.value)
    yield f'<path d="{lines}" stroke="{GRID}" stroke-width=".8" fill="none"/>'
    for tick in chart.ticks:
        yield text(plot.left - 6, plot.y(tick.value) + 3.2, tick.text, anchor="end")
        if not tick.value:
            zero = f"M{n(plot.left)} {n(plot.y(tick.value))}H{n(plot.right)}"
            yield f'<path d="{zero}" stroke="{ZERO}" stroke-width="1" fill="none"/>'


def _labels(chart: Chart, plot: _Plot) -> Iterator[str]:
    widest = max((len(label) for label in chart.labels), default=1) * LETTER + 8
    every = max(1, -int(-widest // plot.slot))
    last = len(chart.labels) - 1
    for index, label in enumerate(chart.labels):
        if (last - index) % every == 0:
            yield text(plot.x(index), chart.height - 6, label, anchor="middle")


def _runs(values: Sequence[Decimal | None]) -> Iterator[list[tuple[int, Decimal]]]:
    """Stretches of months that follow one another with data; a gap ends a line."""
    run: list[tuple[int, Decimal]] = []
    for index, value in enumerate(values):
        if value is not None:
            run.append((index, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(plot: _Plot, series: Series, partial: frozenset[int]) -> Iterator[str]:
    path = "".join(
        "".join(f"{'ML'[place > 0]}{n(plot.x(i))} {n(plot.y(v))}" for place, (i, v) in enumerate(run))
        for run in _runs(series.values)
        if len(run) > 1
    )
    if path:
        yield f'<path d="{path}" fill="none" stroke="{series.colour}" stroke-width="2" stroke-linejoin="round"/>'
    for index, value in enumerate(series.values):
        alone = value is not None and not any(
            0 <= near < len(series.values) and series.values[near] is not None for near in (index - 1, index + 1)
        )
        if value is not None and (alone or index in partial or index == len(series.values) - 1):
            inside = "#ffffff" if index in partial else series.colour
            place = f'cx="{n(plot.x(index))}" cy="{n(plot.y(value))}"'
            yield f'<circle {place} r="3" fill="{inside}" stroke="{series.colour}" stroke-width="1.5"/>'


def _bars(plot: _Plot, chart: Chart) -> Iterator[str]:
    """Bars side by side, or on top of one another: one path for each colour and paleness."""
    stack = chart.mark is Mark.STACK
    wide = plot.slot * 0.66
    each = wide if stack else wide / len(chart.series)
    paths: dict[tuple[str, bool], list[str]] = {}
    tops = [0.0] * plot.count
    for place, series in enumerate(chart.series):
        for index, value in enumerate(series.values):
            if value is None:
                continue
            left = plot.x(index) - wide / 2 + (0 if stack else place * each)
            base = tops[index] if stack else 0.0
            low, high = _y(plot, base), _y(plot, base + float(value))
            tops[index] = base + float(value)
            path = f"M{n(left)} {n(low)}V{n(high)}h{n(each)}V{n(low)}z"
            paths.setdefault((series.colour, index in chart.partial), []).append(path)
    for (colour, pale), pieces in paths.items():
        faded = ' fill-opacity=".45"' if pale else ""
        yield f'<path d="{"".join(pieces)}" fill="{colour}"{faded}/>'


def _y(plot: _Plot, value: float) -> float:
    return plot.bottom - (value - plot.low) / (plot.high - plot.low) * (plot.bottom - plot.top)


def _legend(chart: Chart, plot: _Plot) -> Iterator[str]:
    if len(chart.series) < 2:
        return
    x = plot.left
    for series in chart.series:
        yield f'<path d="M{n(x)} 5h9v9h-9z" fill="{series.colour}"/>'
        yield text(x + 13, 13, series.name, fill=INK)
        x += 13 + len(series.name) * LETTER + 16


def _last_text(chart: Chart, plot: _Plot) -> Iterator[str]:
    """The exact figure of the last month, above the plot at its end."""
    if chart.texts and len(chart.series) == 1:
        yield text(plot.right, 13, chart.texts[-1], anchor="end", fill=INK, weight=600)


def _rows(chart: Chart) -> Iterator[str]:
    """Horizontal bars with the name on the left and the exact figure on the right."""
    names = names_width(chart.labels, chart.width)
    figures = max((len(text) for text in chart.texts), default=0) * LETTER + 8
    values = chart.series[0].values
    low = min([float(value) for value in values if value is not None] + [0.0])
    high = max([float(value) for value in values if value is not None] + [0.0])
    scale = (chart.width - names - figures) / ((high - low) or 1)
    zero, step = names - low * scale, chart.height / max(1, len(values))
    path = ""
    for index, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        y = step * index
        yield text(0, y + step / 2 + 3.2, shortened(label, names - 8), fill=INK)
        if value is not None:
            path += f"M{n(zero)} {n(y + step * 0.18)}h{n(float(value) * scale)}v{n(step * 0.64)}H{n(zero)}z"
        figure = chart.texts[index] if index < len(chart.texts) else ""
        yield text(chart.width, y + step / 2 + 3.2, figure, anchor="end", fill=INK)
    yield f'<path d="{path}" fill="{chart.series[0].colour}"/>'
    yield f'<path d="M{n(zero)} 0V{n(chart.height)}" stroke="{ZERO}" fill="none"/>'


def _spark(chart: Chart) -> Iterator[str]:
    """A line without axis: only the way the figure went."""
    values = chart.series[0].values
    known = [float(value) for value in values if value is not None]
    if not known:
        return
    low, high = min(known), max(known)
    if low == high:
        low, high = low - 1, high + 1
    plot = _Plot(1, chart.width - 1, 4, chart.height - 4, low, high, len(values))
    yield from _line(plot, chart.series[0], chart.partial)


def _body(chart: Chart) -> Iterator[str]:
    match chart.mark:
        case Mark.SPARK:
            yield from _spark(chart)
        case Mark.ROWS:
            yield from _rows(chart)
        case Mark.WATERFALL:
            yield from waterfall_marks(chart)
        case Mark.FUNNEL:
            yield from funnel_marks(chart)
        case Mark.LINE | Mark.BARS | Mark.STACK:
            plot = _plot(chart)
            yield from _grid(chart, plot)
            if chart.mark is Mark.LINE:
                for series in chart.series:
                    yield from _line(plot, series, chart.partial)
            else:
                yield from _bars(plot, chart)
            yield from _labels(chart, plot)
            yield from _legend(chart, plot)
            yield from _last_text(chart, plot)


def svg_text(chart: Chart) -> str:
    """The chart as one `<svg>` element with its alternative text."""
    size = f'viewBox="0 0 {chart.width} {chart.height}" width="{chart.width}" height="{chart.height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"'
    font = f' font-family="Inter" font-size="{TEXT}">'
    return f"{head}{font}<title>{escape(chart.alt)}</title>{''.join(_body(chart))}</svg>"


def month_places(chart: Chart) -> tuple[tuple[float, float | None], ...]:
    """Where each month of a line or of bars stands in the picture, and the height of its first value: for a pointer."""
    plot = _plot(chart)
    return tuple(
        (plot.x(index), None if value is None else plot.y(value)) for index, value in enumerate(chart.series[0].values)
    )


def sparkline(values: tuple[Decimal | None, ...], alt: str, colour: str = ACCENT, width: int = 150) -> str:
    """A sparkline of a card: the last months of one figure."""
    return svg_text(
        Chart(
            Mark.SPARK,
            "",
            "",
            "",
            alt,
            ("",) * len(values),
            (Series("", values, colour),),
            (),
            (),
            frozenset(),
            width,
            34,
        )
    )
