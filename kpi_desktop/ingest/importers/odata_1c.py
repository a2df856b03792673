"""Data of 1C by OData (JSON): recognised and named; its rows know each other by references only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.container import HEAD, decoded_head
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job

WORD = "1c-odata"
_OBJECT = re.compile(r"\$metadata#(\w{1,100})")


def examine(job: Job) -> FileReport | None:
    """Say what the answer of the service holds and how to get it as a table; None where the file is not one."""
    if job.source.details.get("recognised") != WORD:
        return None
    with job.path.open("rb") as stream:
        found = _OBJECT.search(decoded_head(stream.read(HEAD)))
    fix = msg("Save the report or the list of documents from 1C as Excel (.xlsx) and import that file")
    if found:
        what = msg("This is data of 1C by OData (JSON), “{name}”; the program does not read it", name=found[1])
    else:
        what = msg("This is data of 1C by OData (JSON); the program does not read it")
    return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, issues=(job.error("unsupported", what, fix=fix),))
