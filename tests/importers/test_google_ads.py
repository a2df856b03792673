"""Reports of Google Ads: totals never count twice, and money is never put on days that the report does not tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.importers.ad_period import stated_span
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.store.book import Book
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


@pytest.mark.parametrize(
    ("period", "first", "end"),
    [
        ("July 8, 2025 - July 31, 2025", date(2025, 7, 8), date(2025, 8, 1)),
        ("July 8, 2025 - August 2, 2025", date(2025, 7, 8), date(2025, 8, 3)),
        ("8. Juli 2025 - 9. Juli 2025", date(2025, 7, 8), date(2025, 7, 10)),
    ],
)
def test_one_figure_of_a_period_stays_one_figure(tmp_path: Path, period: str, first: date, end: date) -> None:
    report = read_text(tmp_path, report_text(period))
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["whole_period"])
    batch = report.batches[0]
    assert (batch.grain, batch.period, batch.period_stated) == (Grain.SPAN, (first, end), True)
    assert {fact["day"] for fact in facts(report)} == {first}
    assert report.file_total == report.imported_total == Decimal("1666.00")


def test_a_report_without_its_period_asks_for_it(tmp_path: Path) -> None:
    asked = read_text(tmp_path, report_text("All time"))
    assert (asked.outcome, asked.batches, asked.rows) == (Outcome.NEEDS_MAPPING, (), 2)
    assert 'period = ["", ""]' in asked.mapping
    filled = asked.mapping.replace('period = ["", ""]', 'period = ["2025-07-08", "2025-08-02"]')
    report = read_text(tmp_path, report_text("All time"), ImportOptions(mapping=filled))
    assert (report.outcome, report.batches[0].period) == (Outcome.PARTIAL, (date(2025, 7, 8), date(2025, 8, 3)))
    still = read_text(tmp_path, report_text("All time"), ImportOptions(mapping=asked.mapping))
    assert (still.outcome, still.batches) == (Outcome.NEEDS_MAPPING, ())


def segmented(heading: str, period: str, *rows: tuple[str, str]) -> str:
    lines = "".join(f"{when},Doors,EUR,{cost},3\n" for when, cost in rows)
    return f'Campaign report\n"{period}"\n{heading},Campaign,Currency code,Cost,Clicks\n{lines}'


def test_months_of_a_report_that_begins_and_ends_inside_of_them(tmp_path: Path) -> None:
    text = segmented("Month", "July 8, 2025 - September 10, 2025", ("2025-07-01", "1"), ("2025-08-01", "2"),
                     ("2025-09-01", "4"))  # fmt: skip
    report = read_text(tmp_path, text)
    assert [(batch.grain, batch.period, batch.imported_total) for batch in report.batches] == [
        (Grain.SPAN, (date(2025, 7, 8), date(2025, 8, 1)), Decimal(1)),
        (Grain.MONTH, (date(2025, 8, 1), date(2025, 9, 1)), Decimal(2)),
        (Grain.SPAN, (date(2025, 9, 1), date(2025, 9, 11)), Decimal(4)),
    ]
    assert (report.file_total, report.imported_total) == (Decimal(7), Decimal(7))
    assert len({batch.title for batch in report.batches}) == 3


def test_whole_months_and_a_month_to_date(tmp_path: Path) -> None:
    text = segmented("Month", "July 1, 2025 - August 20, 2025", ("2025-07-01", "1"), ("2025-08-01", "2"))
    report = read_text(tmp_path, text)
    assert [(batch.grain, batch.period) for batch in report.batches] == [
        (Grain.MONTH, (date(2025, 7, 1), date(2025, 8, 21)))
    ]
    assert report.outcome is Outcome.PARTIAL


def test_weeks_are_one_figure_each(tmp_path: Path) -> None:
    text = segmented("Week", "July 21, 2025 - August 3, 2025", ("2025-07-21", "1"), ("2025-07-28", "2"),
                     ("2025-07-28", "4"))  # fmt: skip
    report = read_text(tmp_path, text)
    assert [(batch.grain, batch.period, batch.imported_total) for batch in report.batches] == [
        (Grain.SPAN, (date(2025, 7, 21), date(2025, 7, 28)), Decimal(1)),
        (Grain.SPAN, (date(2025, 7, 28), date(2025, 8, 4)), Decimal(6)),
    ]
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["whole_period"])


def test_newer_figures_of_a_week_take_the_place_of_that_week_only(tmp_path: Path) -> None:
    weeks = [("2025-07-07", "1"), ("2025-07-14", "2"), ("2025-07-21", "4")]
    first = read_text(tmp_path, segmented("Week", "July 7, 2025 - July 27, 2025", *weeks), name="1.csv")
    newer = [("2025-07-14", "20"), ("2025-07-21", "40"), ("2025-07-28", "80")]
    second = read_text(tmp_path, segmented("Week", "July 14, 2025 - August 3, 2025", *newer), name="2.csv")
    with Book.create(tmp_path / "b.kpi", "X") as book:
        assert book.add_all(first.batches).question is None
        added = book.add_all(second.batches)
        assert (added.question, added.replaced) == (None, 2)
        covers = sorted((cover.first, cover.end) for cover in book.coverage("advertising"))
        assert covers == [(date(2025, 7, day), date(2025, 7, day + 7)) for day in (7, 14, 21)] + [
            (date(2025, 7, 28), date(2025, 8, 4))
        ]
        assert sum(batch.stored_total or 0 for batch in book.batches() if batch.state.value == "live") == 141


@pytest.mark.parametrize(
    ("title", "period", "head", "total"),
    [
        ("Kampagnenbericht", "1. März 2026 - 31. März 2026", "Kampagne\tWährungscode\tKosten\tKlicks", "Gesamt: Konto"),
        ("Informe de campañas", "1 de marzo de 2026 - 31 de marzo de 2026",
         "Campaña\tCódigo de moneda\tCoste\tClics", "Total: cuenta"),
        ("Rapport sur les campagnes", "1 mars 2026 - 31 mars 2026",
         "Campagne\tCode de devise\tCoût\tClics", "Total : compte"),
        ("Звіт про кампанії", "1 березня 2026 р. - 31 березня 2026 р.",
         "Кампанія\tКод валюти\tВартість\tКліки", "Усього: обліковий запис"),
    ],
)  # fmt: skip
def test_other_languages(tmp_path: Path, title: str, period: str, head: str, total: str) -> None:
    text = f"{title}\n{period}\n{head}\nA\tEUR\t1.234,50\t7\n{total}\tEUR\t1.234,50\t7\n"
    report = read_text(tmp_path, text, encoding="utf-16")
    assert (report.outcome, report.currency, report.rows) == (Outcome.OK, "EUR", 1)
    assert [(fact["cost"], fact["clicks"], fact["campaign"]) for fact in facts(report)] == [(Decimal("1234.5"), 7, "A")]
    assert report.batches[0].period == (date(2026, 3, 1), date(2026, 4, 1))


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
        ("Mon, Jul 7, 2025", (date(2025, 7, 7), date(2025, 7, 7))),
        ("July 2025", (date(2025, 7, 1), date(2025, 7, 31))),
        ("Campaign report", None),
    ],
)
def test_periods_as_they_are_written(line: str, span: tuple[date, date] | None) -> None:
    assert stated_span(line) == span


@pytest.mark.parametrize(("shown", "currency"), [("US$1.50", "USD"), ("₹1.50", "INR"), ("€1.50", "EUR"), ("$1.50", "")])
def test_signs_of_money_in_a_card_of_the_overview(tmp_path: Path, shown: str, currency: str) -> None:
    text = f'Date,Clicks,Impressions,Avg. CPC,Cost\n"Mon, Mar 2, 2026",2,10,{shown},{shown}\n'
    report = read_text(tmp_path, text)
    assert (report.outcome, report.currency, report.imported_total) == (Outcome.OK, currency, Decimal("1.50"))
    assert [fact["day"] for fact in facts(report)] == [date(2026, 3, 2)]


def test_a_table_of_several_systems_is_not_of_google(tmp_path: Path) -> None:
    text = "Date,Source,Campaign,Clicks,Impressions,Avg. CPC,Cost\n2026-03-02,Bing,A,2,10,0.75,1.50\n"
    report = read_text(tmp_path, text)
    assert (report.recognised, report.outcome) == ("table: Реклама", Outcome.OK)
    assert [(fact["channel"], fact["cost"]) for fact in facts(report)] == [("Bing", Decimal("1.5"))]


def test_an_empty_report_is_said_to_be_empty(tmp_path: Path) -> None:
    text = f'Campaign report\n"July 1, 2025 - July 31, 2025"\n{HEAD}Total: Account,,EUR,0,0, --,0.00,0.00, --\n'
    report = read_text(tmp_path, text)
    assert (report.outcome, report.rows, report.batches) == (Outcome.EMPTY, 0, ())


@pytest.mark.parametrize(
    ("name", "rows", "total", "currency", "outcome"),
    [
        ("google_ads_campaigns_utf8.csv", 2, "2565.92", "INR", Outcome.PARTIAL),
        ("google_ads_campaigns_utf16_tab.csv", 1, "365.22", "GBP", Outcome.PARTIAL),
        ("google_ads_campaigns_zero.csv", 3, "0", "EUR", Outcome.PARTIAL),
        ("google_ads_overview_keywords.csv", 46, "0", "USD", Outcome.NEEDS_MAPPING),
        ("google_ads_overview_timeseries.csv", 24, "0", "USD", Outcome.NEEDS_MAPPING),
    ],
)
def test_real_reports(tmp_path: Path, name: str, rows: int, total: str, currency: str, outcome: Outcome) -> None:
    report = read(shared(f"data/ads/{name}"), tmp_path)
    assert (report.outcome, report.rows, report.currency) == (outcome, rows, currency)
    assert report.file_total == Decimal(total)
    assert bool(report.batches) == (outcome is Outcome.PARTIAL)
    assert all(batch.grain is Grain.SPAN for batch in report.batches)


def test_a_total_that_was_rounded_apart_is_said(tmp_path: Path) -> None:
    report = read(shared("data/ads/google_ads_campaigns_utf8.csv"), tmp_path)
    # The account's own total was rounded by itself: 1,661.67 + 904.26 is a paisa more.
    assert report.imported_total == Decimal("2565.93")
    assert codes(report) == ["whole_period", "total_rounded"]
    assert sum(int(str(fact["impressions"])) for fact in facts(report)) == 46168


def test_the_overview_with_the_period_that_the_owner_states(tmp_path: Path) -> None:
    path = shared("data/ads/google_ads_overview_keywords.csv")
    draft = read(path, tmp_path).mapping.replace('["", ""]', '["01.03.2026", "31.03.2026"]')
    report = read(path, tmp_path, ImportOptions(mapping=draft))
    assert (report.outcome, report.rows, report.batches[0].rows) == (Outcome.OK, 46, 46)
    assert (report.batches[0].grain, report.batches[0].period) == (Grain.MONTH, (date(2026, 3, 1), date(2026, 4, 1)))
