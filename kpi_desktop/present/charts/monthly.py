"""The charts of a month's report and dashboard: the last two years of the figures that say most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.i18n.formats import currency_sign, date_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.charts.description import ACCENT, SECOND, Chart, Mark, Series
from kpi_desktop.present.charts.ticks import ticks_for
from kpi_desktop.present.matrix import history, known
from kpi_desktop.present.numbers import figure_text, member_text, no_data
from kpi_desktop.present.periods import period_mark, period_text
from kpi_desktop.present.prose import headlines, metric_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.present.bundle import Bundle

#: At most two years of months on one axis; fewer than three months make no chart.
MOST_MONTHS = 24
LEAST_MONTHS = 3

#: Charts that fill one page of the report.
A_PAGE = 4

#: Metrics with a chart of their own, and how they are drawn.
TRENDS = (
    ("revenue", Mark.BARS),
    ("sales_count", Mark.BARS),
    ("aov", Mark.LINE),
    ("margin", Mark.LINE),
    ("returning_buyers_share", Mark.LINE),
    ("gross_profit", Mark.BARS),
)

#: Buyers of a month are new ones and returning ones: the only two figures that stand on top of one another.
BUYERS = ("new_buyers", "returning_buyers")

_PEOPLE = frozenset({"customer", "person", "visitor", "user"})

_Months = tuple[tuple["Period", "Figure | None"], ...]


def _window(bundle: Bundle, metrics: Sequence[str]) -> tuple[_Months, ...]:
    """The last months of each metric, from the first in which any of them is known."""
    rows = [history(bundle.matrix, metric, bundle.month)[-MOST_MONTHS:] for metric in metrics]
    known_at = [i for row in rows for i, (_, figure) in enumerate(row) if known(figure) is not None]
    first = min(known_at, default=0)
    return tuple(row[first:] for row in rows)


def _enough(rows: Sequence[_Months]) -> bool:
    return sum(known(figure) is not None for _, figure in rows[0]) >= LEAST_MONTHS


def _partial(row: _Months) -> frozenset[int]:
    return frozenset(i for i, (_, figure) in enumerate(row) if figure is not None and not figure.covered.complete)


def source_line(bundle: Bundle, lang: str, metrics: Sequence[str] = ()) -> str:
    """Where the figures of these metrics came from and until when the data is complete: under every chart."""
    translate, day = Translator(lang), date_text(bundle.as_of, lang)
    leaves = leaves_of(bundle.catalogue, [metric for metric in metrics if metric in bundle.catalogue.metrics])
    facts = {bundle.catalogue.measures[leaf.measure].fact for leaf in leaves}
    sources = [line for line in bundle.sources if line.fact in facts] or list(bundle.sources)
    if not sources:
        return translate(msg("Data as of {day}", day=day))
    first, more = sources[0].file, len(sources) - 1
    if not more:
        return translate(msg("Source: {file}; data as of {day}", file=first, day=day))
    return translate(
        nmsg(
            "Source: {file} and {n} more file; data as of {day}",
            "Source: {file} and {n} more files; data as of {day}",
            n=more,
            file=first,
            day=day,
        )
    )


def _alt(title: str, row: _Months, metric: Metric, bundle: Bundle, lang: str) -> str:
    """What the chart shows for those who do not see it: the first and the last month with their figures."""
    there = [(month, figure) for month, figure in row if figure is not None and known(figure) is not None]
    (first, was), (last, now) = there[0], there[-1]
    return Translator(lang)(
        msg(
            "{title}: {first} — {was}; {last} — {now}",
            title=title,
            first=period_text(first, lang),
            was=figure_text(was, metric, bundle.currency, lang),
            last=period_text(last, lang),
            now=figure_text(now, metric, bundle.currency, lang),
        )
    )


def _unit(metric: Metric, bundle: Bundle, lang: str) -> str:
    translate = Translator(lang)
    match metric.display:
        case Display.MONEY:
            return currency_sign(bundle.currency)
        case Display.SHARE:
            return "%"
        case Display.COUNT:
            people = any(name in _PEOPLE and power > 0 for name, power in metric.unit.powers)
            return translate(msg("pers.")) if people else translate(msg("number"))
        case _:
            return ""


def trend(bundle: Bundle, metric_id: str, mark: Mark, lang: str) -> Chart | None:
    """One metric month by month; None where fewer than three months are known."""
    metric = bundle.catalogue.metrics.get(metric_id)
    (row,) = _window(bundle, [metric_id])
    if metric is None or not _enough([row]):
        return None
    values = tuple(known(figure) for _, figure in row)
    last = row[-1][1]
    now = figure_text(last, metric, bundle.currency, lang) if last is not None else no_data(lang)
    title = metric_name(metric, lang)
    return Chart(
        mark=mark,
        title=title,
        unit=_unit(metric, bundle, lang),
        source=source_line(bundle, lang, [metric_id]),
        alt=_alt(title, row, metric, bundle, lang),
        labels=tuple(period_mark(month, lang) for month, _ in row),
        series=(Series(title, values, ACCENT),),
        ticks=ticks_for(values, metric.display, lang),
        texts=(f"{period_mark(row[-1][0], lang)}: {now}",),
        partial=_partial(row),
    )


def buyers(bundle: Bundle, lang: str) -> Chart | None:
    """New and returning buyers on top of one another: together they are the buyers of the month."""
    if any(metric not in bundle.catalogue.metrics for metric in BUYERS):
        return None
    rows = _window(bundle, BUYERS)
    if not _enough(rows) or not _enough(rows[1:]):
        return None
    metrics = [bundle.catalogue.metrics[metric] for metric in BUYERS]
    series = tuple(
        Series(metric_name(metric, lang), tuple(known(figure) for _, figure in row), colour)
        for metric, row, colour in zip(metrics, rows, (SECOND, ACCENT), strict=True)
    )
    both = [
        new + old if new is not None and old is not None else None
        for new, old in zip(series[0].values, series[1].values, strict=True)
    ]
    title = Translator(lang)(msg("Buyers: new and returning"))
    return Chart(
        mark=Mark.STACK,
        title=title,
        unit=_unit(metrics[0], bundle, lang),
        source=source_line(bundle, lang, BUYERS),
        alt="; ".join(_alt(metric_name(m, lang), row, m, bundle, lang) for m, row in zip(metrics, rows, strict=True)),
        labels=tuple(period_mark(month, lang) for month, _ in rows[0]),
        series=series,
        ticks=ticks_for(both, Display.COUNT, lang),
        partial=_partial(rows[0]),
    )


def ranking(bundle: Bundle, title: str, names: Sequence[str], values: Sequence[Decimal], texts: Sequence[str]) -> Chart:
    """Rows with names and exact figures: products, customers, members of a dimension."""
    return Chart(
        mark=Mark.ROWS,
        title=title,
        unit=currency_sign(bundle.currency),
        source="",
        alt="; ".join(f"{name} — {text}" for name, text in zip(names, texts, strict=True)),
        labels=tuple(names),
        series=(Series(title, tuple(values), ACCENT),),
        ticks=(),
        texts=tuple(texts),
        height=19 * max(1, len(names)),
    )


def split_ranking(bundle: Bundle, metric_id: str, lang: str, most: int = 12) -> Chart | None:
    """The members of the bundle's dimension by one metric, in the matrix' order."""
    matrix, metric = bundle.matrix, bundle.catalogue.metrics.get(metric_id)
    if metric is None or matrix.dimension is None:
        return None
    names, values, texts = [], [], []
    for member in matrix.members[:most]:
        figure = matrix.split.get((metric_id, bundle.month.month_text, member))
        value = known(figure)
        if figure is not None and value:
            names.append(member_text(member, lang))
            values.append(value)
            texts.append(figure_text(figure, metric, bundle.currency, lang))
    drawn = ranking(bundle, metric_name(metric, lang), names, values, texts) if names else None
    return replace(drawn, unit=_unit(metric, bundle, lang)) if drawn else None


def _preset_charts(bundle: Bundle, lang: str) -> tuple[Chart, ...]:
    """One page: the first figures of the preset that have a history; new and returning buyers where it has both."""
    marks = dict(TRENDS)
    drawn = (trend(bundle, metric, marks.get(metric, Mark.LINE), lang) for metric in headlines(bundle, 3 * A_PAGE))
    found = [chart for chart in drawn if chart is not None][:A_PAGE]
    both = buyers(bundle, lang) if all(metric in bundle.matrix.metrics for metric in BUYERS) else None
    return (*found[: A_PAGE - 1], both) if both is not None else tuple(found)


def standard_charts(bundle: Bundle, lang: str) -> tuple[Chart, ...]:
    """The charts of a report: revenue, orders, average order, buyers, margin, as far as the data reaches.

    Where it reaches for few of them, the headline figures that there are fill the page.
    """
    if bundle.preset is not None:
        return _preset_charts(bundle, lang)
    drawn = [trend(bundle, metric, mark, lang) for metric, mark in TRENDS[:3]]
    drawn.append(buyers(bundle, lang))
    drawn += [trend(bundle, metric, mark, lang) for metric, mark in TRENDS[3:]]
    if sum(chart is not None for chart in drawn) < A_PAGE:
        own = {metric for metric, _ in TRENDS}
        drawn += [
            trend(bundle, metric, Mark.LINE, lang) for metric in headlines(bundle, 2 * A_PAGE) if metric not in own
        ]
        return tuple(chart for chart in drawn if chart is not None)[:A_PAGE]
    found = tuple(chart for chart in drawn if chart is not None)
    # Four charts fill a page: a fifth alone would leave the next one all but empty.
    return found[:A_PAGE] if len(found) == A_PAGE + 1 else found
