"""Figures kept by hand have a table of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what the version before had not."""
    conn.execute(
        "CREATE TABLE kept (batch INTEGER NOT NULL, src_row INTEGER NOT NULL, measure VARCHAR NOT NULL, "
        "first_day DATE NOT NULL, end_day DATE NOT NULL, dimension VARCHAR NOT NULL, code INTEGER NOT NULL, "
        '"value" DECIMAL(28,6))'
    )
