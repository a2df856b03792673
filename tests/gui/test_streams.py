"""The owner sees which source gives the sales, believes another one, and reads the reconciliation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.importing import import_files
from kpi_desktop.app.streams import stream_lines
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.widgets.streams import StreamsDialog
from tests.gui.seeing import opened, said
from tests.gui.test_questions import pressed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window

ORDERS = """Номер заказа;Дата заказа;Статус;Клиент;Сумма заказа
1;05.10.2026;Доставлен;Иванова;300,00
2;31.10.2026;Доставлен;Совин;70,00
"""


def test_the_owner_believes_the_orders(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    path = tmp_path / "Заказы.csv"
    path.write_text(ORDERS, "utf-8")
    assert import_files(load_workspace(), small, [path], {})[0].batches
    opened(qtbot, window, small)
    window.go("data", None)
    page = window.pages["data"]
    pressed(page, "Источники продаж…")
    dialog = page.list_dialog  # type: ignore[attr-defined]
    assert isinstance(dialog, StreamsDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2, timeout=10_000)
    assert said(dialog, "Продажи.csv")
    pressed(dialog, "Сверка…")
    qtbot.waitUntil(lambda: dialog.list_dialog is not None, timeout=10_000)
    control = dialog.list_dialog
    assert control is not None
    assert said(control, "  совпало: 1")
    assert said(control, "  только здесь: 1")
    control.reject()
    dialog.table.selectRow(1)
    pressed(dialog, "Считать главным")
    assert wait_for_all()
    assert [line.name for line in stream_lines(small)] == ["Заказы.csv", "Продажи.csv"]
