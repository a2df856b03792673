"""The sheets of the month's workbook that the owner fills in, and what came back from them into the book."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.keeping import author_name, change_message, row_of, take_sheet
from kpi_desktop.app.kept_files import USUAL, grid_of, grids_of
from kpi_desktop.app.plans import revise_plans, standing_plans
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.errors import KpiDesktopError, UsageError
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.engine.plans import PlanRow
from kpi_desktop.engine.standards import PLANNED
from kpi_desktop.i18n.message import msg, named, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.present.entry import EntrySheets, KeptGrid, PlanGrid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kpi_desktop.app.importing import Importing
    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.facts.planned import PlanCell, PlanSheet
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.store.book import Book

#: What is offered where the book has everything that owners usually count by hand.
_COUNTED = ("visitors", "calls", "leads")

#: So many members of the split are offered.
_MEMBERS = 60

#: A sheet's name has at most so many characters.
_TITLE = 31

#: So many changes of a workbook are told one by one.
_TOLD = 40

_ZERO = Decimal(0)


def entry_sheets(workspace: Workspace, book: Book, bundle: Bundle, lang: str) -> EntrySheets:
    """What the workbook of a month offers to fill in: the figures by hand and the plans that the book has, and room."""
    known = {leaf.measure for (leaf, _, member), value in bundle.leaves.values.items()
             if member is None and not leaf.steps and not isinstance(value, Missing)}  # fmt: skip
    figures = tuple(book.kept())
    entered = [one.cell.measure for one in figures]
    offered = [name for name in USUAL if name not in known] or [*_COUNTED]
    names = [name for name in workspace.catalogue.measures if name in entered or name in offered]
    grids = grids_of(workspace, figures, (names, bundle.matrix.months, False), lang)
    grids += _split(workspace, bundle, {grid.dimension for grid in grids if not grid.by_day}, lang)
    return EntrySheets(_titled(workspace, grids, Translator(lang)), _plans(workspace, book, bundle))


def _split(workspace: Workspace, bundle: Bundle, there: set[str], lang: str) -> list[KeptGrid]:
    """The month by the members of the workbook's split, where nothing is kept by them yet: to be filled in."""
    dimension = bundle.matrix.dimension
    if not dimension or dimension in there or dimension not in workspace.catalogue.named_dimensions():
        return []
    members = [member for member in bundle.matrix.members if member][:_MEMBERS]
    grid = grid_of(workspace, (dimension, False), (), (_COUNTED, ()), lang)
    return [replace(grid, lines=tuple((bundle.month.month_text, member) for member in members))] if members else []


def _titled(workspace: Workspace, grids: Iterable[KeptGrid], tr: Translator) -> tuple[KeptGrid, ...]:
    """The grids under names that no other sheet of the workbook has."""
    found: list[KeptGrid] = []
    for grid in grids:
        kind = workspace.catalogue.dimensions.get(grid.dimension)
        what = [tr(named(kind.name_en, kind.name_ru))] if kind else []
        title = " · ".join([tr(msg("Entry by hand")), *([tr(msg("by days"))] if grid.by_day else []), *what])[:_TITLE]
        taken = {other.title.casefold() for other in found}
        while title.casefold() in taken:
            title = f"{title[: _TITLE - 3]} {len(found)}"
        found.append(replace(grid, title=title))
    return tuple(found)


def _plans(workspace: Workspace, book: Book, bundle: Bundle) -> PlanGrid:
    """The plan as it stands, by the months of the year of the month that follows and all months that have a plan."""
    catalogue = workspace.catalogue
    rows = [row for row in standing_plans(book) if row.metric in catalogue.metrics]
    whose = {(PLANNED, ("", "", ""))} | {(row.metric, (row.manager, row.team, row.channel)) for row in rows}
    order = {metric: place for place, metric in enumerate(catalogue.metrics)}
    years = {bundle.month.start.year, bundle.month.shifted(1).start.year}
    months = {Period.month(f"{year:04d}-{number:02d}") for year in years for number in range(1, 13)}
    months |= {Period.month(row.month) for row in rows}
    lines = sorted(whose, key=lambda line: (order[line[0]], line[1]))
    return PlanGrid(
        tuple((catalogue.metrics[metric], names) for metric, names in lines),
        tuple(sorted(months, key=lambda month: month.start)),
        {(row.metric, (row.manager, row.team, row.channel), row.month): row.amount for row in rows},
    )


def take_entries(
    workspace: Workspace, book: Book, importing: Importing, report: FileReport
) -> tuple[FileReport, tuple[int, ...], int]:
    """Store what a workbook of ours brings: figures by hand as one entry, plans as one new version of the plan.

    The report with every change told and every refused cell named; the entry's batch; how many cells were new.
    """
    batches: tuple[int, ...] = ()
    stored, refused, told = 0, list[Issue](), list[Issue]()
    if report.kept is not None:
        batch, stored, wrong, changes = take_sheet(workspace, book, report.kept)
        batches = (batch,) if batch else ()
        refused, told = [*wrong], [*changes]
    if report.plans is not None:
        count, wrong_plans, new_plans = _take_plans(workspace, book, importing, report.plans)
        stored += count
        refused += wrong_plans
        told += new_plans
    outcome = Outcome.PARTIAL if refused else report.outcome
    return replace(report, outcome=outcome, issues=(*report.issues, *refused, *_shortened(told))), batches, stored


def _shortened(told: Sequence[Issue]) -> list[Issue]:
    """The changes one by one, and how many more there are."""
    if len(told) <= _TOLD:
        return list(told)
    more = nmsg("{n} more figure was changed", "{n} more figures were changed", n=len(told) - _TOLD)
    return [*told[:_TOLD], Issue("entry_changed", Level.INFO, more, file=told[0].file)]


def _take_plans(
    workspace: Workspace, book: Book, importing: Importing, sheet: PlanSheet
) -> tuple[int, list[Issue], list[Issue]]:
    """The cells that the book has otherwise as one new version; how many, what was refused, what changed."""
    there = {row.key: row for row in standing_plans(book)}
    rows, gone, refused, told = list[PlanRow](), list[PlanRow](), list[Issue](), list[Issue]()
    seen = set[tuple[str, ...]]()
    for cell in sheet.cells:
        try:
            row = _row(workspace.catalogue, cell)
            if row.key in seen:
                raise UsageError(msg("This plan is given twice"))
        except KpiDesktopError as error:
            refused.append(_refused(cell, error, sheet.title))
            continue
        seen.add(row.key)
        before = there.get(row.key)
        if (before.amount if before else None) == cell.amount:
            continue
        (gone if cell.amount is None else rows).append(row)
        told.append(_changed(workspace, cell, row, before, sheet.title))
    if not rows and not gone:
        return 0, refused, []
    try:
        revise_plans(book, importing, rows, author_name(), sheet.title, gone)
    except KpiDesktopError as error:
        return 0, [*refused, Issue("plans_refused", Level.ERROR, error.message, error.fix, sheet.title)], []
    return len(rows) + len(gone), refused, told


def _row(catalogue: Catalogue, cell: PlanCell) -> PlanRow:
    """The plan of a cell; UsageError where no metric is so called or it has no such plan."""
    metric = metric_named(catalogue, cell.metric)
    amount, share = cell.amount, metric.display is Display.SHARE
    if (amount is not None and amount < 0) or (cell.per_cent and not share):
        raise UsageError(msg("A plan cannot be “{amount}”", amount=_text(cell)))
    if share and amount and not cell.per_cent and (cell.typed or amount > 1):
        raise UsageError(msg("“{amount}” is no share", amount=_text(cell)), fix=msg("Write a share as 40 %"))
    return PlanRow(metric.id, cell.month, amount if amount is not None else _ZERO, *cell.whose)


def metric_named(catalogue: Catalogue, name: str) -> Metric:
    """The metric of that name in either language, or of that id; UsageError where there is none or more than one."""
    if name in catalogue.metrics:
        return catalogue.metrics[name]
    wanted = name.casefold()
    found = [one for one in catalogue.metrics.values() if wanted in (one.name_ru.casefold(), one.name_en.casefold())]
    if len(found) != 1:
        raise UsageError(
            msg("There is no metric “{metric}”", metric=name)
            if not found
            else msg("“{metric}” is the name of several metrics", metric=name),
            fix=msg("Name it as the sheet of KPIs does"),
        )
    return found[0]


def _refused(cell: PlanCell, error: KpiDesktopError, file: str) -> Issue:
    told = msg("Cell {cell}: {why}", cell=cell.spot[1], why=error.message)
    return Issue("plan_cell", Level.WARNING, told, error.fix, file, cell.spot[0], row_of(cell.spot), cell.month)


def _changed(workspace: Workspace, cell: PlanCell, row: PlanRow, before: PlanRow | None, file: str) -> Issue:
    metric = workspace.catalogue.metrics[row.metric]
    whose = row.manager or row.team or row.channel
    name = named(metric.name_en, metric.name_ru)
    what = msg("Plan of {month}, {metric}, {whose}", month=row.month, metric=name, whose=whose)
    if not whose:
        what = msg("Plan of {month}, {metric}", month=row.month, metric=name)
    told = change_message(what, before.amount if before else None, cell.amount)
    return Issue("entry_changed", Level.INFO, told, None, file, cell.spot[0], row_of(cell.spot), cell.month)


def _text(cell: PlanCell) -> str:
    amount = cell.amount if cell.amount is not None else _ZERO
    return f"{format((amount * 100).normalize(), 'f')} %" if cell.per_cent else format(amount, "f")
