"""Takes pictures of every screen, light and dark, Russian and English, large and small: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QSlider

from kpi_desktop.app.demo import sample_book
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.pages.decisions import DecisionsPage
from kpi_desktop.gui.pages.settings import TABS
from kpi_desktop.gui.start import make_application, make_window
from kpi_desktop.gui.widgets.decide_ads import AdsSheet
from kpi_desktop.gui.widgets.decide_investment import InvestmentSheet
from kpi_desktop.gui.widgets.decide_pilot import PilotSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from kpi_desktop.gui.window import Window

#: Name, dark, language, size.
LOOKS = (
    ("light", False, "ru", (1200, 760)),
    ("dark", True, "ru", (1200, 760)),
    ("english", False, "en", (1200, 760)),
    ("small", False, "ru", (880, 560)),
    ("large", False, "ru", (1800, 1050)),
)


def settle() -> None:
    """Wait until the work under way is done and its results are shown."""
    for _ in range(4):
        wait_for_all()
        pause = QEventLoop()
        QTimer.singleShot(60, pause.quit)
        pause.exec()


def take_all(target: Path) -> list[Path]:
    """Write a PNG of every page in every look; returns the files."""
    app = make_application()
    taken = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        window = make_window(app, settings)
        book, exports, _ = sample_book(window.context.workspace, folder, "ru")
        for name, dark, lang, size in LOOKS:
            window.resize(*size)
            window.context.set_dark(dark)
            window.context.set_language(lang)
            window.show()
            taken += _take_pages(app, window, target / name, book, exports)
        window.close()
    return taken


def _take_pages(app: QApplication, window: Window, target: Path, book: Path, exports: list[Path]) -> list[Path]:
    target.mkdir(parents=True, exist_ok=True)
    window.context.set_book(None)
    shots = [_shot(app, window, target / "1-start.png")]
    overview = window.overview
    window.open_book(book)
    shots.append(_shot(app, window, target / "2-overview.png"))
    for number, place in ((1, 10_000), (6, 400)):
        overview.show_split(number)
        settle()
        _scroll(window, place)
        shots.append(_shot(app, window, target / f"2-overview-split-{number}.png"))
    overview.show_split(0)
    window.go("metric", "aov")
    shots.append(_shot(app, window, target / "3-metric.png"))
    _scroll(window, 430)
    shots.append(_shot(app, window, target / "3-metric-rows.png"))
    window.go("metrics", None)
    shots.append(_shot(app, window, target / "4-metrics.png"))
    window.go("data", None)
    shots.append(_shot(app, window, target / "5-data.png"))
    window.newcomers.offer(exports)
    shots.append(_shot(app, window, target / "5-data-new-files.png"))
    window.newcomers.offer([])
    window.go("formats", "sales-table")
    shots.append(_shot(app, window, target / "7-formats.png"))
    window.go("formats", "yandex-direct")
    shots.append(_shot(app, window, target / "7-formats-documentation.png"))
    for list_id in ("callback", "abc", "rfm", "cohorts", "burndown", "carts"):
        window.go("lists", list_id)
        shots.append(_shot(app, window, target / f"9-list-{list_id}.png"))
    for tab, name in (("month", "8-plans"), ("year", "8-plans-year")):
        window.go("plans", tab)
        shots.append(_shot(app, window, target / f"{name}.png"))
    window.go("own", None)
    own = window.pages["own"]
    own.findChildren(QPlainTextEdit)[0].setPlainText("Выручка / [Лидыы]")
    QTest.qWait(400)  # the draft is looked at a moment after the last letter
    shots.append(_shot(app, window, target / "4-own-metric.png"))
    for page in ("findings", "funnel"):
        window.go(page, None)
        shots.append(_shot(app, window, target / f"9-{page}.png"))
    _scroll(window, 10_000)
    shots.append(_shot(app, window, target / "9-funnel-change.png"))
    window.go("whatif", None)
    settle()
    for slider, place in zip(window.page().findChildren(QSlider), (0, 10, 5), strict=False):
        slider.setValue(place)
    shots.append(_shot(app, window, target / "9-what-if.png"))
    window.go("keep", None)
    shots.append(_shot(app, window, target / "9-entry-by-hand.png"))
    for tab in TABS:
        window.go("settings", tab)
        shots.append(_shot(app, window, target / f"9-settings-{tab}.png"))
    shots += _decisions(app, window, target)
    window.go("import", exports)
    shots.append(_shot(app, window, target / "6-import.png"))
    return shots


def _decisions(app: QApplication, window: Window, target: Path) -> list[Path]:
    """Every tab of the decisions with an answer on it."""
    page = window.pages["decisions"]
    assert isinstance(page, DecisionsPage)
    ads, pilot, investment = page.sheets["ads"], page.sheets["pilot"], page.sheets["investment"]
    assert isinstance(ads, AdsSheet)
    assert isinstance(pilot, PilotSheet)
    assert isinstance(investment, InvestmentSheet)
    shots = []
    for tab in page.sheets:
        window.go("decisions", tab)
        settle()
        if tab == "ads":
            ads.ask()
        elif tab == "pilot" and not pilot.table.isVisible():
            for field, text in ((pilot.name, "Вежливый звонок"), (pilot.since, "2026-08"), (pilot.keep, "10 %")):
                field.setText(text)
            pilot.by.setCurrentIndex(pilot.by.findData("manager"))
            pilot.by.activated.emit(pilot.by.currentIndex())
            pilot.agree.click()
            settle()
        elif tab == "investment":
            for line, text in ((investment.cost, "300 000"), (investment.gains, "40 000; 55 000; 61 000")):
                line.setText(text)
            investment.ask()
        if tab == "pilot":
            pilot.judge("Вежливый звонок")
        shots.append(_shot(app, window, target / f"9-decisions-{tab}.png"))
    return shots


def _scroll(window: Window, place: int) -> None:
    for area in window.page().findChildren(QScrollArea):
        area.verticalScrollBar().setValue(place)


def _shot(app: QApplication, window: Window, path: Path) -> Path:
    settle()
    app.processEvents()
    window.grab().save(str(path))
    return path


if __name__ == "__main__":
    for picture in take_all(Path(sys.argv[1] if len(sys.argv) > 1 else "out/screens")):
        sys.stdout.write(f"{picture}\n")
