"""The strip above a page that could not be read: what is missing and what to do next; no box to be clicked away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from kpi_desktop.gui.widgets.blocks import button, label, row
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.gui.context import Context


class Notice(QFrame):
    """What a page lacks, with the one step that brings it: files to import."""

    def __init__(self, context: Context, choose_files: Callable[[], object]) -> None:
        """A hidden strip; its button asks for files."""
        super().__init__()
        self.setObjectName("hint")
        self._context = context
        self._error: KpiDesktopError | None = None
        self._told, self._add = label(wrap=True, selectable=True), button(choose_files, "primary")
        box = row(self._told, self._add)
        box.setStretch(0, 1)
        box.setContentsMargins(16, 8, 12, 8)
        self.setLayout(box)
        self.hide()

    def tell(self, error: KpiDesktopError | None) -> None:
        """Show another lack; none hides the strip."""
        self._error = error
        self.setVisible(error is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._context.tr_
        self._add.setText(tr(msg("Choose files…")))
        if self._error is not None:
            texts = [tr(self._error.message), *([tr(self._error.fix)] if self._error.fix is not None else [])]
            self._told.setText("\n".join(texts))
