"""What the rules look at: figures of months and members, and how each stands against its own past."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Direction, Display
from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.findings.apart import LEAST_CASES, comparable, enough, widest
from kpi_desktop.engine.findings.trend import Trend, year_on_year
from kpi_desktop.engine.judging.judge import Worse, judge
from kpi_desktop.engine.judging.observed import Observed, Scale
from kpi_desktop.engine.ripening import RIPENING, UNRIPE
from kpi_desktop.expr.leaf import Move
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.findings.apart import Members
    from kpi_desktop.engine.judging.judge import Judged

#: Months that a judgement looks back over, the judged one not counted.
HISTORY = 24

_YEAR = 12

#: The month back that must not look like the beginning of the loaded history: a customer who buys every other year is
#: taken for a new one until two years are behind, and new ones seem to dwindle.
FIRST_SIGHT = 35

_SHORT = Missing(
    Reason.HISTORY_SHORT, msg("At least 13 months are needed to tell an unusual month from the season and from chance")
)
_SHORT_APART = Missing(
    Reason.HISTORY_SHORT,
    msg("At least 13 earlier months of two members are needed to tell their difference from what months differ anyway"),
)
_TWO_YEARS = Missing(
    Reason.HISTORY_SHORT, msg("24 months in a row are needed to tell whether it falls or grows from year to year")
)
_BEGINS = Missing(
    Reason.HISTORY_SHORT,
    msg("Four years of customers are needed: at the beginning of what is loaded former buyers look like new ones"),
)
_PART = Missing(Reason.NOT_COVERED, msg("The month is not covered wholly, so it is not judged"))
_ABSENT = Missing(Reason.NO_DATA, msg("There is no such data in the book"))
_FEW = Missing(Reason.NO_DATA, msg("There are not two members with at least {n} cases to set side by side",
                                   n=LEAST_CASES))  # fmt: skip

#: Flags of figures that a short loaded history only bounds: their growth is the history's, not the company's.
_BOUNDS = frozenset({"upper_bound", "lower_bound", "at_least"})

_Key = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Apart:
    """The figures of the two members that differ most, the higher first, with the chance of such a gap."""

    best: Figure
    worst: Figure
    p: float


@dataclass(frozen=True, slots=True)
class Sight:
    """The figures of a month's rules: totals and members of this month and of the months before.

    `people` tells whom the funnel names: those whose fall is neither chance nor that of the rest nor of their leads.
    `loaded` are the months of the book up to this one, also those whose data no rule has a figure of.
    """

    catalogue: Catalogue
    month: Period
    figures: dict[_Key, Figure]
    people: Callable[[], frozenset[str]] = frozenset
    loaded: int = 0
    _judged: dict[tuple[str, str | None, str | None], Judged | Missing] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        month: Period,
        figures: Iterable[Figure],
        people: Callable[[], frozenset[str]] = frozenset,
        loaded: int = 0,
    ) -> Sight:
        """Look at these figures; those of the month carry their standards (plan, team, benchmark)."""
        found = {(f.metric, f.period.name, f.dimension, f.member): f for f in figures}
        return cls(catalogue, month, found, people, loaded)

    def figure(self, metric: str, dimension: str | None, member: str | None, back: int = 0) -> Figure | None:
        """The figure so many months back; None where it was not computed."""
        if member is None:
            dimension = None
        return self.figures.get((metric, self.month.shifted(-back).name, dimension, member))

    def value(
        self, metric: str, dimension: str | None = None, member: str | None = None, back: int = 0, *, part: bool = False
    ) -> Value:
        """Its value; unless a `part` will do, a month that is covered only in part has none."""
        found = self.figure(metric, dimension, member, back)
        if found is None:
            return _ABSENT
        if isinstance(found.value, Decimal) and not found.covered.complete and not part:
            return _PART
        return found.value

    def over(self, metric: str) -> bool:
        """Whether the metric's data reaches the end of the month."""
        found = self.figure(metric, None, None)
        return found is not None and isinstance(found.value, Decimal) and found.covered.complete

    def members(self, dimension: str) -> tuple[str, ...]:
        """The named members that any figure of the month is split by; rows without one are nobody's."""
        found = {f.member: None for f in self.figures.values() if f.dimension == dimension and f.period == self.month}
        return tuple(member for member in found if member)

    def months_known(self) -> int:
        """Months with data, this one counted: of the book, or with at least one company figure that has a value."""
        known = {
            f.period for f in self.figures.values() if f.member is None and isinstance(f.value, Decimal) and f.value
        }
        return max(self.loaded, len(known))

    def judged(self, metric: str, dimension: str | None = None, member: str | None = None) -> Judged | Missing:
        """The month beside the metric's usual level; Missing where the history does not bear a judgement."""
        key = (metric, dimension, member)
        if key not in self._judged:
            self._judged[key] = self._judge(metric, dimension, member)
        return self._judged[key]

    def _judge(self, metric: str, dimension: str | None, member: str | None) -> Judged | Missing:
        found = self.beside(metric, dimension, member)
        return _SHORT if not isinstance(found, Missing) and not found.enough else found

    def beside(self, metric: str, dimension: str | None = None, member: str | None = None) -> Judged | Missing:
        """The month beside its past, also where that is too short to judge it: `enough` is false there."""
        value = self.value(metric, dimension, member)
        if isinstance(value, Missing):
            return value
        known = self.catalogue.metrics[metric]
        now = self.figure(metric, dimension, member)
        shown = [self._then(metric, dimension, member, back) for back in range(HISTORY, 0, -1)]
        present = observed(known, now) if now is not None else None
        if now is None or present is None:
            return _ABSENT
        if any(flag.code == RIPENING for flag in now.flags):
            return UNRIPE
        past = [observed(known, figure) if figure is not None else None for figure in shown]
        same = [one if one is not None and one.scale is present.scale else None for one in past]
        while same and same[0] is None:
            same.pop(0)
        wanders = overlaps(self.catalogue, metric)
        found = judge(same, present, wanders=wanders)
        if not found.enough or present.scale is not Scale.AMOUNT:
            return found
        plain = [None if one is None else Observed.level(one.value) for one in same]
        return replace(found, p=_milder(found.p, judge(plain, Observed.level(present.value), wanders=wanders).p))

    def _then(self, metric: str, dimension: str | None, member: str | None, back: int) -> Figure | None:
        value = self.value(metric, dimension, member, back)
        return None if isinstance(value, Missing) else self.figure(metric, dimension, member, back)

    def chance(self, metric: str, dimension: str | None, member: str | None, worse: Worse) -> float | Missing:
        """The chance that a healthy month lies as far on that side of its usual level."""
        found = self.judged(metric, dimension, member)
        if isinstance(found, Missing):
            return found
        return found.p if worse is Worse.DOWN else 1 - found.p

    def no_worse(self, metric: str, dimension: str | None, member: str | None) -> bool | Missing:
        """Whether the metric is at its usual level or on its good side."""
        found = self.judged(metric, dimension, member)
        if isinstance(found, Missing):
            return found
        down_is_good = self.catalogue.metrics[metric].better is Direction.DOWN
        return found.p <= 0.5 if down_is_good else found.p >= 0.5

    def trend(self, metric: str, dimension: str | None = None, member: str | None = None) -> Trend | Missing:
        """Each of the last twelve months beside the same month a year before: the season plays no part."""
        now = self.value(metric, dimension, member)
        if isinstance(now, Missing):
            return now
        figure = self.figure(metric, dimension, member)
        if figure is not None and any(flag.code == RIPENING for flag in figure.flags):
            return UNRIPE
        if self._bounded(metric, dimension, member, FIRST_SIGHT):
            return _BEGINS
        pairs = []
        for back in range(_YEAR - 1, -1, -1):
            this = self.value(metric, dimension, member, back)
            then = self.value(metric, dimension, member, back + _YEAR)
            if isinstance(this, Missing) or isinstance(then, Missing):
                return _TWO_YEARS
            if self._bounded(metric, dimension, member, back + _YEAR):
                return _BEGINS
            pairs.append((float(then), float(this)))
        return year_on_year(pairs)

    def _bounded(self, metric: str, dimension: str | None, member: str | None, back: int) -> bool:
        """Whether the figure of that month is only a bound, because the loaded history had just begun."""
        found = self.figure(metric, dimension, member, back)
        return found is not None and any(flag.code in _BOUNDS for flag in found.flags)

    def apart(self, metric: str, dimension: str) -> Apart | Missing:
        """The two members that differ most, beyond chance and beyond what months differ anyway."""
        total = self.value(metric)
        if isinstance(total, Missing):
            return total
        now, past = self._abreast(metric, dimension), [
            self._abreast(metric, dimension, back) for back in range(1, HISTORY + 1)
        ]  # fmt: skip
        found = widest(now, past)
        if found is None:
            return _FEW
        if not enough(past):
            return _SHORT_APART
        best, worst = (self.figure(metric, dimension, name) for name in (found.best, found.worst))
        return _FEW if best is None or worst is None else Apart(best, worst, found.p)

    def _abreast(self, metric: str, dimension: str, back: int = 0) -> Members:
        """The members of a month that are large enough to be set side by side."""
        known = self.catalogue.metrics[metric]
        figures = {name: self._then(metric, dimension, name, back) for name in self.members(dimension)}
        seen = {name: observed(known, figure) for name, figure in figures.items() if figure is not None}
        return comparable({name: one for name, one in seen.items() if one is not None and one.scale is Scale.SHARE})


def observed(metric: Metric, figure: Figure) -> Observed | None:
    """A figure on the scale that it is judged on; only subset conversions have a chance of their own (NUMBERS 17)."""
    value = figure.value
    if isinstance(value, Missing):
        return None
    if metric.subset and figure.cases and 0 <= value <= 1:
        cases = float(figure.cases)
        return Observed.share(min(round(float(value) * cases), cases), cases)
    if metric.display is Display.COUNT and value >= 0:
        return Observed.count(float(value))
    if metric.display in (Display.MONEY, Display.TIMES, Display.NUMBER, Display.DAYS) and value > 0:
        return Observed.amount(float(value), 0.0)
    return Observed.level(float(value))


def _milder(one: float, other: float) -> float:
    """Of the chances on two scales the one nearer to an even chance; even where they are on different sides.

    Whether an amount's chance is even by ratio or by difference is not known: a month of three sales is often very low
    by ratio, of thirty rarely. What only one of the scales calls unusual is not said.
    """
    if (one < 0.5) is not (other < 0.5):
        return 0.5
    return max(one, other) if one < 0.5 else min(one, other)


def overlaps(catalogue: Catalogue, metric: str) -> bool:
    """Whether the metric is read over more than its own month, so that neighbouring months share most of their rows."""
    steps = [step for leaf in leaves_of(catalogue, (metric,)) for step in leaf.steps]
    return any(step.move is Move.TRAILING and step.count > 1 for step in steps)
