"""Work folders of import runs: each is named by its process, so that those of killed ones are found and removed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

_PREFIX = "kpi-desktop-"
#: Where a process cannot be asked for, a folder of this age (seconds) is taken as left over.
_OLD = 24 * 3600


def make_work_folder() -> Path:
    """A fresh folder for one run; folders whose run was killed are removed first: they hold the owner's data."""
    place = Path(tempfile.gettempdir())
    for folder in place.glob(f"{_PREFIX}*-*"):
        if folder.is_dir() and not folder.is_symlink() and not _in_use(folder):
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _in_use(folder: Path) -> bool:
    owner = folder.name.removeprefix(_PREFIX).split("-")[0]
    if not owner.isdigit():
        return True
    if os.name == "posix":
        return _alive(int(owner))
    try:
        return time.time() - folder.stat().st_mtime < _OLD
    except OSError:
        return True


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
