"""Watches the owner's folder beside the window's work: tells what is new and finished, and does nothing with it."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from kpi_desktop.app.watching import Candidate, Watched, digests_in, fresh
from kpi_desktop.gui.operation import Operation

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

#: Network drives tell of no change, so the folder is also looked at from time to time.
POLL_MILLISECONDS = 5_000
#: A sign of change is followed by more of them while a file is being copied.
SETTLE_MILLISECONDS = 700
_FOLDERS, _PUT_OFF = "watched/folders", "watched/put_off"


class FolderWatcher(QObject):
    """One folder of the open book; `found` brings the paths that are new, an empty list when none are any more."""

    found = Signal(object)
    folder_changed = Signal()
    _looked = Signal(object, object)

    def __init__(self, context: Context) -> None:
        """Follow the book that is open."""
        super().__init__()
        self._context = context
        self._watched: Watched | None = None
        self._looking = False
        self._offered: tuple[Candidate, ...] = ()
        self._stop = threading.Event()
        self._timer, self._soon = QTimer(self), QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MILLISECONDS)
        self._soon.timeout.connect(self.look)
        self._signs = QFileSystemWatcher(self)
        self._signs.directoryChanged.connect(lambda _path: self._soon.start())
        self._looked.connect(self._compare)
        context.book_changed.connect(self._follow)
        context.data_changed.connect(self.look)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched for the open book."""
        kept = self._kept(_FOLDERS).get(str(self._context.book)) if self._context.book else None
        return Path(kept) if kept else None

    def watch(self, folder: Path | None) -> None:
        """Watch another folder, or none, for the open book; kept for the next time."""
        if self._context.book is None:
            return
        kept = self._kept(_FOLDERS)
        kept.pop(str(self._context.book), None)
        if folder is not None:
            kept[str(self._context.book)] = str(folder)
        self._context.settings.setValue(_FOLDERS, json.dumps(kept))
        self._follow()

    def put_off(self) -> None:
        """Not these files, not as they are now: they are offered again only after a change."""
        kept = self._kept(_PUT_OFF)
        kept.update({str(one.path): one.stamp.text for one in self._offered})
        self._context.settings.setValue(_PUT_OFF, json.dumps(dict(list(kept.items())[-2000:])))
        self._offer(())

    def close(self) -> None:
        """Look no more."""
        self._stop.set()
        self._timer.stop()
        self._soon.stop()

    def _follow(self) -> None:
        self._offer(())
        if self._signs.directories():
            self._signs.removePaths(self._signs.directories())
        folder = self.folder
        self._watched = Watched(folder) if folder else None
        if folder is None:
            self._timer.stop()
        else:
            if folder.is_dir():
                self._signs.addPath(str(folder))
            self._timer.start()
            self._soon.start()
        self.folder_changed.emit()

    def look(self) -> None:
        """Look at the folder on a thread of its own: a network drive may take its time."""
        watched = self._watched
        if watched is None or self._looking or self._stop.is_set():
            return
        self._looking = True

        def run() -> None:
            found = watched.look(self._stop.is_set)
            if not self._stop.is_set():
                self._looked.emit(watched, found)

        threading.Thread(target=run, name="watched-folder", daemon=True).start()

    def _compare(self, watched: Watched, found: tuple[Candidate, ...]) -> None:
        """Leave out what the book holds; the book is asked only where something may be new."""
        self._looking = False
        book, put_off = self._context.book, self._kept(_PUT_OFF)
        if watched is not self._watched or book is None or self._stop.is_set():
            return
        perhaps = tuple(fresh(found, frozenset(), put_off))
        if not perhaps:
            self._offer(())
            return

        def ask(_watch: Watch) -> list[Candidate]:
            return fresh(perhaps, digests_in(book), put_off)

        def show(new: list[Candidate]) -> None:
            if watched is self._watched and book == self._context.book:
                self._offer(tuple(fresh(tuple(new), frozenset(), self._kept(_PUT_OFF))))

        Operation(ask).success(show).start()

    def _offer(self, new: tuple[Candidate, ...]) -> None:
        if [(one.path, one.stamp) for one in new] != [(one.path, one.stamp) for one in self._offered]:
            self._offered = new
            self.found.emit([one.path for one in new])

    def _kept(self, key: str) -> dict[str, str]:
        try:
            found = json.loads(str(self._context.settings.value(key, "{}")))
        except ValueError:
            return {}
        return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
