"""Hand-kept figures in the book: each entry is a batch that can be taken out; the latest figure of a place counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, Returns, SourceRef, Vat
from kpi_desktop.facts.kept import KEPT, KeptCell, KeptFigure
from kpi_desktop.i18n.message import msg
from kpi_desktop.store.connection import first_row
from kpi_desktop.store.records import State

if TYPE_CHECKING:
    import duckdb

    from kpi_desktop.facts.kept import KeptSheet

#: The importer under which entries by hand stand in the list of imports.
IMPORTER = "kept"

_LATEST = """
SELECT k.measure, k.first_day, k.end_day, k.value, k.dimension, k.code, COALESCE(m.value, ''), k.batch, b.file_name,
       COALESCE(h.name, ''), k.src_row, b.imported_at
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY measure, first_day, end_day, dimension, code
                                   ORDER BY batch DESC, src_row DESC) AS place FROM kept
      WHERE batch IN (SELECT id FROM batch WHERE fact = 'kept' AND state = 'live')) k
JOIN batch b ON b.id = k.batch
LEFT JOIN batch_sheet h ON h.batch = k.batch AND h.idx = 0
LEFT JOIN member m ON m.dimension = k.dimension AND m.code = k.code
WHERE k.place = 1 AND k.value IS NOT NULL
ORDER BY k.measure, k.first_day, k.end_day, k.dimension, 7
"""


def figures(conn: duckdb.DuckDBPyConnection) -> list[KeptFigure]:
    """The figures that count: the last one of each place whose entry was not taken out; wiped ones are not there."""
    found: list[KeptFigure] = []
    if not conn.execute("SELECT 1 FROM kept LIMIT 1").fetchall():
        return found
    for measure, first, end, value, dimension, code, member, batch, file, sheet, row, moment in conn.execute(
        _LATEST
    ).fetchall():
        cell = KeptCell(measure, first, end, value, dimension, member, row)
        told = f"{moment.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"
        found.append(KeptFigure(cell, code, SourceRef(batch, file, sheet, row), told))
    return found


def add(conn: duckdb.DuckDBPyConnection, sheet: KeptSheet) -> int:
    """Store an entry and give its number. Inside a transaction."""
    _accept_currency(conn, sheet.currency)
    batch = _next(conn, "batch")
    _record(conn, batch, _source(conn), sheet)
    rows = [
        [batch, cell.row or number, cell.measure, cell.first, cell.end, cell.dimension,
         _code(conn, cell.dimension, cell.member), cell.value]
        for number, cell in enumerate(sheet.cells, 1)
    ]  # fmt: skip
    conn.executemany("INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return batch


def take_out(conn: duckdb.DuckDBPyConnection, batch: int) -> None:
    """Take an entry back: what it had overwritten counts again. Inside a transaction."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    conn.execute("UPDATE batch SET state = 'undone', undone_at = ? WHERE id = ?", [now, batch])


def _accept_currency(conn: duckdb.DuckDBPyConnection, currency: str) -> None:
    """Money typed in another currency is refused: it would be added to the book's own."""
    own = first_row(conn, "SELECT value FROM meta WHERE key = 'currency'")
    if currency and own and own[0] and own[0] != currency:
        raise UsageError(
            msg("The figures are in {theirs}, and the book is in {currency}", theirs=currency, currency=str(own[0])),
            fix=msg("Convert the amounts, or keep them in a book of that currency"),
        )


def _source(conn: duckdb.DuckDBPyConnection) -> int:
    found = first_row(conn, "SELECT id FROM source WHERE importer = ?", [IMPORTER])
    if found:
        return int(found[0])
    number = _next(conn, "source")
    conn.execute("INSERT INTO source VALUES (?, ?, ?, '', '', '')", [number, IMPORTER, IMPORTER])
    return number


def _record(conn: duckdb.DuckDBPyConnection, batch: int, source: int, sheet: KeptSheet) -> None:
    first, end = min(cell.first for cell in sheet.cells), max(cell.end for cell in sheet.cells)
    now, count = datetime.now(UTC).replace(tzinfo=None, microsecond=0), len(sheet.cells)
    given: dict[str, object] = {
        "id": batch, "fact": KEPT, "source_id": source, "file_name": sheet.title, "sha256": sheet.digest,
        "importer": IMPORTER, "recognised": "own-workbook", "mapping": "", "rows": count, "imported": count,
        "first_day": first, "end_day": end, "period_stated": True, "grain": Grain.DAY.value,
        "currency": sheet.currency, "vat": Vat.UNKNOWN.value, "returns": Returns.UNKNOWN.value,
        "documents": Documents.ABSENT.value, "filtered": False, "organisation": "", "title": sheet.author,
        "present": "", "imported_at": now, "state": State.LIVE.value, "line_level": "", "dropped_rows": 0,
    }  # fmt: skip
    names = ", ".join(given)
    conn.execute(f"INSERT INTO batch ({names}) VALUES ({', '.join('?' * len(given))})", list(given.values()))
    place = " · ".join(part for part in (sheet.sheet, sheet.author) if part)
    conn.execute("INSERT INTO batch_sheet VALUES (?, 0, ?)", [batch, place])


def _code(conn: duckdb.DuckDBPyConnection, dimension: str, member: str) -> int:
    """The code of a member, shared with all facts; a new member is entered."""
    if not dimension or not member:
        return 0
    found = first_row(conn, "SELECT code FROM member WHERE dimension = ? AND value = ?", [dimension, member])
    if found:
        return int(found[0])
    highest = first_row(conn, "SELECT COALESCE(MAX(code), 0) + 1 FROM member WHERE dimension = ?", [dimension])
    code = int(highest[0]) if highest else 1
    conn.execute("INSERT INTO member VALUES (?, ?, ?)", [dimension, code, member])
    return code


def _next(conn: duckdb.DuckDBPyConnection, table: str) -> int:
    found = first_row(conn, f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
    return int(found[0]) if found else 1
