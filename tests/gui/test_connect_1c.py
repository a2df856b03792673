"""The dialog “Connect 1C” as its owner uses it, against a base on the loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QAccessible

from kpi_desktop.app.books import new_book, opened_book
from tests.gui.test_access import nameless
from tests.importers.odata_files import CATALOGUES, TEA, line, sale
from tests.unit.live.base import PASSWORD, USER, Base, running

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.pages.data import DataPage
    from kpi_desktop.gui.widgets.connect_1c import ConnectDialog
    from kpi_desktop.gui.window import Window

SALES = "Document_РеализацияТоваровУслуг"


def dialog_of(qtbot: QtBot, window: Window, book: Path, base: Base) -> ConnectDialog:
    if not book.exists():
        new_book(book, "Лавка", "RUB", "ru")
    window.open_book(book)
    qtbot.waitUntil(lambda: window.context.summary is not None, timeout=30_000)
    window.go("data", None)
    page = cast("DataPage", window.pages["data"])
    page.connect_1c()
    dialog = page.dialog
    qtbot.waitUntil(dialog.isVisible, timeout=5000)
    dialog.url.setText(base.url)
    dialog.user.setText(USER)
    dialog.password.setText(PASSWORD)
    return dialog


def test_an_owner_connects_fetches_and_sees_the_rows(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    objects = {SALES: [sale(1, "2026-10-05", 100, [line(TEA, 1, 100)])], **CATALOGUES}
    with running(Base(objects)) as base:
        dialog = dialog_of(qtbot, window, tmp_path / "b.kpi", base)
        assert not list(nameless(QAccessible.queryAccessibleInterface(dialog)))
        dialog.password.setText("не тот")
        dialog.connect_base()
        qtbot.waitUntil(lambda: not dialog.busy(), timeout=20_000)
        assert "пароль" in dialog.state.text()
        dialog.password.setText(PASSWORD)
        dialog.connect_base()
        qtbot.waitUntil(lambda: not dialog.busy(), timeout=20_000)
        assert "РеализацияТоваровУслуг" in dialog.state.text()
        dialog.fetch()
        qtbot.waitUntil(lambda: not dialog.busy() and "1 строка" in dialog.state.text(), timeout=30_000)
        dialog.stop()
        page = cast("DataPage", window.pages["data"])
        qtbot.waitUntil(lambda: len(page._lines) == 1, timeout=20_000)
    with opened_book(tmp_path / "b.kpi") as book:
        assert book.run("SELECT SUM(amount) FROM sale") == [(100,)]


def test_cancel_stops_a_slow_base(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    objects = {SALES: [sale(1, "2026-10-05", 100, [line(TEA, 1, 100)])], **CATALOGUES}
    with running(Base(objects, faults=["slow"])) as base:
        dialog = dialog_of(qtbot, window, tmp_path / "b.kpi", base)
        dialog.fetch()
        qtbot.waitUntil(lambda: SALES in dialog.state.text(), timeout=20_000)
        dialog.stop()
        qtbot.waitUntil(lambda: not dialog.busy(), timeout=1500)
        assert "отменена" in dialog.state.text()
        dialog.stop()
    with opened_book(tmp_path / "b.kpi") as book:
        assert not book.batches()
