"""The owner's rules carried out on any table: spellings before it is read, rows and the stated period after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.issue import Issue
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.importers.saved import known_mapping
from kpi_desktop.ingest.mapping_text import write_mapping
from kpi_desktop.ingest.normalise import identifiers
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.places import find_places
from kpi_desktop.ingest.proposal import known_headings
from kpi_desktop.ingest.rules import Match, RowRule
from kpi_desktop.ingest.spellings import alike, with_values

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.mapping import Mapping

_GOOD = (Outcome.OK, Outcome.PARTIAL)
#: So many groups of look-alike values are named in the findings; the mapping screen shows all.
_NAMED = 5


def ruled(job: Job, read: Callable[[Job], FileReport]) -> FileReport:
    """Read the file by the rules that are given for it or were saved for its layout."""
    known = known_mapping(job)
    rules = known.mapping.rules if known else None
    source = with_values(job.source, rules.values, known_headings(job.facts)) if rules else job.source
    options = job.options
    if known is not None and known.given and known.mapping.reader:
        options = replace(options, mapping=None)
    ready = replace(job, known=known, options=options, source=source)
    report = read(ready)
    if known is not None and report.outcome in _GOOD and report.batches:
        report = _Rule(ready, known.mapping, job).upon(report)
    return _with_look_alikes(ready, report)


def _with_look_alikes(job: Job, report: FileReport) -> FileReport:
    """Values that may be one are named, never merged."""
    found = [
        (column.heading, group)
        for column in report.columns
        if column.target
        for group in alike(word for word, _ in column.values)
    ]
    if report.outcome not in _GOOD:
        return replace(report, alike=tuple(found))
    issues = [
        job.info(
            "values_alike",
            msg("Column “{column}”: {values} may be one value; they are counted apart", column=heading,
                values=", ".join(f"«{value}»" for value in group)),
            column=heading,
        )
        for heading, group in found[:_NAMED]
    ]  # fmt: skip
    return replace(report, alike=tuple(found), issues=(*report.issues, *issues))


@dataclass(frozen=True, slots=True)
class _Rule:
    """The rules of one mapping on their way over the facts of one file; `raw` has the spellings of the file."""

    job: Job
    mapping: Mapping
    raw: Job

    def upon(self, report: FileReport) -> FileReport:
        """The report with the rows left out that the rules name, counted, and with the period that was stated."""
        rules = self._row_rules(report)
        hits: dict[str, NDArray[np.int64]] = {}
        if rules:
            places = [hit for rule in rules if (hit := self._hits(rule)) is not None]
            if len(places) < len(rules):
                return self._column_gone(report, rules)
            for one in places:
                for sheet, places_hit in one.items():
                    hits[sheet] = np.union1d(hits.get(sheet, places_hit), places_hit)
        batches, dropped = [], list[tuple[int, Decimal | None]]()
        for batch in report.batches:
            theirs = hits if batch.fact == self.mapping.fact else {}
            kept, rows, total = self._kept(batch, theirs) if theirs else (batch, 0, None)
            dropped.append((rows, total))
            batches.append(kept)
        issues = [issue for issue in report.issues if not _is_hit(issue, hits)]
        stated, told = self._period(batches)
        text = self._text()
        batches = [replace(batch, mapping=text or batch.mapping) for batch in stated if batch.rows]
        main = stated[0]
        rows, total = dropped[0]
        if any(count for count, _ in dropped):
            issues.append(self._dropped_issue(sum(count for count, _ in dropped), rules))
        if not batches:
            empty = self.job.error("empty", msg("The rules for rows leave out every row of the file"),
                                   fix=msg("Change the rules for rows"))  # fmt: skip
            return replace(report, outcome=Outcome.EMPTY, batches=(), issues=(*issues, empty), mapping=text)
        return replace(
            report, batches=tuple(batches), issues=(*issues, *told), dropped_rows=rows, dropped_total=total,
            imported_total=main.imported_total, period=main.period, mapping=text or report.mapping,
        )  # fmt: skip

    def _row_rules(self, report: FileReport) -> list[RowRule]:
        rules = list(self.mapping.rules.rows)
        if self.mapping.rules.sale_documents:
            named = {column.target: column.heading for column in reversed(report.columns)}
            heading = named.get("kind", named.get("document", ""))
            rules.append(RowRule(heading, self.mapping.rules.sale_documents, keep=True, match=Match.BEGINS))
        return rules

    def _hits(self, rule: RowRule) -> dict[str, NDArray[np.int64]] | None:
        """The spreadsheet's rows of each sheet that the rule leaves out; None where no sheet has its column."""
        found: dict[str, NDArray[np.int64]] = {}
        known = known_headings(self.job.facts)
        for written, respelt in zip(self.raw.source.tables, self.job.source.tables, strict=True):
            spots = [find_places(table, [rule.column], known) for table in (written, respelt)]
            if spots[0] is None or spots[1] is None:
                continue
            said = np.zeros(written.rows - spots[0].first, dtype=bool)
            for spot in spots:
                for cells in spot.cells(rule.column) if spot else ():
                    codes, words = identifiers(cells)
                    flags = np.array([*(rule.hits(word) for word in words), rule.hits("")], dtype=bool)
                    said |= flags[codes]
            out = ~said if rule.keep else said
            found[written.sheet] = np.flatnonzero(out) + spots[0].first + written.first_row
        return found or None

    def _kept(self, batch: FactBatch, hits: dict[str, NDArray[np.int64]]) -> tuple[FactBatch, int, Decimal | None]:
        """The batch without the rows that were hit, how many those were and what they amounted to."""
        import pyarrow as pa

        with pa.OSFile(str(batch.columns), "rb") as stream:
            table = pa.ipc.open_file(stream).read_all()
        sheets, rows = table["src_sheet"].to_numpy(), table["src_row"].to_numpy()
        out = np.zeros(len(rows), dtype=bool)
        for place, name in enumerate(batch.sheets):
            if name in hits:
                out |= (sheets == place) & np.isin(rows, hits[name])
        if not out.any():
            return batch, 0, None
        kept = table.filter(pa.array(~out)).combine_chunks()
        with pa.OSFile(str(batch.columns), "wb") as stream, pa.ipc.new_file(stream, kept.schema) as writer:
            writer.write_table(kept)
        main = self.job.facts[batch.fact].main
        if not main or main not in table.column_names or batch.imported_total is None:
            return replace(batch, rows=kept.num_rows, dropped_rows=int(out.sum())), int(out.sum()), None
        gone, left = _total(table.filter(pa.array(out))[main]), _total(kept[main])
        less = replace(batch, rows=kept.num_rows, imported_total=left, dropped_rows=int(out.sum()), dropped_total=gone)
        return less, int(out.sum()), gone

    def _dropped_issue(self, count: int, rules: list[RowRule]) -> Issue:
        named = "; ".join(f"«{rule.column}» {'=' if rule.keep else '≠'} {', '.join(rule.words)}" for rule in rules)
        text = nmsg(
            "{n} row was left out by your rules for rows (taken: {rules})",
            "{n} rows were left out by your rules for rows (taken: {rules})",
            n=count, rules=named,
        )  # fmt: skip
        return self.job.info("rows_dropped", text)

    def _column_gone(self, report: FileReport, rules: list[RowRule]) -> FileReport:
        """A rule whose column is gone is never passed over: rows that the owner does not want would be counted."""
        lost = ", ".join(f"«{rule.column}»" for rule in rules if self._hits(rule) is None)
        issue = self.job.error(
            "needs_mapping", msg("Your rules for rows name {columns}, which the file does not have", columns=lost),
            fix=msg("Change or remove these rules in the mapping and import again"),
        )  # fmt: skip
        mapping = self._text() or report.mapping
        return replace(report, outcome=Outcome.NEEDS_MAPPING, batches=(), issues=(*report.issues, issue),
                       mapping=mapping)  # fmt: skip

    def _period(self, batches: list[FactBatch]) -> tuple[list[FactBatch], list[Issue]]:
        """The batches with the days that the owner stated, if these hold all rows; else that is said."""
        if self.mapping.period is None:
            return batches, []
        first, last = (date.fromisoformat(day) for day in self.mapping.period)
        stated, told = [], list[Issue]()
        for batch in batches:
            if batch.period_stated and batch.period == (first, last + timedelta(days=1)):
                stated.append(batch)
                continue
            inside = batch.period is None or (first <= batch.period[0] and batch.period[1] <= last + timedelta(days=1))
            if inside:
                stated.append(replace(batch, period=(first, last + timedelta(days=1)), period_stated=True))
                continue
            stated.append(batch)
            text = msg("Rows of the file lie outside the stated period {first} – {last}: it was not used",
                       first=first.isoformat(), last=last.isoformat())  # fmt: skip
            fix = msg("State the days that the file really covers")
            told.append(self.job.warning("period_contradicted", text, fix=fix))
        return stated, told

    def _text(self) -> str:
        """The mapping of a service's export as it is saved; tables write their own."""
        if not self.mapping.reader:
            return ""
        return write_mapping(self.mapping, self.job.facts, self.job.options.lang)


def _total(column: pa.ChunkedArray) -> Decimal:
    return sum((value for value in column.to_pylist() if value is not None), Decimal(0))


def _is_hit(issue: Issue, hits: dict[str, NDArray[np.int64]]) -> bool:
    """Whether a finding is about a row that was left out."""
    return issue.row is not None and issue.sheet in hits and bool(np.isin(issue.row, hits[issue.sheet]))
