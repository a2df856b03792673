"""Exports of GA4: many tables in one file, days told by offsets, counts that do not add up left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.importers.service_files import read_text, sentences
from tests.shared import shared
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

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
    assert [issue.code for issue in report.issues] == ["tables_left", "tables_left"]
    assert sentences(report)["tables_left"] == (
        "Не загружено: «Session default channel group, Sessions»: это цифры за весь период рядом с цифрами по дням; "
        "загружены только дни, чтобы ничего не посчитать дважды"
    )


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
        "Date,Hour,Sessions\n20240229,10,4\n20240229,11,5\n",
        "Date,Minute,Sessions\n20240229,10,4\n20240229,11,5\n",
        "Date,Event name,Sessions,Total users\n20240229,scroll,4,1\n20240229,click,5,1\n",
    ],
)
def test_what_means_nothing_by_days_is_not_imported(tmp_path: Path, table: str) -> None:
    report = read_text(tmp_path, TOP + DAYS + table)
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
    assert report.issues[-1].fix is not None


def test_offsets_without_a_first_day_ask_for_the_period(tmp_path: Path) -> None:
    text = "Nth day,Users\n0000,5\n0001,6\n"
    asked = read_text(tmp_path, text)
    assert (asked.recognised, asked.outcome, asked.batches) == ("ga4", Outcome.NEEDS_MAPPING, ())
    answered = asked.mapping.replace('period = ["", ""]', 'period = ["2024-02-29", "2024-03-01"]')
    report = read_text(tmp_path, text, ImportOptions(mapping=answered))
    assert [(fact["day"], fact["visitors"]) for fact in facts(report)] == [
        (date(2024, 2, 29), 5), (date(2024, 3, 1), 6),
    ]  # fmt: skip


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
    assert set(codes(report)) <= {"tables_left", "tables_empty"}


HOURS = "Session primary channel group (Default channel group),Date,Hour,Users,Sessions,Event count\n"


def test_events_by_hours_add_up_to_days_but_visits_do_not(tmp_path: Path) -> None:
    text = HOURS + "Direct,16-04-2024,23,237,300,1402\nDirect,16-04-2024,22,10,11,15\nEmail,17-04-2024,1,2,3,4\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches[0].present) == (Outcome.OK, ("day", "events", "channel", "x_hour"))
    assert [(fact["day"], fact["channel"], fact["events"]) for fact in facts(report)] == [
        (date(2024, 4, 16), "Direct", 1402), (date(2024, 4, 16), "Direct", 15), (date(2024, 4, 17), "Email", 4),
    ]  # fmt: skip


def test_days_of_the_future_were_dragged_down_by_hand(tmp_path: Path) -> None:
    report = read_text(tmp_path, HOURS + "Direct,16-04-2024,23,237,300,1402\nDirect,16-04-2098,22,10,11,15\n")
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
    assert "уходят в будущее, до 16.04.2098" in sentences(report)["tables_left"]


def test_visits_by_channels_of_one_period(tmp_path: Path) -> None:
    text = TOP + "# \n# All Users\n" + DAYS + (
        "Session default channel group,Sessions,Engaged sessions,Total users,Views\nDirect,10,6,8,30\nEmail,5,5,4,9\n"
    )  # fmt: skip
    report = read_text(tmp_path, text)
    batch = report.batches[0]
    assert (report.outcome, batch.grain, batch.period_stated) == (Outcome.PARTIAL, Grain.SPAN, True)
    assert batch.period == (date(2024, 2, 29), date(2024, 3, 3))
    assert [(fact["day"], fact["channel"], fact["visits"], fact["visitors"], fact["bounces"])
            for fact in facts(report)] == [
        (date(2024, 2, 29), "Direct", 10, 8, 4), (date(2024, 2, 29), "Email", 5, 4, 0),
    ]  # fmt: skip
    assert codes(report) == ["whole_period"]


def test_one_figure_of_a_whole_month_is_the_month(tmp_path: Path) -> None:
    text = TOP + "# Start date: 20240201\n# End date: 20240229\nCountry,Sessions\nRussia,10\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches[0].grain, codes(report)) == (Outcome.OK, Grain.MONTH, [])


def test_views_are_events_of_two_names(tmp_path: Path) -> None:
    text = TOP + DAYS + "Event name,Event count,Total users\npage_view,40,7\nscreen_view,2,1\nscroll,9,5\n"
    report = read_text(tmp_path, text)
    assert report.batches[0].present == ("day", "page_views", "events", "event")
    assert [(fact["event"], fact["events"], fact["page_views"]) for fact in facts(report)] == [
        ("page_view", 40, 40), ("screen_view", 2, 2), ("scroll", 9, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        "# Дата начала: {0}\n# Дата окончания: {1}\nДата,Активные пользователи,Сеансы",
        "# Startdatum: {0}\n# Enddatum: {1}\nDatum,Aktive Nutzer,Sitzungen",
        "# Fecha de inicio: {0}\n# Fecha de finalización: {1}\nFecha,Usuarios activos,Sesiones",
        "# Start date: {0}\n# End date: {1}\nN-й день,Пользователи,Сеансы",
        "# Start date: {0}\n# End date: {1}\nTag N,Nutzer,Sitzungen",
    ],
)
def test_languages_of_the_interface(tmp_path: Path, head: str) -> None:
    days = "20240229,8,10\n20240301,2,2\n20240302,1,3\n"
    if "Tag N" in head or "N-" in head:
        days = "0000,8,10\n0001,2,2\n0002,1,3\n"
    report = read_text(tmp_path, TOP + head.format("20240229", "20240302") + "\n" + days)
    assert report.outcome is Outcome.OK
    assert [(fact["day"], fact["visitors"], fact["visits"]) for fact in facts(report)] == [
        (date(2024, 2, 29), 8, 10), (date(2024, 3, 1), 2, 2), (date(2024, 3, 2), 1, 3),
    ]  # fmt: skip


def test_weeks_are_not_taken_for_days(tmp_path: Path) -> None:
    text = TOP + "# Start date: 20240201\n# End date: 20240229\nNth week,Sessions\n0000,10\n0001,7\n0002,3\n"
    report = read_text(tmp_path, text)
    assert (report.batches[0].grain, report.imported_total) == (Grain.MONTH, Decimal(20))


def test_months(tmp_path: Path) -> None:
    text = TOP + "# Start date: 20240101\n# End date: 20240229\nYear month,Sessions,Users\n202401,10,9\n202402,7,6\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches[0].grain) == (Outcome.OK, Grain.MONTH)
    assert [(fact["day"], fact["visits"], fact["visitors"]) for fact in facts(report)] == [
        (date(2024, 1, 1), 10, 9), (date(2024, 2, 1), 7, 6),
    ]  # fmt: skip


def test_months_that_the_report_cuts_are_left_out(tmp_path: Path) -> None:
    text = TOP + "# Start date: 20240115\n# End date: 20240310\nYear month,Sessions\n202401,10\n202402,7\n202403,2\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["part_of_month"])
    assert [(fact["day"], fact["visits"]) for fact in facts(report)] == [(date(2024, 2, 1), 7)]
    assert report.batches[0].period == (date(2024, 2, 1), date(2024, 3, 1))


EXPLORATION = (
    "# ------------\n# shop - GA4\n# Free form 1\n# 20230501-20230531\n# -----\n\n"
    "{0},Event count,Sessions,Total users\n,48,{1},3,Grand total\nA,42,3,1\nB,6,2,2\n"
)


def test_a_free_exploration_adds_up_where_its_own_total_says_so(tmp_path: Path) -> None:
    report = read_text(tmp_path, EXPLORATION.format("Audience name", 5))
    assert (report.outcome, report.rows, report.file_total) == (Outcome.OK, 2, Decimal(5))
    assert (report.recognised, report.batches[0].source.layout) == ("ga4: shop - GA4", "shop - GA4")
    assert [(fact["visits"], fact["events"]) for fact in facts(report)] == [(3, 42), (2, 6)]
    assert "visitors" not in report.batches[0].present
    overlapping = read_text(tmp_path, EXPLORATION.format("Audience name", 4))
    assert "visits" not in overlapping.batches[0].present


def test_an_empty_firebase_dashboard(tmp_path: Path) -> None:
    text = (
        "# ----\n# Dashboard report\n# app\n# 20230501-20230531\n# ----\n\n# Daily users\nDay,28 days,7 days,1 day\n\n"
    )
    report = read_text(tmp_path, text + "# Events\nEvent name,Event count\n")
    assert (report.recognised, report.outcome) == ("firebase", Outcome.EMPTY)


def test_days_of_a_firebase_dashboard(tmp_path: Path) -> None:
    text = (
        "# ------------\n# Dashboard report\n# app\n# 20230501-20230503\n# ------------\n\n# Active users\n"
        "Day,28 days,7 days,1 day\n0000,5,4,3\n0001,6,5,2\n0002,7,6,1\n"
    )
    report = read_text(tmp_path, text)
    assert (report.recognised, report.outcome) == ("firebase: app", Outcome.OK)
    assert [(fact["day"], fact["visitors"]) for fact in facts(report)] == [
        (date(2023, 5, 1), 3), (date(2023, 5, 2), 2), (date(2023, 5, 3), 1),
    ]  # fmt: skip


def test_real_events_of_a_year(tmp_path: Path) -> None:
    report = read(shared("data/webanalytics/ga4_events_year.csv"), tmp_path)
    assert (report.outcome, report.rows, len(facts(report))) == (Outcome.PARTIAL, 39, 39)
    assert (report.batches[0].grain, report.batches[0].period) == (Grain.SPAN, (date(2023, 1, 1), date(2024, 1, 1)))
    # Summed by hand over the column «Event count» of the file.
    assert sum(int(str(fact["events"])) for fact in facts(report)) == 304804
    assert [fact["page_views"] for fact in facts(report) if fact["page_views"] is not None] == [129094]


def test_real_exploration(tmp_path: Path) -> None:
    report = read(shared("data/webanalytics/ga4_exploration.csv"), tmp_path)
    assert (report.rows, len(facts(report))) == (3, 3)
    assert (report.file_total, report.imported_total) == (Decimal(5), Decimal(5))
    assert report.batches[0].period == (date(2023, 5, 15), date(2023, 5, 22))
    assert report.batches[0].grain is Grain.SPAN


def test_real_hours_with_days_dragged_down(tmp_path: Path) -> None:
    report = read(shared("data/webanalytics/ga4_channel_hour_edited.csv"), tmp_path)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.UNSUPPORTED, "ga4", 3182)
    assert "31.12.2032" in sentences(report)["tables_left"]


def test_a_spreadsheet_of_the_report(tmp_path: Path) -> None:
    rows: Rows = [
        ["# Report CSV Export"], ["# Property: shop"], ["# Start date: 20240201"], ["# End date: 20240229"],
        ["Date", "Sessions", "Total users", "Engagement rate"], [20240201, 10, 8, 0.5], [20240202, 11, 9, 0.25],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert report.batches[0].present == ("day", "visits", "visitors")
    assert [(fact["day"], fact["visits"]) for fact in facts(report)] == [(date(2024, 2, 1), 10), (date(2024, 2, 2), 11)]
