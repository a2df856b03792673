"""Ids, kinds and places in the order of the catalogue are well formed and unique."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.rules.finding import in_metric
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.issue import Issue

_ID = re.compile(r"[a-z][a-z0-9_]*")
#: S a metric that the sources name, M a base count they name, D derived from them, E beside them, O a book's own.
KINDS = ("S", "M", "D", "E", "O")


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    taken: dict[int, str] = {}
    for metric in catalogue.metrics.values():
        if not _ID.fullmatch(metric.id):
            yield in_metric(metric, "id", "bad_id", msg("“{id}” is no id: a-z, digits and _ only", id=metric.id))
        if metric.kind not in KINDS:
            known = ", ".join(KINDS)
            what = msg("“{key}” is “{word}”", key="kind", word=metric.kind)
            yield in_metric(metric, "kind", "unknown_word", what, msg("Use one of: {known}", known=known))
        first = taken.setdefault(metric.order, metric.id)
        if first != metric.id:
            what = msg("The place {n} belongs to “{other}” already", n=metric.order, other=first)
            yield in_metric(metric, "order", "same_order", what)
