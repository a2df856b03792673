"""The strip above the pages that offers new files of the watched folder; it waits and takes nothing over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from kpi_desktop.gui.widgets.blocks import button, label, row
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.gui.context import Context

_NAMED = 3


class Newcomers(QFrame):
    """Says how many files are new and which; `accepted` carries them, `dismissed` says not now."""

    accepted = Signal(object)
    dismissed = Signal()

    def __init__(self, context: Context) -> None:
        """A strip that is hidden until there is something to offer."""
        super().__init__()
        self.setObjectName("hint")
        self._context = context
        self._paths: list[Path] = []
        self._told = label(wrap=True)
        self._take, self._later = button(self._accept, "primary"), button(self.dismissed.emit)
        box = row(self._told, self._later, self._take)
        box.setStretch(0, 1)
        box.setContentsMargins(16, 8, 12, 8)
        self.setLayout(box)
        self.hide()

    def offer(self, paths: list[Path]) -> None:
        """Show other files; none hides the strip."""
        self._paths = paths
        self.retranslate()
        self.setVisible(bool(paths))

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._context.tr_
        self._take.setText(tr(msg("Import…")))
        self._later.setText(tr(msg("Not now")))
        names = ", ".join(path.name for path in self._paths[:_NAMED]) + ("…" if len(self._paths) > _NAMED else "")
        told = nmsg(
            "{n} new file in the folder: {names}",
            "{n} new files in the folder: {names}",
            n=len(self._paths),
            names=names,
        )
        self._told.setText(tr(told))
        self._told.setToolTip("\n".join(str(path) for path in self._paths[:20]))

    def _accept(self) -> None:
        self.accepted.emit(list(self._paths))
