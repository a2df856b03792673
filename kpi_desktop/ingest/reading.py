"""A file becomes a `SourceFile`, or a `Refusal` with a sentence: runs in the killable child only."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.container import Container
from kpi_desktop.ingest.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.limits import Limits
    from kpi_desktop.ingest.source import SourceTable

    Watch = Callable[[str, int, int], None]


def read_source(
    path: Path, name: str, limits: Limits, *, kind: Container, patient: bool = False, watch: Watch
) -> tuple[SourceFile, tuple[Issue, ...]]:
    """The file's tables and what was noticed while reading; raises Refusal.

    `patient` chooses the slow reader for a workbook that brought the quick one down.
    """
    tables: list[SourceTable]
    issues: list[Issue] = []
    details: dict[str, str] = {}
    if kind in EXCHANGE:
        return _documents(path, name, kind), ()
    if kind in _ONE_XML:
        from kpi_desktop.ingest.readers.xml_sheets import read_xml_workbook

        return _filled(SourceFile(name, str(kind), tuple(read_xml_workbook(path, limits)))), ()
    match kind:
        case Container.XLSX | Container.XLSB | Container.ODS:
            tables, issues = _workbook(path, limits, kind, patient, watch)
        case Container.XLS:
            tables, details = _legacy(path, limits, watch)
        case Container.HTML:
            from kpi_desktop.ingest.readers.web import read_web_page

            tables, details = read_web_page(path, limits)
        case Container.TEXT:
            from kpi_desktop.ingest.readers.delimited import read_delimited

            table, issues, details = read_delimited(path, limits, watch)
            tables = [table]
        case Container.MXL:
            from kpi_desktop.ingest.readers.mxl import read_mxl

            tables, details = read_mxl(path, limits, watch)
        case _:
            raise not_read(kind)
    return _filled(SourceFile(name, str(kind), tuple(tables), details)), tuple(issues)


def _filled(source: SourceFile) -> SourceFile:
    """The file itself; Refusal where not one of its cells is filled."""
    if not any(table.rows for table in source.tables):
        raise refusal.empty_tables()
    return source


#: Workbooks that are one XML file.
_ONE_XML = frozenset({Container.SHEETML, Container.FLAT_ODF})


#: Files of documents, not of tables: their importers read them from the disk.
EXCHANGE = frozenset({Container.BANK, Container.XML, Container.JSON})


def _documents(path: Path, name: str, kind: Container) -> SourceFile:
    """A file of documents, which its importer reads from the disk; a board of Trello is a table all the same."""
    from kpi_desktop.ingest.readers.trello import read_board

    tables = read_board(path) if kind is Container.JSON else []
    if tables:
        return _filled(SourceFile(name, str(kind), tuple(tables)))
    return SourceFile(name, str(kind), (), _exchange(path, kind))


def _exchange(path: Path, kind: Container) -> dict[str, str]:
    """The contract's word for a file of documents; Refusal where it is not one that is read."""
    from kpi_desktop.ingest.readers.markup import exchange_word

    word = "1c-bank" if kind is Container.BANK else exchange_word(path, kind)
    if not word:
        raise not_read(kind)
    return {"recognised": word}


def _workbook(
    path: Path, limits: Limits, kind: Container, patient: bool, watch: Watch
) -> tuple[list[SourceTable], list[Issue]]:
    """By the quick reader; an xlsx that it refuses goes to the patient one."""
    if kind is Container.ODS:
        return _open_document(path, limits, watch)
    if kind is not Container.XLSX:
        return _quick(path, limits, watch, xlsx=False)
    if not patient:
        with suppress(_QuickFailed):
            tables, issues = _quick(path, limits, watch, xlsx=True)
            if tables:
                return tables, issues
    from kpi_desktop.ingest.readers.patient import read_patiently

    try:
        return read_patiently(path, limits, watch)
    except (MemoryError, refusal.Refusal):
        raise
    except Exception as error:  # any fault of a damaged file
        raise _damage(error) from error


def _open_document(path: Path, limits: Limits, watch: Watch) -> tuple[list[SourceTable], list[Issue]]:
    """An ods by the quick reader; one that it finds damaged is read from its XML, as far as that is sound."""
    from kpi_desktop.ingest.readers.odf import with_layout

    try:
        tables, issues = _quick(path, limits, watch, xlsx=False)
    except refusal.Refusal as refused:
        if refused.code != "damaged":
            raise
        from kpi_desktop.ingest.readers.xml_sheets import read_open_document

        return read_open_document(path, limits), []
    return with_layout(path, limits, tables), issues


class _QuickFailed(Exception):
    """The quick reader refused a file that the patient one may still read."""


def _quick(path: Path, limits: Limits, watch: Watch, *, xlsx: bool) -> tuple[list[SourceTable], list[Issue]]:
    from kpi_desktop.ingest.readers.quick import read_quickly

    try:
        return read_quickly(path, limits, xlsx=xlsx, watch=watch)
    except (MemoryError, KeyboardInterrupt, SystemExit, refusal.Refusal):
        raise
    except BaseException as error:  # Rust's panics are BaseException
        if "password" in type(error).__name__.lower():
            raise refusal.password_needed() from error
        raise (_QuickFailed() if xlsx else _damage(error)) from error


def _legacy(path: Path, limits: Limits, watch: Watch) -> tuple[list[SourceTable], dict[str, str]]:
    from kpi_desktop.ingest.readers.legacy import read_legacy

    try:
        tables, details = read_legacy(path, watch)
        if any(table.rows for table in tables):
            return tables, details
        # Nothing in it, or encrypted in a way that only the other reader notices.
        return _quick(path, limits, watch, xlsx=False)[0], details
    except (MemoryError, refusal.Refusal):
        raise
    except Exception as error:  # xlrd raises anything, AssertionError and struct.error too
        tables, _ = _quick(path, limits, watch, xlsx=False)
        if not any(table.rows for table in tables):
            raise refusal.damaged(_short(error)) from error
        return tables, {"reader": "second"}


def _damage(error: BaseException) -> refusal.Refusal:
    """A fault of a damaged file; entities that multiply are an attack."""
    return refusal.bomb() if "amplification" in str(error) else refusal.damaged(_short(error))


def _short(error: BaseException) -> str:
    return type(error).__name__


def not_read(kind: Container) -> refusal.Refusal:
    """What is said of a file that is recognised but not read."""
    unpack = msg("Unpack it and import the files from it")
    known = {
        Container.JSON: (msg("a JSON file"), None, ""),
        Container.XML: (msg("an XML file of an unknown kind"), None, ""),
        Container.ZIP: (msg("an archive without a single table in it"), unpack, ""),
        Container.RAR: (msg("a RAR archive"), _packed_otherwise(), ""),
        Container.SEVEN_ZIP: (msg("a 7-Zip archive (.7z)"), _packed_otherwise(), ""),
        Container.OTHER_ARCHIVE: (msg("a packed archive"), _packed_otherwise(), ""),
    }
    if kind in known:
        what, fix, recognised = known[kind]
        return refusal.unsupported(what, fix, recognised=recognised)
    return refusal.password_needed() if kind is Container.ENCRYPTED else refusal.wrong_type(_named(kind))


def _packed_otherwise() -> Message:
    return msg("Unpack it and import the folder, or pack the files as an ordinary zip archive")


def _named(kind: Container) -> Message:
    names = {
        Container.PDF: msg("a PDF document"),
        Container.PICTURE: msg("a picture"),
        Container.DOCUMENT: msg("a text document"),
        Container.SLIDES: msg("a presentation"),
        Container.LETTER: msg("an e-mail message"),
        Container.DATABASE: msg("a database file"),
        Container.PROGRAM: msg("a program"),
        Container.HTML: msg("a web page"),
    }
    return names.get(kind, msg("a file of an unknown kind"))
