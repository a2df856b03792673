"""A watched folder: which files in it are new, finished and not in the book yet; nothing is imported by itself."""

from __future__ import annotations

import gzip
import hashlib
import time
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.app.workspace import Cancelled, never
from kpi_desktop.ingest.folder import files_of, may_hold_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path, PurePosixPath

#: A file that was written so lately may still be growing: it is looked at again before it is offered.
QUIET_SECONDS = 2.0
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file looked: a change of size or of time makes it another file."""

    size: int
    changed: float

    @property
    def text(self) -> str:
        """The stamp as it is kept in settings."""
        return f"{self.size}:{self.changed}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finished file with what tells its contents: its own digest, or those of the files in an archive."""

    path: Path
    stamp: Stamp
    digests: frozenset[str]


@dataclass(slots=True)
class Watched:
    """What is remembered of one folder between two looks: stamps of the last look, digests already worked out."""

    folder: Path
    seen: dict[Path, Stamp] = field(default_factory=dict)
    known: dict[tuple[Path, Stamp], frozenset[str]] = field(default_factory=dict)

    def look(self, cancelled: Cancelled = never, *, patient: bool = True) -> tuple[Candidate, ...]:
        """The files that are finished: unchanged since the look before and quiet for a while.

        Without patience one look is enough, and only the time of the last change is asked. A folder that is away (a
        network drive, a stick) holds nothing for now.
        """
        stamps = _stamps(self.folder)
        now, found = time.time(), []
        for path, stamp in stamps.items():
            if cancelled():
                break
            quiet = now - stamp.changed >= QUIET_SECONDS or now < stamp.changed
            if stamp.size and quiet and (not patient or self.seen.get(path) == stamp):
                digests = self._digests(path, stamp)
                if digests:
                    found.append(Candidate(path, stamp, digests))
        self.seen = stamps
        return tuple(found)

    def _digests(self, path: Path, stamp: Stamp) -> frozenset[str]:
        key = (path, stamp)
        if key not in self.known:
            found = digests_of(path)
            if not found:
                return found
            self.known[key] = found
        return self.known[key]


def fresh(found: tuple[Candidate, ...], book_digests: frozenset[str], put_off: Mapping[str, str]) -> list[Candidate]:
    """Those whose contents the book does not hold and that the owner has not put off as they are now."""
    return [one for one in found if not one.digests <= book_digests and put_off.get(str(one.path)) != one.stamp.text]


def digests_in(book: Path) -> frozenset[str]:
    """The digests of all files that the book holds."""
    from kpi_desktop.app.books import opened_book

    with opened_book(book) as opened:
        return opened.file_digests()


def _stamps(folder: Path) -> dict[Path, Stamp]:
    found = {}
    try:
        files = files_of(folder).files
    except OSError:
        return {}
    for _, path in files:
        try:
            state = path.stat()
        except OSError:
            continue
        found[path] = Stamp(state.st_size, state.st_mtime)
    return found


def digests_of(path: Path) -> frozenset[str]:
    """What tells the contents as an import would see them; nothing where the file cannot be opened now."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
            stream.seek(0)
            own = hashlib.file_digest(stream, "sha256").hexdigest()
        if head.startswith(b"PK"):
            return _in_zip(path) or frozenset({own})
        if head.startswith(b"\x1f\x8b"):
            return _in_gz(path) or frozenset({own})
    except OSError:
        return frozenset()
    return frozenset({own})


def _in_zip(path: Path) -> frozenset[str]:
    """The digests of the files in an archive; nothing for a workbook, which is a zip too, or for a locked one."""
    from pathlib import PurePosixPath

    found = set()
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if names & {"[Content_Types].xml", "mimetype"}:
                return frozenset()
            for member in package.infolist():
                if member.is_dir() or not _is_data(PurePosixPath(member.filename)):
                    continue
                if member.flag_bits & 1 or member.filename.lower().endswith(".zip"):
                    return frozenset()
                digest = hashlib.sha256()
                with package.open(member) as stream:
                    while chunk := stream.read(_CHUNK):
                        digest.update(chunk)
                found.add(digest.hexdigest())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        return frozenset()
    return frozenset(found)


def _is_data(name: PurePosixPath) -> bool:
    return may_hold_data(name) and "__MACOSX" not in name.parts


def _in_gz(path: Path) -> frozenset[str]:
    digest = hashlib.sha256()
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except (gzip.BadGzipFile, EOFError):
        return frozenset()
    return frozenset({digest.hexdigest()})
