"""Closed months: a month's edition keeps the whole book as it was, so that later imports cannot change it (NUMBERS 23).

The rows that a month stands on reach far beyond it: first purchases, trailing years, placeholder customers, which
stream counts. Nothing short of the whole book gives them all again, so an edition packs the book itself; imports,
replacements and undos go on in the book and never touch what is packed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.store.connection import first_row
from kpi_desktop.store.keeping import copy_book

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

BOOK, FORMULAS, REPORT = "book", "formulas", "report"

#: A piece of what is kept: small enough for the book's limit of memory.
_PIECE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Closing:
    """One edition of a closed month; `reopened_at` is '' while it stands. Moments are UTC, in ISO form."""

    id: int
    month: str
    edition: int
    closed_at: str
    who: str
    note: str
    formulas_digest: str
    figures: str
    reopened_at: str = ""
    reopened_by: str = ""
    reopened_why: str = ""

    @property
    def standing(self) -> bool:
        """Whether the month is closed by this edition now."""
        return not self.reopened_at


@dataclass(frozen=True, slots=True)
class Frozen:
    """What an edition keeps beside the book: the figures as JSON, the program's formulas and what tells them apart."""

    figures: str
    formulas: bytes
    digest: str


def closings(conn: duckdb.DuckDBPyConnection) -> list[Closing]:
    """Every edition of every month that was ever closed, oldest month first."""
    rows = conn.execute(
        "SELECT id, month, edition, closed_at, who, note, formulas_digest, figures, reopened_at, reopened_by, "
        "reopened_why FROM closing ORDER BY month, edition"
    ).fetchall()
    return [
        Closing(number, month, edition, _moment(closed), who, note, digest, figures, _moment(reopened), by, why)
        for number, month, edition, closed, who, note, digest, figures, reopened, by, why in rows
    ]


def packed_book(path: Path) -> bytes:
    """A closed book without its own editions and mails, as bytes: only what the figures stand on."""
    import duckdb

    with TemporaryDirectory() as folder:
        copy, fresh = Path(folder) / "copy.kpi", Path(folder) / "fresh.kpi"
        copy_book(path, copy)
        with duckdb.connect(str(copy)) as conn:
            conn.execute("DELETE FROM closing")
            conn.execute("DELETE FROM closing_part")
            conn.execute("DELETE FROM mail")
            conn.execute("DELETE FROM mail_file")
            conn.execute("ATTACH '" + str(fresh).replace("'", "''") + "' AS fresh")
            conn.execute("COPY FROM DATABASE copy TO fresh")
        return zlib.compress(fresh.read_bytes(), 6)


def add_closing(
    conn: duckdb.DuckDBPyConnection, month: str, book: bytes, frozen: Frozen, by: tuple[str, str]
) -> Closing:
    """Keep an edition; UsageError where the month is closed. `by` is who and a note. Inside a transaction."""
    known = [closing for closing in closings(conn) if closing.month == month]
    if any(closing.standing for closing in known):
        raise UsageError(
            msg("The month {month} is closed already", month=month),
            fix=msg("Reopen it first: close reopen --month {month} --who NAME --why REASON", month=month),
        )
    found = first_row(conn, "SELECT COALESCE(MAX(id), 0) + 1 FROM closing")
    number = int(found[0]) if found else 1
    values = [number, month, len(known) + 1, _now(), *by, frozen.digest, frozen.figures, None, "", ""]
    conn.execute(f"INSERT INTO closing VALUES ({', '.join('?' * len(values))})", values)
    keep_part(conn, number, (BOOK, ""), book)
    keep_part(conn, number, (FORMULAS, ""), frozen.formulas)
    return next(closing for closing in closings(conn) if closing.id == number)


def reopen(conn: duckdb.DuckDBPyConnection, month: str, who: str, why: str) -> Closing:
    """Let the month read the book's rows again; who and why stay with the edition. Inside a transaction."""
    standing = next((closing for closing in closings(conn) if closing.month == month and closing.standing), None)
    if standing is None:
        raise UsageError(msg("The month {month} is not closed", month=month))
    if not who.strip() or not why.strip():
        raise UsageError(msg("A closed month is reopened by somebody and for a reason"), fix=msg("Add --who and --why"))
    conn.execute(
        "UPDATE closing SET reopened_at = ?, reopened_by = ?, reopened_why = ? WHERE id = ?",
        [_now(), who, why, standing.id],
    )
    return next(closing for closing in closings(conn) if closing.id == standing.id)


def keep_part(conn: duckdb.DuckDBPyConnection, closing: int, what: tuple[str, str], content: bytes) -> None:
    """Keep a file with an edition, in pieces; `what` is its kind and name."""
    conn.execute("DELETE FROM closing_part WHERE closing = ? AND kind = ? AND name = ?", [closing, *what])
    for number, start in enumerate(range(0, max(len(content), 1), _PIECE)):
        piece = content[start : start + _PIECE]
        conn.execute("INSERT INTO closing_part VALUES (?, ?, ?, ?, ?)", [closing, *what, number, piece])


def parts(conn: duckdb.DuckDBPyConnection, closing: int, kind: str) -> Mapping[str, bytes]:
    """The files of a kind that an edition keeps, by name."""
    found: dict[str, bytearray] = {}
    for name, piece in conn.execute(
        "SELECT name, content FROM closing_part WHERE closing = ? AND kind = ? ORDER BY name, part", [closing, kind]
    ).fetchall():
        found.setdefault(name, bytearray()).extend(piece)
    return {name: bytes(content) for name, content in found.items()}


def unpacked(content: bytes, target: Path) -> None:
    """Write a packed book."""
    target.write_bytes(zlib.decompress(content))


def zipped(folder: Path) -> bytes:
    """A folder of formulas as one file, the same bytes for the same contents."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.toml")):
            archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    return stream.getvalue()


def unzipped(content: bytes, folder: Path) -> None:
    """Write such a folder; it was packed by this program, so its names stay inside."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(sep=" ")
