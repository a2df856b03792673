"""What an archive holds: its files unpacked into a work folder under names of our own."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.archive import checked_archive, inflated

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.limits import Limits

_NOT_FILES = ("__MACOSX/",)
_NEVER_DATA = {".png", ".jpg", ".jpeg", ".gif", ".exe", ".dll", ".js", ".css", ".class", ".java", ".py"}


def unpack(path: Path, work: Path, limits: Limits) -> list[list[str]]:
    """Pairs of (name in the archive, path of the unpacked file), in the archive's order; raises Refusal."""
    found = []
    for number, member in enumerate(checked_archive(path, limits)):
        name = _name(member)
        if member.is_dir() or not member.file_size or name.startswith(_NOT_FILES):
            continue
        if PurePosixPath(name).suffix.lower() in _NEVER_DATA or PurePosixPath(name).name.startswith("."):
            continue
        if member.flag_bits & 1:
            raise refusal.encryption_unknown()
        target = work / f"member-{number}"
        _write(path, member, target, limits)
        found.append([name, str(target)])
    if not found:
        from kpi_desktop.ingest.container import Container
        from kpi_desktop.ingest.reading import not_read

        raise not_read(Container.ZIP)
    return found


def _write(path: Path, member: zipfile.ZipInfo, target: Path, limits: Limits) -> None:
    with target.open("wb") as out:
        if member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            for chunk in inflated(path, member, limits):
                out.write(chunk)
            return
        left = member.file_size
        try:
            with zipfile.ZipFile(path) as package, package.open(member) as stream:
                while left > 0 and (chunk := stream.read(min(left, 1 << 20))):
                    left -= len(chunk)
                    out.write(chunk)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
            raise refusal.damaged("zip") from error


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; Russian names are in cp866 (Windows) or UTF-8 (others) without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp866")
