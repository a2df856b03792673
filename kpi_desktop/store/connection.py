"""The locked-down DuckDB connection behind a book, and its errors as sentences that a person can act on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kpi_desktop.core.errors import BookError, KpiDesktopError, UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb

#: What a book may take of the machine's memory unless the user's settings say otherwise.
MEMORY_LIMIT = "512MB"

#: Groups by a few small numbers (stretches of days, tests that rows pass) are found by place while the numbers have no
#: more bits than this together: a table of some megabytes at most.
_DENSE_GROUPS = 16

_MAGIC = b"DUCK"
_MAGIC_AT = 8

#: How DuckDB says that another program, or this one in another way, has the file open.
_IN_USE = ("lock on file", "different configuration", "being used by another")


class BookInUse(BookError):
    """The book is open in another window or program."""


def connect(path: Path, *, read_only: bool = False, memory_limit: str = MEMORY_LIMIT) -> duckdb.DuckDBPyConnection:
    """Open the database file with everything that could reach outside it switched off for good.

    Raises BookError where it is locked or damaged, UsageError where it is something else than a book.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "lock_configuration": True,
        "memory_limit": memory_limit,
        "threads": 2,
        "perfect_ht_threshold": _DENSE_GROUPS,
    }
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise opening_error(path, str(error)) from error


def opening_error(path: Path, text: str) -> KpiDesktopError:
    """Why a book does not open: open elsewhere, not a book at all, or damaged."""
    if any(sign in text for sign in _IN_USE):
        return BookInUse(
            msg("The book “{book}” is open in another window or program", book=path.name),
            fix=msg("Close it there and try again"),
        )
    if path.is_dir() or (path.suffix.lower() != ".kpi" and not _has_magic(path)):
        return not_a_book(path)
    return damaged(path)


def not_a_book(path: Path) -> UsageError:
    """The file is of another kind."""
    return UsageError(
        msg("“{book}” is not a book of KPI Desktop", book=path.name),
        fix=msg("A book is a file whose name ends in .kpi; exports are added to a book by importing them"),
    )


def damaged(path: Path) -> BookError:
    """The file's content does not agree with its own checksums."""
    return BookError(
        msg("The book “{book}” is damaged and cannot be read", book=path.name),
        fix=msg("Restore it from a backup copy: the command is “restore”"),
    )


@contextmanager
def readable_errors(path: Path) -> Iterator[None]:
    """Turn failures of the disk or of the file into sentences; a mistake in a query stays a defect of the program."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise BookError(
            msg("There was not enough memory to work with the book “{book}”; it is as it was", book=path.name),
            fix=msg("Close other programs or raise the memory limit in the settings"),
        ) from error
    except duckdb.Error as error:
        broken = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
        found = _disk_error(path, str(error)) or (damaged(path) if isinstance(error, broken) else None)
        if found is None:
            raise
        raise found from error


def _disk_error(path: Path, text: str) -> KpiDesktopError | None:
    """What DuckDB says about the disk or the file's checksums, in any class of error; None if it is about neither."""
    if any(sign in text for sign in ("No space left", "not enough space", "Disk quota")):
        return BookError(
            msg("The disk is full: the book “{book}” is as it was before", book=path.name),
            fix=msg("Free some space on the disk and repeat"),
        )
    if any(sign in text for sign in ("Permission denied", "Read-only file system", "Input/output error")):
        return BookError(
            msg("The book “{book}” cannot be written", book=path.name),
            fix=msg("Check that the disk is connected and the folder can be written"),
        )
    if "has been invalidated" in text:
        return BookError(
            msg("The book “{book}” was closed after a failure of the disk; nothing half-done was kept", book=path.name),
            fix=msg("Open it again"),
        )
    if "Corrupt" in text or "checksum" in text:
        return damaged(path)
    return None


def _has_magic(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] == _MAGIC
    except OSError:
        return False


def first_row(conn: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
    """The first row of a query, or None; the query is run to its end, so that nothing stays open on the connection."""
    rows = conn.execute(sql, list(values)).fetchall()
    return rows[0] if rows else None
