"""Reports of Meta Ads Manager: the row of totals is no ad, and the currency stands in a heading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.importers.service_files import read_text
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
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["whole_period"])


def test_a_year_in_one_figure_is_one_figure_of_its_period(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(rows(*[("2023-04-14", "2024-03-11")] * 2)))
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["whole_period"])
    batch = report.batches[0]
    assert (batch.grain, batch.period) == (Grain.SPAN, (date(2023, 4, 14), date(2024, 3, 12)))


RUSSIAN = (
    "Дата начала отчетности;Дата окончания отчетности;Название кампании;Название группы объявлений;Результаты;"
    "Индикатор результатов;Показы;Клики по ссылке;Потраченная сумма (RUB)\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_russian_csv_by_days(tmp_path: Path, encoding: str) -> None:
    text = RUSSIAN + (
        "2026-02-01;2026-02-02;;;3;;300;30;1 300,50\n2026-02-01;2026-02-01;Двери;А;1;Лиды;100;10;1 000,00\n"
        "2026-02-02;2026-02-02;Двери;Б;2;Клики по ссылке;200;20;300,50\n"
    )
    report = read_text(tmp_path, text, encoding=encoding)
    assert (report.outcome, report.currency, report.rows) == (Outcome.OK, "RUB", 2)
    assert (report.file_total, report.imported_total) == (Decimal("1300.50"), Decimal("1300.50"))
    assert [(fact["day"], fact["cost"], fact["clicks"], fact["responses"]) for fact in facts(report)] == [
        (date(2026, 2, 1), Decimal(1000), 10, 1), (date(2026, 2, 2), Decimal("300.50"), 20, None),
    ]  # fmt: skip


def test_an_account_without_names_of_campaigns(tmp_path: Path) -> None:
    text = (
        "Reporting starts,Reporting ends,Impressions,Amount spent (USD)\n2026-02-01,2026-02-02,300,3.30\n"
        "2026-02-01,2026-02-01,100,1.10\n2026-02-02,2026-02-02,200,2.20\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 2, Decimal("3.30"))


def test_a_page_is_no_advertising(tmp_path: Path) -> None:
    text = 'sep=,\nFacebook reach\n"Date","Primary"\n"2023-07-08T00:00:00","12"\n'
    report = read_text(tmp_path, text, encoding="utf-16")
    assert (report.outcome, report.recognised, report.batches) == (Outcome.UNSUPPORTED, "meta-ads", ())


def test_a_table_with_a_declared_separator_is_no_report_of_meta(tmp_path: Path) -> None:
    report = read_text(tmp_path, "sep=;\nДата;Номер чека;Товар;Сумма\n01.02.2026;1;Дверь;10,00\n")
    assert report.recognised.startswith("table")


def test_the_real_report(tmp_path: Path) -> None:
    report = read(shared("data/ads/meta_ads_manager.xlsx"), tmp_path)
    assert (report.outcome, report.rows, report.currency) == (Outcome.PARTIAL, 50, "UAH")
    assert report.file_total == report.imported_total == Decimal("77818.01")
    assert report.batches[0].grain is Grain.SPAN


def test_the_real_page(tmp_path: Path) -> None:
    report = read(shared("data/webanalytics/meta_audience_utf16_septab.csv"), tmp_path)
    assert (report.outcome, report.recognised) == (Outcome.UNSUPPORTED, "meta-ads")
