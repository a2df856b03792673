"""Version 8: payments of the bank count as expenses where nothing else tells the expense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.layout import BANK_EXPENSE_TABLES

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 7 had not."""
    for statement in BANK_EXPENSE_TABLES:
        conn.execute(statement)
