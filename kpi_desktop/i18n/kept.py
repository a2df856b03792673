"""The messages of a checkout, compiled once for all its processes: the shell and every reader of files start with them.

The file is named by what it was made of, so that a changed fragment makes a new one and an old one is never taken.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

#: What its name begins with; version control and the wheel leave `*.mo` out.
_NAME = "checkout-"


def kept_fragments(folder: Traversable) -> bytes:
    """The fragments of a language as the bytes of one `.mo`, from the file beside them where that is of these."""
    from kpi_desktop.i18n.compile import compiled_fragments

    if not isinstance(folder, Path):
        return compiled_fragments(folder)
    kept = folder / f"{_NAME}{_state(folder)}.mo"
    with suppress(OSError):
        return kept.read_bytes()
    compiled = compiled_fragments(folder)
    with suppress(OSError):
        _keep(kept, compiled)
    return compiled


def _state(folder: Path) -> str:
    """What tells these fragments from any others: their names, sizes and times, and the compiler's own."""
    sources = sorted((*folder.glob("*.po"), Path(__file__).with_name("compile.py")))
    looks = [(path.name, path.stat()) for path in sources]
    told = repr([(name, look.st_size, look.st_mtime_ns) for name, look in looks])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _keep(kept: Path, compiled: bytes) -> None:
    """Put the file in its place whole, and take those of earlier fragments away."""
    made = kept.with_name(f"making-{os.getpid()}.mo")
    made.write_bytes(compiled)
    made.replace(kept)
    for old in kept.parent.glob(f"{_NAME}*.mo"):
        if old != kept:
            old.unlink(missing_ok=True)
