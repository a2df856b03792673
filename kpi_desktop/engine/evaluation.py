"""Metrics as values: their measures where the report stands, put into their formula, with what must be said beside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.resolve import inputs, resolved
from kpi_desktop.core.amount import money, rounded
from kpi_desktop.core.missing import Missing, Reason, Value
from kpi_desktop.engine import provisos
from kpi_desktop.engine.evidence import State, is_money
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.reading import NOBODY, Request
from kpi_desktop.engine.standing import Standing, leaf_window, role_of
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Binary, Operator
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.engine.evidence import Evidence
    from kpi_desktop.engine.reading import Readings
    from kpi_desktop.expr.nodes import Node

_GROSS, _NET, _RETURNS = "revenue_gross", "revenue_net", "revenue_returns"


@dataclass(frozen=True, slots=True)
class Cut:
    """Whose figure it is: the company's (no dimension) or that of one member, by code."""

    dimension: str | None = None
    member: int = NOBODY


@dataclass(frozen=True, slots=True)
class Outcome:
    """A metric's value at a standing, with its inputs and flags; `net` says that net revenue stood in for gross."""

    value: Value
    inputs: tuple[tuple[str, Value], ...] = ()
    flags: tuple[Flag, ...] = ()
    bases: frozenset[str] = frozenset()
    interval: tuple[Decimal, Decimal] | None = None


class Evaluation:
    """Evaluates metrics over readings of one book."""

    def __init__(self, catalogue: Catalogue, evidence: Evidence, readings: Readings) -> None:
        """Bring together definitions, what the data can answer for, and the values themselves."""
        self._catalogue = catalogue
        self._evidence = evidence
        self._readings = readings
        self._known: dict[tuple[str, Standing, Cut], Outcome] = {}

    def leaves(self, metric_id: str) -> tuple[Leaf, ...]:
        """The leaves of the metric's formula; none where it has no formula yet."""
        tree = resolved(self._catalogue, metric_id)
        return leaves(tree) if tree is not None else ()

    def measures(self, metric_id: str) -> list[Measure]:
        """The measures that the metric stands on."""
        return [self._catalogue.measures[leaf.measure] for leaf in self.leaves(metric_id)]

    def state(self, leaf: Leaf, standing: Standing) -> State:
        """Whether the book answers for the leaf here."""
        role = role_of(leaf.steps)
        return self._evidence.state(leaf.measure, leaf_window(leaf, standing), role, standing.without)

    def requests(self, metric_id: str, standing: Standing, dimension: str | None) -> Iterator[Request]:
        """Everything that the metric's value here needs from the book."""
        found = list(self.leaves(metric_id))
        measures = self.measures(metric_id)
        if provisos.reads_cost(measures):
            found += [Leaf(provisos.NET), Leaf(provisos.COSTED)]
        if provisos.reads_customers(measures):
            found += [Leaf(provisos.NET), Leaf(provisos.IDENTIFIED)]
        if self._may_use_net(metric_id):
            found.append(Leaf(_NET))
        yield from self.leaf_requests(found, standing, dimension)

    def leaf_requests(self, found: Iterable[Leaf], standing: Standing, dimension: str | None) -> Iterator[Request]:
        """What the leaves need from the book, for those that it can answer."""
        for leaf in found:
            if leaf.measure in self._catalogue.measures and self._absence(leaf, standing, dimension) is None:
                yield self._request(leaf, standing, dimension)

    def leaf_value(self, leaf: Leaf, standing: Standing, cut: Cut) -> Value:
        """The measure here: money rounded once, half up; or the reason why there is none."""
        missing = self._absence(leaf, standing, cut.dimension)
        if missing is not None:
            return missing
        request = self._request(leaf, standing, cut.dimension)
        value = self._readings.value(request, cut.member if request.dimension else NOBODY)
        measure = self._catalogue.measures[leaf.measure]
        if self._readings.rows_of_unsummable(request, cut.member if request.dimension else NOBODY) > 1:
            return Missing(
                Reason.NOT_ADDITIVE,
                msg("Unique counts do not add up over days: export them by months without splits"),
                measure.id,
                (measure.fact,),
            )
        return money(value) if is_money(measure) else plain(value)

    def outcome(self, metric_id: str, standing: Standing, cut: Cut) -> Outcome:
        """The metric's value here with everything that must be printed beside it."""
        key = (metric_id, standing, cut)
        if key not in self._known:
            self._known[key] = self._outcome(metric_id, standing, cut)
        return self._known[key]

    def _request(self, leaf: Leaf, standing: Standing, dimension: str | None) -> Request:
        cut = None if leaf.total else dimension
        return Request(leaf.measure, leaf_window(leaf, standing), cut, standing.without)

    def _absence(self, leaf: Leaf, standing: Standing, dimension: str | None) -> Missing | None:
        state = self.state(leaf, standing)
        if state.missing is not None or dimension is None or leaf.total:
            return state.missing
        return self._evidence.split_missing(leaf.measure, dimension, leaf_window(leaf, standing))

    def _outcome(self, metric_id: str, standing: Standing, cut: Cut) -> Outcome:
        tree = resolved(self._catalogue, metric_id)
        if tree is None:
            text = msg("This metric has no formula of its own yet")
            return Outcome(Missing(Reason.NO_FORMULA, text, metric_id))
        found = self._computed(metric_id, tree, standing, cut, net=False)
        gross_unknown = isinstance(found.value, Missing) and found.value.reason is Reason.RETURNS_NOT_SEPARATED
        if gross_unknown and self._may_use_net(metric_id):
            found = self._computed(metric_id, tree, standing, cut, net=True)
        return found

    def _computed(self, metric_id: str, tree: Node, standing: Standing, cut: Cut, *, net: bool) -> Outcome:
        def get(leaf: Leaf) -> Value:
            if net and leaf.measure == _GROSS:
                leaf = replace(leaf, measure=_NET)
            return self.leaf_value(leaf, standing, cut)

        value = evaluate(tree, get)
        given = tuple(
            (symbol.symbol, evaluate(symbol.node, get)) for symbol in inputs(self._catalogue, metric_id) if symbol.node
        )
        measures = self.measures(metric_id)
        states = [self.state(leaf, standing) for leaf in leaves(tree)]
        bases = frozenset(base for state in states for base in state.bases)
        flags = [flag for state in states for flag in state.flags]
        if net:
            flags.append(Flag("net_for_gross", msg("from revenue net of returns: the source does not show them apart")))
        refused = provisos.mixes_vat(measures, bases)
        refused = refused or self._cost_refusal(measures, standing, cut, flags)
        if refused and not isinstance(value, Missing):
            value = refused
        flags += self._said_beside(measures, standing, cut)
        flags += provisos.vat_flags(bases)
        interval, doubts = self._interval(metric_id, tree, get)
        return Outcome(value, given, tuple(dict.fromkeys([*flags, *doubts])), bases, interval)

    def _may_use_net(self, metric_id: str) -> bool:
        """An average cheque may stand on net revenue; gross revenue itself and the share of returns may not."""
        names = {leaf.measure for leaf in self.leaves(metric_id)}
        return _GROSS in names and len(names) > 1 and _RETURNS not in names

    def _cost_refusal(self, measures: list[Measure], standing: Standing, cut: Cut, flags: list[Flag]) -> Missing | None:
        if not provisos.reads_cost(measures):
            return None
        costed = self._share(provisos.COSTED, standing, cut)
        if costed is None:
            return None
        flags += provisos.cost_flags(costed)
        return provisos.cost_missing(costed)

    def _said_beside(self, measures: list[Measure], standing: Standing, cut: Cut) -> tuple[Flag, ...]:
        if not provisos.reads_customers(measures):
            return ()
        identified = self._share(provisos.IDENTIFIED, standing, cut)
        return () if identified is None else provisos.identified_flags(identified)

    def _share(self, part: str, standing: Standing, cut: Cut) -> Decimal | None:
        """What part of net revenue the other measure is, here; None where one of them is unknown."""
        if part not in self._catalogue.measures or provisos.NET not in self._catalogue.measures:
            return None
        some = self.leaf_value(Leaf(part), standing, cut)
        whole = self.leaf_value(Leaf(provisos.NET), standing, cut)
        if isinstance(some, Missing) or isinstance(whole, Missing):
            return None
        return provisos.share(some, whole)

    def _interval(
        self, metric_id: str, tree: Node, get: Callable[[Leaf], Value]
    ) -> tuple[tuple[Decimal, Decimal] | None, tuple[Flag, ...]]:
        metric = self._catalogue.metrics[metric_id]
        if not metric.subset or not isinstance(tree, Binary) or tree.operator is not Operator.DIVIDE:
            return None, ()
        part, whole = evaluate(tree.left, get), evaluate(tree.right, get)
        if isinstance(part, Missing) or isinstance(whole, Missing):
            return None, ()
        if part > whole > 0:
            return None, (Flag("cohorts", msg("different cohorts: the events are not all of the same people")),)
        return provisos.wilson(part, whole), ()


def plain(value: Decimal) -> Decimal:
    """A count or quantity without idle zeros behind the point."""
    whole = rounded(value, 0)
    return whole if whole == value else value.normalize()
