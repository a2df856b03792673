"""One file on the import page: where it is, what the owner decided about it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kpi_desktop.app.importing import ImportChoice, Imported
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class ImportedFile:
    """A file from the drop to the book; the choice is passed to every reading of it, the storing one included."""

    path: Path
    choice: ImportChoice = field(default_factory=ImportChoice)
    report: FileReport | None = None
    result: Imported | None = None

    def waiting(self) -> bool:
        """Whether it was understood and is not in the book yet."""
        return self.result is None and self.report is not None and self.report.outcome in (Outcome.OK, Outcome.PARTIAL)

    def asks(self) -> bool:
        """Whether only the owner can say how it goes on."""
        return self.result is not None and self.result.question is not None

    def done(self) -> bool:
        """Whether its rows are in the book."""
        return self.result is not None and bool(self.result.batches)

    def decide(self, *, take_place: bool, source_name: str) -> None:
        """Take the place of the rows that it overlaps, or stand beside them as another source."""
        self.choice = replace(self.choice, replace=take_place, source_name=source_name)
