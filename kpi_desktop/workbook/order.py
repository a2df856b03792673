"""The order in which KPIs stand: what an owner asks for first, then the groups of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.forms import beside_main
from kpi_desktop.present.order import FIRST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.catalogue.model import Metric

#: The section of the first questions.
MAIN = "main"


def section(metric: Metric) -> str:
    """The heading under which a KPI stands."""
    return MAIN if metric.id in FIRST or metric.form_of in FIRST else metric.group


def ordered(metrics: Sequence[Metric]) -> list[Metric]:
    """The KPIs section by section, other definitions after their main one; groups follow as in the catalogue."""
    groups = list(dict.fromkeys(metric.group for metric in metrics))

    def place(metric: Metric) -> tuple[int, int]:
        main = metric.form_of if metric.form_of in FIRST else metric.id
        if main in FIRST:
            return 0, FIRST.index(main)
        return 1, groups.index(metric.group)

    return beside_main(sorted(metrics, key=place))
