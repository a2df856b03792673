"""The printed texts of the overview: cards, table rows, the box 'Add…'; no widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.figure import Base
from kpi_desktop.gui.models.table import Heading, TextCell
from kpi_desktop.i18n.formats import MonthForm, month_year
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.attained import plan_cell, plan_message, plan_tone
from kpi_desktop.present.matrix import common_flags, figure_at, history, known
from kpi_desktop.present.numbers import capital, change_text, comparison_text, figure_text
from kpi_desktop.present.order import FIRST
from kpi_desktop.present.prose import metric_name, same_days, tone
from kpi_desktop.present.unlocks import export_name, way_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kpi_desktop.app.figures import MonthView
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.figure import Comparison, Figure
    from kpi_desktop.gui.context import Context

_SPARK_MONTHS = 13


def filled(view: MonthView, most: int) -> list[str]:
    """The metrics of the cards: in whole rows of four where that many have a value."""
    found = [metric for metric in FIRST if metric in view.computed][:most]
    return found[: len(found) // 4 * 4] if len(found) > 4 else found


def card_texts(view: MonthView, metric: Metric, context: Context) -> tuple[str, str, str, str]:
    """Name, figure, change against the month before, and its tone."""
    figure = view.matrix.total[metric.id, view.month.month_text]
    previous = figure.comparisons.get(Base.PREVIOUS)
    change = ""
    if previous is not None and not isinstance(previous.change, Missing) and previous.now is None:
        month = month_year(previous.period.start, context.lang, MonthForm.DATIVE)
        told = change_text(previous, metric, context.lang, view.book.currency)
        change = context.tr_(msg("{change} to {month}", change=_arrow(figure) + told, month=month))
    value = figure_text(figure, metric, view.book.currency, context.lang)
    return metric_name(metric, context.lang), value, change, tone(previous, metric)


def card_history(view: MonthView, metric: str) -> tuple[Decimal | None, ...]:
    """The months behind a card's line, oldest first."""
    return tuple(known(found) for _, found in history(view.matrix, metric, view.month)[-_SPARK_MONTHS:])


def _arrow(figure: Figure) -> str:
    previous = figure.comparisons.get(Base.PREVIOUS)
    if previous is None or isinstance(previous.change, Missing) or previous.change == 0:
        return ""
    return "▲ " if previous.change > 0 else "▼ "


def headings(view: MonthView, context: Context) -> list[Heading]:
    """Columns of the table."""
    tr = context.tr_
    return [
        Heading(tr(msg("Metric"))),
        Heading(month_year(view.month.start, context.lang).capitalize(), figures=True),
        *(heading for base in compared_bases(view) for heading in _base_headings(base, context)),
        *([Heading(tr(msg("To the plan")), figures=True)] if has_plans(view) else []),
        Heading(""),
    ]


def _base_headings(base: Base, context: Context) -> tuple[Heading, Heading]:
    """What stood there then, and the change since; a narrow window keeps the change to the month before."""
    tr = context.tr_
    caption = msg("Month before") if base is Base.PREVIOUS else msg("Year before")
    return (
        Heading(tr(caption), figures=True, spare=True),
        Heading(tr(msg("Change")), figures=True, spare=base is not Base.PREVIOUS),
    )


def compared_bases(view: MonthView) -> tuple[Base, ...]:
    """The months that any metric of this one can be compared with: others have no columns of «н/д»."""
    figures = [figure_at(view.matrix, metric, view.month) for metric in view.computed]
    then = [figure.comparisons for figure in figures if figure is not None]
    return tuple(
        base
        for base in (Base.PREVIOUS, Base.LAST_YEAR)
        if any(base in known and not isinstance(known[base].value, Missing) for known in then)
    )


def has_plans(view: MonthView) -> bool:
    """Whether any metric of the month has a plan: else there is no column for it."""
    figures = (figure_at(view.matrix, metric, view.month) for metric in view.computed)
    return any(figure is not None and Base.PLAN in figure.comparisons for figure in figures)


def metric_rows(view: MonthView, search: str, context: Context) -> tuple[list[str], list[Sequence[TextCell]]]:
    """Every computed metric whose name or id holds the words searched for."""
    keys, cells = [], []
    wanted = search.casefold().split()
    first = {metric_id: place for place, metric_id in enumerate(FIRST)}
    for metric_id in sorted(view.computed, key=lambda found: first.get(found, len(first))):
        metric = context.workspace.metric(metric_id)
        name = metric_name(metric, context.lang)
        if all(word in f"{name} {metric_id}".casefold() for word in wanted):
            keys.append(metric_id)
            cells.append(_metric_row(view, metric, name, context))
    return keys, cells


def _metric_row(view: MonthView, metric: Metric, name: str, context: Context) -> Sequence[TextCell]:
    lang, currency = context.lang, view.book.currency
    figure = figure_at(view.matrix, metric.id, view.month)
    if figure is None:
        raise LookupError(metric.id)
    colours = {"good": context.colours.good, "bad": context.colours.bad}
    cells = [TextCell(name, tip=metric.definition_ru if lang == "ru" else metric.definition_en)]
    cells.append(TextCell(figure_text(figure, metric, currency, lang)))
    for base in compared_bases(view):
        comparison = figure.comparisons.get(base)
        cells.append(TextCell(comparison_text(comparison, metric, currency, lang)))
        change = change_text(comparison, metric, lang, currency) if comparison else "—"
        tip = _tip(comparison, metric, view, context)
        cells.append(TextCell(change, colours.get(tone(comparison, metric), ""), tip))
    if has_plans(view):
        plan = figure.comparisons.get(Base.PLAN)
        tip = context.tr_(plan_message(plan, metric, currency, lang)) if plan is not None else ""
        cells.append(TextCell(plan_cell(plan, metric, lang), colours.get(plan_tone(plan), ""), tip))
    common = {flag.code for flag in common_flags(view.matrix, view.computed, view.month)}
    told = [context.tr_(flag.message) for flag in figure.flags if flag.code not in common]
    cells.append(TextCell("●" if told else "", context.colours.warn, "\n".join(told)))
    return cells


def _tip(comparison: Comparison | None, metric: Metric, view: MonthView, context: Context) -> str:
    """What is compared where it is not the figure of the line."""
    told = same_days(comparison, metric, view.book.currency, context.lang)
    return "" if told is None else capital(context.tr_(told))


def unlock_lines(view: MonthView, context: Context) -> list[str]:
    """What to add, with the number of metrics that it gives and the first of their names."""
    lines = []
    catalogue = context.workspace.catalogue
    for unlock in view.unlocks:
        names = [metric_name(context.workspace.metric(metric), context.lang) for metric in unlock.metrics[:4]]
        told = nmsg("{what} — {n} metric: {names}", "{what} — {n} metrics: {names}", n=len(unlock.metrics),
                    what=export_name(unlock, catalogue),
                    names=", ".join(names) + ("…" if len(unlock.metrics) > len(names) else ""))  # fmt: skip
        how = way_to(unlock, catalogue, context.lang)
        lines.append(f"{context.tr_(told)}\n{how}" if how else context.tr_(told))
    return lines
