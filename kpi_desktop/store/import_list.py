"""The list of imports of a book."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Returns, Vat
from kpi_desktop.store.records import BatchInfo, State

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


def import_list(conn: duckdb.DuckDBPyConnection) -> list[BatchInfo]:
    """All imports, oldest first, undone and replaced ones too."""
    rows = conn.execute(
        "SELECT b.id, b.fact, b.source_id, b.file_name, b.recognised, b.rows, b.imported, b.file_total, "
        "b.imported_total, b.stored_total, b.first_day, b.end_day, b.currency, b.title, b.importer, "
        "s.filters, b.organisation, b.imported_at, b.vat, b.returns, b.grain, b.state, b.dropped_rows, "
        "b.dropped_total, b.undone_at "
        "FROM batch b JOIN source s ON s.id = b.source_id ORDER BY b.id"
    ).fetchall()
    return [_batch_info(row) for row in rows]


def _batch_info(row: tuple[Any, ...]) -> BatchInfo:
    *plain, moment, vat, returns, grain, state, dropped, dropped_total, undone = row
    typed = (_local_time(moment), Vat(vat), Returns(returns), Grain(grain), State(state))
    taken_out = _local_time(undone) if undone else ""
    return BatchInfo(*(*plain, *typed, dropped or 0, dropped_total, taken_out))


def _local_time(moment: datetime) -> str:
    """A stored moment (UTC) by the clock on the wall."""
    return f"{moment.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"
