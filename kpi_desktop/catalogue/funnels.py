"""Funnels as `funnels.toml` lists them: the stages on the way to a sale, and how a case is followed through them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.catalogue.table import Table
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.expr.errors import did_you_mean
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kpi_desktop.catalogue.model import Catalogue

FUNNELS = "funnels.toml"

#: What a stage may count: rows, a column's sum, different keys.
_COUNTING = frozenset({Aggregation.COUNT, Aggregation.SUM, Aggregation.DISTINCT})


class Via(StrEnum):
    """How a case is followed from the stage before: not at all, by its customer, its lead, or on its own row."""

    EVENTS = ""
    CUSTOMER = "customer"
    LEAD = "lead"
    ROW = "row"

    @property
    def key(self) -> str:
        """The column that both stages bear, '' where a case is followed by none."""
        return self.value if self in (Via.CUSTOMER, Via.LEAD) else ""


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """One stage: the measure that counts it, the date it counts by ('' is the measure's own), how cases come to it.

    `several` says that one case of the stage before may give several of this one: purchases of a buyer. `again` says
    that only those count who had come to the stage before on an earlier day: customers who came back after paying.
    """

    id: str
    name_ru: str
    name_en: str
    measure: str
    day: str = ""
    via: Via = Via.EVENTS
    several: bool = False
    again: bool = False

    @property
    def name(self) -> Message:
        """What the owner calls the stage."""
        return named(self.name_en, self.name_ru)


@dataclass(frozen=True, slots=True)
class Funnel:
    """A way to a sale: `channel` and `person` are the dimensions that split it, `amount` and `profit` its money.

    `product` splits the money of the last stage; `quantity` is the measure of its units.
    """

    id: str
    name_ru: str
    name_en: str
    stages: tuple[FunnelStage, ...]
    channel: str = ""
    person: str = ""
    amount: str = ""
    profit: str = ""
    product: str = ""
    quantity: str = ""

    @property
    def name(self) -> Message:
        """What the owner calls the funnel."""
        return named(self.name_en, self.name_ru)


def read_funnels(data: Mapping[str, object], issues: list[Issue]) -> dict[str, Funnel]:
    """Every funnel of the file, in its order."""
    whole = Table(data, FUNNELS, "", issues)
    return {key: _funnel(whole.table(key)) for key in data}


def _funnel(table: Table) -> Funnel:
    found = Funnel(
        id=table.path,
        name_ru=table.text("ru"),
        name_en=table.text("en"),
        channel=table.text("channel", ""),
        person=table.text("person", ""),
        amount=table.text("amount", ""),
        profit=table.text("profit", ""),
        product=table.text("product", ""),
        quantity=table.text("quantity", ""),
        stages=tuple(_stage(entry) for entry in table.tables("stages")),
    )
    table.finish()
    return found


def _stage(table: Table) -> FunnelStage:
    found = FunnelStage(
        id=table.text("id"),
        name_ru=table.text("ru"),
        name_en=table.text("en"),
        measure=table.text("measure"),
        day=table.text("day", ""),
        via=table.choice("via", Via, Via.EVENTS) if "via" in table.data else Via.EVENTS,
        several=table.flag("several", default=False),
        again=table.flag("again", default=False),
    )
    table.finish()
    return found


def check_funnels(catalogue: Catalogue, funnels: Mapping[str, Funnel]) -> Iterator[Issue]:
    """What is wrong in funnels: stages without a measure to count, dates and dimensions that no fact has."""
    for funnel in funnels.values():
        yield from _check_head(catalogue, funnel)
        for before, stage in zip((None, *funnel.stages), funnel.stages, strict=False):
            yield from _check_stage(catalogue, funnel, before, stage)


def _check_head(catalogue: Catalogue, funnel: Funnel) -> Iterator[Issue]:
    if len(funnel.stages) < 2:
        yield _issue(funnel, "stages", msg("A funnel needs two stages at least"))
    if len({stage.id for stage in funnel.stages}) < len(funnel.stages):
        yield _issue(funnel, "stages", msg("Two stages of the funnel have the same id"))
    for key, dimension in (("channel", funnel.channel), ("person", funnel.person), ("product", funnel.product)):
        if dimension and dimension not in catalogue.dimensions:
            fix = did_you_mean(dimension, catalogue.dimensions)
            yield _issue(funnel, key, msg("No fact has the dimension “{name}”", name=dimension), fix)
    yield from _check_money(catalogue, funnel)


def _check_money(catalogue: Catalogue, funnel: Funnel) -> Iterator[Issue]:
    for key, measure in (("amount", funnel.amount), ("quantity", funnel.quantity)):
        if measure and measure not in catalogue.measures:
            fix = did_you_mean(measure, catalogue.measures)
            yield _issue(funnel, key, msg("There is no measure “{measure}”", measure=measure), fix)
    if bool(funnel.product) != bool(funnel.quantity):
        yield _issue(
            funnel, "product", msg("Products are told apart by a split and a measure of their quantity together")
        )
    if funnel.profit and funnel.profit not in catalogue.metrics:
        fix = did_you_mean(funnel.profit, catalogue.metrics)
        yield _issue(funnel, "profit", msg("There is no metric “{metric}”", metric=funnel.profit), fix)


def _check_stage(
    catalogue: Catalogue, funnel: Funnel, before: FunnelStage | None, stage: FunnelStage
) -> Iterator[Issue]:
    measure = catalogue.measures.get(stage.measure)
    if measure is None:
        fix = did_you_mean(stage.measure, catalogue.measures)
        yield _issue(funnel, "stages", msg("There is no measure “{measure}”", measure=stage.measure), fix)
        return
    if measure.aggregation not in _COUNTING:
        yield _issue(funnel, "stages", msg("“{measure}” counts nothing that could be a stage", measure=stage.measure))
    columns = {column.id: column for column in catalogue.facts[measure.fact].columns}
    if stage.day and (stage.day not in columns or columns[stage.day].kind is not Kind.DATE):
        yield _issue(
            funnel, "stages", msg("“{column}” is not a date of the fact", column=f"{measure.fact}.{stage.day}")
        )
    earlier = catalogue.measures.get(before.measure) if before else None
    if stage.via is Via.ROW and (earlier is None or earlier.fact != measure.fact):
        yield _issue(funnel, "stages", msg("“{stage}” is not on the row of the stage before it", stage=stage.id))
    if stage.via is Via.CUSTOMER and "customer" not in columns:
        yield _issue(funnel, "stages", msg("“{stage}” has no customer to be followed by", stage=stage.id))
    if stage.via is Via.LEAD and "lead" not in columns:
        yield _issue(funnel, "stages", msg("“{stage}” has no number of a lead to be followed by", stage=stage.id))
    if stage.again and (stage.via is not Via.CUSTOMER or stage is not funnel.stages[-1]):
        yield _issue(
            funnel, "stages",
            msg("“{stage}”: those who come again are followed by customer and stand last", stage=stage.id),
        )  # fmt: skip


def _issue(funnel: Funnel, key: str, message: Message, fix: Message | None = None) -> Issue:
    return Issue("funnel", Level.ERROR, message, fix, file=FUNNELS, column=f"{funnel.id}.{key}")
