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
    """A file from the drop to the book; the choice is passed to every reading of it, the storing one included.

    Files inside an archive or a folder have choices of their own, by their names; '' is the file itself.
    """

    path: Path
    choice: ImportChoice = field(default_factory=ImportChoice)
    report: FileReport | None = None
    result: Imported | None = None
    columns: dict[str, FileReport] = field(default_factory=dict)

    def waiting(self) -> bool:
        """Whether it was understood and is not in the book yet."""
        return self.result is None and self.report is not None and self.report.outcome in (Outcome.OK, Outcome.PARTIAL)

    def asks(self, member: str = "") -> bool:
        """Whether only the owner can say how it goes on."""
        result = self.result_of(member)
        return result is not None and result.question is not None

    def done(self) -> bool:
        """Whether its rows are in the book."""
        return self.result is not None and bool(self.result.batches)

    def members(self) -> list[str]:
        """The names of the files inside it."""
        return [] if self.report is None else [member.file for member in self.report.members]

    def take(self, report: FileReport) -> None:
        """Keep what was found out; columns that were seen once stay while a mapping is still wrong.

        What was seen before stays where a new look at it was stopped.
        """
        if report.outcome is Outcome.CANCELLED and self.report is not None:
            return
        self.report, self.result = report, None
        for found in (report, *report.members):
            if found.columns:
                self.columns["" if found is report else found.file] = found

    def report_of(self, member: str) -> FileReport | None:
        """What the file, or one file inside it, is."""
        if not member or self.report is None:
            return self.report
        return next((found for found in self.report.members if found.file == member), None)

    def result_of(self, member: str) -> Imported | None:
        """What became of the file, or of one file inside it."""
        if not member or self.result is None:
            return self.result
        return next((found for found in self.result.members if found.report.file == member), None)

    def choice_of(self, member: str) -> ImportChoice:
        """What the owner decided about the file, or about one file inside it."""
        return self.choice.members.get(member, ImportChoice(password=self.choice.password)) if member else self.choice

    def decide(self, member: str, choice: ImportChoice) -> None:
        """Keep a decision."""
        if not member:
            self.choice = choice
        else:
            self.choice = replace(self.choice, members={**self.choice.members, member: choice})
