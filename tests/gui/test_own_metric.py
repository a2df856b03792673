"""The page of own metrics: names offered, mistakes underlined, the value at once; kept, listed, used, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kpi_desktop.app.own_metrics import add
from kpi_desktop.catalogue.draft import Draft
from kpi_desktop.gui.pages.own_metric import OwnMetricPage
from tests.gui.seeing import opened, said

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def shown(window: Window) -> OwnMetricPage:
    window.go("own", None)
    page = window.pages["own"]
    assert isinstance(page, OwnMetricPage)
    return page


def test_a_metric_is_written_kept_changed_and_removed(qtbot: QtBot, window: Window, small: Path) -> None:
    """October of the small book: 450 roubles in 4 pieces, 112.50 a piece."""
    opened(qtbot, window, small)
    page = shown(window)
    page.name.setText("Цена штуки")
    page.formula.setPlainText("Выручка / unitss")
    qtbot.waitUntil(lambda: "не мера и не показатель" in page.mistakes.text(), timeout=30_000)
    (mark,) = page.formula.extraSelections()
    assert mark.cursor.selectedText() == "unitss"
    page.formula.setPlainText("Выручка / units")
    qtbot.waitUntil(lambda: "112,50" in page.value.text(), timeout=30_000)
    assert page.formula.extraSelections() == []
    assert page.meaning.text().startswith("= Выручка ÷ ")
    assert not page._keep.isEnabled()
    page.example.setText("Выручка = 100; units = 8")
    page.result.setText("12,5")
    qtbot.waitUntil(page._keep.isEnabled, timeout=30_000)
    page._keep.click()
    qtbot.waitUntil(lambda: "cena_shtuki" in window.context.workspace.own, timeout=30_000)
    qtbot.waitUntil(lambda: said(page, "Цена штуки"), timeout=30_000)
    window.go("metrics", None)
    qtbot.waitUntil(lambda: said(window.page(), "Цена штуки") and said(window.page(), "112,50"), timeout=30_000)
    window.go("metric", "revenue")
    qtbot.waitUntil(lambda: said(window.page(), "450,00"), timeout=30_000)
    assert not said(window.page(), "Изменить показатель")
    window.go("metric", "cena_shtuki")
    qtbot.waitUntil(lambda: said(window.page(), "Изменить показатель"), timeout=30_000)
    window.pages["metric"]._write.click()  # type: ignore[attr-defined]
    assert window.page() is page
    assert page.formula.text() == "Выручка / units"
    page._remove.click()
    qtbot.waitUntil(lambda: not window.context.workspace.own, timeout=30_000)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_names_are_offered_and_taken(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    page = shown(window)
    page.formula.setFocus()
    QTest.keyClicks(page.formula, "2 * gross_pr")
    assert page.formula.offered().suggestions[0].insert == "[Валовая прибыль]"
    page.formula.take(0)
    assert page.formula.text() == "2 * [Валовая прибыль]"
    QTest.keyClick(page.formula, Qt.Key.Key_Return)
    assert page.formula.text() == "2 * [Валовая прибыль]"
    window.context.set_language("en")
    assert said(page, "Own metric")


def test_a_share_that_is_changed_stays_a_share(qtbot: QtBot, window: Window, small: Path) -> None:
    share = Draft("kept_part", "[Валовая прибыль] / Выручка", "Доля прибыли", unit="%",
                  inputs={"Валовая прибыль": "1", "Выручка": "4"}, expected="25 %")  # fmt: skip
    assert add(window.context.workspace, small, share).text
    opened(qtbot, window, small)
    page = shown(window)
    window.go("own", "kept_part")
    assert (page.draft().display, page.draft().decimals) == ("share", 1)
    page.unit.setText("раз")
    assert (page.draft().display, page.draft().decimals) == ("", None)
