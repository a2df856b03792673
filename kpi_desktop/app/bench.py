"""A month with its levers ready to be moved: everything is read once, then each move is arithmetic in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop import resources
from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.figures import month_of
from kpi_desktop.catalogue.levers import LEVERS, Chain, Levers, read_levers
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.whatif import Effect, Moved, chain_moves, recomputed
from kpi_desktop.engine.whatif_lines import LeverLines, Line, line_of
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.app.best import Better
    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.evaluation import Traced

ONE = Decimal(1)

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

    def value(self, metric_id: str) -> Value:
        """The month's figure."""
        return self.engine.figures([metric_id], [self.month])[0].value

    def traced(self, metric_id: str) -> Traced:
        """The metric's measures with the parts of sums that may grow."""
        traced = self.engine.traced(metric_id, self.month)
        parts = [Leaf(name) for held in self.levers.within.values() for name in held] + [Leaf(self.levers.costed)]
        more = self.engine.leaf_values(parts, [self.month])
        extra = {leaf: value for (leaf, _, _), value in more.items()}
        return replace(traced, values={**extra, **traced.values})


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

    `notes` say in what the result is counted and what is assumed.
    """

    month: Period
    currency: str
    chain: Chain
    drivers: Mapping[str, Decimal]
    catalogue: Catalogue
    levers: Levers
    results: Mapping[str, Traced]
    notes: tuple[Message, ...]

    def effects(self, after: Mapping[str, Decimal]) -> tuple[Effect, ...]:
        """Every result before, with all the levers moved, and with each of them alone, in the order of `after`."""
        parts = [{}, dict(after), *({name: value} for name, value in after.items())]
        found = []
        for metric_id, traced in self.results.items():
            values = [recomputed(self.catalogue, self.levers, metric_id, traced, self._moves(part)) for part in parts]
            found.append(Effect(metric_id, values[0], values[1], tuple(values[2:])))
        return tuple(found)

    def _moves(self, after: Mapping[str, Decimal]) -> Moved:
        return chain_moves(self.levers, self.chain, self.drivers, after)


@dataclass(frozen=True, slots=True)
class Reached:
    """Levers at a base by id, and why the others have none."""

    found: Mapping[str, Better]
    absent: tuple[Message, ...]


def bench_of(scene: Scene, chain: Chain, currency: str) -> Bench:
    """The chain's month read; UsageError where no result has a value."""
    results: dict[str, Traced] = {}
    for metric_id in scene.levers.results:
        traced = scene.traced(metric_id)
        if not isinstance(recomputed(scene.catalogue, scene.levers, metric_id, traced, Moved()), Missing):
            results[metric_id] = traced
    if not results:
        raise UsageError(msg("The month has no result that levers could move"), fix=msg("Import sales first"))
    names = (*chain.drivers, scene.levers.margin)
    drivers = {name: value for name in names if isinstance(value := scene.value(name), Decimal)}
    return Bench(scene.month, currency, chain, drivers, scene.catalogue, scene.levers, results, _notes(scene, results))


def open_bench(
    workspace: Workspace, path: Path, month: str | None, chain_id: str = ""
) -> tuple[Bench, tuple[Chain, ...]]:
    """The bench of a month along a chain ('' the first that the month's figures follow), and all chains that do."""
    with opened_month(workspace, path, month) as (_, book, engine):
        scene = Scene(engine.catalogue, load_levers(), engine, month_of(month, engine))
        doubts = [(chain, broken_chain(scene, chain)) for chain in scene.levers.chains]
        usable = tuple(chain for chain, doubt in doubts if doubt is None)
        chosen = next((chain for chain in usable if chain.id == chain_id), None) or next(iter(usable), None)
        if chosen is None:
            raise UsageError(doubts[-1][1] or msg("The month has no result that levers could move"))
        return bench_of(scene, chosen, book.currency), usable


def reached(workspace: Workspace, path: Path, month: str | None, base: str, levers: Sequence[str]) -> Reached:
    """Each lever at a base of `--set`: `usual`, `best` (own month) or `colleague`; why where it has none."""
    from kpi_desktop.app.best import BASES

    found: dict[str, Better] = {}
    absent: list[Message] = []
    with opened_month(workspace, path, month) as (_, _book, engine):
        for lever in levers:
            try:
                found[lever] = BASES[base](engine, engine.catalogue.metrics[lever], month_of(month, engine))
            except UsageError as error:
                absent.append(error.message)
    return Reached(found, tuple(absent))


def lever_lines(engine: Engine, month: Period, currency: str) -> LeverLines | None:
    """The month's levers as the workbook computes with them; None where no chain or no result in money follows."""
    scene = Scene(engine.catalogue, load_levers(), engine, month)
    chain = next((chain for chain in scene.levers.chains if broken_chain(scene, chain) is None), None)
    if month.whole_months != 1 or chain is None:
        return None
    try:
        bench = bench_of(scene, chain, currency)
    except UsageError:
        return None
    held = {name: bench.drivers[name] for name in chain.drivers}
    margin = bench.drivers.get(scene.levers.margin)
    found = [_line(bench, metric, margin) for metric in bench.results if _in_money(scene.catalogue, metric)]
    lines = tuple(line for line in found if line is not None)
    if not lines:
        return None
    named_chain, share = named(chain.name_en, chain.name_ru), scene.levers.margin
    notes = bench.notes if lines[0].metric == next(iter(bench.results)) else ()
    moved = None if margin is None else (share, margin)
    return LeverLines(named_chain, scene.levers.costed, held, moved, lines, notes)


def _in_money(catalogue: Catalogue, metric: str) -> bool:
    return catalogue.metrics[metric].display is Display.MONEY


def _line(bench: Bench, metric: str, margin: Decimal | None) -> Line | None:
    """The result as a line; None where it is another one by the first driver than by the last."""

    def by(driver: str) -> Line | None:
        def result(product: Decimal, share: Decimal | None) -> Value:
            after = {driver: EXACT.multiply(bench.drivers[driver], product)}
            if share is not None:
                after[bench.levers.margin] = share
            moves = chain_moves(bench.levers, bench.chain, bench.drivers, after)
            return recomputed(bench.catalogue, bench.levers, metric, bench.results[metric], moves)

        return line_of(metric, margin, result)

    first, last = by(bench.chain.drivers[0]), by(bench.chain.drivers[-1])
    return first if first == last else None


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
    notes.append(msg("All sales of the month are taken to come from these stages, and the other stages hold"))
    return tuple(notes)
