"""What a figure is measured against beside earlier windows: plan, team, the member's own past, a known benchmark.

Each stands only where it means something: the plan beside what is planned, the team beside a person, own best and
median where whole months are compared, a benchmark where the sources name one. The owner changes benchmarks in the
book's settings.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Direction, Display
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.ahead import LEAST_DAYS, not_from_the_start, too_few_days
from kpi_desktop.engine.comparing import change_of
from kpi_desktop.engine.figure import Attainment, Base, Comparison
from kpi_desktop.engine.planning import Passed, Planning, attained, kin_of, of_a_part
from kpi_desktop.engine.ripening import RIPENING
from kpi_desktop.engine.staff import PERSON, Staff
from kpi_desktop.expr.errors import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.figure import Figure

#: Months of a figure's own past, and how many of them must have a value.
OWN_MONTHS, _LEAST = 12, 3

#: A parameter `benchmark_crr` is the benchmark of `crr`: in per cent for shares, zero for none.
BENCHMARK = "benchmark_"

#: Dimensions whose members are people or teams of people.
PEOPLE = frozenset({"manager", "team"})

#: What the quota is a plan of, the metric that is the quota, and the one that foretells it.
PLANNED, PLAN, FORECAST = "revenue", "sales_plan", "revenue_forecast"

_Key = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Standards:
    """The figures that others are measured against: of the same period, and of the months before."""

    catalogue: Catalogue
    beside: Mapping[_Key, Figure]
    earlier: Mapping[_Key, Sequence[Decimal]]
    planning: Planning = field(default_factory=Planning)
    staff: Staff = field(default_factory=Staff)

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        figures: Iterable[Figure],
        earlier: Iterable[Figure],
        planning: Planning | None = None,
        staff: Staff | None = None,
    ) -> Standards:
        """Keep the values of earlier months that are wholly covered: a part of a month is no record."""
        past: dict[_Key, list[Decimal]] = {}
        for figure in earlier:
            if isinstance(figure.value, Decimal) and figure.covered.complete:
                past.setdefault(_key(figure), []).append(figure.value)
        return cls(
            catalogue, {_key(figure): figure for figure in figures}, past, planning or Planning(), staff or Staff()
        )

    def beside_figure(self, figure: Figure) -> Figure:
        """The figure with every further comparison that means something; a young cohort has none yet."""
        if not isinstance(figure.value, Decimal) or any(flag.code == RIPENING for flag in figure.flags):
            return figure
        found = {
            base: (period, value)
            for base, period, value in (
                (Base.TEAM_MEAN, figure.period, self._team(figure)),
                (Base.OWN_BEST, figure.period, self._own(figure, best=True)),
                (Base.OWN_MEDIAN, figure.period, self._own(figure, best=False)),
                (Base.BENCHMARK, figure.period, self._benchmark(figure)),
            )
            if value is not None
        }
        planned = self._planned(figure)
        if not found and planned is None:
            return figure
        metric = self.catalogue.metrics[figure.metric]
        more = {Base.PLAN: planned} if planned is not None else {}
        for base, (period, value) in found.items():
            change, kind = change_of(metric, figure.value, value)
            more[base] = Comparison(base, period, value, change, kind)
        return replace(figure, comparisons={**figure.comparisons, **more})

    def _planned(self, figure: Figure) -> Comparison | None:
        """The plan beside the figure: of a month under way its part by the days that are covered."""
        metric = self.catalogue.metrics[figure.metric]
        kin, plan = kin_of(self.catalogue, metric), self._plan_of(figure)
        if plan is None or not isinstance(figure.value, Decimal):
            return None
        if isinstance(plan, Missing):
            return Comparison(
                Base.PLAN, figure.period, plan, *change_of(metric, figure.value, plan), Attainment(plan, plan, plan)
            )
        if not figure.covered.together:
            refused = of_a_part()
            kind = change_of(metric, figure.value, plan)[1]
            return Comparison(Base.PLAN, figure.period, plan, refused, kind, Attainment(plan, refused, refused))
        days = self._passed(figure, metric)
        found = attained(metric, kin, plan, figure.value, days)
        change, kind = change_of(metric, figure.value, found.to_date)
        return Comparison(Base.PLAN, self._span(figure), found.to_date, change, kind, found)

    def _plan_of(self, figure: Figure) -> Value | None:
        """Revenue is planned by the quota, which is a figure itself; any other metric by the rows of the plan."""
        metric = self.catalogue.metrics[figure.metric]
        found = self.planning.plan(
            metric.id, kin_of(self.catalogue, metric), figure.period, (figure.dimension, figure.member)
        )
        quota = self.beside.get((PLAN, figure.dimension, figure.member)) if metric.id == PLANNED else None
        if quota is not None and isinstance(quota.value, Decimal) and quota.value:
            return quota.value
        return found

    def _span(self, figure: Figure) -> Period:
        """The days of the period that are known."""
        if figure.covered.complete or figure.covered.last is None:
            return figure.period
        return Period(figure.period.start, Period.of(figure.covered.last, Grain.DAY).end)

    def _passed(self, figure: Figure, metric: Metric) -> Passed:
        profile, values = self.planning.profile, self.catalogue.values
        days = self._span(figure)
        return Passed(
            over=figure.covered.complete or figure.covered.last is None,
            done=profile.total(days), whole=profile.total(figure.period), profile=profile.kind.value,
            low=Decimal(values["band_low"]), high=Decimal(values["band_high"]),
            forecast=self._forecast(figure),
            money=metric.display is Display.MONEY,
            hole=not_from_the_start(figure.covered, figure.period, values["working_week"]),
            few=too_few_days(profile.working_days(days), int(values[LEAST_DAYS])),
        )  # fmt: skip

    def _forecast(self, figure: Figure) -> Value | None:
        """Revenue has a forecast of its own; None where its source tells no days, as of any other metric."""
        ahead = self.beside.get((FORECAST, figure.dimension, figure.member)) if figure.metric == PLANNED else None
        if ahead is None or (isinstance(ahead.value, Missing) and ahead.value.reason is Reason.GRAIN):
            return None
        return ahead.value

    def _team(self, figure: Figure) -> Decimal | None:
        """The mean of the people who have rows; of a ratio that of all of them together, never a mean of ratios.

        Where the book keeps who worked when, it is the mean of the person's own team in the period, those who did
        nothing included, and who left before it has none.
        """
        if figure.dimension not in PEOPLE or not figure.member:
            return None
        if figure.dimension == PERSON and self.staff and self.staff.left(figure.member, figure.period.last_day):
            return None
        metric = self.catalogue.metrics[figure.metric]
        if is_ratio(metric):
            whole = self.beside.get((figure.metric, None, None))
            return whole.value if whole is not None and isinstance(whole.value, Decimal) else None
        if not self._adds(metric):
            return None
        values = [
            other.value
            for (name, dimension, member), other in self.beside.items()
            if name == metric.id and dimension == figure.dimension and member and isinstance(other.value, Decimal)
        ]
        if figure.dimension == PERSON and self.staff:
            return self._of_colleagues(figure)
        there = [value for value in values if value]
        return EXACT.divide(sum(there, Decimal(0)), Decimal(len(there))) if len(there) > 1 else None

    def _of_colleagues(self, figure: Figure) -> Decimal | None:
        """The mean over everybody of the person's team in the period; without a team over all who were employed."""
        team = self.staff.team(figure.member or "", figure.period)
        rows = {
            folded(member): other.value if isinstance(other.value, Decimal) else Decimal(0)
            for (name, dimension, member), other in self.beside.items()
            if name == figure.metric and dimension == PERSON and member and self.staff.employed(member, figure.period)
        }
        silent = {folded(name): Decimal(0) for name in self.staff.people(figure.period)}
        values = [v for name, v in {**silent, **rows}.items() if self.staff.team(name, figure.period) == team]
        return EXACT.divide(sum(values, Decimal(0)), Decimal(len(values))) if len(values) > 1 else None

    def _adds(self, metric: Metric) -> bool:
        measure = self.catalogue.measures.get(metric.symbols.get(metric.formula, ""))
        return measure is not None and measure.additive

    def _own(self, figure: Figure, *, best: bool) -> Decimal | None:
        past = self.earlier.get(_key(figure), ())
        if len(past) < _LEAST or not figure.covered.complete or figure.period.whole_months != 1:
            return None
        if not best:
            return median(past)
        match self.catalogue.metrics[figure.metric].better:
            case Direction.UP:
                return max(past)
            case Direction.DOWN:
                return min(past)
            case _:
                return None

    def _benchmark(self, figure: Figure) -> Decimal | None:
        stated = Decimal(self.catalogue.values.get(BENCHMARK + figure.metric, "0"))
        if not stated:
            return None
        share = self.catalogue.metrics[figure.metric].display is Display.SHARE
        return EXACT.divide(stated, Decimal(100)) if share else stated


def is_ratio(metric: Metric) -> bool:
    """Whether the metric is a ratio, so that members are measured against all of them together."""
    return metric.display is Display.SHARE or "/" in str(metric.unit)


def _key(figure: Figure) -> _Key:
    return figure.metric, figure.dimension, figure.member
