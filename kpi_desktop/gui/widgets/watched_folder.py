"""The choice of the folder where the owner keeps exports: chosen here, watched by the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFrame

from kpi_desktop.gui.widgets.blocks import button, label, row
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.watcher import FolderWatcher


class WatchedFolder(QFrame):
    """One line: which folder is watched, another one, none."""

    def __init__(self, context: Context, watcher: FolderWatcher) -> None:
        """Show what the watcher watches."""
        super().__init__()
        self.setObjectName("panel")
        self._context, self._watcher = context, watcher
        self._told = label(wrap=True)
        self._choose, self._none = button(self.choose), button(lambda: watcher.watch(None))
        box = row(self._told, self._none, self._choose)
        box.setStretch(0, 1)
        box.setContentsMargins(16, 8, 12, 8)
        self.setLayout(box)
        watcher.folder_changed.connect(self.retranslate)

    def choose(self) -> None:
        """Ask for the folder."""
        start = str(self._watcher.folder or "")
        chosen = QFileDialog.getExistingDirectory(
            self, self._context.tr_(msg("Which folder do exports come to?")), start
        )
        if chosen:
            self._watcher.watch(Path(chosen))

    def retranslate(self) -> None:
        """Set every text."""
        tr, folder = self._context.tr_, self._watcher.folder
        if folder is None:
            told = msg(
                "Folder of exports: none. New files in it would be offered for import, never imported by themselves"
            )
        elif not folder.is_dir():
            told = msg("Folder of exports: {folder} — it is not there now", folder=str(folder))
        else:
            told = msg("Folder of exports: {folder}. New files in it are offered for import", folder=str(folder))
        self._told.setText(tr(told))
        self._choose.setText(tr(msg("Choose a folder…")))
        self._none.setText(tr(msg("Do not watch")))
        self._none.setVisible(folder is not None)
