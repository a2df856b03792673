"""Version 3: of streams that give the same sales one counts, the others are put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.layout import ASIDE, STREAM_TABLES

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 2 had not."""
    for statement in STREAM_TABLES:
        conn.execute(statement)
    conn.execute(f"CREATE TABLE {ASIDE} AS SELECT * FROM sale WHERE FALSE")
