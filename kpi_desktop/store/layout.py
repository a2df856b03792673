"""The tables of a book: what every colleague of the store may read with SQL.

Names of facts and columns are ids of `facts.toml`; some are SQL words (`order`, `end`, `class`), so always quote them.

- `meta(key, value)`: schema_version, company, currency, language, created_by. `setting(key, value)`: choices.
- `source(id, importer, layout, organisation, filters, name)`; `batch(...)`: one import of one fact;
  `batch_sheet(batch, idx, name)`; `replacement(batch, source_id)`: the sources whose days a batch took over;
  `beside(source_id, other_id)`: sources that the owner called different; `free_column(fact, "column", heading, kind)`
  with kind `dimension` or `measure`; `saved_mapping(layout, name, mapping, saved_at)` and `earlier_mapping`, what
  they were before (the highest `number` last).
- `member(dimension, code, value)`: texts of a dimension, shared by all facts; code 0, the unspecified member '', has no
  row. `customer_key(code, key)` (`customer` is a fact), `document(code, source_id, year, organisation, number)`,
  `key_value(kind, code, value)` for other keys; a row without a key has NULL.
- one table for each fact: `batch, src_sheet, src_row`, the fact's columns, `first_of_document` where the fact has
  `document`, then free columns `x_...`. DATE, TIMESTAMP, DECIMAL(18,4) money, DECIMAL(18,6) quantities, BIGINT counts,
  BOOLEAN flags, VARCHAR texts; CHOICE is TINYINT, the index into the column's `choices`; DIMENSION is an INTEGER code,
  0 where unspecified; KEY is INTEGER (`document` BIGINT), NULL where absent; free numbers are DECIMAL(28,6).
- `kept(batch, src_row, measure, first_day, end_day, dimension, code, value)`: figures kept by hand; their batches have
  the fact `kept`; value NULL wipes an earlier figure of the same place out.
- `removed_<fact>`: the same columns and `removed_by`: rows that a newer import took out, kept for undo.
- `aside_sale`: sales that a more trusted stream gives already (`set_aside` says which and where); `not_answering` are
  days of which an import gives no total any more; `order_sale` are imports of orders whose lines stand in `sale`;
  `stream_choice` is the owner's word on a source.
- `customer_of_file` stands beside `customer` in every fact: whom the file names, and whom the row counts for (NULL for
  nobody in particular); `customer_as(code, target)` has those that differ, `customer_choice` the owner's word.
- `bank_rule(number, rule)`: the book's own rules for rows of bank statements. `bank_expense`: days on which imports of
  payments count as expenses, their rows then stand in `expense` too; or (`counts` false) on which others tell all.
- `sale.channel_by`: by what the channel of a line was found that bears none in its file; NULL where the file tells it.
- `closing`: editions of closed months with the figures as they were; `closing_part`: what an edition stood on, in
  pieces: `book` (a packed book as it was), `formulas`, and every `report` that was sent.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import Column, FactTable, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import duckdb

#: Raised by one with each migration.
SCHEMA_VERSION = 12

#: Sales that a more trusted stream gives already.
ASIDE = "aside_sale"

#: The customer as a row's file names it; `customer` is whom the row counts for.
OF_FILE = "customer_of_file"

#: Free numbers: wide enough for money and for counts.
FREE_MEASURE = "DECIMAL(28,6)"

_TYPES = {
    Kind.DATE: "DATE",
    Kind.TIME: "TIMESTAMP",
    Kind.MONEY: "DECIMAL(18,4)",
    Kind.QUANTITY: "DECIMAL(18,6)",
    Kind.COUNT: "BIGINT",
    Kind.KEY: "INTEGER",
    Kind.DIMENSION: "INTEGER NOT NULL DEFAULT 0",
    Kind.CHOICE: "TINYINT",
    Kind.FLAG: "BOOLEAN",
    Kind.TEXT: "VARCHAR",
}

#: What tells which of several streams of sales counts.
STREAM_TABLES = (
    "CREATE TABLE stream_choice (source_id INTEGER NOT NULL, place INTEGER NOT NULL, beside BOOLEAN NOT NULL, "
    "channel VARCHAR NOT NULL)",
    "CREATE TABLE set_aside (batch INTEGER NOT NULL, first_day DATE NOT NULL, end_day DATE NOT NULL, "
    "organisation INTEGER NOT NULL, channel VARCHAR NOT NULL, authority INTEGER NOT NULL)",
    "CREATE TABLE not_answering (batch INTEGER NOT NULL, first_day DATE NOT NULL, end_day DATE NOT NULL)",
    "CREATE TABLE order_sale (batch INTEGER NOT NULL)",
)

#: The book's own rules for rows of bank statements, each as JSON.
BANK_TABLES = ("CREATE TABLE bank_rule (number INTEGER NOT NULL, rule VARCHAR NOT NULL)",)

#: Days on which imports of payments count as expenses (their rows stand in `expense`), or on which others tell all.
BANK_EXPENSE_TABLES = (
    "CREATE TABLE bank_expense (batch INTEGER NOT NULL, first_day DATE NOT NULL, end_day DATE NOT NULL, "
    "counts BOOLEAN NOT NULL)",
)

#: The owner's classes of expense articles, and the rows that got their class by their article.
ARTICLE_TABLES = (
    "CREATE TABLE article_class (article VARCHAR NOT NULL, class VARCHAR NOT NULL)",
    "CREATE TABLE expense_classed (batch INTEGER NOT NULL, src_sheet SMALLINT NOT NULL, src_row INTEGER NOT NULL)",
)

#: Rows of imports that were refused because they are in another currency than the book: days that are told in part.
FOREIGN_TABLES = ("CREATE TABLE foreign_row (batch INTEGER NOT NULL, day DATE NOT NULL, number INTEGER NOT NULL)",)

#: What tells whom a customer of a file counts for.
CUSTOMER_TABLES = (
    "CREATE TABLE customer_choice (code INTEGER NOT NULL, word VARCHAR NOT NULL)",
    "CREATE TABLE customer_as (code INTEGER NOT NULL, target INTEGER)",
)

#: Closed months: who closed which edition and when, what it stood on (a packed book and the formulas), reports sent.
CLOSING_TABLES = (
    "CREATE TABLE closing (id INTEGER NOT NULL, month VARCHAR NOT NULL, edition INTEGER NOT NULL, "
    "closed_at TIMESTAMP NOT NULL, who VARCHAR NOT NULL, note VARCHAR NOT NULL, formulas_digest VARCHAR NOT NULL, "
    "figures VARCHAR NOT NULL, reopened_at TIMESTAMP, reopened_by VARCHAR NOT NULL DEFAULT '', "
    "reopened_why VARCHAR NOT NULL DEFAULT '')",
    "CREATE TABLE closing_part (closing INTEGER NOT NULL, kind VARCHAR NOT NULL, name VARCHAR NOT NULL, "
    "part INTEGER NOT NULL, content BLOB NOT NULL)",
)

#: Reports sent by e-mail: what of them became, and the files themselves, each once.
MAIL_TABLES = (
    "CREATE TABLE mail (id INTEGER NOT NULL, month VARCHAR NOT NULL, preset VARCHAR NOT NULL, "
    "recipient VARCHAR NOT NULL, subject VARCHAR NOT NULL, file_name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, "
    "state VARCHAR NOT NULL, happened TIMESTAMP NOT NULL, told VARCHAR NOT NULL)",
    "CREATE TABLE mail_file (sha256 VARCHAR NOT NULL, content BLOB NOT NULL)",
)

#: No indexes: they speed nothing up here, and a scan then reads every block, so that `check` misses no damage.
TABLES = (
    "CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL)",
    "CREATE TABLE setting (key VARCHAR NOT NULL, value VARCHAR NOT NULL)",
    "CREATE TABLE source (id INTEGER NOT NULL, importer VARCHAR NOT NULL, layout VARCHAR NOT NULL, "
    "organisation VARCHAR NOT NULL, filters VARCHAR NOT NULL, name VARCHAR NOT NULL)",
    "CREATE TABLE batch (id INTEGER NOT NULL, fact VARCHAR NOT NULL, source_id INTEGER NOT NULL, "
    "file_name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, importer VARCHAR NOT NULL, recognised VARCHAR NOT NULL, "
    "mapping VARCHAR NOT NULL, rows BIGINT NOT NULL, imported BIGINT NOT NULL, file_total DECIMAL(38,6), "
    "imported_total DECIMAL(38,6), stored_total DECIMAL(38,6), first_day DATE, end_day DATE, "
    "period_stated BOOLEAN NOT NULL, grain VARCHAR NOT NULL, currency VARCHAR NOT NULL, vat VARCHAR NOT NULL, "
    "returns VARCHAR NOT NULL, documents VARCHAR NOT NULL, filtered BOOLEAN NOT NULL, organisation VARCHAR NOT NULL, "
    "title VARCHAR NOT NULL, present VARCHAR NOT NULL, imported_at TIMESTAMP NOT NULL, state VARCHAR NOT NULL, "
    "line_level VARCHAR NOT NULL DEFAULT '', dropped_rows BIGINT DEFAULT 0, dropped_total DECIMAL(38,6), "
    "undone_at TIMESTAMP, cost_vat VARCHAR NOT NULL DEFAULT '')",
    "CREATE TABLE batch_sheet (batch INTEGER NOT NULL, idx SMALLINT NOT NULL, name VARCHAR NOT NULL)",
    "CREATE TABLE replacement (batch INTEGER NOT NULL, source_id INTEGER NOT NULL)",
    "CREATE TABLE beside (source_id INTEGER NOT NULL, other_id INTEGER NOT NULL)",
    'CREATE TABLE free_column (fact VARCHAR NOT NULL, "column" VARCHAR NOT NULL, heading VARCHAR NOT NULL, '
    "kind VARCHAR NOT NULL)",
    "CREATE TABLE saved_mapping (layout VARCHAR NOT NULL, name VARCHAR NOT NULL, mapping VARCHAR NOT NULL, "
    "saved_at TIMESTAMP NOT NULL)",
    "CREATE TABLE earlier_mapping (layout VARCHAR NOT NULL, name VARCHAR NOT NULL, mapping VARCHAR NOT NULL, "
    "saved_at TIMESTAMP NOT NULL, number INTEGER NOT NULL)",
    "CREATE TABLE member (dimension VARCHAR NOT NULL, code INTEGER NOT NULL, value VARCHAR NOT NULL)",
    "CREATE TABLE customer_key (code INTEGER NOT NULL, key VARCHAR NOT NULL)",
    "CREATE TABLE document (code BIGINT NOT NULL, source_id INTEGER NOT NULL, year INTEGER NOT NULL, "
    "organisation INTEGER NOT NULL DEFAULT 0, number VARCHAR NOT NULL)",
    "CREATE TABLE kept (batch INTEGER NOT NULL, src_row INTEGER NOT NULL, measure VARCHAR NOT NULL, "
    "first_day DATE NOT NULL, end_day DATE NOT NULL, dimension VARCHAR NOT NULL, code INTEGER NOT NULL, "
    '"value" DECIMAL(28,6))',
    "CREATE TABLE key_value (kind VARCHAR NOT NULL, code INTEGER NOT NULL, value VARCHAR NOT NULL)",
    *STREAM_TABLES,
    *CUSTOMER_TABLES,
    *BANK_TABLES,
    *BANK_EXPENSE_TABLES,
    *ARTICLE_TABLES,
    *FOREIGN_TABLES,
    *CLOSING_TABLES,
    *MAIL_TABLES,
)


def quoted(name: str) -> str:
    """A name of a table or column as SQL."""
    return '"' + name.replace('"', '""') + '"'


def sql_type(column: Column) -> str:
    """The SQL type that keeps a column of facts."""
    if column.kind is Kind.KEY and column.id == "document":
        return "BIGINT"
    return _TYPES[column.kind] + (" NOT NULL" if column.id == "day" else "")


def has_documents(fact: FactTable) -> bool:
    """Whether rows of the fact belong to documents, so that its first lines are flagged."""
    return any(column.id == "document" for column in fact.columns)


def counted_rows(fact: FactTable) -> str:
    """The SQL condition for rows that can be a document's first line: sale lines, never returns or write-offs."""
    for column in fact.columns:
        if column.id == "kind" and column.choices[:1] == ("sale",):
            return "kind = 0"
    return "1 = 1"


def fixed_columns(fact: FactTable) -> list[tuple[str, str]]:
    """Name and SQL type of each column that the fact's table always has, in their order."""
    columns = [("batch", "INTEGER NOT NULL"), ("src_sheet", "SMALLINT NOT NULL"), ("src_row", "INTEGER NOT NULL")]
    columns += [(column.id, sql_type(column)) for column in fact.columns]
    if has_documents(fact):
        columns.append(("first_of_document", "BOOLEAN NOT NULL"))
    if any(column.id == "customer" and column.kind is Kind.KEY for column in fact.columns):
        columns.append((OF_FILE, "INTEGER"))
    return columns


def removed(fact_id: str) -> str:
    """The name of the table of rows that newer imports took out."""
    return f"removed_{fact_id}"


def tables_of(fact_id: str) -> tuple[str, ...]:
    """Every table that holds rows of the fact: those that count, those that newer ones took out, those put aside."""
    return (fact_id, removed(fact_id), *((ASIDE,) if fact_id == "sale" else ()))


def signature(facts: Iterable[FactTable]) -> str:
    """A short text that differs where the tables of facts differ: tells whether a book lacks tables or columns."""
    text = "|".join(f"{fact.id}:{fixed_columns(fact)}" for fact in facts)
    return hashlib.sha256(text.encode()).hexdigest()


def create_tables(conn: duckdb.DuckDBPyConnection, facts: Iterable[FactTable]) -> None:
    """Lay out an empty book."""
    for statement in TABLES:
        conn.execute(statement)
    for fact in facts:
        create_fact(conn, fact, ())


def create_fact(conn: duckdb.DuckDBPyConnection, fact: FactTable, known: Collection[str]) -> None:
    """Make the fact's tables, or add the columns that `facts.toml` has and the book, whose are `known`, has not."""
    columns = fixed_columns(fact)
    for table in tables_of(fact.id):
        extra = [("removed_by", "INTEGER NOT NULL")] if table == removed(fact.id) else []
        if not known:
            body = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns + extra)
            conn.execute(f"CREATE TABLE {quoted(table)} ({body})")
            continue
        for name, kind in columns:
            if name not in known:
                add_column(conn, table, name, kind)


def add_column(conn: duckdb.DuckDBPyConnection, table: str, name: str, kind: str) -> None:
    """Add one column; older rows get its default (a dimension is unspecified there)."""
    declared = kind.replace(" NOT NULL", "")
    conn.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {declared}")


def put(conn: duckdb.DuckDBPyConnection, table: str, *values: object) -> None:
    """Write a row in place of the one with the same first value."""
    first = conn.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND column_index = 1", [table])
    name = quoted(str(first.fetchall()[0][0]))
    conn.execute(f"DELETE FROM {table} WHERE {name} = ?", [values[0]])
    conn.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", list(values))


def all_columns(conn: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of each table, in order."""
    found: dict[str, list[str]] = {}
    for table, name in conn.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index"
    ).fetchall():
        found.setdefault(str(table), []).append(str(name))
    return found


def column_names(conn: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a table in order; none where there is no such table."""
    found = conn.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND NOT internal ORDER BY column_index", [table]
    ).fetchall()
    return [str(name) for (name,) in found]


def columns_of(conn: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a table that is there, in order: a tenth of the cost of looking among those of all tables."""
    return [str(row[1]) for row in conn.execute(f"PRAGMA table_info({quoted(table)})").fetchall()]
