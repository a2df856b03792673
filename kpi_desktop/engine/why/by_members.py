"""A change by the members of a split: sums by what each had, ratios by their own levels with the mix apart."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.catalogue.resolve import resolved
from kpi_desktop.core.amount import EXACT, same
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.funnel.shares import UNLINKED, decimal, exactly
from kpi_desktop.engine.why.explained import (
    MIX,
    REST,
    Cause,
    Explained,
    member_id,
    no_parts,
    rest_cause,
    unlike,
    with_rest,
)
from kpi_desktop.engine.why.parts import by_ratio
from kpi_desktop.engine.why.plan import SPLITS, plans_of
from kpi_desktop.engine.why.sides import by_member, read
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.nodes import Binary, Negative, Node, Operator, Read
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.why.sides import Sides

#: By how much members may pass or miss the whole that they are shares of.
_UNLIKE = Decimal("0.02")

#: How many may be counted under several members at most: a buyer of two channels.
_OVERLAP = Decimal("0.1")

#: Measures of which that of the whole is not made of those of members.
_NEVER_ADDING = frozenset({Aggregation.TOP, Aggregation.LOWER_MEDIAN, Aggregation.COMPUTED})

_ZERO = Decimal(0)
_NOTHING = (_ZERO, _ZERO)

#: The values of members on one side, by name.
_Named = dict[str, tuple[Decimal, ...]]


def by_members(engine: Engine, metric: str, sides: Sides, dimension: str) -> Explained | Missing:
    """The change of a sum by its members, of a ratio by theirs with the mix apart; why it cannot be told so."""
    tree = resolved(engine.catalogue, metric)
    nodes = [] if tree is None else _split_nodes(tree)
    if sides.then is None or not nodes or not _counts(engine, nodes):
        return unlike()
    standings = [sides.then, sides.now]
    named = _named(engine, dimension, [by_member(side, nodes) for side in read(engine, nodes, standings, dimension)])
    if isinstance(named, Missing):
        return named
    if len(nodes) == 1:
        return _by_sums(metric, sides, dimension, named)
    wholes = [side.value(nodes[1]) for side in read(engine, nodes[1:], standings)]
    return _by_ratio(metric, sides, dimension, (named, wholes))


def _named(
    engine: Engine, dimension: str, told: list[dict[int, tuple[Decimal, ...]] | Missing]
) -> list[_Named] | Missing:
    """Members by name, each once: two customers of one name stay two; those with nothing on both sides are none."""
    sides: list[dict[int, tuple[Decimal, ...]]] = []
    for one in told:
        if isinstance(one, Missing):
            return one
        sides.append(one)
    codes = {code for side in sides for code, values in side.items() if any(values)}
    known = engine.member_names(dimension, codes)
    names: dict[int, str] = {}
    used: set[str] = set()
    for code in sorted(codes):
        name = known.get(code, "")
        names[code] = name if name not in used else f"{name} ({code})".strip()
        used.add(names[code])
    return [{names[code]: values for code, values in side.items() if code in codes} for side in sides]


def _counts(engine: Engine, nodes: Sequence[Node]) -> bool:
    """Whether members add up at all: sums and counts do, medians do not; what is divided by adds up itself."""
    measures = [engine.catalogue.measures[leaf.measure] for node in nodes for leaf in leaves(node)]
    known = all(one.additive or one.aggregation not in _NEVER_ADDING for one in measures)
    return known and _adds(nodes[-1])


def _split_nodes(tree: Node) -> list[Node]:
    """What is divided and what it is divided by; the formula itself where it is no ratio."""
    if isinstance(tree, Binary) and tree.operator is Operator.DIVIDE:
        return [tree.left, tree.right]
    return [tree]


def _adds(node: Node) -> bool:
    """Whether the formula only adds and subtracts, so that it is the sum of its members."""
    match node:
        case Read():
            return not node.leaf.total
        case Negative():
            return _adds(node.operand)
        case Binary():
            return node.operator in (Operator.ADD, Operator.SUBTRACT) and _adds(node.left) and _adds(node.right)
        case _:
            return False


def _by_sums(metric: str, sides: Sides, dimension: str, named: list[_Named]) -> Explained | Missing:
    """Sums: what each member had less what it had before."""
    before, after = ({name: values[0] for name, values in side.items()} for side in named)
    for side, whole in zip((before, after), sides.ends, strict=True):
        if abs(sum(side.values(), _ZERO) - whole) > _OVERLAP * abs(whole):
            return unlike()
    names = sorted({*before, *after})
    parts = {member_id(n): Fraction(after.get(n, _ZERO)) - Fraction(before.get(n, _ZERO)) for n in names}
    causes = {member_id(n): Cause(member_id(n), None, n, before.get(n, _ZERO), after.get(n, _ZERO)) for n in names}
    change = with_rest(sides, parts)
    if isinstance(change, Missing):
        return change
    return Explained(metric, sides, change, {**causes, REST: rest_cause(change)}, by=dimension)


def _by_ratio(metric: str, sides: Sides, dimension: str, told: tuple[list[_Named], list[Value]]) -> Explained | Missing:
    """A ratio: the members' own ratios, and the mix of them."""
    named, wholes = told
    before, after = ({name: (values[0], values[1]) for name, values in side.items()} for side in named)
    for side, whole in zip((before, after), wholes, strict=True):
        if isinstance(whole, Missing) or abs(_size(side) - whole) > _UNLIKE * abs(whole):
            return unlike()
    found = by_ratio(before, after)
    if found is None:
        return no_parts()
    members, loose = found
    parts = {MIX: sum((one.mix for one in members.values()), Fraction(0))}
    parts |= {member_id(name): one.rate for name, one in members.items()}
    change = with_rest(sides, parts | ({UNLINKED: loose} if loose else {}))
    if isinstance(change, Missing):
        return change
    causes = {
        MIX: Cause(MIX),
        REST: rest_cause(change),
        UNLINKED: Cause(UNLINKED, msg("Without anything to divide by")),
    }
    sizes = _size(before), _size(after)
    for name in members:
        pairs = before.get(name, _NOTHING), after.get(name, _NOTHING)
        then, now = (_divided(part, size) for part, size in pairs)
        shares = EXACT.divide(pairs[0][1], sizes[0]), EXACT.divide(pairs[1][1], sizes[1])
        causes[member_id(name)] = Cause(member_id(name), None, name, then, now, None, shares)
    mixed = {member_id(name): decimal(one.mix) for name, one in members.items()}
    return Explained(metric, sides, change, causes, by=dimension, ratio=True, mixed=mixed)


def _size(side: dict[str, tuple[Decimal, Decimal]]) -> Decimal:
    return sum((pair[1] for pair in side.values()), _ZERO)


def _divided(part: Decimal, whole: Decimal) -> Value | None:
    return EXACT.divide(part, whole) if whole else None


def by_planned(engine: Engine, metric: str, sides: Sides, dimension: str) -> Explained | Missing:
    """People, teams or channels beside their own plans; what of the plan is nobody's stands apart."""
    if dimension not in SPLITS:
        return Missing(Reason.NOT_IN_THIS_CUT, msg("Plans are made by person, team and channel only"), "plan")
    plans = plans_of(engine, metric, sides.period, dimension)
    known = {name: plan for name, plan in plans.items() if isinstance(plan, Decimal)}
    if not known:
        return Missing(Reason.NO_DATA, msg("There are no plans by this split in the month"), "plan")
    figures = engine.figures([metric], [sides.period], dimension)
    done = {one.member or "": one.value for one in figures if isinstance(one.value, Decimal)}
    done = {name: value for name, value in done.items() if value or name in known}
    before, after = sides.ends
    if not same(sum(done.values(), _ZERO), after):
        return unlike()
    parts = {member_id(n): Fraction(value) - Fraction(known.get(n, _ZERO)) for n, value in done.items()}
    causes = {member_id(n): Cause(member_id(n), None, n, known.get(n), value) for n, value in done.items()}
    parts[REST] = Fraction(sum((known[name] for name in known if name in done), _ZERO)) - Fraction(before)
    causes[REST] = Cause(REST, msg("Of the plan, nobody's by this split"))
    return Explained(metric, sides, exactly(Fraction(before), Fraction(after), parts), causes, by=dimension)
