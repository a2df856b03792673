"""Version 4: customers that are nobody in particular are no key, and one customer may have several names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.layout import CUSTOMER_TABLES

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 3 had not."""
    for statement in CUSTOMER_TABLES:
        conn.execute(statement)
