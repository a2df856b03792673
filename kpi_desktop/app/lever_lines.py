"""The month's levers as the workbook computes with them: ways to sales, the funnel, parts of the company."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.bench import NO_RANGE, NOT_ADDITIVE, RANGE, bench_of, broken_chain, load_levers, scene_of
from kpi_desktop.app.within import SPLITS, offered
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT, same
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.whatif import times
from kpi_desktop.engine.whatif_lines import LeverLines, Line, MonthLevers, PartLine, PartLines, line_of
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.app.bench import Bench, Scene
    from kpi_desktop.app.within import Within
    from kpi_desktop.catalogue.levers import Chain
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.store.book import Book

_ONE, _TWO = Decimal(1), Decimal(2)
_ALONE = msg("Each line moves one part alone, the rest of the company stays; effects of different lines add up")


def month_levers(book: Book, engine: Engine, month: Period, funnel: str) -> MonthLevers | None:
    """The first way to the month's sales, the shown funnel (its id, '' for none), and the parts of the company.

    None where the period is no month, or no chain with a result follows.
    """
    if month.whole_months != 1:
        return None
    scene = scene_of(book, engine, month)
    plain = {chain.id for chain in load_levers().chains}
    usable = [chain for chain in scene.levers.chains if broken_chain(scene, chain) is None]
    ways = [chain for chain in usable if chain.id in plain]
    shown = [chain for chain in usable if chain.id == f"funnel.{funnel}"]
    benches = [bench for chain in (*ways[:1], *shown) if (bench := _bench(scene, chain, book.currency)) is not None]
    chains = tuple(lines for bench in benches if (lines := _lines(bench)) is not None)
    apart = [chain for chain in shown if chain.apart]
    parts = [part for group in (ways, apart) for part in _parts(scene, group, book.currency)]
    return MonthLevers(chains, tuple(parts)) if chains else None


def _bench(scene: Scene, chain: Chain, currency: str) -> Bench | None:
    """The chain's month; None where no result in it follows, or a part's money is not known."""
    try:
        return bench_of(scene, chain, currency)
    except UsageError:
        return None


def _lines(bench: Bench) -> LeverLines | None:
    """A chain of the whole company; None where none of its results is a line of the levers."""
    chain, share = bench.chain, bench.levers.margin
    margin = bench.drivers.get(share)
    found = [_line(bench, metric, margin) for metric in bench.results]
    lines = tuple(line for line in found if line is not None)
    if not lines or bench.catalogue.metrics[lines[0].metric].display is not Display.MONEY:
        return None
    held = {name: bench.drivers[name] for name in chain.drivers}
    notes = bench.notes if lines[0].metric == next(iter(bench.results)) else ()
    told = RANGE if any(line.noise is not None for line in lines) else NO_RANGE
    moved = None if margin is None else (share, margin)
    names = (*held, *bench.results, *([share] if moved else []))
    metrics = {name: bench.catalogue.metrics[name] for name in names}
    return LeverLines(
        named(chain.name_en, chain.name_ru), bench.levers.costed, held, moved, lines, (*notes, told, NOT_ADDITIVE),
        metrics,
    )  # fmt: skip


def _line(bench: Bench, metric: str, margin: Decimal | None) -> Line | None:
    """The result as a line of the drivers that move it; None where it is another one by one of them than by another."""
    by = [_by(bench, driver, metric, margin) for driver in bench.chain.drivers]
    lines = [line for line in by if line is not None]
    moved = [not same(line.now, line.now + line.growing) for line in lines]
    reach = moved.index(False) if False in moved else len(moved)
    if (
        len(lines) < len(by)
        or not reach
        or any(moved[reach:])
        or not all(_alike(one, lines[0]) for one in lines[:reach])
    ):
        return None
    return replace(lines[0], reach=reach, noise=bench.noise.get(metric))


def _alike(one: Line, other: Line) -> bool:
    return same(one.growing, other.growing) and same(one.costed, other.costed)


def _by(bench: Bench, driver: str, metric: str, margin: Decimal | None) -> Line | None:
    """The result as a line of one driver."""

    def result(product: Decimal, share: Decimal | None) -> Value:
        after = {driver: EXACT.multiply(bench.drivers[driver], product)}
        if share is not None:
            after[bench.levers.margin] = share
        return bench.result(metric, bench.moves(after))

    return line_of(metric, margin, result)


def _parts(scene: Scene, chains: Sequence[Chain], currency: str) -> list[PartLines]:
    """For each split the chain along which most of its members can be moved alone, the first of equals."""
    told: dict[str, tuple[Chain, list[Within]]] = {}
    for chain in chains:
        found = offered(scene.engine, scene.month, chain.drivers)
        for dimension in SPLITS:
            members = [part for part in found if part.dimension == dimension]
            if len(members) > len(told[dimension][1] if dimension in told else ()):
                told[dimension] = chain, members
    made = (_part_lines(scene, *told[dimension], currency) for dimension in SPLITS if dimension in told)
    return [lines for lines in made if lines is not None]


def _part_lines(scene: Scene, chain: Chain, members: list[Within], currency: str) -> PartLines | None:
    """The members of one split; None where the company's result is no line of the levers of any."""
    benches = [_bench(replace(scene, within=within), chain, currency) for within in members]
    whole = next((bench for bench in benches if bench is not None), None)
    if whole is None:
        return None
    metric = next(iter(whole.results))
    parts: list[PartLine] = []
    notes: dict[Message, None] = {}
    for within, bench in zip(members, benches, strict=True):
        line = _line(bench, metric, None) if bench is not None and metric in bench.results else None
        if bench is not None and line is not None and line.reach == len(chain.drivers):
            parts.append(PartLine(within.member, {name: bench.drivers[name] for name in chain.drivers}, line.growing))
            notes |= dict.fromkeys(note for note in bench.notes if "member" not in dict(note.args))
    now, twice = (whole.result(metric, times(whole.moves({}), factor)) for factor in (_ONE, _TWO))
    if not parts or isinstance(now, Missing) or isinstance(twice, Missing):
        return None
    noise = whole.noise.get(metric)
    metrics = {name: whole.catalogue.metrics[name] for name in (*chain.drivers, metric)}
    told = (_ALONE, *notes, NO_RANGE if noise is None else RANGE)
    return PartLines(members[0].dimension, metric, now, twice - now, noise, tuple(parts), told, metrics)
