"""A 1C report by months whose stated period ends inside a month: that month is partial and not compared with wholes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base
from kpi_desktop.sample.company import TreeRow
from kpi_desktop.sample.tree_report import write_tree

if TYPE_CHECKING:
    from pathlib import Path


def test_month_to_date_is_partial(tmp_path: Path) -> None:
    import openpyxl

    report, book = tmp_path / "отчёт.xlsx", tmp_path / "shop.kpi"
    rows = [
        TreeRow(date(2026, month, 1), "Посуда", "Кружка", 2, Decimal(month * 100), Decimal(10)) for month in (4, 5, 6)
    ]
    write_tree(rows, report)
    workbook = openpyxl.load_workbook(report)
    workbook.worksheets[0]["C4"] = "Период: 01.04.2026 - 15.06.2026"
    workbook.save(report)

    workspace = load_workspace()
    new_book(book, "Магазин")
    assert import_files(workspace, book, [report], {})[0].batches
    with opened(workspace, book) as (_, engine):
        may, june = engine.figures(["revenue"], [Period.month("2026-05"), Period.month("2026-06")])
        assert engine.default_month() == Period.month("2026-05")
    assert may.value == Decimal(500)
    assert may.covered.complete
    assert june.value == Decimal(600)
    assert not june.covered.complete
    assert june.covered.last == date(2026, 6, 15)
    change = june.comparisons[Base.PREVIOUS].change
    assert isinstance(change, Missing)
    assert change.reason is Reason.GRAIN
