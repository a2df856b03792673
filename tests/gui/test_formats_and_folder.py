"""The page of formats, and the folder whose new files are offered: never imported without the owner's word."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QListWidget, QPushButton

from kpi_desktop.gui.pages.formats import FormatsPage
from kpi_desktop.gui.watcher import FolderWatcher
from tests.gui.conftest import SALES
from tests.gui.seeing import opened, said

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def listed(page: FormatsPage) -> list[str]:
    found = page.findChildren(QListWidget)[0]
    return [found.item(place).text() for place in range(found.count())]


def page_of(qtbot: QtBot, window: Window, book: Path) -> FormatsPage:
    opened(qtbot, window, book)
    window.go("formats", None)
    page = window.pages["formats"]
    assert isinstance(page, FormatsPage)
    return page


def test_formats_are_found_by_program_and_by_metric(qtbot: QtBot, window: Window, small: Path) -> None:
    page = page_of(qtbot, window, small)
    assert len(listed(page)) == len(window.context.workspace.catalogue.formats)
    page._search.setText("кликхаус")
    assert listed(page) == []
    assert said(page, "Ничего не нашлось")
    page._search.setText("битрикс24 лиды")
    assert listed(page) == ["Битрикс24: лиды"]
    qtbot.waitUntil(lambda: said(page, "CRM → Лиды"))
    page._search.setText("ROMI")
    assert "Яндекс Директ: мастер отчётов" in listed(page)


def test_a_format_says_what_it_gives_and_how_sure_it_is(qtbot: QtBot, window: Window, small: Path) -> None:
    page = page_of(qtbot, window, small)
    window.go("formats", "sales-table")
    assert said(page, "проверен на настоящих файлах")
    assert said(page, "Себестоимость")
    qtbot.waitUntil(lambda: said(page, "1С:Розница"))
    assert said(page, "Средний чек (AOV)")
    window.go("formats", "till")
    assert said(page, "по документации")
    window.context.set_language("en")
    assert said(page, "by documentation")
    assert said(page, "How to get it")


def test_importing_begins_on_the_page(
    qtbot: QtBot, window: Window, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(qtbot, window, small)
    sales = tmp_path / "ещё.csv"
    sales.write_text(SALES.replace("2026", "2025"), encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(sales)], ""))
    next(b for b in page.findChildren(QPushButton) if b.text() == "Импорт…").click()
    qtbot.waitUntil(lambda: said(window, "Импортировать 1 файл"), timeout=30_000)


def inbox_of(tmp_path: Path) -> Path:
    folder = tmp_path / "Выгрузки"
    folder.mkdir()
    return folder


def put(path: Path, text: str, ago: float = 60) -> Path:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - ago, time.time() - ago))
    return path


NEW = SALES.replace("2026", "2025")


def offered(qtbot: QtBot, window: Window, folder: Path, words: str) -> None:
    """Watch the folder, and look twice as the clock would make it."""
    if window.watcher.folder != folder:
        window.watcher.watch(folder)

    def look() -> bool:
        window.watcher.look()
        return said(window.newcomers, words)

    qtbot.waitUntil(look, timeout=20_000)


def test_new_files_are_offered_and_imported_only_on_the_owners_word(
    qtbot: QtBot, window: Window, small: Path, tmp_path: Path
) -> None:
    opened(qtbot, window, small)
    folder = inbox_of(tmp_path)
    put(folder / "Старые.csv", NEW)
    put(folder / "Те же.csv", SALES)
    put(folder / "~$Старые.csv", "x")
    offered(qtbot, window, folder, "1 новый файл: Старые.csv")
    assert window.page() is window.overview, "the owner's page stays"
    next(b for b in window.newcomers.findChildren(QPushButton) if b.text() == "Импорт…").click()
    qtbot.waitUntil(lambda: said(window, "Импортировать 1 файл"), timeout=30_000)
    assert not window.newcomers.isVisible(), "what the owner took up is not offered any more"
    window.importing.store()
    qtbot.waitUntil(lambda: said(window, "Обзор · октябрь 2026"), timeout=30_000)


def test_not_now_holds_until_the_file_changes(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    opened(qtbot, window, small)
    folder = inbox_of(tmp_path)
    path = put(folder / "Старые.csv", NEW)
    offered(qtbot, window, folder, "Старые.csv")
    next(b for b in window.newcomers.findChildren(QPushButton) if b.text() == "Не сейчас").click()
    assert not window.newcomers.isVisible()
    put(path, NEW + "31.10.2025;Д-9;Ложка;Сидоров;1;1,00;1,00\n", ago=30)
    offered(qtbot, window, folder, "Старые.csv")


def test_the_folder_is_kept_for_its_book(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    opened(qtbot, window, small)
    folder = inbox_of(tmp_path)
    window.go("data", None)
    assert said(window.page(), "Папка с выгрузками не выбрана")
    window.watcher.watch(folder)
    assert said(window.page(), "Новые файлы из неё предлагаются к загрузке")
    again = FolderWatcher(window.context)
    assert again.folder == folder
    again.close()
    folder.rmdir()
    window.watcher.look()
    window.watcher.folder_changed.emit()
    assert said(window.page(), "сейчас её нет на месте")
    window.watcher.watch(None)
    assert window.watcher.folder is None


def test_a_folder_is_chosen_on_the_page_of_data(
    qtbot: QtBot, window: Window, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, small)
    folder = inbox_of(tmp_path)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    window.go("data", None)
    next(b for b in window.page().findChildren(QPushButton) if b.text() == "Выбрать папку…").click()
    assert window.watcher.folder == folder
    window._close_book()
    assert window.watcher.folder is None
