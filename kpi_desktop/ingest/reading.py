"""A file becomes a `SourceFile`, or a `Refusal` with a sentence: runs in the killable child only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.container import Container, recognise
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
    match kind:
        case Container.XLSX | Container.XLSB | Container.ODS:
            tables, issues = _workbook(path, limits, kind, patient, watch)
        case Container.XLS:
            tables, details = _legacy(path, watch)
        case Container.HTML:
            from kpi_desktop.ingest.readers.web import read_web_page

            tables, details = read_web_page(path, limits)
        case Container.TEXT:
            from kpi_desktop.ingest.readers.delimited import read_delimited

            table, issues, details = read_delimited(path, limits, watch)
            tables = [table]
        case _:
            raise not_read(kind)
    if not any(table.rows for table in tables):
        raise refusal.empty_tables()
    return SourceFile(name, str(kind), tuple(tables), details), tuple(issues)


def _workbook(
    path: Path, limits: Limits, kind: Container, patient: bool, watch: Watch
) -> tuple[list[SourceTable], list[Issue]]:
    from kpi_desktop.ingest.readers.quick import read_quickly

    xlsx = kind is Container.XLSX
    if not (patient and xlsx):
        try:
            tables, issues = read_quickly(path, limits, xlsx=xlsx, watch=watch)
        except (MemoryError, KeyboardInterrupt, SystemExit, refusal.Refusal):
            raise
        except BaseException as error:  # Rust's panics are BaseException
            if "password" in type(error).__name__.lower():
                raise refusal.password_needed() from error
            if not xlsx:
                raise refusal.damaged(_short(error)) from error
        else:
            if tables:
                return tables, issues
    from kpi_desktop.ingest.readers.patient import read_patiently

    try:
        return read_patiently(path, limits, watch)
    except (MemoryError, refusal.Refusal):
        raise
    except Exception as error:  # any fault of a damaged file
        raise refusal.damaged(_short(error)) from error


def _legacy(path: Path, watch: Watch) -> tuple[list[SourceTable], dict[str, str]]:
    from kpi_desktop.ingest.readers.legacy import read_legacy

    try:
        return read_legacy(path, watch)
    except (MemoryError, refusal.Refusal):
        raise
    except Exception as error:  # xlrd raises anything, AssertionError and struct.error too
        raise refusal.damaged(_short(error)) from error


def _short(error: BaseException) -> str:
    return type(error).__name__


def not_read(kind: Container) -> refusal.Refusal:
    """What is said of a file that is recognised but not read."""
    match kind:
        case Container.BANK:
            return refusal.unsupported(msg("a bank statement for 1C (1CClientBankExchange)"), recognised="1c-bank")
        case Container.MXL:
            fix = msg("Open it in 1C and choose File, Save as, “Excel 2007 sheet (*.xlsx)”, then import that file")
            return refusal.unsupported(msg("a spreadsheet document of 1C (.mxl)"), fix, recognised="1c-mxl")
        case Container.SHEETML:
            return refusal.unsupported(msg("an “XML Spreadsheet 2003” workbook"))
        case Container.FLAT_ODF:
            return refusal.unsupported(msg("a flat OpenDocument spreadsheet (.fods)"))
        case Container.JSON:
            return refusal.unsupported(msg("a JSON file"))
        case Container.XML:
            return refusal.unsupported(msg("an XML file of an unknown kind"))
        case Container.ZIP:
            return refusal.unsupported(
                msg("an archive without a single table in it"), msg("Unpack it and import the files from it")
            )
        case Container.OTHER_ARCHIVE:
            return refusal.unsupported(msg("a packed archive"), msg("Unpack it and import the files from it"))
        case Container.ENCRYPTED:
            return refusal.password_needed()
        case _:
            return refusal.wrong_type(_named(kind))


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
