"""The sheets of a file that hold tables: heads found, days taken out of documents, sheets by months together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import dates
from kpi_desktop.ingest.event_days import day_headings
from kpi_desktop.ingest.headings import Layout, cell_text, find_layout, heading
from kpi_desktop.ingest.importers.activities import with_activities
from kpi_desktop.ingest.importers.bare_days import with_bare_days
from kpi_desktop.ingest.importers.blocks import blocks
from kpi_desktop.ingest.importers.clock_hours import with_hours
from kpi_desktop.ingest.importers.closing_days import with_closing_days
from kpi_desktop.ingest.importers.cross import cross_layout
from kpi_desktop.ingest.importers.cross_head import Given
from kpi_desktop.ingest.importers.groups import with_groups
from kpi_desktop.ingest.importers.in_and_out import with_direction
from kpi_desktop.ingest.importers.names_across import with_names_across
from kpi_desktop.ingest.importers.net_revenue import with_net_revenue
from kpi_desktop.ingest.importers.order_totals import with_line_sums
from kpi_desktop.ingest.importers.periods import DOCUMENT_DATE
from kpi_desktop.ingest.importers.pivots import with_pivot_flat
from kpi_desktop.ingest.importers.receipt_signs import with_words_for_signs
from kpi_desktop.ingest.importers.spending import with_spending
from kpi_desktop.ingest.importers.statement import as_statement
from kpi_desktop.ingest.importers.two_accounts import by_accounts
from kpi_desktop.ingest.importers.units import with_units
from kpi_desktop.ingest.importers.weeks import weeks_across, with_weeks
from kpi_desktop.ingest.importers.year_month import with_year_and_month
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.profile import SAMPLE
from kpi_desktop.ingest.proposal import known_headings
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.ingest.headings import Heading
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

#: A column of documents' names has a date in nearly all of its cells.
_NAMED = 0.9
#: Sheets are parts of one list where so much of their headings is the same.
_COMMON = 0.7


def find_layouts(job: Job, row: int | None = None, period: tuple[date, date] | None = None) -> list[Layout]:
    """All visible sheets that have headings, in the order of the file; `row` is the spreadsheet's row of headings.

    `period` is what the owner says that the file covers: it gives months and days across their year.
    """
    known = known_headings(job.facts)
    if row is None:
        tables = [table for table in job.source.tables if table.rows > 1 and not table.hidden]
        parts = [part for table in tables for part in blocks(table, known)]
        found = [_across(part, Given(period, job.source.name)) or find_layout(part, known) for part in parts]
    else:
        tables = [table for table in job.source.tables if table.first_row <= row < table.first_row + table.rows - 1]
        found = [find_layout(table, known, row - table.first_row) for table in tables]
    layouts = [layout for layout in found if layout is not None and layout.first < layout.table.rows]
    layouts = [with_groups(with_pivot_flat(with_units(layout))) for layout in layouts]
    layouts = [with_bare_days(with_weeks(layout, job.source.name), period, job.source.name) for layout in layouts]
    layouts = [_money_apart(with_hours(layout), period, job.source.name) for layout in layouts]
    layouts = [with_activities(with_names_across(layout, known)) for layout in layouts]
    layouts = with_spending(layouts)
    return _parts_together([_with_document_dates(layout) for layout in layouts], day_headings(job.facts))


def _across(table: SourceTable, given: Given) -> Layout | None:
    """The long table of a sheet with months, weeks or days across; None where it has none."""
    weekly, spans = weeks_across(table, given.name)
    layout = cross_layout(weekly, given)
    return layout if layout is None or spans is None else replace(layout, spans=spans)


def _money_apart(layout: Layout, period: tuple[date, date] | None, name: str) -> Layout:
    """The table with its days, directions of money, accounts and revenue each in one column."""
    layout = as_statement(by_accounts(with_direction(with_year_and_month(layout, period, name))))
    return with_line_sums(with_closing_days(with_words_for_signs(with_net_revenue(layout))))


def headings_only(job: Job) -> bool:
    """Whether the only row of the file is a row of headings."""
    known = known_headings(job.facts)
    tables = [table for table in job.source.tables if table.rows]
    if len(tables) != 1 or tables[0].rows != 1:
        return False
    texts = [cell_text(tables[0], 0, column) for column in range(len(tables[0].columns))]
    return sum(heading(text).key in known for text in texts if text) > 1


def other_blocks(job: Job, used: list[SourceTable]) -> list[tuple[int, str, list[str]]]:
    """The tables of used sheets that were not read: first row, sheet and the texts of that row."""
    known = known_headings(job.facts)
    sheets = {table.sheet for table in used}
    corners = {(table.sheet, table.first_row, table.first_column) for table in used}
    found = []
    for table in job.source.tables:
        parts = blocks(table, known) if table.sheet in sheets and table.rows else []
        for part in parts if len(parts) > 1 else []:
            if (part.sheet, part.first_row, part.first_column) not in corners:
                found.append((part.first_row, part.sheet, _head_texts(part)))
    return found


def _head_texts(part: SourceTable) -> list[str]:
    """The texts of the first row of several, under a caption of its own; those of the first row where there is none."""
    rows = [[text for column in range(len(part.columns)) if (text := cell_text(part, row, column))]
            for row in range(min(part.rows, 3))]  # fmt: skip
    return next((texts for texts in rows if len(texts) > 1), rows[0])


def _with_document_dates(layout: Layout) -> Layout:
    """The table with one column more where its only dates stand in the names of documents."""
    stop = min(layout.table.rows, layout.first + SAMPLE)
    named = None
    for index, column in enumerate(layout.table.columns):
        if layout.headings[index].text:
            words = read_cells(column, layout.first, stop)
            if _is_dates(layout.headings[index], column, layout.first, stop):
                return layout
            used = words.used_words()
            hits = sum(DOCUMENT_DATE.search(word) is not None for word in used)
            if named is None and used and hits >= _NAMED * len(used):
                named = index
    if named is None:
        return layout
    table = layout.table
    head = heading(f"{layout.headings[named].text} / дата")
    wider = replace(table, columns=(*table.columns, _dates_of(table.columns[named])))
    return replace(layout, table=wider, headings=(*layout.headings, head))


def _is_dates(head: Heading, column: RawColumn, start: int, stop: int) -> bool:
    """Whether the column holds dates; plain numbers are dates only under a heading that says so."""
    cells = read_cells(column, start, stop)
    filled = int(cells.filled.sum())
    found = dates.read_days(cells).valid
    if not ("дата" in head.key or "date" in head.key):
        found = found & (cells.kinds != Cell.NUMBER)
    return filled > 0 and int(found.sum()) * 2 >= filled


def _dates_of(column: RawColumn) -> RawColumn:
    """The dates in the names of documents as a column of their own."""
    import pyarrow as pa

    words = [DOCUMENT_DATE.search(word or "") for word in column.texts.dictionary.to_pylist()]
    texts = pa.array([found[1] if found else None for found in words], pa.string())
    chosen = texts.take(column.texts.indices).dictionary_encode()
    there = np.asarray(chosen.is_valid())
    kinds = np.where(there, np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
    return RawColumn(kinds, chosen)


def _parts_together(layouts: list[Layout], days: frozenset[str]) -> list[Layout]:
    """Sheets by months whose headings differ a little get one set of headings, so that they are read as one list.

    A sheet without «Дата оплаты» says nothing of what was paid: it stays apart from those that have such `days`.
    """
    groups: list[list[Layout]] = []
    for layout in layouts:
        home = next((group for group in groups if all(_parts(one, layout) for one in group)), None)
        if home is None:
            groups.append([layout])
        else:
            home.append(layout)
    fitted: dict[int, Layout] = {}
    for group in groups:
        alike: dict[frozenset[str], list[Layout]] = {}
        for layout in group:
            alike.setdefault(frozenset(_keys(layout) & days), []).append(layout)
        name = group[0].hash if len(alike) > 1 else ""
        for part in alike.values():
            whole = (replace(layout, part_of=name) for layout in _with_one_head(part))
            fitted |= zip(map(id, part), whole, strict=True)
    return [fitted[id(layout)] for layout in layouts]


def _parts(one: Layout, two: Layout) -> bool:
    """Whether two sheets are parts of one list: nearly the same headings, other days or the returns."""
    if one.hash == two.hash:
        return True
    left, right = _keys(one), _keys(two)
    if len(left & right) < _COMMON * max(len(left), len(right)):
        return False
    back = [fold(layout.table.sheet).startswith(("возврат", "return")) for layout in (one, two)]
    if back[0] != back[1]:
        return True
    spans = [_span(layout, left & right) for layout in (one, two)]
    if spans[0] is None or spans[1] is None:
        return False
    return spans[0][1] < spans[1][0] or spans[1][1] < spans[0][0]


def _keys(layout: Layout) -> set[str]:
    return {key(head.text) for head in layout.headings if head.text}


def _span(layout: Layout, common: set[str]) -> tuple[int, int] | None:
    """First and last day of the first column of dates that both sheets have."""
    for index, head in enumerate(layout.headings):
        column = layout.table.columns[index]
        stop = layout.table.rows
        if key(head.text) in common and _is_dates(head, column, layout.first, min(stop, layout.first + SAMPLE)):
            days = dates.read_days(read_cells(column, layout.first, stop), date1904=layout.table.date1904)
            found = days.days[days.valid]
            return (int(found.min()), int(found.max())) if len(found) else None
    return None


def _with_one_head(group: list[Layout]) -> list[Layout]:
    if len({layout.hash for layout in group}) == 1:
        return group
    heads: dict[str, Heading] = {}
    for layout in group:
        for head in layout.headings:
            if head.text:
                heads.setdefault(key(head.text), head)
    return [replace(layout, table=_rearranged(layout, list(heads)), headings=tuple(heads.values())) for layout in group]


def _rearranged(layout: Layout, wanted: list[str]) -> SourceTable:
    """The sheet's columns in the common order, empty ones where it has none."""
    import pyarrow as pa

    table = layout.table
    places = {key(head.text): index for index, head in enumerate(layout.headings) if head.text}
    moved = {places[name]: index for index, name in enumerate(wanted) if name in places}
    nothing = RawColumn(
        np.zeros(table.rows, dtype=np.uint8), pa.nulls(table.rows, pa.dictionary(pa.int32(), pa.string()))
    )
    columns = tuple(table.columns[places[name]] if name in places else nothing for name in wanted)
    merges = tuple(
        (top, moved[left], bottom, moved[left]) for top, left, bottom, right in table.merges if left in moved
    )
    return replace(table, columns=columns, merges=merges)
