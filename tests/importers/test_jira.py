"""Issues of Jira: repeated columns by position, days of every profile, done by the category of the status."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.importers.service_files import read_text
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    "Summary,Issue key,Issue Type,Status,Project name,Created,Resolved,Labels,Labels,Sprint,Sprint,Sprint,"
    "Custom field (Story point estimate),Status Category,Status Category Changed\n"
)
ROWS = (
    '"Gate, first\nline two",AB-1,Bug,Closed,Gates,15/Feb/26 4:37 PM,17/Feb/26 12:10 AM,a,b,S1,S2,,3,Done,'
    "16/Feb/26 1:00 PM\n"
    "Second,AB-2,Story,Review,Gates,16/фев/26 16:37,,,,S1,,,2.5,In Progress,16/Feb/26 1:00 PM\n"
    "Third,AB-3,Story,Deployed,Gates,16/Feb/26 9:37 AM,,,,,,,,Done,18/Feb/26 1:00 PM\n"
)


def test_issues(tmp_path: Path) -> None:
    report = read_text(tmp_path, "\ufeff" + HEAD + ROWS)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.OK, "jira", 3)
    assert [(fact["task"], fact["day"], fact["done_day"], fact["bug"], fact["points"], fact["sprint"], fact["project"])
            for fact in facts(report)] == [
        ("AB-1", date(2026, 2, 15), date(2026, 2, 17), True, Decimal(3), "S2", "Gates"),
        ("AB-2", date(2026, 2, 16), None, False, Decimal("2.5"), "S1", "Gates"),
        ("AB-3", date(2026, 2, 16), date(2026, 2, 18), False, None, None, "Gates"),
    ]  # fmt: skip


def test_done_without_a_day_is_told(tmp_path: Path) -> None:
    report = read_text(tmp_path, HEAD + ROWS.replace(",Done,18/Feb/26 1:00 PM", ",Done,"))
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["no_done_day"])


def test_columns_without_days_of_completion_leave_it_unknown(tmp_path: Path) -> None:
    text = "Issue Type,Issue key,Status,Created\nTask,AB-1,Done,25/Apr/26 7:51 PM\n"
    report = read_text(tmp_path, text)
    assert "done_day" not in report.batches[0].present
    assert codes(report) == ["no_done_day"]


@pytest.mark.parametrize(
    ("name", "rows", "done", "sprints", "first", "last"),
    [
        ("jira_cloud_all_fields.csv", 68, 13, 5, date(2026, 2, 15), date(2026, 2, 15)),
        ("jira_cloud_all_fields_sprint_bom.csv", 130, 51, 1, date(2025, 12, 27), date(2026, 1, 10)),
    ],
)
def test_real_issues(tmp_path: Path, name: str, rows: int, done: int, sprints: int, first: date, last: date) -> None:
    report = read(shared(f"data/tracker/{name}"), tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, rows)
    found = facts(report)
    assert len({fact["task"] for fact in found}) == rows
    assert sum(fact["done_day"] is not None for fact in found) == done
    assert len({fact["sprint"] for fact in found} - {None}) == sprints
    days = [fact["day"] for fact in found if isinstance(fact["day"], date)]
    assert (min(days), max(days)) == (first, last)
    # Both projects were begun without estimates: no points is not nought points.
    assert "points" not in report.batches[0].present


def test_real_issues_of_current_fields(tmp_path: Path) -> None:
    report = read(shared("data/tracker/jira_cloud_current_fields_bom.csv"), tmp_path)
    assert (report.rows, len(facts(report))) == (111, 111)
    assert Counter(fact["bug"] for fact in facts(report)) == {False: 111}


WORK = (
    "Issue key,Issue Type,Status,Created,Resolved,Assignee,Assignee Id,Log Work,Log Work,"
    "Custom field ([CHART] Time in Status),Status Category\n"
    "AB-1,Bug,Closed,15/Feb/26 4:37 PM,17/Feb/26 12:10 AM,Ann,712020:1,"
    '"fixed; at last;15/Feb/26 5:00 PM;712020:1;5400",";16/Feb/26 9:00 AM;zz-9;1800",'
    "10_*:*_1_*:*_7200000_*|*_20_*:*_2_*:*_3600000_*|*_30_*:*_1_*:*_0,Done\n"
    "AB-2,Bug,Review,16/Feb/26 9:00 AM,,Ann,712020:1,,,10_*:*_1_*:*_1800000_*|*_20_*:*_1_*:*_0,In Progress\n"
    "AB-3,Bug,To Do,16/Feb/26 9:00 AM,,Ann,712020:1,,,10_*:*_1_*:*_0,To Do\n"
    "AB-4,Bug,Closed,16/Feb/26 9:00 AM,16/Feb/26 9:00 PM,Ann,712020:1,,,40_*:*_1_*:*_60000_*|*_30_*:*_1_*:*_0,Done\n"
)


def test_logged_hours_are_facts_of_their_own(tmp_path: Path) -> None:
    report = read_text(tmp_path, WORK)
    assert [batch.fact for batch in report.batches] == ["task", "hours"]
    assert [(fact["day"], fact["hours"], fact["manager"], fact["src_row"]) for fact in facts(report, 1)] == [
        (date(2026, 2, 15), Decimal("1.5"), "Ann", 2), (date(2026, 2, 16), Decimal("0.5"), "zz-9", 2),
    ]  # fmt: skip
    assert (report.batches[1].file_total, report.batches[1].imported_total) == (Decimal(2), Decimal(2))
    assert report.batches[1].period == (date(2026, 2, 15), date(2026, 2, 17))


def test_a_log_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    report = read_text(tmp_path, WORK.replace(";zz-9;1800", ";zz-9;soon"))
    assert (report.outcome, len(facts(report, 1))) == (Outcome.PARTIAL, 1)
    assert "log_unreadable" in codes(report)


def test_work_and_waiting_by_the_statuses_that_issues_stand_in(tmp_path: Path) -> None:
    # 10 is to do (AB-3 stands in it), 20 in progress (AB-2), 30 done; of 40 nothing tells what it is.
    report = read_text(tmp_path, WORK)
    assert [(fact["active_hours"], fact["waiting_hours"]) for fact in facts(report)] == [
        (Decimal(1), Decimal(2)), (Decimal(0), Decimal("0.5")), (Decimal(0), Decimal(0)), (None, None),
    ]  # fmt: skip
    assert "status_unknown" in codes(report)


def test_russian_headings(tmp_path: Path) -> None:
    text = (
        "Тема,Код проблемы,Тип проблемы,Статус,Создано,Дата решения,Sprint,Категория статуса\n"
        "Ворота,AB-1,Ошибка,Закрыт,15/фев/26 4:37 PM,17/фев/26 12:10 AM,S1,Готово\n"
        "Забор,AB-2,Задача,В работе,16/мая/26 9:00 AM,,S1,В работе\n"
    )
    report = read_text(tmp_path, text, encoding="utf-8-sig")
    assert (report.outcome, report.recognised) == (Outcome.OK, "jira")
    assert [(fact["task"], fact["day"], fact["done_day"], fact["bug"]) for fact in facts(report)] == [
        ("AB-1", date(2026, 2, 15), date(2026, 2, 17), True), ("AB-2", date(2026, 5, 16), None, False),
    ]  # fmt: skip


def test_real_logs_of_work(tmp_path: Path) -> None:
    report = read(shared("data/tracker/jira_cloud_all_fields.csv"), tmp_path)
    # Three entries of 3600, 1800 and 7200 seconds on one issue; statuses are numbers that nothing explains.
    assert [fact["hours"] for fact in facts(report, 1)] == [Decimal(1), Decimal("0.5"), Decimal(2)]
    assert "active_hours" not in report.batches[0].present
    assert codes(report) == ["status_unknown"]
