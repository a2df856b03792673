"""What a folder holds: the files worth reading, folders inside it included, within sane limits."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A folder of exports is not a disk: beyond this the owner has probably chosen the wrong one.
MOST_FILES = 1000
MOST_LEVELS = 6
#: Entries looked at before giving up, so that a whole disk does not hold the program up.
_MOST_ENTRIES = 20_000

#: Kinds of files that never hold figures; the book itself is one of them.
NEVER_DATA = frozenset(
    ".png .jpg .jpeg .gif .bmp .svg .ico .exe .dll .msi .js .css .class .java .py .mp3 .mp4 .avi .lnk .url .ini .db "
    ".log .kpi .wal".split()
)
#: Files that a program is still writing or keeps for itself.
_UNFINISHED = (".part", ".crdownload", ".download", ".tmp", ".temp", ".partial", ".opdownload", ".!ut", ".lock")
_OWN_PREFIXES = (".", "~$", "~", "._")


@dataclass(frozen=True, slots=True)
class Folder:
    """The files to read, by their place in the folder; how many were left out, and whether a limit was met."""

    files: tuple[tuple[str, Path], ...]
    left_out: int = 0
    cut: bool = False


def is_unfinished(path: PurePath) -> bool:
    """Whether the name says that the file is temporary or still being written."""
    return path.name.startswith(_OWN_PREFIXES) or path.name.lower().endswith(_UNFINISHED)


def may_hold_data(path: PurePath) -> bool:
    """Whether a file is worth reading, by its name alone."""
    return not is_unfinished(path) and path.suffix.lower() not in NEVER_DATA


def files_of(folder: Path, most: int = MOST_FILES) -> Folder:
    """The files of a folder and of the folders in it, in the order of names; links to folders are not followed."""
    found: list[tuple[str, Path]] = []
    left_out, cut = 0, False
    for seen, path in enumerate(_walk(folder)):
        if len(found) >= most or seen > _MOST_ENTRIES:
            cut = True
            break
        if may_hold_data(path):
            found.append((path.relative_to(folder).as_posix(), path))
        else:
            left_out += 1
    return Folder(tuple(found), left_out, cut)


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        here = Path(place)
        deep = len(here.relative_to(folder).parts)
        folders[:] = [] if deep + 1 >= MOST_LEVELS else sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = here / name
            if path.is_file():
                yield path
