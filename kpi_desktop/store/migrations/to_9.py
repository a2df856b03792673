"""Version 9: expenses get their class by their article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.layout import ARTICLE_TABLES

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 8 had not."""
    for statement in ARTICLE_TABLES:
        conn.execute(statement)
