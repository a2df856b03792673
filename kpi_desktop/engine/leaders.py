"""The largest customers and members of a month: parts of the concentration metric, and the tables of leaders."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation, Measure
from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Value, zero_denominator
from kpi_desktop.core.unit import MONEY
from kpi_desktop.engine.figure import Part
from kpi_desktop.engine.reading import without_batches
from kpi_desktop.engine.sql import Cut, top_sql
from kpi_desktop.engine.standing import Role
from kpi_desktop.i18n.message import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Once
    from kpi_desktop.engine.evidence import Evidence
    from kpi_desktop.engine.standing import Standing
    from kpi_desktop.store.book import Book

#: More members than any book has: asks for all of them.
_ALL = 1_000_000_000

_NET = "revenue_net"


class Leaders:
    """Reads who is largest; names of customers come from their keys."""

    def __init__(self, book: Book, catalogue: Catalogue, evidence: Evidence) -> None:
        """Nothing is read before it is asked for."""
        self._book = book
        self._catalogue = catalogue
        self._evidence = evidence
        self._parts: dict[tuple[str, Period], tuple[tuple[int, Decimal], ...]] = {}
        self._names: dict[str, dict[int, str]] = {}

    def prepare(self, asked: Sequence[tuple[str, Period]], once: Once) -> None:
        """Read the leaders under these metrics; those of the same sums share one query for all periods, and need none
        where `once` has read the rows for the metrics themselves."""
        from kpi_desktop.engine.keyed.sums import key_sums

        measures = {metric_id: self._top_measure(metric_id) for metric_id, _ in asked}
        for metric_id, measure in measures.items():
            new = [p for m, p in asked if m == metric_id and (m, p) not in self._parts and self._covered(measure, p)]
            found: dict[Period, list[tuple[int, Decimal]]] = {period: [] for period in new}
            bases: dict[str, list[Period]] = {}
            for period in new:
                bases.setdefault(self._counted(measure, period), []).append(period)
            for base, alike in bases.items():
                cut = Cut(tuple(alike), base=base)
                fact = self._catalogue.facts[measure.fact]
                sums = key_sums(once, fact, measure, cut)
                for period in alike:
                    found[period] = [(code, money(amount)) for code, amount in sums.leading(period, measure.top)]
            self._parts.update({(metric_id, period): tuple(lines) for period, lines in found.items()})
        for key in {measure.key for measure in measures.values()}:  # names of all leaders at once
            own = (metric_id for metric_id, measure in measures.items() if measure.key == key)
            lines = (self._parts.get((metric_id, period), ()) for metric_id in own for _, period in asked)
            self.names(key, {code for line in lines for code, _ in line})

    def parts(self, metric_id: str, period: Period, whole: Value) -> tuple[Part, ...]:
        """Each leader's amount, then its share of the whole, largest first."""
        measure = self._top_measure(metric_id)
        lines = self._parts.get((metric_id, period), ())
        names = self.names(measure.key, {code for code, _ in lines})
        found = []
        for code, amount in lines:
            name = names.get(code, "")
            found.append(Part(name, amount, MONEY))
            found.append(Part(name, whole if isinstance(whole, Missing) else _share(amount, whole), "1"))
        return tuple(found)

    def top(self, key: str, standing: Standing, count: int, total: Value) -> list[tuple[str, Decimal, Value, Value]]:
        """The largest keys of a period with their share of the company's revenue and their amount a period before."""
        measure = self._net_of(key)
        days = standing.period
        if not self._covered(measure, days):
            return []
        fact = self._catalogue.facts[measure.fact]
        cut = Cut((days,), base=self._counted(measure, days))
        leaders = self._book.run(top_sql(fact, measure, key, cut, count))
        then = standing.moved(standing.period.shifted(-1)).days
        state = self._evidence.state(measure.id, then, Role.BASE, frozenset())
        before: dict[int, Decimal] = {}
        if state.missing is None:
            cut = Cut((then,), base=self._counted(measure, then))
            rows = self._book.run(top_sql(fact, measure, key, cut, _ALL))
            before = {code: money(amount or Decimal(0)) for _, code, amount in rows}
        names = self.names(key, {code for _, code, _ in leaders})
        found: list[tuple[str, Decimal, Value, Value]] = []
        for _, code, amount in leaders:
            now = money(amount or Decimal(0))
            part = total if isinstance(total, Missing) else _share(now, total)
            found.append((names.get(code, ""), now, part, state.missing or before.get(code, Decimal(0))))
        return found

    def _top_measure(self, metric_id: str) -> Measure:
        leaves = leaves_of(self._catalogue, [metric_id])
        measures = [self._catalogue.measures[leaf.measure] for leaf in leaves]
        return next(measure for measure in measures if measure.aggregation is Aggregation.TOP)

    def _net_of(self, key: str) -> Measure:
        """Net revenue of goods: service lines are no product."""
        measure = self._catalogue.measures[_NET]
        where = dict(measure.where)
        if key == "product":
            where["service"] = ("no",)
        return replace(measure, where=where)

    def _counted(self, measure: Measure, period: Period) -> str:
        """The condition on rows: no figure of more days than the period has."""
        cut = self._evidence.coverage(measure.fact).cut(period)
        return without_batches(frozenset(cover.batch for cover in cut))

    def _covered(self, measure: Measure, period: Period) -> bool:
        return self._evidence.state(measure.id, period, Role.OWN, frozenset()).missing is None

    def names(self, key: str, codes: set[int]) -> dict[int, str]:
        """The names of these members; of customers, who may be many, no others are read."""
        known = self._names.setdefault(key, {})
        lacking = sorted(codes - known.keys())
        if lacking and key == "customer":
            listed = ", ".join(map(str, lacking))
            known.update(self._book.run(f"SELECT code, key FROM customer_key WHERE code IN ({listed})"))
        elif lacking:
            known.update(self._book.members(key))
        return known


def _share(amount: Decimal, whole: Decimal) -> Value:
    return EXACT.divide(amount, whole) if whole else zero_denominator(named("revenue", "выручка"))
