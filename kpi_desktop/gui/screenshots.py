"""Takes pictures of every screen, light and dark, Russian and English, large and small: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest

from kpi_desktop.app.demo import sample_book
from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.start import make_application, make_window

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
        QTest.qWait(60)


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
    window.open_book(book)
    shots.append(_shot(app, window, target / "2-overview.png"))
    window.go("metric", "aov")
    shots.append(_shot(app, window, target / "3-metric.png"))
    window.go("metrics", None)
    shots.append(_shot(app, window, target / "4-metrics.png"))
    window.go("data", None)
    shots.append(_shot(app, window, target / "5-data.png"))
    window.go("import", exports)
    shots.append(_shot(app, window, target / "6-import.png"))
    return shots


def _shot(app: QApplication, window: Window, path: Path) -> Path:
    settle()
    app.processEvents()
    window.grab().save(str(path))
    return path


if __name__ == "__main__":
    for picture in take_all(Path(sys.argv[1] if len(sys.argv) > 1 else "out/screens")):
        sys.stdout.write(f"{picture}\n")
