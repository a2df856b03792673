"""What is made once for a whole run of the tests, whatever the number of processes that it is spread over."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` fills, by whichever process of the run asks first; the others wait for it.

    It belongs to all tests: whoever opens a book of it, opens a copy.
    """
    place = _root(factory) / f"made-{name}"
    with _alone(place.with_suffix(".lock")):
        if not place.exists():
            half = Path(tempfile.mkdtemp(prefix=f"half-{name}-", dir=place.parent))
            make(half)
            half.rename(place)
    return place


def _root(factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of the run: above those of its processes where there are several."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ and sys.platform != "win32" else base


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time; where there are no such locks, each has its own folder (`_root`)."""
    with lock.open("w") as stream:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
