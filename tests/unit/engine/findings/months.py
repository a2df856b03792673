"""Made-up months of figures: series by metric, with members where a rule speaks of channels or people."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base, ChangeKind, Comparison, Covered, Figure
from kpi_desktop.engine.findings.sight import Sight
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kpi_desktop.catalogue.model import Catalogue

MONTH = Period.month("2026-10")
CASES = Decimal(2000)

#: Small healthy swings, the same in no two neighbouring months.
_SWING = (0, 2, -1, 1, -2, 0, 1, -1, 2, -2, 1, 0)

Series = list[Decimal]


def steady(level: str, now: str | None = None) -> Series:
    """25 months about a level; the last one as said."""
    base = Decimal(level)
    past = [base * (1 + Decimal(_SWING[index % 12]) / 100) for index in range(24)]
    return [*past, base if now is None else Decimal(now)]


def stepped(before: str, after: str) -> Series:
    """One year at a level, then thirteen months at another."""
    first, last = steady(before)[:12], steady(after)[:12]
    return [*first, *last, Decimal(after)]


def figure(
    catalogue: Catalogue,
    metric: str,
    value: Decimal | Missing,
    *,
    back: int = 0,
    dimension: str | None = None,
    member: str | None = None,
    cases: Decimal = CASES,
    complete: bool = True,
    standards: Mapping[Base, Decimal] | None = None,
) -> Figure:
    """One figure with cases and a 95 % interval where it is a subset conversion."""
    month = MONTH.shifted(-back)
    interval = None
    subset = catalogue.metrics[metric].subset and isinstance(value, Decimal)
    if subset:
        assert isinstance(value, Decimal)
        half = Decimal("1.96") * (value * (1 - value) / cases).sqrt() if 0 <= value <= 1 else Decimal(0)
        interval = (value - half, value + half)
    comparisons = {
        base: Comparison(base, month, number, Decimal(0), ChangeKind.AMOUNT)
        for base, number in (standards or {}).items()
    }
    return Figure(metric, month, value, (), Covered(month.start, month.last_day, complete), month.last_day,
                  dimension=dimension, member=member, interval=interval, comparisons=comparisons,
                  cases=cases if subset else None)  # fmt: skip


def sight(
    catalogue: Catalogue,
    totals: Mapping[str, Series],
    members: Mapping[tuple[str, str], Mapping[str, Series]] | None = None,
    standards: Mapping[str, Mapping[Base, Decimal]] | None = None,
    cases: Decimal = CASES,
    people: frozenset[str] = frozenset(),
) -> Sight:
    """What the rules look at: company series, series of (dimension, member), and whom the funnel names."""
    found = _series(catalogue, totals, standards or {}, cases)
    for (dimension, member), series in (members or {}).items():
        for metric, values in series.items():
            found += [
                figure(catalogue, metric, value, back=len(values) - 1 - index, dimension=dimension, member=member,
                       cases=cases)
                for index, value in enumerate(values)
            ]  # fmt: skip
    return Sight.of(catalogue, MONTH, found, lambda: people)


def _series(
    catalogue: Catalogue, totals: Mapping[str, Series], standards: Mapping[str, Mapping[Base, Decimal]], cases: Decimal
) -> list[Figure]:
    return [
        figure(catalogue, metric, value, back=len(values) - 1 - index, cases=cases,
               standards=standards.get(metric) if index == len(values) - 1 else None)
        for metric, values in totals.items()
        for index, value in enumerate(values)
    ]  # fmt: skip


def absent(catalogue: Catalogue, metrics: Sequence[str]) -> Sight:
    """A month whose figures have no value, with what would supply them."""
    why = Missing(Reason.NO_DATA, msg("There are no leads"), unlock=("lead",))
    return Sight.of(catalogue, MONTH, [figure(catalogue, metric, why) for metric in metrics])
