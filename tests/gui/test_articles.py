"""Articles of expenses on the page of settings: listed with their classes, classed by the owner, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app import articles
from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.gui.pages.settings import TABS, SettingsPage
from kpi_desktop.gui.widgets.articles import ArticlesPane

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


@pytest.fixture
def book(tmp_path: Path) -> Path:
    table, path = tmp_path / "Расходы.csv", tmp_path / "book.kpi"
    table.write_text(
        "Дата;Статья;Сумма;Класс\n01.09.2026;Аренда;50000;\n02.09.2026;Прочее;9000;\n03.09.2026;Дорога;700;переменные\n",
        "utf-8-sig",
    )
    new_book(path, "Ромашка", "RUB")
    (one,) = import_files(load_workspace(), path, [table], {})
    assert one.batches
    return path


@pytest.fixture
def page(window: Window, book: Path, qtbot: QtBot) -> SettingsPage:
    window.open_book(book)
    window.go("settings", "articles")
    found = window.pages["settings"]
    assert isinstance(found, SettingsPage)
    qtbot.waitUntil(lambda: found.tabs.currentIndex() == TABS.index("articles"), timeout=10_000)
    return found


def pane(page: SettingsPage, qtbot: QtBot) -> ArticlesPane:
    """The pane that stands now, once it is filled: a change makes the page anew."""

    def standing() -> ArticlesPane | None:
        tab = page.tabs.widget(TABS.index("articles"))
        found = tab.findChildren(ArticlesPane) if tab is not None else []
        return found[0] if found and found[0].lines.rowCount() else None

    qtbot.waitUntil(lambda: standing() is not None, timeout=10_000)
    found = standing()
    assert found is not None
    return found


def lines(found: ArticlesPane) -> list[tuple[str, ...]]:
    model = found.lines
    return [tuple(str(model.data(model.index(row, column))) for column in range(3)) for row in range(model.rowCount())]


def choose(found: ArticlesPane, row: int, kind: str) -> None:
    found.table.selectRow(row)
    found.kind.setCurrentIndex(found.kind.findData(kind))
    found.keep.click()


def test_an_article_gets_its_class_and_is_given_back(page: SettingsPage, book: Path, qtbot: QtBot) -> None:
    found = pane(page, qtbot)
    assert lines(found) == [
        ("Прочее", "без класса", ""),
        ("Аренда", "постоянные", "по названию статьи"),
        ("Дорога", "переменные", "из файла"),
    ]
    choose(found, 0, "variable")
    qtbot.waitUntil(lambda: ("Прочее", "переменные", "ваш выбор") in lines(pane(page, qtbot)), timeout=10_000)
    found = pane(page, qtbot)
    choose(found, [line[0] for line in lines(found)].index("Прочее"), "")
    qtbot.waitUntil(lambda: ("Прочее", "без класса", "") in lines(pane(page, qtbot)), timeout=10_000)
    assert [one.by for one in articles.articles(book)] == ["", "tree", "file"]


def test_what_the_file_says_is_not_offered_for_change(page: SettingsPage, qtbot: QtBot) -> None:
    found = pane(page, qtbot)
    found.table.selectRow(2)
    assert not found.keep.isEnabled()
    found.table.selectRow(1)
    assert found.keep.isEnabled()
    assert found.kind.currentData() == ""
