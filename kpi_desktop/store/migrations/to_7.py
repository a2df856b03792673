"""Version 7: months can be closed; what they stood on is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.layout import CLOSING_TABLES

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 6 had not."""
    for statement in CLOSING_TABLES:
        conn.execute(statement)
