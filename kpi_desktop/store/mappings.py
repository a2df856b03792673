"""The mappings that a book remembers, one for each layout, with their earlier versions: a change can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.store.connection import first_row
from kpi_desktop.store.layout import put

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A remembered mapping: its layout, what it reads, its text, when it was saved, how many versions were before."""

    layout: str
    name: str
    mapping: str
    saved_at: datetime
    earlier: int


def saved(conn: duckdb.DuckDBPyConnection) -> list[SavedMapping]:
    """All remembered mappings, the oldest first."""
    rows = conn.execute(
        "SELECT m.layout, m.name, m.mapping, m.saved_at, "
        "(SELECT COUNT(*) FROM earlier_mapping e WHERE e.layout = m.layout) "
        "FROM saved_mapping m ORDER BY m.saved_at, m.layout"
    ).fetchall()
    return [SavedMapping(*row) for row in rows]


def save(conn: duckdb.DuckDBPyConnection, layout: str, name: str, mapping: str) -> None:
    """Remember a mapping; another one of the layout becomes its earlier version."""
    if _text(conn, layout) not in {"", mapping}:
        _set_aside(conn, layout)
    put(conn, "saved_mapping", layout, name, mapping, datetime.now(UTC).replace(tzinfo=None, microsecond=0))


def remove(conn: duckdb.DuckDBPyConnection, layout: str) -> None:
    """Forget the mapping of a layout; it can be restored."""
    if not _text(conn, layout):
        raise _unknown(layout)
    _set_aside(conn, layout)
    conn.execute("DELETE FROM saved_mapping WHERE layout = ?", [layout])


def restore(conn: duckdb.DuckDBPyConnection, layout: str) -> None:
    """Put the version before in the place of the mapping; what was there is the version before now."""
    found = first_row(
        conn,
        "SELECT name, mapping, number FROM earlier_mapping WHERE layout = ? ORDER BY number DESC LIMIT 1",
        [layout],
    )
    if not found:
        if _text(conn, layout):
            raise UsageError(msg("The mapping {layout} has no earlier version", layout=layout))
        raise _unknown(layout)
    name, mapping, number = found
    conn.execute("DELETE FROM earlier_mapping WHERE layout = ? AND number = ?", [layout, number])
    save(conn, layout, str(name), str(mapping))


def _set_aside(conn: duckdb.DuckDBPyConnection, layout: str) -> None:
    conn.execute(
        "INSERT INTO earlier_mapping SELECT layout, name, mapping, saved_at, "
        "(SELECT COALESCE(MAX(number), 0) + 1 FROM earlier_mapping WHERE layout = ?) "
        "FROM saved_mapping WHERE layout = ?",
        [layout, layout],
    )


def _text(conn: duckdb.DuckDBPyConnection, layout: str) -> str:
    found = first_row(conn, "SELECT mapping FROM saved_mapping WHERE layout = ?", [layout])
    return str(found[0]) if found else ""


def _unknown(layout: str) -> UsageError:
    return UsageError(
        msg("The book remembers no mapping {layout}", layout=layout),
        fix=msg("`kpi-desktop mapping --list` shows the mappings of a book"),
    )
