"""The first rows of a file as they were understood: what the owner checks before anything is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import Kind
from kpi_desktop.ingest.outcome import ReadRow, ReadRows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.outcome import FileReport

#: How many rows of each kind are shown.
MOST = 30

#: Days and figures are what an owner checks first: names and codes follow.
_ORDER = {Kind.DATE: 0, Kind.TIME: 1, Kind.MONEY: 2, Kind.QUANTITY: 3, Kind.COUNT: 4}

#: Columns that say where a row came from, not what it is.
_PLACES = ("src_sheet", "src_row")


def with_first_rows(report: FileReport, facts: Mapping[str, FactTable]) -> FileReport:
    """The report with the first rows of each of its facts, and so those of the files inside it."""
    members = tuple(with_first_rows(member, facts) for member in report.members)
    return replace(report, members=members, read=tuple(_first(batch, facts) for batch in report.batches))


def _first(batch: FactBatch, facts: Mapping[str, FactTable]) -> ReadRows:
    """Up to `MOST` rows, without the columns that none of them fills."""
    import pyarrow as pa

    with pa.memory_map(str(batch.columns)) as source:
        file = pa.ipc.open_file(source)
        table = file.get_batch(0).slice(0, MOST) if file.num_record_batches else file.read_all()
        cells = {name: table.column(name).to_pylist() for name in table.schema.names}
    sheets, rows = (cells.get(name, []) for name in _PLACES)
    held = [column for column in facts[batch.fact].columns if column.id in cells]
    known = [column.id for column in sorted(held, key=lambda column: _ORDER.get(column.kind, len(_ORDER)))]
    free = [name for name in cells if name.startswith("x_")]
    shown = tuple(name for name in (*known, *free) if any(value is not None for value in cells[name]))
    places = [(batch.sheets[sheet] if sheet is not None else "", row) for sheet, row in zip(sheets, rows, strict=True)]
    read = (ReadRow(*place, tuple(cells[name][at] for name in shown)) for at, place in enumerate(places))
    return ReadRows(batch.fact, batch.rows, shown, tuple(read), dict(batch.free))
