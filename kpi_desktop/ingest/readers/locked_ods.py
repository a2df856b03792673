"""Encrypted OpenDocument workbooks: each part is unlocked with the owner's password, as LibreOffice locks it."""

from __future__ import annotations

import base64
import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.ingest import refusal

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from kpi_desktop.ingest.limits import Limits

_NS = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_MANIFEST = "META-INF/manifest.xml"
#: The manifest of the copy: nothing in it is encrypted any more.
_PLAIN_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
#: More rounds than any program writes would only keep the reader busy.
_MOST_ROUNDS = 2_000_000
#: The checksum covers the beginning of the packed part only.
_CHECKED = 1024


@dataclass(frozen=True, slots=True)
class _Lock:
    """How one part is encrypted."""

    checksum: bytes
    vector: bytes
    salt: bytes
    rounds: int


def unlock_ods(path: Path, work: Path, password: str | None, limits: Limits) -> Path:
    """The decrypted copy in `work`; raises Refusal without the right password or for an unknown way of locking."""
    with zipfile.ZipFile(path) as package:
        locks = _locks(package)
        if not password:
            raise refusal.password_needed()
        start = hashlib.sha256(password.encode("utf-8")).digest()
        target = work / "unlocked.ods"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as out:
            for member in package.infolist():
                if member.filename == _MANIFEST or member.is_dir():
                    continue
                data = package.read(member)
                lock = locks.get(member.filename)
                out.writestr(member.filename, data if lock is None else _opened(data, lock, start, limits))
            out.writestr(_MANIFEST, _PLAIN_MANIFEST)
    return target


def _locks(package: zipfile.ZipFile) -> dict[str, _Lock]:
    from lxml import etree

    try:
        root = etree.fromstring(package.read(_MANIFEST), etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, KeyError) as error:
        raise refusal.damaged("manifest") from error
    found = {}
    for entry in root.iter(f"{_NS}file-entry"):
        data = entry.find(f"{_NS}encryption-data")
        if data is not None:
            found[entry.get(f"{_NS}full-path", "")] = _lock(data)
    return found


def _lock(data: _Element) -> _Lock:
    parts = {name: data.find(_NS + name) for name in ("algorithm", "key-derivation", "start-key-generation")}
    algorithm, key, start = parts.values()
    if algorithm is None or key is None or start is None:
        raise refusal.encryption_unknown()
    known = (
        algorithm.get(f"{_NS}algorithm-name", "").endswith("#aes256-cbc")
        and key.get(f"{_NS}key-derivation-name", "").lower().endswith("pbkdf2")
        and start.get(f"{_NS}start-key-generation-name", "").endswith("#sha256")
        and data.get(f"{_NS}checksum-type", "").endswith("sha256-1k")
    )
    rounds = int(key.get(f"{_NS}iteration-count", "0"))
    if not known or not 0 < rounds <= _MOST_ROUNDS:
        raise refusal.encryption_unknown()
    texts = (
        data.get(f"{_NS}checksum", ""),
        algorithm.get(f"{_NS}initialisation-vector", ""),
        key.get(f"{_NS}salt", ""),
    )
    checksum, vector, salt = (base64.b64decode(text) for text in texts)
    return _Lock(checksum, vector, salt, rounds)


def _opened(data: bytes, lock: _Lock, start: bytes, limits: Limits) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = hashlib.pbkdf2_hmac("sha1", start, lock.salt, lock.rounds, 32)
    if not data or len(data) % 16:
        raise refusal.damaged("aes")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(lock.vector)).decryptor()
    packed = decryptor.update(data) + decryptor.finalize()
    packed = packed[: -packed[-1]] if 0 < packed[-1] <= 16 else packed
    if hashlib.sha256(packed[:_CHECKED]).digest() != lock.checksum:
        raise refusal.password_needed(wrong=True)
    inflater = zlib.decompressobj(-15)
    most = max(limits.grace, len(packed) * limits.ratio)
    try:
        plain = inflater.decompress(packed, most)
    except zlib.error as error:
        raise refusal.damaged("deflate") from error
    if inflater.unconsumed_tail:
        raise refusal.bomb()
    return plain
