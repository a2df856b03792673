"""A metric's page tells why the figure changed; base and way are chosen, both languages read."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.gui.seeing import opened, said

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.pages.metric import MetricPage
    from kpi_desktop.gui.window import Window


def test_why_it_changed_is_told_and_asked_in_another_way(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.go("metric", "revenue")
    page: MetricPage = window.pages["metric"]  # type: ignore[assignment]
    panel = page._why
    qtbot.waitUntil(panel.isVisible, timeout=60_000)
    assert said(page, "Почему изменилось")
    assert said(page, "Больше всего: «Покупатели» +")
    chart = panel.chart._chart
    assert chart is not None
    values = [Decimal(value or 0) for value in chart.series[0].values]
    # The steps lead from the first level to the last one.
    assert abs(sum(values[:-1]) - values[-1]) < Decimal("0.000001")

    panel._base.setCurrentIndex(panel._base.findData("plan"))
    panel._choice.setCurrentIndex(panel._choice.findData("by:manager"))
    panel._choice.activated.emit(panel._choice.currentIndex())
    qtbot.waitUntil(lambda: said(page, "по плану"), timeout=60_000)
    assert said(page, "это арифметика, а не оценка")
    assert panel._base.currentData() == "plan"
    window.context.set_language("en")
    qtbot.waitUntil(lambda: said(page, "planned ₽"), timeout=60_000)
    assert said(page, "Why it changed")
    window.context.set_language("ru")

    # Another metric begins anew; one that cannot be told so says why and draws nothing.
    window.go("metric", "aov")
    qtbot.waitUntil(lambda: panel.isVisible() and said(page, "Средний чек (AOV): 7"), timeout=60_000)
    panel._choice.setCurrentIndex(panel._choice.findData("by:product"))
    panel._choice.activated.emit(panel._choice.currentIndex())
    qtbot.waitUntil(lambda: said(page, "не складываются в показатель"), timeout=60_000)
    assert not panel.chart.isVisible()
