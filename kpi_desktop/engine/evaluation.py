"""Metrics as values: their measures where the report stands, put into their formula, with what must be said beside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.catalogue.needs import NET, may_use_net, net_of
from kpi_desktop.catalogue.resolve import inputs, parameters_of, resolved
from kpi_desktop.core.amount import money, rounded
from kpi_desktop.core.missing import Missing, Reason, Value
from kpi_desktop.engine import provisos
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.channels import CHANNEL
from kpi_desktop.engine.evidence import State, is_money
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.frame import days_apart
from kpi_desktop.engine.guards import nothing_of, refusal
from kpi_desktop.engine.kept import differs_flag, longer_than_data, nothing_entered, other_days
from kpi_desktop.engine.planning import of_a_part
from kpi_desktop.engine.reading import Request
from kpi_desktop.engine.refusals import WHOLE_ONLY
from kpi_desktop.engine.ripening import ripening_flags
from kpi_desktop.engine.splitting import stays_whole
from kpi_desktop.engine.standing import Standing, leaf_window, role_of
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Binary, Operator
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.engine.evidence import Evidence
    from kpi_desktop.engine.guards import Guard
    from kpi_desktop.engine.reading import Readings
    from kpi_desktop.engine.vat import Stuck
    from kpi_desktop.expr.nodes import Node

ZERO, ONE = Decimal(0), Decimal(1)

#: The fact of plans.
_PLANS = "target"

#: Stands for any member that has no rows.
_WITHOUT_ROWS = -1


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
    cases: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Traced:
    """The measures under one figure by leaf; `refused` says why a controller would not let the figure pass."""

    values: Mapping[Leaf, Value]
    refused: Missing | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A metric's formula down to measures, with what it must be watched for; the same for all windows and members."""

    tree: Node | None
    leaves: tuple[Leaf, ...]
    inputs: tuple[tuple[str, Node], ...]
    measures: tuple[Measure, ...]
    reads_cost: bool
    reads_customers: bool
    may_use_net: bool
    reads_answers: bool
    reads_doubled: bool
    tops: bool  # whether the largest keys are summed: they stand beside the value
    deals: tuple[Leaf, ...]  # counts of the closed deals whose amounts make the share
    unvalued: tuple[Leaf, ...]  # counts of the contracts that the value leaves out because none is stated
    read: tuple[Leaf, ...]  # all that the book is asked for
    shown: tuple[Leaf, ...]  # what stands in the figure, its inputs and what is said beside them
    ripens: Leaf | None = None  # the days that the cases of a cohort take


@dataclass(slots=True)
class _Place:
    """A leaf in one window and split: why it has no value there, or what to ask of the book.

    `found` are the values by member once they are read, `told` those that were asked for, rounded: many metrics of a
    split of thousands of members stand on the same few measures.
    """

    missing: Missing | None
    request: Request
    money: bool
    guards: tuple[tuple[Guard, Request], ...] = ()  # counts by which the value may be refused
    rival: Request | None = None  # the other side, where facts and a figure by hand both answer
    unsplit: bool = False  # an optional measure without this split: all of it is nobody's in particular
    found: Mapping[int, Value] | None = None
    told: dict[int, Value] = field(default_factory=dict)


@dataclass(slots=True)
class _Scene:
    """One metric in one window and split: what all its members share, and the outcomes that are known."""

    places: tuple[tuple[Leaf, _Place], ...]
    net_places: tuple[tuple[Leaf, _Place], ...]  # the same with net revenue in the place of gross
    shares: Mapping[str, tuple[_Place, _Place]]  # parts of net revenue that decide what must be said
    said: tuple[Flag, ...]
    bases: frozenset[str]
    young: tuple[Flag, ...]  # what is said of a cohort whose share will still grow
    vat: Missing | None
    alike: bool  # no measure has a value: then all members have the same reason
    known: dict[int, Outcome]
    at: Mapping[Leaf, _Place]
    net_at: Mapping[Leaf, _Place]
    values: dict[int, Value]
    present: frozenset[int] | None = None  # members with rows of any measure; all others share one outcome


class Evaluation:
    """Evaluates metrics over readings of one book."""

    def __init__(self, catalogue: Catalogue, evidence: Evidence, readings: Readings) -> None:
        """Bring together definitions, what the data can answer for, and the values themselves."""
        self._catalogue = catalogue
        self._evidence = evidence
        self._readings = readings
        self._plans: dict[str, Plan] = {}
        self._places: dict[tuple[Leaf, Standing, str | None], _Place] = {}
        self._said: dict[tuple[str, Standing], tuple[tuple[Flag, ...], frozenset[str]]] = {}
        self._scenes: dict[tuple[str, Standing, str | None], _Scene] = {}

    def plan(self, metric_id: str) -> Plan:
        """How the metric is computed; without a formula there is no tree and there are no leaves."""
        if metric_id not in self._plans:
            kept = self._catalogue.plans.get(metric_id)
            self._plans[metric_id] = kept if isinstance(kept, Plan) else self._planned(metric_id)
            self._catalogue.plans[metric_id] = self._plans[metric_id]
        return self._plans[metric_id]

    def state(self, leaf: Leaf, standing: Standing) -> State:
        """Whether the book answers for the leaf here."""
        role = role_of(leaf.steps)
        return self._evidence.state(leaf.measure, leaf_window(leaf, standing), role, standing.without)

    def requests(self, metric_id: str, standing: Standing, dimension: str | None) -> Iterator[Request]:
        """Everything that the metric's value here needs from the book."""
        plan = self.plan(metric_id)
        found = plan.read
        if plan.ripens is not None:
            yield from self.leaf_requests([plan.ripens], standing, None)
        if dimension is None:
            yield from self.leaf_requests(found, standing, None)
            return
        metric = self._catalogue.metrics[metric_id]
        whole = [leaf for leaf in found if stays_whole(metric, dimension, leaf.measure)]
        yield from self.leaf_requests(whole, standing, None)
        yield from self.leaf_requests((leaf for leaf in found if leaf not in whole), standing, dimension)

    def leaf_requests(self, found: Iterable[Leaf], standing: Standing, dimension: str | None) -> Iterator[Request]:
        """What the leaves need from the book, for those that it can answer."""
        for leaf in found:
            if leaf.measure in self._catalogue.measures:
                place = self._place(leaf, standing, dimension)
                if place.missing is None:
                    yield place.request
                    if place.rival is not None:
                        yield place.rival

    def leaf_value(self, leaf: Leaf, standing: Standing, cut: Cut) -> Value:
        """The measure here: money rounded once, half up; or the reason why there is none."""
        return self._value(self._place(leaf, standing, cut.dimension), cut.member)

    def _value(self, place: _Place, member: int) -> Value:
        if place.missing is not None:
            return place.missing
        if place.unsplit and member != NOBODY:
            return ZERO
        if place.request.dimension is None:
            member = NOBODY
        if member not in place.told:
            place.told[member] = self._rounded(place, member)
        return place.told[member]

    def _rounded(self, place: _Place, member: int) -> Value:
        request = place.request
        if place.found is None:
            place.found = self._readings.values(request)
        value = place.found.get(member)
        if value is None:
            value = self._nothing_of(request)
        if isinstance(value, Missing):
            return value
        for guard, beside in place.guards:
            count = self._readings.value(beside, member)
            refused = refusal(self._catalogue.measures[request.measure], guard, count)
            if refused is not None:
                return refused
        return money(value) if place.money else plain(value)

    def _nothing_of(self, request: Request) -> Value:
        """What a member without rows has: zero of what is summed or counted, no day and no middle of nothing."""
        if request.kept:
            return nothing_entered(request.measure)
        measure = self._catalogue.measures.get(request.measure)
        return ZERO if measure is None else nothing_of(measure)

    def _place(self, leaf: Leaf, standing: Standing, dimension: str | None) -> _Place:
        key = (leaf, standing, dimension)
        if key not in self._places:
            days = leaf_window(leaf, standing)
            state = self._evidence.state(leaf.measure, days, role_of(leaf.steps), standing.without)
            missing = state.missing
            cut = None if leaf.total else dimension
            if missing is None and cut is not None:
                missing = self._evidence.split_missing(leaf.measure, cut, days, kept=state.kept)
            by = self._evidence.split_of(leaf.measure, cut)
            request = Request(leaf.measure, days, by, standing.without, kept=state.kept)
            guards = self._readings.guarding(request)
            rival = replace(request, kept=not state.kept) if state.rival and cut is None else None
            money_here = is_money(self._catalogue.measures[leaf.measure])
            self._places[key] = _Place(missing, request, money_here, guards, rival, unsplit=by != cut)
        return self._places[key]

    def _planned(self, metric_id: str) -> Plan:
        tree = resolved(self._catalogue, metric_id)
        found = leaves(tree) if tree is not None else ()
        measures = tuple(self._catalogue.measures[leaf.measure] for leaf in found)
        names = {measure.id for measure in measures}
        given = tuple((i.symbol, i.node) for i in inputs(self._catalogue, metric_id) if i.node is not None)
        inside = tuple(leaf for _, node in given for leaf in leaves(node))
        read = names | {leaf.measure for leaf in inside}
        shown = (*found, *_deals(found), *_unvalued(found))
        return Plan(
            tree=tree,
            leaves=found,
            inputs=given,
            measures=measures,
            reads_cost=provisos.reads_cost(measures),
            reads_customers=provisos.reads_customers(measures),
            may_use_net=may_use_net(names),
            reads_answers=not provisos.ANSWERS.isdisjoint(read),
            reads_doubled=provisos.DOUBLED in read,
            tops=any(measure.aggregation is Aggregation.TOP for measure in measures),
            deals=_deals(found),
            unvalued=_unvalued(found),
            read=tuple(dict.fromkeys((*shown, *_beside(measures, names)))),
            shown=tuple(dict.fromkeys((*shown, *inside))),
            ripens=Leaf(ripens) if (ripens := self._catalogue.metrics[metric_id].ripens) else None,
        )

    def outcome(self, metric_id: str, standing: Standing, cut: Cut) -> Outcome:
        """The metric's value here with everything that must be printed beside it."""
        scene = self._scene(metric_id, standing, cut.dimension)
        member = NOBODY if scene.alike else cut.member
        if member not in scene.known:
            if cut.dimension is not None and not scene.alike and member not in self._present(scene):
                scene.known[member] = self._absent(metric_id, scene)
            else:
                scene.known[member] = self._outcome(metric_id, member, scene)
        return scene.known[member]

    def value(self, metric_id: str, standing: Standing, cut: Cut) -> Value:
        """The metric's value alone: what a comparison needs of its base."""
        scene = self._scene(metric_id, standing, cut.dimension)
        member = NOBODY if scene.alike else cut.member
        if member in scene.known:
            return scene.known[member].value
        if scene.alike or cut.dimension is None or member not in self._present(scene):
            return self.outcome(metric_id, standing, cut).value
        tree, found = self.plan(metric_id).tree, scene.values.get(member)
        if found is None:
            if tree is None:
                return self.outcome(metric_id, standing, cut).value
            found = scene.values[member] = self._bare(metric_id, tree, member, scene)
        return found

    def _bare(self, metric_id: str, tree: Node, member: int, scene: _Scene) -> Value:
        value = self._evaluated(tree, member, scene.at)
        gross_unknown = isinstance(value, Missing) and value.reason is Reason.RETURNS_NOT_SEPARATED
        if gross_unknown and self.plan(metric_id).may_use_net:
            value = self._evaluated(tree, member, scene.net_at)
        refused = scene.vat or self._cost_refusal(scene, member, [])
        return refused if refused and not isinstance(value, Missing) else value

    def _evaluated(self, tree: Node, member: int, at: Mapping[Leaf, _Place]) -> Value:
        return evaluate(tree, lambda leaf: self._value(at[leaf], member))

    def answers(self, metric_id: str, standing: Standing, dimension: str) -> bool:
        """Whether any measure of the metric has a value by the dimension: else all members have the same reason."""
        return not self._scene(metric_id, standing, dimension).alike

    def _absent(self, metric_id: str, scene: _Scene) -> Outcome:
        """The one outcome of all members without a row here; a split of thousands computes it once."""
        if _WITHOUT_ROWS not in scene.known:
            scene.known[_WITHOUT_ROWS] = self._outcome(metric_id, _WITHOUT_ROWS, scene)
        return scene.known[_WITHOUT_ROWS]

    def _present(self, scene: _Scene) -> frozenset[int]:
        if scene.present is None:
            beside = [place for pair in scene.shares.values() for place in pair]
            every = [*(place for _, place in (*scene.places, *scene.net_places)), *beside]
            read = [place for place in every if place.missing is None]
            asked = [request for place in read for request in (place.request, *(beside for _, beside in place.guards))]
            split = [request for request in asked if request.dimension is not None]
            nobody = [NOBODY for place in read if place.unsplit]
            scene.present = frozenset(
                [*nobody, *(member for request in split for member in self._readings.values(request))]
            )
        return scene.present

    def _scene(self, metric_id: str, standing: Standing, dimension: str | None) -> _Scene:
        key = (metric_id, standing, dimension)
        if key not in self._scenes:
            self._scenes[key] = self._staged(metric_id, standing, dimension)
        return self._scenes[key]

    def _staged(self, metric_id: str, standing: Standing, dimension: str | None) -> _Scene:
        plan = self.plan(metric_id)
        metric = self._catalogue.metrics[metric_id]

        def placed(leaf: Leaf) -> _Place:
            by = None if stays_whole(metric, dimension, leaf.measure) else dimension
            return self._place(leaf, standing, by)

        places = tuple((leaf, placed(leaf)) for leaf in plan.shown)
        net = tuple((leaf, placed(net_of(leaf)) if plan.may_use_net else place) for leaf, place in places)
        shares = {
            part: (placed(Leaf(part)), placed(Leaf(provisos.NET)))
            for part, needed in ((provisos.COSTED, plan.reads_cost), (provisos.IDENTIFIED, plan.reads_customers))
            if needed and {part, provisos.NET} <= self._catalogue.measures.keys()
        }
        said, bases = self._static(metric_id, standing)
        said += self._channels_said(plan, standing) if dimension == CHANNEL else ()
        vat = (
            self._of_other_days(plan, standing)
            or self._of_a_part(plan, standing)
            or provisos.vat_missing(plan.measures, bases, lambda: self._stuck(plan, standing))
        )
        needed = [place for leaf, place in (*places, *net) if not self._optional(leaf)]
        alike = dimension is not None and all(place.missing is not None for place in needed)
        young = self._ripening(plan, standing)
        return _Scene(places, net, shares, said, bases, young, vat, alike, {}, dict(places), dict(net), {})

    def _ripening(self, plan: Plan, standing: Standing) -> tuple[Flag, ...]:
        """Says of a cohort that it is young yet: its age is told by the last day of what the cases go on to."""
        if plan.ripens is None:
            return ()
        place = self._place(plan.ripens, standing, None)
        days = self._catalogue.measures[plan.ripens.measure]
        last = self._evidence.coverage(self._catalogue.measures[days.follows].fact).last_day
        if place.missing is not None or last is None:
            return ()
        return ripening_flags((last - standing.period.last_day).days, self._value(place, NOBODY))

    def unripe(self, metric_id: str, standing: Standing) -> bool:
        """Whether the metric is that of a cohort which is still young here: it is compared with no other period."""
        return bool(self._ripening(self.plan(metric_id), standing))

    def _stuck(self, plan: Plan, standing: Standing) -> list[Stuck]:
        """The rows that keep the money of the metric apart here."""
        return self._evidence.stuck((leaf.measure, leaf_window(leaf, standing)) for leaf in plan.leaves)

    def _channels_said(self, plan: Plan, standing: Standing) -> tuple[Flag, ...]:
        """By what the channels were found that the sales' own lines do not bear."""
        found = (self._evidence.channel_flags(leaf.measure, leaf_window(leaf, standing)) for leaf in plan.leaves)
        return tuple(dict.fromkeys(flag for flags in found for flag in flags))

    def _optional(self, leaf: Leaf) -> bool:
        return self._catalogue.measures[leaf.measure].optional

    def _of_other_days(self, plan: Plan, standing: Standing) -> Missing | None:
        """A month's figure by hand against data of half that month would be wrong without a word, and so would be
        advertising of half a month with that month's expenses."""
        own = tuple(self._catalogue.measures[leaf.measure] for leaf in plan.leaves if not leaf.steps)
        whole = not standing.cut and any(measure.fact in WHOLE_ONLY for measure in own)
        if whole and days_apart(self._evidence, own, standing.period):
            return other_days()
        states = [self.state(leaf, standing) for leaf in plan.leaves if not leaf.steps]
        there = [state for state in states if state.missing is None]
        if not any(state.kept for state in there) or len({state.reach.days for state in there}) < 2:
            return None
        return longer_than_data()

    def _of_a_part(self, plan: Plan, standing: Standing) -> Missing | None:
        """Attainment of a plan by a part of the streams would be a verdict on what is merely not loaded (NUMBERS 1)."""
        own = [self._catalogue.measures[leaf.measure] for leaf in plan.leaves if not leaf.steps]
        facts = {fact for measure in own for fact in (measure.fact, *measure.also)}
        if _PLANS not in facts or len(facts) == 1:
            return None
        reaches = [
            reach
            for measure in own
            if not self._evidence.by_hand(measure, standing.period)
            for reach in self._evidence.reaches(measure, standing.period, standing.without)
        ]
        return None if all(reach.covered.together for reach in reaches) else of_a_part()

    def by_hand(self, metric_id: str, standing: Standing) -> frozenset[str]:
        """The measures of the metric's own window that were entered by hand."""
        leaves_here = [leaf for leaf in self.plan(metric_id).leaves if not leaf.steps]
        return frozenset(leaf.measure for leaf in leaves_here if self.state(leaf, standing).kept)

    def _differing(self, places: Iterable[tuple[Leaf, _Place]], member: int) -> Iterator[Flag]:
        """Says where the facts and a figure by hand tell different numbers."""
        for leaf, place in places:
            if place.rival is None:
                continue
            used, other = (
                self._value(place, member),
                self._value(_Place(place.missing, place.rival, place.money, place.guards), member),
            )
            if isinstance(used, Decimal) and isinstance(other, Decimal) and used != other:
                measure = self._catalogue.measures[leaf.measure]
                yield differs_flag(measure, used, other, by_hand=place.request.kept)

    def _outcome(self, metric_id: str, member: int, scene: _Scene) -> Outcome:
        plan = self.plan(metric_id)
        if plan.tree is None:
            text = msg("This metric has no formula of its own yet")
            return Outcome(Missing(Reason.NO_FORMULA, text, metric_id))
        found = self._computed(metric_id, plan.tree, member, scene, net=False)
        gross_unknown = isinstance(found.value, Missing) and found.value.reason is Reason.RETURNS_NOT_SEPARATED
        if gross_unknown and plan.may_use_net:
            found = self._computed(metric_id, plan.tree, member, scene, net=True)
        return found

    def _computed(self, metric_id: str, tree: Node, member: int, scene: _Scene, *, net: bool) -> Outcome:
        places = scene.net_places if net else scene.places
        get = {leaf: self._value(place, member) for leaf, place in places}.__getitem__
        plan = self.plan(metric_id)
        value = evaluate(tree, get)
        given = tuple((symbol, evaluate(node, get)) for symbol, node in plan.inputs)
        flags = list(scene.said)
        if net:
            flags.append(Flag("net_for_gross", msg("from revenue net of returns: the source does not show them apart")))
        refused = scene.vat or self._cost_refusal(scene, member, flags)
        if refused and not isinstance(value, Missing):
            value = refused
        flags += self._said_beside(scene, member)
        flags += self._differing(places, member)
        if plan.reads_answers or plan.reads_doubled:
            own = {leaf.measure: get(leaf) for leaf, _ in places if not leaf.steps}
            flags += (*provisos.few_answers(own), *provisos.doubled_flags(own))
        if plan.deals and not isinstance(value, Missing):
            flags += provisos.few_deals(get(leaf) for leaf in plan.deals)
        if not isinstance(value, Missing):
            flags += (*provisos.unvalued(get(leaf) for leaf in plan.unvalued), *scene.young)
        interval, cases, doubts = self._interval(metric_id, tree, get)
        more = len(flags) > len(scene.said) or doubts
        told = tuple(dict.fromkeys([*flags, *doubts])) if more else scene.said
        return Outcome(value, given, told, scene.bases, interval, cases)

    def traced(self, metric_id: str, standing: Standing) -> Traced:
        """The measures that the company's figure was computed from here, as they were used; why it was refused."""
        scene = self._scene(metric_id, standing, None)
        tree = self.plan(metric_id).tree
        used = scene.places
        if tree is not None and self.plan(metric_id).may_use_net:
            plain_value = self._evaluated(tree, NOBODY, scene.at)
            if isinstance(plain_value, Missing) and plain_value.reason is Reason.RETURNS_NOT_SEPARATED:
                used = scene.net_places
        values = {leaf: self._value(place, NOBODY) for leaf, place in used}
        return Traced(values, scene.vat or self._cost_refusal(scene, NOBODY, []))

    def flags(self, metric_id: str, standing: Standing) -> tuple[Flag, ...]:
        """What must be said of the data behind the metric here, whoever's figure it is."""
        return self._static(metric_id, standing)[0]

    def bases(self, metric_id: str, standing: Standing) -> frozenset[str]:
        """The VAT bases of the money behind the metric here."""
        return self._static(metric_id, standing)[1]

    def _static(self, metric_id: str, standing: Standing) -> tuple[tuple[Flag, ...], frozenset[str]]:
        """Flags and VAT bases that do not depend on the member."""
        key = (metric_id, standing)
        if key not in self._said:
            states = [self.state(leaf, standing) for leaf in self.plan(metric_id).leaves]
            bases = frozenset(base for state in states for base in state.bases)
            flags = [flag for state in states for flag in state.flags]
            flags += provisos.parameter_flags(self._catalogue, parameters_of(self._catalogue, metric_id))
            mixed = provisos.vat_flags(bases, lambda: self._stuck(self.plan(metric_id), standing))
            self._said[key] = (tuple(dict.fromkeys([*flags, *mixed])), bases)
        return self._said[key]

    def _cost_refusal(self, scene: _Scene, member: int, flags: list[Flag]) -> Missing | None:
        costed = self._share(provisos.COSTED, scene, member)
        if costed is None:
            return None
        flags += provisos.cost_flags(costed)
        return provisos.cost_missing(costed)

    def _said_beside(self, scene: _Scene, member: int) -> tuple[Flag, ...]:
        identified = self._share(provisos.IDENTIFIED, scene, member)
        return () if identified is None else provisos.identified_flags(identified)

    def _share(self, part: str, scene: _Scene, member: int) -> Decimal | None:
        """What part of net revenue the other measure is, here; None where one of them is unknown or plays no part."""
        if part not in scene.shares:
            return None
        some, whole = (self._value(place, member) for place in scene.shares[part])
        if isinstance(some, Missing) or isinstance(whole, Missing):
            return None
        return provisos.share(some, whole)

    def _interval(
        self, metric_id: str, tree: Node, get: Callable[[Leaf], Value]
    ) -> tuple[tuple[Decimal, Decimal] | None, Decimal | None, tuple[Flag, ...]]:
        metric = self._catalogue.metrics[metric_id]
        if not metric.subset or not isinstance(tree, Binary) or tree.operator is not Operator.DIVIDE:
            return None, None, ()
        part, whole = evaluate(tree.left, get), evaluate(tree.right, get)
        if isinstance(part, Missing) or isinstance(whole, Missing):
            return None, None, ()
        if part > whole > 0:
            return None, None, (Flag("cohorts", msg("different cohorts: the events are not all of the same people")),)
        return provisos.wilson(part, whole), whole, ()


def plain(value: Decimal) -> Decimal:
    """A count or quantity without idle zeros behind the point."""
    whole = rounded(value, 0)
    return whole if whole == value else value.normalize()


def _deals(found: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """The counts of deals behind a share of what was won in what was closed; none for any other formula."""
    amounts = [leaf for leaf in found if leaf.measure in provisos.DEALS_OF]
    if len({leaf.measure for leaf in amounts}) < len(provisos.DEALS_OF):
        return ()
    return tuple(replace(leaf, measure=provisos.DEALS_OF[leaf.measure]) for leaf in amounts)


def _beside(measures: tuple[Measure, ...], names: set[str]) -> tuple[Leaf, ...]:
    """The parts of net revenue that decide what is said beside the value, and net revenue in the place of gross."""
    parts = (
        *((provisos.NET, provisos.COSTED) if provisos.reads_cost(measures) else ()),
        *((provisos.NET, provisos.IDENTIFIED) if provisos.reads_customers(measures) else ()),
        *((NET,) if may_use_net(names) else ()),
    )
    return tuple(Leaf(part) for part in parts)


def _unvalued(found: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """The counts of contracts without a value beside the sums of values that leave them out."""
    return tuple(replace(leaf, measure=provisos.UNVALUED) for leaf in found if leaf.measure in provisos.VALUES)
