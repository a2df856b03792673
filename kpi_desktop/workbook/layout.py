"""Where everything stands in the workbook: the plan of addresses that sheets write to and formulas point at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.core.address import letters
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.period import Period
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.i18n.translator import Translator

#: Sheets by id, in the order of the workbook, with their names.
TITLES = {
    "summary": msg("Summary"),
    "kpis": msg("KPIs"),
    "comparisons": msg("Comparisons"),
    "findings": msg("What to check"),
    "funnel": msg("Funnel"),
    "change": msg("Change"),
    "whatif": msg("What if"),
    "split": msg("Split"),
    "list_callback": msg("Call-back list"),
    "list_lapsed": msg("Did not come this month"),
    "list_receivables": msg("Receivables"),
    "list_abc": msg("ABC of products"),
    "list_rfm": msg("RFM of customers"),
    "list_cohorts": msg("Cohorts"),
    "list_burndown": msg("Burndown"),
    "measures": msg("Measures"),
    "split_months": msg("Split by month"),
    "customers": msg("Customer months"),
    "data": msg("Data"),
    "plans": msg("Plans"),
    "definitions": msg("Definitions"),
    "reconciliation": msg("Reconciliation"),
}

#: On the sheets with a column per month: the row of short names for charts, of month keys, of coverage, of month names,
#: and the first line.
SHORT_ROW = 2
KEY_ROW, COVER_ROW, NAME_ROW, FIRST_LINE = 3, 4, 5, 6

#: The first column of months; before it stand name, unit and how the line was made.
FIRST_MONTH = 3

#: The first row of the data sheet, of customer-months and of the split by month.
FIRST_ROW = 6

#: Columns of the customer-months sheet.
CUSTOMER_COLUMNS = ("month", "customer", "sales", "net", "key", "first", "buyer", "new", "returning", "name")


def cell(row: int, column: int, *, fixed: bool = False) -> str:
    """The address of a cell counted from 0: `B7`, or `$B$7`."""
    mark = "$" if fixed else ""
    return f"{mark}{letters(column)}{mark}{row + 1}"


def quoted(title: str) -> str:
    """A sheet's name as Excel writes it in formulas: in quotes only where it is more than one word."""
    return title if _ONE_WORD.fullmatch(title) else "'" + title.replace("'", "''") + "'"


def unquoted(formula: str) -> str:
    """A formula without the quotes that another program put around a sheet's name of one word."""
    return _QUOTED_WORD.sub(r"\1!", formula) if "'" in formula else formula


_ONE_WORD = re.compile(r"[^\W\d]\w*")
_QUOTED_WORD = re.compile(r"'([^\W\d]\w*)'!")


@dataclass(frozen=True, slots=True)
class Plan:
    """The addresses of one workbook. Rows and columns count from 0; months are the columns of every sheet by month.

    `data_columns` and `split_columns` map a column's id to its place; `split_rows` maps (month, member) to its row.
    """

    titles: Mapping[str, str]
    months: tuple[Period, ...]
    measures: Mapping[Leaf, int]
    metrics: Mapping[str, int]
    members: tuple[str, ...] = ()
    split_rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    split_leaves: Mapping[Leaf, int] = field(default_factory=dict)
    split_metrics: Mapping[str, int] = field(default_factory=dict)
    data_columns: Mapping[str, int] = field(default_factory=dict)

    def month_column(self, key: int) -> int | None:
        """The column of the month with that key, None where the workbook does not show it."""
        for index, month in enumerate(self.months):
            if month.key == key:
                return FIRST_MONTH + index
        return None

    @property
    def last_month(self) -> int:
        """The last column of months."""
        return FIRST_MONTH + len(self.months) - 1

    def at(self, sheet: str, row: int, column: int) -> str:
        """The fixed address of a cell on another sheet."""
        return f"{quoted(self.titles[sheet])}!{cell(row, column, fixed=True)}"

    def months_of(self, sheet: str, row: int) -> str:
        """A line's cells over all months, fixed, with the sheet's name."""
        first, last = cell(row, FIRST_MONTH, fixed=True), cell(row, self.last_month, fixed=True)
        return f"{quoted(self.titles[sheet])}!{first}:{last}"

    def data(self, column: str, span: tuple[int, int]) -> str:
        """The cells of a data column for a half-open range of lines."""
        return self._slice("data", self.data_columns[column], span)

    def customers(self, column: str, span: tuple[int, int]) -> str:
        """The cells of a customer-months column for a half-open range of entries."""
        return self._slice("customers", CUSTOMER_COLUMNS.index(column), span)

    def _slice(self, sheet: str, column: int, span: tuple[int, int]) -> str:
        name = letters(column)
        return f"{quoted(self.titles[sheet])}!${name}${span[0] + FIRST_ROW + 1}:${name}${span[1] + FIRST_ROW}"


def sheet_titles(translate: Translator) -> dict[str, str]:
    """The names of the sheets in the workbook's language."""
    return {name: translate(title) for name, title in TITLES.items()}
