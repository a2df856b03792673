"""A window over the sample company's book, offscreen; Qt's own warnings fail a test."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """The sample company's book and its exports, made once."""
    from kpi_desktop.app.demo import sample_book
    from kpi_desktop.app.workspace import load_workspace

    book, exports, _ = sample_book(load_workspace(), tmp_path_factory.mktemp("sample"), "ru")
    return book, exports


@pytest.fixture
def book(sample: tuple[Path, list[Path]], tmp_path: Path) -> Path:
    """A copy of the sample book that a test may change."""
    target = tmp_path / "shop.kpi"
    shutil.copy(sample[0], target)
    return target


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The program's window with fresh settings."""
    from PySide6.QtCore import QSettings

    from kpi_desktop.gui.operation import wait_for_all
    from kpi_desktop.gui.start import make_application, make_window

    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    found = make_window(make_application(), settings)
    qtbot.addWidget(found)
    found.show()
    yield found
    for page in found.pages.values():
        page.stop()
    wait_for_all()
