"""The window's frame: navigation at the left, the pages at the right, the state of things at the bottom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kpi_desktop.gui.operation import wait_for_all
from kpi_desktop.gui.pages.data import DataPage
from kpi_desktop.gui.pages.importing import ImportPage
from kpi_desktop.gui.pages.metric import MetricPage
from kpi_desktop.gui.pages.metrics import MetricsPage
from kpi_desktop.gui.pages.overview import OverviewPage
from kpi_desktop.gui.pages.start import StartPage
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.core.period import Period
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.pages.page import Page

NAVIGATION = (
    ("overview", msg("Overview")),
    ("data", msg("Data")),
    ("metrics", msg("Metrics")),
)


class Window(QMainWindow):
    """The main window: one open book, its pages, dropping files anywhere."""

    def __init__(self, context: Context) -> None:
        """Build the frame and every page."""
        super().__init__()
        self.context = context
        self.setAcceptDrops(True)
        self.resize(1200, 760)
        self.setMinimumSize(880, 560)
        self.pages: dict[str, Page] = {
            "start": StartPage(context),
            "overview": OverviewPage(context),
            "data": DataPage(context),
            "metrics": MetricsPage(context),
            "metric": MetricPage(context),
            "import": ImportPage(context),
        }
        self._stack = QStackedWidget()
        for page in self.pages.values():
            self._stack.addWidget(page)
            page.go.connect(self.go)
            page.failed.connect(self.tell)
        self._build()
        context.language_changed.connect(self.retranslate)
        context.book_changed.connect(self._book_changed)
        context.theme_changed.connect(self.retranslate)
        self.retranslate()
        self._book_changed()

    def _build(self) -> None:
        self._brand = QLabel("KPI Desktop")
        self._brand.setObjectName("brand")
        self._buttons: dict[str, QPushButton] = {}
        side = QVBoxLayout()
        side.setContentsMargins(10, 14, 10, 12)
        side.setSpacing(4)
        side.addWidget(self._brand)
        for name, _ in NAVIGATION:
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("kind", "nav")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, name=name: self.go(name, None))
            self._buttons[name] = button
            side.addWidget(button)
        side.addStretch(1)
        self._close = self._side_button(side, self._close_book)
        self._theme = self._side_button(side, lambda: self.context.set_dark(not self.context.dark))
        self._language = self._side_button(side, self._other_language)
        bar = QWidget()
        bar.setObjectName("sidebar")
        bar.setLayout(side)
        bar.setFixedWidth(210)
        self._bar = bar
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(bar)
        row.addWidget(self._stack, 1)
        ground = QWidget()
        ground.setObjectName("ground")
        ground.setLayout(row)
        self.setCentralWidget(ground)
        self.statusBar().setSizeGripEnabled(False)

    def _side_button(self, side: QVBoxLayout, pressed: object) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "nav")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(pressed)
        side.addWidget(button)
        return button

    def retranslate(self) -> None:
        """Set every text in the window's language; pages do the same for themselves."""
        tr = self.context.tr_
        for name, message in NAVIGATION:
            self._buttons[name].setText(tr(message))
        self._close.setText(tr(msg("Another book…")))
        self._theme.setText(tr(msg("Light theme") if self.context.dark else msg("Dark theme")))
        self._language.setText("English" if self.context.lang == "ru" else "Русский")
        for page in self.pages.values():
            page.retranslate()
        self._retitle()

    def _retitle(self) -> None:
        book = self.context.book
        self.setWindowTitle(f"{book.stem} — KPI Desktop" if book else "KPI Desktop")
        self.statusBar().showMessage(str(book) if book else self.context.tr_(msg("No book is open")))

    def _book_changed(self) -> None:
        opened = self.context.book is not None
        for button in self._buttons.values():
            button.setEnabled(opened)
        self._close.setVisible(opened)
        self._retitle()
        self.go("overview" if opened else "start", None)

    def go(self, name: str, what: object) -> None:
        """Show a page; `what` is its subject: a metric's id, dropped files."""
        page = self.pages[name]
        self._stack.setCurrentWidget(page)
        for button_name, button in self._buttons.items():
            button.setChecked(button_name == name or (button_name == "metrics" and name == "metric"))
        page.open(what)
        page.setFocus()

    def open_book(self, path: Path) -> None:
        """Open a book, as a double click on its file does."""
        self.context.set_book(path)

    def show_month(self, month: Period) -> None:
        """Show another month everywhere."""
        self.context.set_month(month)

    def tell(self, error: KpiDesktopError) -> None:
        """An error in the user's words: what happened and what to do."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("KPI Desktop")
        box.setText(self.context.tr_(error.message))
        if error.fix is not None:
            box.setInformativeText(self.context.tr_(error.fix))
        box.setModal(True)
        box.open()

    def say(self, message: Message) -> None:
        """A line at the bottom."""
        self.statusBar().showMessage(self.context.tr_(message))

    def _close_book(self) -> None:
        self.context.set_book(None)

    def _other_language(self) -> None:
        self.context.set_language("en" if self.context.lang == "ru" else "ru")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files may be dropped anywhere once a book is open."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Dropped books are opened, other files are inspected."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.take_files(paths)

    def take_files(self, paths: list[Path]) -> None:
        """Open a book, or inspect files for the open one."""
        books = [path for path in paths if path.suffix == ".kpi"]
        if books:
            self.open_book(books[0])
        elif paths and self.context.book is not None:
            self.go("import", paths)
        elif paths:
            self.say(msg("First create or open a book, then drop the file once more"))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Let work under way come to its end: nothing is left half done."""
        for page in self.pages.values():
            page.stop()
        wait_for_all()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Qt's own sign that the language changed."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_language"):
            self.retranslate()
        super().changeEvent(event)
