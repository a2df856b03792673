"""A newer export takes the place of older rows of its days, and an undo gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.connection import first_row
from kpi_desktop.store.coverage import History, window
from kpi_desktop.store.layout import counted_rows, has_documents, quoted, removed
from kpi_desktop.store.records import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.store.coverage import Span

_IN_WINDOW = "batch = ? AND day >= ? AND day < ?"


def take_out(conn: duckdb.DuckDBPyConnection, fact: FactTable, new: Span, olds: Iterable[Span]) -> int:
    """Move the rows of older batches that lie in the new batch's days out of the fact; their number."""
    moved = 0
    for old in olds:
        days = window(old, new)
        where = [old.id, days.start, days.end]
        conn.execute(
            f"INSERT INTO {quoted(removed(fact.id))} BY NAME "
            f"SELECT *, CAST(? AS INTEGER) AS removed_by FROM {quoted(fact.id)} WHERE {_IN_WINDOW}",
            [new.id, *where],
        )
        moved += _count(conn, f"DELETE FROM {quoted(fact.id)} WHERE {_IN_WINDOW}", where)
    return moved


def give_back(conn: duckdb.DuckDBPyConnection, fact: FactTable, undone: Span) -> None:
    """Take a batch's rows away and return what it had taken out, unless a later import covers those days too."""
    table, store = quoted(fact.id), quoted(removed(fact.id))
    history = History.of(conn, fact.id)
    for old in history.spans:
        if old.id >= undone.id:
            continue
        for later in history.replacers(old):
            if later.id > undone.id:
                days = window(old, later)
                conn.execute(
                    f"UPDATE {store} SET removed_by = ? WHERE removed_by = ? AND {_IN_WINDOW}",
                    [later.id, undone.id, old.id, days.start, days.end],
                )
    conn.execute(f"DELETE FROM {table} WHERE batch = ?", [undone.id])
    conn.execute(f"DELETE FROM {store} WHERE batch = ?", [undone.id])
    conn.execute(
        f"INSERT INTO {table} BY NAME SELECT * EXCLUDE (removed_by) FROM {store} WHERE removed_by = ? "
        "ORDER BY day, batch, src_sheet, src_row",
        [undone.id],
    )
    conn.execute(f"DELETE FROM {store} WHERE removed_by = ?", [undone.id])


def note_documents(conn: duckdb.DuckDBPyConnection, fact: FactTable, table: str, condition: str) -> None:
    """Remember which documents are about to lose or regain lines; `condition` is written by the program."""
    if has_documents(fact):
        conn.execute("CREATE TEMP TABLE IF NOT EXISTS touched (document BIGINT)")
        conn.execute(
            f"INSERT INTO touched SELECT DISTINCT document FROM {quoted(table)} "
            f"WHERE document IS NOT NULL AND ({condition})"
        )


def remake_first_lines(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> None:
    """Flag exactly one countable line of each remembered document: the one of the oldest batch, sheet and row."""
    if not has_documents(fact):
        return
    table = quoted(fact.id)
    conn.execute(
        f"UPDATE {table} SET first_of_document = FALSE "
        "WHERE first_of_document AND document IN (SELECT document FROM touched)"
    )
    conn.execute(
        f"UPDATE {table} SET first_of_document = TRUE WHERE rowid IN (SELECT line FROM (SELECT rowid AS line, "
        "ROW_NUMBER() OVER (PARTITION BY document ORDER BY batch, src_sheet, src_row, rowid) AS place "
        f"FROM {table} WHERE {counted_rows(fact)} AND document IN (SELECT document FROM touched)) WHERE place = 1)"
    )
    conn.execute("DROP TABLE touched")


def mark_states(conn: duckdb.DuckDBPyConnection, fact: str) -> None:
    """A batch whose every day is taken over by newer ones is `replaced`, any other one is `live`."""
    history = History.of(conn, fact)
    for span in history.spans:
        state = State.LIVE if history.remaining(span) else State.REPLACED
        if state is not span.state:
            conn.execute("UPDATE batch SET state = ? WHERE id = ?", [state.value, span.id])


def _count(conn: duckdb.DuckDBPyConnection, sql: str, values: list[object]) -> int:
    found = first_row(conn, sql, values)
    return int(found[0]) if found else 0
