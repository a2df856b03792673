"""A file on disk, read and examined in this process: what importers' tests with real files use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.ingest.container import recognise
from kpi_desktop.ingest.detect import examine
from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.reading import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport


def read(path: Path, work: Path, options: ImportOptions | None = None) -> FileReport:
    """What becomes of the file."""
    limits = Limits()
    kind = recognise(path, limits)
    source, _ = read_source(path, path.name, limits, kind=kind, watch=lambda _what, _done, _of: None)
    return examine(source, path, options or ImportOptions(), work)
