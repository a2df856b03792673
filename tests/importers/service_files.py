"""Small exports of services, written by the tests themselves, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.translator import Translator
from tests.importers.files import read

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.options import ImportOptions
    from kpi_desktop.ingest.outcome import FileReport


def read_text(
    folder: Path, text: str, options: ImportOptions | None = None, *, encoding: str = "utf-8", name: str = "export.csv"
) -> FileReport:
    """What becomes of a text file with this content."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read(path, folder, options)


def sentences(report: FileReport) -> dict[str, str]:
    """The Russian sentence of every finding, by its code."""
    say = Translator("ru")
    return {issue.code: say(issue.message) for issue in report.issues}
