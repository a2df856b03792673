"""The year of plans in the window: typed, pasted, filled from last year, taken back, saved as one version."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication

from kpi_desktop.app.plan_year import planned_amount
from kpi_desktop.app.plans import plan_versions, set_plans
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.engine.plans import PlanRow
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.pages.plans import PlansPage

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.widgets.plan_year import PlanYearSheet
    from kpi_desktop.gui.window import Window


@pytest.fixture
def sheet(window: Window, small: Path, qtbot: QtBot) -> PlanYearSheet:
    """The table over a book of four sales with the plans of two people and the company in October 2026."""
    rows = [PlanRow("revenue", "2026-10", Decimal(amount), who, team)
            for amount, who, team in (("300", "Анна", "Юг"), ("200.50", "Борис", ""), ("600", "", ""))]  # fmt: skip
    set_plans(load_workspace(), small, rows, "Директор")
    window.open_book(small)
    window.go("plans", "year")
    page = window.pages["plans"]
    assert isinstance(page, PlansPage)
    qtbot.waitUntil(lambda: page.sheet.model.rowCount() == 4, timeout=20_000)
    return page.sheet


def shown(sheet: PlanYearSheet, row: int, month: int) -> str:
    return str(sheet.model.index(row, month - 1).data()).replace("\u00a0", " ")


def chosen(sheet: PlanYearSheet, metric: str, qtbot: QtBot, year: int = 2026) -> None:
    sheet.what.setCurrentIndex(sheet.what.findData(metric))
    sheet.year.setCurrentIndex(sheet.year.findData(year))
    sheet.start()

    def there() -> bool:
        found = sheet._found
        return found is not None and (found.metric.id, found.year) == (metric, year)

    qtbot.waitUntil(there, timeout=20_000)


def test_the_sum_of_people_stands_beside_the_plan_of_the_company(sheet: PlanYearSheet) -> None:
    assert [shown(sheet, row, 10) for row in range(4)] == ["600", "300", "200,5", "500,5"]
    assert "окт 26" in sheet.state.text()
    assert "Директор" in sheet.history.text()
    sheet.model.setData(sheet.model.index(0, 9), "500,50")
    assert sheet.state.text() == "1 план ещё не сохранён"
    assert not sheet.what.isEnabled()
    sheet.undo.click()
    assert shown(sheet, 0, 10) == "600"
    assert not sheet.save.isEnabled()


def test_pasted_emptied_and_saved_as_one_version(sheet: PlanYearSheet, small: Path, qtbot: QtBot) -> None:
    sheet.table.setCurrentIndex(sheet.model.index(1, 9))
    QGuiApplication.clipboard().setText("1 234,5\t400\t\t7\r\n\t0\r\n")
    sheet.paste()
    assert shown(sheet, 1, 10) == "1 234,5"
    assert [shown(sheet, 3, month) for month in (10, 11, 12)] == ["1 234,5", "400", ""]
    assert "1 вставленная ячейка" in sheet.state.text()
    sheet.who.setText("Бухгалтер")
    sheet.save.click()
    qtbot.waitUntil(lambda: not sheet.model.touched, timeout=20_000)
    wait_for_all()
    first, last = plan_versions(small)
    assert len(first.rows) == 3
    assert last.who == "Бухгалтер"
    assert [(row.month, row.manager, row.team, row.amount) for row in last.rows] == [
        ("2026-10", "", "", Decimal(600)), ("2026-10", "Анна", "Юг", Decimal("1234.5")),
        ("2026-11", "Анна", "", Decimal(400)), ("2026-11", "Борис", "", Decimal(0)),
    ]  # fmt: skip


def test_what_is_no_plan_is_not_saved(sheet: PlanYearSheet, small: Path) -> None:
    for text in ("1,234", "-5", "40 %", "много"):
        sheet.model.setData(sheet.model.index(1, 9), text)
        assert not sheet.save.isEnabled()
        assert text in sheet.state.text()
        assert shown(sheet, 3, 10) == ""
    sheet.model.setData(sheet.model.index(1, 9), "300")
    assert not sheet.save.isEnabled()
    assert len(plan_versions(small)) == 1


def test_a_share_has_its_sign_and_no_sum(sheet: PlanYearSheet, small: Path, qtbot: QtBot) -> None:
    chosen(sheet, "returning_buyers_share", qtbot)
    assert sheet.model.rowCount() == 3
    sheet.model.setData(sheet.model.index(0, 9), "40,5 %")
    sheet.save.click()
    qtbot.waitUntil(lambda: shown(sheet, 0, 10) == "40,5 %" and not sheet.model.touched, timeout=20_000)
    wait_for_all()
    assert [row.amount for row in plan_versions(small)[-1].rows if row.metric == "returning_buyers_share"] == [
        Decimal("0.405")
    ]
    with pytest.raises(UsageError):
        planned_amount("0,5", share=True)
    assert planned_amount("0,5 %", share=True) == Decimal("0.005")


def test_last_year_fills_empty_cells_with_whole_months_only(sheet: PlanYearSheet, qtbot: QtBot) -> None:
    chosen(sheet, "revenue", qtbot, 2027)
    sheet.per_cent.setText("110,5")
    sheet.grow.click()
    qtbot.waitUntil(lambda: sheet.model.touched, timeout=20_000)
    assert [shown(sheet, 0, month) for month in (8, 9, 10, 11)] == ["", "", "497,25", ""]
    sheet.undo.click()
    assert shown(sheet, 0, 10) == ""


def test_plans_of_another_level_are_told_of_and_not_summed(sheet: PlanYearSheet, qtbot: QtBot) -> None:
    sheet.by.setCurrentIndex(sheet.by.findData("channel"))
    sheet.start()
    qtbot.waitUntil(lambda: sheet._found is not None and sheet._found.by == "channel", timeout=20_000)
    assert sheet.history.text().startswith("2 плана года стоят на другом уровне")
    assert shown(sheet, 0, 10) == "600"
    assert not sheet.state.text()
