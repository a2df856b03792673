"""Every column that splits figures has its name among the dimensions, and no dimension stands without a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
            if column.kind is Kind.DIMENSION:
                carried.setdefault(column.id, f"{fact.id}.{column.id}")
    for column_id, place in carried.items():
        if column_id not in catalogue.dimensions:
            what = msg("The dimension of the column “{column}” has no name", column=place)
            yield Issue("unnamed_dimension", Level.ERROR, what, file="dimensions.toml", column=column_id)
    for dimension_id in catalogue.dimensions:
        if dimension_id not in carried:
            what = msg("No fact has the dimension “{name}”", name=dimension_id)
            fix = did_you_mean(dimension_id, carried)
            yield Issue("unknown_dimension", Level.ERROR, what, fix, file="dimensions.toml", column=dimension_id)
