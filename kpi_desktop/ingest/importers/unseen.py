"""What a hand or a filter hid in a workbook: rows and columns are read like all others, hidden sheets are not; told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.formats import amount_message, short_number_text
from kpi_desktop.i18n.message import Message, msg, named, nmsg
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    import pyarrow as pa

    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

_LISTED = 10
_SUMMED = frozenset({Kind.MONEY, Kind.QUANTITY, Kind.COUNT})


def with_unseen(job: Job, report: FileReport) -> FileReport:
    """The report with what of the file is hidden: how many rows and what sum, which columns and sheets."""
    tables = {table.sheet: table for table in job.source.tables}
    read = {sheet for batch in report.batches for sheet in batch.sheets}
    issues = [issue for batch in report.batches for issue in _rows(job, tables, batch)]
    issues += [issue for sheet in sorted(read) if sheet in tables for issue in _columns(job, tables[sheet])]
    issues += _sheets(job, [table for table in job.source.tables if table.hidden and table.sheet not in read])
    return replace(report, issues=(*report.issues, *issues)) if issues else report


def _rows(job: Job, tables: dict[str, SourceTable], batch: FactBatch) -> list[Issue]:
    """The hidden rows of one batch, sheet by sheet: they count like the others, and the owner hears of them."""
    if not any(tables[sheet].hidden_rows for sheet in batch.sheets if sheet in tables):
        return []
    facts = _facts(batch)
    if not {"src_sheet", "src_row"} <= set(facts.column_names):
        return []
    sheets = np.asarray(facts["src_sheet"].combine_chunks())
    rows = np.asarray(facts["src_row"].combine_chunks())
    found = []
    for place, name in enumerate(batch.sheets):
        hidden = tables[name].hidden_rows if name in tables else frozenset()
        chosen = (sheets == place) & np.isin(rows, sorted(hidden))
        if chosen.any():
            found.append(_told_rows(job, batch, name, (facts, chosen, len(np.unique(rows[chosen])))))
    return found


def _facts(batch: FactBatch) -> pa.Table:
    import pyarrow as pa

    with pa.memory_map(str(batch.columns)) as stream:
        return pa.ipc.open_file(stream).read_all()


def _told_rows(job: Job, batch: FactBatch, sheet: str, found: tuple[pa.Table, np.ndarray, int]) -> Issue:
    facts, chosen, count = found
    main = job.facts[batch.fact].main
    fix = msg("If they must not count, delete them from the sheet and import the file again")
    kind = job.facts[batch.fact].column(main).kind if main in facts.column_names else None
    if kind in _SUMMED:
        import pyarrow as pa

        whole, part = facts[main], facts[main].filter(pa.array(chosen))
        text: Message = nmsg(
            "{n} row is hidden in Excel (by hand or by a filter) and was imported too: {sum} of {total}",
            "{n} rows are hidden in Excel (by hand or by a filter) and were imported too: {sum} of {total}",
            n=count, sum=_sum(part, kind), total=_sum(whole, kind),
        )  # fmt: skip
    else:
        text = nmsg(
            "{n} row is hidden in Excel (by hand or by a filter) and was imported too",
            "{n} rows are hidden in Excel (by hand or by a filter) and were imported too",
            n=count,
        )
    return job.warning("rows_hidden", text, fix=fix, sheet=sheet)


def _sum(column: pa.ChunkedArray, kind: Kind | None) -> Message:
    """The sum as each language prints it: money with kopecks, a count or a quantity without needless zeros."""
    total = sum((Decimal(value) for value in column.to_pylist() if value is not None), Decimal(0))
    if kind is Kind.MONEY:
        return amount_message(total)
    return named(short_number_text(total, 6, "en"), short_number_text(total, 6, "ru"))


def _columns(job: Job, table: SourceTable) -> list[Issue]:
    """Hidden columns that hold figures or texts: they were read with the others."""
    names = [
        _letters(table.first_column + at)
        for at, column in enumerate(table.columns)
        if table.first_column + at in table.hidden_columns and bool((column.kinds != Cell.EMPTY).any())
    ]
    if not names:
        return []
    text = nmsg(
        "{n} column is hidden in Excel ({columns}); it was read like the others",
        "{n} columns are hidden in Excel ({columns}); they were read like the others",
        n=len(names), columns=", ".join(names[:_LISTED]),
    )  # fmt: skip
    return [job.info("columns_hidden", text, sheet=table.sheet)]


def _letters(column: int) -> str:
    """The name of a column by its number from 1: A, B, … Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _sheets(job: Job, hidden: list[SourceTable]) -> list[Issue]:
    """Hidden sheets with rows on them: their figures stand in no other place of the report."""
    names = [f"«{table.sheet}»" for table in hidden if table.rows > 1 and len(table.columns) > 1]
    if not names:
        return []
    text = msg("Hidden sheets were not imported: {sheets}", sheets=", ".join(names[:_LISTED]))
    fix = msg(
        "If they hold what you need, show them in Excel (a right click on a tab, “Unhide”) and import the file again"
    )
    return [Issue("sheets_hidden", Level.INFO, text, fix, job.source.name)]
