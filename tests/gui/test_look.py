"""Every page of the window as an eye sees it: nothing cut, nothing over anything else, no word of another language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from kpi_desktop.app.formats import known_formats
from tests.gui.audit import cut_texts, foreign, misplaced, named, shown
from tests.gui.seeing import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window

#: Pages with what is shown on them; the tabs of decisions and settings each stand alone.
PAGES = (
    ("overview", None), ("funnel", None), ("metrics", None), ("metric", "revenue"), ("data", None), ("formats", None),
    ("keep", None), ("own", None), ("lists", "abc"), ("lists", "rfm"), ("lists", "callback"), ("plans", "month"),
    ("decisions", "limits"), ("decisions", "ads"), ("decisions", "pilot"), ("settings", "book"),
    ("settings", "parameters"), ("settings", "streams"), ("settings", "customers"), ("settings", "bank"),
    ("settings", "articles"), ("settings", "staff"), ("settings", "taxes"), ("findings", None), ("whatif", None),
    ("decisions", "investment"),
)  # fmt: skip
#: Grids as wide as their months or measures, and long reasons that a click tells in full.
WIDE = ("«Планы»", "«Ввод вручную»", "«Plans»", "«Entry by hand»", "Чего не хватает", "What is missing")


def settle(qtbot: QtBot) -> None:
    """Wait for what was asked, then for its layout."""
    from kpi_desktop.gui.operation import wait_for_all

    for _ in range(3):
        assert wait_for_all()
        qtbot.wait(40)


def pages(qtbot: QtBot, window: Window) -> Iterator[str]:
    """Show each page in turn."""
    for page, what in PAGES:
        window.go(page, what)
        settle(qtbot)
        yield f"{page} {what or ''}"


#: Words of the other language that belong there: names of programs and of files, letters that stand for a measure, what
#: Jira's own filter and menu are called.
NAMES = frozenset(
    """kpi erp desktop excel csv xlsx xls xlsb ods html txt xml json zip pdf crm rfm abc roi mailing google ads
    analytics meta english русский ctrl mail small rub http https odata tls url ip inn
    project and created export all fields""".split()
)
#: What the small book and its file hold.
DATA = frozenset("лавка чашка блюдце ложка иванова петров сидоров продажи дата документ товар покупатель сумма".split())


def named_in(window: Window, path: str) -> frozenset[str]:
    """Words of the names of metrics and formats, which have their English letters in Russian too, and of the file."""
    workspace = window.context.workspace
    names = [metric.name_ru for metric in workspace.catalogue.metrics.values()]
    names += [known.format.name("ru") for known in known_formats(workspace)]
    return frozenset(re.findall(r"[a-zA-Zа-яА-Я]{2,}", " ".join([path, *names]).casefold()))


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_no_page_has_a_fault_in_a_small_window(qtbot: QtBot, window: Window, small: Path, lang: str) -> None:
    opened(qtbot, window, small)
    window.context.set_language(lang)
    window.resize(880, 600)
    known = NAMES | DATA | named_in(window, str(small))
    wrong = []
    for page in pages(qtbot, window):
        placed = (text for text in (*cut_texts(window), *misplaced(window)) if not any(word in text for word in WIDE))
        wrong += [f"{page}: {text}" for text in (*placed, *foreign(window, lang, known))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_what_becomes_of_a_file_is_read_whole(
    qtbot: QtBot, window: Window, small: Path, tmp_path: Path, lang: str
) -> None:
    """Whatever the file is called, what can be done with it stands whole below its name."""
    opened(qtbot, window, small)
    window.context.set_language(lang)
    window.resize(880, 600)
    names = ("a", "Действия сотрудников", "Таблица с длинным названием за октябрь")
    files = [tmp_path / f"{name}.csv" for name in names]
    for file in files:
        file.write_text("когда;сколько\n01.02.2026;5\n", encoding="utf-8")
    window.go("import", files)
    settle(qtbot)
    assert window.pages["import"].isVisible()
    wrong = [text for text in cut_texts(window) if text.startswith("item")]
    assert not wrong, "\n".join(wrong)


def test_every_field_and_button_is_reached_by_tab(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    for page in pages(qtbot, window):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        reached: set[QWidget | None] = set()
        window.page().setFocus()
        for _ in range(150):
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
            reached.add(QApplication.focusWidget())
        buttons = [one for one in shown(window.page(), QPushButton) if one.isEnabled() and one.text()]
        missed = [named(one) for one in buttons if one not in reached]
        assert not missed, f"{page}: {missed}, reached {[named(one) for one in reached if one]}"


def test_the_eye_sees_what_is_wrong(qtbot: QtBot) -> None:
    """The checks above would find a cut text, an overlap and a foreign word."""
    page = QWidget()
    page.resize(300, 200)
    box = QVBoxLayout(page)
    box.addWidget(QLabel("Короткий"))
    qtbot.addWidget(page)
    page.show()
    assert not [*cut_texts(page), *misplaced(page), *foreign(page, "ru", NAMES)]
    long = QLabel("A rather long line that has no room", page)
    long.setGeometry(0, 0, 60, 20)
    beyond = QLabel("Дальше", page)
    beyond.setGeometry(280, 150, 60, 20)
    long.show()
    beyond.show()
    assert [text for text in cut_texts(page) if "A rather long line" in text]
    lines = QListWidget(page)
    lines.setWordWrap(True)
    lines.setGeometry(0, 40, 160, 80)
    lines.addItem("Имя файла\nможно импортировать, есть замечания")
    lines.item(0).setSizeHint(QSize(0, 30))
    lines.show()
    assert [text for text in cut_texts(page) if "замечания" in text and "high" in text]
    assert [text for text in misplaced(page) if "Дальше" in text and "outside" in text]
    assert [text for text in foreign(page, "ru", NAMES) if "A rather long line" in text]
