"""Exports of GA4: many tables in one file, days told by offsets, counts that do not add up left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.importers.service_files import read_text, sentences
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

TOP = "# --------------------\n# Report CSV Export\n# Account: a\n# Property: shop.example\n# --------\n"
DAYS = "# Start date: 20240229\n# End date: 20240302\n"


def test_tables_by_days_stand_side_by_side(tmp_path: Path) -> None:
    text = (
        TOP + "#  \n" + DAYS + "Nth day,Users\n0000,5\n0001,0\n0002,7\n\n"
        + DAYS + "Nth day,Average engagement time\n0000,5\n0001,0\n0002,7\n\n"
        + "# How many\n" + DAYS + "Nth day,Sessions\n0002,9\n0001,1\n0000,6\n\n"
        + "#  \n" + DAYS + "Session default channel group,Sessions\nDirect,16\n"
    )  # fmt: skip
    report = read_text(tmp_path, text)
    assert (report.outcome, report.rows) == (Outcome.PARTIAL, 10)
    assert report.recognised == "ga4: shop.example"
    assert [(fact["day"], fact["visitors"], fact["visits"]) for fact in facts(report)] == [
        (date(2024, 2, 29), 5, 6),
        (date(2024, 3, 1), 0, 1),
        (date(2024, 3, 2), 7, 9),
    ]
    assert report.batches[0].period == (date(2024, 2, 29), date(2024, 3, 3))
    assert "2 таблицы файла не загружены" in sentences(report)["tables_left"]
    assert "Session default channel group, Sessions" in sentences(report)["tables_left"]


def test_visits_by_channel_and_day(tmp_path: Path) -> None:
    text = TOP + DAYS + (
        "Date,Session default channel group,Sessions,Total users,Views\n"
        "20240229,Direct,10,8,30\n20240229,Organic Search,5,4,9\n20240301,Direct,2,2,2\n"
    )  # fmt: skip
    report = read_text(tmp_path, text)
    assert (report.outcome, report.imported_total, report.file_total) == (Outcome.OK, Decimal(17), Decimal(17))
    assert [(fact["channel"], fact["visits"], fact["visitors"], fact["page_views"]) for fact in facts(report)] == [
        ("Direct", 10, 8, 30), ("Organic Search", 5, 4, 9), ("Direct", 2, 2, 2),
    ]  # fmt: skip


def test_a_cell_that_is_no_number_stays_empty_and_is_listed(tmp_path: Path) -> None:
    text = TOP + DAYS + "Date,Sessions,Total users\n20240229,10,8\n20240301,oops,4\n20240302,3,2\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, [(issue.code, issue.row) for issue in report.issues]) == (
        Outcome.PARTIAL, [("cell_unreadable", 10)],
    )  # fmt: skip
    assert [fact["visits"] for fact in facts(report)] == [10, None, 3]


def test_visits_by_pages_do_not_add_up(tmp_path: Path) -> None:
    text = TOP + DAYS + "Date,Page path,Sessions,Total users,Views\n20240229,/,10,8,30\n20240229,/a,5,4,9\n"
    report = read_text(tmp_path, text)
    assert report.batches[0].present == ("day", "page_views", "page")


@pytest.mark.parametrize(
    "table",
    [
        "Event name,Event count\npage_view,3\n",
        "Date,Hour,Sessions\n20240229,10,4\n20240229,11,5\n",
        "Date,Minute,Sessions\n20240229,10,4\n20240229,11,5\n",
        "Date,Event name,Sessions,Total users\n20240229,scroll,4,1\n20240229,click,5,1\n",
    ],
)
def test_what_means_nothing_by_days_is_not_imported(tmp_path: Path, table: str) -> None:
    report = read_text(tmp_path, TOP + DAYS + table)
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
    assert report.issues[0].fix is not None


def test_offsets_without_a_first_day_are_no_days(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Nth day,Users\n0000,5\n0001,6\n")
    assert (report.recognised, report.outcome) == ("ga4", Outcome.UNSUPPORTED)


def test_real_days(tmp_path: Path) -> None:
    report = read(shared("data/webanalytics/ga4_by_date.csv"), tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, 241)
    assert report.period == (date(2023, 7, 8), date(2024, 3, 5))
    found = {fact["day"]: fact["visitors"] for fact in facts(report)}
    assert len(found) == 241
    assert (found[date(2023, 10, 10)], found[date(2023, 12, 31)]) == (2831, 598)


@pytest.mark.parametrize(
    ("name", "rows", "column", "total", "first"),
    [
        ("ga4_home_multisection.csv", 131, "visitors", 1, date(2023, 4, 24)),
        ("ga4_noheader_sections.csv", 267, "page_views", 4890, date(2023, 12, 8)),
    ],
)
def test_real_files_of_many_tables(tmp_path: Path, name: str, rows: int, column: str, total: int, first: date) -> None:
    report = read(shared(f"data/webanalytics/{name}"), tmp_path)
    assert (report.outcome, report.rows) == (Outcome.PARTIAL, rows)
    found = facts(report)
    assert len(found) == 28
    # The file's table of events says the same of views: 4,583 of screens and 307 of pages.
    assert sum(int(str(fact[column])) for fact in found) == total
    assert found[0]["day"] == first
    assert codes(report) == ["tables_left"]
