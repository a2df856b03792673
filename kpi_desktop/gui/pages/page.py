"""What every page of the window is: widgets and signals, texts set in `retranslate`, work given to operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kpi_desktop.gui.operation import Operation, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.gui.context import Context

Result = TypeVar("Result")


class Page(QWidget):
    """One page: `go` asks the window for another page, `failed` for an error box."""

    go = Signal(str, object)
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        """Keep what pages share."""
        super().__init__()
        self.setObjectName("ground")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.context = context
        self._operation: Operation[object] | None = None

    def open(self, what: object) -> None:
        """Called each time the page is shown, with its subject."""

    def retranslate(self) -> None:
        """Set every text in the window's language."""

    def stop(self) -> None:
        """Ask work under way to stop."""
        if self._operation is not None:
            self._operation.watch.cancel()

    def work(self, use_case: Callable[[Watch], Result], show: Callable[[Result], None]) -> Operation[Result]:
        """Run a use case in the background and show its result here; errors go to the window."""
        operation = Operation(use_case).success(show).failure(self.failed.emit)
        self._operation = operation  # type: ignore[assignment]
        return operation.start()
