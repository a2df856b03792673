"""An owner's way through the window: book, files, dashboard, a figure down to its rows, workbook and report."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QComboBox

from kpi_desktop.core.period import Period
from tests.gui.seeing import drop_files, opened, said, texts

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def test_new_book_drop_files_dashboard(
    qtbot: QtBot, window: Window, sample: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    start = window.pages["start"]
    start.make_book(tmp_path / "new.kpi", "Моя компания")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.context.book is not None, timeout=10_000)
    qtbot.waitUntil(lambda: said(window, "Перетащите сюда выгрузку"), timeout=10_000)

    drop_files(window, sample[1][:3])
    qtbot.waitUntil(lambda: said(window, "Импортировать 3 файла"), timeout=60_000)
    assert said(window, "✓ Итоги сходятся")

    window.pages["import"].store()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: said(window, "Обзор · октябрь 2026"), timeout=60_000)
    assert said(window, "Средний чек (AOV)")
    assert said(window, "Добавьте…")


def test_figure_opens_down_to_file_sheet_and_row(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.go("metric", "aov")
    page = window.pages["metric"]
    qtbot.waitUntil(lambda: said(page, "Продажи сайта.xlsx"), timeout=30_000)
    numbers = next(text for text in texts(page) if re.search(r"\d\s₽ / \d+ = \d", text))
    above, below, result = (
        Decimal(re.sub(r"[^\d,]", "", part).replace(",", ".")) for part in re.split("[/=]", numbers)
    )
    assert (above / below).quantize(Decimal("0.01"), ROUND_HALF_UP) == result
    assert said(page, "Продажи · ")


def test_every_text_changes_its_language(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.context.set_language("en")
    qtbot.waitUntil(lambda: said(window, "Overview · October 2026"), timeout=30_000)
    captions = [
        text
        for text in texts(window)
        if re.search("[А-Яа-яЁё]", text)
        and not text.startswith(("●", str(book.parent)))
        and text not in ("Русский", "ООО «Тёплый дом»")
    ]
    assert not captions


def test_workbook_and_report_are_written(
    qtbot: QtBot, window: Window, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtGui import QDesktopServices

    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    opened(qtbot, window, book)
    page = window.pages["overview"]
    page.write_workbook(tmp_path / "kpi.xlsx")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: len(shown) == 1, timeout=120_000)
    page.write_report(tmp_path / "report.pdf")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=120_000)
    assert (tmp_path / "kpi.xlsx").stat().st_size > 10_000
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_month_and_split_are_chosen(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    window.show_month(Period.month("2026-09"))
    qtbot.waitUntil(lambda: said(window, "Обзор · сентябрь 2026"), timeout=30_000)
    assert said(window, "300,00\u202f₽") or said(window, "300,00\xa0₽")
    window.overview.show_split(1)
    qtbot.waitUntil(lambda: said(window, "Компания в целом"), timeout=30_000)
    assert said(window, "Чашка")


def test_undo_takes_an_import_out(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.go("data", None)
    page = window.pages["data"]
    qtbot.waitUntil(lambda: said(page, "Чеки салона.csv"), timeout=30_000)
    page.undo(3)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: said(page, "Продажи сайта.xlsx") and not said(page, "Чеки салона.csv"), timeout=30_000)


def test_bad_file_says_what_to_do(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    bad = tmp_path / "отчёт.xlsx"
    bad.write_bytes(b"PK\x03\x04 this is no workbook")
    opened(qtbot, window, small)
    window.take_files([bad])
    page = window.pages["import"]
    qtbot.waitUntil(lambda: said(page, "→"), timeout=60_000)
    start = next(button for button in page.findChildren(QAbstractButton) if button.text() == "Импорт")
    assert not start.isEnabled()


def test_import_can_be_cancelled(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    large = tmp_path / "много.csv"
    lines = "\r\n".join(f"{1 + i % 28:02d}.03.2026;Д{i};Товар {i % 900};2;100,50;201,00" for i in range(400_000))
    large.write_text("Дата;Документ;Товар;Количество;Цена;Сумма\r\n" + lines, encoding="cp1251")
    opened(qtbot, window, small)
    window.take_files([large])
    page = window.pages["import"]
    qtbot.wait(400)
    page.stop()
    qtbot.waitUntil(lambda: said(page, "Назад") and not page.busy(), timeout=2_000)  # type: ignore[attr-defined]
    assert page.reports()[0].outcome == "cancelled"  # type: ignore[attr-defined]


def test_dark_and_light_paint_without_complaint(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    light = window.grab().toImage().pixelColor(window.width() - 30, window.height() - 60)
    window.context.set_dark(True)
    qtbot.wait(100)
    dark = window.grab().toImage().pixelColor(window.width() - 30, window.height() - 60)
    assert light.lightness() > 200
    assert dark.lightness() < 60


def test_vat_basis_is_kept_in_the_book(qtbot: QtBot, window: Window, book: Path) -> None:
    from kpi_desktop.app.settings import read_settings
    from kpi_desktop.gui.operation import wait_for_all

    opened(qtbot, window, book)
    window.go("data", None)
    page = window.pages["data"]
    qtbot.waitUntil(lambda: said(page, "Чеки салона.csv"), timeout=30_000)
    page.set_vat("without")  # type: ignore[attr-defined]
    chosen = next(box for box in page.findChildren(QComboBox) if box.findData("without") >= 0)
    qtbot.waitUntil(lambda: chosen.currentData() == "without", timeout=30_000)
    wait_for_all()
    assert read_settings(window.context.workspace, book)["vat_basis"] == "without"
