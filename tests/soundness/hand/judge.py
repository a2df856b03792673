"""What became of a hand-made file, against what is true of it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.refusal import Refusal
from tests.importers.files import read
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.hand.kit import Truth

#: Facts in which money or goods are counted: none of them may come of a file that holds nothing to count.
_COUNTED = frozenset({"sale", "expense", "payment", "order", "deal", "contract", "target", "cash", "activity"})


class Verdict(StrEnum):
    """What is said of the file: only `SILENT` is a defect of trust, `NEEDLESS` and `REFUSED` one of ease."""

    RIGHT = "right"
    ASKED = "asked, as is right"
    NEEDLESS = "asked needlessly"
    REFUSED = "refused"
    TOLD = "wrong and told"
    SILENT = "silently wrong"


def judge(path: Path, work: Path, truth: Truth) -> tuple[Verdict, str, FileReport | None]:
    """The verdict, and what differs."""
    try:
        report = read(path, work)
    except Refusal as refused:
        return (Verdict.REFUSED, str(refused), None)
    if report.outcome in {Outcome.NEEDS_MAPPING, Outcome.UNSUPPORTED, Outcome.EMPTY} or not report.batches:
        asked = report.outcome is Outcome.NEEDS_MAPPING
        words = "; ".join(str(issue.message) for issue in report.issues)
        if not truth.fact or truth.asks:
            return Verdict.ASKED, words, report
        return (Verdict.NEEDLESS if asked else Verdict.REFUSED), words, report
    found = _differences(report, truth)
    if not found:
        return Verdict.RIGHT, "", report
    loud = [issue for issue in report.issues if issue.level != "info"]
    return (Verdict.TOLD if loud else Verdict.SILENT), "; ".join(found), report


def _differences(report: FileReport, truth: Truth) -> list[str]:
    found = []
    counted = {batch.fact for batch in report.batches} & _COUNTED
    if counted - {truth.fact} - truth.other:
        found.append(f"read as {sorted(counted)}, not as {truth.fact}")
    if not truth.fact:
        return found
    sums, split = _sums(report, truth)
    if truth.fact not in {batch.fact for batch in report.batches}:
        found.append(f"no {truth.fact} among {[batch.fact for batch in report.batches]}")
    elif sums != {key: value for key, value in truth.sums.items() if value}:
        whole, mine = sum(sums.values()), sum(truth.sums.values())
        keys = [key for key in {*sums, *truth.sums} if sums.get(key, 0) != truth.sums.get(key, 0)]
        found.append(f"sum {whole}, not {mine}; differs at {sorted(keys)[:4]} of {len(truth.sums)}")
    if truth.split and split != truth.by:
        found.append(f"by {truth.split}: {split}")
    missing = Counter(truth.told) - Counter(codes(report))
    if missing:
        found.append(f"not told: {sorted(missing)}")
    return found


def _sums(report: FileReport, truth: Truth) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    size = len(next(iter(truth.sums), ""))
    sums: dict[str, Decimal] = {}
    split: dict[str, Decimal] = {}
    for number, batch in enumerate(report.batches):
        if batch.fact != truth.fact:
            continue
        for row in facts(report, number):
            key = str(row["day"] if "day" in row else batch.period and batch.period[0])[:size]
            value = Decimal(str(row[truth.main])) if truth.main != "rows" else Decimal(1)
            if truth.main != "rows" and row[truth.main] is None:
                continue
            sums[key] = sums.get(key, Decimal(0)) + value
            own = next((key for key in row if key.startswith("x_")), "")
            name = str(row.get(truth.split, row.get(own)))
            split[name] = split.get(name, Decimal(0)) + value
    return {key: value for key, value in sums.items() if value}, split
