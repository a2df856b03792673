"""One book, one currency: rows in another one are refused and listed, never added (NUMBERS 5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.store.connection import first_row
from kpi_desktop.store.layout import put

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    import pyarrow as pa

    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.facts.schema import FactTable


@dataclass(frozen=True, slots=True)
class Accepted:
    """The rows in the book's currency; the main total of the others, the issue about them, and where they stand.

    `foreign` are the days of the refused rows with their number: what is told of those days is told in part.
    """

    table: pa.Table
    refused_total: Decimal = Decimal(0)
    issues: tuple[Issue, ...] = ()
    foreign: tuple[tuple[date, int], ...] = ()


def accept_currency(conn: duckdb.DuckDBPyConnection, fact: FactTable, batch: FactBatch, table: pa.Table) -> Accepted:
    """The rows that are in the book's currency, and what must be told of the others.

    A book without a currency takes it from the first file that has one.
    """
    own = _book_currency(conn)
    if not own:
        own = batch.currency or _main_currency(table)
        if own and _has_money(fact):
            put(conn, "meta", "currency", own)
    if not own:
        return Accepted(table)
    if batch.currency and batch.currency != own and _has_money(fact):
        return Accepted(table.slice(0, 0), issues=(foreign_file(batch, own),))
    return _without_foreign_rows(fact, batch, table, own)


def _book_currency(conn: duckdb.DuckDBPyConnection) -> str:
    found = first_row(conn, "SELECT value FROM meta WHERE key = 'currency'")
    return str(found[0]) if found else ""


def _has_money(fact: FactTable) -> bool:
    return any(column.kind is Kind.MONEY for column in fact.columns)


def _main_currency(table: pa.Table) -> str:
    """The currency that most rows name; rows in any other are then refused."""
    if "currency" not in table.column_names:
        return ""
    import pyarrow as pa

    counts = table["currency"].cast(pa.string()).value_counts().to_pylist()
    named = sorted((-count["counts"], count["values"]) for count in counts if count["values"])
    return str(named[0][1]) if named else ""


def _without_foreign_rows(fact: FactTable, batch: FactBatch, table: pa.Table, own: str) -> Accepted:
    import pyarrow as pa
    import pyarrow.compute as pc

    if "currency" not in table.column_names:
        return Accepted(table)
    named = table["currency"].cast(pa.string()).fill_null("")
    kept = pc.is_in(named, value_set=pa.array(["", own]))
    refused = table.filter(pc.invert(kept))
    if not refused.num_rows:
        return Accepted(table)
    total = pc.sum(refused[fact.main]).as_py() if fact.main else None
    first = int(refused["src_row"][0].as_py())
    issue = Issue(
        "currency",
        Level.ERROR,
        nmsg(
            "{n} row is in another currency than the book ({own}) and was not added; the first is row {row}",
            "{n} rows are in another currency than the book ({own}) and were not added; the first is row {row}",
            n=refused.num_rows,
            own=own,
            row=first,
        ),
        fix=msg("Export them in the book's currency, or keep a book of their own for them"),
        file=batch.file_name,
        sheet=batch.sheets[int(refused["src_sheet"][0].as_py())] if batch.sheets else "",
        row=first,
        column="currency",
    )
    return Accepted(table.filter(kept), Decimal(total or 0), (issue,), _days_of(refused))


def _days_of(refused: pa.Table) -> tuple[tuple[date, int], ...]:
    """The days of refused rows with their number; rows without a day tell of none."""
    return tuple(sorted(Counter(day for day in refused["day"].to_pylist() if day).items()))


def foreign_file(batch: FactBatch, own: str) -> Issue:
    """The error about a file whose amounts are in another currency than the book's."""
    return Issue(
        "currency",
        Level.ERROR,
        msg(
            "“{file}” is in {currency}, the book is in {own}: amounts in different currencies are never added",
            file=batch.file_name,
            currency=batch.currency,
            own=own,
        ),
        fix=msg("Export it in the book's currency, or make a book of its own for it"),
        file=batch.file_name,
    )
