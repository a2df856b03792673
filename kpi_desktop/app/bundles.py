"""Makes the frozen bundle of a month that the workbook and the report are drawn from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.app.books import source_lines
from kpi_desktop.app.diagnosing import diagnosed
from kpi_desktop.app.dimensions import split_dimensions
from kpi_desktop.app.explaining import result_why
from kpi_desktop.app.figures import beside_standards, own_past, windows_before
from kpi_desktop.app.findings import findings_of, rule_set
from kpi_desktop.app.lever_lines import month_levers
from kpi_desktop.app.unlocking import unlocking
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.happened.happened import happened
from kpi_desktop.engine.lists import LISTS
from kpi_desktop.engine.reconciliation import reconciled
from kpi_desktop.present.bundle import Bundle, LeafValues, Said, TopLine
from kpi_desktop.present.matrix import matrix_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.presets import Preset
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.happened.happened import Happened
    from kpi_desktop.engine.lists.model import Listing
    from kpi_desktop.store.book import Book

#: The dimension that the split sheet and the split page take where the user chose none: the first that the data has.
PREFERRED = ("channel", "manager", "product_group", "region", "department", "warehouse", "product")
#: A dimension with more members than this is no split of a page.
MOST_MEMBERS = 60
TOP = 10


def make_bundle(workspace: Workspace, book: Book, engine: Engine, month: Period, by: str | None = None) -> Bundle:
    """Everything that the outputs of one month need; rows stay in the book and are read while they are written."""
    ids = tuple(workspace.catalogue.metrics)
    found = _bundle(
        _Asked(workspace, book, engine, month, ids, by or preferred_dimension(workspace, book)), leaves=True
    )
    first, last = found.matrix.months[0].start, found.matrix.months[-1].end
    return replace(
        found,
        lists=lists_of(engine, month),
        row_count=engine.sale_row_count(first, last),
        row_dimensions=engine.row_dimensions(),
        rows=lambda: engine.sale_rows(first, last),
        stated=engine.stated_columns(),
        dimension_headings={column.id: column.heading for column in book.dimensions("sale") if column.heading},
        levers=month_levers(book, engine, month, found.diagnosis.funnel.id if found.diagnosis else ""),
    )


def report_bundle(
    workspace: Workspace, book: Book, engine: Engine, month: Period, by: str | None = None, preset: Preset | None = None
) -> Bundle:
    """What a report of one month, quarter or year needs: the figures of its goal, or the whole catalogue."""
    if preset is None:
        ids, dimension = tuple(workspace.catalogue.metrics), by or preferred_dimension(workspace, book)
    else:
        ids = chosen_metrics(workspace, engine, month, preset)
        dimension = by or preferred_dimension(workspace, book, preset.split)
    found = replace(_bundle(_Asked(workspace, book, engine, month, ids, dimension)), preset=preset)
    if preset is None or "weak_link" in preset.sections:
        found = replace(found, why=result_why(engine, month, found.diagnosis))
    if preset is None or "change" in preset.sections:
        found = _with_change(found, happened(engine, month))
    return replace(found, lists=lists_of(engine, month, _listed(preset)))


def _with_change(found: Bundle, told: Happened) -> Bundle:
    """What happened; the page of the funnel then tells its result's change against the same base."""
    same = told.result(found.why.metric) if found.why is not None else None
    why = found.why if same is None or same.factors is None else same.factors
    return replace(found, happened=told, why=why)


def _listed(preset: Preset | None) -> tuple[str, ...]:
    """The lists that the parts of a report print: the call-back list alone costs one query, all of them many."""
    if preset is None or not preset.sections:
        return tuple(LISTS)
    parts = {section for section in preset.sections if section.startswith("list_")}
    return tuple(LISTS) if parts - {"list_callback"} else ("callback",) if parts else ()


def chosen_metrics(workspace: Workspace, engine: Engine, month: Period, preset: Preset) -> tuple[str, ...]:
    """The figures of the preset; where it wants to be filled and the data gives few of them, others that it gives."""
    if not preset.fill:
        return preset.metrics
    known = sum(not isinstance(figure.value, Missing) for figure in engine.figures(preset.metrics, [month]))
    others = [metric for metric in workspace.catalogue.metrics if metric not in preset.metrics]
    if known >= preset.fill:
        return preset.metrics
    more = [f.metric for f in engine.figures(others, [month]) if not isinstance(f.value, Missing)]
    return (*preset.metrics, *more[: preset.fill - known])


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose figures, of which period, split by what."""

    workspace: Workspace
    book: Book
    engine: Engine
    month: Period
    ids: tuple[str, ...]
    dimension: str | None


def _bundle(asked: _Asked, *, leaves: bool = False) -> Bundle:
    """The figures with what stands around them; `leaves`: the measures under the formulas too."""
    from kpi_desktop.catalogue.resolve import leaves_of

    workspace, book, engine, month, ids = asked.workspace, asked.book, asked.engine, asked.month, asked.ids
    months = windows_before(engine, month)
    figures = engine.figures(ids, months)
    values = dict(engine.leaf_values(leaves_of(workspace.catalogue, ids), months)) if leaves else {}
    known = [f.metric for f in figures if f.period == month and not isinstance(f.value, Missing)]
    missing = {f.metric: f.value for f in figures if f.period == month and isinstance(f.value, Missing)}
    days = [f.as_of for f in figures if f.period == month and f.as_of and f.metric in known]
    if asked.dimension:
        # Members of a metric that the company itself has no value of would be a page of 'no data'.
        figures = [*figures, *engine.figures(known, months if leaves else [month], asked.dimension)]
        if leaves:
            values.update(engine.leaf_values(leaves_of(workspace.catalogue, known), months, asked.dimension))
    figures = _measured(engine, figures, month)
    (main,) = engine.figures(["revenue"], [month])
    gaps = unlocking(workspace, book, engine, month, missing)
    return Bundle(
        company=book.company,
        currency=book.currency,
        month=month,
        as_of=main.as_of or max(days, default=month.last_day),
        basis=main.basis,
        catalogue=workspace.catalogue,
        matrix=matrix_of(ids, figures, asked.dimension, "revenue" if "revenue" in known else next(iter(known), "")),
        leaves=LeafValues(values),
        sources=source_lines(book),
        row_count=0,
        row_dimensions=(),
        rows=lambda: iter(()),
        top_products=_top(engine, "product", month),
        top_customers=_top(engine, "customer", month),
        unlocks=gaps.box(),
        first_unlock=gaps.first(),
        control=reconciled(book, month),
        diagnosis=diagnosed(book, engine, month),
        said=_said(book, engine, month),
    )


def _measured(engine: Engine, figures: list[Figure], month: Period) -> list[Figure]:
    """The figures of the month with plan, team, own past and benchmark beside them."""
    now, others = [f for f in figures if f.period == month], [f for f in figures if f.period != month]
    return [*others, *beside_standards(engine, now, month, own_past(others, month))]


def _said(book: Book, engine: Engine, month: Period) -> Said:
    found = findings_of(book, engine, month, rule_set(engine.catalogue, book.settings))
    return Said(found.findings, found.sight)


def lists_of(engine: Engine, month: Period, names: Sequence[str] = tuple(LISTS)) -> tuple[Listing, ...]:
    """The lists, of those named, that have lines in the period."""
    made = (LISTS[name](engine, month) for name in names)
    return tuple(listing for listing in made if listing.missing is None and listing.table.lines)


def preferred_dimension(workspace: Workspace, book: Book, wanted: Sequence[str] = PREFERRED) -> str | None:
    """The dimension worth a page of its own: the first of those wanted with at least two and not too many members."""
    known = {dimension.id for dimension in split_dimensions(workspace, book)}
    for name in wanted:
        if name in known and 2 <= len(book.members(name)) <= MOST_MEMBERS:
            return name
    return None


def _top(engine: Engine, key: str, month: Period) -> tuple[TopLine, ...]:
    return tuple(TopLine(*line) for line in engine.top(key, month, TOP))
