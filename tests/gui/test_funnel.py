"""The page of the funnel: the weak link on top, stages, the change step by step, who was lost, on to «what if»."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from kpi_desktop.core.period import Period
from kpi_desktop.engine.funnel.words import BaseOf
from kpi_desktop.gui.pages.funnel_texts import CONVERSION, Aim
from tests.gui.seeing import opened, said
from tests.simulation.files import cut_to_the_day_of_reading, write
from tests.simulation.funnel_company import NEVER, make

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.pages.funnel import FunnelPage
    from kpi_desktop.gui.window import Window


def test_the_sample_company_has_a_funnel(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    qtbot.waitUntil(lambda: said(window.page(), "1. Слабое звено"), timeout=60_000)
    assert said(window.page(), "Проверьте этап «")
    window.go("funnel", None)
    page: FunnelPage = window.pages["funnel"]  # type: ignore[assignment]
    qtbot.waitUntil(lambda: said(page, "Воронка · октябрь 2026"), timeout=60_000)
    assert said(page, "Проверьте этап «")
    assert said(page, "не складываются")
    assert page._model.rowCount() > 3
    assert len(page._funnel_chart._chart.marked) == 1  # type: ignore[union-attr]
    window.context.set_language("en")
    assert said(page, "Funnel · October 2026")
    assert said(page, "Check the stage “")
    assert page._waterfall.accessibleName().startswith("Sum of paid contracts against the usual level")
    window.context.set_language("ru")


def test_bases_and_ways_are_chosen_and_the_waterfall_follows(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.go("funnel", "sales")
    page: FunnelPage = window.pages["funnel"]  # type: ignore[assignment]
    qtbot.waitUntil(lambda: said(page, "Воронка · октябрь 2026"), timeout=60_000)
    assert page._base.count() == len(page._found[1].against)  # type: ignore[index, union-attr]
    bases = [one.base for one in page._found[1].against]  # type: ignore[index, union-attr]
    previous = bases.index(BaseOf.PREVIOUS)
    page._base.setCurrentIndex(previous)
    page._base.activated.emit(previous)
    assert "сентябрь 2026" in page._waterfall.accessibleName()
    before = page._funnel_chart.accessibleName()
    page._way.setCurrentIndex(1)
    page._way.activated.emit(1)
    assert page._funnel_chart.accessibleName() != before
    # The arrows go from row to row; Enter on the last stage opens who has not come to it.
    page._funnel_chart.setFocus()
    lines = page._found[1].lines  # type: ignore[index, union-attr]
    for _ in range(1 + max(place for place, line in enumerate(lines) if line.cohort)):
        QTest.keyClick(page._funnel_chart, Qt.Key.Key_Down)
    QTest.keyClick(page._funnel_chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said(page.rows, "Не дошли до этапа") and said(page.rows, ".xlsx"), timeout=60_000)
    page.rows.closed.emit()
    assert said(page, "Почему изменился результат")


def test_a_book_of_sales_alone_says_what_is_left_out(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    window.go("funnel", None)
    page: FunnelPage = window.pages["funnel"]  # type: ignore[assignment]
    qtbot.waitUntil(lambda: said(page, "Воронка · октябрь 2026"), timeout=30_000)
    assert said(page, "Мало истории") or said(page, "мало истории")
    assert said(page, "Этап «Лиды» пропущен: такие данные не загружены")
    assert not page._lever.isVisible()


def test_an_empty_book_says_what_to_add(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    from kpi_desktop.app.books import new_book

    book = tmp_path / "empty.kpi"
    new_book(book, "Лавка", "RUB", "ru")
    window.open_book(book)
    window.go("funnel", None)
    page: FunnelPage = window.pages["funnel"]  # type: ignore[assignment]
    qtbot.waitUntil(lambda: said(page, "Воронки пока нет"), timeout=30_000)
    assert said(page, "Выбрать файлы…")


def test_a_stage_that_fell_is_named_marked_and_leads_to_what_if(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    """The contracts of the last month fall by six standard errors: found through files, as a person would see it."""
    from kpi_desktop.app.books import new_book
    from kpi_desktop.app.importing import import_files
    from kpi_desktop.app.workspace import load_workspace

    made = make(11, "contracts", 6.0)
    cut_to_the_day_of_reading(made)
    book = tmp_path / "fell.kpi"
    new_book(book, "Проба", "RUB", "ru")
    import_files(load_workspace(), book, write(made, tmp_path), {})
    window.open_book(book)
    qtbot.waitUntil(lambda: said(window, "Обзор · "), timeout=60_000)
    window.show_month(Period.month("2025-12"))
    window.go("funnel", None)
    page: FunnelPage = window.pages["funnel"]  # type: ignore[assignment]
    qtbot.waitUntil(lambda: said(page, "Воронка · декабрь 2025"), timeout=60_000)
    assert said(page, "Проверьте этап «Договоры»")
    assert said(page, "не случайно")
    inside = (made.visit >= made.edges[-2]) & (made.visit < made.edges[-1])
    came, signed = int(inside.sum()), int((inside & (made.contract != NEVER)).sum())
    chart = page._funnel_chart._chart
    assert chart is not None
    place = next(iter(chart.marked))
    assert chart.labels[place] == "Договоры"
    assert chart.texts[place] == f"{signed} из {came}"
    page._lost.click()
    qtbot.waitUntil(lambda: said(page.rows, f"из {came - signed} строк"), timeout=60_000)
    page.rows.closed.emit()
    QTest.mouseClick(page._funnel_chart, Qt.MouseButton.LeftButton, pos=QPoint(200, 46 * place + 20))
    assert page.rows.isVisible()
    page.rows.closed.emit()
    assert page._lever.isVisible()
    aims: list[object] = []
    page.go.disconnect(window.go)
    page.go.connect(lambda name, what: aims.append((name, what)))
    page._lever.click()
    # The lever goes up by as much as the usual level is above the month's.
    found = page._found[1]  # type: ignore[index]
    assert found is not None
    assert found.weak is not None
    assert found.weak.first is not None
    judged = found.weak.first.judged
    assert judged.usual is not None
    assert aims == [("whatif", Aim(CONVERSION, round(100 * judged.usual * came / signed - 100)))]


def test_an_aim_moves_its_lever(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    for aim, name, place in (
        (Aim(CONVERSION, 12), "Конверсия сайта (CR)", 12),
        (Aim("check", -7), "Средняя сумма чека (ATC)", -7),
        (Aim("volume", 90), "Посещаемость", 50),
    ):
        window.go("whatif", aim)
        qtbot.waitUntil(partial(_stands, window, name, place), timeout=60_000)
        assert [moved for moved in _levers(window).values() if moved] == [place]


def _stands(window: Window, name: str, place: int) -> bool:
    return _levers(window).get(name) == place


def _levers(window: Window) -> dict[str, int]:
    return {slider.accessibleName(): slider.value() for slider in window.page().findChildren(QSlider)}
