"""One result of a period beside its past: the change, its exact parts, who moved it, and whether it may be chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.engine import CUSTOMER
from kpi_desktop.engine.findings.sight import HISTORY, Sight
from kpi_desktop.engine.judging.judge import LEAST_MONTHS, Basis
from kpi_desktop.engine.why.explainer import Explainer
from kpi_desktop.engine.why.sides import Against

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.judging.judge import Judged
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.engine.why.sides import Sides

#: What is left after the expenses: the last word of a month, and the only result that may well be a loss.
LEFT = "profit"

#: A month this unlikely on one side lies outside the range that holds 95 of 100 healthy months.
_EDGE = 0.025

#: The split of a way whose buyers are not named: above this part of the result the way tells of a few.
_UNNAMED = "unnamed"

#: The way that tells a change by quantity, mix and prices of products.
_GOODS = "goods"
_MOST_UNNAMED = Decimal("0.5")

#: A range narrower than this part of the usual level is that of sums which do not vary by chance.
_NARROW = 0.01


@dataclass(frozen=True, slots=True)
class Usual:
    """The month beside its usual level: the range that holds 95 of 100 months, from how many months it is known.

    `place` is -1 below the range, 1 above, 0 inside; `season` says that the season and the own trend are taken out.
    """

    judged: Judged
    months: int
    place: int

    @property
    def season(self) -> bool:
        """Whether the history bears a judgement."""
        return self.judged.enough and self.judged.basis is Basis.SEASON


@dataclass(frozen=True, slots=True)
class Result:
    """A result of the period.

    `sides` are the bases that have a figure (the period before, last year); `base` is the one whose change is taken
    apart: `factors` by the formula, `goods` by quantity, mix and prices where `factors` are others, `members` by
    splits. `season` is how the result went a year ago between the same two months, as a fraction. All parts add up to
    the change of `base` exactly. `months` are the whole ones before that the usual level is sought in.
    """

    metric: str
    figure: Figure
    sides: tuple[Sides, ...] = ()
    base: Sides | None = None
    usual: Usual | None = None
    season: Decimal | None = None
    factors: Explained | None = None
    members: tuple[Explained, ...] = field(default=())
    goods: Explained | None = None
    months: int = 0

    @property
    def short_past(self) -> bool:
        """Whether fewer whole months are known than any comparison with the usual level needs."""
        return self.months < LEAST_MONTHS

    @property
    def fell(self) -> bool:
        """Whether the result is less than on the base."""
        return self.base is not None and self.base.ends[1] < self.base.ends[0]

    @property
    def may_be_chance(self) -> bool:
        """Whether the month is known to lie within its usual range."""
        return self.usual is not None and self.usual.place == 0

    def split(self, *dimensions: str) -> Explained | None:
        """The change by the first of these splits that tells it."""
        return next((one for name in dimensions for one in self.members if one.by == name), None)


def result_of(engine: Engine, metric: str, period: Period, splits: Sequence[str]) -> Result | None:
    """The result with all that can be told of it; None where the period has no figure."""
    (figure,) = engine.figures([metric], [period])
    if isinstance(figure.value, Missing):
        return None
    explainer = Explainer(engine, metric, period)
    sides = tuple(
        one
        for one in explainer.sides
        if one.base in (Against.PREVIOUS, Against.LAST_YEAR)
        and one.missing is None
        and _comparable(metric, one.ends[0])
    )
    usual, months = _usual(engine, metric, period, figure)
    base = _base(sides, usual)
    if base is None:
        return Result(metric, figure, usual=usual, months=months)
    factors = _factors(explainer, base)
    season, members = _season(engine, metric, period, sides), tuple(_members(explainer, base, splits))
    goods = _goods(explainer, base, factors)
    return Result(metric, figure, sides, base, usual, season, factors, members, goods, months)


def _comparable(metric: str, before: Decimal) -> bool:
    """Whether a change from this base says something: from a loss only where losses are usual, in what is left."""
    return before > 0 or (before < 0 and metric == LEFT)


def _usual(engine: Engine, metric: str, period: Period, figure: Figure) -> tuple[Usual | None, int]:
    """The month beside its own past, and how many whole months of it are known.

    None for other periods, parts of a month and too short a past; and for a past without any chance in it, such as a
    rent: a range of no width would call every other sum unusual.
    """
    if period.whole_months != 1 or not figure.covered.complete:
        return None, 0
    known = {month.name for month in engine.months()}
    past = [month for back in range(HISTORY, 0, -1) if (month := period.shifted(-back)).name in known]
    earlier = engine.past([metric], past)
    found = Sight.of(engine.catalogue, period, [*earlier, figure]).beside(metric)
    months = sum(isinstance(one.value, Decimal) and one.covered.complete for one in earlier)
    if isinstance(found, Missing) or found.usual is None or found.low is None or found.high is None:
        return None, months
    if found.high - found.low < _NARROW * abs(found.usual):
        return None, months
    return Usual(found, months, _place(found)), months


def _place(found: Judged) -> int:
    """Where the month lies; of a judged one the chance must say the same as the range."""
    assert found.low is not None
    assert found.high is not None
    below, above = found.value < found.low, found.value > found.high
    if found.enough:
        below, above = below and found.p < _EDGE, above and found.p > 1 - _EDGE
    return 1 if above else -1 if below else 0


def _base(sides: tuple[Sides, ...], usual: Usual | None) -> Sides | None:
    """The base whose change is told: last year's month, which has the same season, else the period before.

    Where the two point to different sides, the one that goes the way of the usual level is told.
    """
    by = {one.base: one for one in sides}
    previous, last_year = by.get(Against.PREVIOUS), by.get(Against.LAST_YEAR)
    if previous is None or last_year is None:
        return last_year or previous
    if usual is not None and usual.place and (_change(last_year) > 0) != (_change(previous) > 0):
        return min(previous, last_year, key=lambda one: -usual.place * _change(one))
    return last_year


def _change(sides: Sides) -> Decimal:
    before, after = sides.ends
    return after - before


def _season(engine: Engine, metric: str, period: Period, sides: tuple[Sides, ...]) -> Decimal | None:
    """How the result went from the period before to this one a year ago; None unless both are whole."""
    by = {one.base: one for one in sides}
    if (
        period.whole_months != 1
        or len(by) < 2
        or any(one.now.cut or one.now.days != one.now.period for one in by.values())
    ):
        return None
    then = period.years_back(1)
    (before,) = engine.past([metric], [then.shifted(-1)])
    last_year, _ = by[Against.LAST_YEAR].ends
    if not isinstance(before.value, Decimal) or not before.covered.complete or before.value <= 0 or last_year <= 0:
        return None
    return last_year / before.value - 1


def _factors(explainer: Explainer, base: Sides) -> Explained | None:
    """The change by the first way that tells it; one over named buyers only where most of the money is named."""
    for making in explainer.makings:
        found = explainer.by_way(base, making.id)
        if isinstance(found, Missing):
            continue
        unnamed = found.causes.get(_UNNAMED)
        levels = () if unnamed is None else (unnamed.before, unnamed.after)
        if all(not isinstance(level, Decimal) or level <= _MOST_UNNAMED * end
               for level, end in zip(levels, base.ends, strict=False)):  # fmt: skip
            return found
    return None


def _goods(explainer: Explainer, base: Sides, factors: Explained | None) -> Explained | None:
    """The change by quantity, mix and prices of products, where it is not told so already."""
    if factors is None or factors.way == _GOODS or all(one.id != _GOODS for one in explainer.makings):
        return None
    found = explainer.by_way(base, _GOODS)
    return None if isinstance(found, Missing) else found


def _members(explainer: Explainer, base: Sides, splits: Sequence[str]) -> Iterator[Explained]:
    """The change by each split that tells it and has two members or more."""
    for name in splits:
        if name != CUSTOMER and name not in explainer.splits:
            continue
        found = explainer.by_split(base, name)
        if not isinstance(found, Missing) and sum(bool(one.member) for one in found.causes.values()) >= 2:
            yield found
