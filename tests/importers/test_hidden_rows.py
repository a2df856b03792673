"""Rows that a hand or a filter hid are imported and told: how many, and what sum, printed as the owner reads it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.translator import Translator
from tests.importers.files import read

if TYPE_CHECKING:
    from pathlib import Path


def test_hidden_rows_are_told_with_their_sum(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Дата продажи", "Документ", "Сумма продажи"), ("01.10.2026", "Д-1", 12345.5), ("31.10.2026", "Д-2", 1000),
        ("31.10.2026", "Д-3", 234.5),
    ):  # fmt: skip
        sheet.append(row)
    for hidden in (3, 4):
        sheet.row_dimensions[hidden].hidden = True
    book.save(tmp_path / "Продажи.xlsx")
    report = read(tmp_path / "Продажи.xlsx", tmp_path)
    assert report.imported_total == Decimal("13580")
    text = Translator("ru")(next(issue.message for issue in report.issues if issue.code == "rows_hidden"))
    assert text.replace("\u00a0", " ").endswith("они тоже загружены: 1 234,50 из 13 580,00")
