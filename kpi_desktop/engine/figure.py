"""A computed figure with everything that must be printed beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.i18n.message import Message


class Base(StrEnum):
    """What a figure is compared with."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    PLAN = "plan"
    TEAM_MEAN = "team_mean"
    OWN_BEST = "own_best"
    OWN_MEDIAN = "own_median"
    BENCHMARK = "benchmark"


#: The bases that are the same metric in an earlier window: every figure has these two.
WINDOWS = (Base.PREVIOUS, Base.LAST_YEAR)


class ChangeKind(StrEnum):
    """How a change is told: money in %, a share in points, where a per cent says nothing as an amount (NUMBERS 22)."""

    PERCENT = "percent"
    POINTS = "points"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that must be said beside a figure: a code for scripts, a sentence for people."""

    code: str
    message: Message


@dataclass(frozen=True, slots=True)
class Covered:
    """The days of the window for which there is data: first, last (inclusive), and whether that is the whole window.

    `together` is false where a stream that is expected is absent or known for other days than the rest: then a sum is
    not that of its days, and nothing may be held against a plan.
    """

    first: date | None
    last: date | None
    complete: bool
    together: bool = True


@dataclass(frozen=True, slots=True)
class Attainment:
    """How far the month is: the whole plan, its part to date, the forecast, each beside what is done.

    The parts are fractions, None for shares (their distance is in points) and where a side is absent. `light` is
    `green`, `yellow`, `red` or '' where nothing can be said. `profile` names the days that the plan was parted by, ''
    where it was not. `part` is what fraction of the month by these days has passed.
    """

    plan: Value
    to_date: Value
    forecast: Value
    full_share: Decimal | None = None
    to_date_share: Decimal | None = None
    forecast_share: Decimal | None = None
    light: str = ""
    profile: str = ""
    part: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same metric in a base window. `change` is a fraction for PERCENT and POINTS, money or count for AMOUNT.

    Beside a plan `attainment` tells how far the whole of it is; `value` is the plan to date. `now` is the figure on the
    days and streams that are compared, where that is not the figure that is printed: the change is between `now` and
    `value`, and is told together with it.
    """

    base: Base
    period: Period
    value: Value
    change: Value
    kind: ChangeKind
    attainment: Attainment | None = None
    now: Value | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a metric that is more than one number: a top customer with the amount and the share."""

    name: str | Message
    value: Value
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric in one window for one member of one dimension (None, None is the company's total).

    `member` is the member's text; `''` is the rows without a value, which outputs print as «(не указано)». `inputs`
    are the metric's own symbols in the order of its formula. `basis` is the VAT basis of its rows: with, without,
    unknown, mixed or '' where money plays no part. `interval` is the 95 % interval of a subset conversion
    and `cases` what it is a share of; `rank` is a person's place where the difference from the others is real.
    """

    metric: str
    period: Period
    value: Value
    inputs: tuple[tuple[str, Value], ...]
    covered: Covered
    as_of: date | None
    basis: str = ""
    dimension: str | None = None
    member: str | None = None
    flags: tuple[Flag, ...] = ()
    interval: tuple[Decimal, Decimal] | None = None
    comparisons: Mapping[Base, Comparison] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    cases: Decimal | None = None
    rank: int | None = None
