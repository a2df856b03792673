"""The printed texts of a month's split: members of one dimension as rows; no widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.figure import Base
from kpi_desktop.gui.models.table import Heading, TextCell
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.numbers import change_text, figure_text, member_text
from kpi_desktop.present.prose import metric_name, tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.app.figures import MonthView
    from kpi_desktop.gui.context import Context

#: Members beyond these are found by their names.
MOST = 200
#: The metrics of a split, in the order of its columns; those that the book cannot give are left out.
COLUMNS = ("revenue", "sales_count", "aov", "gross_profit", "margin")
#: Left out where the window is narrow.
SPARE = ("gross_profit", "sales_count")


def split_headings(view: MonthView, context: Context, asked: Sequence[str] = ()) -> list[Heading]:
    """The dimension, then each metric (those `asked` for before the usual ones), then the way that revenue went."""
    dimension = next((found for found in view.book.dimensions if found.id == view.matrix.dimension), None)
    name = "" if dimension is None else dimension.name_ru if context.lang == "ru" else dimension.name_en
    metrics = [
        Heading(metric_name(context.workspace.metric(m), context.lang), figures=True, spare=m in SPARE)
        for m in _given(view, asked)
    ]
    return [Heading(name), *metrics, Heading(context.tr_(msg("Change")), figures=True)]


def split_rows(view: MonthView, search: str, context: Context, asked: Sequence[str] = ()) -> list[Sequence[TextCell]]:
    """Every member whose name holds the words searched for, the largest revenue first; then the company's total.

    A member that only other facts know, as a product of contracts beside those that are sold, stands here when it is
    searched for: a row of nothing but zeros would read as one that nobody buys.
    """
    metrics = _given(view, asked)
    wanted = search.casefold().split()
    members = [one for one in view.matrix.members if wanted or _tells(view, metrics, one)]
    names = [(member, member_text(member, context.lang)) for member in members]
    found = [(member, name) for member, name in names if all(word in name.casefold() for word in wanted)]
    rows = [_row(view, metrics, member, name, context) for member, name in found[:MOST]]
    if len(found) > MOST:
        told = nmsg("and {n} more: search by name", "and {n} more: search by name", n=len(found) - MOST)
        rows.append([TextCell(context.tr_(told), context.colours.muted), *[TextCell("")] * (len(metrics) + 1)])
    if not wanted:
        rows.append(_row(view, metrics, None, context.tr_(msg("Company in all")), context))
    return rows


def _tells(view: MonthView, metrics: Sequence[str], member: str) -> bool:
    """Whether one of these metrics is more than nothing for the member, in this month or in one it is compared with."""
    for metric in metrics:
        figure = view.matrix.split.get((metric, view.month.month_text, member))
        if figure is None:
            continue
        values = (figure.value, *(one.value for one in figure.comparisons.values()))
        if any(not isinstance(value, Missing) and value for value in values):
            return True
    return False


def _given(view: MonthView, asked: Sequence[str]) -> list[str]:
    """What is asked for, then the usual metrics; without either the first of the catalogue that the dimension has."""
    split = {
        metric
        for (metric, month, _), figure in view.matrix.split.items()
        if month == view.month.month_text and not isinstance(figure.value, Missing)
    }
    wanted = dict.fromkeys((*asked, *COLUMNS))
    usual = [metric for metric in wanted if metric in view.computed and metric in split]
    return usual or [metric for metric in view.computed if metric in split][: len(COLUMNS)]


def _row(
    view: MonthView, metrics: Sequence[str], member: str | None, name: str, context: Context
) -> Sequence[TextCell]:
    month, lang, currency = view.month.month_text, context.lang, view.book.currency
    cells = [TextCell(name)]
    for metric_id in metrics:
        key = (metric_id, month)
        figure = view.matrix.total.get(key) if member is None else view.matrix.split.get((*key, member))
        metric = context.workspace.metric(metric_id)
        missing = figure is None or isinstance(figure.value, Missing)
        text = figure_text(figure, metric, currency, lang) if figure is not None else "—"
        why = context.tr_(figure.value.message) if figure is not None and isinstance(figure.value, Missing) else ""
        cells.append(TextCell(text, context.colours.muted if missing else "", why))
    cells.append(_change(view, member, context))
    return cells


def _change(view: MonthView, member: str | None, context: Context) -> TextCell:
    key = ("revenue", view.month.month_text)
    figure = view.matrix.total.get(key) if member is None else view.matrix.split.get((*key, member))
    if figure is None:
        return TextCell("—")
    metric, previous = context.workspace.metric("revenue"), figure.comparisons.get(Base.PREVIOUS)
    colours = {"good": context.colours.good, "bad": context.colours.bad}
    text = change_text(previous, metric, context.lang, view.book.currency)
    return TextCell(text, colours.get(tone(previous, metric), ""))
