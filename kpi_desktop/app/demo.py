"""The whole way on the sample company: exports, import, workbook, report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import Imported, import_files
from kpi_desktop.app.outputs import Output, write_report, write_workbook
from kpi_desktop.app.own_metrics import add as add_metric
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import Progress, silent
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo left in its folder."""

    book: Path
    workbook: Path
    report: Path
    exports: tuple[Path, ...]
    imported: tuple[Imported, ...]
    formulas: int
    pages: int


def make_demo(workspace: Workspace, out: Path, lang: str, progress: Progress = silent) -> Demo:
    """Make the sample company's exports, import them into a new book, write the workbook and the PDF."""
    book, exports, imported = sample_book(workspace, out, lang, progress)
    workbook, report = out / "kpi.xlsx", out / "report.pdf"
    progress(0.5, msg("Writing the workbook"))
    built = write_workbook(workspace, book, Output(workbook, None, lang))
    progress(0.75, msg("Rendering the report"))
    rendered = write_report(workspace, book, Output(report, None, lang))
    progress(1, msg("Done"))
    return Demo(book, workbook, report, tuple(exports), tuple(imported), built.formulas, rendered.pages)


def sample_book(
    workspace: Workspace, out: Path, lang: str, progress: Progress = silent
) -> tuple[Path, list[Path], list[Imported]]:
    """A fresh book of the sample company in `out` with its exports beside it."""
    from kpi_desktop.sample.company import NAME, sample_company
    from kpi_desktop.sample.department import STAGES
    from kpi_desktop.sample.exports import write_exports
    from kpi_desktop.sample.own_metric import OWN

    out.mkdir(parents=True, exist_ok=True)
    progress(0.02, msg("Making the sample company"))
    exports = write_exports(sample_company(), out / "exports")
    book = out / "sample.kpi"
    for leftover in (book, book.with_name(book.name + ".wal")):
        leftover.unlink(missing_ok=True)
    new_book(book, NAME, "RUB", lang)
    change_settings(workspace, book, {"late_stages": "; ".join(STAGES[2:])})
    add_metric(workspace, book, OWN)
    imported = import_files(workspace, book, exports, {}, lambda share, message: progress(0.05 + share * 0.4, message))
    return book, exports, imported
