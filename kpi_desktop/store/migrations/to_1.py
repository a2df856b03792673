"""Version 1: documents count within their organisation; replacements and what varies in a document are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_STEPS = (
    "ALTER TABLE document ADD COLUMN organisation INTEGER DEFAULT 0",
    "ALTER TABLE batch ADD COLUMN line_level VARCHAR DEFAULT ''",
    # what differs inside the documents of those imports was not looked at: anything may
    "UPDATE batch SET line_level = 'customer,day'",
    "CREATE TABLE replacement (batch INTEGER NOT NULL, source_id INTEGER NOT NULL)",
    "CREATE TABLE beside (source_id INTEGER NOT NULL, other_id INTEGER NOT NULL)",
)


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 0 had not."""
    for statement in _STEPS:
        conn.execute(statement)
