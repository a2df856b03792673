"""Copies of a book: made beside and moved into place, so that neither the book nor the copy is ever half written."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError, UsageError
from kpi_desktop.core.writing import written_beside
from kpi_desktop.i18n.message import msg
from kpi_desktop.store.connection import BookInUse, connect

if TYPE_CHECKING:
    from pathlib import Path


def copy_book(source: Path, target: Path) -> None:
    """Copy a closed book; what stands in `target` is replaced only when the copy is whole and opens."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_beside(target) as beside:
        shutil.copyfile(source, beside)
        wal = write_ahead_log(source)
        if wal.exists():
            shutil.copyfile(wal, write_ahead_log(beside))
        try:
            connect(beside).close()
        finally:
            write_ahead_log(beside).unlink(missing_ok=True)


def restore(source: Path, target: Path) -> None:
    """Put a backup copy in the place of a book; the copy is checked first, and what stood there is kept beside."""
    if not source.is_file():
        raise UsageError(msg("There is no file “{file}”", file=str(source)))
    connect(source, read_only=True).close()
    if target.exists():
        _refuse_if_open(target)
        with written_beside(target.with_name(target.name + ".before-restore")) as kept:
            shutil.copyfile(target, kept)
    copy_book(source, target)
    write_ahead_log(target).unlink(missing_ok=True)


def _refuse_if_open(target: Path) -> None:
    """A damaged book may be replaced, one that is open elsewhere may not."""
    try:
        connect(target).close()
    except BookInUse:
        raise
    except KpiDesktopError:
        return


def write_ahead_log(path: Path) -> Path:
    """DuckDB's log beside a database file: present only while it is open or after a crash."""
    return path.with_name(path.name + ".wal")
