"""The files that leave the program: the workbook, its check, and the monthly report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened
from kpi_desktop.app.bundles import make_bundle
from kpi_desktop.app.figures import checked_dimension, month_of
from kpi_desktop.app.workspace import Cancelled, Progress, never, silent

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.report.render import ReportInfo
    from kpi_desktop.workbook.build import WorkbookInfo
    from kpi_desktop.workbook.verify import Verified

LIVE_ROWS = 150_000


def write_workbook(
    workspace: Workspace,
    path: Path,
    out: Path,
    month: str | None,
    lang: str,
    *,
    live_rows: int = LIVE_ROWS,
    by: str | None = None,
    progress: Progress = silent,
) -> WorkbookInfo:
    """Write the month's workbook; every KPI cell is a live formula."""
    from kpi_desktop.workbook.build import build_workbook

    with opened(workspace, path) as (book, engine):
        dimension = checked_dimension(workspace, book, by)
        bundle = make_bundle(workspace, book, engine, month_of(month, engine), dimension)
        return build_workbook(bundle, out, lang, live_rows, progress)


def write_report(
    workspace: Workspace,
    path: Path,
    out: Path,
    month: str | None,
    lang: str,
    *,
    by: str | None = None,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> ReportInfo:
    """Render the month's PDF."""
    from kpi_desktop.report.render import render_report

    with opened(workspace, path) as (book, engine):
        dimension = checked_dimension(workspace, book, by)
        bundle = make_bundle(workspace, book, engine, month_of(month, engine), dimension)
    return render_report(bundle, out, lang, progress=progress, cancelled=cancelled)


def verify_workbook(path: Path, progress: Progress = silent) -> Verified:
    """Recalculate a workbook of ours with LibreOffice and name everything that differs."""
    from kpi_desktop.workbook.verify import verify

    return verify(path, progress)
