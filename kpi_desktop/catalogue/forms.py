"""The definitions of one quantity side by side: a metric and the others that the sources or the program count it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.catalogue.model import Catalogue, Metric


def forms_of(catalogue: Catalogue, metric_id: str) -> tuple[Metric, ...]:
    """The other definitions of what the metric counts, the main one first; none where it has only one."""
    metric = catalogue.metrics[metric_id]
    main = metric.form_of or metric.id
    found = [one for one in catalogue.metrics.values() if main in (one.id, one.form_of) and one.id != metric.id]
    return tuple(sorted(found, key=lambda one: (one.id != main, one.order, one.id)))


def beside_main(metrics: Iterable[Metric]) -> list[Metric]:
    """The metrics in their order, each other definition right after its main one where that is among them."""
    there = list(metrics)
    mains = {metric.id for metric in there}
    forms: dict[str, list[Metric]] = {}
    for metric in there:
        if metric.form_of in mains:
            forms.setdefault(metric.form_of, []).append(metric)
    return [one for metric in there if metric.form_of not in mains for one in (metric, *forms.get(metric.id, ()))]
