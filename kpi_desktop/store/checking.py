"""The book's own audit: every column is read, every total, flag and code is checked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.facts.schema import FactTable, Kind
from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.store.coding import key_table, member_table
from kpi_desktop.store.connection import first_row
from kpi_desktop.store.layout import all_columns, counted_rows, fixed_columns, has_documents, quoted, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb


def check_book(conn: duckdb.DuckDBPyConnection, facts: Mapping[str, FactTable]) -> Iterator[Issue]:
    """All that is wrong with the book; nothing if it is sound. Damage to the file itself raises duckdb.Error."""
    columns = all_columns(conn)
    _read_everything(conn, columns)
    yield from _kept(conn)
    for fact in facts.values():
        known = set(columns.get(fact.id, ()))
        if not known or not first_row(conn, "SELECT 1 FROM batch WHERE fact = ? LIMIT 1", [fact.id]):
            continue
        if {name for name, _ in fixed_columns(fact)} <= known:
            yield from _totals(conn, fact)
            yield from _first_lines(conn, fact)
            yield from _codes(conn, fact)
        else:
            yield _issue("schema", msg("The table “{fact}” lacks columns", fact=named(fact.name_en, fact.name_ru)))


def _read_everything(conn: duckdb.DuckDBPyConnection, columns: Mapping[str, list[str]]) -> None:
    """Scan each column of each table, which makes DuckDB compare every block with its checksum."""
    for table, names in columns.items():
        read = ", ".join(quoted(name) for name in names)
        conn.execute(f"SELECT BIT_XOR(HASH({read})) FROM {quoted(table)}").fetchall()


def _kept(conn: duckdb.DuckDBPyConnection) -> Iterator[Issue]:
    """Entries by hand have as many figures as were typed, and their members are known."""
    rows = conn.execute(
        "SELECT b.id, b.file_name, b.imported, COUNT(k.batch) FROM batch b LEFT JOIN kept k ON k.batch = b.id "
        "WHERE b.fact = 'kept' GROUP BY b.id, b.file_name, b.imported HAVING b.imported <> COUNT(k.batch) ORDER BY b.id"
    ).fetchall()
    for batch, file, stored, there in rows:
        text = msg("Entry {batch} (“{file}”): {there} figures are there, {stored} were entered",
                   batch=batch, file=file, there=there, stored=stored)  # fmt: skip
        yield _issue("kept", text)
    lost = conn.execute(
        "SELECT DISTINCT k.dimension FROM kept k LEFT JOIN member m ON m.dimension = k.dimension AND m.code = k.code "
        "WHERE k.code <> 0 AND m.code IS NULL ORDER BY 1"
    ).fetchall()
    for (dimension,) in lost:
        yield _issue("kept", msg("Figures kept by hand name members of “{dimension}” that the book does not know",
                                 dimension=dimension))  # fmt: skip


def _totals(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> Iterator[Issue]:
    """Rows and totals of each batch, those taken out by newer ones included, are what the import stored."""
    main = f"SUM({quoted(fact.main)})" if fact.main else "NULL"
    both = " UNION ALL ".join(
        f"SELECT batch, COUNT(*) AS n, {main} AS total FROM {quoted(table)} GROUP BY batch"
        for table in tables_of(fact.id)
    )
    rows = conn.execute(
        "SELECT b.id, b.file_name, b.imported, b.stored_total, COALESCE(SUM(r.n), 0), SUM(r.total) "
        f"FROM batch b LEFT JOIN ({both}) r ON r.batch = b.id WHERE b.fact = ? AND b.state <> 'undone' "
        "GROUP BY b.id, b.file_name, b.imported, b.stored_total ORDER BY b.id",
        [fact.id],
    ).fetchall()
    for batch, file, imported, stored, count, total in rows:
        if imported != count:
            yield _issue(
                "rows",
                msg(
                    "Import {batch} (“{file}”) stored rows: {imported}; the book has: {count}",
                    batch=batch,
                    file=file,
                    imported=imported,
                    count=int(count),
                ),
            )
        if fact.main and Decimal(stored or 0) != Decimal(total or 0):
            yield _issue(
                "total",
                msg(
                    "The total of import {batch} (“{file}”) was {stored}, but its rows add up to {total}",
                    batch=batch,
                    file=file,
                    stored=amount_message(Decimal(stored or 0)),
                    total=amount_message(Decimal(total or 0)),
                ),
            )


def _first_lines(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> Iterator[Issue]:
    """Each document that has countable lines has exactly one flagged, and no other line is flagged."""
    if not has_documents(fact):
        return
    counted = counted_rows(fact)
    found = first_row(
        conn,
        "SELECT COUNT(*) FROM (SELECT document, "
        f"SUM(CASE WHEN first_of_document AND {counted} THEN 1 ELSE 0 END) AS flagged, "
        "SUM(CASE WHEN first_of_document THEN 1 ELSE 0 END) AS flags, "
        f"SUM(CASE WHEN {counted} THEN 1 ELSE 0 END) AS lines FROM {quoted(fact.id)} GROUP BY document) d "
        "WHERE flags <> flagged OR flagged <> CASE WHEN document IS NULL OR lines = 0 THEN 0 ELSE 1 END",
    )
    if found and found[0]:
        yield _issue(
            "first_of_document",
            msg(
                "Documents that are not counted exactly once in “{fact}”: {count}",
                count=int(found[0]),
                fact=named(fact.name_en, fact.name_ru),
            ),
        )


def _codes(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> Iterator[Issue]:
    """Every code has its text, once."""
    for column in fact.columns:
        if column.kind not in {Kind.DIMENSION, Kind.KEY}:
            continue
        known = _known_codes(column.id, column.kind)
        name = quoted(column.id)
        found = first_row(
            conn,
            f"SELECT COUNT(*) FROM (SELECT DISTINCT {name} AS code FROM {quoted(fact.id)} WHERE {name} IS NOT NULL) f "
            f"LEFT JOIN (SELECT code, COUNT(*) AS n FROM ({known}) k GROUP BY code) c ON c.code = f.code "
            "WHERE c.n IS NULL OR c.n <> 1",
        )
        if found and found[0]:
            yield _issue(
                "codes",
                msg(
                    "Values of “{column}” in “{fact}” that have no name in the book: {count}",
                    count=int(found[0]),
                    column=named(column.name_en, column.name_ru),
                    fact=named(fact.name_en, fact.name_ru),
                ),
            )


def _known_codes(column: str, kind: Kind) -> str:
    if column == "document":
        return "SELECT code FROM document"
    where = member_table(column) if kind is Kind.DIMENSION else key_table(column)
    known = f"SELECT code FROM {where.table}"
    if where.kind_column:
        known += f" WHERE {where.kind_column} = '{where.kind}'"
    return f"SELECT 0 AS code UNION ALL {known}" if kind is Kind.DIMENSION else known


def _issue(code: str, message: Message) -> Issue:
    return Issue(
        code,
        Level.ERROR,
        message,
        fix=msg("Undo this import and import the file again, or restore the book from a backup copy"),
    )
