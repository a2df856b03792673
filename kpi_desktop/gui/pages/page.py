"""What every page of the window is: widgets and signals, texts set in `retranslate`, work given to operations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QWidget

from kpi_desktop.core.errors import BookError, Cancelled, KpiDesktopError, UsageError
from kpi_desktop.gui.operation import Operation, Watch
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.gui.context import Context

Result = TypeVar("Result")


class Page(QWidget):
    """One page: `go` asks the window for another page ('back' for the one before), `failed` for an error box.

    `lacking` says why the page has nothing to show (None: it has), for a strip above it.
    """

    go = Signal(str, object)
    failed = Signal(object)
    lacking = Signal(object)

    def __init__(self, context: Context) -> None:
        """Keep what pages share."""
        super().__init__()
        self.setObjectName("ground")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.context = context
        self._operation: Operation[object] | None = None
        context.book_changed.connect(self.nothing)

    def open(self, what: object) -> None:
        """Called each time the page is shown, with its subject."""

    def nothing(self) -> None:
        """Show no figures: the book is another one, or has none for this page."""

    def retranslate(self) -> None:
        """Set every text in the window's language."""

    def stop(self) -> None:
        """Ask work under way to stop."""
        if self._operation is not None:
            self._operation.watch.cancel()

    def search(self) -> None:
        """Put the cursor into the page's search."""
        for field in self.findChildren(QLineEdit):
            if field.isVisible():
                field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                field.selectAll()
                return

    def drag_over(self, over: bool) -> None:
        """Show or hide that a file may be dropped here."""
        for frame in self.findChildren(QFrame, "drop"):
            frame.setProperty("over", over)
            frame.style().unpolish(frame)
            frame.style().polish(frame)

    def choose_files(self) -> None:
        """Ask for files to import."""
        names, _ = QFileDialog.getOpenFileNames(self, self.context.tr_(msg("Which files?")))
        if names:
            self.go.emit("import", [Path(name) for name in names])

    def work(self, use_case: Callable[[Watch], Result], show: Callable[[Result], None]) -> Operation[Result]:
        """Run a use case in the background and show its result here; errors go to the window."""
        operation = Operation(use_case).success(show).failure(self._tell)
        self._operation = operation  # type: ignore[assignment]
        return operation.start()

    def work_apart(self, use_case: Callable[[Watch], Result], show: Callable[[Result], None]) -> Operation[Result]:
        """Work that a later question of the page does not stop: only who started it does."""
        return Operation(use_case).success(show).failure(self._tell).start()

    def ask(self, use_case: Callable[[Watch], Result], show: Callable[[Result], None]) -> Operation[Result | None]:
        """Run a use case that only reads; a later question of the same page takes its place, answered or not."""
        self.stop()

        def unless_stale(watch: Watch) -> Result | None:
            return None if watch.cancelled() else use_case(watch)

        def unless_late(result: Result | None) -> None:
            if operation.watch.cancelled():
                return
            self.lacking.emit(None)
            show(cast("Result", result))

        operation = Operation(unless_stale).success(unless_late).failure(self._tell_lack)
        self._operation = operation  # type: ignore[assignment]
        return operation.start()

    def _tell_lack(self, error: KpiDesktopError) -> None:
        """A question that the book cannot answer yet is no accident: the page says so itself."""
        if isinstance(error, UsageError) and self.context.book is not None and self.context.book.exists():
            self.nothing()
            self.lacking.emit(error)
        else:
            self._tell(error)

    def _tell(self, error: KpiDesktopError) -> None:
        if isinstance(error, Cancelled):
            return
        book = self.context.book
        if book is not None and not book.exists():
            self.context.set_book(None)
            error = BookError(
                msg("The book “{file}” is no longer in its place", file=str(book)),
                fix=msg("It was moved, renamed or deleted. Put it back, or open it where it is now"),
            )
        self.failed.emit(error)
