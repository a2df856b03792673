"""Draws a list on a sheet: heading, what must be said, totals, then its tables, live where formulas are given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.lists.model import Kind
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.lists import NAMES, cell_text, right
from kpi_desktop.present.numbers import member_text
from kpi_desktop.present.periods import period_text
from kpi_desktop.present.privacy import masked
from kpi_desktop.workbook.layout import cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xlsxwriter.workbook import Workbook

    from kpi_desktop.engine.lists.model import Cell, Column, Line, Listing, Table, Total
    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.styles import Styles

#: Excel counts days from here.
_EPOCH = date(1899, 12, 30)

#: The column with the place of a row: file, sheet, row.
_TEXT_WIDTH, _FIGURE_WIDTH, _NAME_WIDTH, _WIDEST = 22, 17, 38, 60

#: Heads further down are not frozen: they would leave no room on the screen for what stands below.
_MOST_FROZEN = 18

_ENGLISH_DAY = "dd mmm yyyy"


@dataclass(slots=True)
class Drawing:
    """One sheet with a list on it; `row` is where the next thing comes; `contacts`: phones and e-mails in full."""

    page: Page
    book: Workbook
    styles: Styles
    translate: Translator
    currency: str
    contacts: bool = False
    row: int = 0
    widths: dict[int, int] = field(default_factory=dict)
    head_row: int = 0
    first_width: int = 0

    def head(self, listing: Listing) -> None:
        """The name, the period, the day as of which it stands, flags and notes."""
        say, lang = self.translate, self.translate.lang
        self.page.text(0, 0, say(NAMES[listing.id][0]), self.styles("title"))
        day = say(msg("as of {day}", day=date_text(listing.as_of, lang)))
        self.page.text(1, 0, f"{period_text(listing.period, lang)}, {day}", self.styles("subtitle"))
        self.row = 2
        for text in (*(flag.message for flag in listing.flags), *listing.notes):
            self.page.text(self.row, 0, say(text), self.styles("note"))
            self.row += 1
        self.row += 1

    def totals(self, totals: Iterable[Total], formulas: dict[str, str]) -> None:
        """Name and value of each total; those with a formula are live."""
        for one in totals:
            name = self.translate(one.name)
            self.page.text(self.row, 0, name, self.styles("label"))
            self.first_width = min(_WIDEST, max(self.first_width, len(name)))
            look = self.styles("headline", self.number(one.kind))
            formula = formulas.get(one.id)
            if isinstance(one.value, Missing):
                self.page.missing(self.row, 1, one.value, look)
            elif formula:
                self.page.formula(self.row, 1, formula, one.value, look)
            else:
                self.page.number(self.row, 1, one.value, look)
            self.row += 1
        self.row += 1

    def table(self, table: Table, formulas: dict[str, Callable[[int], str]], *, places: bool = True) -> tuple[int, int]:
        """The table with its caption and headings; returns the first row of lines and the row after the last."""
        self.page.text(self.row, 0, self.translate(table.name), self.styles("group"))
        self.row += 1
        for place, column in enumerate(table.columns):
            look = self.styles("head_right" if right(column) else "head_text" if place else "head")
            self.page.text(self.row, place, self.translate(column.name), look)
            self._widen(place, column)
        self.head_row = self.row
        sourced = places and any(line.source for line in table.lines)
        if sourced:
            self.page.text(
                self.row, len(table.columns), self.translate(msg("File, sheet, row")), self.styles("head_text")
            )
            self.widths[len(table.columns)] = _NAME_WIDTH
        self.row += 1
        first = self.row
        for line in table.lines:
            self.line(table.columns, line, formulas)
            if sourced and line.source is not None:
                source = line.source
                told = " · ".join((source.file, source.sheet, str(source.row)))
                self.page.text(self.row - 1, len(table.columns), told, self.styles("muted"))
        last, self.row = self.row, self.row + 1
        return first, last

    def line(self, columns: tuple[Column, ...], line: Line, formulas: dict[str, Callable[[int], str]]) -> None:
        """One line of a table."""
        for place, (column, value) in enumerate(zip(columns, line.cells, strict=True)):
            made = formulas.get(column.id)
            if made is not None and value is not None:
                shown = value if isinstance(value, Decimal) else self.words(value, column.kind)
                look = self.styles("figure" if right(column) else "label", self.number(column.kind))
                self.page.formula(self.row, place, made(self.row), shown, look)
            else:
                self.cell(self.row, place, value, column.kind)
        self.row += 1

    def cell(self, row: int, place: int, value: Cell, kind: Kind) -> None:
        """One value: a number, a day as a day, a word or a name as text."""
        match value:
            case None:
                self.page.text(row, place, "", self.styles("label"))
            case Decimal():
                self.page.number(row, place, value, self.styles("value", self.number(kind)))
            case date() if kind is Kind.DAY:
                day = "dd.mm.yyyy" if self.translate.lang == "ru" else _ENGLISH_DAY
                look = self.styles("value_apart" if place else "value_left", day)
                self.page.number(row, place, (value - _EPOCH).days, look)
            case _:
                self.page.text(row, place, self.words(value, kind), self.styles("label_apart" if place else "label"))

    def words(self, value: Cell, kind: Kind) -> str:
        """A word, a month or a name as it is printed."""
        if isinstance(value, str):
            name = member_text(value, self.translate.lang)
            return name if self.contacts else masked(name)
        return cell_text(value, kind, self.currency, self.translate)

    def number(self, kind: Kind) -> str:
        """The number format of a kind of column."""
        match kind:
            case Kind.MONEY:
                return self.styles.display_number(Display.MONEY, 2)
            case Kind.SHARE:
                return "0.0%"
            case Kind.NUMBER:
                return "#,##0.0"
            case Kind.COUNT:
                return "#,##0"
            case _:
                return ""

    def _widen(self, place: int, column: Column) -> None:
        name = column.kind is Kind.TEXT and column.id in ("customer", "name", "part")
        width = _NAME_WIDTH if name else _TEXT_WIDTH if column.kind in (Kind.TEXT, Kind.WORD) else _FIGURE_WIDTH
        self.widths[place] = max(width, self.widths.get(place, _NAME_WIDTH if not place else 0))

    def finish(self) -> None:
        """Set the widths of the columns and how the sheet is printed: A4, a page wide, the heads on every page."""
        sheet = self.page.sheet
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&8&A&R&8&P / &N")
        if self.head_row:
            sheet.repeat_rows(self.head_row)
            sheet.freeze_panes(self.head_row + 1 if self.head_row < _MOST_FROZEN else 0, 1)
        self.widths[0] = max(self.first_width, self.widths.get(0, _NAME_WIDTH))
        for place, width in self.widths.items():
            sheet.set_column(place, place, width)


def span(table: Table, column: str, rows: tuple[int, int]) -> str:
    """The fixed range of a column of a table that stands in these rows."""
    place = table.place(column)
    return f"{cell(rows[0], place, fixed=True)}:{cell(rows[1] - 1, place, fixed=True)}"
