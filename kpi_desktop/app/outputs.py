"""The files that leave the program: the workbook, its check, and the monthly report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.app.bundles import make_bundle, report_bundle
from kpi_desktop.app.closing import opened_month, with_closing
from kpi_desktop.app.dimensions import checked_dimension
from kpi_desktop.app.entering import entry_sheets
from kpi_desktop.app.figures import month_of, nothing_in, period_of
from kpi_desktop.app.presets import preset_of
from kpi_desktop.app.workspace import Cancelled, Progress, never, silent
from kpi_desktop.core.errors import Cancelled as Stopped
from kpi_desktop.core.writing import check_place
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.matrix import computed

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.report.render import ReportInfo
    from kpi_desktop.workbook.build import WorkbookInfo
    from kpi_desktop.workbook.verify import Verified

LIVE_ROWS = 150_000


@dataclass(frozen=True, slots=True)
class Output:
    """What to write: where, of which month (the last fully covered where None), in which language, split by what.

    Above `live_rows` data rows the workbook's measures are values; its KPIs stay live. Phones and e-mails of customers
    are masked unless `contacts` are wanted. `preset` is the report by goal: the owner's where None, `all` for the whole
    catalogue.
    """

    out: Path
    month: str | None
    lang: str
    by: str | None = None
    live_rows: int = LIVE_ROWS
    contacts: bool = False
    preset: str | None = None


def write_workbook(
    workspace: Workspace, path: Path, output: Output, progress: Progress = silent, cancelled: Cancelled = never
) -> WorkbookInfo:
    """Write the month's workbook; every KPI cell is a live formula.

    Raises Cancelled when the user stops it: no half of a file is left, an old one stays as it was. Of a month without
    any data there is no workbook: NothingToTell says which months have data.
    """
    from kpi_desktop.workbook.build import build_workbook

    told = _unless(cancelled, progress)
    told(0.0, msg("Computing…"))
    with opened_month(workspace, path, output.month) as (then, book, engine):
        dimension = checked_dimension(then, book, output.by)
        check_place(output.out)
        bundle = make_bundle(then, book, engine, month_of(output.month, engine), dimension)
        _refuse_nothing(bundle, engine)
        bundle = with_closing(workspace, path, replace(bundle, contacts=output.contacts))
        bundle = replace(bundle, entry=entry_sheets(then, book, bundle, output.lang))
        return build_workbook(bundle, output.out, output.lang, output.live_rows, told)


def write_report(
    workspace: Workspace, path: Path, output: Output, progress: Progress = silent, cancelled: Cancelled = never
) -> ReportInfo:
    """Render the PDF of a month, a quarter or a year; raises Cancelled as the workbook does.

    Of a period without any data there is no report: NothingToTell says which months have data.
    """
    from kpi_desktop.report.render import render_report

    told = _unless(cancelled, progress)
    told(0.0, msg("Computing…"))
    with opened_month(workspace, path, output.month) as (then, book, engine):
        preset = preset_of(then, book.settings, output.preset)
        dimension = checked_dimension(then, book, output.by)
        check_place(output.out)
        period = period_of(output.month, engine)
        bundle = report_bundle(then, book, engine, period, dimension, preset)
        _refuse_nothing(bundle, engine)
    bundle = with_closing(workspace, path, bundle)
    told(0.0, msg("Rendering the report"))

    def rendered(share: float) -> None:
        progress(share, msg("Rendering the report"))

    return render_report(bundle, output.out, output.lang, progress=rendered, cancelled=cancelled)


def _refuse_nothing(bundle: Bundle, engine: Engine) -> None:
    """No file for a period of which the book knows nothing: NothingToTell names the months that have data."""
    nothing = None if computed(bundle) else nothing_in(engine, bundle.month)
    if nothing is not None:
        raise nothing


def _unless(cancelled: Cancelled, progress: Progress) -> Progress:
    """A progress that ends the work at its next word once the user has pressed “Cancel”."""

    def tell(share: float, message: Message) -> None:
        if cancelled():
            raise Stopped(msg("The writing was stopped; the old file, if any, is as it was"))
        progress(share, message)

    return tell


def verify_workbook(path: Path) -> Verified:
    """Recalculate a workbook of ours with LibreOffice and name everything that differs."""
    from kpi_desktop.workbook.verify import verify

    return verify(path)
