"""The process of a child with its pipes, and the one that waits for the next run: starting costs more than reading.

A small export is read in a tenth of the time that a fresh interpreter needs to be ready for it. So a child whose run
ended in peace may stay for a while, and the next import of the same program finds it warm.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import subprocess
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from kpi_desktop.core.child_memory import capped_job, resident_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LOG_LINES = 60
_MAX_FRAME = 256 * 1024 * 1024
#: A child that holds more than this after its run is not worth keeping: a fresh one is smaller.
_KEPT_BYTES = 400 * 1024 * 1024

Frame = dict[str, object]


@dataclass(slots=True)
class ChildProcess:
    """A running child: its process, the frames that it answered with and the end of what it said on stderr."""

    process: subprocess.Popen[bytes]
    frames: queue.SimpleQueue[Frame | None] = field(default_factory=queue.SimpleQueue)
    log: deque[bytes] = field(default_factory=lambda: deque(maxlen=_LOG_LINES))
    threads: tuple[threading.Thread, ...] = ()
    job: object = None

    @classmethod
    def started(cls, command: Sequence[str], env: Mapping[str, str], memory: int | None) -> ChildProcess:
        """A fresh one, its pipes watched; `memory` is its cap in bytes."""
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        made = cls(process, job=capped_job(process, memory))
        out, err = process.stdout, process.stderr
        assert out is not None
        assert err is not None
        made.threads = (
            threading.Thread(target=pump_frames, args=(out, made.frames), daemon=True),
            threading.Thread(target=_pump_lines, args=(err, made.log), daemon=True),
        )
        for thread in made.threads:
            thread.start()
        return made

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def said(self) -> str:
        """The end of what it wrote to stderr: for the log file, never for the user."""
        return b"".join(self.log).decode("utf-8", "replace")

    def end(self) -> None:
        """Kill it, if it runs, and close what belongs to it."""
        if self.alive:
            self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join(timeout=2)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                with suppress(OSError, ValueError):
                    stream.close()
        self.threads, self.job = (), None


#: What children that may stand in for one another have in common: their entry and the cap of their memory.
Kind = tuple[str, int | None]


class _Waiting:
    """At most one idle child of each kind, for so many seconds; used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[Kind, tuple[ChildProcess, threading.Timer]] = {}

    def put(self, kind: Kind, child: ChildProcess, seconds: float) -> None:
        """Keep an idle child; one that died, grew too big or is the second of its kind is ended."""
        timer = threading.Timer(seconds, self._expire, (kind, child))
        timer.daemon = True
        with self._lock:
            keep = kind not in self._idle and child.alive and resident_bytes(child.process.pid) <= _KEPT_BYTES
            if keep:
                self._idle[kind] = (child, timer)
        if keep:
            timer.start()
        else:
            child.end()

    def take(self, kind: Kind) -> ChildProcess | None:
        """The idle child of that kind, with nothing left of its last run; None where there is none."""
        with self._lock:
            child, timer = self._idle.pop(kind, (None, None))
        if child is None or timer is None:
            return None
        timer.cancel()
        if not child.alive:
            child.end()
            return None
        child.log.clear()
        return child

    def end_all(self) -> None:
        """End those that wait: the program closes."""
        with self._lock:
            idle, self._idle = list(self._idle.values()), {}
        for child, timer in idle:
            timer.cancel()
            child.end()

    def _expire(self, kind: Kind, child: ChildProcess) -> None:
        with self._lock:
            mine = self._idle.get(kind, (None, None))[0] is child
            if mine:
                del self._idle[kind]
        if mine:
            child.end()


WAITING = _Waiting()
atexit.register(WAITING.end_all)


def write_frame(stream: IO[bytes], content: Frame) -> None:
    """Send one frame: four bytes of length and UTF-8 JSON."""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


def pump_frames(stream: IO[bytes], frames: queue.SimpleQueue[Frame | None], end_process: bool = False) -> None:
    """Move frames from the pipe to a queue; None tells that the other side is gone."""
    frame: Frame | None = {}
    while frame is not None:
        try:
            frame = _read_frame(stream)
        except (OSError, ValueError):
            frame = None
        frames.put(frame)
    if end_process:
        os._exit(0)


def _read_frame(stream: IO[bytes]) -> Frame | None:
    head = stream.read(4)
    length = int.from_bytes(head, "big") if len(head) == 4 else _MAX_FRAME + 1
    if length > _MAX_FRAME:
        return None
    data = stream.read(length)
    if len(data) < length:
        return None
    content = json.loads(data.decode("utf-8", "surrogatepass"))
    return content if isinstance(content, dict) else None


def _pump_lines(stream: IO[bytes], log: deque[bytes]) -> None:
    """Keep the end of what the child says on stderr; the pipe never fills."""
    with suppress(OSError, ValueError):
        while line := stream.readline(4096):
            log.append(line)
