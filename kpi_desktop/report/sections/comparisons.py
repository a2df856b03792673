"""What the figures are measured by beside earlier windows: plan, own median and best, benchmark, the team's mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.standards import PEOPLE
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.attained import plan_cell
from kpi_desktop.present.matrix import computed, figure_at
from kpi_desktop.present.numbers import change_text, comparison_text, figure_text, member_text, value_text
from kpi_desktop.present.prose import metric_name
from kpi_desktop.report.view import Section, Table

if TYPE_CHECKING:
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.report.view import Setting

#: The standards of the own past.
_BASES: tuple[tuple[Base, Message], ...] = (
    (Base.OWN_MEDIAN, msg("Median of the 12 months before")),
    (Base.OWN_BEST, msg("Best of the 12 months before")),
)

#: People on the page.
_MOST = 20


def section(setting: Setting) -> Section | None:
    """The tables, or nothing where no figure of the month is measured by anything."""
    made = (_plans(setting), _benchmarks(setting), _past(setting), _people(setting))
    tables = tuple(table for table in made if table is not None)
    return Section("comparisons", setting.translate(msg("Measured by")), tables) if tables else None


def _there(setting: Setting) -> list[Figure]:
    bundle = setting.bundle
    return [f for metric in computed(bundle) if (f := figure_at(bundle.matrix, metric, bundle.month)) is not None]


def _plans(setting: Setting) -> Table | None:
    """The figures that have a plan, beside it."""
    bundle, translate, lang = setting.bundle, setting.translate, setting.lang
    rows = []
    for figure in _there(setting):
        plan, metric = figure.comparisons.get(Base.PLAN), bundle.catalogue.metrics[figure.metric]
        if plan is None:
            continue
        full = plan.attainment.plan if plan.attainment is not None else None
        told = value_text(full, metric.display, metric.decimals, bundle.currency, lang) if full is not None else "—"
        fact = figure_text(figure, metric, bundle.currency, lang)
        rows.append((metric_name(metric, lang), fact, told, plan_cell(plan, metric, lang) or "—"))
    heads = tuple(translate(head) for head in (msg("Metric"), msg("Fact"), msg("Plan"), msg("To the plan")))
    return Table(translate(msg("Against the plan")), heads, tuple(rows)) if rows else None


def _past(setting: Setting) -> Table | None:
    """The figures beside their own median and best of twelve months."""
    translate, there = setting.translate, _there(setting)
    bases = [(base, name) for base, name in _BASES if any(base in figure.comparisons for figure in there)]
    rows = [figure for figure in there if {base for base, _ in bases} & figure.comparisons.keys()]
    if not rows:
        return None
    heads = [translate(msg("Metric")), translate(msg("Fact"))]
    for base, name in bases:
        heads += [translate(name), *([translate(msg("Change"))] if base is not Base.OWN_BEST else [])]
    cells = tuple(_row(setting, figure, [base for base, _ in bases]) for figure in rows)
    return Table(translate(msg("Against the own past")), tuple(heads), cells)


def _row(setting: Setting, figure: Figure, bases: list[Base]) -> tuple[str, ...]:
    bundle, lang = setting.bundle, setting.lang
    metric, currency = bundle.catalogue.metrics[figure.metric], bundle.currency
    found = [metric_name(metric, lang), figure_text(figure, metric, currency, lang)]
    for base in bases:
        one = figure.comparisons.get(base)
        told = [comparison_text(one, metric, currency, lang), change_text(one, metric, lang, currency)]
        found += (told if one is not None else ["—", "—"])[: 1 if base is Base.OWN_BEST else 2]
    return tuple(found)


def _benchmarks(setting: Setting) -> Table | None:
    """The figures of which the sources, or the owner, name what is usual."""
    bundle, lang, translate = setting.bundle, setting.lang, setting.translate
    rows = []
    for metric_id in computed(bundle):
        figure, metric = figure_at(bundle.matrix, metric_id, bundle.month), bundle.catalogue.metrics[metric_id]
        found = figure.comparisons.get(Base.BENCHMARK) if figure is not None else None
        if figure is not None and found is not None:
            rows.append((
                metric_name(metric, lang), figure_text(figure, metric, bundle.currency, lang),
                comparison_text(found, metric, bundle.currency, lang),
                change_text(found, metric, lang, bundle.currency),
            ))  # fmt: skip
    heads = tuple(translate(head) for head in (msg("Metric"), msg("Fact"), msg("Benchmark"), msg("Change")))
    return Table(translate(msg("Against benchmarks")), heads, tuple(rows)) if rows else None


def _people(setting: Setting) -> Table | None:
    """Each person's headline figure beside the mean of the team, and beside the own plan where there is one."""
    bundle, lang, translate = setting.bundle, setting.lang, setting.translate
    if bundle.matrix.dimension not in PEOPLE:
        return None
    month, metric = bundle.month.month_text, bundle.catalogue.metrics["revenue"]
    found = [bundle.matrix.split.get((metric.id, month, member)) for member in bundle.matrix.members]
    people = [f for f in found if f is not None and Base.TEAM_MEAN in f.comparisons and f.value][:_MOST]
    if not people:
        return None
    heads = (msg("Person"), msg("Fact"), msg("Team mean"), msg("Change"), msg("To the plan"))
    rows = []
    for figure in people:
        mean, plan = figure.comparisons[Base.TEAM_MEAN], figure.comparisons.get(Base.PLAN)
        rows.append((
            member_text(figure.member, lang), figure_text(figure, metric, bundle.currency, lang),
            comparison_text(mean, metric, bundle.currency, lang), change_text(mean, metric, lang, bundle.currency),
            plan_cell(plan, metric, lang) or "—",
        ))  # fmt: skip
    title = translate(msg("{metric}: people beside the team", metric=metric_name(metric, lang)))
    return Table(title, tuple(translate(head) for head in heads), tuple(rows))
