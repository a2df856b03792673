"""Files are written beside and moved into place: on a full disk or a crash the old file is intact."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to; on success it takes the target's place, on failure it is removed.

    Raises KpiDesktopError where the disk is full or the folder cannot be written.
    """
    with _told(target):
        beside = _made_beside(target)
        try:
            yield beside
            with beside.open("rb+") as stream:
                os.fsync(stream.fileno())
            beside.chmod(0o666 & ~_umask())
            beside.replace(target)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()


def check_place(target: Path) -> None:
    """Raise what `written_beside` would, before the minutes of work that end in the file: a folder that is not there.

    Nothing is left behind; a disk that is full shows only when the file is written.
    """
    with _told(target):
        _made_beside(target).unlink()


def _made_beside(target: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-", suffix=target.suffix)
    os.close(handle)
    return Path(name)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """The system's refusal as a sentence about the file."""
    try:
        yield
    except OSError as error:
        raise KpiDesktopError(
            msg("“{file}” could not be written: {why}", file=target.name, why=_why(error)),
            fix=msg("Free some space on the disk or choose another folder; the old file, if any, is as it was"),
        ) from error


_REASONS = {
    errno.ENOSPC: msg("the disk is full"),
    errno.EDQUOT: msg("the disk is full"),
    errno.EACCES: msg("there is no permission to write there"),
    errno.EPERM: msg("there is no permission to write there"),
    errno.EROFS: msg("the disk can only be read"),
    errno.ENOENT: msg("there is no such folder"),
    errno.ENOTDIR: msg("there is no such folder"),
}


def _why(error: OSError) -> Message | str:
    """The system's reason in words that a user knows."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
