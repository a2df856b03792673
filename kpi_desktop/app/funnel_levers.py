"""The book's funnels as chains of levers: its volume, each conversion, the money of one case, stage by stage.

Every driver is a metric like any other, made here out of two stages of the funnel: so that its usual level, its best
month and best colleague, its channels and people come from the same engine. Stages are told by the dates of events;
one without cases in the month is left out, and customers who came again bring no money of their own here.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.levers import Chain, Levers
from kpi_desktop.engine.engine import Engine
from kpi_desktop.expr.leaf import Leaf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.catalogue.funnels import Funnel, FunnelStage
    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.period import Period
    from kpi_desktop.store.book import Book

#: Metrics of the same kinds as those that are made here: a count, a share, so many for each, an amount of one, a sum.
_COUNT, _SHARE, _EACH, _MEAN, _SUM = "leads", "sales_conversion", "repeat_purchases", "atc", "revenue"

#: What sales are counted by, and what grows with them.
_ORDERS, _UNITS = "orders", "units"


def with_funnels(
    book: Book, engine: Engine, levers: Levers, funnels: Iterable[Funnel], own: frozenset[str], month: Period
) -> tuple[Levers, Engine]:
    """The levers with a chain for each funnel that has two stages in the month, and an engine that knows its drivers.

    The book's `own` funnels come first, the program's after the short chains.
    """
    first: list[Chain] = []
    last: list[Chain] = []
    made: dict[str, Metric] = {}
    for funnel in funnels:
        stages = _stages(engine, funnel, month)
        if len(stages) > 1:
            chain = _chain(engine.catalogue, levers, funnel, stages, made)
            (first if funnel.id in own else last).append(chain)
    if not made:
        return levers, engine
    catalogue = replace(engine.catalogue, metrics={**engine.catalogue.metrics, **made})
    return replace(levers, chains=(*first, *levers.chains, *last)), Engine(book, catalogue)


def _stages(engine: Engine, funnel: Funnel, month: Period) -> list[FunnelStage]:
    """The stages that have cases in the month, as far as the money goes.

    A stage counted by a day of its own (contracts by the day of payment) is no part of money counted by another day.
    """
    asked = [stage for stage in funnel.stages if not stage.again and not (funnel.amount and stage.day)]
    told = engine.leaf_values([Leaf(stage.measure) for stage in asked], [month])
    found: Mapping[str, object] = {leaf.measure: value for (leaf, _, _), value in told.items()}
    return [stage for stage in asked if isinstance(value := found.get(stage.measure), Decimal) and value > 0]


def _chain(
    catalogue: Catalogue, levers: Levers, funnel: Funnel, stages: list[FunnelStage], made: dict[str, Metric]
) -> Chain:
    """The funnel as a product; the metrics that the catalogue has not are put into `made`."""

    def driver(like: str, part: str, names: tuple[str, str], over: str, under: str = "") -> str:
        symbols = {name: name for name in (over, under) if name}
        metric = replace(
            catalogue.metrics[like], id=f"{funnel.id}.{part}", name_ru=names[0], name_en=names[1],
            formula=f"{over} / {under}" if under else over, symbols=symbols, subset=False, examples=(), variants=(),
            parts=(), parameters=(), ranking=None, form_of="",
        )  # fmt: skip
        made[metric.id] = metric
        return metric.id

    first, final = stages[0], stages[-1]
    drivers = [driver(_COUNT, first.id, (first.name_ru, first.name_en), first.measure)]
    scales = {drivers[0]: _grown(first.measure)}
    for before, stage in pairwise(stages):
        names = (f"{before.name_ru} → {stage.name_ru}", f"{before.name_en} → {stage.name_en}")
        drivers.append(driver(_EACH if stage.several else _SHARE, stage.id, names, stage.measure, before.measure))
        scales[drivers[-1]] = _grown(stage.measure)
    of_sales = funnel.amount in levers.money
    if funnel.amount:
        amount = catalogue.measures[funnel.amount]
        names = (f"{amount.name_ru}, в среднем на один", f"{amount.name_en}, mean of one")
        drivers.append(driver(_MEAN, "check", names, funnel.amount, final.measure))
        results = [driver(_SUM, "amount", (amount.name_ru, amount.name_en), funnel.amount)]
    else:
        results = []
    results.append(driver(_COUNT, "cases", (final.name_ru, final.name_en), final.measure))
    return Chain(
        id=f"funnel.{funnel.id}", name_ru=" → ".join(stage.name_ru for stage in stages),
        name_en=" → ".join(stage.name_en for stage in stages), drivers=tuple(drivers),
        scales=scales, money=() if of_sales else (funnel.amount,) if funnel.amount else (),
        results=() if of_sales else tuple(results), apart=not of_sales,
    )  # fmt: skip


def _grown(measure: str) -> tuple[str, ...]:
    return (measure, _UNITS) if measure == _ORDERS else (measure,)
