"""The memory cap of a child process: address space on Linux, a Job Object on Windows, else the parent's watch."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

#: Libraries map far more than they use; the parent's watch over resident memory keeps the cap itself.
_MAPPED_MORE = 1536 * 1024 * 1024


def cap_memory(limit: str | None) -> None:
    """In the child: allow `limit` bytes (decimal text, 0 is no cap) above what is mapped already."""
    size = int(limit or 0)
    if not size or sys.platform != "linux":
        return
    import resource

    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (mapped + size + _MAPPED_MORE, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def resident_bytes(pid: int) -> int:
    """What the process holds in memory now; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError, ValueError):
        return 0


def capped_job(process: subprocess.Popen[bytes], memory: int | None) -> object:
    """On Windows: a job that caps the child's memory and ends it with the parent; it lives as long as it is kept."""
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    class Limits(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t), ("most_set", ctypes.c_size_t), ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t), ("priority", wintypes.DWORD), ("scheduling", wintypes.DWORD),
            ("io", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t), ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t), ("peak_job", ctypes.c_size_t),
        )  # fmt: skip

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    job = kernel.CreateJobObjectW(None, None)
    kill_on_close, process_memory, extended = 0x2000, 0x100, 9
    limits = Limits(flags=kill_on_close | (process_memory if memory else 0), process_memory=memory or 0)
    kernel.SetInformationJobObject(wintypes.HANDLE(job), extended, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(wintypes.HANDLE(job), wintypes.HANDLE(int(process._handle)))
    return job
