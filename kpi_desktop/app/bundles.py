"""Makes the frozen bundle of a month that the workbook and the report are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import source_lines
from kpi_desktop.app.dimensions import split_dimensions
from kpi_desktop.app.figures import HISTORY, history_of
from kpi_desktop.app.unlocking import unlocking
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.reconciliation import reconciled
from kpi_desktop.present.bundle import Bundle, LeafValues, TopLine
from kpi_desktop.present.matrix import matrix_of

if TYPE_CHECKING:
    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.store.book import Book

#: The dimension that the split sheet and the split page take where the user chose none: the first that the data has.
PREFERRED = ("channel", "manager", "product_group", "region", "department", "warehouse", "product")
#: A dimension with more members than this is no split of a page.
MOST_MEMBERS = 60
TOP = 10


def make_bundle(workspace: Workspace, book: Book, engine: Engine, month: Period, by: str | None = None) -> Bundle:
    """Everything that the outputs of one month need; rows stay in the book and are read while they are written."""
    from kpi_desktop.catalogue.resolve import leaves_of

    ids = list(workspace.catalogue.metrics)
    months = history_of(engine, month, HISTORY)
    dimension = by or preferred_dimension(workspace, book)
    figures = engine.figures(ids, months)
    values = dict(engine.leaf_values(leaves_of(workspace.catalogue, ids), months))
    if dimension:
        # Members of a metric that the company itself has no value of would be a page of 'no data'.
        known = [f.metric for f in figures if f.period == month and not isinstance(f.value, Missing)]
        figures = [*figures, *engine.figures(known, months, dimension)]
        values.update(engine.leaf_values(leaves_of(workspace.catalogue, known), months, dimension))
    matrix = matrix_of(ids, figures, dimension)
    main = matrix.total["revenue", month.month_text]
    now = {metric: figure.value for (metric, key), figure in matrix.total.items() if key == month.month_text}
    missing = {metric: value for metric, value in now.items() if isinstance(value, Missing)}
    first, last = months[0].start, months[-1].end
    return Bundle(
        company=book.company,
        currency=book.currency,
        month=month,
        as_of=main.as_of or month.last_day,
        basis=main.basis,
        catalogue=workspace.catalogue,
        matrix=matrix,
        leaves=LeafValues(values),
        sources=source_lines(book),
        row_count=engine.sale_row_count(first, last),
        row_dimensions=engine.row_dimensions(),
        rows=lambda: engine.sale_rows(first, last),
        top_products=_top(engine, "product", month),
        top_customers=_top(engine, "customer", month),
        unlocks=unlocking(workspace, book, engine, month, missing).box(),
        control=reconciled(book, month),
        dimension_headings={column.id: column.heading for column in book.dimensions("sale") if column.heading},
    )


def preferred_dimension(workspace: Workspace, book: Book) -> str | None:
    """The dimension worth a page of its own: the first of the usual ones with at least two and not too many members."""
    known = {dimension.id for dimension in split_dimensions(workspace, book)}
    for name in PREFERRED:
        if name in known and 2 <= len(book.members(name)) <= MOST_MEMBERS:
            return name
    return None


def _top(engine: Engine, key: str, month: Period) -> tuple[TopLine, ...]:
    return tuple(TopLine(*line) for line in engine.top(key, month, TOP))
