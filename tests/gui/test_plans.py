"""Plans in the window: set for the company and dropped again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.plans import plan_versions
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.pages.plans import PlansPage

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def test_a_plan_is_set_and_dropped(window: Window, small: Path, qtbot: QtBot) -> None:
    window.open_book(small)
    window.go("plans", None)
    page = window.pages["plans"]
    assert isinstance(page, PlansPage)
    qtbot.waitUntil(lambda: bool(page._found), timeout=10_000)
    page._who.setEditText("")
    page._amount.setText("1 000,50")
    page._set.click()
    qtbot.waitUntil(lambda: page._found[0].plan.value == Decimal("1000.50"), timeout=20_000)
    wait_for_all()
    (row,) = plan_versions(small)[-1].rows
    assert (row.month, row.whose) == ("2026-10", ("", "", ""))
    page._drop.click()
    qtbot.waitUntil(lambda: not page._found or not isinstance(page._found[0].plan.value, Decimal), timeout=20_000)
    wait_for_all()
    assert [len(version.rows) for version in plan_versions(small)] == [1, 0]
