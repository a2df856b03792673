"""The usual level of a stage; its own best month and best colleague, where really better and not by chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from kpi_desktop.app.within import Within, series
from kpi_desktop.catalogue.model import Direction
from kpi_desktop.catalogue.resolve import resolved
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.real import Days, real
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.nodes import Binary, Operator
from kpi_desktop.i18n.formats import month_message
from kpi_desktop.i18n.message import Message, msg, named, nmsg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.expr.nodes import Node

#: How many months back the best one is looked for.
MONTHS = 12

#: From so few months no usual level is told.
LEAST = 3

_NOTHING = Missing(Reason.NO_DATA, msg("There is no such figure in the month"))

#: Whose members are colleagues.
PEOPLE = "manager"


@dataclass(frozen=True, slots=True)
class Better:
    """A value that was really reached, and by whom or when."""

    value: Decimal
    how: Message


def best_month(engine: Engine, metric: Metric, month: Period, within: Within | None = None) -> Better:
    """The best whole month of the last twelve, of the company or of the member; UsageError where none was better."""
    earlier = [month.shifted(-step) for step in range(1, MONTHS + 1)]
    figures = series(engine, [metric.id], [month, *earlier], within)
    now = next((f.value for f in figures if f.period == month), _NOTHING)
    past = [f for f in figures if f.period != month and isinstance(f.value, Decimal) and f.covered.complete]
    if isinstance(now, Missing) or not past:
        raise _no_better(metric)
    best = max(past, key=lambda f: _goodness(metric, f.value))
    tree = resolved(engine.catalogue, metric.id)
    better = isinstance(best.value, Decimal) and _goodness(metric, best.value) > _goodness(metric, now)
    if tree is None or not better or not real(
        by_days(engine, tree, best.period, within), by_days(engine, tree, month, within), past):  # fmt: skip
        raise _no_better(metric)
    assert isinstance(best.value, Decimal)
    return Better(best.value, msg("best month: {month}", month=month_message(best.period.start)))


def usual_level(engine: Engine, metric: Metric, month: Period, within: Within | None = None) -> Better:
    """The median of the last twelve whole months before this one; UsageError where fewer than three have a value.

    It may be above the month or below it: what a usual month would have given is asked, not what a good one would.
    """
    earlier = [month.shifted(-step) for step in range(1, MONTHS + 1)]
    past = [f for f in series(engine, [metric.id], earlier, within) if f.covered.complete]
    values = [f.value for f in past if isinstance(f.value, Decimal)]
    if len(values) < LEAST:
        raise UsageError(
            msg("“{name}”: fewer than three whole months to know the usual level from",
                name=named(metric.name_en, metric.name_ru)),
            fix=msg("Set a number of your own instead"),
        )  # fmt: skip
    return Better(median(values), nmsg("median of {n} month", "median of {n} months", n=len(values)))


def best_colleague(engine: Engine, metric: Metric, month: Period, within: Within | None = None) -> Better:
    """The best person of the month; UsageError where nobody is really better than the others together.

    Within one person the colleague must be another; within a channel or a group of goods people are not told apart.
    """
    if within is not None and within.dimension != PEOPLE:
        raise UsageError(msg("Colleagues are told apart in the whole company or beside one of them"))
    tree = resolved(engine.catalogue, metric.id)
    figures = [f for f in engine.figures([metric.id], [month], PEOPLE) if isinstance(f.value, Decimal) and f.member]
    figures = [f for f in figures if not engine.staff.left(f.member or "", month.last_day)]
    if tree is None or len(figures) < 2 or not _ratio(tree):
        raise _no_better(metric)
    best = max(figures, key=lambda f: _goodness(metric, f.value))
    own = by_days(engine, tree, month, Within(PEOPLE, best.member or ""))
    whole = by_days(engine, tree, month)
    others = Days(
        tuple(a - b for a, b in zip(whole.over, own.over, strict=True)),
        tuple(a - b for a, b in zip(whole.under, own.under, strict=True)),
    )
    alone = within is not None and best.member == within.member
    if alone or not real(own, others, figures) or not isinstance(best.value, Decimal):
        raise _no_better(metric)
    return Better(best.value, msg("best colleague: {name}", name=best.member or ""))


def by_days(engine: Engine, tree: Node, month: Period, within: Within | None = None) -> Days:
    """The formula's two sides by days: of a ratio what is divided and by what, else the value over one."""
    dimension, member = (None, None) if within is None else (within.dimension, within.member)
    found = leaves(tree)
    days = [Period.of(month.start + timedelta(days=step), Grain.DAY) for step in range(month.days)]
    engine.leaf_values(found, days, dimension)  # one reading for all days; those below only look up
    over, under = [], []
    for day in days:
        values = engine.leaf_values(found, [day], dimension)
        put = {leaf: values.get((leaf, day.month_text, member), Decimal(0)) for leaf in found}
        top, bottom = (tree.left, tree.right) if isinstance(tree, Binary) and _ratio(tree) else (tree, None)
        over.append(_plain(evaluate(top, put.__getitem__)))
        under.append(1.0 if bottom is None else _plain(evaluate(bottom, put.__getitem__)))
    return Days(tuple(over), tuple(under))


def _ratio(tree: Node) -> bool:
    return isinstance(tree, Binary) and tree.operator is Operator.DIVIDE


def _plain(value: Value) -> float:
    """A day without a value adds nothing to either side."""
    return float(value) if isinstance(value, Decimal) else 0.0


def _goodness(metric: Metric, value: Value) -> Decimal:
    number = value if isinstance(value, Decimal) else Decimal(0)
    return -number if metric.better is Direction.DOWN else number


def _no_better(metric: Metric) -> UsageError:
    return UsageError(
        msg("“{name}”: nothing was really better, by more than chance", name=named(metric.name_en, metric.name_ru)),
        fix=msg("Set a number of your own instead"),
    )


#: Bases of a lever by their words.
BASES = {"usual": usual_level, "best": best_month, "colleague": best_colleague}
