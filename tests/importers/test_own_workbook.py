"""A workbook of the program's own is told by its hidden mark and never imported: its rows are in the book already."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.marks import MANIFEST_MARK, MANIFEST_SHEET
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

MAPPING = 'fact = "sale"\n[columns]\n"Дата продажи" = "day"\n"Сумма продажи" = "amount"\n'


def made(path: Path, *, mark: str) -> Path:
    """A sheet of sales as the data sheet of a workbook, and the manifest beside it."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Дата продажи", "Документ", "Сумма продажи"), ("01.10.2026", "Д-1", 100), ("31.10.2026", "Д-2", 50)):
        sheet.append(row)
    manifest = book.create_sheet(MANIFEST_SHEET)
    manifest.append((mark,))
    manifest.sheet_state = "veryHidden"
    book.save(path)
    return path


def told(report: FileReport) -> tuple[Outcome, str, int]:
    return report.outcome, report.recognised, len(report.batches)


def test_our_own_workbook_is_not_imported(tmp_path: Path) -> None:
    path = made(tmp_path / "kpi.xlsx", mark=MANIFEST_MARK)
    assert told(read(path, tmp_path)) == (Outcome.UNSUPPORTED, "own-workbook", 0)
    by_force = read(path, tmp_path, ImportOptions(mapping=MAPPING))
    assert told(by_force) == (Outcome.UNSUPPORTED, "own-workbook", 0)


def test_a_sheet_of_that_name_without_the_mark_is_no_sign(tmp_path: Path) -> None:
    report = read(made(tmp_path / "other.xlsx", mark="заметки"), tmp_path)
    assert (report.outcome, report.imported_total) == (Outcome.OK, Decimal(150))
