"""The archive rule: which zip packages are opened at all. Nothing is ever allocated by a declared size."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kpi_desktop.ingest.limits import Limits

_CHUNK = 1 << 20


def checked_archive(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """The archive's members; raises Refusal where it is damaged, a bomb, or built unsafely."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise refusal.damaged("zip") from error
    if len(members) > limits.entries:
        raise refusal.bomb()
    _check_names(member.filename for member in members)
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise refusal.too_big(msg("The file unpacks to more than {size} MB", size=limits.unpacked_bytes >> 20))
    for member in members:
        if _is_read(member.filename) and inflates_too_much(member.file_size, member.compress_size, limits):
            raise refusal.bomb()
    return members


def _is_read(name: str) -> bool:
    """Pictures and embedded objects of a workbook are never unpacked; an old drawing there may be mostly blanks."""
    return not name.replace("\\", "/").lower().startswith(("xl/media/", "xl/embeddings/", "xl/printersettings/"))


def inflates_too_much(unpacked: int, packed: int, limits: Limits) -> bool:
    """Apache POI's rule: more than `ratio` bytes out of one, beyond the grace."""
    return unpacked > limits.grace and unpacked > packed * limits.ratio


def _check_names(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        plain = name.replace("\\", "/")
        inside = plain.lstrip("/")
        if plain in seen:
            raise refusal.unsafe_archive(name)
        if plain.startswith("//") or ".." in inside.split("/") or (len(inside) > 1 and inside[1] == ":"):
            raise refusal.unsafe_archive(name)
        seen.add(plain)


def inflated(path: Path, member: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """The member's bytes, chunk by chunk, by the fast inflater; raises Refusal where it lies about its size."""
    from isal import isal_zlib

    unpacked = 0
    with path.open("rb") as stream:
        stream.seek(member.header_offset)
        head = stream.read(30)
        if head[:4] != b"PK\x03\x04":
            raise refusal.damaged("zip")
        stream.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
        left = member.compress_size
        inflater = isal_zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
        pending = b""
        while left or pending:
            if not pending:
                pending = stream.read(min(_CHUNK, left))
                left -= len(pending)
                if not pending:
                    break
            if inflater is None:
                chunk, pending = pending, b""
            else:
                try:
                    chunk = inflater.decompress(pending, _CHUNK)
                except isal_zlib.IsalError as error:  # type: ignore[misc]
                    raise refusal.damaged("zip") from error
                pending = inflater.unconsumed_tail
            unpacked += len(chunk)
            if inflates_too_much(unpacked, member.compress_size, limits):
                raise refusal.bomb()
            yield chunk
