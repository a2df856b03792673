"""What would it give: levers of a month moved to a number, by a percentage, to the own best month, to a colleague."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kpi_desktop.app.bench import NOT_ADDITIVE, Scene, bench_of, broken_chain, load_levers, scene_of
from kpi_desktop.app.best import BASES
from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.dimensions import checked_dimension
from kpi_desktop.app.figures import month_of
from kpi_desktop.app.naming import listed
from kpi_desktop.app.within import Within
from kpi_desktop.catalogue.model import Display, Metric
from kpi_desktop.catalogue.moved import movable
from kpi_desktop.catalogue.names import bound, find, pick
from kpi_desktop.catalogue.trial import try_metric
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.whatif import Effect, Moved, recomputed
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.levers import Chain
    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period

ONE, HUNDRED = Decimal(1), Decimal(100)

#: The only lever of a chain that may be below zero.
MARGIN = "margin"

#: Members that a refusal names.
_MOST_NAMES = 10

#: What stands before a typed number where there is no book.
_NOTHING = Missing(Reason.NO_DATA, msg("No book was named"))

#: Words for the own best month, the best colleague and the usual level.
_FOUND = {
    **BASES, "лучший": BASES["best"], "коллега": BASES["colleague"], "обычно": BASES["usual"],
}  # fmt: skip

#: Short words for drivers of a chain.
_CHECK = frozenset({"check", "чек", "aov", "средний чек"})
_CONVERSION = frozenset({"conversion", "конверсия"})


@dataclass(frozen=True, slots=True)
class Wish:
    """One lever as a person gives it: a name, and a number, `+10%`, `-5%`, `best`, `colleague` or `usual`."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever as it is moved; `how` says where its new value comes from."""

    id: str
    name: Message
    before: Value
    after: Decimal
    how: Message | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Levers with what they give; `chain` None means the formula of one metric. `notes` are the assumptions.

    `within` is the part whose levers they are; `made` are drivers and results of a funnel that no catalogue has.
    """

    month: Period | None
    currency: str
    chain: Chain | None
    levers: tuple[Lever, ...]
    effects: tuple[Effect, ...]
    notes: tuple[Message, ...]
    within: Within | None = None
    made: Mapping[str, Metric] = field(default_factory=dict)


_NO_LEVER = msg("Say which lever is moved and how far")
_EXAMPLE = msg("For example: {example}", example="--set conversion=+10%")


def what_if(
    workspace: Workspace,
    path: Path | None,
    wishes: Sequence[Wish],
    month: str | None = None,
    metric: str = "",
    part: tuple[str, str] | None = None,
) -> WhatIf:
    """What the levers would have given in the month: by the formula of `metric`, else along the best chain.

    `part` is a split and one of its members by their names: only its levers are moved, and the effect is the whole's.
    Without a book every number that the metric's formula asks for must be given. UsageError says which lever is not
    known, does not move the metric, or has no better month or colleague that is really better; where no lever is named,
    which ones there are.
    """
    levers = load_levers()
    if not wishes and (metric or path is None):
        raise UsageError(_NO_LEVER, fix=_EXAMPLE)
    if part is not None and (metric or path is None):
        raise UsageError(msg("Levers of one part are moved along the stages of a book: without --metric"))
    if path is None:
        return _typed(workspace, wishes, metric)
    with opened_month(workspace, path, month) as (then, book, engine):
        chosen = month_of(month, engine)
        if metric:
            scene = Scene(engine.catalogue, levers, engine, chosen)
            return _by_formula(scene, then.metric(metric), wishes, book.currency)
        scene = scene_of(book, engine, chosen)
        if part is not None:
            dimension = checked_dimension(then, book, part[0])
            scene = replace(scene, within=_member(scene, dimension or part[0], part[1]))
        return _by_chain(scene, wishes, book.currency)


def _member(scene: Scene, dimension: str, name: str) -> Within:
    """The member of that name in the month; UsageError with those there are."""
    drivers = list(dict.fromkeys(driver for chain in scene.levers.chains for driver in chain.drivers))
    ids = scene.engine.answering(drivers, scene.month, dimension)
    figures = scene.engine.figures(ids, [scene.month], dimension) if ids else []
    known = list(dict.fromkeys(one.member for one in figures if one.member and isinstance(one.value, Decimal)))
    found = pick(name, known)
    if found is None:
        raise UsageError(
            msg("The month has no “{member}” in this split", member=name),
            fix=msg("Choose one of: {names}", names=", ".join(known[:_MOST_NAMES])) if known else None,
        )
    return Within(dimension, found)


def _by_chain(scene: Scene, wishes: Sequence[Wish], currency: str) -> WhatIf:
    chain = _chain(scene, wishes)
    if not wishes:
        names = listed(scene.catalogue.metrics[one] for one in chain.drivers)
        raise UsageError(_NO_LEVER, fix=msg("The levers of this month: {names}. {example}", names=names,
                                            example=_EXAMPLE))  # fmt: skip
    moved = [_lever(scene, _driver(scene, chain, wish), wish) for wish in wishes]
    bench = bench_of(scene, chain, currency)
    effects = bench.effects({lever.id: lever.after for lever in moved})
    notes = bench.notes_for(effects, len(moved))
    metrics = scene.catalogue.metrics
    made = {name: metrics[name] for name in (*chain.drivers, *chain.results)} if chain.id.startswith("funnel.") else {}
    return WhatIf(scene.month, currency, chain, tuple(moved), effects, notes, scene.within, made)


def _chain(scene: Scene, wishes: Sequence[Wish]) -> Chain:
    """The first chain that has all the drivers asked for, each with a value above zero."""
    wanted = {thing.id for wish in wishes if (thing := find(scene.catalogue, wish.name)) is not None}
    own = wanted & {driver for chain in scene.levers.chains for driver in chain.drivers}
    least = 3 if any(wish.name.casefold() in _CONVERSION for wish in wishes) else 2
    doubt: Message | None = None
    for chain in scene.levers.chains:
        if own <= {*chain.drivers} and len(chain.drivers) >= least:
            broken = broken_chain(scene, chain)
            if broken is None:
                return chain
            doubt = doubt or broken
    drivers = dict.fromkeys(driver for chain in scene.levers.chains for driver in (*chain.drivers, scene.levers.margin))
    names = listed(scene.catalogue.metrics[driver] for driver in drivers)
    raise UsageError(
        doubt or msg("No chain of stages has all of these levers"),
        fix=msg("Choose levers of one chain: {names}", names=names),
    )


def _driver(scene: Scene, chain: Chain, wish: Wish) -> Metric:
    word = wish.name.casefold().strip()
    thing = find(scene.catalogue, wish.name)
    wanted = thing.id if thing is not None else ""
    if word in _CHECK or wanted in {"aov", "atc"}:
        wanted = "atc"
    if word in _CONVERSION and len(chain.drivers) > 2:
        wanted = chain.drivers[1]
    if wanted == scene.levers.margin and scene.within is not None:
        raise UsageError(msg("The margin is moved in the whole company only"))
    levers = chain.drivers if chain.apart else (*chain.drivers, scene.levers.margin)
    if wanted not in levers:
        raise UsageError(
            msg("“{name}” is no lever of this chain", name=wish.name),
            fix=msg("Its levers: {names}; or name a metric with --metric",
                    names=listed(scene.catalogue.metrics[one] for one in levers)),
        )  # fmt: skip
    return scene.catalogue.metrics[wanted]


def _lever(scene: Scene, thing: Metric, wish: Wish) -> Lever:
    before = scene.value(thing.id)
    name = named(thing.name_en, thing.name_ru)
    if isinstance(before, Missing):
        raise UsageError(msg("“{name}” has no value in this month: {why}", name=name, why=before.message))
    find_value = _FOUND.get(wish.text.strip().casefold())
    if find_value is None:
        return Lever(thing.id, name, before, _sane(thing, _wished(before, wish)))
    found = find_value(scene.engine, thing, scene.month, scene.within)
    return Lever(thing.id, name, before, found.value, found.how)


def _sane(thing: Metric, value: Decimal) -> Decimal:
    """A lever's new value: a share lies between none and all, nothing else is below zero (a margin may be)."""
    if thing.display is Display.SHARE and value > ONE:
        raise UsageError(
            msg("“{name}” cannot be above 100 %", name=named(thing.name_en, thing.name_ru)),
            fix=msg("Write a share as 12% or 0.12"),
        )
    if value < 0 and thing.id != MARGIN:
        raise UsageError(msg("“{name}” cannot be below zero", name=named(thing.name_en, thing.name_ru)))
    return value


def number_of(name: str, text: str) -> Decimal:
    """A number as people write it, `12`, `1 250,5`, `12 %`; UsageError where it is none."""
    plain = _squeezed(text)
    try:
        number = Decimal(plain.removesuffix("%"))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UsageError(
            msg("“{text}” is no value of a lever", text=f"{name}={text}"),
            fix=msg("Write a number, +10%, -5%, best, colleague or usual"),
        )
    return number / HUNDRED if plain.endswith("%") else number


def _squeezed(text: str) -> str:
    return text.strip().replace("\u00a0", "").replace(" ", "").replace(",", ".").replace("−", "-")


def _wished(before: Value, wish: Wish) -> Decimal:
    """`12`, `12 %`, `+10 %` (a tenth more), `-5` (five less)."""
    number, text = number_of(wish.name, wish.text), _squeezed(wish.text)
    if text[:1] not in {"+", "-"}:
        return number
    if isinstance(before, Missing):
        raise UsageError(msg("“{name}” has no value in this month: {why}", name=wish.name, why=before.message))
    return EXACT.multiply(before, ONE + number) if text.endswith("%") else before + number


def _by_formula(scene: Scene, metric: Metric, wishes: Sequence[Wish], currency: str) -> WhatIf:
    reachable = movable(scene.catalogue, metric.id)
    moved = []
    for wish in wishes:
        thing = _meant(scene.catalogue, metric, wish.name, reachable)
        if thing is None or thing.id not in reachable[1:]:
            raise UsageError(
                msg(
                    "“{name}” does not move “{metric}” in its own month",
                    name=wish.name,
                    metric=named(metric.name_en, metric.name_ru),
                ),
                fix=msg("It is moved by: {names}", names=listed(_things(scene.catalogue, reachable[1:]))),
            )
        moved.append(_part_lever(scene, thing, wish))
    traced = scene.traced(metric.id)

    def value(chosen: Sequence[Lever]) -> Value:
        given = {lever.id: lever.after for lever in chosen}
        return recomputed(scene.catalogue, scene.levers, metric.id, traced, Moved(given))

    singles = tuple(value([lever]) for lever in moved)
    effect = Effect(metric.id, scene.value(metric.id), value(moved), singles)
    notes = [msg("Only this metric's formula is computed again; everything else stays as it is")]
    if len(moved) > 1:
        notes.append(NOT_ADDITIVE)
    return WhatIf(scene.month, currency, None, tuple(moved), (effect,), tuple(notes))


def _things(catalogue: Catalogue, names: Sequence[str]) -> list[Measure | Metric]:
    return [found for name in names if (found := find(catalogue, name)) is not None]


def _part(catalogue: Catalogue, metric: Metric, name: str) -> Measure | Metric | None:
    """What a name means inside a metric: one of its own symbols first."""
    binding = bound(metric.symbols, name)
    inner = find(catalogue, binding) if binding is not None else None
    return inner if inner is not None else find(catalogue, name)


def _meant(catalogue: Catalogue, metric: Metric, name: str, reachable: Sequence[str]) -> Measure | Metric | None:
    """The part that a name means; a metric that is nothing but a measure (revenue) may stand for that measure."""
    thing = _part(catalogue, metric, name)
    if isinstance(thing, Metric) and thing.id not in reachable:
        binding = bound(thing.symbols, thing.formula)
        inner = find(catalogue, binding) if binding is not None else None
        return inner if inner is not None and inner.id in reachable else thing
    return thing


def _part_lever(scene: Scene, thing: Measure | Metric, wish: Wish) -> Lever:
    if isinstance(thing, Metric):
        if wish.text.strip().casefold() in _FOUND:
            return _lever(scene, thing, wish)
        before = scene.value(thing.id)
    else:
        before = scene.engine.leaf_values([Leaf(thing.id)], [scene.month])[Leaf(thing.id), scene.month.month_text, None]
    return Lever(thing.id, named(thing.name_en, thing.name_ru), before, _wished(before, wish))


def _typed(workspace: Workspace, wishes: Sequence[Wish], metric_id: str) -> WhatIf:
    """A metric from typed numbers alone; the numbers of its formula or of one of its other forms."""
    if not metric_id:
        raise UsageError(msg("Without a book name a metric with --metric and give all its numbers"))
    catalogue, metric = workspace.catalogue, workspace.metric(metric_id)
    values = {wish.name: _wished(_NOTHING, wish) for wish in wishes}
    trial = try_metric(catalogue, metric.id, values)
    moved = tuple(_typed_lever(catalogue, metric, name, value) for name, value in values.items())
    return WhatIf(None, "", None, moved, (Effect(metric.id, _NOTHING, trial.value),), ())


def _typed_lever(catalogue: Catalogue, metric: Metric, name: str, value: Decimal) -> Lever:
    thing = _part(catalogue, metric, name)
    if thing is None:
        return Lever(name, named(name, name), _NOTHING, value)
    return Lever(thing.id, named(thing.name_en, thing.name_ru), _NOTHING, value)
