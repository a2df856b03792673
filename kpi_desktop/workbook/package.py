"""The package of a workbook: takes a written workbook apart and puts it together with big sheets joined in."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: The first of January 1980: the same input gives the same bytes.
_DATE, _TIME = 0x21, 0
_VERSION, _DEFLATED, _UTF8 = 20, 8, 0x800
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


def read_parts(package: bytes) -> dict[str, bytes]:
    """The parts of a package by name, in their order."""
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write the parts as one package, deflated quickly, byte for byte the same for the same parts."""
    from isal import isal_zlib

    directory = bytearray()
    with path.open("wb") as stream:
        for name, content in parts.items():
            encoded = name.encode()
            squeezer = isal_zlib.compressobj(2, isal_zlib.DEFLATED, -15)
            packed = squeezer.compress(content) + squeezer.flush()
            crc, offset = isal_zlib.crc32(content), stream.tell()
            sizes = (crc, len(packed), len(content))
            stream.write(_LOCAL.pack(b"PK\3\4", _VERSION, _UTF8, _DEFLATED, _TIME, _DATE, *sizes, len(encoded), 0))
            stream.write(encoded)
            stream.write(packed)
            directory += _CENTRAL.pack(
                b"PK\1\2",
                _VERSION,
                _VERSION,
                _UTF8,
                _DEFLATED,
                _TIME,
                _DATE,
                *sizes,
                len(encoded),
                0,
                0,
                0,
                0,
                0,
                offset,
            )
            directory += encoded
        start, count = stream.tell(), len(parts)
        stream.write(directory)
        stream.write(_END.pack(b"PK\5\6", 0, 0, count, count, len(directory), start, 0))
