"""Taking an import back: the book is as if the file had never been imported."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.kept import KEPT
from kpi_desktop.i18n.message import msg
from kpi_desktop.store import kept
from kpi_desktop.store.connection import first_row
from kpi_desktop.store.coverage import spans
from kpi_desktop.store.layout import column_names, quoted, removed
from kpi_desktop.store.replacing import give_back, mark_states, note_documents, remake_first_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from kpi_desktop.facts.schema import FactTable


def undo_batch(conn: duckdb.DuckDBPyConnection, facts: Mapping[str, FactTable], batch_id: int) -> None:
    """Remove a batch and give back what it had replaced; to be called inside a transaction.

    An import in the middle of a chain may be undone too: the days that a later import covers stay with that one.
    """
    found = first_row(conn, "SELECT fact, state FROM batch WHERE id = ?", [batch_id])
    if not found:
        raise UsageError(
            msg("The book has no import number {batch}", batch=batch_id),
            fix=msg("The command “sources” lists the imports and their numbers"),
        )
    if found[1] == "undone":
        raise UsageError(msg("Import number {batch} is already undone", batch=batch_id))
    if found[0] == KEPT:
        kept.take_out(conn, batch_id)
        return
    fact = facts[found[0]]
    note_documents(conn, fact, fact.id, f"batch = {batch_id:d}")
    if column_names(conn, removed(fact.id)):
        note_documents(conn, fact, removed(fact.id), f"removed_by = {batch_id:d}")
    undone = next((span for span in spans(conn, fact.id) if span.id == batch_id), None)
    if undone:
        give_back(conn, fact, undone)
    else:
        conn.execute(f"DELETE FROM {quoted(fact.id)} WHERE batch = ?", [batch_id])
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    conn.execute("UPDATE batch SET state = 'undone', undone_at = ? WHERE id = ?", [now, batch_id])
    remake_first_lines(conn, fact)
    mark_states(conn, fact.id)
