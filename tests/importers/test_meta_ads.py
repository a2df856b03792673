"""Reports of Meta Ads Manager: the row of totals is no ad, and the currency stands in a heading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import Rows, Value, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

HEAD: list[Value] = ["Reporting starts", "Reporting ends", "Ad name", "Results", "Result indicator", "Impressions",
                     "Quality ranking", "Amount spent (UAH)"]  # fmt: skip


def rows(*spans: tuple[str, str]) -> Rows:
    first, last = spans[0][0], spans[-1][1]
    found: Rows = [HEAD, [first, last, None, None, None, 3000, "-", 30.3]]
    kinds = ("actions:lead", "actions:post_engagement")
    for number, ((start, end), kind) in enumerate(zip(spans, kinds, strict=True), 1):
        found.append([start, end, f"Ad {number}", number, kind, 1000 * number, "-", 10.1 * number])
    return found


def test_ads_of_one_month(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(rows(*[("2024-02-01", "2024-02-29")] * 2)))
    assert (report.outcome, report.recognised, report.rows, report.currency) == (Outcome.OK, "meta-ads", 2, "UAH")
    assert (report.file_total, report.imported_total) == (Decimal("30.3"), Decimal("30.3"))
    assert report.batches[0].grain is Grain.MONTH
    assert [(fact["day"], fact["campaign"], fact["cost"], fact["impressions"], fact["responses"], fact["channel"])
            for fact in facts(report)] == [
        (date(2024, 2, 1), "Ad 1", Decimal("10.1"), 1000, 1, "Meta Ads"),
        (date(2024, 2, 1), "Ad 2", Decimal("20.2"), 2000, None, "Meta Ads"),
    ]  # fmt: skip


def test_ads_by_days(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(rows(("2024-02-28", "2024-02-28"), ("2024-03-01", "2024-03-01"))))
    assert (report.outcome, report.batches[0].grain) == (Outcome.OK, Grain.DAY)
    assert [fact["day"] for fact in facts(report)] == [date(2024, 2, 28), date(2024, 3, 1)]


def test_ads_by_months(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(rows(("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-20"))))
    assert report.batches[0].grain is Grain.MONTH
    assert [fact["day"] for fact in facts(report)] == [date(2024, 2, 1), date(2024, 3, 1)]
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["part_of_month"])


def test_a_year_in_one_figure_is_not_imported(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(rows(*[("2023-04-14", "2024-03-11")] * 2)))
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
    assert report.issues[0].fix is not None


def test_the_real_report(tmp_path: Path) -> None:
    report = read(shared("data/ads/meta_ads_manager.xlsx"), tmp_path)
    assert (report.outcome, report.rows, report.currency) == (Outcome.UNSUPPORTED, 50, "UAH")
    assert report.file_total == Decimal("77818.01")
