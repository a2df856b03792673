"""The reconciliation of a month: streams that do not count beside those that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened
from kpi_desktop.app.figures import period_of

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.reconciliation import Reconciled


def reconcile(workspace: Workspace, path: Path, month: str | None) -> tuple[Period, tuple[Reconciled, ...]]:
    """The period, and every pair of streams in it."""
    from kpi_desktop.engine.reconciliation import reconciled

    with opened(workspace, path) as (book, engine):
        period = period_of(month, engine)
        return period, reconciled(book, period)
