"""The sheets of the workbook, in the order in which they stand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kpi_desktop.workbook.sheets import (
    big,
    comparisons,
    definitions,
    entry,
    findings,
    kpis,
    lists,
    measures,
    reconciliation,
    split,
    summary,
    weak_link,
    whatif,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.workbook.scene import Scene


class Sheet(NamedTuple):
    """One sheet: what writes it, and whether the workbook at hand has it."""

    write: Callable[[Scene], None]
    wanted: Callable[[Scene], bool]


def _always(_: Scene) -> bool:
    return True


def _split(scene: Scene) -> bool:
    return bool(scene.plan.split_rows and scene.plan.split_metrics)


def _live(scene: Scene) -> bool:
    return bool(scene.bulks)


#: Every sheet: a new one is a file here and a line in this list.
SHEETS = (
    Sheet(summary.write, _always),
    Sheet(kpis.write, _always),
    Sheet(comparisons.write, comparisons.wanted),
    Sheet(findings.write, findings.wanted),
    Sheet(weak_link.write_funnel, weak_link.funnel_wanted),
    Sheet(weak_link.write_change, weak_link.change_wanted),
    Sheet(whatif.write, whatif.wanted),
    Sheet(split.write_view, _split),
    *(Sheet(partial(lists.write, list_id), partial(lists.wanted, list_id)) for list_id in lists.SHEETS),
    Sheet(measures.write, _always),
    Sheet(split.write_months, _split),
    Sheet(big.write_customers, _live),
    Sheet(big.write_data, _live),
    Sheet(entry.write_plans, entry.wanted),
    Sheet(entry.write_kept_sheets, entry.wanted),
    Sheet(definitions.write, _always),
    Sheet(reconciliation.write, _always),
)
