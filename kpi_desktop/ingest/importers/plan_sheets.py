"""The sheet of plans in a workbook of our own, filled in by the owner and read back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import from_cell
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.marks import PLAN_MARK
from kpi_desktop.facts.planned import PlanCell, PlanSheet
from kpi_desktop.facts.typed import number_of
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.entries import cell_issue, spot, written
from kpi_desktop.ingest.importers.kept_sheets import HEAD
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_WHOSE = ("manager", "team", "channel")


def is_plans(table: SourceTable) -> bool:
    """Whether the sheet is one of plans that the program wrote."""
    there = table.rows > 1 and table.columns and table.first_row == 1 and table.first_column == 1
    return bool(there) and cell_text(table, 0, 0) == PLAN_MARK


def read_plans(job: Job, sheets: Sequence[SourceTable], issues: list[Issue]) -> PlanSheet:
    """The plans that say something new; what is no amount, or is given twice otherwise, is listed and left out."""
    before = written(job)
    cells = [
        cell
        for table in sheets
        for cell in _read(job, table, issues)
        if cell.per_cent or cell.amount is None or before.get(("plan", *cell.place)) != cell.amount
    ]
    amounts: dict[tuple[str, ...], Decimal | None] = {}
    twice = set()
    for cell in cells:
        if amounts.setdefault(cell.place, cell.amount) != cell.amount:
            twice.add(cell.place)
            told = msg("This figure is given twice, with different values")
            issues.append(cell_issue(job.source.name, cell.spot, told))
    return PlanSheet(tuple(cell for cell in cells if cell.place not in twice), job.source.name)


def _read(job: Job, table: SourceTable, issues: list[Issue]) -> Iterator[PlanCell]:
    ids = [cell_text(table, 1, column) for column in range(len(table.columns))]
    months = [column for column, name in enumerate(ids) if _MONTH.fullmatch(name)]
    places = {name: ids.index(name) for name in ("metric", *_WHOSE) if name in ids}
    for row in range(HEAD, table.rows):
        filled = [column for column in months if table.columns[column].kinds[row] != Cell.EMPTY]
        texts = {name: cell_text(table, row, column) for name, column in places.items()}
        manager, team, channel = (texts.get(name, "") for name in _WHOSE)
        for column in filled:
            place = spot(table, row, column)
            try:
                if not texts.get("metric"):
                    raise UsageError(msg("The row has plans but names no metric"))
                amount, per_cent, typed = _amount(table, row, column)
            except UsageError as error:
                issues.append(cell_issue(job.source.name, place, error.message, ids[column]))
                continue
            yield PlanCell(texts["metric"], ids[column], amount, (manager, team, channel), per_cent, typed, place)


def _amount(table: SourceTable, row: int, column: int) -> tuple[Decimal | None, bool, bool]:
    """The amount, whether it was written with its per cent sign, whether it is a text; a dash takes a plan away."""
    found = table.columns[column]
    if found.kinds[row] == Cell.NUMBER and found.numbers is not None:
        return from_cell(float(found.numbers[row])), False, False
    if found.kinds[row] != Cell.TEXT:
        raise UsageError(msg("The cell holds no number"))
    text = cell_text(table, row, column)
    value = number_of(text.removesuffix("%"))
    if value is None and text.endswith("%"):
        raise UsageError(msg("The cell holds no number"))
    return (value.scaleb(-2), True, True) if value is not None and text.endswith("%") else (value, False, True)
