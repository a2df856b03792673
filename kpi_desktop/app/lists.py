"""Lists that the owner works through: whom to call about unpaid contracts, which products bring the revenue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened
from kpi_desktop.app.figures import period_of
from kpi_desktop.engine.lists import products_by_revenue, unpaid_contracts

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.lists import Ranked, Unpaid


def callback_list(workspace: Workspace, path: Path, month: str | None) -> tuple[Period, str, tuple[Unpaid, ...]]:
    """Contracts signed by the period's end and not paid by then, with the period and the currency."""
    with opened(workspace, path) as (book, engine):
        period = period_of(month, engine)
        return period, book.currency, unpaid_contracts(book, period)


def abc_list(workspace: Workspace, path: Path, month: str | None) -> tuple[Period, str, tuple[Ranked, ...]]:
    """Products of the period by revenue with their classes, with the period and the currency."""
    with opened(workspace, path) as (book, engine):
        period = period_of(month, engine)
        return period, book.currency, products_by_revenue(engine, period)
