"""Every column that splits figures has its name among the dimensions, and no dimension stands without a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.catalogue.rules.finding import in_metric
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.expr.errors import did_you_mean
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    carried: dict[str, str] = {}
    for fact in catalogue.facts.values():
        for column in fact.columns:
            if column.kind is Kind.DIMENSION or column.split:
                carried.setdefault(column.split or column.id, f"{fact.id}.{column.id}")
    for column_id, place in carried.items():
        if column_id not in catalogue.dimensions:
            what = msg("The dimension of the column “{column}” has no name", column=place)
            yield Issue("unnamed_dimension", Level.ERROR, what, file="dimensions.toml", column=column_id)
    yield from _parts(catalogue)
    yield from _whole(catalogue)
    for dimension_id, dimension in catalogue.dimensions.items():
        if dimension_id not in carried and not dimension.parts:
            what = msg("No fact has the dimension “{name}”", name=dimension_id)
            fix = did_you_mean(dimension_id, carried)
            yield Issue("unknown_dimension", Level.ERROR, what, fix, file="dimensions.toml", column=dimension_id)


def _parts(catalogue: Catalogue) -> Iterator[Issue]:
    """Members that stand side by side sum columns of the fact of their measure, and the measure is a plain sum."""
    for dimension in catalogue.dimensions.values():
        for part in dimension.parts:
            place = f"{dimension.id}.parts.{part.id}.columns"
            for name, columns in part.columns.items():
                measure = catalogue.measures.get(name)
                if measure is None or measure.aggregation is not Aggregation.SUM or not measure.additive:
                    what = msg("“{name}” is no measure that is summed over rows", name=name)
                    yield Issue("unknown_part", Level.ERROR, what, file="dimensions.toml", column=place)
                    continue
                known = {column.id for column in catalogue.facts[measure.fact].columns}
                for column in columns:
                    if column not in known:
                        what = msg("The fact “{fact}” has no column “{column}”", fact=measure.fact, column=column)
                        fix = did_you_mean(column, known)
                        yield Issue("unknown_part", Level.ERROR, what, fix, file="dimensions.toml", column=place)


def _whole(catalogue: Catalogue) -> Iterator[Issue]:
    """What stays the company's in a split is a measure that the metric reads, and the split is known."""
    for metric in catalogue.metrics.values():
        read = {leaf.measure for leaf in leaves_of(catalogue, (metric.id,))} if metric.whole else set()
        for dimension, measures in metric.whole.items():
            if dimension not in catalogue.dimensions:
                what = msg("There is no split “{name}”", name=dimension)
                fix = did_you_mean(dimension, catalogue.dimensions)
                yield in_metric(metric, f"whole.{dimension}", "unknown_dimension", what, fix)
            for name in measures:
                if name not in read:
                    what = msg("“{name}” is no measure that is summed over rows", name=name)
                    yield in_metric(metric, f"whole.{dimension}", "unknown_whole", what, did_you_mean(name, read))
