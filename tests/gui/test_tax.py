"""The tax regime on the page of settings: added, refused, taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.tax import tax_versions
from kpi_desktop.engine.tax import Rate, Regime, TaxSpell
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.pages.settings import TABS, SettingsPage
from kpi_desktop.gui.widgets.tax import TaxPane

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


@pytest.fixture
def page(window: Window, small: Path, qtbot: QtBot) -> SettingsPage:
    window.open_book(small)
    window.go("settings", "taxes")
    found = window.pages["settings"]
    assert isinstance(found, SettingsPage)
    qtbot.waitUntil(lambda: found.tabs.currentIndex() == TABS.index("taxes"), timeout=10_000)
    return found


def pane(page: SettingsPage) -> TaxPane:
    """The pane that stands now: a change makes the page anew."""
    tab = page.tabs.widget(TABS.index("taxes"))
    assert tab is not None
    return tab.findChildren(TaxPane)[0]


def enter(found: TaxPane, since: str, regime: Regime, rate: Rate) -> None:
    found.since.setText(since)
    found.regime.setCurrentIndex(found.regime.findData(regime))
    found.rate.setCurrentIndex(found.rate.findData(rate))
    found.add.click()


def test_a_regime_begins_and_is_taken_back(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    enter(pane(page), "01.01.2025", Regime.SIMPLIFIED_PROFIT, Rate.SEVEN)
    wanted = (TaxSpell(date(2025, 1, 1), Regime.SIMPLIFIED_PROFIT, Rate.SEVEN),)
    qtbot.waitUntil(lambda: pane(page).spells == wanted, timeout=10_000)
    pane(page).undo.click()
    qtbot.waitUntil(lambda: pane(page).undo.isEnabled() and pane(page).spells == (), timeout=10_000)
    wait_for_all()
    assert [version.spells for version in tax_versions(small)] == [wanted, ()]


def test_what_the_law_does_not_know_is_told_beside_the_fields(page: SettingsPage, small: Path, qtbot: QtBot) -> None:
    found = pane(page)
    enter(found, "31.12.2024", Regime.SIMPLIFIED_INCOME, Rate.FIVE)
    qtbot.waitUntil(lambda: bool(found.refused.text()), timeout=10_000)
    assert found.since.text() == "31.12.2024"
    wait_for_all()
    assert tax_versions(small) == ()


def test_a_regime_offers_only_the_rates_that_it_has(page: SettingsPage) -> None:
    found = pane(page)
    found.regime.setCurrentIndex(found.regime.findData(Regime.PATENT))
    assert [found.rate.itemData(place) for place in range(found.rate.count())] == [Rate.NONE]
