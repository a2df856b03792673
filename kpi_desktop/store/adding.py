"""An import: one file's facts of one kind enter the book in one transaction, or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import BookError
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg, named
from kpi_desktop.store.bank import PAYMENT
from kpi_desktop.store.connection import first_row
from kpi_desktop.store.coverage import Span, window
from kpi_desktop.store.currency import accept_currency
from kpi_desktop.store.customers import names_customers
from kpi_desktop.store.incoming import prepare, read_columns
from kpi_desktop.store.layout import OF_FILE, column_names, create_fact, has_documents, quoted
from kpi_desktop.store.overlap import Meeting
from kpi_desktop.store.records import ASK, Added, Choice, Decision, State
from kpi_desktop.store.replacing import mark_states, note_documents, remake_first_lines, take_out
from kpi_desktop.store.stream_choices import ranked_otherwise

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from kpi_desktop.facts.batch import FactBatch, SourceKey
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.store.currency import Accepted
    from kpi_desktop.store.incoming import Incoming
    from kpi_desktop.store.overlap import Overlap


class Undecided(Exception):
    """Leaves the transaction without a change when the owner must decide first."""

    def __init__(self, added: Added) -> None:
        """Keep what the import would have told."""
        super().__init__()
        self.added = added


@dataclass(frozen=True, slots=True)
class Import:
    """One import on its way: everything that its steps share."""

    conn: duckdb.DuckDBPyConnection
    fact: FactTable
    batch: FactBatch
    decision: Decision = ASK

    def run(self) -> Added:
        """Add the batch; to be called inside a transaction, which `Undecided` and every other error must roll back."""
        earlier = self._same_file()
        if earlier:
            return Added(earlier[0], already=True, source_id=earlier[1])
        create_fact(self.conn, self.fact, column_names(self.conn, self.fact.id))
        accepted = accept_currency(self.conn, self.fact, self.batch, read_columns(self.batch.columns))
        if accepted.issues and not accepted.table.num_rows:
            # Another account or price list of the same file may be in the book's currency: only this part stays out.
            return Added(None, issues=accepted.issues)
        source_id = self._source()
        batch_id = _next_id(self.conn, "batch")
        ready = prepare(self.conn, self.fact, self.batch, accepted.table, source_id)
        span = self._span(batch_id, source_id, ready.table)
        self.conn.register("incoming", ready.table)
        try:
            overlap = self._overlap(span, ready) if span else None
            return self._store(ready, overlap, (batch_id, source_id, span), accepted)
        finally:
            self.conn.unregister("incoming")

    def _overlap(self, span: Span, ready: Incoming) -> Overlap:
        ranked = ranked_otherwise(self.conn, self.batch) if self.fact.id == "sale" else frozenset[int]()
        return Meeting(self.conn, self.fact, span, ready.table.column_names, ranked).overlap()

    def _store(
        self,
        ready: Incoming,
        overlap: Overlap | None,
        place: tuple[int, int, Span | None],
        accepted: Accepted,
    ) -> Added:
        batch_id, source_id, span = place
        question = self._question(overlap)
        if question is not None:
            raise Undecided(Added(None, question=question, issues=accepted.issues))
        olds = self._replaced(overlap, span)
        self._record(batch_id, source_id, span, ready)
        added = Added(batch_id, ready.table.num_rows, issues=accepted.issues, source_id=source_id)
        if span and olds:
            added = self._take_over(added, span, olds)
            if self.fact.main in ready.table.column_names:
                taken = (_held(old, span) for old in olds)
                same = " OR ".join(f"(day >= DATE '{days.start}' AND day < DATE '{days.end}')" for days in taken)
                added = replace(added, new_total=self._total("incoming", same) or Decimal(0))
                added = replace(added, changed=self._changed(added))
        self._insert(batch_id, ready)
        self._control(batch_id, accepted.refused_total)
        self._foreign(batch_id, accepted)
        mark_states(self.conn, self.fact.id)
        return added

    def _question(self, overlap: Overlap | None) -> Message | None:
        """What only the owner can decide; nothing where the owner has decided."""
        match self.decision.choice:
            case Choice.ASK if overlap:
                return overlap.question
            case Choice.REFRESH if overlap:
                return overlap.other
            case _:
                return None

    def _replaced(self, overlap: Overlap | None, span: Span | None) -> tuple[Span, ...]:
        """The batches to replace; where the owner called the file another source, that is remembered."""
        if not overlap or not span:
            return ()
        if self.decision.choice is not Choice.OTHER_SOURCE:
            return overlap.olds
        for old in overlap.olds:
            if old.source_id != span.source_id:
                pair = sorted((old.source_id, span.source_id))
                self.conn.execute("INSERT INTO beside VALUES (?, ?)", pair)
        return tuple(old for old in overlap.olds if old.source_id == span.source_id)

    def _same_file(self) -> tuple[int, int] | None:
        """The batch and source of an earlier import of this very file with this mapping."""
        batch = self.batch
        found = first_row(
            self.conn,
            "SELECT b.id, b.source_id FROM batch b WHERE b.sha256 = ? AND b.fact = ? AND b.importer = ? "
            "AND b.mapping = ? AND b.title = ? AND b.state <> 'undone' AND COALESCE((SELECT STRING_AGG(name, chr(10) "
            "ORDER BY idx) FROM batch_sheet s WHERE s.batch = b.id), '') = ? ORDER BY b.id LIMIT 1",
            [batch.file_sha256, batch.fact, batch.importer, batch.mapping, batch.title, "\n".join(batch.sheets)],
        )
        return (int(found[0]), int(found[1])) if found else None

    def _source(self) -> int:
        key = self.batch.source
        if self.decision.choice is Choice.OTHER_SOURCE:
            key = replace(key, name=self.decision.name or _free_name(self.conn, key))
        values = [key.importer, key.layout, key.organisation, key.filters, key.name]
        found = first_row(
            self.conn,
            "SELECT id FROM source WHERE importer = ? AND layout = ? AND organisation = ? AND filters = ? AND name = ?",
            values,
        )
        if found:
            return int(found[0])
        source_id = _next_id(self.conn, "source")
        self.conn.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?)", [source_id, *values])
        return source_id

    def _span(self, batch_id: int, source_id: int, table: pa.Table) -> Span | None:
        """The days that the batch answers for: what the file states, else from its first to its last row.

        Rows outside the stated period belong to it too: else a newer export would be added to them, not replace them.
        """
        spans = [span for span in (self.batch.period, _days(table)) if span]
        if not spans:
            return None
        period = min(first for first, _ in spans), max(end for _, end in spans)
        origin = self.batch.file_sha256 + self.batch.importer + self.batch.mapping
        return Span(batch_id, source_id, *period, self.batch.grain, State.LIVE, self.batch.file_name, origin)

    def _record(self, batch_id: int, source_id: int, span: Span | None, ready: Incoming) -> None:
        batch, now = self.batch, datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        present = list(batch.present)
        if batch.organisation and "organisation" in ready.table.column_names and "organisation" not in present:
            present.append("organisation")
        if self.fact.id == PAYMENT and "class" not in present:
            present.append("class")
        values = [
            batch_id, batch.fact, source_id, batch.file_name, batch.file_sha256, batch.importer, batch.recognised,
            batch.mapping, batch.rows, ready.table.num_rows, batch.file_total, batch.imported_total, None,
            span.first if span else None, span.end if span else None, batch.period_stated, batch.grain.value,
            batch.currency, batch.vat.value, batch.returns.value, batch.documents.value, batch.filtered,
            batch.organisation, batch.title, ",".join(present), now, State.LIVE.value, ",".join(ready.line_level),
            batch.dropped_rows, batch.dropped_total, None, batch.cost_vat.value if batch.cost_vat else "",
        ]  # fmt: skip
        self.conn.execute(f"INSERT INTO batch VALUES ({', '.join('?' * len(values))})", values)
        for index, name in enumerate(batch.sheets):
            self.conn.execute("INSERT INTO batch_sheet VALUES (?, ?, ?)", [batch_id, index, name])

    def _changed(self, added: Added) -> Issue | None:
        """What becomes of the days that were in the book already; less than before may be an export that broke off."""
        old, new = added.replaced_total, added.new_total
        if old is None or new is None or old == new:
            return None
        text = msg(
            "The days that the book had already amounted to {old} and now amount to {new}",
            old=self._amount(old),
            new=self._amount(new),
        )
        if abs(new) > abs(old):
            return Issue("replaced_by_more", Level.INFO, text, file=self.batch.file_name)
        fix = msg("If the export is not whole, undo this import and export it again: the earlier rows come back")
        return Issue("replaced_by_less", Level.WARNING, text, fix, file=self.batch.file_name)

    def _amount(self, value: Decimal) -> Message:
        """A sum of the fact's main column as people write it: money with kopecks, numbers of cases whole."""
        places = 0 if self.fact.column(self.fact.main).kind is Kind.COUNT else 2
        return named(number_text(value, places, "en"), number_text(value, places, "ru"))

    def _take_over(self, added: Added, span: Span, olds: tuple[Span, ...]) -> Added:
        for source_id in sorted({old.source_id for old in olds}):
            self.conn.execute("INSERT INTO replacement VALUES (?, ?)", [span.id, source_id])
        moved = take_out(self.conn, self.fact, span, olds)
        out = f"removed_by = {span.id}"
        note_documents(self.conn, self.fact, f"removed_{self.fact.id}", out)
        remake_first_lines(self.conn, self.fact)
        return replace(
            added,
            replaced_rows=moved,
            replaced_total=self._total(f"removed_{self.fact.id}", out),
        )

    def _total(self, table: str, condition: str) -> Decimal | None:
        if not self.fact.main:
            return None
        found = first_row(self.conn, f"SELECT SUM({quoted(self.fact.main)}) FROM {quoted(table)} WHERE {condition}")
        return None if not found or found[0] is None else Decimal(found[0])

    def _insert(self, batch_id: int, ready: Incoming) -> None:
        """Put the rows in by day; a document that has its first line in an older batch keeps it there."""
        names = ", ".join(quoted(name) for name in ready.table.column_names)
        values = names
        if has_documents(self.fact):
            earlier = (
                f"first_of_document AND document NOT IN (SELECT document FROM {quoted(self.fact.id)} "
                "WHERE first_of_document AND document IS NOT NULL)"
            )
            values = values.replace('"first_of_document"', f"COALESCE({earlier}, FALSE)")
        if "customer" in ready.table.column_names and names_customers(self.fact):
            names, values = f"{names}, {OF_FILE}", f"{values}, customer"
        self.conn.execute(
            f"INSERT INTO {quoted(self.fact.id)} (batch, {names}) "
            f"SELECT {batch_id}, {values} FROM incoming ORDER BY day, src_sheet, src_row"
        )

    def _foreign(self, batch_id: int, accepted: Accepted) -> None:
        """Keep the days of rows in another currency, whether the importer left them out or the book refused them."""
        for day, number in sorted((Counter(self.batch.foreign) + Counter(dict(accepted.foreign))).items()):
            self.conn.execute("INSERT INTO foreign_row VALUES (?, ?, ?)", [batch_id, day, number])

    def _control(self, batch_id: int, refused: Decimal) -> None:
        """The stored rows must add up to what the importer read, to the last digit."""
        stored = self._total(self.fact.id, f"batch = {batch_id}")
        self.conn.execute("UPDATE batch SET stored_total = ? WHERE id = ?", [stored, batch_id])
        expected = self.batch.imported_total
        if self.fact.main and expected is not None and expected - refused != (stored or Decimal(0)):
            raise BookError(
                msg(
                    "The total of “{file}” is {read}, but {stored} would be stored; the book is as it was",
                    file=self.batch.file_name,
                    read=f"{expected - refused:f}",
                    stored=f"{stored or Decimal(0):f}",
                ),
                fix=msg("Please report this file: it is an error of the program"),
            )


def _held(old: Span, new: Span) -> Period:
    """The days that `old` had and `new` has again: what is new in the book is no change of what was there."""
    taken = window(old, new)
    if old.grain is not Grain.DAY:
        return taken
    start = max(taken.start, old.first)
    return Period(start, max(start, min(taken.end, old.end)))


def _next_id(conn: duckdb.DuckDBPyConnection, table: str) -> int:
    found = first_row(conn, f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
    return int(found[0]) if found else 1


def _free_name(conn: duckdb.DuckDBPyConnection, key: SourceKey) -> str:
    """A number for another source that the owner gave no name: 2, 3, ..."""
    taken = {name for (name,) in conn.execute("SELECT name FROM source").fetchall()}
    number = 2
    while str(number) in taken or str(number) == key.name:
        number += 1
    return str(number)


def _days(table: pa.Table) -> tuple[date, date] | None:
    import pyarrow.compute as pc

    if not table.num_rows:
        return None
    found = pc.min_max(table["day"]).as_py()
    return found["min"], found["max"] + timedelta(days=1)
