"""What only the owner can decide: a password, what columns mean, whether a file replaces older rows."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QPushButton

from kpi_desktop.app.books import sources
from kpi_desktop.gui.widgets.mapping_editor import TEXT
from kpi_desktop.ingest.outcome import Outcome
from tests.gui.seeing import drop_files, opened, said
from tests.shared import shared

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def pressed(widget: QWidget, caption: str) -> None:
    """Press the button of that caption as a mouse does."""
    buttons = [b for b in widget.findChildren(QPushButton) if b.text() == caption and b.isVisible()]
    assert len(buttons) == 1, caption
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def answered(qtbot: QtBot, box: QInputDialog, text: str) -> None:
    """Fill in the one line of a question and go on."""
    assert box.isVisible()
    box.findChildren(QLineEdit)[0].setText(text)
    box.accept()
    qtbot.wait(20)


def in_book(window: Window) -> int:
    """How many imports the overview knows of."""
    return window.context.summary.batches if window.context.summary is not None else 0


def inspected(qtbot: QtBot, window: Window, path: Path) -> None:
    window.take_files([path])
    qtbot.waitUntil(lambda: len(window.importing.reports()) == 1 and not window.importing.busy(), timeout=60_000)


def test_export_dropped_without_a_book_makes_one(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpi_desktop.gui.pages.start._documents", lambda: tmp_path / "Документы")
    sales = tmp_path / "продажи.csv"
    sales.write_text("Дата;Документ;Товар;Количество;Сумма\n05.10.2026;1;Чашка;1;100,00\n", encoding="utf-8")
    drop_files(window, [sales])
    answered(qtbot, window.start.question, "ИП Мёд и К°")
    qtbot.waitUntil(lambda: len(window.importing.reports()) == 1 and not window.importing.busy(), timeout=60_000)
    assert window.context.book == tmp_path / "Документы" / "ИП Мёд и К.kpi"
    pressed(window.importing, "Импортировать 1 файл")
    qtbot.waitUntil(lambda: said(window.overview, "Обзор · октябрь 2026"), timeout=60_000)
    assert said(window, "ИП Мёд и К°")


def test_columns_that_are_not_clear_are_described(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange.csv"
    strange.write_text("Когда;aa;bb\n05.11.2026;100,00;7\n06.11.2026;250,00;8\n", encoding="utf-8")
    opened(qtbot, window, small)
    inspected(qtbot, window, strange)
    page = window.importing
    assert page.reports()[0].outcome is Outcome.NEEDS_MAPPING
    page.editor.tabs.setCurrentIndex(TEXT)
    draft = page.editor.text.toPlainText()
    assert "aa" in draft
    described = draft.replace('"Когда" = ""', '"Когда" = "day"').replace('"aa" = ""', '"aa" = "amount"')
    page.editor.text.setPlainText(described)
    pressed(page, "Прочитать с этим описанием")
    qtbot.waitUntil(lambda: page.reports()[0].outcome is Outcome.OK and not page.busy(), timeout=60_000)
    assert page.reports()[0].file_total == Decimal("350")
    pressed(page, "Импортировать 1 файл")
    qtbot.waitUntil(lambda: in_book(window) == 2, timeout=60_000)


def test_overlap_is_asked_and_both_answers_work(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    other = tmp_path / "Продажи 2.csv"
    other.write_text(
        "Дата;Документ;Товар;Покупатель;Количество;Цена;Сумма\n"
        "05.10.2026;Ю-1;Чашка;Котов;1;70,00;70,00\n31.10.2026;Ю-2;Ложка;Котов;1;30,00;30,00\n",
        encoding="utf-8",
    )
    opened(qtbot, window, small)
    inspected(qtbot, window, other)
    page = window.importing
    pressed(page, "Импортировать 1 файл")
    qtbot.waitUntil(lambda: said(page, "Добавить как другой источник…"), timeout=60_000)
    assert said(page, "Заменить прежние строки")
    assert len(sources(small, window.context.workspace)) == 1
    pressed(page, "Добавить как другой источник…")
    answered(qtbot, page.decision.question, "Второй магазин")
    qtbot.waitUntil(lambda: said(window.overview, "550,00"), timeout=60_000)
    assert len(sources(small, window.context.workspace)) == 2


def test_archive_shows_what_it_holds(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    packed = tmp_path / "выгрузки.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("nov.csv", "Дата;Документ;Товар;Количество;Сумма\n05.11.2026;9;Чашка;1;100,00\n")
    opened(qtbot, window, small)
    inspected(qtbot, window, packed)
    assert said(window.importing, "nov.csv")


def test_password_is_asked_and_used(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    locked = locked_copy(tmp_path)
    opened(qtbot, window, small)
    inspected(qtbot, window, locked)
    page = window.importing
    assert page.reports()[0].outcome is Outcome.PASSWORD
    pressed(page, "Ввести пароль…")
    assert page.decision.question.textEchoMode() is QLineEdit.EchoMode.Password
    answered(qtbot, page.decision.question, "секрет")
    qtbot.waitUntil(lambda: not page.busy() and page.reports()[0].outcome is Outcome.OK, timeout=60_000)
    pressed(page, "Импортировать 1 файл")
    qtbot.waitUntil(lambda: in_book(window) == 2, timeout=60_000)
    assert len(sources(small, window.context.workspace)) == 2


def test_a_locked_file_in_an_archive_is_asked_for_too(
    qtbot: QtBot, window: Window, small: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "выгрузки.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("dec.csv", "Дата;Документ;Товар;Количество;Сумма\n05.12.2026;Д-10;Чашка;1;100,00\n")
        archive.write(locked_copy(tmp_path), "закрыто.xlsx")
    opened(qtbot, window, small)
    inspected(qtbot, window, packed)
    page = window.importing
    assert page.reports()[0].outcome is Outcome.PARTIAL
    pressed(page, "Ввести пароль…")
    answered(qtbot, page.decision.question, "секрет")
    qtbot.waitUntil(lambda: not page.busy() and page.reports()[0].outcome is Outcome.OK, timeout=60_000)
    assert not page.decision.isVisible()


def locked_copy(folder: Path) -> Path:
    """A workbook of one sale in November, encrypted as Excel does it."""
    import msoffcrypto
    import xlsxwriter

    plain, locked = folder / "plain.xlsx", folder / "закрыто.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("Продажи")
        sheet.write_row(0, 0, ["Дата", "Документ", "Товар", "Количество", "Сумма"])
        sheet.write_row(1, 0, ["05.11.2026", "Д-9", "Чашка", 1, 100])
    with plain.open("rb") as source, locked.open("wb") as target:
        msoffcrypto.OfficeFile(source).encrypt("секрет", target)
    return locked


@pytest.mark.slow
def test_every_hostile_file_leaves_a_window_that_answers(qtbot: QtBot, window: Window, small: Path) -> None:
    files = sorted(path for path in shared("data/handmade").rglob("*") if path.is_file())[:30]
    opened(qtbot, window, small)
    window.take_files(files)
    qtbot.waitUntil(lambda: not window.importing.busy(), timeout=300_000)
    assert len(window.importing.reports()) == len(files)


def test_a_file_in_another_currency_is_told_before_it_is_stored(qtbot: QtBot, window: Window, small: Path) -> None:
    """The book is in roubles: a file in tenge can be read and not added, and the list says so at once."""
    opened(qtbot, window, small)
    file = small.with_name("Казахстан.csv")
    file.write_text("Дата;Документ;Товар;Сумма;Валюта\n05.10.2026;А-1;Чай;100,00;KZT\n", encoding="utf-8")
    roubles = small.with_name("Рубли.csv")
    roubles.write_text("Дата;Документ;Товар;Сумма\n06.10.2026;А-2;Чай;200,00\n", encoding="utf-8")
    window.take_files([file, roubles])
    qtbot.waitUntil(lambda: said(window, "Импортировать 1 файл"), timeout=30_000)
    assert said(window, "Казахстан.csv\nв другой валюте")


def test_a_page_without_data_says_what_to_do_without_a_box(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    from kpi_desktop.app.books import new_book

    book = tmp_path / "empty.kpi"
    new_book(book, "Лавка", "RUB", "ru")
    window.open_book(book)
    qtbot.waitUntil(lambda: said(window, "Перетащите сюда выгрузку"), timeout=30_000)
    for page in ("lists", "plans", "whatif"):
        window.go(page, None)
        qtbot.waitUntil(lambda: said(window.notice, "В книге пока нет данных"), timeout=30_000)
        assert said(window.notice, "Выбрать файлы…")
    window.go("data", None)
    assert not window.notice.isVisible()
    assert not [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def test_another_book_shows_nothing_of_the_one_before(
    qtbot: QtBot, window: Window, small: Path, tmp_path: Path
) -> None:
    """What if and lists of a company must not stand under the name of the next one."""
    from kpi_desktop.app.books import new_book

    opened(qtbot, window, small)
    window.go("whatif", None)
    qtbot.waitUntil(lambda: said(window, "450,00"), timeout=30_000)
    empty = tmp_path / "empty.kpi"
    new_book(empty, "Другая", "RUB", "ru")
    window.open_book(empty)
    window.go("whatif", None)
    qtbot.waitUntil(lambda: said(window.notice, "В книге пока нет данных"), timeout=30_000)
    assert not said(window, "450,00")
    assert not said(window, "октябрь 2026")
