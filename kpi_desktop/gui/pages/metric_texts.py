"""The printed texts of a metric's page: comparisons, flags, the chart of its history, its rows; no widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.figure import Base
from kpi_desktop.gui.models.table import Heading, TextCell
from kpi_desktop.i18n.formats import currency_sign, month_axis, month_year
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.attained import plan_message
from kpi_desktop.present.charts.description import Chart, Mark, Series
from kpi_desktop.present.charts.ticks import ticks_for
from kpi_desktop.present.numbers import change_text, comparison_text, value_of, value_text
from kpi_desktop.present.prose import STANDARDS, metric_name, same_days
from kpi_desktop.present.rows import COLUMN_NAMES, row_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.app.figures import Explanation
    from kpi_desktop.engine.figure import Comparison, Figure
    from kpi_desktop.engine.rows import RowPage
    from kpi_desktop.gui.context import Context


def comparison_line(found: Explanation, context: Context) -> str:
    """The month before and the year before in one line each; the reason where there is no value."""
    figure, lang = found.figure, context.lang
    if isinstance(figure.value, Missing):
        return context.tr_(figure.value.message)
    lines = []
    for base in (Base.PREVIOUS, Base.LAST_YEAR):
        comparison = figure.comparisons.get(base)
        if comparison is None:
            continue
        month = month_year(comparison.period.start, lang)
        value = comparison_text(comparison, found.metric, found.currency, lang)
        change = change_text(comparison, found.metric, lang, found.currency)
        told = same_days(comparison, found.metric, found.currency, lang)
        value = value if told is None else context.tr_(told)
        known = not isinstance(comparison.change, Missing)
        lines.append(f"{month}: {value} ({change})" if known else f"{month}: {value}")
    lines += [
        f"{context.tr_(told)}: {_standard(found_one, found, context)}"
        for base, told in STANDARDS.items()
        if (found_one := figure.comparisons.get(base)) is not None
    ]
    return "   ·   ".join(lines)


def _standard(comparison: Comparison, found: Explanation, context: Context) -> str:
    """What the figure is measured against, in one phrase."""
    metric, currency, lang = found.metric, found.currency, context.lang
    if comparison.attainment is not None:
        return context.tr_(plan_message(comparison, metric, currency, lang))
    value, change = comparison_text(comparison, metric, currency, lang), change_text(comparison, metric, lang, currency)
    return f"{value} ({change})"


def flag_lines(figure: Figure, context: Context) -> str:
    """Everything that must be said beside the figure."""
    return "\n".join("● " + context.tr_(flag.message) for flag in figure.flags)


def history_texts(found: Explanation, context: Context) -> tuple[str, ...]:
    """The exact figure of every month of the chart, as the pointer tells it."""
    metric, lang = found.metric, context.lang
    return tuple(
        f"{month_year(period.start, lang).capitalize()}: "
        + value_text(value, metric.display, metric.decimals, found.currency, lang)
        for period, value in found.history
    )


def history_chart(found: Explanation, context: Context) -> Chart | None:
    """The metric month by month; None where fewer than three months have a value."""
    metric, lang = found.metric, context.lang
    values = tuple(value_of(value) for _, value in found.history)
    if sum(value is not None for value in values) < 3:
        return None
    additive = metric.display in (Display.MONEY, Display.COUNT) and "/" not in str(metric.unit)
    name = metric_name(metric, lang)
    unit = currency_sign(found.currency) if metric.display is Display.MONEY else ""
    return Chart(
        mark=Mark.BARS if additive else Mark.LINE,
        title=name,
        unit=unit,
        source="",
        alt=name,
        labels=tuple(month_axis(period.start, lang) for period, _ in found.history),
        series=(Series(name, values, context.colours.accent),),
        ticks=ticks_for(values, metric.display, lang),
        height=230,
    )


def row_headings(page: RowPage, context: Context) -> list[Heading]:
    """Columns of the list of rows, the place of each row last."""
    figures = ("quantity", "amount")
    named = [
        Heading(
            context.tr_(COLUMN_NAMES[name]), name in figures, uncut=name == "day", spare=name in ("kind", "quantity")
        )
        for name in page.columns
        if name != "fact"
    ]
    return [*named, Heading(context.tr_(msg("Where from")))]


def row_cells(page: RowPage, context: Context) -> list[Sequence[TextCell]]:
    """The rows as they are printed."""
    found: list[Sequence[TextCell]] = []
    catalogue, lang = context.workspace.catalogue, context.lang
    for row in page.rows:
        texts = zip(page.columns, row_texts(page, row, catalogue, lang), strict=True)
        cells = [TextCell(text) for name, text in texts if name != "fact"]
        place = " · ".join((str(row.source.row), *([row.source.sheet] if row.source.sheet else []), row.source.file))
        found.append([*cells, TextCell(place, context.colours.muted)])
    return found
