"""Figures by hand in the window: typed, pasted, refused, saved, taken out; the overview then shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from kpi_desktop.app.keeping import kept_figures
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.pages.keeping import KeepPage
from tests.gui.seeing import drop_files, opened, said

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


@pytest.fixture
def page(window: Window, small: Path, qtbot: QtBot) -> KeepPage:
    window.open_book(small)
    window.go("keep", None)
    found = window.pages["keep"]
    assert isinstance(found, KeepPage)
    qtbot.waitUntil(lambda: found.model.rowCount() > 0)
    return found


def there(book: Path) -> list[tuple[str, str, str]]:
    wait_for_all()
    return [(f.cell.measure, f"{f.cell.first:%Y-%m}", f"{f.cell.value:.2f}") for f in kept_figures(book)]


def place(page: KeepPage, measure: str, month: str) -> tuple[int, int]:
    rows = [found.month_text for found in page.model.periods]
    return rows.index(month), [found.id for found in page.model.measures].index(measure)


def test_typed_pasted_saved_and_taken_out(page: KeepPage, small: Path, qtbot: QtBot) -> None:
    row, column = place(page, "visitors", "2026-10")
    page.table.setCurrentIndex(page.model.index(row, column))
    QGuiApplication.clipboard().setText("1 250\n0")
    page.paste()
    assert [cell.value for cell in page.model.changes()] == [1250, 0]
    page.save()
    qtbot.waitUntil(lambda: page.model.data(page.model.index(row, column)) == "1\u00a0250", timeout=5000)
    assert page.model.data(page.model.index(row, column), Qt.ItemDataRole.EditRole) == "1250"
    page.model.setData(page.model.index(row, column), "1250")
    assert page.model.changes() == []
    assert there(small) == [("visitors", "2026-09", "0.00"), ("visitors", "2026-10", "1250.00")]
    page.undo_entry()
    qtbot.waitUntil(lambda: not there(small))


def test_what_is_no_number_is_not_saved(page: KeepPage, small: Path) -> None:
    row, column = place(page, "orders", "2026-10")
    page.model.setData(page.model.index(row, column), "1,234")
    assert not page._save.isEnabled()
    assert "1,234" in page._state.text()
    page.back()
    assert page.model.changes() == []
    assert there(small) == []


def test_days_are_typed_beside_months(page: KeepPage, small: Path, qtbot: QtBot) -> None:
    """A shop counts its visitors day by day: the day's figure is the day's, and no month's."""
    page._of.setCurrentIndex(page._of.findData("2026-10"))
    page._of.activated.emit(page._of.currentIndex())
    assert page.model.rowCount() == 31
    assert page.model.headerData(16, Qt.Orientation.Vertical, Qt.ItemDataRole.DisplayRole) == "17.10.2026"
    column = [found.id for found in page.model.measures].index("visitors")
    page.table.setCurrentIndex(page.model.index(16, column))
    QGuiApplication.clipboard().setText("41\n0")
    page.paste()
    page.save()
    qtbot.waitUntil(lambda: page.model.data(page.model.index(16, column)) == "41", timeout=5000)
    wait_for_all()
    kept = [f"{one.cell.first} {one.cell.end} {one.cell.value:.0f}" for one in kept_figures(small)]
    assert kept == ["2026-10-17 2026-10-18 41", "2026-10-18 2026-10-19 0"]
    page._of.setCurrentIndex(0)
    page._of.activated.emit(0)
    assert page.model.data(page.model.index(*place(page, "visitors", "2026-10"))) == ""


def test_the_months_workbook_filled_in_is_dropped_back(
    window: Window, small: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    """What was typed into its sheet comes in; its sheets of data, figures and plans bring nothing."""
    import openpyxl

    from kpi_desktop.app.outputs import Output, write_workbook
    from kpi_desktop.app.workspace import load_workspace

    out = tmp_path / "октябрь.xlsx"
    write_workbook(load_workspace(), small, Output(out, "2026-10", "ru"))
    made = openpyxl.load_workbook(out)
    sheet = made["Ввод вручную"]
    ids = [cell.value for cell in sheet[2]]
    row = next(n for n in range(4, 40) if sheet.cell(n, 1).value == "2026-10")
    sheet.cell(row, ids.index("visitors") + 1).value = 1250
    made.save(out)
    opened(qtbot, window, small)
    drop_files(window, [out])
    qtbot.waitUntil(lambda: said(window, "Введено вручную: 1"), timeout=60_000)
    window.pages["import"].store()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: there(small) == [("visitors", "2026-10", "1250.00")], timeout=60_000)
