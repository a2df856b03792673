"""The plan of any metric for whoever it was made, and how far the month is with it (NUMBERS 19).

Only what adds up is summed over people or months: the plan of a share is that share, and the whole company's has to be
planned itself. What is counted once for the window (buyers) has no plan to date: a part of a month says nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation, Direction, Display
from kpi_desktop.catalogue.resolve import resolved
from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.day_profile import DayProfile, profile_of
from kpi_desktop.engine.figure import Attainment
from kpi_desktop.engine.plans import PlanRow, counted
from kpi_desktop.expr.functions import Function
from kpi_desktop.expr.nodes import Binary, Call, Negative, Number, Operator, Read, walk
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.catalogue.model import Catalogue, Measure, Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.expr.nodes import Node

_PERCENT = Decimal(100)
_ZERO = Decimal(0)

#: Whose day is one: what is counted by them adds up over days, though a split may show one of them twice.
_EVENTS = frozenset({"document", "contract", "deal", "task", "sprint"})
_FIRSTS = frozenset({Aggregation.NEW, Aggregation.FIRST_EVER})
_LEVELS = frozenset({Display.SHARE, Display.POINTS, Display.TIMES, Display.DAYS, Display.HOURS, Display.YEARS})


class Kin(StrEnum):
    """How a metric's plan may be treated.

    ADDS: summed over people and months, and parted over days. FLOWS: parted over days only, as orders. LEVEL: a ratio
    or a mean, whose plan is the same on every day. WHOLE: known for whole months alone, as buyers.
    """

    ADDS = "adds"
    FLOWS = "flows"
    LEVEL = "level"
    WHOLE = "whole"


def kin_of(catalogue: Catalogue, metric: Metric) -> Kin:
    """What may be done with the metric's plan: read from its formula."""
    if metric.display in _LEVELS or "/" in str(metric.unit):
        return Kin.LEVEL
    tree = resolved(catalogue, metric.id)
    measures = None if tree is None else _summed(catalogue, tree)
    if not measures:
        return Kin.WHOLE
    if all(measure.additive for measure in measures):
        return Kin.ADDS
    return Kin.FLOWS if all(measure.additive or _by_day(measure) for measure in measures) else Kin.WHOLE


def _by_day(measure: Measure) -> bool:
    return measure.aggregation in _FIRSTS or (
        measure.aggregation is Aggregation.DISTINCT and measure.key in _EVENTS and measure.day == "day"
    )


def _summed(catalogue: Catalogue, tree: Node) -> tuple[Measure, ...] | None:
    """The measures of a formula that only adds, subtracts or takes the first known; None for any other formula."""
    found = []
    for node in walk(tree):
        match node:
            case Read() if not node.leaf.steps and not node.leaf.total:
                found.append(catalogue.measures[node.leaf.measure])
            case Binary() if node.operator in (Operator.ADD, Operator.SUBTRACT):
                pass
            case Call() if node.function is Function.COALESCE:
                pass
            case Negative():
                pass
            case Number() if not node.value:
                pass
            case _:
                return None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Planning:
    """The plan as it stands in the book, and the profile of the month's days."""

    rows: Mapping[tuple[str, str], tuple[PlanRow, ...]] = field(default_factory=dict)
    profile: DayProfile = field(default_factory=lambda: profile_of("working", "ru", None))

    @classmethod
    def of(cls, rows: Iterable[PlanRow], profile: DayProfile) -> Planning:
        """Rows by metric and month."""
        found: dict[tuple[str, str], list[PlanRow]] = {}
        for row in rows:
            found.setdefault((row.metric, row.month), []).append(row)
        return cls({key: tuple(own) for key, own in found.items()}, profile)

    def plan(self, metric: str, kin: Kin, period: Period, whose: tuple[str | None, str | None]) -> Value | None:
        """The plan of the company (None, None) or of a member of a dimension; None where there is none.

        Missing where the plan is zero, and over several months where the metric does not add up.
        """
        if not self.rows or not period.whole_months:  # a book without plans: thousands of members have none at once
            return None
        amounts = [self._month(metric, kin, month.month_text, *whose) for month in period.months()]
        known = [amount for amount in amounts if amount is not None]
        if len(amounts) > 1 and known and kin is not Kin.ADDS:
            text = msg("Plans of this metric do not add up over months: it needs a plan of the whole period")
            return Missing(Reason.NOT_ADDITIVE, text, "plan")
        if not known or len(known) < len(amounts):
            return None
        plan = sum(known, _ZERO)
        return plan if plan else zero_plan()

    def _month(self, metric: str, kin: Kin, month: str, dimension: str | None, member: str | None) -> Decimal | None:
        rows = self.rows.get((metric, month), ())
        own = [row for row in rows if row.whose == _whose(dimension, member)]
        if own:
            return own[-1].amount
        if kin is not Kin.ADDS:
            return None
        parts = _parts(rows, metric, dimension, member)
        return sum((row.amount for row in parts), _ZERO) if parts else None


def zero_plan() -> Missing:
    """A plan of zero cannot be attained in part."""
    return Missing(Reason.ZERO_DENOMINATOR, msg("The plan is zero"), "plan")


def of_a_part() -> Missing:
    """A plan is for all that is sold: nothing is held against it while a source of the month is not loaded."""
    text = msg("A part of the sources is not loaded for this period: a part is not held against the plan")
    return Missing(Reason.NOT_COVERED, text, "plan")


def _whose(dimension: str | None, member: str | None) -> tuple[str, str, str]:
    name = member or ""
    return (name if dimension == "manager" else "", name if dimension == "team" else "",
            name if dimension == "channel" else "")  # fmt: skip


def _parts(rows: tuple[PlanRow, ...], metric: str, dimension: str | None, member: str | None) -> tuple[PlanRow, ...]:
    """The rows whose sum is the plan of someone who has none of his own."""
    match dimension:
        case None:
            return counted(rows, metric)
        case "manager" | "team" | "channel" if member:
            return counted((row for row in rows if getattr(row, dimension) == member), metric)
        case _:
            return ()


def attained(metric: Metric, kin: Kin, plan: Decimal, fact: Decimal, days: Passed) -> Attainment:
    """What is done beside the plan: of the month, to date, by the forecast; the light is by the metric's direction."""
    to_date, forecast = _to_date(kin, plan, days), _ahead(kin, fact, days)
    if metric.display in (Display.SHARE, Display.POINTS):
        return Attainment(plan, to_date, forecast, light=_light(metric, fact, to_date, days))
    full, done, ahead = (
        EXACT.divide(some, whole) if isinstance(some, Decimal) and isinstance(whole, Decimal) and whole > 0 else None
        for some, whole in ((fact, plan), (fact, to_date), (forecast, plan))
    )
    light, parted = _light(metric, fact, to_date, days), not days.over and kin in (Kin.ADDS, Kin.FLOWS)
    own = (days.profile, days.part) if parted else ("", None)
    return Attainment(plan, to_date, forecast, full, done, ahead, light, *own)


@dataclass(frozen=True, slots=True)
class Passed:
    """What of the period is known: all of it (`over`), or days that weigh `done` of the `whole` by their profile.

    `forecast` is the metric's own forecast or why there is none, where it has one; `low` and `high` are the bands of
    the lights in %. `hole` is why the days that are known are no beginning of the period, `few` why they are too few
    to tell its end from.
    """

    over: bool
    done: Decimal
    whole: Decimal
    profile: str
    low: Decimal
    high: Decimal
    forecast: Value | None = None
    money: bool = False
    hole: Missing | None = None
    few: Missing | None = None

    @property
    def part(self) -> Decimal | None:
        """The part of the period that has passed; None where nothing of it has."""
        return EXACT.divide(self.done, self.whole) if self.done > 0 and self.whole > 0 else None


def _to_date(kin: Kin, plan: Decimal, days: Passed) -> Value:
    if days.over or kin is Kin.LEVEL:
        return plan
    if kin is Kin.WHOLE:
        return Missing(Reason.GRAIN, msg("The plan of a part of the month is not known: it holds for whole months"))
    if days.part is None:
        return Missing(Reason.NO_DATA, msg("By the plan's days nothing of this month was due yet"))
    if days.hole is not None:
        return days.hole
    return _told(EXACT.divide(EXACT.multiply(plan, days.done), days.whole), days)


def _ahead(kin: Kin, fact: Decimal, days: Passed) -> Value:
    if days.over or kin is Kin.LEVEL:
        return fact
    if days.forecast is not None:
        return days.forecast
    if kin is Kin.WHOLE or days.part is None:
        return Missing(Reason.GRAIN, msg("A part of the month gives no forecast of this metric"))
    lacking = days.hole or days.few
    if lacking is not None:
        return lacking
    return _told(EXACT.divide(EXACT.multiply(fact, days.whole), days.done), days)


def _told(value: Decimal, days: Passed) -> Decimal:
    return money(value) if days.money else value


def _light(metric: Metric, fact: Decimal, plan: Value, days: Passed) -> str:
    """Green where the plan is met, red beyond the lower band; where less is better both are turned round."""
    if not isinstance(plan, Decimal) or plan <= 0 or metric.better not in (Direction.UP, Direction.DOWN):
        return ""
    if metric.better is Direction.UP:
        done, whole = fact, plan
    elif fact <= 0:
        return "green"
    else:
        done, whole = plan, fact
    per_cent = EXACT.divide(EXACT.multiply(done, _PERCENT), whole)
    return "green" if per_cent >= days.high else "yellow" if per_cent >= days.low else "red"
