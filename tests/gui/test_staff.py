"""People and teams on the page of settings: added, moved, gone, refused, taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication

from kpi_desktop.app.staff import staff_versions
from kpi_desktop.engine.staff import Spell
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.pages.settings import TABS, SettingsPage
from kpi_desktop.gui.widgets.staff import StaffPane

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


@pytest.fixture
def page(window: Window, small: Path, qtbot: QtBot) -> SettingsPage:
    window.open_book(small)
    window.go("settings", "staff")
    found = window.pages["settings"]
    assert isinstance(found, SettingsPage)
    qtbot.waitUntil(lambda: found.tabs.currentIndex() == TABS.index("staff"), timeout=10_000)
    return found


def pane(page: SettingsPage) -> StaffPane:
    """The pane that stands now: a change makes the page anew."""
    tab = page.tabs.widget(TABS.index("staff"))
    assert tab is not None
    return tab.findChildren(StaffPane)[0]


def shown(page: SettingsPage, qtbot: QtBot, count: int) -> StaffPane:
    qtbot.waitUntil(lambda: len(pane(page).spells) == count, timeout=10_000)
    return pane(page)


def enter(found: StaffPane, person: str, team: str, since: str, until: str = "") -> None:
    found.person.setText(person)
    found.team.setText(team)
    found.since.setText(since)
    found.until.setText(until)
    found.add.click()


def test_somebody_comes_moves_and_leaves(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    enter(pane(page), "Анна", "Север", "01.01.2026")
    enter(shown(page, qtbot, 1), "Анна", "Юг", "2026-03-15")
    found = shown(page, qtbot, 2)
    found.table.selectRow(1)
    found.until.setText("31.03.2026")
    found.leave.click()
    wanted = (
        Spell("Анна", "Север", date(2026, 1, 1), date(2026, 3, 14)),
        Spell("Анна", "Юг", date(2026, 3, 15), date(2026, 3, 31)),
    )
    qtbot.waitUntil(lambda: pane(page).spells == wanted, timeout=10_000)
    wait_for_all()
    assert staff_versions(small)[-1].spells == wanted


def test_what_cannot_be_is_told_beside_the_fields(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    found = pane(page)
    enter(found, "Анна", "Север", "завтра")
    qtbot.waitUntil(lambda: "завтра" in found.refused.text(), timeout=10_000)
    assert found.person.text() == "Анна"
    wait_for_all()
    assert staff_versions(small) == ()


def test_a_whole_list_is_pasted_and_taken_back(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    text = "Сотрудник\tКоманда\tС\tПо\nАнна\tСевер\t01.01.2026\t\nБорис\tЮг\t01.02.2026\t28.02.2026\n"
    QGuiApplication.clipboard().setText(text)
    pane(page).paste.click()
    found = shown(page, qtbot, 2)
    found.undo.click()
    shown(page, qtbot, 0)
    wait_for_all()
    assert len(staff_versions(small)) == 2
