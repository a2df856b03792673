"""The month as a PDF: pages are laid out in a killable child and moved into place when they are whole."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.child import Child, ChildEnded, End
from kpi_desktop.core.errors import Cancelled, KpiDesktopError, ProgramAbsent
from kpi_desktop.core.writing import written_beside
from kpi_desktop.i18n.message import msg
from kpi_desktop.report.brand import load_brand
from kpi_desktop.report.pages import fonts_folder, report_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.present.bundle import Bundle

#: A report of an ordinary month takes seconds; what takes minutes is not a report.
DEADLINE = 180.0
MEMORY = 2 * 1024**3

_ENTRY = "kpi_desktop.report.worker:main"


@dataclass(frozen=True, slots=True)
class ReportInfo:
    """A written report: where it is, how many pages it has, and of which period it is (2026-10, 2026-Q3, 2026)."""

    path: Path
    pages: int
    period: str


def report_child() -> Child:
    """A child that lays out pages; started early it is warm when the HTML is ready."""
    return Child(_ENTRY, memory=MEMORY)


def render_report(
    bundle: Bundle,
    out: Path,
    lang: str,
    brand: Path | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ReportInfo:
    """Write the month's report; the old file stays as it was unless the new one is whole.

    Raises ProgramAbsent without Pango, Cancelled when the user stops it, KpiDesktopError when it cannot be laid out.
    """
    look = load_brand(brand)
    with report_child() as child:
        child.start()
        html = report_html(bundle, lang, look)
        with written_beside(out) as beside:
            request = {
                "html": html,
                "out": os.fspath(beside.resolve()),
                "brand": os.fspath(look.place),
                "fonts": os.fspath(fonts_folder().resolve()),
            }
            try:
                answer = child.ask(
                    request,
                    deadline=DEADLINE,
                    progress=(lambda share, _note: progress(share)) if progress else None,
                    cancelled=cancelled,
                )
            except ChildEnded as ended:
                raise _failure(ended) from ended
            if "absent" in answer:
                raise _pango_absent()
            if "disk" in answer:
                raise OSError(answer["disk"], answer["why"])
    pages = answer.get("pages")
    return ReportInfo(out, pages if isinstance(pages, int) else 0, bundle.month.name)


def _pango_absent() -> ProgramAbsent:
    return ProgramAbsent(
        msg("The report cannot be laid out: the library Pango is not installed"),
        fix=msg(
            "Install Pango: {command}",
            command="sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ),
    )


def _failure(ended: ChildEnded) -> KpiDesktopError:
    match ended.end:
        case End.CANCELLED:
            return Cancelled(msg("The report was stopped; the old file, if any, is as it was"))
        case End.DEADLINE:
            return _not_laid_out(msg("laying out took too long"))
        case End.MEMORY:
            return _not_laid_out(msg("laying out needed too much memory"))
        case _:
            return _not_laid_out(msg("the layout program stopped"))


def _not_laid_out(why: Message) -> KpiDesktopError:
    return KpiDesktopError(
        msg("The report was not made: {why}", why=why),
        fix=msg("Check the pictures of the brand's folder or use the default brand; the old file is as it was"),
    )
