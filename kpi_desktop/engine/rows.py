"""The rows behind a figure: each with the file, sheet and row that it came from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.condition import condition, frozen, has_key
from kpi_desktop.facts.batch import SourceRef
from kpi_desktop.facts.kept import KEPT
from kpi_desktop.facts.schema import FactTable, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import pyarrow as pa

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.period import Period
    from kpi_desktop.facts.kept import KeptFigure
    from kpi_desktop.store.book import Book

#: What a list of rows shows, in this order.
COLUMNS = ("fact", "day", "kind", "document", "product", "customer", "quantity", "amount")

#: Columns that hold money.
_AMOUNTS = frozenset({"amount", "cost", "revenue", "discount", "total", "balance"})

#: Columns of the sale lines that outputs carry and that are no dimension of their own.
_NOT_SPLIT = frozenset({"product", "currency"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a fact; `cells` stand under the page's columns, None where the row has nothing there."""

    source: SourceRef
    cells: tuple[str | date | Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class RowPage:
    """A part of the rows that a metric reads; `total` counts all of them."""

    total: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def page_of(
    book: Book,
    facts: Mapping[str, FactTable],
    reads: Sequence[tuple[Measure, Period, str | None]],
    offset: int,
    limit: int,
) -> RowPage:
    """Rows of all facts that the measures read in their windows, one fact after another, by day.

    Beside a measure and its window stands the condition on rows (`f`) that it counts there, None where it reads none.
    """
    conditions: dict[str, list[str]] = {}
    for measure, _, counted in reads:
        if counted is None:
            continue
        test = f"{_test(facts[measure.fact], measure)} AND {counted}"
        known = conditions.setdefault(measure.fact, [])
        if test not in known:
            known.append(test)
    total, rows = 0, list[Row]()
    for fact_id, tests in conditions.items():
        where = "(" + ") OR (".join(tests) + ")"
        count = int(book.run(f'SELECT COUNT(*) FROM "{fact_id}" f WHERE {where}')[0][0])
        skip, room = max(offset - total, 0), limit - len(rows)
        if room > 0 and skip < count:
            rows += _rows(book, facts[fact_id], where, skip, room)
        total += count
    return RowPage(total, COLUMNS, tuple(rows))


def rows_where(book: Book, fact: FactTable, where: str, offset: int, limit: int) -> RowPage:
    """The rows of one fact that pass a condition on rows `f`: what stands behind a line of a list."""
    count = int(book.run(f'SELECT COUNT(*) FROM "{fact.id}" f WHERE {where}')[0][0])
    return RowPage(count, COLUMNS, tuple(_rows(book, fact, where, offset, limit)))


def kept_row(figure: KeptFigure, measure: Measure) -> Row:
    """A figure that was entered by hand as a row: what it is of, its member, its value."""
    cell = figure.cell
    money = measure.column in _AMOUNTS
    value = None if cell.value is None else cell.value.normalize()
    number = None if value is None else Decimal(format(value, "f"))
    kind = f"{measure.id}" if not cell.dimension else f"{measure.id} · {cell.dimension}"
    period = "" if (cell.end - cell.first).days == 1 else f"{cell.first:%Y-%m}"
    cells = (KEPT, cell.first, kind, period or None, cell.member or None, None)
    return Row(figure.source, (*cells, None if money else number, number if money else None))


def _test(fact: FactTable, measure: Measure) -> str:
    tests = [condition(fact, frozen(measure.where))]
    if measure.key and measure.aggregation.value != "sum_unkeyed":
        tests.append(has_key(fact, measure.key))
    return " AND ".join(tests)


def _rows(book: Book, fact: FactTable, where: str, offset: int, limit: int) -> Iterator[Row]:
    columns = {column.id: column for column in fact.columns}
    joins = [
        "LEFT JOIN batch b ON b.id = f.batch",
        "LEFT JOIN batch_sheet h ON h.batch = f.batch AND h.idx = f.src_sheet",
    ]
    cells = ["f.day", _choice(fact), _document(fact, joins)]
    cells += [_name(columns, "product", joins), _customer(columns, joins)]
    cells += ["f.quantity" if "quantity" in columns else "NULL", f'f."{fact.main}"' if fact.main else "NULL"]
    sql = (
        f"SELECT f.batch, b.file_name, COALESCE(h.name, ''), f.src_row, {', '.join(cells)}\n"
        f'FROM "{fact.id}" f {" ".join(joins)}\nWHERE {where}\n'
        f"ORDER BY f.day, f.batch, f.src_sheet, f.src_row LIMIT {limit} OFFSET {offset}"
    )
    for batch, file, sheet, row, *values in book.run(sql):
        yield Row(SourceRef(batch, file or "", sheet, row), (fact.id, *values))


def _choice(fact: FactTable) -> str:
    found = next((column for column in fact.columns if column.kind is Kind.CHOICE), None)
    if found is None:
        return "NULL"
    cases = " ".join(f"WHEN {code} THEN '{word}'" for code, word in enumerate(found.choices))
    return f'CASE f."{found.id}" {cases} END'


def _document(fact: FactTable, joins: list[str]) -> str:
    """The document's number, else the row's own key: a deal, a lead, a contract."""
    keys = [column.id for column in fact.columns if column.kind is Kind.KEY and column.id != "customer"]
    if not keys:
        return "NULL"
    if "document" in keys:
        joins.append("LEFT JOIN document d ON d.code = f.document")
        return "d.number"
    joins.append(f"LEFT JOIN key_value d ON d.kind = '{keys[0]}' AND d.code = f.\"{keys[0]}\"")
    return "d.value"


def _name(columns: Mapping[str, object], dimension: str, joins: list[str]) -> str:
    if dimension not in columns:
        return "NULL"
    joins.append(f"LEFT JOIN member p ON p.dimension = '{dimension}' AND p.code = f.\"{dimension}\"")
    return "p.value"


def _customer(columns: Mapping[str, object], joins: list[str]) -> str:
    if "customer" not in columns:
        return "NULL"
    joins.append("LEFT JOIN customer_key c ON c.code = f.customer_of_file")
    return "c.key"


def row_dimensions(book: Book, sale: FactTable) -> tuple[str, ...]:
    """The dimensions that the sale lines carry beside the product: text columns of the data sheet."""
    return tuple(column.id for column in book.dimensions(sale.id) if column.id not in _NOT_SPLIT)


def sale_row_count(book: Book, where: str) -> int:
    """How many sale lines pass the condition on rows `f`."""
    return int(book.run(f"SELECT COUNT(*) FROM sale f WHERE {where}")[0][0])


def sale_rows(book: Book, sale: FactTable, where: str, beside: Sequence[str] = ()) -> pa.RecordBatchReader:
    """Sale lines that pass the condition on rows `f`, batch by batch, by month, customer, document and day.

    `beside` are amounts as the files have them and the VAT of the rows, where amounts are shown on another basis.
    """
    joins, texts = [], []
    for index, name in enumerate(("product", *row_dimensions(book, sale))):
        joins.append(f"LEFT JOIN member m{index} ON m{index}.dimension = '{name}' AND m{index}.code = f.\"{name}\"")
        texts.append(f"COALESCE(m{index}.value, '') AS \"{name}\"")
    sql = (
        "SELECT f.day AS day, CAST(year(f.day) * 100 + month(f.day) AS INTEGER) AS month, f.kind AS kind, "
        "f.document AS document, CAST(f.customer AS BIGINT) AS customer, "
        f"{texts[0]}, f.quantity AS quantity, f.amount AS amount, f.cost AS cost, f.batch AS batch, "
        "COALESCE(h.name, '') AS sheet, f.src_row AS row, "
        f"d.number AS document_number, c.key AS customer_name{''.join(', ' + text for text in texts[1:])}"
        f"{''.join(f', CAST(f.{name} AS DECIMAL(18,4)) AS {name}' for name in beside)}\n"
        "FROM sale f LEFT JOIN batch_sheet h ON h.batch = f.batch AND h.idx = f.src_sheet\n"
        "LEFT JOIN document d ON d.code = f.document LEFT JOIN customer_key c ON c.code = f.customer_of_file\n"
        f"{' '.join(joins)}\nWHERE {where}\n"
        "ORDER BY 2, f.customer NULLS LAST, f.document NULLS LAST, f.day, f.batch, f.src_sheet, f.src_row"
    )
    return book.arrow(sql)
