"""The mapping screen: choose in lists, tick values, see the file read again, import, and have it remembered."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QPushButton

from kpi_desktop.app.books import sources
from kpi_desktop.app.mappings import mapping_lines
from kpi_desktop.gui.widgets.mapping_editor import COLUMNS, FINDINGS, READING, ROWS, RULES
from kpi_desktop.ingest.outcome import Outcome
from tests.gui.seeing import opened, said
from tests.gui.test_questions import in_book, inspected, pressed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.pages.importing import ImportPage
    from kpi_desktop.gui.window import Window

STRANGE = "Когда;Что;Отдал;Метка\n05.11.2026;Ложка;100,00;да\n06.11.2026;ложка;250,00;черновик\n"


def choose(page: ImportPage, heading: str, target: str) -> None:
    """Choose in the drop-down list of a column as a person does."""
    field = page.editor.columns.rows[heading].what
    place = field.findData(target)
    assert place >= 0, target
    field.setCurrentIndex(place)
    field.activated.emit(place)


def settled(qtbot: QtBot, page: ImportPage) -> None:
    """The change was taken up and the file was read again."""
    qtbot.waitUntil(lambda: not page._later.isActive() and not page.busy(), timeout=60_000)


def strange(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> ImportPage:
    """A table of unclear columns, read and shown."""
    path = tmp_path / "strange.csv"
    path.write_text(STRANGE, encoding="utf-8")
    opened(qtbot, window, small)
    inspected(qtbot, window, path)
    return window.importing


def test_columns_are_chosen_and_the_file_is_read_again(
    qtbot: QtBot, window: Window, small: Path, tmp_path: Path
) -> None:
    page = strange(qtbot, window, small, tmp_path)
    assert page.reports()[0].outcome is Outcome.NEEDS_MAPPING
    assert page.editor.tabs.currentIndex() == COLUMNS
    for heading, target in (("Когда", "day"), ("Что", "product"), ("Отдал", "amount")):
        choose(page, heading, target)
    settled(qtbot, page)
    report = page.reports()[0]
    assert (report.outcome, report.file_total, report.imported_total) == (Outcome.OK, Decimal(350), Decimal(350))
    assert said(page, "Итоги сходятся")
    assert page.editor.columns.rows["Отдал"].what.currentText() == "Сумма"
    pressed(page, "Импортировать 1 файл")
    qtbot.waitUntil(lambda: in_book(window) == 2, timeout=60_000)
    assert len(mapping_lines(small)) == 2


def test_a_column_chosen_twice_is_moved(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    page = strange(qtbot, window, small, tmp_path)
    choose(page, "Что", "product")
    choose(page, "Метка", "product")
    settled(qtbot, page)
    assert page.editor.columns.rows["Что"].what.currentData() == ""
    assert page.editor.columns.rows["Метка"].what.currentData() == "product"


def test_values_are_left_out_and_merged(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    page = strange(qtbot, window, small, tmp_path)
    for heading, target in (("Когда", "day"), ("Что", "product"), ("Отдал", "amount"), ("Метка", "channel")):
        choose(page, heading, target)
    settled(qtbot, page)
    assert page.reports()[0].alike == (("Что", ("Ложка", "ложка")),)
    page.editor.tabs.setCurrentIndex(RULES)
    pressed(page, "Сравнить…")
    dialog = page.editor.dialog
    assert dialog.chosen() == ["Ложка", "ложка"]
    dialog.into.setEditText("Ложка")
    pressed(dialog, "Считать одним")
    settled(qtbot, page)
    assert page.reports()[0].alike == ()
    page.editor.compare("Метка", ())
    page.editor.dialog.tick(["черновик"])
    pressed(page.editor.dialog, "Не брать эти строки")
    settled(qtbot, page)
    report = page.reports()[0]
    assert (report.dropped_rows, report.dropped_total, report.imported_total) == (1, Decimal(250), Decimal(100))
    assert said(page, "1 строка не учтена по вашим правилам, на сумму 250,00")
    pressed(page, "Импортировать 1 файл")
    qtbot.waitUntil(lambda: in_book(window) == 2, timeout=60_000)
    line = sources(small, window.context.workspace)[-1]
    assert (line.rows, line.whole_total, line.dropped_total, line.stored_total) == (
        1, Decimal(350), Decimal(250), Decimal(100),
    )  # fmt: skip


def test_a_rule_is_taken_away_again(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    page = strange(qtbot, window, small, tmp_path)
    for heading, target in (("Когда", "day"), ("Что", "product"), ("Отдал", "amount")):
        choose(page, heading, target)
    page.editor.compare("Метка", ("черновик",))
    pressed(page.editor.dialog, "Не брать эти строки")
    settled(qtbot, page)
    assert page.reports()[0].dropped_rows == 1
    page.editor.tabs.setCurrentIndex(RULES)
    pressed(page, "Убрать")
    settled(qtbot, page)
    assert (page.reports()[0].dropped_rows, page.reports()[0].imported_total) == (0, Decimal(350))


def test_days_are_stated_for_a_table_without_dates(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    page = strange(qtbot, window, small, tmp_path)
    choose(page, "Отдал", "amount")
    choose(page, "Что", "product")
    page.editor.tabs.setCurrentIndex(READING)
    form = page.editor.reading
    form.stated.setChecked(True)
    form.first.setDate(QDate(2026, 11, 1))
    form.last.setDate(QDate(2026, 11, 30))
    form.last.editingFinished.emit()
    settled(qtbot, page)
    report = page.reports()[0]
    assert (report.outcome, report.imported_total) == (Outcome.OK, Decimal(350))
    assert report.period is not None
    assert [day.isoformat() for day in report.period] == ["2026-11-01", "2026-12-01"]


def test_the_kind_of_rows_is_chosen(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    page = strange(qtbot, window, small, tmp_path)
    field = page.editor.reading.choices["fact"]
    place = field.findData("expense")
    field.setCurrentIndex(place)
    field.activated.emit(place)
    settled(qtbot, page)
    row = page.editor.columns.rows["Отдал"].what
    assert row.findData("product") < 0
    choose(page, "Когда", "day")
    choose(page, "Отдал", "amount")
    settled(qtbot, page)
    assert [batch.fact for batch in page.reports()[0].batches] == ["expense"]


def test_findings_lead_to_their_column(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("Дата;Документ;Товар;Количество;Сумма\n05.11.2026;Д-7;Чашка;1;сто\n06.11.2026;Д-8;Чашка;1;5,00\n"
                    "06.11.2026;Д-9;Чашка;1;7,00\n", encoding="utf-8")  # fmt: skip
    opened(qtbot, window, small)
    inspected(qtbot, window, path)
    page = window.importing
    page.editor.tabs.setCurrentIndex(FINDINGS)
    model = page.editor.findings.model()
    assert model is not None
    cells = [[str(model.index(r, c).data()) for c in range(4)] for r in range(model.rowCount())]
    place = next(number for number, row in enumerate(cells) if "сто" in row[2])
    assert cells[place][1] == "Сумма"
    assert "строка 2" in cells[place][0]
    page.editor.findings.selectRow(place)
    pressed(page, "К столбцу «Сумма»")
    assert page.editor.tabs.currentIndex() == COLUMNS
    qtbot.waitUntil(lambda: window.focusWidget() is page.editor.columns.rows["Сумма"].what, timeout=2000)


def test_a_mapping_goes_to_a_file_and_back(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    page = strange(qtbot, window, small, tmp_path)
    for heading, target in (("Когда", "day"), ("Отдал", "amount"), ("Что", "product")):
        choose(page, heading, target)
    settled(qtbot, page)
    page.editor.save_to(tmp_path / "mapping.toml")
    inspected(qtbot, window, tmp_path / "strange.csv")
    assert page.reports()[0].outcome is Outcome.NEEDS_MAPPING
    page.editor.load_from(tmp_path / "mapping.toml")
    settled(qtbot, page)
    assert page.reports()[0].outcome is Outcome.OK


def test_a_file_inside_an_archive_is_mapped(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    packed = tmp_path / "выгрузки.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("nov.csv", "Дата;Документ;Товар;Количество;Сумма\n05.11.2026;Д-9;Чашка;1;100,00\n")
        archive.writestr("strange.csv", STRANGE)
    opened(qtbot, window, small)
    inspected(qtbot, window, packed)
    page = window.importing
    assert page._files.count() == 3
    page._files.setCurrentRow(2)
    for heading, target in (("Когда", "day"), ("Отдал", "amount"), ("Что", "product")):
        choose(page, heading, target)
    settled(qtbot, page)
    assert [member.outcome for member in page.reports()[0].members] == [Outcome.OK, Outcome.OK]
    pressed(page, "Импортировать 1 файл")
    qtbot.waitUntil(lambda: in_book(window) == 3, timeout=60_000)


def test_every_line_of_the_screen_has_a_name(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    from PySide6.QtGui import QAccessible

    from tests.gui.test_access import nameless

    page = strange(qtbot, window, small, tmp_path)
    for tab in range(page.editor.tabs.count()):
        page.editor.tabs.setCurrentIndex(tab)
        qtbot.wait(50)
        assert not list(nameless(QAccessible.queryAccessibleInterface(window))), tab
    page.editor.compare("Что", ())
    assert not list(nameless(QAccessible.queryAccessibleInterface(page.editor.dialog)))
    assert page.editor.dialog.findChildren(QPushButton)
    assert page.editor.columns.rows["Что"].what.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_what_was_taken_out_is_listed_after_reopening(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    window.go("data", None)
    page = window.pages["data"]
    qtbot.waitUntil(lambda: said(page, "Продажи.csv"), timeout=30_000)
    page.undo(1)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: said(page, "Отменено: 1…"), timeout=30_000)
    window.context.set_book(None)
    window.open_book(small)
    window.go("data", None)
    qtbot.waitUntil(lambda: said(page, "Отменено: 1…"), timeout=30_000)
    pressed(page, "Отменено: 1…")
    assert said(page.list_dialog, "Продажи.csv")  # type: ignore[attr-defined]


def test_a_change_of_a_mapping_is_taken_back_in_the_window(
    qtbot: QtBot, window: Window, small: Path, tmp_path: Path
) -> None:
    from kpi_desktop.gui.operation import wait_for_all
    from kpi_desktop.gui.widgets.remembered import MappingsDialog
    from kpi_desktop.store.book import Book

    (line,) = mapping_lines(small)
    with Book.open(small) as book:
        book.save_mapping(line.layout, line.name, line.text + "# другая\n")
    opened(qtbot, window, small)
    window.go("data", None)
    page = window.pages["data"]
    pressed(page, "Разметки…")
    dialog = page.list_dialog  # type: ignore[attr-defined]
    assert isinstance(dialog, MappingsDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=10_000)
    dialog.table.selectRow(0)
    pressed(dialog, "Вернуть прежнюю")
    assert wait_for_all()
    assert mapping_lines(small)[0].text == line.text
    dialog.save_to(line.layout, tmp_path / "out.toml")
    assert wait_for_all()
    assert (tmp_path / "out.toml").read_text("utf-8") == line.text
    qtbot.wait(50)
    dialog.table.selectRow(0)
    pressed(dialog, "Забыть")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0, timeout=10_000)
    assert mapping_lines(small) == ()


def test_the_rows_are_seen_before_they_are_stored(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    page = strange(qtbot, window, small, tmp_path)
    rows = page.editor.rows
    assert rows.table.isHidden()
    assert "Строк пока нет" in rows.told.text()
    for heading, target in (("Когда", "day"), ("Что", "product"), ("Отдал", "amount")):
        choose(page, heading, target)
    settled(qtbot, page)
    page.editor.tabs.setCurrentIndex(ROWS)
    model = rows.table.model()
    heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    shown = [[model.index(line, place).data() for place in range(model.columnCount())] for line in range(2)]
    assert heads == ["Строка", "Дата", "Сумма", "Вид строки", "Товар"]
    assert shown == [
        ["2", "05.11.2026", "100,00", "продажа", "Ложка"],
        ["3", "06.11.2026", "250,00", "продажа", "ложка"],
    ]
    assert rows.told.text() == "Показано 2 из 2: так строки будут сохранены"
