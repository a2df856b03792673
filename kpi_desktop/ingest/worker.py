"""The child's side of an import run: opens, reads and interprets one file at each question."""

from __future__ import annotations

import gc
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.codec import message_to_json, report_to_json
from kpi_desktop.ingest.container import Container, recognise
from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.source import SourceFile

    Progress = Callable[[float, dict[str, object]], None]

#: What share of the work reading is; the rest is making sense of what was read.
READING_SHARE = 0.6


def main(request: dict[str, object], progress: Progress) -> dict[str, object]:
    """Answer one question of an `ImportSession`: the file's report, or the members of an archive."""
    gc.disable()
    try:
        return _Work(request, progress).answer()
    except refusal.Refusal as refused:
        return {"report": report_to_json(refused.report(str(request["name"])))}
    finally:
        gc.enable()
        _give_back()


class _Work:
    """One file on its way from bytes to facts."""

    def __init__(self, request: dict[str, object], progress: Progress) -> None:
        limits, options, password = request["limits"], request["options"], request["password"]
        assert isinstance(limits, dict)
        self.path, self.name = Path(str(request["path"])), str(request["name"])
        self.work = Path(str(request["work"]))
        self.limits = Limits.from_json(limits)
        self.password = None if password is None else str(password)
        self.options = ImportOptions.from_json(options) if isinstance(options, dict) else None
        self.patient = bool(request["patient"])
        self._tell = progress
        self._told = 0.0

    def answer(self) -> dict[str, object]:
        """The report as JSON, or `members` of an archive, unpacked into the work folder."""
        if self.path.stat().st_size > self.limits.file_bytes:
            raise refusal.too_big(msg("The file is bigger than {size} MB", size=self.limits.file_bytes >> 20))
        path, kind = self._opened()
        self._note(0.02, "reading", kind, msg("Reading “{file}”", file=self.name))
        if kind is Container.ZIP:
            from kpi_desktop.ingest.members import unpack

            return {"members": unpack(path, self.work, self.limits, self.password)}
        from kpi_desktop.ingest.reading import read_source

        def watch(sheet: str, done: int, total: int) -> None:
            share = 0.3 + 0.7 * done / total if total else 0.1
            self._note(READING_SHARE * share, "reading", kind, _reading(self.name, sheet, done))

        source, issues = read_source(path, self.name, self.limits, kind=kind, patient=self.patient, watch=watch)
        self._note(READING_SHARE, "examining", kind, msg("Making sense of “{file}”", file=self.name))
        return {"report": report_to_json(self._examined(source, issues))}

    def _opened(self) -> tuple[Path, Container]:
        """The file as it can be read: decrypted into the work folder where it is encrypted."""
        kind = recognise(self.path, self.limits)
        if kind is Container.GZIP:
            from kpi_desktop.ingest.members import gunzip

            self.path = gunzip(self.path, self.work, self.limits)
            kind = recognise(self.path, self.limits)
        if kind not in {Container.ENCRYPTED, Container.XLS}:
            return self.path, kind
        if kind is Container.ENCRYPTED and zipfile.is_zipfile(self.path):
            from kpi_desktop.ingest.readers.locked_ods import unlock_ods

            return unlock_ods(self.path, self.work, self.password, self.limits), Container.ODS
        from kpi_desktop.ingest.readers.locked import unlocked

        opened = unlocked(self.path, self.work, self.password, certain=kind is Container.ENCRYPTED)
        return (opened, recognise(opened, self.limits)) if opened else (self.path, kind)

    def _examined(self, source: SourceFile, issues: tuple[Issue, ...]) -> FileReport:
        from dataclasses import replace

        placed = tuple(replace(issue, file=issue.file or self.name) for issue in issues)
        if self.options is None and source.tables:
            rows = sum(table.rows for table in source.tables)
            details = (("container", source.container), *sorted(source.details.items()))
            return FileReport(self.name, Outcome.OK, "table", rows, placed, details=details)
        from kpi_desktop.ingest.detect import examine

        report = examine(source, self.path, self.options or ImportOptions(), self.work)
        return replace(report, issues=(*placed, *report.issues))

    def _note(self, fraction: float, stage: str, kind: Container, message: Message) -> None:
        self._told = max(self._told, fraction)
        self._tell(self._told, {"stage": stage, "kind": str(kind), "message": message_to_json(message)})


def _reading(name: str, sheet: str, done: int) -> Message:
    if done:
        return msg("Reading “{file}”: {rows} rows", file=name, rows=done)
    return (
        msg("Reading “{file}”, sheet “{sheet}”", file=name, sheet=sheet)
        if sheet
        else msg("Reading “{file}”", file=name)
    )


#: What a file leaves behind in the modules that read it.
_CACHES = (("numbers", ("read_texts", "parse")), ("stamps", ("read_stamps",)), ("normalise", ("fold",)))


def _give_back() -> None:
    """Return the file's memory to the system, so that the warm child is small while the book is written."""
    import contextlib
    import ctypes
    import sys

    for name, forget in _CACHES:
        module = sys.modules.get(f"kpi_desktop.ingest.{name}")
        for one in forget if module else ():
            getattr(module, one).cache_clear()
    gc.collect()
    if "pyarrow" in sys.modules:
        import pyarrow as pa

        pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL("libc.so.6").malloc_trim(0)
