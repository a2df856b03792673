"""A window over the sample company's book, offscreen; Qt's own warnings fail a test."""

from __future__ import annotations

import logging
import os
import shutil
import time
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kpi_desktop.gui.window import Window


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> tuple[Path, list[Path]]:
    """The sample company's book and its exports, sales before the others; for copying and reading."""
    from kpi_desktop.sample.exports import SHOWROOM_FILE, SITE_FILE, TREE_FILE

    folder = sample_folder / "exports"
    sales = [folder / name for name in (TREE_FILE, SITE_FILE, SHOWROOM_FILE)]
    return sample_folder / "sample.kpi", [*sales, *sorted(set(folder.iterdir()) - set(sales))]


@pytest.fixture
def book(sample: tuple[Path, list[Path]], tmp_path: Path) -> Path:
    """A copy of the sample book that a test may change."""
    target = tmp_path / "shop.kpi"
    shutil.copy(sample[0], target)
    return target


SALES = """Дата;Документ;Товар;Покупатель;Количество;Цена;Сумма
02.09.2026;Д-1;Чашка;Иванова;1;100,00;100,00
20.09.2026;Д-2;Блюдце;Петров;2;100,00;200,00
05.10.2026;Д-3;Чашка;Иванова;3;100,00;300,00
31.10.2026;Д-4;Ложка;Сидоров;1;150,00;150,00
"""


@pytest.fixture(scope="session")
def small_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of four sales, made once."""
    from kpi_desktop.app.books import new_book
    from kpi_desktop.app.importing import import_files
    from kpi_desktop.app.workspace import load_workspace

    folder = tmp_path_factory.mktemp("small")
    book, sales = folder / "small.kpi", folder / "Продажи.csv"
    sales.write_text(SALES, encoding="utf-8")
    new_book(book, "Лавка", "RUB", "ru")
    assert import_files(load_workspace(), book, [sales], {})[0].imported == 4
    return book


@pytest.fixture
def small(small_made: Path, tmp_path: Path) -> Path:
    """A copy of the small book that a test may change."""
    target = tmp_path / "small.kpi"
    shutil.copy(small_made, target)
    return target


#: Seconds between two looks of a test that waits. Reading all that a window says is work, and it holds up the work
#: that the test waits for.
PAUSE = 0.1


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """`qtbot.waitUntil` looks ten times a second, not a hundred."""
    wait_until = QtBot.waitUntil

    def wait(bot: QtBot, callback: Callable[[], bool | None], *, timeout: int = 5000) -> None:
        looked = float("-inf")

        def look() -> bool | None:
            nonlocal looked
            if time.monotonic() - looked < PAUSE:
                return False
            try:
                return callback()
            finally:
                looked = time.monotonic()

        wait_until(bot, look, timeout=timeout)

    monkeypatch.setattr(QtBot, "waitUntil", wait)


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log fails the test that caused it."""
    yield
    told = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not [text for text in told if "ended: cancelled" not in text]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The program's window with fresh settings, gone after its test: the next one is not painted beside it."""
    del qtbot
    from PySide6.QtCore import QCoreApplication, QEvent, QSettings

    from kpi_desktop.gui.operation import Operation, wait_for_all
    from kpi_desktop.gui.start import make_application, make_window

    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    found = make_window(make_application(), settings)
    found.show()
    yield found
    Operation.cancel_all()
    assert wait_for_all()
    found.close()
    found.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
