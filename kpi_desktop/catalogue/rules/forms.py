"""Another definition of a metric stands beside a main one: of the same unit and group, which is no form itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.rules.finding import in_metric
from kpi_desktop.expr.errors import did_you_mean
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.issue import Issue


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    for metric in catalogue.metrics.values():
        if not metric.form_of:
            continue
        main = catalogue.metrics.get(metric.form_of)
        if main is None:
            what = msg("There is no metric “{metric}”", metric=metric.form_of)
            fix = did_you_mean(metric.form_of, catalogue.metrics)
            yield in_metric(metric, "form_of", "unknown_form", what, fix)
        elif main.form_of or main.unit != metric.unit or main.group != metric.group:
            what = msg("“{metric}” is no main definition of the same unit and group", metric=main.id)
            yield in_metric(metric, "form_of", "bad_form", what)
