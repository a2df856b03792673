"""The window's frame: navigation at the left, the pages at the right, the state of things at the bottom."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kpi_desktop.gui.operation import Operation, wait_for_all
from kpi_desktop.gui.pages.data import DataPage
from kpi_desktop.gui.pages.decisions import DecisionsPage
from kpi_desktop.gui.pages.findings import FindingsPage
from kpi_desktop.gui.pages.formats import FormatsPage
from kpi_desktop.gui.pages.funnel import FunnelPage
from kpi_desktop.gui.pages.importing import ImportPage
from kpi_desktop.gui.pages.keeping import KeepPage
from kpi_desktop.gui.pages.lists import ListsPage
from kpi_desktop.gui.pages.metric import MetricPage
from kpi_desktop.gui.pages.metrics import MetricsPage
from kpi_desktop.gui.pages.overview import OverviewPage
from kpi_desktop.gui.pages.own_metric import OwnMetricPage
from kpi_desktop.gui.pages.plans import PlansPage
from kpi_desktop.gui.pages.settings import SettingsPage
from kpi_desktop.gui.pages.start import StartPage
from kpi_desktop.gui.pages.whatif import WhatIfPage
from kpi_desktop.gui.watcher import FolderWatcher
from kpi_desktop.gui.widgets.newcomers import Newcomers
from kpi_desktop.gui.widgets.notice import Notice
from kpi_desktop.gui.widgets.sidebar import Sidebar
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent

    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.core.period import Period
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.pages.page import Page

#: The side bar: its groups with the pages of each.
GROUPS: tuple[tuple[Message | None, tuple[tuple[str, Message], ...]], ...] = (
    (
        msg("The business"),
        (
            ("overview", msg("Overview")),
            ("findings", msg("What to check")),
            ("funnel", msg("Funnel")),
            ("metrics", msg("Metrics")),
            ("lists", msg("Lists")),
        ),
    ),
    (msg("Data"), (("data", msg("Data")), ("formats", msg("Formats")), ("keep", msg("Entry by hand")))),
    (
        msg("Plan and decisions"),
        (("plans", msg("Plans")), ("whatif", msg("What if")), ("decisions", msg("Decisions"))),
    ),
    (None, (("settings", msg("Settings")),)),
)
NAVIGATION = tuple(page for _, pages in GROUPS for page in pages)

#: The figure that opens each page with Ctrl, kept whatever pages come between, so hands find it; a letter past ten.
SHORTCUTS: dict[str, int | str] = {
    "overview": 1, "data": 2, "metrics": 3, "plans": 4, "keep": 5, "formats": 6, "lists": 7, "whatif": 8, "settings": 9,
    "decisions": 0, "funnel": "L", "findings": "K",
}  # fmt: skip


#: No page is wider than this.
_WIDEST_PAGE = 1640


class Window(QMainWindow):
    """The main window: one open book, its pages, dropping files anywhere."""

    def __init__(self, context: Context) -> None:
        """Build the frame and every page."""
        super().__init__()
        self.context = context
        self.setAcceptDrops(True)
        self.resize(1200, 760)
        self.setMinimumSize(880, 560)
        self._way: list[str] = []
        self.start, self.overview = StartPage(context), OverviewPage(context)
        self.importing = ImportPage(context)
        self.watcher, self.newcomers = FolderWatcher(context), Newcomers(context)
        self.notice = Notice(context, self._choose_files)
        self.pages: dict[str, Page] = {
            "start": self.start,
            "overview": self.overview,
            "data": DataPage(context, self.watcher),
            "keep": KeepPage(context),
            "metrics": MetricsPage(context),
            "formats": FormatsPage(context),
            "lists": ListsPage(context),
            "plans": PlansPage(context),
            "funnel": FunnelPage(context),
            "findings": FindingsPage(context),
            "whatif": WhatIfPage(context),
            "decisions": DecisionsPage(context),
            "settings": SettingsPage(context),
            "metric": MetricPage(context),
            "own": OwnMetricPage(context),
            "import": self.importing,
        }
        self._stack = QStackedWidget()
        for page in self.pages.values():
            self._stack.addWidget(page)
            page.go.connect(self.go)
            page.failed.connect(self.tell)
            page.lacking.connect(partial(self._tell_lack, page))
        self._build()
        self._add_shortcuts()
        context.language_changed.connect(self.retranslate)
        context.book_changed.connect(self._book_changed)
        context.summary_changed.connect(self._retitle)
        context.theme_changed.connect(self.retranslate)
        kept = context.settings.value("size")
        if isinstance(kept, QSize):
            self.resize(kept)
        if context.settings.value("maximized", "false") in (True, "true"):
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.retranslate()
        self._book_changed()

    def _build(self) -> None:
        groups = [(heading, [name for name, _ in pages]) for heading, pages in GROUPS]
        self.sidebar = Sidebar(groups, lambda name: self.go(name, None))
        (self._close,) = self.sidebar.add_foot(self._close_book)
        self._theme, self._language = self.sidebar.add_foot(
            lambda: self.context.set_dark(not self.context.dark), self._other_language
        )
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(self._with_newcomers(), 1)
        ground = QWidget()
        ground.setObjectName("ground")
        ground.setLayout(row)
        self.setCentralWidget(ground)
        self._company, self._path = QLabel(), QLabel()
        for text in (self._company, self._path):
            text.setTextFormat(Qt.TextFormat.PlainText)
            self.statusBar().addWidget(text)
        self.statusBar().setSizeGripEnabled(False)

    def _with_newcomers(self) -> QHBoxLayout:
        """The pages under the strip that offers new files of the watched folder."""
        self.watcher.found.connect(self._offer)
        self.newcomers.dismissed.connect(self.watcher.put_off)
        self.newcomers.accepted.connect(self._take_newcomers)
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        strip = QVBoxLayout()
        strip.setContentsMargins(22, 10, 18, 0)
        strip.addWidget(self.newcomers)
        strip.addWidget(self.notice)
        box.addLayout(strip)
        box.addWidget(self._stack, 1)
        # On a very wide screen a figure would stand too far from its name: the pages keep to the middle.
        middle = QWidget()
        middle.setLayout(box)
        middle.setMaximumWidth(_WIDEST_PAGE)
        whole = QHBoxLayout()
        whole.addStretch(1)
        whole.addWidget(middle, 1000)
        whole.addStretch(1)
        return whole

    def _offer(self, paths: list[Path]) -> None:
        self.newcomers.offer(paths)

    def _take_newcomers(self, paths: list[Path]) -> None:
        """What the owner agreed to look at goes the way of dropped files; it is not offered again as it is."""
        if not self.importing.busy():
            self.watcher.put_off()
        self.take_files(paths)

    def _add_shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+O", self.start.choose_book),
            ("Ctrl+I", self._choose_files),
            ("Ctrl+F", lambda: self.page().search()),
            ("Esc", self.back),
            *((f"Ctrl+{number}", self._opener(name)) for name, number in SHORTCUTS.items()),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _opener(self, name: str) -> Callable[[], None]:
        def go() -> None:
            if self.context.book is not None:
                self.go(name, None)

        return go

    def page(self) -> Page:
        """The page that is shown."""
        return next(page for page in self.pages.values() if page is self._stack.currentWidget())

    def retranslate(self) -> None:
        """Set every text in the window's language; pages do the same for themselves."""
        tr = self.context.tr_
        hints = {name: f"Ctrl+{number}" for name, number in SHORTCUTS.items()}
        self.sidebar.tell({name: tr(message) for name, message in NAVIGATION}, hints, tr)
        self._close.setText(tr(msg("Another book…")))
        self._theme.setText(tr(msg("Light theme") if self.context.dark else msg("Dark theme")))
        self._language.setText("English" if self.context.lang == "ru" else "Русский")
        for page in self.pages.values():
            page.retranslate()
        self.newcomers.retranslate()
        self.notice.retranslate()
        self._retitle()

    def _retitle(self) -> None:
        book, summary = self.context.book, self.context.summary
        company = summary.company if summary else ""
        self.setWindowTitle(f"{company or book.stem} — KPI Desktop" if book else "KPI Desktop")
        self._company.setText(company)
        self._company.setVisible(bool(company))
        self._path.setText(str(book) if book else self.context.tr_(msg("No book is open")))

    def _book_changed(self) -> None:
        opened = self.context.book is not None
        self.sidebar.show_entries(opened)
        self._close.setVisible(opened)
        self._way.clear()
        self._retitle()
        self.go("overview" if opened else "start", None)

    def go(self, name: str, what: object) -> None:
        """Show a page; `what` is its subject: a metric's id, dropped files. 'back' is the page before."""
        if name == "back":
            self.back()
            return
        page = self.pages[name]
        before = next((known for known, found in self.pages.items() if found is self._stack.currentWidget()), "")
        if before != name and name not in ("start", "import"):
            self._way = [*self._way[-8:], before] if name == "metric" else []
        self._stack.setCurrentWidget(page)
        self.notice.tell(None)
        self.sidebar.mark("metrics" if name in ("metric", "own") else name)
        page.open(what)
        page.setFocus()

    def back(self) -> None:
        """From a metric to the page that it was opened from, from elsewhere to the overview; work is stopped first."""
        page = self.page()
        if page is self.importing and self.importing.busy():
            page.stop()
            return
        if self.context.book is not None:
            way = [name for name in self._way if name in ("overview", "metrics", "findings")]
            self.go(way[-1] if way and page is self.pages["metric"] else "overview", None)

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
        box.finished.connect(box.deleteLater)
        box.open()

    def _tell_lack(self, page: Page, error: KpiDesktopError | None) -> None:
        """What the shown page lacks, above it; a page that is no longer shown says nothing."""
        if page is self._stack.currentWidget():
            self.notice.tell(error)

    def say(self, message: Message) -> None:
        """A line at the bottom, for a while."""
        self.statusBar().showMessage(self.context.tr_(message), 8000)

    def _close_book(self) -> None:
        self.context.set_book(None)

    def _choose_files(self) -> None:
        if not self.importing.busy():
            self.page().choose_files()

    def _other_language(self) -> None:
        self.context.set_language("en" if self.context.lang == "ru" else "ru")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files may be dropped anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.page().drag_over(True)
            self.say(msg("Let go: the file will be looked at first, nothing is stored yet"))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """The file was carried away again."""
        self.page().drag_over(False)
        self.statusBar().clearMessage()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Dropped books are opened, other files are inspected."""
        self.page().drag_over(False)
        self.statusBar().clearMessage()
        event.acceptProposedAction()
        self.take_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def take_files(self, paths: list[Path]) -> None:
        """Open a book, or inspect files for the open one; without a book one is made for them."""
        books = [path for path in paths if path.suffix == ".kpi"]
        if self.importing.busy():
            self.say(msg("One moment: the files before are still being read"))
        elif books:
            self.open_book(books[0])
        elif paths and self.context.book is not None:
            self.go("import", paths)
        elif paths:
            self.start.book_for(paths)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Vanish at once; what cannot be stopped comes to its end unseen: nothing is left half done."""
        self.context.settings.setValue("size", self.normalGeometry().size() if self.isMaximized() else self.size())
        self.context.settings.setValue("maximized", self.isMaximized())
        self.hide()
        self.watcher.close()
        Operation.cancel_all()
        wait_for_all()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Qt's own sign that the language changed."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_language"):
            self.retranslate()
        super().changeEvent(event)
