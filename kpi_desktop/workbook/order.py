"""The order in which KPIs stand: what an owner asks for first, then the groups of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.catalogue.model import Metric

#: The section of the first questions, and the KPIs that answer them, in this order.
MAIN = "main"
FIRST = (
    "revenue", "sales_count", "aov", "gross_profit", "margin", "buyers", "new_buyers", "returning_buyers_share",
    "items_per_receipt", "revenue_per_unit", "units", "revenue_returns", "top_customer_share", "arp_customer",
)  # fmt: skip


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
