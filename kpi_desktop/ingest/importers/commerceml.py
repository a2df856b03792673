"""Orders exchanged between 1C and a web shop (CommerceML): every document is an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport

WORD = "commerceml"


def examine(job: Job) -> FileReport | None:
    """The orders of an exchange file; None where the file is not one."""
    if job.source.details.get("recognised") != WORD:
        return None
    raise refusal.unsupported(
        msg("an exchange file of 1C with a web shop (CommerceML)"),
        msg("Save the orders or sales from 1C as Excel (.xlsx) and import that file"),
        recognised=WORD,
    )
