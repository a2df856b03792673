"""Does a new file bring the same sales again, newer ones of the same days, or other ones? What is not sure is asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.batch import SERIES
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.store.connection import first_row
from kpi_desktop.store.coverage import spans, window
from kpi_desktop.store.layout import OF_FILE, quoted
from kpi_desktop.store.likeness import same_sales
from kpi_desktop.store.records import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.store.coverage import Span

#: Share (in percent) of the old batch's documents that must recur for it to be replaced without asking (DESIGN 7).
SAME_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Overlap:
    """What an import meets in the book: batches whose days it takes over, and the question if that is not sure.

    `other` is the question about another source alone: the only one where a source was read again.
    """

    olds: tuple[Span, ...]
    question: Message | None = None
    other: Message | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """The new rows (the relation `incoming`) beside the fact's table.

    `ranked` are imports of which it is known who is believed where they give the same sales: nothing to ask about them.
    """

    conn: duckdb.DuckDBPyConnection
    fact: FactTable
    new: Span
    columns: Sequence[str]
    ranked: frozenset[int] = frozenset()

    def overlap(self) -> Overlap:
        """Which older batches the new one takes over; the first doubt becomes the question."""
        olds, doubts, others = [], [], []
        for old in spans(self.conn, self.fact.id):
            if old.origin == self.new.origin or old.state is not State.LIVE or not _touch(old, self.new):
                continue
            if old.source_id == self.new.source_id:
                olds.append(old)
                doubts.append(self._doubt_of_same(old))
            elif old.id not in self.ranked and self._looks_alike(old):
                olds.append(old)
                others.append(self._doubt_of_other(old))
                doubts.append(others[-1])
        asked = [doubt for doubt in doubts if doubt is not None]
        return Overlap(tuple(olds), asked[0] if asked else None, others[0] if others else None)

    def _doubt_of_same(self, old: Span) -> Message | None:
        """Why an older batch of the same source may not be replaced without asking."""
        days = window(old, self.new)
        if days != Period(self.new.first, self.new.end) and not _whole(old, self.new):
            return msg(
                "“{file}” covers only a part of the months that “{old}” gives as wholes. "
                "Replace these months, or add the file as another source?",
                file=self.new.file_name,
                old=old.file_name,
            )
        known, recurring = self._recurrence(old, days)
        if recurring * 100 >= known * SAME_PERCENT:
            return None
        return msg(
            "“{file}” covers the days {first} to {last} that the book has from “{old}”, but only {recurring} of "
            "{known} of its documents or lines recur. Replace the old rows, or add the file as another source?",
            file=self.new.file_name,
            old=old.file_name,
            first=f"{max(old.first, self.new.first):%d.%m.%Y}",
            last=f"{Period(old.first, min(old.end, self.new.end)).last_day:%d.%m.%Y}",
            recurring=recurring,
            known=known,
        )

    def _recurring_rows(self, old: Span) -> bool:
        """Whether any row of the old report comes again in the new one: reports of a series never share rows."""
        return "document" in self.columns and bool(
            first_row(
                self.conn,
                "SELECT 1 FROM incoming i JOIN document d ON d.code = i.document "
                "JOIN document e ON e.number = d.number "
                f"JOIN {quoted(self.fact.id)} f ON f.document = e.code AND f.day = i.day WHERE f.batch = ? LIMIT 1",
                [old.id],
            )
        )

    def _layout(self, source_id: int) -> str:
        found = first_row(self.conn, "SELECT layout FROM source WHERE id = ?", [source_id])
        return str(found[0]) if found else ""

    def _doubt_of_other(self, old: Span) -> Message:
        return msg(
            "“{file}” seems to hold what the book already has from “{old}” in another form. "
            "Replace the old rows, or add the file as another source?",
            file=self.new.file_name,
            old=old.file_name,
        )

    def _recurrence(self, old: Span, days: Period) -> tuple[int, int]:
        """How many distinct documents (else leaves of a report) the old rows have, and how many of them recur."""
        table, values = quoted(self.fact.id), [old.id, days.start, days.end]
        keys = self._keys(old, values)
        if not set(keys) <= set(self.columns):
            found = first_row(self.conn, f"SELECT COUNT(*) FROM {table} WHERE {_OLD}", values)
            return (int(found[0]) if found else 0), 0
        names = ", ".join(quoted(key) for key in keys)
        same = " AND ".join(f"o.{quoted(key)} IS NOT DISTINCT FROM n.{quoted(key)}" for key in keys)
        stored = names.replace(quoted("customer"), f"{OF_FILE} AS customer") if self._of_file() else names
        known = f"SELECT DISTINCT {stored} FROM {table} WHERE {_OLD}" + (
            " AND document IS NOT NULL" if keys == ["document"] else ""
        )
        found = first_row(
            self.conn,
            f"SELECT COUNT(*), COUNT(n.here) FROM ({known}) o "
            f"LEFT JOIN (SELECT DISTINCT {names}, 1 AS here FROM incoming) n ON {same}",
            values,
        )
        return (int(found[0]), int(found[1])) if found else (0, 0)

    def _of_file(self) -> bool:
        """Whether rows keep the customer of their file beside the one that they count for."""
        return any(column.id == "customer" and column.kind is Kind.KEY for column in self.fact.columns)

    def _keys(self, old: Span, values: list[object]) -> list[str]:
        """What identifies a line of the old batch: its document, else the members it stands for, else its day."""
        if "document" in {column.id for column in self.fact.columns}:
            found = first_row(self.conn, f"SELECT COUNT(document) FROM {quoted(self.fact.id)} WHERE {_OLD}", values)
            if found and found[0]:
                return ["document"]
        present = self._present(old)
        keys = [
            column.id
            for column in self.fact.columns
            if column.kind in {Kind.DIMENSION, Kind.KEY} and column.id in present and column.id != "document"
        ]
        return keys or ["day"]

    def _present(self, old: Span) -> set[str]:
        found = first_row(self.conn, "SELECT present FROM batch WHERE id = ?", [old.id])
        return set(str(found[0]).split(",")) if found else set()

    def _looks_alike(self, old: Span) -> bool:
        """Whether a batch of another source seems to hold the same facts, so that adding would count them twice."""
        ours, theirs = self._source(self.new.source_id), self._source(old.source_id)
        if ours[_NAME] != theirs[_NAME] or self._accepted(old):
            return False
        if all(self._layout(source).startswith(SERIES) for source in (self.new.source_id, old.source_id)):
            return self._recurring_rows(old) or self._same_total(old, Period(old.first, old.end))
        same_organisation = ours[:_FILTERS] == theirs[:_FILTERS]
        if same_organisation and ours[_FILTERS] != theirs[_FILTERS]:
            return True
        if self._same_visits(old, {ours[_IMPORTER], theirs[_IMPORTER]}):
            return True
        organisations = {ours[_ORGANISATION], theirs[_ORGANISATION]}
        if self._same_accounts(old, organisations) or self._sums_and_lines(old, organisations):
            return True
        return self._same_rows(old, Period(max(old.first, self.new.first), min(old.end, self.new.end)))

    def _same_rows(self, old: Span, days: Period) -> bool:
        """Whether the rows of the common days are the same ones: by their numbers, their total, or what was sold."""
        if self._same_numbers(old, days) or self._same_total(old, days):
            return True
        return self.fact.id == "sale" and same_sales(self.conn, old.id, days, self.columns)

    def _same_visits(self, old: Span, importers: set[str]) -> bool:
        """Visits of the same days by another system of analytics, or by one that does not say of which site.

        A site has several counters, and each of them counts every visit.
        """
        layouts = {self._layout(self.new.source_id), self._layout(old.source_id)}
        return self.fact.id == "traffic" and (len(importers) > 1 or "" in layouts)

    def _same_accounts(self, old: Span, organisations: set[str]) -> bool:
        """Another register of the same days with turnovers of the same account, or of its parts.

        A trial balance, an analysis and a card of one account state the same turnovers (NUMBERS 3: projections).
        """
        if self.fact.id != "ledger" or len(organisations - {""}) > 1 or "account" not in self.columns:
            return False
        names = "JOIN member m ON m.dimension = 'account' AND m.code = f.account"
        known = self.conn.execute(f"SELECT DISTINCT m.value FROM ledger f {names} WHERE f.batch = ?", [old.id])
        heads = {str(value).split(".", 1)[0] for (value,) in known.fetchall()}
        found = self.conn.execute(f"SELECT DISTINCT m.value FROM incoming f {names}").fetchall()
        return any(str(value).split(".", 1)[0] in heads for (value,) in found)

    def _sums_and_lines(self, old: Span, organisations: set[str]) -> bool:
        """A report by months beside lines by days, of one organisation as far as is known: most likely the same sales.

        NUMBERS 2: one sale is counted once; the two totals need not be equal, a report may be net and lines gross.
        """
        one_organisation = len(organisations - {""}) < 2
        by_days = [span.grain is Grain.DAY for span in (old, self.new)]
        return self.fact.id == "sale" and one_organisation and by_days[0] != by_days[1]

    def _source(self, source_id: int) -> tuple[str, ...]:
        found = first_row(
            self.conn, "SELECT importer, organisation, filters, name FROM source WHERE id = ?", [source_id]
        )
        return tuple(str(part) for part in found) if found else ("", "", "", "")

    def _accepted(self, old: Span) -> bool:
        """Whether the owner said before that these two sources are different."""
        pair = sorted((old.source_id, self.new.source_id))
        return bool(first_row(self.conn, "SELECT 1 FROM beside WHERE source_id = ? AND other_id = ?", pair))

    def _same_numbers(self, old: Span, days: Period) -> bool:
        """Most documents of the common days have the same number and day."""
        if "document" not in self.columns:
            return False
        table = quoted(self.fact.id)
        found = first_row(
            self.conn,
            "SELECT COUNT(*), COUNT(n.here) FROM (SELECT DISTINCT f.day, d.number "
            f"FROM {table} f JOIN document d ON d.code = f.document WHERE {_OLD}) o "
            "LEFT JOIN (SELECT DISTINCT i.day, d.number, 1 AS here FROM incoming i JOIN document d "
            "ON d.code = i.document) n ON n.day = o.day AND n.number = o.number",
            [old.id, days.start, days.end],
        )
        return bool(found and found[0] and found[1] * 100 >= found[0] * SAME_PERCENT)

    def _same_total(self, old: Span, days: Period) -> bool:
        """The main amounts of the common days are equal to the last digit, in more than one row."""
        if not self.fact.main or self.fact.main not in self.columns:
            return False
        main = quoted(self.fact.main)
        sums = f"SELECT SUM({main}), COUNT(*) FROM "
        theirs = first_row(self.conn, f"{sums}{quoted(self.fact.id)} WHERE {_OLD}", [old.id, days.start, days.end])
        ours = first_row(self.conn, f"{sums}incoming WHERE day >= ? AND day < ?", [days.start, days.end])
        if not ours or not theirs or ours[0] is None or theirs[0] is None:
            return False
        return Decimal(ours[0]) == Decimal(theirs[0]) != 0 and min(ours[1], theirs[1]) > 1


_OLD = "batch = ? AND day >= ? AND day < ?"
_IMPORTER, _ORGANISATION, _FILTERS, _NAME = 0, 1, 2, 3


def _touch(old: Span, new: Span) -> bool:
    return old.first < new.end and new.first < old.end


def _whole(old: Span, new: Span) -> bool:
    """Whether the new days cut no month of a report by months: they begin and end on its edges, or beyond it."""
    days = window(old, new)
    begins = new.first == days.start or days.start < old.first or new.first <= old.first
    ends = new.end == days.end or new.end >= old.end
    return begins and ends and old.grain is not Grain.DAY
