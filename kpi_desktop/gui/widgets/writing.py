"""The foot of the overview: what is under way, how far a file is written, and the button that ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QProgressBar, QWidget

from kpi_desktop.core.errors import Cancelled
from kpi_desktop.gui.widgets.blocks import button, label, row
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kpi_desktop.app.outputs import Output
    from kpi_desktop.app.workspace import Cancelled as Asked
    from kpi_desktop.app.workspace import Progress, Workspace
    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.gui.operation import Operation, Watch
    from kpi_desktop.gui.pages.page import Page

    #: A use case that writes one file: `write_workbook`, `write_report`.
    Writer = Callable[[Workspace, Path, Output, Progress, Asked], object]


class Writing(QWidget):
    """Writes one file at a time and opens it; `busy` tells when it begins and ends."""

    busy = Signal(bool)

    def __init__(self, page: Page) -> None:
        """Nothing is written; work and errors are the page's."""
        super().__init__()
        self._page = page
        self._state, self._bar, self.cancel = label("muted", wrap=True), QProgressBar(), button(self.stop)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._under_way: Operation[Path] | None = None
        box = row(self._state, self._bar, self.cancel)
        box.setStretch(0, 1)
        self.setLayout(box)
        self._show(busy=False)

    def say(self, message: Message | None) -> None:
        """What is under way; nothing while a file is being written, which tells its own."""
        if self._under_way is None:
            self._state.setText(self._page.context.tr_(message) if message is not None else "")

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._page.context.tr_
        self.cancel.setText(tr(msg("Cancel")))
        self._bar.setAccessibleName(tr(msg("Progress")))

    def start(self, use_case: Writer, wanted: Output) -> None:
        """Write the open book's file, then open it in the program that shows such files."""
        book, context = self._page.context.book, self._page.context
        if book is None or self._under_way is not None:
            return

        def make(watch: Watch) -> Path:
            use_case(context.workspace, book, wanted, watch.progress, watch.cancelled)
            return wanted.out

        def show(made: Path) -> None:
            self._end(msg("Ready: {file}", file=str(made)))
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(made)))

        def failed(error: KpiDesktopError) -> None:
            self._end(error.message if isinstance(error, Cancelled) else None)

        self._show(busy=True)
        self._under_way = self._page.work_apart(make, show).failure(failed).progress(self._progress)

    def stop(self) -> None:
        """End the writing: nothing half-written stays, an old file is as it was."""
        if self._under_way is not None:
            self._under_way.watch.cancel()
            self.cancel.setEnabled(False)
            self._state.setText(self._page.context.tr_(msg("Stopping…")))

    def _progress(self, share: float, message: Message) -> None:
        self._bar.setValue(int(share * 1000))
        if self.cancel.isEnabled():
            self._state.setText(self._page.context.tr_(message))

    def _end(self, told: Message | None) -> None:
        self._under_way = None
        self._show(busy=False)
        self.say(told)

    def _show(self, *, busy: bool) -> None:
        self._bar.setValue(0)
        self._bar.setVisible(busy)
        self.cancel.setVisible(busy)
        self.cancel.setEnabled(True)
        self.busy.emit(busy)
