"""Version 10: the days of rows that were refused for their currency, so that what lacks them is not told as whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.layout import FOREIGN_TABLES

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 9 had not."""
    for statement in FOREIGN_TABLES:
        conn.execute(statement)
