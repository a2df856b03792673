"""Version 5: rows of bank statements have classes, and a book has rules of its own for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.layout import BANK_TABLES

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 4 had not."""
    for statement in BANK_TABLES:
        conn.execute(statement)
    conn.execute("UPDATE batch SET present = present || ',class' WHERE fact = 'payment'")
