"""A book of a million sale lines over three years, the same on every machine: made by rule, put in as importers do."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.store.book import Book

LINES = 1_000_000

#: The book's days and the month that is closed: two years of history before it.
FIRST, END, MONTH = date(2023, 1, 1), date(2026, 1, 1), "2025-01"

_CACHE = Path(tempfile.gettempdir()) / "kpi-desktop-bench"

#: Three lines to a document, one line in fifty a return; a fifth of the lines names no customer. The multipliers are
#: primes, so that customers, products, channels and people do not go in step.
_ROWS = f"""
SELECT CAST(DATE '{FIRST}' + CAST(doc * {(END - FIRST).days} // {LINES // 3 + 1} AS INTEGER) AS DATE) AS day,
  CASE WHEN n % 50 = 7 THEN 'return' ELSE 'sale' END AS kind,
  'D' || doc AS document,
  CASE WHEN doc % 5 = 4 THEN NULL ELSE 'C' || (doc * 7919 % 60013 * (doc * 31 % 17 + 1) // 17) END AS customer,
  'P' || (n * 104729 % 3001) AS product,
  'G' || (n * 104729 % 3001 % 12) AS product_group,
  'K' || (doc * 6151 % 5) AS channel,
  'M' || (doc * 3571 % 13) AS manager,
  CAST((CASE WHEN n % 50 = 7 THEN -1 ELSE 1 END) * (1 + n % 4) AS DECIMAL(18, 6)) AS quantity,
  CAST((CASE WHEN n % 50 = 7 THEN -1 ELSE 1 END) * (100 + n * 97 % 9901) AS DECIMAL(18, 4)) AS amount,
  CAST((CASE WHEN n % 50 = 7 THEN -1 ELSE 1 END) * (60 + n * 89 % 5003) AS DECIMAL(18, 4)) AS cost
FROM (SELECT range AS n, range // 3 AS doc FROM range({LINES}))
"""
_TEXTS = ("kind", "document", "customer", "product", "product_group", "channel", "manager")


def month_book() -> Path:
    """The book of a million lines; made once, kept among the machine's temporary files."""
    target = _CACHE / f"month-{LINES}.kpi"
    if not target.exists():
        _CACHE.mkdir(exist_ok=True)
        made = target.with_suffix(".new.kpi")
        made.unlink(missing_ok=True)
        with Book.create(made, "Bench", "RUB") as book:
            rows = _rows()
            columns = _CACHE / "rows.arrow"
            with pa.OSFile(str(columns), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
                writer.write_table(rows)
            added = book.add(_batch(rows, columns))
            if added.question is not None:
                raise SystemExit(str(added.question))
            columns.unlink()
        made.rename(target)
    return target


def _rows() -> pa.Table:
    found = duckdb.connect().sql(_ROWS).to_arrow_table()
    for name in _TEXTS:
        place = found.schema.get_field_index(name)
        found = found.set_column(place, name, found.column(name).dictionary_encode())
    found = found.append_column("src_sheet", pa.array([0] * LINES, pa.int16()))
    return found.append_column("src_row", pa.array(range(2, LINES + 2), pa.int32())).unify_dictionaries()


def _batch(rows: pa.Table, columns: Path) -> FactBatch:
    present = tuple(name for name in rows.column_names if not name.startswith("src_"))
    total = sum(rows.column("amount").to_pylist(), Decimal(0))
    return FactBatch(
        fact="sale", columns=columns, rows=LINES, source=SourceKey("table", ",".join(present), name="bench"),
        file_name="bench.xlsx", file_sha256="0" * 64, importer="table", recognised="table", mapping="",
        present=present, period=(FIRST, END), period_stated=True, grain=Grain.DAY, sheets=("Bench",), currency="RUB",
        vat=Vat.WITH, returns=Returns.SEPARATE, documents=Documents.NUMBERED, file_total=total, imported_total=total,
    )  # fmt: skip
