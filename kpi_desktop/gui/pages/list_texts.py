"""The printed texts of the page of lists: headings, cells, the heat of a cohort, what is lacking; no widgets here."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from kpi_desktop.engine.lists.model import Kind, Line, Table
from kpi_desktop.gui.models.table import Heading, TextCell
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.lists import cell_text, right, shown_columns, total_text, unlock_of
from kpi_desktop.present.unlocks import export_name, way_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.engine.lists.model import Cell, Column, Listing
    from kpi_desktop.gui.context import Context

#: The strongest heat: the accent over the panel; beyond it texts would not stand out.
_HOTTEST = 0.42

#: The column of remarks on cohorts.
_MARK = "history"

#: Columns that a narrow window may leave out.
_SPARE = frozenset({"paid", "last", "recency", "due", "span", "reached", "status", "account"})


def headings(table: Table, group: str, context: Context) -> list[Heading]:
    """The captions of the columns that are shown."""
    columns = [table.columns[place] for place in shown(table, group)]
    return [
        Heading(context.tr_(one.name), right(one), uncut=one.kind in (Kind.DAY, Kind.MONTH), spare=one.id in _SPARE)
        for one in columns
    ]


def line_cells(table: Table, group: str, currency: str, context: Context) -> list[Sequence[TextCell]]:
    """The lines as they are printed; cells of a group of columns have the heat of their value."""
    places = shown(table, group)
    most = hottest(table, group)
    found: list[Sequence[TextCell]] = []
    for line in table.lines:
        cells = []
        for place in places:
            column, cell = table.columns[place], line.cells[place]
            text = cell_text(cell, column.kind, currency, context.translate, contacts=True)
            cells.append(TextCell(text, fill=_heat(cell, column, most, context)))
        found.append(_marked(cells, table, line, context))
    return found


def shown(table: Table, group: str) -> list[int]:
    """The columns that the window shows; what is said of a cohort stands as a mark at its name."""
    return [place for place in shown_columns(table, group) if table.columns[place].id != _MARK]


def _marked(cells: list[TextCell], table: Table, line: Line, context: Context) -> list[TextCell]:
    """The first cell with an asterisk where the line has a remark, which its tooltip tells."""
    remarks = [cell for column, cell in zip(table.columns, line.cells, strict=True) if column.id == _MARK]
    told = cell_text(remarks[0], Kind.WORD, "", context.translate) if remarks else ""
    return [TextCell(f"{cells[0].text} *", tip=told), *cells[1:]] if told else cells


def hottest(table: Table, group: str) -> Decimal:
    """The largest value of the columns of a group."""
    places = [place for place, column in enumerate(table.columns) if group and column.group == group]
    values = (line.cells[place] for line in table.lines for place in places)
    return max((value for value in values if isinstance(value, Decimal)), default=Decimal(0))


def _heat(cell: Cell, column: Column, most: Decimal, context: Context) -> str:
    if not column.group or not isinstance(cell, Decimal) or most <= 0 or cell <= 0:
        return ""
    return mixed(context.colours.accent, context.colours.panel, float(cell / most) * _HOTTEST)


def mixed(over: str, under: str, share: float) -> str:
    """A colour laid over another one."""
    a, b = QColor(over), QColor(under)
    parts = ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()))
    return QColor.fromRgbF(*(one * share + other * (1 - share) for one, other in parts)).name()


def with_mean(listing: Listing) -> Table:
    """A table of cohorts with all of them together as its first line."""
    table = listing.table
    mean = next((one for one in listing.beside if one.id == "mean"), None)
    if mean is None:
        return table
    known = {column.id: cell for column, cell in zip(mean.columns, mean.lines[0].cells, strict=True)}
    line = Line(tuple(known.get(column.id) for column in table.columns))
    return Table(table.id, table.name, table.columns, (line, *table.lines))


def ordered(table: Table, column: int, *, down: bool) -> Table:
    """The table sorted by a column; cells without a value stay last."""
    known = [line for line in table.lines if line.cells[column] is not None]
    empty = [line for line in table.lines if line.cells[column] is None]
    known.sort(key=lambda line: _key(line.cells[column]), reverse=down)
    return Table(table.id, table.name, table.columns, (*known, *empty))


def _key(cell: Cell) -> tuple[int, object]:
    """Numbers and days by themselves, texts without regard to case, own words by their codes."""
    if isinstance(cell, str):
        return 1, cell.casefold()
    code = getattr(cell, "code", None)
    return (2, code) if code is not None else (0, cell)


def told(listing: Listing, currency: str, context: Context) -> tuple[str, str, str]:
    """The totals with the day as of which they stand; the flags; the notes."""
    day = context.tr_(msg("as of {day}", day=date_text(listing.as_of, context.lang)))
    totals = [f"{name}: {value}" for name, value in total_text(listing, currency, context.translate)]
    flags = "\n".join("● " + context.tr_(flag.message) for flag in listing.flags)
    notes = (context.tr_(note) for note in listing.notes)
    return "   ·   ".join((day, *totals)), flags, " ".join(note if note.endswith(".") else f"{note}." for note in notes)


def lacking(listing: Listing, context: Context) -> str:
    """Why there is no list, and which exports would give it."""
    missing = listing.missing
    if missing is None:
        return context.tr_(msg("The list is empty in this period"))
    lines = [context.tr_(missing.message)]
    for unlock in unlock_of(missing):
        catalogue = context.workspace.catalogue
        lines.append("")
        lines.append(context.tr_(msg("Add: {export}", export=export_name(unlock, catalogue))))
        way = way_to(unlock, catalogue, context.lang)
        if way:
            lines.append(way)
    return "\n".join(lines)
