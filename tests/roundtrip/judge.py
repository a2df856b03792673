"""The verdict on one import: every fact against the known contents, every row that is not a fact against the findings."""

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

_OWN = {"src_sheet", "src_row", "kind", "time"}


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
    told = {(issue.sheet, issue.row) for issue in report.issues if issue.row}
    by_place: dict[tuple[str, int], list[Record]] = defaultdict(list)
    for record in truth.records:
        by_place[record.at[0], record.at[1]].append(record)
    if len(report.batches) != 1:
        verdict.wrong.append(f"{len(report.batches)} batches")
    batch = report.batches[0]
    if batch.fact not in {truth.kind.fact, *truth.kind.also}:
        verdict.wrong.append(f"fact {batch.fact} for {truth.kind.fact}")
        return verdict
    found: dict[tuple[str, int], list[dict[str, object]]] = defaultdict(list)
    for fact in facts(report):
        sheet = batch.sheets[int(str(fact["src_sheet"]))]
        found[sheet, int(str(fact["src_row"]))].append(fact)
    named = len({place[0] for place in by_place}) > 1
    if not named:
        by_place = defaultdict(list, {("", row): records for (_, row), records in by_place.items()})
        found = defaultdict(list, {("", row): rows for (_, row), rows in found.items()})
        told = {("", row) for _, row in told}
    for place, rows in found.items():
        if place not in by_place:
            verdict.wrong.append(f"ghost row {place}: {_plain(rows[0])}")
    for place, records in by_place.items():
        _judge_row(verdict, truth, place, records, found.get(place, []), place in told)
    if outcome == "ok" and report.file_total is not None and report.imported_total is not None:
        if abs(report.file_total - report.imported_total) > Decimal("0.01"):
            verdict.wrong.append(f"totals {report.file_total} and {report.imported_total}")
    return verdict


def _judge_row(
    verdict: Verdict, truth: Truth, place: tuple[str, int], records: list[Record], rows: list[dict[str, object]], told: bool
) -> None:
    wanted = [record for record in records if not record.broken]
    if len(wanted) < len(records):
        verdict.listed += told
        if rows and not truth.cross:
            verdict.wrong.append(f"row {place} has {records[0].broken} broken and was read: {_plain(rows[0])}")
        elif not told:
            verdict.wrong.append(f"row {place} is broken and nobody says so")
        return
    if truth.cross:
        rows = sorted(rows, key=lambda row: str(row["day"]))
        wanted = sorted(wanted, key=lambda record: str(record.values["day"]))
    if len(rows) != len(wanted):
        if told:
            verdict.listed += 1
        else:
            verdict.wrong.append(f"row {place}: {len(wanted)} facts expected, {len(rows)} found")
        return
    for record, row in zip(wanted, rows, strict=True):
        for name, value in row.items():
            if name in _OWN or name.startswith("x_"):
                continue
            verdict.cells += 1
            if not _same(record, name, value) and not told:
                verdict.wrong.append(f"row {place} {name}: {record.values.get(name)!r} became {value!r}")


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
