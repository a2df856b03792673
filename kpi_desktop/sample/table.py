"""A table of the sample company as somebody keeps or exports it, and how it is written."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.core.writing import written_beside

if TYPE_CHECKING:
    from pathlib import Path

Cell = str | int | Decimal | date | datetime | None


class Form(StrEnum):
    """As what a table is saved."""

    XLSX = "xlsx"
    RUSSIAN_CSV = "csv"  # as Russian Excel saves it: cp1251, semicolons, decimal commas
    PLAIN_CSV = "plain"  # as services save it: UTF-8, commas, decimal points, ISO dates


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; None is an empty cell."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    form: Form = Form.XLSX

    def column(self, heading: str) -> list[Cell]:
        """The cells of one column, for tests that add them up by themselves."""
        place = self.headings.index(heading)
        return [row[place] for row in self.rows]


def write_table(table: Table, folder: Path) -> Path:
    """Write the table; the same bytes at every call."""
    target = folder / table.file
    with written_beside(target) as beside:
        if table.form is Form.XLSX:
            _write_xlsx(table, beside)
        else:
            _write_csv(table, beside)
    return target


def _write_xlsx(table: Table, target: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 11, 1, 9, 0)})  # noqa: DTZ001 - a local moment, as files keep it
        sheet = book.add_worksheet("Лист1")
        bold = book.add_format({"bold": True})
        formats = {
            date: book.add_format({"num_format": "dd.mm.yyyy"}),
            datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        }
        sheet.set_column(0, len(table.headings) - 1, 18)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, table.headings, bold)
        for number, row in enumerate(table.rows, 1):
            for place, cell in enumerate(row):
                match cell:
                    case None:
                        pass
                    case str():
                        sheet.write_string(number, place, cell)
                    case date():
                        sheet.write_datetime(number, place, cell, formats[type(cell)])
                    case _:
                        sheet.write_number(number, place, float(cell))


def _write_csv(table: Table, target: Path) -> None:
    russian = table.form is Form.RUSSIAN_CSV
    encoding, delimiter = ("cp1251", ";") if russian else ("utf-8", ",")
    with target.open("w", encoding=encoding, newline="") as stream:
        out = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        out.writerow(table.headings)
        for row in table.rows:
            out.writerow([_shown(cell, russian=russian) for cell in row])


def _shown(cell: Cell, *, russian: bool) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell:%d.%m.%Y %H:%M}" if russian else f"{cell:%Y-%m-%d %H:%M:%S}"
        case date():
            return f"{cell:%d.%m.%Y}" if russian else cell.isoformat()
        case Decimal():
            return f"{cell:.2f}".replace(".", ",") if russian else f"{cell:.2f}"
        case _:
            return str(cell)
