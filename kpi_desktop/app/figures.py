"""Figures of a month for the window and the shell: the matrix, a metric's explanation, the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.app.books import BookSummary, summary, summary_of
from kpi_desktop.app.closing import edition_of, opened_month
from kpi_desktop.app.dimensions import checked_dimension
from kpi_desktop.app.presets import all_presets
from kpi_desktop.app.unlocking import unlocking
from kpi_desktop.catalogue.forms import forms_of
from kpi_desktop.core.errors import NothingToTell, UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.engine.ranking import ranked
from kpi_desktop.engine.standards import FORECAST, OWN_MONTHS, PLAN, PLANNED, Standards
from kpi_desktop.i18n.formats import month_year
from kpi_desktop.i18n.message import msg, named
from kpi_desktop.present.matrix import matrix_of
from kpi_desktop.present.periods import period_span

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.catalogue.presets import Preset
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.rows import RowPage
    from kpi_desktop.present.bundle import ClosedMonth, KpiMatrix, Unlock

#: Months that cards and charts look back over, the chosen month included.
HISTORY = 24


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month of a book: every metric's figure, the history behind it, and what would unlock the rest."""

    book: BookSummary
    month: Period
    matrix: KpiMatrix
    computed: tuple[str, ...]
    missing: tuple[tuple[str, Missing], ...]
    unlocks: tuple[Unlock, ...]
    presets: tuple[Preset, ...] = ()
    closed: ClosedMonth | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one figure came about: formula as a fraction and in words, numbers put in, history.

    `forms` are the other definitions of the same quantity with their figures, the main one first.
    """

    metric: Metric
    figure: Figure
    formula_html: str
    formula_words: str
    numbers: str
    history: tuple[tuple[Period, Value], ...]
    currency: str
    facts: tuple[str, ...]
    forms: tuple[tuple[Metric, Figure], ...] = ()


def month_of(text: str | None, engine: Engine) -> Period:
    """The month asked for, else the last one that is fully covered; UsageError where that says nothing."""
    if text is not None:
        try:
            return Period.month(text)
        except ValueError:
            raise UsageError(
                msg("“{text}” is not a month", text=text), fix=msg("Write it as year and month: 2011-11")
            ) from None
    found = engine.default_month()
    if found is None:
        raise NothingToTell(msg("The book has no data yet"), fix=msg("Import a file first"))
    return found


def period_of(text: str | None, engine: Engine) -> Period:
    """The month, quarter or year asked for, else the last month that is fully covered.

    Where the data is one figure for more than a month, it is the quarter or the year that holds it.
    """
    if text is not None:
        try:
            return Period.named(text)
        except ValueError:
            raise UsageError(
                msg("“{text}” is not a period", text=text),
                fix=msg("Write a month as 2011-11, a quarter 2011-Q4, a year 2011, a week 2011-W45, a day 2011-11-07"),
            ) from None
    return engine.default_period() or month_of(None, engine)


def history_of(engine: Engine, month: Period, length: int = HISTORY) -> list[Period]:
    """The months with data up to the chosen one, the chosen one always last, at most `length` of them."""
    months = [found for found in engine.months() if found < month]
    return [*months[-(length - 1) :], month]


def month_figures(
    workspace: Workspace, path: Path, month: str | None, by: str | None = None, metric: str | None = None
) -> tuple[Period, str, list[Figure]]:
    """The figures of one month, totals first, then members of the split: what `kpis` prints; with the currency.

    Unless one metric is asked for, members are listed for metrics that have a value for some member; why the others
    have none stands at the total.
    """
    with opened_month(workspace, path, month) as (then, book, engine):
        metric = None if metric is None else then.metric(metric).id
        workspace, now = then, workspace.of(book.settings)
        chosen = period_of(month, engine)
        ids = [metric] if metric else [name for name in then.catalogue.metrics if name in now.catalogue.metrics]
        dimension = checked_dimension(workspace, book, by, customers=metric is not None)
        figures = engine.figures(ids, [chosen])
        if dimension:
            split = engine.figures(ids if metric else engine.answering(ids, chosen, dimension), [chosen], dimension)
            valued = {metric} if metric else {f.metric for f in split if not isinstance(f.value, Missing)}
            found = [figure for figure in split if figure.metric in valued]
            figures += found if found or not metric else [_unsplit(engine, figures[0], dimension)]
        return chosen, book.currency, measured(engine, figures, chosen, dimension if metric else None)


def _unsplit(engine: Engine, total: Figure, dimension: str) -> Figure:
    """A figure that says why the one that was asked for has no members."""
    missing = engine.split_refusal(total.metric, total.period, dimension)
    return replace(total, value=missing, dimension=dimension, flags=(), comparisons={}, parts=(), inputs=(),
                   interval=None, cases=None)  # fmt: skip


def measured(engine: Engine, figures: list[Figure], chosen: Period, dimension: str | None = None) -> list[Figure]:
    """The figures with plan, team, own past and benchmark beside them; of members their past only if asked for."""
    totals = list(dict.fromkeys(figure.metric for figure in figures))
    months = [chosen.shifted(-step) for step in range(1, OWN_MONTHS + 1)] if chosen.whole_months == 1 else []
    earlier = engine.past(totals, months)
    if dimension:
        earlier += engine.figures(totals, months, dimension)
    return ranked(engine.catalogue, beside_standards(engine, figures, chosen, earlier), engine.staff)


def beside_standards(engine: Engine, figures: list[Figure], chosen: Period, earlier: list[Figure]) -> list[Figure]:
    """The figures of one period with plan, team, own past (of `earlier`) and benchmark beside them."""
    beside = list(figures)
    if any(figure.metric == PLANNED for figure in figures):
        wanted = [PLAN] if all(f.covered.complete for f in figures if f.metric == PLANNED) else [PLAN, FORECAST]
        for by in dict.fromkeys(figure.dimension for figure in figures):
            beside += engine.figures(wanted, [chosen], by)
    standards = Standards.of(engine.catalogue, beside, earlier, engine.planning(chosen), engine.staff)
    return [standards.beside_figure(figure) for figure in figures]


def own_past(figures: list[Figure], chosen: Period) -> list[Figure]:
    """Those of the months before that own best and median are taken from."""
    return [figure for figure in figures if chosen.shifted(-OWN_MONTHS) <= figure.period < chosen]


def month_view(
    workspace: Workspace, path: Path, month: Period | None = None, by: str | None = None
) -> MonthView | None:
    """Everything that the dashboard shows of a month (the last fully covered one where none is chosen).

    None where the book has no data yet.
    """
    with opened_month(workspace, path, month.name if month is not None else None) as (then, book, engine):
        if not engine.months():
            return None
        frozen = book.path != path
        about = summary(workspace, path) if frozen else summary_of(workspace, path, book, engine)
        shown, workspace = (about.definitions or then).catalogue.metrics, then
        chosen = month or period_of(None, engine)
        ids = [name for name in then.catalogue.metrics if name in shown]
        figures = engine.figures(ids, windows_before(engine, chosen))
        dimension = checked_dimension(workspace, book, by)
        if dimension:
            known = [f.metric for f in figures if f.period == chosen and not isinstance(f.value, Missing)]
            figures = [*figures, *engine.figures(known, [chosen], dimension)]
        now = [figure for figure in figures if figure.period == chosen]
        others = [figure for figure in figures if figure.period != chosen]
        figures = [*others, *beside_standards(engine, now, chosen, own_past(others, chosen))]
        settings = book.settings
        matrix = matrix_of(ids, figures, dimension)
        computed, missing = _parted(matrix, chosen)
        unlocks = unlocking(workspace, book, engine, chosen, dict(missing)).box()
    closed = edition_of(path, chosen)
    return MonthView(about, chosen, matrix, computed, missing, unlocks, all_presets(workspace, settings), closed)


def _parted(matrix: KpiMatrix, month: Period) -> tuple[tuple[str, ...], tuple[tuple[str, Missing], ...]]:
    computed, missing = [], []
    for metric in matrix.metrics:
        value = matrix.total[metric, month.month_text].value
        if isinstance(value, Missing):
            missing.append((metric, value))
        else:
            computed.append(metric)
    return tuple(computed), tuple(missing)


def explain(workspace: Workspace, path: Path, metric_id: str, month: str | None, lang: str) -> Explanation:
    """The formula of a metric with the month's numbers put in, and its history."""
    from kpi_desktop.present.formulas import formula_html, formula_numbers, formula_words

    with opened_month(workspace, path, month) as (then, book, engine):
        workspace = then
        metric = workspace.metric(metric_id)
        metric_id = metric.id
        chosen = period_of(month, engine)
        figures = engine.figures([metric_id], windows_before(engine, chosen))
        figure = measured(engine, [figures[-1]], chosen)[0]
        others = forms_of(workspace.catalogue, metric_id)
        beside = engine.figures([one.id for one in others], [chosen]) if others else []
        currency = book.currency
    return Explanation(
        metric,
        figure,
        formula_html(metric, workspace.catalogue, lang),
        formula_words(metric, workspace.catalogue, lang),
        formula_numbers(figure, metric, workspace.catalogue, currency, lang),
        tuple((found.period, found.value) for found in figures),
        currency,
        facts_of(workspace, metric_id),
        tuple((workspace.metric(one.metric), one) for one in beside),
    )


def nothing_in(engine: Engine, period: Period) -> NothingToTell | None:
    """What to say of a period in which the book has no data at all: which months have some; None where it has."""
    there = engine.months()
    if any(month in there for month in period.months()):
        return None
    spans = list[Period]()
    for month in there:
        if spans and spans[-1].end == month.start:
            spans[-1] = Period(spans[-1].start, month.end)
        else:
            spans.append(month)
    told = named(*(", ".join(_span_text(span, lang) for span in spans) for lang in ("en", "ru")))
    text = msg("The book has no data for {period}", period=named(period_span(period, "en"), period_span(period, "ru")))
    fix = msg("There is data for: {months}", months=told) if spans else msg("Import a file first")
    return NothingToTell(text, fix=fix, period=period.name)


def _span_text(span: Period, lang: str) -> str:
    first, last = (month_year(day, lang) for day in (span.start, span.last_day))
    return first if span.whole_months == 1 else f"{first} – {last}"


def windows_before(engine: Engine, chosen: Period) -> list[Period]:
    """The history of a month, quarter or year in windows of its own length, the chosen one last."""
    if chosen.whole_months == 1:
        return history_of(engine, chosen)
    first = min(engine.months(), default=chosen)
    earlier = [chosen.shifted(-step) for step in range(HISTORY - 1, 0, -1)]
    return [*(period for period in earlier if period.end > first.start), chosen]


def facts_of(workspace: Workspace, metric_id: str) -> tuple[str, ...]:
    """The kinds of facts that a metric reads."""
    from kpi_desktop.catalogue.resolve import leaves_of

    found = {workspace.catalogue.measures[leaf.measure].fact for leaf in leaves_of(workspace.catalogue, [metric_id])}
    return tuple(sorted(found))


def rows(
    workspace: Workspace, path: Path, metric_id: str, month: str | None, offset: int = 0, limit: int = 200
) -> RowPage:
    """The rows that a metric of a month reads, each with its file, sheet and row."""
    with opened_month(workspace, path, month) as (then, _, engine):
        return engine.rows(then.metric(metric_id).id, period_of(month, engine), offset, limit)
