"""Version 12: an import tells the VAT basis of its cost of goods where that is not the one of its amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 11 had not; earlier imports have one basis."""
    conn.execute("ALTER TABLE batch ADD COLUMN cost_vat VARCHAR DEFAULT ''")
