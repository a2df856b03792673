"""From a live 1C to the book: answers are fetched whole, kept as files for a moment and imported as such files are.

Nothing is stored before everything has come. A fetch asks for the days since the last one and for a month before, since
documents are corrected after the day; what the book had of these days from this base is replaced.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.connections import Connection, Mark, chosen, connections_of, save
from kpi_desktop.app.importing import OVERLAP_FIX, ImportChoice, Imported, Importing
from kpi_desktop.app.workspace import Cancelled, Progress, never, silent
from kpi_desktop.core import errors
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.importers.odata_1c import WORD
from kpi_desktop.ingest.importers.odata_wishes import Wish, wishes
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.readers.odata_json import PAGES, PERIOD
from kpi_desktop.live.service import Fetched, Query, Service

if TYPE_CHECKING:
    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.store.book import Book

#: Days before the last fetch that are read again: documents are entered and corrected after the day.
OVERLAP = 31
#: What share of a fetch the network is; the rest is reading and storing.
_NETWORK = 0.7
#: Facts whose rows carry the number of their document of 1C.
_NUMBERED = frozenset({"sale", "order", "order_line", "payment"})


@dataclass(frozen=True, slots=True)
class FetchWish:
    """What the owner wants: from which day (None: since the last time), from which base, over other sources' rows."""

    password: str
    since: date | None = None
    url: str = ""
    replace: bool = False


@dataclass(frozen=True, slots=True)
class _Got:
    """One object on the disk: its file, the days asked for, the digest of what came."""

    name: str
    path: Path
    period: tuple[date, date]
    digest: str


def fetch(
    workspace: Workspace, book_path: Path, wish: FetchWish, progress: Progress = silent, cancelled: Cancelled = never,
    *, service: Service | None = None,
) -> list[Imported]:  # fmt: skip
    """Fetch and import everything that the base gives, an entry for each object; LiveError changes nothing.

    `service` stands for the live base in tests of the way itself.
    """
    with opened_book(book_path) as book:
        connection = _as_the_book_has_it(book, chosen(connections_of(book), wish.url))
        known = _known_from(book, connection)
    with TemporaryDirectory(prefix="kpi-1c-") as name:
        folder = Path(name)
        live = service or Service(connection.address, connection.user, wish.password, cancelled)
        live.told = Teller(progress)
        try:
            got, catalogues = _downloaded(live, connection, wish, folder, known)
        finally:
            live.close()
        if cancelled():
            raise errors.Cancelled(msg("Fetching from 1C was cancelled; nothing was changed"))
        return _stored(workspace, book_path, (connection, wish), (got, catalogues), progress)


class Teller:
    """Passes on what the network does; how much there is to come nobody knows, so the bar only creeps."""

    def __init__(self, progress: Progress) -> None:
        """Keep who listens."""
        self._progress = progress
        self._share = 0.0

    def __call__(self, message: Message) -> None:
        """One more step."""
        self._share += (_NETWORK - self._share) * 0.05
        self._progress(self._share, message)


def _downloaded(
    live: Service, connection: Connection, wish: FetchWish, folder: Path, known: date | None
) -> tuple[list[_Got], tuple[Path, ...]]:
    """Every object as a file; the catalogues first, since every document needs them.

    `known` is the first day that the book has of this base.
    """
    found = wishes(live.published())
    catalogues = tuple(_catalogue(live, one, folder) for one in found.catalogues)
    names = "".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in catalogues)
    came = []
    for one in found.documents:
        period = _days(connection, one, wish)
        came.append((live.fetch(Query(one.name, period, fields=one.fields), folder / "pages"), period))
    told = [day for day in (known, *(fetched.first for fetched, _ in came)) if day is not None]
    begins = min(told, default=None)
    return [_document(fetched, period, (folder, names, begins)) for fetched, period in came], catalogues


def _known_from(book: Book, connection: Connection) -> date | None:
    """The first day that the book has of this base; None where it has nothing of it."""
    days = [
        source.first_day
        for source in book.sources()
        if source.key.importer == WORD and source.key.name == connection.name and source.first_day is not None
    ]
    return min(days, default=None)


def _from(begins: date | None, period: tuple[date, date]) -> tuple[date, date]:
    """The days that the base answers for: none before its very first document, when it was not kept yet."""
    first, end = period
    return (first if begins is None else min(max(first, begins), end - timedelta(days=1))), end


def _as_the_book_has_it(book: Book, connection: Connection) -> Connection:
    """The marks no further than the rows that are in the book: an import that was taken out is fetched again."""
    ends = {
        source.key.layout: source.end_day.isoformat() if source.end_day else ""
        for source in book.sources()
        if source.key.importer == WORD and source.key.name == connection.name
    }
    marks = {
        name: replace(mark, end=min(mark.end, ends.get(name, mark.end))) for name, mark in connection.marks.items()
    }
    return replace(connection, marks=marks)


def _days(connection: Connection, one: Wish, wish: FetchWish) -> tuple[date, date]:
    """From the day asked for, else a month before the end of the last fetch, else from the start of last year."""
    today = datetime.now().astimezone().date()
    end = today + timedelta(days=1)
    if wish.since is not None:
        return min(wish.since, today), end
    mark = connection.marks.get(one.name)
    if mark is not None and mark.end:
        return min(date.fromisoformat(mark.end) - timedelta(days=OVERLAP), today), end
    return date(today.year - 1, 1, 1), end


def _catalogue(live: Service, one: Wish, folder: Path) -> Path:
    fetched = live.fetch(Query(one.name, fields=one.fields), folder / "pages")
    target = folder / f"{one.name}.json"
    _compose(fetched, target, {})
    return target


def _document(fetched: Fetched, period: tuple[date, date], place: tuple[Path, str, date | None]) -> _Got:
    folder, names, begins = place
    name = fetched.query.name
    target, days = folder / f"{name}.json", [day.isoformat() for day in _from(begins, period)]
    digest = hashlib.sha256(json.dumps([names, *(day.isoformat() for day in period)]).encode())
    for page in fetched.pages:
        digest.update(page.read_bytes())
    _compose(fetched, target, {PERIOD: days, "kpi.fetched": datetime.now().astimezone().isoformat()})
    return _Got(name, target, period, digest.hexdigest())


def _compose(fetched: Fetched, target: Path, more: dict[str, object]) -> None:
    """The pages as they came, in one file of the form that the importer reads."""
    head = {"odata.metadata": fetched.metadata or f"$metadata#{fetched.query.name}", **more}
    with target.open("wb") as out:
        out.write(json.dumps(head, ensure_ascii=False).encode()[:-1])
        out.write(f',"{PAGES}":['.encode())
        for number, page in enumerate(fetched.pages):
            out.write(b",\n" if number else b"\n")
            out.write(page.read_bytes())
            page.unlink()
        out.write(b"\n]}")


def _stored(
    workspace: Workspace, book_path: Path, asked: tuple[Connection, FetchWish],
    came: tuple[list[_Got], tuple[Path, ...]], progress: Progress,
) -> list[Imported]:  # fmt: skip
    """Import the files; how far each object was fetched is noted with what it became."""
    connection, wish = asked
    got, catalogues = came
    choice = ImportChoice(source_name=connection.name, replace=wish.replace, refresh=True)
    found: list[Imported] = []
    marks = dict(connection.marks)
    paths = [*(one.path for one in got), *catalogues]
    with opened_book(book_path, read_only=False) as book, Importing(workspace, book, paths) as run:
        for number, one in enumerate(got):
            progress(_NETWORK + (1 - _NETWORK) * number / len(got), msg("Storing “{file}”", file=one.name))
            report = _worth_storing(book, run.inspect(one.path, choice), connection.name)
            item = _unchanged(book, one, marks.get(one.name), report) or _waiting(report, found)
            item = item or run.store(report, choice)
            item = _told_twice(book, item)
            found.append(item)
            if item.question is None and report.outcome in (Outcome.OK, Outcome.PARTIAL):
                marks[one.name] = _mark(one, marks.get(one.name), item)
        known = connections_of(book)
        save(book, tuple(replace(item, marks=marks) if item.url == connection.url else item for item in known))
    return found


def _mark(one: _Got, earlier: Mark | None, item: Imported) -> Mark:
    """How far the object is fetched now; days between the last fetch and this one stay to be fetched."""
    gap = earlier is not None and earlier.end != "" and earlier.end < one.period[0].isoformat()
    end = earlier.end if earlier is not None and gap else one.period[1].isoformat()
    return Mark(end, one.digest, item.batches[0] if item.batches else 0)


def _told_twice(book: Book, item: Imported) -> Imported:
    """Say which documents stand in the book under an older day too: their date was moved by more than a month."""
    stored = [batch for batch in book.batches() if batch.id in item.batches]
    if item.already or not stored:
        return item
    told: list[Issue] = []
    for batch in stored:
        rows = book.run(
            f'SELECT ANY_VALUE(d.number), MIN(f.day) FROM "{batch.fact}" f JOIN document d ON d.code = f.document '
            f"JOIN batch b ON b.id = f.batch WHERE b.source_id = {batch.source_id} "
            "GROUP BY f.document HAVING COUNT(DISTINCT f.batch) > 1 ORDER BY 2"
        ) if batch.fact in _NUMBERED else []  # fmt: skip
        if rows:
            text = nmsg(
                "{n} document of 1C stands in the book under its old date too ({numbers}): its date was changed in 1C",
                "{n} documents of 1C stand in the book under their old dates too ({numbers}): their dates were changed "
                "in 1C", n=len(rows), numbers=", ".join(str(number) for number, _ in rows[:5]),
            )  # fmt: skip
            fix = msg("Fetch again from {day} on: --since {day}", day=f"{rows[0][1]:%Y-%m-%d}")
            told.append(Issue("document_twice", Level.WARNING, text, fix, file=item.report.file))
    return replace(item, report=replace(item.report, issues=(*item.report.issues, *told))) if told else item


def _waiting(report: FileReport, earlier: list[Imported]) -> Imported | None:
    """Returns do not enter the book while it is asked whether the sales do: they belong together."""
    facts = {batch.fact for batch in report.batches}
    for item in earlier:
        if item.question is not None and facts & {batch.fact for batch in item.report.batches}:
            asked = Issue("overlap", Level.ERROR, item.question, OVERLAP_FIX, file=report.file)
            waiting = replace(report, outcome=Outcome.NEEDS_MAPPING, issues=(*report.issues, asked))
            return Imported(waiting, question=item.question)
    return None


def _worth_storing(book: Book, report: FileReport, name: str) -> FileReport:
    """A batch without rows only says that there is nothing: it is kept where the book had rows of this source."""
    known = {(source.key.importer, source.key.layout, source.key.name) for source in book.sources()}
    kept = tuple(
        batch for batch in report.batches if batch.rows or (WORD, batch.source.layout, name) in known
    )  # fmt: skip
    return replace(report, batches=kept)


def _unchanged(book: Book, one: _Got, mark: Mark | None, report: FileReport) -> Imported | None:
    """What is in the book already, where 1C answered with the very same and nothing came over it since."""
    if mark is None or mark.digest != one.digest or not mark.batch:
        return None
    batches = book.batches()
    own = next((batch for batch in batches if batch.id == mark.batch), None)
    if own is None or own.state != "live":
        return None
    if any(batch.source_id == own.source_id and batch.id > own.id and batch.fact == own.fact and batch.state != "undone"
           for batch in batches):  # fmt: skip
        return None
    return Imported(report, (own.id,), already=True, source=report.batches[0].source.text if report.batches else "")
