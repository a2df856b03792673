"""Reading the one matrix of figures: what the cards, the tables and the charts of every output ask of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.present.bundle import KpiMatrix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.figure import Figure, Flag
    from kpi_desktop.present.bundle import Bundle


#: In tenths: a remark on so many of the figures is one on the month.
_MOST = 7


def matrix_of(
    metrics: Iterable[str], figures: Iterable[Figure], dimension: str | None = None, by: str = "revenue"
) -> KpiMatrix:
    """The matrix of computed figures: months oldest first, members by the newest month's `by`, largest first."""
    total: dict[tuple[str, str], Figure] = {}
    split: dict[tuple[str, str, str], Figure] = {}
    months: dict[str, Period] = {}
    for figure in figures:
        month = figure.period.month_text
        months[month] = figure.period
        if figure.member is None:
            total[figure.metric, month] = figure
        elif figure.dimension == dimension:
            split[figure.metric, month, figure.member] = figure
    ordered = tuple(sorted(months.values()))
    members = _members(split, ordered, by)
    return KpiMatrix(tuple(metrics), ordered, total, dimension, members, split)


def _members(split: dict[tuple[str, str, str], Figure], months: tuple[Period, ...], by: str) -> tuple[str, ...]:
    last = months[-1].month_text if months else ""

    def rank(member: str) -> tuple[Decimal, str]:
        figure = split.get((by, last, member))
        value = figure.value if figure and isinstance(figure.value, Decimal) else Decimal("-Infinity")
        return -value, member

    return tuple(sorted({member for _, _, member in split}, key=rank))


def figure_at(matrix: KpiMatrix, metric: str, month: Period) -> Figure | None:
    """The company's figure of one month."""
    return matrix.total.get((metric, month.month_text))


def history(matrix: KpiMatrix, metric: str, until: Period) -> tuple[tuple[Period, Figure | None], ...]:
    """A metric month by month up to and with `until`, oldest first; None where nothing was computed."""
    return tuple((month, figure_at(matrix, metric, month)) for month in matrix.months if month <= until)


def known(figure: Figure | None) -> Decimal | None:
    """The figure's value, None where there is none."""
    return figure.value if figure is not None and isinstance(figure.value, Decimal) else None


def computed(bundle: Bundle) -> tuple[str, ...]:
    """Metrics that have a value in the bundle's month, in the catalogue's order."""
    return tuple(m for m in bundle.matrix.metrics if known(figure_at(bundle.matrix, m, bundle.month)) is not None)


def absent(bundle: Bundle) -> tuple[tuple[str, Missing], ...]:
    """Metrics without a value in the bundle's month, each with its reason."""
    found = []
    for metric in bundle.matrix.metrics:
        figure = figure_at(bundle.matrix, metric, bundle.month)
        if figure is not None and isinstance(figure.value, Missing):
            found.append((metric, figure.value))
    return tuple(found)


def measure_at(bundle: Bundle, measure: str, month: Period) -> Decimal | None:
    """The value of a measure in a month for the whole company, None where it is missing or was not asked for."""
    value = bundle.leaves.values.get((Leaf(measure), month.month_text, None))
    return value if isinstance(value, Decimal) else None


def common_flags(matrix: KpiMatrix, metrics: Iterable[str], month: Period) -> tuple[Flag, ...]:
    """What must be said of most of these figures: outputs say it once, beside the month."""
    figures = [figure for metric in metrics if (figure := figure_at(matrix, metric, month)) is not None]
    counted: dict[tuple[str, str], tuple[int, Flag]] = {}
    for figure in figures:
        for flag in figure.flags:
            key = (flag.code, str(flag.message))
            counted[key] = (counted.get(key, (0, flag))[0] + 1, flag)
    return tuple(flag for count, flag in counted.values() if count * 10 >= len(figures) * _MOST)
