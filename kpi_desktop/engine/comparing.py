"""What a figure is compared with, and how the change is told: money in %, shares in points (NUMBERS 22)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display, Metric
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Value
from kpi_desktop.engine.figure import ChangeKind, Comparison
from kpi_desktop.engine.ripening import UNRIPE

if TYPE_CHECKING:
    from kpi_desktop.engine.evaluation import Cut, Evaluation
    from kpi_desktop.engine.frame import Facing


#: Over so many times the base a per cent says less than the two figures: «с 3 до 90» and not «+2 900 %».
TENFOLD = 10

#: Of fewer cases one more is a change of ten per cent and over: it is no news of the month.
FEWEST = 10


def in_per_cent(then: Decimal, now: Decimal) -> bool:
    """Whether a change is told in per cent: between figures of one sign, and up to ten times the base (NUMBERS 22).

    The one rule for every output: comparisons, sentences, levels beside their usual ones, the workbook's formulas.
    """
    return then > 0 and 0 <= now <= TENFOLD * then


def comparison(evaluation: Evaluation, metric: Metric, facing: Facing, cut: Cut, printed: Value) -> Comparison:
    """The metric on both sides, on the same days and streams; without a covered base there is no value.

    Where those are not the days of the figure that is `printed`, the side of now is told too.
    """
    if facing.missing is not None:
        kind = ChangeKind.POINTS if _in_points(metric) else ChangeKind.PERCENT
        return Comparison(facing.base, facing.then.days, facing.missing, facing.missing, kind)
    now = evaluation.value(metric.id, facing.now, cut)
    then = evaluation.value(metric.id, facing.then, cut)
    change, kind = change_of(metric, now, then)
    if any(evaluation.unripe(metric.id, side) for side in (facing.now, facing.then)):
        change = UNRIPE
    other = now if isinstance(now, Decimal) and now != printed else None
    return Comparison(facing.base, facing.then.days, then, change, kind, now=other)


def change_of(metric: Metric, now: Value, then: Value) -> tuple[Value, ChangeKind]:
    """The change from `then` to `now`: never % of %, and only as an amount where a per cent says nothing.

    From a gain of 86 to a loss of 415 is no «-582 %», and from 3 to 90 no «+2 900 %» (see `in_per_cent`).
    """
    kind = ChangeKind.POINTS if _in_points(metric) else ChangeKind.PERCENT
    if isinstance(then, Missing):
        return then, kind
    if isinstance(now, Missing):
        return now, kind
    difference = EXACT.subtract(now, then)
    if kind is ChangeKind.POINTS:
        return difference, kind
    if not in_per_cent(then, now):
        return difference, ChangeKind.AMOUNT
    return EXACT.divide(difference, then), kind


def _in_points(metric: Metric) -> bool:
    return metric.display in {Display.SHARE, Display.POINTS}
