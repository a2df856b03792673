"""The headline figures split by the report's dimension: managers, channels, regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.monthly import source_line, split_ranking
from kpi_desktop.present.charts.svg import svg_text
from kpi_desktop.present.matrix import figure_at, known
from kpi_desktop.present.numbers import figure_text, member_text, no_data
from kpi_desktop.present.prose import headlines, metric_name
from kpi_desktop.report.view import Figures, Section, Table

if TYPE_CHECKING:
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.report.view import Setting

#: Columns of figures that fit on a page beside the member's name.
_MOST = 4

#: Lines of the table; a report is not a list of ten thousand products, and it says so. A report by goal has one page.
_MOST_ROWS = 150
_ONE_PAGE = 20


def section(setting: Setting) -> Section | None:
    """The split as a chart of revenue and a table, with the company's own figures as the last line.

    Members of other months, for whom every figure of this one is zero or absent, have no line.
    """
    bundle, lang = setting.bundle, setting.lang
    matrix = bundle.matrix
    if matrix.dimension is None or not matrix.members:
        return None
    first = [metric for metric in headlines(bundle, 12) if _known_in(setting, metric)]
    metrics = (first or _told_by_it(setting))[:_MOST]
    if not metrics:
        return None
    dimension = bundle.catalogue.dimensions.get(matrix.dimension)
    name = (dimension.name_ru if lang == "ru" else dimension.name_en) if dimension else matrix.dimension
    heads = (name, *(metric_name(bundle.catalogue.metrics[metric], lang) for metric in metrics))
    there = [member for member in matrix.members if any(known(_at(setting, metric, member)) for metric in metrics)]
    most = _ONE_PAGE if bundle.preset else _MOST_ROWS
    rows = tuple(
        (member_text(member, lang), *(_text(setting, metric, member) for metric in metrics)) for member in there[:most]
    )
    total = (setting.translate(msg("Company")), *(_text(setting, metric, None) for metric in metrics))
    table = Table(setting.translate(msg("Figures by: {dimension}", dimension=name)), heads, rows, total)
    chart = split_ranking(bundle, metrics[0], lang)
    drawn = chart and Figures(chart.title, chart.unit, source_line(bundle, lang, metrics), Markup(svg_text(chart)))
    note = " ".join(setting.translate(message) for message in _notes(len(there), most))
    title = setting.translate(msg("By: {dimension}", dimension=name))
    return Section("split", title, (drawn, table, note))


def _notes(lines: int, most: int) -> list[Message]:
    """What stands under the table."""
    adds_up = msg("Orders and buyers can belong to several lines: they do not always add up to the company's figure.")
    if lines <= most:
        return [adds_up]
    cut = msg("The largest {shown} of {all} are shown; the workbook has them all.", shown=most, all=lines)
    return [cut, adds_up]


def _told_by_it(setting: Setting) -> list[str]:
    """What a split tells that no headline has: the direction of calls, the steps of the checkout."""
    split = {metric for metric, *_ in setting.bundle.matrix.split}
    return [metric for metric in setting.bundle.catalogue.metrics if metric in split and _known_in(setting, metric)]


def _known_in(setting: Setting, metric: str) -> bool:
    matrix, month = setting.bundle.matrix, setting.bundle.month.month_text
    return any(known(matrix.split.get((metric, month, member))) is not None for member in matrix.members)


def _at(setting: Setting, metric_id: str, member: str | None) -> Figure | None:
    bundle = setting.bundle
    if member is None:
        return figure_at(bundle.matrix, metric_id, bundle.month)
    return bundle.matrix.split.get((metric_id, bundle.month.month_text, member))


def _text(setting: Setting, metric_id: str, member: str | None) -> str:
    bundle, figure = setting.bundle, _at(setting, metric_id, member)
    if figure is None:
        return no_data(setting.lang)
    return figure_text(figure, bundle.catalogue.metrics[metric_id], bundle.currency, setting.lang)
