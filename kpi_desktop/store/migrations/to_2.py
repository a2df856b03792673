"""Version 2: rows left out by rules are counted, imports taken back say when, mappings keep their past."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_STEPS = (
    "ALTER TABLE batch ADD COLUMN dropped_rows BIGINT DEFAULT 0",
    "ALTER TABLE batch ADD COLUMN dropped_total DECIMAL(38,6)",
    "ALTER TABLE batch ADD COLUMN undone_at TIMESTAMP",
    "CREATE TABLE earlier_mapping (layout VARCHAR NOT NULL, name VARCHAR NOT NULL, mapping VARCHAR NOT NULL, "
    "saved_at TIMESTAMP NOT NULL, number INTEGER NOT NULL)",
)


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 1 had not."""
    for statement in _STEPS:
        conn.execute(statement)
