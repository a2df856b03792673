"""Writing cells so that nothing is lost: every formula with its value, every text as text, every refusal noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.layout import cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kpi_desktop.core.missing import Value

#: The longest text that a cell holds.
LONGEST = 32_767

#: What a formula cell shows: a figure, a text, a state of a check.
Shown = Decimal | Missing | str


def clean(text: str) -> str:
    """Text that a cell can hold: without lone surrogates, cut where a cell ends, never empty of meaning."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def as_number(value: Decimal) -> int | float:
    """The double that the cell holds: whole numbers stay whole, as Excel writes them."""
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)


def expected_text(value: Shown) -> str:
    """How the manifest writes what a cell must show: `=12.5`, `#N/A`, or `'text`."""
    if isinstance(value, Missing):
        return value.excel
    if isinstance(value, Decimal):
        return f"={as_number(value)!r}"
    return value if value in ("#N/A", "#DIV/0!") else "'" + value


@dataclass(slots=True)
class Ledger:
    """Every formula, number and text that the workbook's own sheets got: what the manifest will keep.

    `inputs` are numbers that the reader may change.
    """

    formulas: dict[tuple[str, str], tuple[str, str, bool]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    inputs: dict[tuple[str, str], str] = field(default_factory=dict)
    values: int = 0
    live: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet being written.

    A formula that `follows` depends on what the reader chooses in the drop-down, or on the sheet's own inputs.
    """

    sheet: Worksheet
    title: str
    ledger: Ledger

    def text(self, row: int, column: int, text: str, look: Format) -> None:
        """Write a text as text, whatever it begins with."""
        if not text:
            self._check(self.sheet.write_blank(row, column, None, look), row, column)
            return
        self._check(self.sheet.write_string(row, column, clean(text), look), row, column)
        self.ledger.texts[self.title, cell(row, column)] = clean(text)

    def number(self, row: int, column: int, value: Decimal | int, look: Format) -> None:
        """Write a value that is not computed in the workbook."""
        number = as_number(value) if isinstance(value, Decimal) else value
        self._check(self.sheet.write_number(row, column, number, look), row, column)
        self.ledger.numbers[self.title, cell(row, column)] = repr(number)

    def entry(self, row: int, column: int, value: Decimal, look: Format) -> None:
        """Write a number that the reader may change: another one there is no difference."""
        number = as_number(value)
        self._check(self.sheet.write_number(row, column, number, look), row, column)
        self.ledger.inputs[self.title, cell(row, column)] = repr(number)

    def formula(
        self, row: int, column: int, formula: str, shown: Shown, look: Format, *, follows: bool = False
    ) -> None:
        """Write a formula (without its equals sign) with the value that it shows."""
        cached: str | int | float
        if isinstance(shown, Decimal):
            cached = as_number(shown)
        else:
            cached = shown.excel if isinstance(shown, Missing) else shown
        self._check(self.sheet.write_formula(row, column, "=" + formula, look, cached), row, column)
        self.ledger.formulas[self.title, cell(row, column)] = (formula, expected_text(shown), follows)

    def missing(self, row: int, column: int, value: Missing, look: Format) -> None:
        """Write an absent value: the error of its reason, as a formula that gives it."""
        self.formula(row, column, "1/0" if value.excel == "#DIV/0!" else "NA()", value, look)

    def link(self, row: int, column: int, target: str, text: str, look: Format) -> None:
        """Write a text that leads to another place of the workbook (`'Sheet'!A1`)."""
        self._check(self.sheet.write_url(row, column, "internal:" + target, look, clean(text)), row, column)
        self.ledger.texts[self.title, cell(row, column)] = clean(text)

    def figure(self, row: int, column: int, value: Value, look: Format) -> None:
        """Write a figure as a value, or its absence."""
        if isinstance(value, Missing):
            self.missing(row, column, value, look)
        else:
            self.number(row, column, value, look)

    def _check(self, code: int, row: int, column: int) -> None:
        if code:
            raise KpiDesktopError(
                msg(
                    "The cell {cell} of the sheet “{sheet}” could not be written",
                    cell=cell(row, column),
                    sheet=self.title,
                )
            )
