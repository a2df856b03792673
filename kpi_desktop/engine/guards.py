"""What is counted beside a measure because its value may mean nothing: each guard may refuse it, with the reason.

Unique visitors of several exported rows do not add up; an article of expenses of which there is no row is unknown and
not zero; pieces and kilograms have no sum.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation, Measure
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.condition import KNOWN
from kpi_desktop.engine.evidence import unsummable
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.facts.schema import FactTable


#: What these tell is a day, a middle or a strength: of no rows there is none, and a zero would be one.
_NO_SUM = frozenset({"response_median", "cycle_median", "days_to_plan", "breakeven_day", "correlation", "leading_arpa"})


class Guard(StrEnum):
    """What is counted; the word stands behind the id of the measure."""

    ALONE = "#rows"  # rows of unique counts: only one has a value
    STATED = "#stated"  # rows of something that is never zero by silence
    ALIKE = "#units"  # units of measure of the rows that are added


def guards_of(measure: Measure, fact: FactTable) -> tuple[Guard, ...]:
    """What must be counted beside the measure."""
    found = []
    if unsummable(measure, fact):
        found.append(Guard.ALONE)
    if measure.stated:
        found.append(Guard.STATED)
    if measure.alike:
        found.append(Guard.ALIKE)
    return tuple(found)


def counting(measure: Measure, guard: Guard) -> Measure:
    """The measure that counts for the guard, over the same rows."""
    name = measure.id + guard.value
    if guard is Guard.ALIKE:
        return replace(measure, id=name, aggregation=Aggregation.DISTINCT, key=measure.alike, column="")
    return replace(measure, id=name, aggregation=Aggregation.COUNT, where={**measure.where, measure.column: (KNOWN,)})


def refusal(measure: Measure, guard: Guard, count: Value) -> Missing | None:
    """Why the measure has no value beside this count; None where it has one."""
    if isinstance(count, Missing):
        return count
    match guard:
        case Guard.ALONE if count > 1:
            text = msg("Unique counts do not add up over days: export them by months without splits")
            return Missing(Reason.NOT_ADDITIVE, text, measure.id, (measure.fact,))
        case Guard.STATED if count == 0:
            name = named(measure.name_en, measure.name_ru)
            text = msg("“{name}” is not stated for this period: enter it, a zero too if there was none", name=name)
            return Missing(Reason.NO_DATA, text, measure.id, (measure.fact,))
        case Guard.ALIKE if count > 1:
            text = msg("Quantities in different units are not added up: look at it by product")
            return Missing(Reason.MIXED_UNITS, text, measure.id)
        case _:
            return None


def nothing_of(measure: Measure) -> Value:
    """What a member without rows has, or a company in a month without them: zero of what is summed or counted only."""
    if measure.aggregation is not Aggregation.LOWER_MEDIAN and measure.algorithm not in _NO_SUM:
        return Decimal(0)
    text = msg("There is nothing of this in the period, so it has no typical value and no day")
    return Missing(Reason.NO_DATA, text, measure.id, (measure.fact,))
