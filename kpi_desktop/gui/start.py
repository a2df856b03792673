"""Opens the window: application, fonts, theme, settings, first page."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.gui.context import Context
from kpi_desktop.gui.theme import apply_theme, load_fonts
from kpi_desktop.gui.window import Window
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger(__name__)


def make_application() -> QApplication:
    """The one QApplication with the program's name and fonts."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("KPI Desktop")
    app.setOrganizationName("KPI Desktop")
    load_fonts()
    return app


def tell_defects(window: Window) -> None:
    """A defect of the program is written to the log and told in a box; the window stays."""

    def tell(kind: type[BaseException], defect: BaseException, trace: TracebackType | None) -> None:
        log.error("a defect of the window", exc_info=(kind, defect, trace))
        window.tell(
            KpiDesktopError(
                msg("The program made a mistake: {why}", why=kind.__name__),
                fix=msg("Nothing was changed. Please try again; the details are in the log"),
            )
        )

    sys.excepthook = tell


def make_window(app: QApplication, settings: QSettings) -> Window:
    """The window with its context; it follows changes of theme and language."""
    context = Context(load_workspace(), settings)
    context.colours = apply_theme(app, context.dark)
    translator = QTranslator(app)

    def repaint() -> None:
        context.colours = apply_theme(app, context.dark)

    def relearn() -> None:
        QLocale.setDefault(QLocale("ru_RU" if context.lang == "ru" else "en_GB"))
        app.removeTranslator(translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if context.lang == "ru" and translator.load("qtbase_ru", folder):
            app.installTranslator(translator)

    relearn()
    context.theme_changed.connect(repaint)
    context.language_changed.connect(relearn)
    return Window(context)


def open_window(arguments: list[str]) -> int:
    """Open the window and stay until it is closed; `--quit-after-paint` closes it once it has shown itself."""
    app = make_application()
    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "KPI Desktop", "KPI Desktop")
    window = make_window(app, settings)
    tell_defects(window)
    window.show()
    files = [Path(word).absolute() for word in arguments if not word.startswith("-")]
    if files:
        window.take_files(files)
    if "--quit-after-paint" in arguments:
        QTimer.singleShot(300, window.close)
    return app.exec()
