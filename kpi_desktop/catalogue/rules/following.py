"""A cohort is followed to a measure that exists by a column that both sides bear; what ripens names such a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.rules.finding import in_measure, in_metric
from kpi_desktop.expr.errors import did_you_mean
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.core.issue import Issue


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    for measure in catalogue.measures.values():
        if measure.follows:
            yield from _followed(catalogue, measure)
    for metric in catalogue.metrics.values():
        days = catalogue.measures.get(metric.ripens)
        if metric.ripens and (days is None or not days.follows):
            what = msg("“{metric}” is no measure of the days that cases take", metric=metric.ripens)
            yield in_metric(metric, "ripens", "bad_ripens", what, did_you_mean(metric.ripens, catalogue.measures))


def _followed(catalogue: Catalogue, measure: Measure) -> Iterator[Issue]:
    """Both facts bear the key, and the fact that is come to is read beside the measure's own."""
    after = catalogue.measures.get(measure.follows)
    if after is None:
        what = msg("There is no measure “{measure}”", measure=measure.follows)
        yield in_measure(measure, "follows", "unknown_measure", what, did_you_mean(measure.follows, catalogue.measures))
        return
    fact = catalogue.facts.get(after.fact)
    if fact is not None and measure.key not in {column.id for column in fact.columns}:
        what = msg("The fact “{fact}” has no column “{column}”", fact=after.fact, column=measure.key)
        yield in_measure(measure, "key", "unknown_column", what)
    if after.fact not in (measure.fact, *measure.also):
        what = msg("“{name}” is come to and must stand in “{key}”", name=after.fact, key="also")
        yield in_measure(measure, "also", "absent", what)
