"""What kind of file this is, told by its content: the extension is never believed."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.archive import checked_archive
from kpi_desktop.ingest.readers.encoding import declared_encoding

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.limits import Limits

HEAD = 64 * 1024


class Container(StrEnum):
    """Kinds of files; the first seven are read as tables, the rest are recognised so as to say what they are."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    TEXT = "csv"
    HTML = "html"
    ZIP = "zip"
    ENCRYPTED = "encrypted"
    XML = "xml"
    JSON = "json"
    MXL = "mxl"
    BANK = "bank"
    SHEETML = "sheetml"
    FLAT_ODF = "flat_odf"
    PDF = "pdf"
    PICTURE = "picture"
    DOCUMENT = "document"
    SLIDES = "slides"
    LETTER = "letter"
    GZIP = "gzip"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    OTHER_ARCHIVE = "other_archive"
    DATABASE = "database"
    PROGRAM = "program"
    BINARY = "binary"


_MAGIC: tuple[tuple[bytes, Container], ...] = (
    (b"%PDF", Container.PDF),
    (b"\x89PNG", Container.PICTURE),
    (b"\xff\xd8\xff", Container.PICTURE),
    (b"GIF8", Container.PICTURE),
    (b"II*\x00", Container.PICTURE),
    (b"MM\x00*", Container.PICTURE),
    (b"BM", Container.PICTURE),
    (b"RIFF", Container.PICTURE),
    (b"\xd7\xcd\xc6\x9a", Container.PICTURE),
    (b"{\\rtf", Container.DOCUMENT),
    (b"MOXCEL", Container.MXL),
    (b"Rar!", Container.RAR),
    (b"7z\xbc\xaf\x27\x1c", Container.SEVEN_ZIP),
    (b"\x1f\x8b", Container.GZIP),
    (b"BZh", Container.OTHER_ARCHIVE),
    (b"\xfd7zXZ", Container.OTHER_ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Container.OTHER_ARCHIVE),
    (b"SQLite format 3", Container.DATABASE),
    (b"PAR1", Container.DATABASE),
    (b"ARROW1", Container.DATABASE),
    (b"\x00\x01\x00\x00Standard", Container.DATABASE),
    (b"MZ", Container.PROGRAM),
    (b"\x7fELF", Container.PROGRAM),
)
_BIFF_BEFORE_5 = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")


def recognise(path: Path, limits: Limits) -> Container:
    """The kind of the file; raises Refusal for an empty, damaged or hostile container."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise refusal.empty_file()
    if head.startswith(_ZIPPED):
        return _zip_kind(path, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole_kind(path)
    if head.startswith(b"\x1f\x8b") and b"gnumeric" in _unpacked_head(head):
        return Container.SHEETML
    kind = _magic_kind(head) or _text_kind(head)
    # A text full of odd signs may still be what its name says: it is read, and what is unreadable is told.
    return Container.TEXT if kind is Container.BINARY and path.suffix.lower() in _TEXT_NAMES else kind


def _unpacked_head(head: bytes) -> bytes:
    """The beginning of what gzip packed; empty where it is no sound gzip."""
    import zlib

    try:
        return zlib.decompressobj(31).decompress(head, 4096)
    except zlib.error:
        return b""


_TEXT_NAMES = frozenset({".csv", ".tsv", ".txt"})
_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def _magic_kind(head: bytes) -> Container | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            short_word = len(magic) == 2 and b"\x00" not in head[:256]
            return None if short_word else kind
    if head[:2] in _BIFF_BEFORE_5 and head[3:4] == b"\x00" and len(head) > 8:
        return Container.XLS
    if head[257:262] == b"ustar":
        return Container.OTHER_ARCHIVE
    if head[8:12] == b"DUCK":
        return Container.DATABASE
    return None


def _zip_kind(path: Path, limits: Limits) -> Container:
    import zipfile

    members = checked_archive(path, limits)
    if not members:
        raise refusal.empty_file()
    names = {member.filename.replace("\\", "/").lstrip("/").lower() for member in members}
    with zipfile.ZipFile(path) as package:
        mime = _small_member(package, "mimetype")
        types = _small_member(package, "[Content_Types].xml")
        manifest = _small_member(package, "META-INF/manifest.xml") if not mime and "content.xml" in names else b""
    if b"opendocument.spreadsheet" in mime + manifest:
        return _open_document_kind(path)
    folders = {name.split("/")[0] for name in names if "/" in name}
    kinds = (
        (b"opendocument.presentation" in mime or "ppt" in folders, Container.SLIDES),
        (b"opendocument" in mime or "word" in folders, Container.DOCUMENT),
        (b"sheet.binary" in types or "xl/workbook.bin" in names, Container.XLSB),
        (b"spreadsheetml" in types or "xl" in folders or "workbook.xml" in names, Container.XLSX),
    )
    return next((kind for told, kind in kinds if told), Container.ZIP)


def _open_document_kind(path: Path) -> Container:
    """An ods, or one whose manifest says that its parts are encrypted."""
    import zipfile

    with zipfile.ZipFile(path) as package:
        manifest = _small_member(package, "META-INF/manifest.xml")
    return Container.ENCRYPTED if b"encryption-data" in manifest else Container.ODS


def _small_member(package: object, name: str, most: int = 1 << 20) -> bytes:
    import zipfile
    import zlib

    assert isinstance(package, zipfile.ZipFile)
    try:
        with package.open(name) as stream:
            return stream.read(most)
    except (KeyError, OSError, RuntimeError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return b""


def _ole_kind(path: Path) -> Container:
    """What lives in an OLE2 file: an old workbook, an encrypted new one, or another program's document."""
    try:
        streams = _ole_streams(path)
    except RecursionError:
        streams = set()
    except Exception:  # noqa: BLE001 - a broken directory: let the workbook reader try
        return Container.XLS
    letter = {name for name in streams if name.startswith("__properties")}
    kinds = (
        ({"encryptedpackage"}, Container.ENCRYPTED),
        ({"workbook", "book"}, Container.XLS),
        (letter, Container.LETTER),
        ({"powerpoint document"}, Container.SLIDES),
        ({"worddocument", "visiodocument", "quill", "contents"}, Container.DOCUMENT),
    )
    unknown = Container.BINARY if streams else Container.XLS
    return next((kind for names, kind in kinds if streams & names), unknown)


def _ole_streams(path: Path) -> set[str]:
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(str(path)) as package:
        return {entry[0].lower() for entry in package.listdir(streams=True, storages=True)}


_FIRST_ROOT = re.compile(r"<(?![?!])\s*(?:[\w.-]+:)?([\w.-]+)")


def decoded_head(head: bytes) -> str:
    """The beginning of a text file as text, for looking at its first words."""
    encoding, skip = declared_encoding(head)
    if encoding:
        return head[skip:].decode(encoding, "ignore")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        at_the_cut = error.start > len(head) - 4
        return head.decode("utf-8", "ignore") if at_the_cut else head.decode("cp1251", "replace")


def _text_kind(head: bytes) -> Container:
    text = decoded_head(head).lstrip("\ufeff \t\r\n")
    if text.startswith("1CClientBankExchange"):
        return Container.BANK
    if text.startswith("<"):
        return _markup_kind(text)
    if text.startswith(("{", "[")) and re.match(r'[\[{]\s*(["{\[\]}]|$)', text):
        return Container.JSON
    return Container.BINARY if _looks_binary(head, text) else Container.TEXT


def _markup_kind(text: str) -> Container:
    low = text[:4096].lower()
    if re.match(r"<!doctype\s+html|<(html|table|head|meta|body|style|div)\b", low) or (
        "<html" in low and "schemas-microsoft-com:office:spreadsheet" not in low
    ):
        return Container.HTML
    if "urn:schemas-microsoft-com:office:spreadsheet" in low:
        return Container.SHEETML
    if "office:document" in low and "opendocument" in low:
        return Container.FLAT_ODF
    return Container.XML if text.startswith(("<?xml", "<!DOCTYPE")) or _FIRST_ROOT.match(text) else Container.TEXT


def _looks_binary(head: bytes, text: str) -> bool:
    """Whether the text is full of control characters: no export of figures has them."""
    sample = text[:8192]
    control = sum(1 for sign in sample if sign < " " and sign not in "\t\r\n\x00\x0b\x0c\x1a\x1b")
    zeros = sample.count("\x00")
    return (
        control > len(sample) // 50 + 1 or zeros > len(sample) // 4 or (zeros > 8 and control > 8 and b"\n" not in head)
    )
