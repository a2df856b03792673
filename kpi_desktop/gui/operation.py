"""Long work off the window's thread: `Operation(work).success(show).failure(tell).run()`; it never touches a widget."""

from __future__ import annotations

import logging
from threading import Event
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Watch:
    """What work is given: a place to tell its progress and the question whether it was cancelled."""

    def __init__(self, tell: Callable[[float, Message], None]) -> None:
        """Keep the teller."""
        self._cancel = Event()
        self._tell = tell

    def progress(self, share: float, message: Message) -> None:
        """Tell the share done and what is being done."""
        self._tell(share, message)

    def cancelled(self) -> bool:
        """Whether the user pressed 'Cancel'."""
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._cancel.set()


class _Signals(QObject):
    done = Signal(object)
    failed = Signal(object)
    told = Signal(float, object)


class Operation(QRunnable, Generic[Result]):
    """One use case run in the background; its ends come back on the window's thread.

    Operations run one after another, so two of them never hold the same book at once.
    """

    _running: set[Operation[object]] = set()  # noqa: RUF012 - keeps Python's side alive while Qt runs it

    def __init__(self, work: Callable[[Watch], Result]) -> None:
        """Take the use case."""
        super().__init__()
        self.setAutoDelete(False)
        self._work = work
        self._signals = _Signals()
        self.begun = False
        self.watch = Watch(self._signals.told.emit)

    def success(self, handler: Callable[[Result], None]) -> Self:
        """What to do with the result."""
        self._signals.done.connect(handler)
        return self

    def failure(self, handler: Callable[[KpiDesktopError], None]) -> Self:
        """What to do with an error that the user can understand."""
        self._signals.failed.connect(handler)
        return self

    def progress(self, handler: Callable[[float, Message], None]) -> Self:
        """Who shows the progress."""
        self._signals.told.connect(handler)
        return self

    def start(self) -> Self:
        """Put the work into the queue."""
        Operation._running.add(self)  # type: ignore[arg-type]
        self._signals.done.connect(self._ended)
        self._signals.failed.connect(self._ended)
        _pool().start(self)
        return self

    @Slot()
    def run(self) -> None:
        """Do the work on the pool's thread."""
        self.begun = True
        try:
            result = self._work(self.watch)
        except KpiDesktopError as error:
            self._signals.failed.emit(error)
        except Exception as error:
            log.exception("an operation failed")
            unexpected = KpiDesktopError(
                msg("The program made a mistake: {why}", why=type(error).__name__),
                fix=msg("Nothing was changed. Please try again; the details are in the log"),
            )
            self._signals.failed.emit(unexpected)
        else:
            self._signals.done.emit(result)

    def _ended(self, _result: object) -> None:
        Operation._running.discard(self)

    @staticmethod
    def cancel_all() -> None:
        """Ask everything under way to stop and forget what has not begun."""
        for operation in list(Operation._running):
            operation.watch.cancel()
        _pool().clear()
        Operation._running = {found for found in Operation._running if found.begun}


def _pool() -> QThreadPool:
    pool = QThreadPool.globalInstance()
    pool.setMaxThreadCount(1)
    return pool


def wait_for_all(milliseconds: int = 60_000) -> bool:
    """Wait until no work is under way: at the window's end and in tests."""
    return _pool().waitForDone(milliseconds)
