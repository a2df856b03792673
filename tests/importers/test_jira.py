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
