"""From files to a book: recognised in a child process, shown with mapping and totals, stored as undoable batches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from kpi_desktop.app.workspace import Cancelled, Progress, never, silent
from kpi_desktop.core.errors import BookError, KpiDesktopError
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.outcome import FileReport, Outcome, together
from kpi_desktop.store.currency import foreign_file
from kpi_desktop.store.records import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.options import ImportOptions
    from kpi_desktop.store.book import Book
    from kpi_desktop.store.records import AddedFile


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """What the user decided for a file beforehand: a mapping, the source's name, the password, what to do on overlap.

    `replace` takes out what the same source held for these days; `source_name` makes it another source. `refresh` says
    that the same source was read again: only what other sources hold is asked about. `members` are choices for single
    files inside an archive or a folder.
    """

    mapping: str | None = None
    source_name: str = ""
    password: str | None = None
    replace: bool = False
    refresh: bool = False
    members: Mapping[str, ImportChoice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """A file after the import: the report, its batches in the book, facts stored, rows replaced.

    `question` is set where only the user can decide (the file overlaps another export that it does not resemble);
    then nothing was stored.
    """

    report: FileReport
    batches: tuple[int, ...] = ()
    imported: int = 0
    replaced: int = 0
    already: bool = False
    question: Message | None = None
    source: str = ""
    members: tuple[Imported, ...] = ()


class Importing:
    """One import run over an open book: a warm reader, then one transaction for each file."""

    def __init__(self, workspace: Workspace, book: Book, paths: Sequence[Path] = ()) -> None:
        """Keep the book; the reader is started with the first file. `paths` are all files of the run."""
        from kpi_desktop.ingest.session import ImportSession

        self._workspace = workspace
        self._book = book
        self._session = ImportSession()
        self._currency = ""
        self._beside = tuple(str(path.resolve()) for path in paths) if len(paths) > 1 else ()

    def __enter__(self) -> Self:
        """Start the run."""
        self._session.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """End the reader and remove its temporary files."""
        self._session.__exit__(None, None, None)

    def inspect(
        self, path: Path, choice: ImportChoice, progress: Progress = silent, cancelled: Cancelled = never
    ) -> FileReport:
        """Read one file and say what it is; nothing is stored."""
        options = self._options(choice)
        report = self._session.inspect(
            path, password=choice.password, options=options, progress=progress, cancelled=cancelled
        )
        return self._in_currency(report)

    def _in_currency(self, report: FileReport) -> FileReport:
        """Say before the import that all of a file is in another currency than the book: it would be refused then.

        The first file with a currency gives it to a book that has none, so the files after it are held against it.
        """
        named = {batch.currency for batch in report.batches}
        self._currency = self._currency or self._book.currency or next(iter(named - {""}), "")
        if not named or self._currency in named or "" in named:
            return report
        told = foreign_file(report.batches[0], self._currency)
        return replace(
            report, outcome=Outcome.UNSUPPORTED, issues=(*report.issues, told), imported_total=Decimal(0), batches=()
        )

    def _options(self, choice: ImportChoice) -> ImportOptions:
        """The wishes for a file, and those for single files inside it."""
        from kpi_desktop.ingest.options import ImportOptions

        return ImportOptions(
            mapping=choice.mapping,
            saved=self._book.saved_mappings(),
            source_name=choice.source_name,
            lang=self._book.language,
            beside=self._beside,
            password=choice.password,
            members={name: self._options(inner) for name, inner in choice.members.items()},
        )

    def store(self, report: FileReport, choice: ImportChoice) -> Imported:
        """Put the facts of an inspected file into the book; on any doubt nothing is changed and a question is asked.

        What an archive or a folder holds is stored file by file; of one that was cancelled nothing is.
        """
        if report.outcome is Outcome.CANCELLED:
            return Imported(report)
        if report.members:
            members = tuple(self.store(member, choice.members.get(member.file, choice)) for member in report.members)
            return _together(report, members)
        if report.kept is not None or report.plans is not None:
            return self._entered(report)
        if report.outcome not in (Outcome.OK, Outcome.PARTIAL) or not report.batches:
            return Imported(report)
        decision = Decision.REPLACE if choice.replace else Decision.REFRESH if choice.refresh else Decision.ASK
        try:
            added = self._book.add_all(report.batches, decision)
        except BookError:
            raise
        except KpiDesktopError as error:
            issue = Issue("not_stored", Level.ERROR, error.message, error.fix, file=report.file)
            return Imported(replace(report, outcome=Outcome.DAMAGED, issues=(*report.issues, issue)))
        return self._stored(report, added)

    def _entered(self, report: FileReport) -> Imported:
        """Figures and plans typed into a workbook of ours: those that differ from the book are stored, each told."""
        from kpi_desktop.app.entering import take_entries

        told, batches, stored = take_entries(self._workspace, self._book, self, report)
        wrong = any(issue.level is not Level.INFO for issue in told.issues)
        return Imported(told, batches, stored, already=not stored and not wrong, source="kept")

    def _stored(self, report: FileReport, added: AddedFile) -> Imported:
        """What the book answered: stored, already there, refused for its currency, or a question."""
        if added.question is not None:
            asked = Issue("overlap", Level.ERROR, added.question, OVERLAP_FIX, file=report.file)
            waiting = replace(report, outcome=Outcome.NEEDS_MAPPING, issues=(*report.issues, *added.issues, asked))
            return Imported(waiting, question=added.question)
        if added.issues:
            outcome = Outcome.PARTIAL if added.batches else Outcome.UNSUPPORTED
            stored = self._stored_total(report, added.batches)
            report = replace(report, outcome=outcome, issues=(*report.issues, *added.issues), imported_total=stored)
        if added.batches:
            self._remember(report)
        report = replace(report, issues=(*report.issues, *added.notes))
        imported = 0 if added.already else added.imported
        source = report.batches[0].source.text
        return Imported(report, added.batches, imported, added.replaced, added.already, source=source)

    def _remember(self, report: FileReport) -> None:
        """Keep the mapping of each layout of the file, so that its next export is read without questions."""
        from kpi_desktop.ingest.mapping_text import layout_of

        for batch in report.batches:
            if batch.mapping:
                self._book.save_mapping(
                    layout_of(batch.mapping) or batch.source.layout, batch.recognised, batch.mapping
                )

    def _stored_total(self, report: FileReport, batches: tuple[int, ...]) -> Decimal | None:
        """What the book holds of the file's main facts: rows in a foreign currency were refused and do not count."""
        main = next((batch.fact for batch in report.batches if batch.imported_total is not None), None)
        if main is None:
            return None
        own = (batch for batch in self._book.batches() if batch.id in batches and batch.fact == main)
        return sum((batch.stored_total for batch in own if batch.stored_total is not None), Decimal(0))


def _together(report: FileReport, members: tuple[Imported, ...]) -> Imported:
    """An archive or a folder after the import: its members' facts added up, a question if one of them has one."""
    stored = [member for member in members if member.batches]
    reports = tuple(member.report for member in members)
    return Imported(
        replace(report, members=reports, outcome=together(reports)),
        tuple(batch for member in stored for batch in member.batches),
        sum(member.imported for member in members),
        sum(member.replaced for member in members),
        bool(stored) and all(member.already for member in stored),
        next((member.question for member in members if member.question is not None), None),
        members=members,
    )


OVERLAP_FIX = msg("Import it with --replace to take the place of the old rows, or with --source NAME as another source")


def import_files(
    workspace: Workspace,
    book_path: Path,
    paths: Sequence[Path],
    choices: Mapping[Path, ImportChoice],
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> list[Imported]:
    """Import files one after another; a file that cannot be read leaves the others and the book as they are."""
    from kpi_desktop.app.books import opened_book

    found: list[Imported] = []
    with opened_book(book_path, read_only=False) as book, Importing(workspace, book, paths) as run:
        for number, path in enumerate(paths):
            if cancelled():
                found.append(Imported(FileReport(str(path), Outcome.CANCELLED)))
                continue

            def told(share: float, message: Message, number: int = number) -> None:
                progress((number + share * 0.8) / len(paths), message)

            choice = choices.get(path, ImportChoice())
            report = run.inspect(path, choice, told, cancelled)
            told(0.85, msg("Storing “{file}”", file=path.name))
            found.append(run.store(report, choice))
    return found


def inspect_files(
    workspace: Workspace,
    book_path: Path,
    paths: Sequence[Path],
    choices: Mapping[Path, ImportChoice],
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> list[FileReport]:
    """What the files are, with mapping, totals, doubts and the first rows as read, before anything is stored."""
    from kpi_desktop.app.books import opened_book
    from kpi_desktop.ingest.first_rows import with_first_rows

    with opened_book(book_path) as book, Importing(workspace, book, paths) as run:
        reports = []
        for number, path in enumerate(paths):

            def told(share: float, message: Message, number: int = number) -> None:
                progress((number + share) / len(paths), message)

            found = run.inspect(path, choices.get(path, ImportChoice()), told, cancelled)
            reports.append(with_first_rows(found, workspace.catalogue.facts))
        return reports
