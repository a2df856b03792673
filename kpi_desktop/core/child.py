"""A killable child process: dangerous work (reading strangers' files, rendering) that cannot hurt the program.

The parent asks in JSON and gets JSON; anything big travels as a file whose path is in the answer. Frames are four bytes
of length and UTF-8 JSON. The child is started afresh (never forked) by this program's own `--child ENTRY`, has a memory
cap, and is killed at the deadline or when the user cancels; the next question starts another one.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kpi_desktop.core.child_memory import cap_memory, resident_bytes
from kpi_desktop.core.child_process import WAITING, ChildProcess, pump_frames, write_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BEAT = 0.05


class End(StrEnum):
    """How a question to a child ended, other than with its answer."""

    DIED = "died"
    MEMORY = "memory"
    DEADLINE = "deadline"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ChildEnded(Exception):
    """The child gave no answer: it died, ran out of memory or time, was cancelled, or its work raised an error.

    `code` is the exit code (negative: the signal) where it died; `log` the end of what it wrote to stderr, or the
    traceback of the error: for the log file, never for the user.
    """

    def __init__(self, end: End, *, code: int | None = None, log: str = "") -> None:
        """Keep the kind of end and what is known about it."""
        super().__init__(f"{end} ({code})" if code is not None else str(end))
        self.end = end
        self.code = code
        self.log = log


class Child:
    """One warm child process for a run of questions; it is started at the first and replaced after a death."""

    def __init__(self, entry: str, *, memory: int | None = None, waits: float = 0) -> None:
        """`entry` is `module:function`: a function of (request, progress) that answers; `memory` is in bytes.

        `waits` are the seconds that the idle process stays after the run for the next one of its kind.
        """
        self._entry = entry
        self._memory = memory
        self._waits = waits
        self._running: ChildProcess | None = None
        self._asked = False

    def __enter__(self) -> Child:
        """The child is for use in a `with`: the run is over at its end."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the run."""
        self.rest()

    @property
    def pid(self) -> int | None:
        """The process id of the running child, if there is one."""
        return self._running.process.pid if self._running and self._running.alive else None

    def start(self) -> None:
        """Start the child now, so that its imports are done when the first question comes."""
        if self.pid is not None:
            return
        self.close()
        self._running = WAITING.take((self._entry, self._memory)) or ChildProcess.started(
            [*_command(), "--child", self._entry], _environment(self._memory), self._memory
        )

    def ask(
        self,
        request: Mapping[str, object],
        *,
        deadline: float | None = None,
        progress: Callable[[float, dict[str, object]], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[str, object]:
        """The child's answer; raises ChildEnded. `deadline` in seconds; `cancelled` is asked twenty times a second."""
        self.start()
        running = self._sent(request)
        until = None if deadline is None else time.monotonic() + deadline
        while True:
            self._check(until, cancelled)
            try:
                frame = running.frames.get(timeout=_BEAT)
            except queue.Empty:
                continue
            if frame is None:
                raise self._dead()
            if "progress" in frame:
                if progress:
                    _report(progress, frame)
                continue
            self._asked = False
            return self._answer(frame)

    def rest(self) -> None:
        """The run is over: an idle child may wait for the next run, one in the middle of a question is ended."""
        running = self._running
        if running is None or self._asked or not self._waits:
            self.close()
            return
        self._running = None
        WAITING.put((self._entry, self._memory), running, self._waits)

    def close(self) -> None:
        """Kill the child, if any, and forget it."""
        running, self._running, self._asked = self._running, None, False
        if running is not None:
            running.end()

    def _sent(self, request: Mapping[str, object]) -> ChildProcess:
        running = self._running
        assert running is not None
        assert running.process.stdin is not None
        self._asked = True
        try:
            write_frame(running.process.stdin, dict(request))
        except OSError as error:
            raise self._dead() from error
        return running

    def _check(self, until: float | None, cancelled: Callable[[], bool] | None) -> None:
        if cancelled and cancelled():
            self.close()
            raise ChildEnded(End.CANCELLED)
        if until is not None and time.monotonic() > until:
            log = self._tail()
            self.close()
            raise ChildEnded(End.DEADLINE, log=log)
        if self._memory and self.pid and resident_bytes(self.pid) > self._memory:
            self.close()
            raise ChildEnded(End.MEMORY)

    def _dead(self) -> ChildEnded:
        """What the death of the child means; it is buried here."""
        running = self._running
        assert running is not None
        with suppress(subprocess.TimeoutExpired):
            running.process.wait(timeout=5)
        code = running.process.poll()
        self.close()
        log = running.said()
        starved = "memory allocation of" in log or "MemoryError" in log or "bad_alloc" in log
        killed = code == -getattr(signal, "SIGKILL", 9)
        return ChildEnded(End.MEMORY if starved or killed else End.DIED, code=code, log=log)

    def _answer(self, frame: dict[str, object]) -> dict[str, object]:
        if "memory" in frame:
            self.close()
            raise ChildEnded(End.MEMORY, log=str(frame["memory"]))
        if "failed" in frame:
            raise ChildEnded(End.FAILED, log=str(frame["failed"]))
        answer = frame.get("answer")
        assert isinstance(answer, dict)
        return answer

    def _tail(self) -> str:
        return self._running.said() if self._running else ""


def serve(entry: str) -> int:
    """The child's life: answer questions from stdin with `entry` until the parent is gone; returns the exit code."""
    questions, answers = _private_streams()
    cap_memory(os.environ.get(_CAP))
    incoming: queue.SimpleQueue[dict[str, object] | None] = queue.SimpleQueue()
    # When the parent is gone nobody waits for the work: the process ends in the middle of it.
    threading.Thread(target=pump_frames, args=(questions, incoming, True), daemon=True).start()
    module, _, name = entry.partition(":")
    work = getattr(import_module(module), name)
    lock = threading.Lock()

    def progress(fraction: float, note: dict[str, object]) -> None:
        with lock:
            write_frame(answers, {"progress": fraction, "note": note})

    while (request := incoming.get()) is not None:
        frame = _worked(work, request, progress)
        with lock:
            write_frame(answers, frame)
    return 0


_CAP = "KPI_DESKTOP_CHILD_MEMORY"


def _worked(
    work: Callable[[dict[str, object], Callable[[float, dict[str, object]], None]], dict[str, object]],
    request: dict[str, object],
    progress: Callable[[float, dict[str, object]], None],
) -> dict[str, object]:
    """The frame that answers one question, whatever happens in the work; Rust's panics are BaseException."""
    import traceback

    try:
        return {"answer": work(request, progress)}
    except MemoryError:
        return {"memory": traceback.format_exc(limit=5)}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - the parent gets every end as a typed one
        return {"failed": traceback.format_exc()}


def _private_streams() -> tuple[IO[bytes], IO[bytes]]:
    """The protocol's own streams; what libraries print goes to stderr and what they read is empty."""
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return questions, answers


def _command() -> list[str]:
    """This program itself: the frozen executable, or the interpreter with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "kpi_desktop"]


def _environment(memory: int | None) -> dict[str, str]:
    """The child's environment: the same package, UTF-8, few threads and arenas so that the cap means something."""
    env = dict(os.environ)
    if not getattr(sys, "frozen", False):
        package = str(Path(__file__).resolve().parent.parent.parent)
        env["PYTHONPATH"] = os.pathsep.join(part for part in (package, env.get("PYTHONPATH", "")) if part)
    env.update({"PYTHONUTF8": "1", "PYTHONFAULTHANDLER": "", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"})
    env.update({"MALLOC_ARENA_MAX": "2", "RUST_BACKTRACE": "0", _CAP: str(memory or 0)})
    return env


def _report(progress: Callable[[float, dict[str, object]], None], frame: dict[str, object]) -> None:
    fraction, note = frame["progress"], frame.get("note")
    if isinstance(fraction, int | float) and isinstance(note, dict):
        progress(float(fraction), note)
