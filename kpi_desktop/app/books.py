"""A company's book: made, opened, summed up, checked, undone, copied."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.dimensions import split_dimensions
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Dimension
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.present.bundle import SourceLine
    from kpi_desktop.store.book import Book


@dataclass(frozen=True, slots=True)
class BookSummary:
    """What the window's frame shows of an open book; `default_month` is the last month that is fully covered.

    `definitions` are the program's with the book's parameters and own metrics.
    """

    path: Path
    company: str
    currency: str
    language: str
    months: tuple[Period, ...]
    default_month: Period | None
    dimensions: tuple[Dimension, ...]
    batches: int
    definitions: Workspace | None = None


@contextmanager
def opened_book(path: Path, *, read_only: bool = True) -> Iterator[Book]:
    """The book alone, for work that asks for no figures; BookError where it is locked, damaged or newer."""
    from kpi_desktop.store.book import Book

    if not path.exists():
        raise UsageError(
            msg("There is no book “{file}”", file=str(path)),
            fix=msg("Make it with `kpi-desktop new BOOK --company NAME`, or check the path"),
        )
    with Book.open(path, read_only=read_only) as book:
        yield book


@contextmanager
def opened(workspace: Workspace, path: Path, *, read_only: bool = True) -> Iterator[tuple[Book, Engine]]:
    """The book with an engine over it, for work with figures."""
    from kpi_desktop.engine.engine import Engine

    with opened_book(path, read_only=read_only) as book:
        yield book, Engine(book, workspace.of(book.settings).catalogue)


def new_book(path: Path, company: str, currency: str = "", language: str = "ru") -> None:
    """Make an empty book; without a currency it takes that of the first file imported."""
    from kpi_desktop.store.book import Book

    if path.exists():
        raise UsageError(
            msg("“{file}” already exists", file=str(path)), fix=msg("Choose another name: a book is never overwritten")
        )
    with Book.create(path, company, currency, language):
        pass


def book_settings(path: Path) -> tuple[str, dict[str, str]]:
    """The language that the book was made in, and its settings."""
    from kpi_desktop.store.book import Book

    with Book.open(path, read_only=True) as book:
        return book.language, book.settings


def summary(workspace: Workspace, path: Path) -> BookSummary:
    """Company, currency, months with data and the dimensions that figures can be split by."""
    with opened(workspace, path) as (book, engine):
        return summary_of(workspace, path, book, engine)


def summary_of(workspace: Workspace, path: Path, book: Book, engine: Engine) -> BookSummary:
    """The summary of a book that is open already."""
    return BookSummary(
        path,
        book.company,
        book.currency,
        book.language,
        tuple(engine.months()),
        engine.default_month(),
        split_dimensions(workspace, book),
        sum(batch.state == "live" for batch in book.batches()),
        workspace.of(book.settings),
    )


def sources(path: Path, workspace: Workspace) -> tuple[SourceLine, ...]:
    """Every live import with its control totals: the file's own, what was imported, what the book holds now."""
    with opened(workspace, path) as (book, _):
        return source_lines(book)


def source_lines(book: Book) -> tuple[SourceLine, ...]:
    """The live batches of an open book as the sources page prints them."""
    from datetime import timedelta

    from kpi_desktop.present.bundle import SourceLine

    one_day = timedelta(days=1)
    return tuple(
        SourceLine(
            batch=batch.id,
            file=batch.file_name,
            recognised=batch.recognised,
            fact=batch.fact,
            rows=batch.rows,
            first=batch.first_day,
            last=batch.end_day - one_day if batch.end_day else None,
            file_total=None if batch.file_total is None else batch.file_total - (batch.dropped_total or Decimal(0)),
            imported_total=batch.imported_total,
            stored_total=batch.stored_total,
            currency=batch.currency,
            vat=batch.vat,
            returns=batch.returns,
            filters=batch.filters,
            imported_at=batch.imported_at,
            dropped_rows=batch.dropped_rows,
            dropped_total=batch.dropped_total,
        )
        for batch in book.batches()
        if batch.state == "live"
    )


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An import that was taken out of the book again: what the list of them shows."""

    batch: int
    file: str
    recognised: str
    rows: int
    first: date | None
    last: date | None
    undone_at: str


def taken_out(book: Book) -> tuple[TakenOut, ...]:
    """The imports that were taken out, the last first: the file of each can be imported again."""
    from datetime import timedelta

    one_day = timedelta(days=1)
    found = [
        TakenOut(batch.id, batch.file_name, batch.recognised, batch.rows, batch.first_day,
                 batch.end_day - one_day if batch.end_day else None, batch.undone_at)
        for batch in book.batches()
        if batch.state == "undone"
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.undone_at, one.batch), reverse=True))


def undo(workspace: Workspace, path: Path, batch: int) -> None:
    """Take an import out again; what it had replaced comes back."""
    with opened(workspace, path, read_only=False) as (book, _):
        book.undo(batch)


def undo_file(workspace: Workspace, path: Path, name: str) -> tuple[int, ...]:
    """Take out everything that the newest import of a file of this name brought, all or nothing; the numbers taken.

    A report of a marketplace brings sales and expenses as two imports of one file. UsageError where no import of such
    a file is in the book; a path counts by its last part, because the book keeps no folders.
    """
    wanted = {name, name.replace("\\", "/").rsplit("/", 1)[-1]}
    with opened(workspace, path, read_only=False) as (book, _):
        rows = book.run("SELECT id, file_name, sha256 FROM batch WHERE state <> 'undone' ORDER BY id")
        newest = next(((file, sha) for _, file, sha in reversed(rows) if file in wanted), None)
        batches = tuple(int(number) for number, *own in rows if tuple(own) == newest)
        if not batches:
            raise UsageError(
                msg("No import of a file “{name}” is in the book", name=name),
                fix=msg("The command “sources” lists the imports and their numbers"),
            )
        book.undo(*batches)
    return batches


def undo_whole(workspace: Workspace, path: Path, batch: int) -> tuple[int, ...]:
    """Take out an import with everything else that the same file brought, all or nothing; the numbers taken."""
    with opened(workspace, path, read_only=False) as (book, _):
        rows = book.run("SELECT id, file_name, sha256 FROM batch WHERE state <> 'undone' ORDER BY id")
        own = next(((file, sha) for number, file, sha in rows if number == batch), None)
        batches = tuple(int(number) for number, *of in rows if tuple(of) == own) or (batch,)
        book.undo(*batches)
    return batches


def check(workspace: Workspace, path: Path) -> list[Issue]:
    """Read the whole book and compare every batch with its totals; empty means sound."""
    with opened(workspace, path) as (book, _):
        return book.check()


def backup(workspace: Workspace, path: Path, target: Path) -> None:
    """Copy the book, consistently, to `target`."""
    with opened(workspace, path) as (book, _):
        book.backup(target)


def restore(source: Path, target: Path) -> None:
    """Make `target` from a backup; a book in the way is refused."""
    from kpi_desktop.store.book import Book

    Book.restore(source, target)
