"""What a book file is, and how one of an earlier program is brought up to this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.errors import BookError
from kpi_desktop.i18n.message import msg
from kpi_desktop.store.authority import gathered, settled
from kpi_desktop.store.bank import PAYMENT, classify
from kpi_desktop.store.connection import connect, damaged, not_a_book, readable_errors
from kpi_desktop.store.customers import names_customers, settle_customers
from kpi_desktop.store.expense_classes import settle_expenses
from kpi_desktop.store.keeping import copy_book
from kpi_desktop.store.layout import (
    OF_FILE,
    SCHEMA_VERSION,
    all_columns,
    create_fact,
    put,
    quoted,
    signature,
    tables_of,
)
from kpi_desktop.store.migrations import migrate
from kpi_desktop.store.sale_channels import settle_channels

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb

    from kpi_desktop.facts.schema import FactTable


def made_as(path: Path, conn: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    """The book's schema version and the signature of its fact tables.

    Raises UsageError for a database of something else, BookError for the book of a newer program.
    """
    import duckdb

    try:
        meta = dict(conn.execute("SELECT key, value FROM meta").fetchall())
    except duckdb.CatalogException as error:
        raise not_a_book(path) from error
    except duckdb.Error as error:
        raise damaged(path) from error
    if "schema_version" not in meta:
        raise not_a_book(path)
    version = int(meta["schema_version"])
    if version > SCHEMA_VERSION:
        raise BookError(
            msg("The book “{book}” was written by a newer version of the program", book=path.name),
            fix=msg("Install the new version of KPI Desktop; the book was not changed"),
        )
    return version, meta.get("facts", "")


def upgrade(path: Path, version: int, facts: Mapping[str, FactTable]) -> None:
    """Bring a book up to this program; before a migration a copy of it is put into `<book>.backup`."""
    if version < SCHEMA_VERSION:
        copy_book(path, path.with_name(path.name + ".backup") / f"{path.stem}-v{version}.kpi")
    conn = connect(path)
    try:
        with readable_errors(path):
            migrate(conn, version)
            conn.execute("BEGIN TRANSACTION")
            known = all_columns(conn)
            for fact in facts.values():
                create_fact(conn, fact, known.get(fact.id, ()))
            put(conn, "meta", "facts", signature(facts.values()))
            for fact in filter(names_customers, facts.values()):
                for table in tables_of(fact.id):
                    conn.execute(f"UPDATE {quoted(table)} SET {OF_FILE} = customer WHERE {OF_FILE} IS NULL")
            gathered(conn, facts["sale"])
            settled(conn, facts["sale"])
            settle_customers(conn, facts.values())
            settle_channels(conn)
            classify(conn, facts[PAYMENT])
            settle_expenses(conn, facts)
            conn.execute("COMMIT")
    finally:
        conn.close()
