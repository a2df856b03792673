"""The order in which KPIs stand: what an owner asks for first, then the groups of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.present.order import FIRST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.catalogue.model import Metric

#: The section of the first questions.
MAIN = "main"


def section(metric: Metric) -> str:
    """The heading under which a KPI stands."""
    return MAIN if metric.id in FIRST else metric.group


def ordered(metrics: Sequence[Metric]) -> list[Metric]:
    """The KPIs section by section; the groups follow each other as in the catalogue."""
    groups = list(dict.fromkeys(metric.group for metric in metrics))

    def place(metric: Metric) -> tuple[int, int]:
        if metric.id in FIRST:
            return 0, FIRST.index(metric.id)
        return 1, groups.index(metric.group)

    return sorted(metrics, key=place)
