"""The page of levers: moved, computed at once, put back; along another chain; in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QSlider

from kpi_desktop.app.whatif import Wish, what_if
from kpi_desktop.gui.widgets.lever import LeverRow
from tests.gui.seeing import opened, said, texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def plain(window: Window) -> list[str]:
    return [text.replace("\u00a0", " ").replace("\u202f", " ") for text in texts(window.page())]


def test_levers_are_moved_and_put_back(qtbot: QtBot, window: Window, small: Path) -> None:
    """October: two sales, 450 roubles; no leads and no site, so the chain begins at the sales."""
    opened(qtbot, window, small)
    window.go("whatif", None)
    qtbot.waitUntil(lambda: said(window, "Что если · октябрь 2026"), timeout=30_000)
    sales, check = window.page().findChildren(QSlider)
    check.setValue(20)
    assert "≈ 540 ₽" in plain(window)
    assert "≈ +90 ₽" in plain(window)
    sales.setValue(-50)
    # Half the sales at a check of 270 instead of 225: 270 roubles, 180 less; alone 90 more and 225 less.
    assert "≈ 270 ₽" in plain(window)
    assert "≈ −180 ₽" in plain(window)
    qtbot.waitUntil(lambda: any("отдельно ≈ +90 ₽" in text for text in plain(window)), timeout=30_000)
    assert said(window, "не складываются в общий эффект")
    window.context.set_language("en")
    assert said(window, "What if · October 2026")
    assert check.value() == 20
    window.page()._to_start()  # type: ignore[attr-defined]
    assert not said(window.page(), "alone")
    assert check.value() == 0


def test_levers_are_put_at_the_usual_level_as_by_the_shell(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.go("whatif", None)
    qtbot.waitUntil(lambda: said(window, "Результат"), timeout=30_000)
    page = window.page()
    base = next(one for one in page.findChildren(QComboBox) if one.findData("usual") >= 0)
    assert [base.itemData(place) for place in range(base.count())] == ["", "usual", "best", "colleague"]
    base.setCurrentIndex(base.findData("usual"))
    base.activated.emit(base.currentIndex())
    qtbot.waitUntil(lambda: said(window, "медиана 12 месяцев:"), timeout=30_000)
    levers = {one.driver: one for one in page.findChildren(LeverRow)}
    wishes = [Wish(name, "usual") for name in levers]
    month = window.context.month
    assert month is not None
    shell = what_if(window.context.workspace, book, wishes, month.month_text)
    assert {lever.id: lever.after for lever in shell.levers} == {name: one.after for name, one in levers.items()}
    # A hand on the slider takes the lever from there in whole per cents.
    lever = levers["visitors"]
    lever.slider.setValue(lever.slider.value() + 3)
    assert lever.how is None
    assert lever.after == lever.now * (100 + lever.percent) / 100
    page._to_start()  # type: ignore[attr-defined]
    assert all(one.after == one.now for one in levers.values())
    assert base.currentIndex() == 0


def test_one_person_is_moved_alone_and_every_result_has_its_range(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.go("whatif", None)
    qtbot.waitUntil(lambda: said(window, "Результат"), timeout=60_000)
    page = window.page()
    part = next(one for one in page.findChildren(QComboBox) if one.itemText(0) == "Компания в целом")
    names = [part.itemText(place) for place in range(part.count())]
    assert "Канал: Салон" in names
    assert "Группа товаров: Свет" in names
    place = names.index("Сотрудник: Белова Анна")
    part.setCurrentIndex(place)
    part.activated.emit(place)
    qtbot.waitUntil(lambda: said(window, "Меняется только «Белова Анна»"), timeout=60_000)
    levers = {one.driver: one for one in page.findChildren(LeverRow)}
    assert set(levers) == {"sales_count", "atc"}
    assert not any(text.startswith("от ") for text in plain(window)), "nothing is moved yet"
    levers["atc"].slider.setValue(10)
    shell = what_if(window.context.workspace, book, [Wish("atc", "+10%")], "2026-10", part=("manager", "Белова Анна"))
    revenue = next(one for one in shell.effects if one.metric == "revenue")
    assert revenue.range is not None
    assert f"≈ {revenue.after / 1_000_000:.1f} млн ₽".replace(".", ",") in plain(window)  # type: ignore[operator]
    low, high = (f"{end / 1_000_000:.1f}".replace(".", ",") for end in revenue.range)
    assert f"от {low} до {high} млн ₽" in plain(window)
    part = next(one for one in page.findChildren(QComboBox) if one.itemText(0) == "Компания в целом")
    assert part.currentIndex() == place
    part.setCurrentIndex(0)
    part.activated.emit(0)
    qtbot.waitUntil(lambda: not said(window, "Меняется только"), timeout=60_000)


def test_a_share_never_goes_above_all(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.go("whatif", None)
    qtbot.waitUntil(lambda: said(window, "Результат"), timeout=30_000)
    names = {slider.accessibleName(): slider for slider in window.page().findChildren(QSlider)}
    assert set(names) == {"Посещаемость", "Конверсия сайта (CR)", "Средняя сумма чека (ATC)", "Маржа"}
    chains = window.page().findChild(QComboBox)
    assert isinstance(chains, QComboBox)
    chains.setCurrentIndex(1)
    chains.activated.emit(1)
    qtbot.waitUntil(lambda: len(window.page().findChildren(QSlider)) == 3, timeout=30_000)
