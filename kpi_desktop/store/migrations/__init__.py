"""How books of earlier versions become books of this one: a file for each version, each run in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.migrations import to_1, to_2, to_3, to_4, to_5, to_6, to_7, to_8, to_9, to_10, to_11, to_12

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    Migration = Callable[[duckdb.DuckDBPyConnection], None]

#: Place n holds the step from version n to version n + 1.
MIGRATIONS: tuple[Migration, ...] = (
    to_1.migrate,
    to_2.migrate,
    to_3.migrate,
    to_4.migrate,
    to_5.migrate,
    to_6.migrate,
    to_7.migrate,
    to_8.migrate,
    to_9.migrate,
    to_10.migrate,
    to_11.migrate,
    to_12.migrate,
)


def migrate(conn: duckdb.DuckDBPyConnection, version: int) -> int:
    """Bring a book up to this version, step by step; the version that it has then."""
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        conn.execute("BEGIN TRANSACTION")
        try:
            step(conn)
            conn.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", [str(number)])
        except BaseException:
            conn.execute("ROLLBACK")
            raise
        conn.execute("COMMIT")
    return len(MIGRATIONS)
