"""The verdict on one import: every fact against the known contents, every other row against the findings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from tests.unit.ingest.tables import facts

if TYPE_CHECKING:
    from kpi_desktop.ingest.outcome import FileReport
    from tests.roundtrip.truth import Record, Truth

_UNREAD = {"amount_unreadable", "date_unreadable", "only_a_date"}
Place = tuple[str, int]
Row = dict[str, object]
#: What importers add of their own: kinds of lines, and answered calls by their seconds.
_OWN = {"src_sheet", "src_row", "kind", "time", "answered"}


@dataclass(slots=True)
class Verdict:
    """`end` is read, asked or refused; `wrong` are silent errors, in words; `listed` doubtful rows that were told."""

    end: str
    wrong: list[str] = field(default_factory=list)
    listed: int = 0
    cells: int = 0


def judged(report: FileReport, truth: Truth) -> Verdict:
    """What became of the table."""
    outcome = str(report.outcome)
    if outcome not in {"ok", "partial"}:
        return Verdict("asked" if outcome == "needs_mapping" else f"refused:{outcome}")
    verdict = Verdict("read")
    batch = report.batches[0]
    if len(report.batches) != 1 or batch.fact not in {truth.kind.fact, *truth.kind.also}:
        verdict.wrong.append(f"facts {[one.fact for one in report.batches]} for {truth.kind.fact}")
        return verdict
    several = len({record.at[0] for record in truth.records}) > 1
    wanted: dict[Place, list[Record]] = defaultdict(list)
    for record in truth.records:
        wanted[record.at[0] if several else "", record.at[1]].append(record)
    found: dict[Place, list[Row]] = defaultdict(list)
    for fact in facts(report):
        sheet = batch.sheets[int(str(fact["src_sheet"]))] if several else ""
        found[sheet, int(str(fact["src_row"]))].append(fact)
    if any(issue.code == "sheets_not_used" for issue in report.issues):
        wanted = defaultdict(list, {place: rows for place, rows in wanted.items() if place[0] in batch.sheets})
    told = {(issue.sheet if several else "", issue.row) for issue in report.issues if issue.row}
    verdict.wrong += [f"ghost row {place}: {_plain(rows[0])}" for place, rows in found.items() if place not in wanted]
    for place, records in wanted.items():
        _judge_row(verdict, truth, (place, records, found.get(place, [])), told=place in told)
    if any(issue.code in _UNREAD and not issue.row for issue in report.issues):
        # Above fifty rows of one kind the rest is counted, not listed: they are told all the same.
        verdict.wrong = [wrong for wrong in verdict.wrong if "0 found" not in wrong and "nobody says" not in wrong]
    _judge_totals(verdict, report)
    return verdict


def _judge_totals(verdict: Verdict, report: FileReport) -> None:
    told, kept = report.file_total, report.imported_total
    if str(report.outcome) == "ok" and told is not None and kept is not None and abs(told - kept) > Decimal("0.01"):
        verdict.wrong.append(f"totals {told} and {kept}")


def _judge_row(verdict: Verdict, truth: Truth, about: tuple[Place, list[Record], list[Row]], *, told: bool) -> None:
    place, records, rows = about
    if any(record.broken for record in records):
        verdict.listed += told
        if rows:
            verdict.wrong.append(f"row {place} has {records[0].broken} broken and was read: {_plain(rows[0])}")
        elif not told:
            verdict.wrong.append(f"row {place} is broken and nobody says so")
        return
    if truth.cross:
        rows = sorted(rows, key=lambda row: str(row["day"]))
        records = sorted(records, key=lambda record: str(record.values["day"]))
    if len(rows) != len(records):
        verdict.listed += told
        if not told:
            verdict.wrong.append(f"row {place}: {len(records)} facts expected, {len(rows)} found")
        return
    for record, row in zip(records, rows, strict=True):
        own = {name: value for name, value in row.items() if name not in _OWN and not name.startswith("x_")}
        verdict.cells += len(own)
        verdict.wrong += [
            f"row {place} {name}: {record.values.get(name)!r} became {value!r}"
            for name, value in own.items()
            if not told and not _same(record, name, value)
        ]


def _same(record: Record, name: str, value: object) -> bool:
    if name not in record.values:
        return value is None
    true = record.values[name]
    if isinstance(true, Decimal):
        kept = Decimal(str(value)) if value is not None else None
        return kept is not None and kept == true.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    if isinstance(true, date):
        return (value.date() if isinstance(value, datetime) else value) == true
    if name == "direction":
        return value == {"Входящий": "in", "Исходящий": "out"}.get(str(true))
    return value == true


def _plain(row: dict[str, object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in row.items() if value is not None)
