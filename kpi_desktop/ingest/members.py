"""What an archive holds: its files unpacked into a work folder under names of our own."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.archive import checked_archive, inflated, inflates_too_much
from kpi_desktop.ingest.folder import may_hold_data

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.limits import Limits

_NOT_FILES = ("__MACOSX/",)


def unpack(path: Path, work: Path, limits: Limits, password: str | None = None) -> list[list[str]]:
    """Pairs of (name in the archive, path of the unpacked file), in the archive's order; raises Refusal."""
    found = []
    for number, member in enumerate(checked_archive(path, limits)):
        name = _name(member)
        if member.is_dir() or not member.file_size or name.startswith(_NOT_FILES):
            continue
        if not may_hold_data(PurePosixPath(name)):
            continue
        target = work / f"member-{number}"
        if member.flag_bits & 1:
            _decrypt(path, member, target, password)
        else:
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


#: The method that says that a member is encrypted by AES, which the standard library does not open.
_AES = 99
#: In which a password of Russian letters may have been typed.
_PASSWORD_ENCODINGS = ("utf-8", "cp866", "cp1251")


def _decrypt(path: Path, member: zipfile.ZipInfo, target: Path, password: str | None) -> None:
    """The member of an encrypted archive, by the password in any of the usual encodings."""
    if member.compress_type == _AES:
        raise refusal.archive_encryption_unknown()
    if not password:
        raise refusal.archive_password_needed()
    for encoding in _PASSWORD_ENCODINGS:
        try:
            word = password.encode(encoding)
            with zipfile.ZipFile(path) as package, package.open(member, pwd=word) as stream:
                left = member.file_size
                with target.open("wb") as out:
                    while left > 0 and (chunk := stream.read(min(left, 1 << 20))):
                        left -= len(chunk)
                        out.write(chunk)
        except (RuntimeError, zipfile.BadZipFile, zlib.error, UnicodeError, EOFError):
            continue
        except NotImplementedError as error:
            raise refusal.archive_encryption_unknown() from error
        return
    raise refusal.archive_password_needed(wrong=True)


def gunzip(path: Path, work: Path, limits: Limits) -> Path:
    """The one file that a .gz holds, unpacked into the work folder; raises Refusal."""
    import gzip

    target, unpacked, packed = work / "unpacked", 0, path.stat().st_size
    try:
        with gzip.open(path, "rb") as stream, target.open("wb") as out:
            while chunk := stream.read(1 << 20):
                unpacked += len(chunk)
                if inflates_too_much(unpacked, packed, limits) or unpacked > limits.unpacked_bytes:
                    raise refusal.bomb()
                out.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise refusal.damaged("gzip") from error
    return target


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
