"""Reports of Google Ads: totals never count twice, and money is never put on days that the report does not tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.importers.ad_period import grain_of, stated_span
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.importers.service_files import read_text, sentences
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Campaign status,Campaign,Currency code,Clicks,Impr.,CTR,Cost,Conversions,Search impr. share\n"
ROWS = (
    'Enabled,Doors,EUR,"1,200","25,881",4.64%,"1,661.67",15.00,< 10%\n'
    "Paused,Gates,EUR, --,300, --,4.33,0.00, --\n"
    'Total: Campaigns, --,EUR,"1,200","26,181", --,"1,666.00",15.00,< 10%\n'
    'Total: Account,,EUR,"1,200","26,181", --,"1,666.00",15.00,< 10%\n'
    'Total: Video,,EUR,"1,200","25,881", --,"1,661.67",15.00, --\n'
)


def report_text(period: str) -> str:
    return f'Campaign report\n"{period}"\n{HEAD}{ROWS}'


@pytest.mark.parametrize(("encoding", "tab"), [("utf-8", False), ("utf-16", True)])
def test_a_month_without_its_totals(tmp_path: Path, encoding: str, tab: bool) -> None:
    text = report_text("July 1, 2025 - July 31, 2025")
    if tab:
        text = "\n".join(
            "\t".join(line.split(",")) for line in text.replace('"1,', '"1').replace('"2', '"2').split("\n")
        )
        text = text.replace('"July 1\t 2025 - July 31\t 2025"', "1 July 2025 - 31 July 2025")
        text = text.replace('"25\t881"', '"25,881"').replace('"26\t181"', '"26,181"')
    report = read_text(tmp_path, text, encoding=encoding)
    assert (report.outcome, report.rows, report.currency) == (Outcome.OK, 2, "EUR")
    assert (report.file_total, report.imported_total) == (Decimal("1666.00"), Decimal("1666.00"))
    batch = report.batches[0]
    assert (batch.fact, batch.grain, batch.period) == (
        "advertising", Grain.MONTH, (date(2025, 7, 1), date(2025, 8, 1)),
    )  # fmt: skip
    assert [(fact["day"], fact["campaign"], fact["cost"], fact["clicks"], fact["impressions"], fact["responses"],
             fact["channel"], fact["src_row"]) for fact in facts(report)] == [
        (date(2025, 7, 1), "Doors", Decimal("1661.67"), 1200, 25881, 15, "Google Ads", 4),
        (date(2025, 7, 1), "Gates", Decimal("4.33"), None, 300, 0, "Google Ads", 5),
    ]  # fmt: skip


def test_some_days_of_a_month_say_so(tmp_path: Path) -> None:
    report = read_text(tmp_path, report_text("July 8, 2025 - July 31, 2025"))
    assert report.outcome is Outcome.PARTIAL
    assert codes(report) == ["part_of_month"]
    assert "08.07.2025 — 31.07.2025" in sentences(report)["part_of_month"]
    batch = report.batches[0]
    assert (batch.grain, batch.period) == (Grain.MONTH, (date(2025, 7, 8), date(2025, 8, 1)))
    assert {fact["day"] for fact in facts(report)} == {date(2025, 7, 8)}


@pytest.mark.parametrize("period", ["July 8, 2025 - August 2, 2025", "All time", "8. Juli 2025 - 9. Juli 2025"])
def test_money_of_several_months_is_not_put_on_any(tmp_path: Path, period: str) -> None:
    report = read_text(tmp_path, report_text(period))
    assert (report.outcome, report.batches, report.rows) == (Outcome.UNSUPPORTED, (), 2)
    assert report.file_total == Decimal("1666.00")
    assert report.recognised == "google-ads"
    assert report.issues[0].fix is not None


def test_days_of_the_rows_are_taken(tmp_path: Path) -> None:
    text = (
        'Campaign report\n"July 30, 2025 - August 2, 2025"\nDay,Campaign,Currency code,Cost,Clicks\n'
        "2025-07-31,Doors,EUR,10.50,3\n2025-08-01,Doors,EUR,1.25,1\nTotal: Campaigns, --,EUR,11.75,4\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches[0].grain) == (Outcome.OK, Grain.DAY)
    assert report.batches[0].period == (date(2025, 7, 30), date(2025, 8, 3))
    assert [(fact["day"], fact["cost"]) for fact in facts(report)] == [
        (date(2025, 7, 31), Decimal("10.50")),
        (date(2025, 8, 1), Decimal("1.25")),
    ]


def test_russian_account(tmp_path: Path) -> None:
    text = (
        "Отчет по кампаниям\n1 июля 2025 г. - 31 июля 2025 г.\n"
        "Статус кампании\tКампания\tКод валюты\tПоказы\tКлики\tСтоимость\n"
        "Включено\tВорота\tRUB\t9\u00a0380\t264\t12\u00a0365,22\n"
        "Итого: аккаунт\t --\tRUB\t9\u00a0380\t264\t12\u00a0365,22\n"
    )
    report = read_text(tmp_path, text, encoding="utf-16")
    assert (report.outcome, report.currency, report.rows) == (Outcome.OK, "RUB", 1)
    assert [(fact["cost"], fact["impressions"]) for fact in facts(report)] == [(Decimal("12365.22"), 9380)]


def test_two_currencies_are_never_added(tmp_path: Path) -> None:
    text = report_text("July 1, 2025 - July 31, 2025").replace("Gates,EUR", "Gates,USD")
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())


def test_shares_of_conversions_are_not_rounded(tmp_path: Path) -> None:
    text = report_text("July 1, 2025 - July 31, 2025").replace("4.33,0.00", "4.33,0.50")
    report = read_text(tmp_path, text)
    assert "responses" not in report.batches[0].present
    assert codes(report) == ["fractions"]


def test_a_cut_report_is_noticed(tmp_path: Path) -> None:
    text = report_text("July 1, 2025 - July 31, 2025").replace("Paused,Gates,EUR, --,300, --,4.33,0.00, --\n", "")
    report = read_text(tmp_path, text)
    assert "total_differs" in codes(report)
    assert "1666" in sentences(report)["total_differs"]


def test_a_filtered_report_is_not_the_account(tmp_path: Path) -> None:
    text = report_text("July 1, 2025 - July 31, 2025")
    text = text.replace('Total: Account,,EUR,"1,200","26,181", --,"1,666.00"', 'Total: Account,,EUR,9,9, --,"9,000.00"')
    assert read_text(tmp_path, text).batches[0].filtered
    assert not read_text(tmp_path, report_text("July 1, 2025 - July 31, 2025")).batches[0].filtered


@pytest.mark.parametrize(
    ("line", "span"),
    [
        ("July 8, 2025 - July 31, 2025", (date(2025, 7, 8), date(2025, 7, 31))),
        ("27 January 2026 - 23 February 2026", (date(2026, 1, 27), date(2026, 2, 23))),
        ("8 июля 2025 г. – 31 июля 2025 г.", (date(2025, 7, 8), date(2025, 7, 31))),
        ("July 8, 2025", (date(2025, 7, 8), date(2025, 7, 8))),
        ("July 2025", (date(2025, 7, 1), date(2025, 7, 31))),
        ("Campaign report", None),
    ],
)
def test_periods_as_they_are_written(line: str, span: tuple[date, date] | None) -> None:
    assert stated_span(line) == span


def test_grain_of_a_period() -> None:
    assert grain_of((date(2025, 7, 8), date(2025, 7, 8))) is Grain.DAY
    assert grain_of((date(2025, 7, 1), date(2025, 7, 31))) is Grain.MONTH
    assert grain_of((date(2025, 7, 31), date(2025, 8, 1))) is None


@pytest.mark.parametrize(
    ("name", "rows", "total", "currency", "outcome"),
    [
        ("google_ads_campaigns_utf8.csv", 2, "2565.92", "INR", Outcome.PARTIAL),
        ("google_ads_campaigns_utf16_tab.csv", 1, "365.22", "GBP", Outcome.UNSUPPORTED),
        ("google_ads_campaigns_zero.csv", 3, "0", "EUR", Outcome.UNSUPPORTED),
        ("google_ads_overview_keywords.csv", 46, "0", "", Outcome.UNSUPPORTED),
    ],
)
def test_real_reports(tmp_path: Path, name: str, rows: int, total: str, currency: str, outcome: Outcome) -> None:
    report = read(shared(f"data/ads/{name}"), tmp_path)
    assert (report.outcome, report.rows, report.currency) == (outcome, rows, currency)
    assert report.file_total == Decimal(total)
    if report.batches:
        # The account's own total was rounded by itself: 1,661.67 + 904.26 is a paisa more.
        assert report.imported_total == Decimal("2565.93")
        assert sum(int(str(fact["impressions"])) for fact in facts(report)) == 46168
