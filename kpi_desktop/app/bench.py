"""A month with its levers ready to be moved: everything is read once, then each move is arithmetic in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop import resources
from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.diagnosing import OWN as OWN_FUNNEL
from kpi_desktop.app.diagnosing import book_funnels
from kpi_desktop.app.figures import month_of
from kpi_desktop.app.funnel_levers import with_funnels
from kpi_desktop.app.noise import doubt_of, factor_of
from kpi_desktop.app.within import SPLITS, offered, shares_of, value_within
from kpi_desktop.catalogue.levers import LEVERS, Chain, Levers, read_levers
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.whatif import Effect, Moved, chain_moves, of_a_part, recomputed, times
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.app.best import Better
    from kpi_desktop.app.within import Within
    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.evaluation import Traced
    from kpi_desktop.store.book import Book

ONE = Decimal(1)

OF_ALL = msg("All sales of the month are taken to come from these stages, and the other stages hold")
RANGE = msg(
    "Range: 95 of 100 months at these levels would lie in it, by the chance that the days of this month show "
    "(where days are not known, by the number of cases); season and other changes are not in it"
)
NO_RANGE = msg("No range is told: the month has too few days with figures")
NOT_ADDITIVE = msg("Effects of single levers do not add up to the effect of all together")


def load_levers() -> Levers:
    """The chains of `formulas/levers.toml`."""
    return read_levers((resources.folder("formulas") / LEVERS).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Scene:
    """One month of a book and what can be moved in it."""

    catalogue: Catalogue
    levers: Levers
    engine: Engine
    month: Period
    within: Within | None = None

    def value(self, metric_id: str) -> Value:
        """The month's figure: the company's, or that of the part whose levers are moved."""
        return value_within(self.engine, metric_id, self.month, self.within)

    def traced(self, metric_id: str) -> Traced:
        """The metric's measures with the parts of sums that may grow."""
        traced = self.engine.traced(metric_id, self.month)
        parts = [Leaf(name) for held in self.levers.within.values() for name in held] + [Leaf(self.levers.costed)]
        more = self.engine.leaf_values(parts, [self.month])
        extra = {leaf: value for (leaf, _, _), value in more.items()}
        return replace(traced, values={**extra, **traced.values})


def scene_of(book: Book, engine: Engine, month: Period) -> Scene:
    """The month with the chains of the program and of the book's funnels."""
    own = frozenset(key.removeprefix(OWN_FUNNEL) for key, text in book.settings.items()
                    if key.startswith(OWN_FUNNEL) and text)  # fmt: skip
    funnels = book_funnels(engine.catalogue, book.settings).values()
    levers, engine = with_funnels(book, engine, load_levers(), funnels, own, month)
    return Scene(engine.catalogue, levers, engine, month)


def broken_chain(scene: Scene, chain: Chain) -> Message | None:
    """Why the month cannot be followed along the chain: a stage without a value, or sales that are not its own."""
    for driver in chain.drivers:
        value, metric = scene.value(driver), scene.catalogue.metrics[driver]
        name = named(metric.name_en, metric.name_ru)
        if isinstance(value, Missing):
            return msg("“{name}” has no value in this month: {why}", name=name, why=value.message)
        if value <= 0:
            return msg("“{name}” is not above zero in this month", name=name)
        if value > ONE and metric.display is Display.SHARE:
            return msg("“{name}” is above 100 %: part of these sales did not come this way", name=name)
    return None


@dataclass(frozen=True, slots=True)
class Bench:
    """A month whose levers can be moved without the book: `drivers` with their values now, and the results' measures.

    `notes` say in what the result is counted and what is assumed. `within` is the part of the company whose levers
    these are, `shares` what part of each measure is its own. `noise` is by how much a month at the same levels may lie
    above or below by chance, for each result; None where its days do not tell it.
    """

    month: Period
    currency: str
    chain: Chain
    drivers: Mapping[str, Decimal]
    catalogue: Catalogue
    levers: Levers
    results: Mapping[str, Traced]
    notes: tuple[Message, ...]
    within: Within | None = None
    shares: Mapping[str, Decimal] | None = None
    noise: Mapping[str, Decimal | None] = field(default_factory=dict)

    def effects(self, after: Mapping[str, Decimal]) -> tuple[Effect, ...]:
        """Every result before, with all the levers moved, and with each of them alone, in the order of `after`."""
        moves = [self.moves(part) for part in ({}, dict(after), *({name: value} for name, value in after.items()))]
        found = []
        for metric_id in self.results:
            before, together, *singles = (self.result(metric_id, move) for move in moves)
            effect = Effect(metric_id, before, together, tuple(singles))
            found.append(replace(effect, range=self._range(metric_id, moves[1])) if effect.change else effect)
        return tuple(found)

    def _range(self, metric_id: str, move: Moved) -> tuple[Decimal, Decimal] | None:
        factor = self.noise.get(metric_id)
        if factor is None:
            return None
        ends = [self.result(metric_id, times(move, one)) for one in (factor, EXACT.divide(ONE, factor))]
        known = sorted(end for end in ends if isinstance(end, Decimal))
        return (known[0], known[-1]) if len(known) == len(ends) else None

    def result(self, metric_id: str, move: Moved) -> Value:
        """One result with the measures so moved."""
        return recomputed(self.catalogue, self.levers, metric_id, self.results[metric_id], move)

    def moves(self, after: Mapping[str, Decimal]) -> Moved:
        """What the levers at these values do to the company's measures."""
        move = chain_moves(self.levers, self.chain, self.drivers, after)
        return move if self.shares is None else of_a_part(move, self.shares)

    def notes_for(self, effects: Sequence[Effect], levers: int) -> tuple[Message, ...]:
        """What must be said beside these effects of so many levers."""
        moved = any(effect.change for effect in effects)
        told = [RANGE if any(effect.range for effect in effects) else NO_RANGE] if moved else []
        return (*self.notes, *told, *([NOT_ADDITIVE] if levers > 1 else []))


@dataclass(frozen=True, slots=True)
class Reached:
    """Levers at a base by id, and why the others have none."""

    found: Mapping[str, Better]
    absent: tuple[Message, ...]


def bench_of(scene: Scene, chain: Chain, currency: str) -> Bench:
    """The chain's month read, with the range of its results; UsageError where none has a value."""
    bench = _bench(scene, chain, currency)
    return replace(bench, noise=_noise(scene, bench))


def _bench(scene: Scene, chain: Chain, currency: str) -> Bench:
    results: dict[str, Traced] = {}
    for metric_id in chain.results if chain.apart else scene.levers.results:
        traced = scene.traced(metric_id)
        if not isinstance(recomputed(scene.catalogue, scene.levers, metric_id, traced, Moved()), Missing):
            results[metric_id] = traced
    if not results:
        raise UsageError(msg("The month has no result that levers could move"), fix=msg("Import sales first"))
    names = chain.drivers if scene.within or chain.apart else (*chain.drivers, scene.levers.margin)
    drivers = {name: value for name in names if isinstance(value := scene.value(name), Decimal)}
    bench = Bench(scene.month, currency, chain, drivers, scene.catalogue, scene.levers, results, _notes(scene, results))
    return bench if scene.within is None else _within(scene, scene.within, bench)


def _within(scene: Scene, within: Within, bench: Bench) -> Bench:
    """The same with the levers of a part alone; results that cannot be told by parts are left out."""
    scaled = [name for held in bench.chain.scales.values() for name in held]
    money = bench.chain.money if bench.chain.apart else scene.levers.money
    shares = shares_of(scene.engine, scene.month, within, scaled, money)
    torn = set(shares.torn)
    results = {
        name: traced for name, traced in bench.results.items() if not torn & {leaf.measure for leaf in traced.values}
    }
    notes = [note for note in bench.notes if note != OF_ALL]
    notes += [msg("Only “{member}” is moved, the rest of the company stays: the effect on the whole is exact",
                  member=within.member)]  # fmt: skip
    if set(shares.assumed) & {leaf.measure for traced in results.values() for leaf in traced.values}:
        notes.append(msg("Costs that this split does not know are taken to be its own as far as its money is"))
    return replace(bench, results=results, within=within, shares=shares.of, notes=tuple(notes))


def _noise(scene: Scene, bench: Bench) -> dict[str, Decimal | None]:
    """For each result the chance of those drivers of the whole company that move it."""
    whole = replace(bench, shares=None, noise={}, drivers=dict.fromkeys(bench.chain.drivers, ONE))
    doubts: dict[str, float | None] = {}
    cases = ONE
    for driver in bench.chain.drivers:
        doubts[driver] = doubt_of(scene.engine, driver, scene.month, cases)
        value = value_within(scene.engine, driver, scene.month, None)
        cases = EXACT.multiply(cases, value) if isinstance(value, Decimal) else cases
    found: dict[str, Decimal | None] = {}
    for place, effect in enumerate(whole.effects({})):
        moving = [name for name in doubts if whole.effects({name: ONE + ONE})[place].change]
        found[effect.metric] = factor_of(doubts[name] for name in moving)
    return found


def open_bench(
    workspace: Workspace, path: Path, month: str | None, chain_id: str = "", within: Within | None = None
) -> tuple[Bench, tuple[Chain, ...]]:
    """The bench of a month along a chain ('' the first that the month's figures follow), and all chains that do.

    Within one member of a split only its own levers are moved, along the chains that its figures follow.
    """
    with opened_month(workspace, path, month) as (_, book, engine):
        scene = replace(scene_of(book, engine, month_of(month, engine)), within=within)
        doubts = [(chain, broken_chain(scene, chain)) for chain in scene.levers.chains]
        usable = tuple(chain for chain, doubt in doubts if doubt is None)
        chosen = next((chain for chain in usable if chain.id == chain_id), None) or next(iter(usable), None)
        if chosen is None:
            raise UsageError(doubts[-1][1] or msg("The month has no result that levers could move"))
        return bench_of(scene, chosen, book.currency), usable


def parts_offered(workspace: Workspace, path: Path, month: Period) -> tuple[Within, ...]:
    """The channels, people and groups in which all levers of some chain can be moved: the shortest chain's first."""
    with opened_month(workspace, path, month.month_text) as (_, book, engine):
        scene = scene_of(book, engine, month)
        chains = sorted(scene.levers.chains, key=lambda chain: len(chain.drivers))
        found = dict.fromkeys(part for chain in chains for part in offered(scene.engine, month, chain.drivers))
    return tuple(sorted(found, key=lambda part: SPLITS.index(part.dimension)))


def reached(workspace: Workspace, path: Path, bench: Bench, base: str, levers: Sequence[str]) -> Reached:
    """Each lever at a base of `--set`: `usual`, `best` (own month) or `colleague`; why where it has none."""
    from kpi_desktop.app.best import BASES

    found: dict[str, Better] = {}
    absent: list[Message] = []
    with opened_month(workspace, path, bench.month.month_text) as (_, book, plain):
        engine = scene_of(book, plain, bench.month).engine
        for lever in levers:
            try:
                found[lever] = BASES[base](engine, engine.catalogue.metrics[lever], bench.month, bench.within)
            except UsageError as error:
                absent.append(error.message)
    return Reached(found, tuple(absent))


def _notes(scene: Scene, results: Mapping[str, Traced]) -> tuple[Message, ...]:
    """In what the result is counted, and what was assumed."""
    best = scene.catalogue.metrics[next(iter(results))]
    notes = [msg("The result is counted in: {metric}", metric=named(best.name_en, best.name_ru))]
    if "profit" in results:
        parts = scene.levers.within.get("expenses_total", ())
        grows = any(isinstance(results["profit"].values.get(Leaf(part)), Decimal) for part in parts)
        growing = msg("Variable expenses and commissions grow with sales; all other expenses stay, advertising too")
        staying = msg("All expenses stay as they are, though some would grow with sales")
        notes.append(growing if grows else staying)
    notes.append(OF_ALL)
    return tuple(notes)
