"""Version 11: the reports that were sent by e-mail are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.layout import MAIL_TABLES

if TYPE_CHECKING:
    import duckdb


def migrate(conn: duckdb.DuckDBPyConnection) -> None:
    """Add what version 10 had not."""
    for statement in MAIL_TABLES:
        conn.execute(statement)
