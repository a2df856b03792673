"""Ways in which a metric's change is told, as `ways.toml` lists them: a product that is the metric, its factors named.

A way beside the metric's own formula: revenue is buyers × purchases of one × the average purchase. Or over a split
(`over`): volume, the mix of products, their prices, their margins, each member a chain of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Catalogue, Display, Way, WayFactor
from kpi_desktop.catalogue.names import find
from kpi_desktop.catalogue.resolve import resolved_formula
from kpi_desktop.catalogue.table import Table
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.expr.dialects.dependencies import names
from kpi_desktop.expr.errors import FormulaError, did_you_mean
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WAYS = "ways.toml"


def read_ways(data: Mapping[str, object], issues: list[Issue]) -> dict[str, tuple[Way, ...]]:
    """Every metric's ways, in the order of the file."""
    whole = Table(data, WAYS, "", issues)
    return {metric: tuple(_way(table) for table in whole.tables(metric)) for metric in data}


def _way(table: Table) -> Way:
    found = Way(
        id=table.text("id"),
        name_ru=table.text("ru"),
        name_en=table.text("en"),
        formula=table.text("formula", ""),
        over=table.text("over", ""),
        mix_ru=table.text("mix_ru", ""),
        mix_en=table.text("mix_en", ""),
        factors=tuple(_factor(entry) for entry in table.tables("factors")),
    )
    table.finish()
    return found


def _factor(table: Table) -> WayFactor:
    found = WayFactor(
        symbol=table.text("symbol"),
        formula=table.text("formula"),
        name_ru=table.text("ru", ""),
        name_en=table.text("en", ""),
        display=table.choice("display", Display, Display.NUMBER) if "display" in table.data else None,
    )
    table.finish()
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    metric: str
    way: Way

    def issue(self, message: Message, fix: Message | None = None) -> Issue:
        return Issue("way", Level.ERROR, message, fix, file=WAYS, column=self.metric)


def check_ways(catalogue: Catalogue) -> Iterator[Issue]:
    """What is wrong in ways: metrics, splits and names that do not exist, factors that the formula does not name."""
    for metric, ways in catalogue.ways.items():
        for way in ways:
            place = _Place(metric, way)
            if metric not in catalogue.metrics:
                fix = did_you_mean(metric, catalogue.metrics)
                yield place.issue(msg("There is no metric “{metric}”", metric=metric), fix)
            yield from _check_shape(catalogue, place)
            yield from (issue for factor in way.factors for issue in _check_factor(catalogue, place, factor))


def _check_shape(catalogue: Catalogue, place: _Place) -> Iterator[Issue]:
    way = place.way
    if way.over and way.over not in catalogue.dimensions:
        fix = did_you_mean(way.over, catalogue.dimensions)
        yield place.issue(msg("No fact has the dimension “{name}”", name=way.over), fix)
    if bool(way.over) == bool(way.formula):
        yield place.issue(msg("A way has either a formula over its factors or a split that it goes over"))
    if not way.formula:
        return
    try:
        used = set(names(parse(way.formula)))
    except FormulaError as error:
        yield place.issue(error.what, error.fix)
        return
    if used != {factor.symbol for factor in way.factors}:
        yield place.issue(msg("The formula of the way “{way}” and its factors do not name the same", way=way.id))


def _check_factor(catalogue: Catalogue, place: _Place, factor: WayFactor) -> Iterator[Issue]:
    try:
        node = resolved_formula(catalogue, factor.formula)
    except FormulaError as error:
        yield place.issue(error.what, error.fix)
        return
    if node is None:
        yield place.issue(msg("“{name}” has no formula to be computed by", name=factor.formula))
    if not (factor.name_ru and factor.name_en) and find(catalogue, factor.formula) is None:
        yield place.issue(msg("The factor “{name}” needs a name in both languages", name=factor.symbol))
