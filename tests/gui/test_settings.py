"""The page of settings: a parameter is changed, refused, taken back; a metric opens; lists of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from kpi_desktop.app.settings import dependants, read_settings
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.pages.settings import TABS, SettingsPage
from kpi_desktop.gui.widgets.bank_rules import BankRulesPane
from kpi_desktop.gui.widgets.customers import CustomersDialog
from tests.gui.seeing import said
from tests.gui.test_questions import pressed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


@pytest.fixture
def page(window: Window, small: Path, qtbot: QtBot) -> SettingsPage:
    window.open_book(small)
    window.go("settings", "parameters")
    found = window.pages["settings"]
    assert isinstance(found, SettingsPage)
    qtbot.waitUntil(lambda: found.tabs.currentIndex() == 1, timeout=10_000)
    return found


def typed(page: SettingsPage, name: str, text: str) -> None:
    field = page.rows[name].field
    assert isinstance(field, QLineEdit)
    field.setText(text)
    field.editingFinished.emit()


def test_a_parameter_is_kept_and_taken_back(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    heard: list[bool] = []
    page.context.data_changed.connect(lambda: heard.append(True))
    assert not page.rows["churn_days"].back.isEnabled()
    typed(page, "churn_days", "90")
    qtbot.waitUntil(lambda: page.rows["churn_days"].line.value == "90", timeout=10_000)
    assert heard
    assert read_settings(load_workspace(), small)["churn_days"] == "90"
    assert page.tabs.currentIndex() == 1
    assert page.rows["churn_days"].back.isEnabled()
    page.rows["churn_days"].back.click()
    qtbot.waitUntil(lambda: page.rows["churn_days"].line.value == "180", timeout=10_000)
    assert read_settings(load_workspace(), small)["churn_days"] == "180"


def test_what_cannot_be_is_told_at_its_row(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    typed(page, "churn_days", "5")
    row = page.rows["churn_days"]
    qtbot.waitUntil(lambda: bool(row.told.text()), timeout=10_000)
    assert "7–1830" in row.told.text()
    assert read_settings(load_workspace(), small)["churn_days"] == "180"


def test_a_book_with_amounts_keeps_its_currency(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    typed(page, "currency", "USD")
    qtbot.waitUntil(lambda: bool(page.rows["currency"].told.text()), timeout=10_000)
    assert read_settings(load_workspace(), small)["currency"] == "RUB"


def test_a_choice_and_a_metric_that_depends(window: Window, page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    field = page.rows["vat_basis"].field
    assert isinstance(field, QComboBox)
    field.activated.emit(field.findData("with"))
    qtbot.waitUntil(lambda: page.rows["vat_basis"].line.value == "with", timeout=10_000)
    wait_for_all()
    assert read_settings(load_workspace(), small)["vat_basis"] == "with"
    page.tabs.setCurrentIndex(TABS.index("parameters"))
    pressed(page.rows["nps_promoters"], "От него зависит 1 показатель")
    qtbot.waitUntil(lambda: said(page.rows["nps_promoters"], "NPS — индекс лояльности"))
    pressed(page.rows["nps_promoters"], "NPS — индекс лояльности")
    assert window.page() is window.pages["metric"]


def test_metrics_that_follow_a_parameter() -> None:
    found = dependants(load_workspace())
    assert found["nps_promoters"] == found["nps_detractors"] == ("nps",)
    assert found["payment_days"] == ("receivables_overdue",)
    assert found["benchmark_crr"] == ("crr",)
    assert "churn_rate" in found["churn_days"]
    assert "nps" not in found["churn_days"]


def test_a_customer_is_made_nobody_and_somebody_again(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    from kpi_desktop.app.customers import customer_lines

    page.tabs.setCurrentIndex(TABS.index("customers"))
    pane = page.findChildren(CustomersDialog)[0]
    pane.decide(["Сидоров"], "nobody")
    qtbot.waitUntil(lambda: said(pane, "так решили вы"), timeout=10_000)
    wait_for_all()
    assert ("Сидоров", True, "owner") in {(one.name, one.nobody, one.why) for one in customer_lines(small)}
    pane.reject()
    assert pane.isVisible()
    names = [pane.model.key(row) for row in range(pane.model.rowCount())]
    pane.table.selectRow(names.index("Сидоров"))
    pressed(pane, "Как решит программа")
    qtbot.waitUntil(lambda: not said(pane, "так решили вы"), timeout=10_000)
    wait_for_all()
    assert not any(one.why == "owner" for one in customer_lines(small))


def test_a_rule_of_the_bank_is_added_and_forgotten(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    from kpi_desktop.app.bank import classes

    page.tabs.setCurrentIndex(TABS.index("bank"))
    pane = page.findChildren(BankRulesPane)[0]
    wait_for_all()
    pane.words.setText("аренда; склад")
    pane.way.setCurrentIndex(pane.way.findData("out"))
    pane.kind.setCurrentIndex(pane.kind.findData("expense"))
    pane.add.click()
    qtbot.waitUntil(lambda: pane.rules.rowCount() == 1, timeout=10_000)
    (rule,) = [one.rule for one in classes(small)[1]]
    assert (rule.bank_class, rule.direction, tuple(rule.purpose)) == ("expense", "out", ("аренда", "склад"))
    pane.table.selectRow(0)
    pane.remove.click()
    qtbot.waitUntil(lambda: pane.rules.rowCount() == 0, timeout=10_000)
    assert classes(small)[1] == []
