"""Every metric of the sources' catalogue has a value on the sample company; what was planted there shows."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import opened
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.sample import department, marketing, money, project
from kpi_desktop.sample.company import sample_company
from kpi_desktop.sample.own_metric import OWN
from tests.shared import shared

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

#: The slot for the owner's own metric has no value of its own (the shell's contract).
SLOT = "custom"

Figures = dict[tuple[str, str], "Value"]


@pytest.fixture(scope="module")
def book(sample_copy: Path) -> Path:
    return sample_copy


@pytest.fixture(scope="module")
def figures(book: Path) -> Figures:
    workspace = load_workspace()
    with opened(workspace, book) as (_, engine):
        months = [month for month in engine.months() if month.start >= date(2025, 11, 1)]
        return {
            (figure.metric, figure.period.month_text): figure.value
            for figure in engine.figures(list(workspace.catalogue.metrics), months)
        }


def test_every_metric_of_the_sources_has_a_value_in_some_month(figures: Figures) -> None:
    text = shared("catalogue/catalogue.csv").read_text("utf-8")
    wanted = [row["id"] for row in csv.DictReader(io.StringIO(text)) if row["id"] != SLOT]
    valued = {metric for (metric, _), value in figures.items() if isinstance(value, Decimal)}
    assert [metric for metric in wanted if metric not in valued] == []
    assert len(wanted) == 120


def test_last_month_has_all_but_what_was_not_reached(figures: Figures) -> None:
    absent = {m: v.reason for (m, month), v in figures.items() if month == "2026-10" and isinstance(v, Missing)}
    without_exports = {"buyout_rate", "receivables", "leads_won_share"}
    without_exports |= {"revenue_by_ledger", "gross_profit_by_ledger", "profit_by_ledger"}
    without_exports |= {"leads_bought_share", "visits_bought_share"}  # over a tenth of the sales name no buyer
    not_reached = {"time_to_target", "breakeven_day", "cash_runway"}
    to_the_26th = {"activity_correlation"}  # the staff's actions end before the month: its twelve months are not whole
    assert set(absent) <= {SLOT} | without_exports | not_reached | to_the_26th
    assert isinstance(figures["activity_correlation", "2026-09"], Decimal)


def value(figures: Figures, metric: str, month: str) -> Decimal:
    found = figures[metric, month]
    assert isinstance(found, Decimal), metric
    return found


def test_social_networks_lose_half_of_their_revenue(book: Path) -> None:
    workspace = load_workspace()
    months = [Period.month("2026-03"), Period.month("2026-05")]
    with opened(workspace, book) as (_, engine):
        split = engine.figures(["roi_revenue"], months, "channel")
    by_channel = {(f.member, f.period.month_text): f.value for f in split}
    march, may = (by_channel["Социальные сети", month] for month in ("2026-03", "2026-05"))
    assert isinstance(march, Decimal)
    assert isinstance(may, Decimal)
    assert may < 0 < march


def test_bounces_rise_in_august(figures: Figures) -> None:
    july, august = value(figures, "bounce_rate", "2026-07"), value(figures, "bounce_rate", "2026-08")
    assert august > july * Decimal("1.2")


def test_tasks_wait_longer_since_june(figures: Figures) -> None:
    assert value(figures, "flow_efficiency", "2026-08") < value(figures, "flow_efficiency", "2026-04")


def test_deals_slipped_into_october(figures: Figures) -> None:
    """Counted over the simulator's own two exports: open now and due in October, due before it in the older one."""
    older, newer = (table for table in department.department(sample_company()) if table.file.startswith("Сделки CRM"))
    due = {row[1]: row[7] for row in older.rows}
    slipped = [
        row
        for row in newer.rows
        if row[5] == "открыта"
        and date(2026, 10, 1) <= _day(row[7]) < date(2026, 11, 1)
        and row[1] in due
        and _day(due[row[1]]) < date(2026, 10, 1)
    ]
    assert value(figures, "slipped_deals", "2026-10") == len(slipped)


def test_the_slot_of_the_catalogue_is_filled_by_a_metric_of_the_company_s_own(book: Path, figures: Figures) -> None:
    """What one visit of the site brings: the month's gross profit over the visits that the simulator wrote."""
    _, _, (found,) = month_figures(load_workspace(), book, "2026-10", None, OWN.id)
    table = next(table for table in marketing.marketing() if table.file.startswith("Посещаемость"))
    place = table.headings.index("Визиты")
    visits = sum(int(str(row[place])) for row in table.rows if _day(row[0]).strftime("%Y-%m") == "2026-10")
    assert isinstance(found.value, Decimal)
    assert round(found.value, 9) == round(value(figures, "gross_profit", "2026-10") / visits, 9)


def test_overdue_debts_are_less_than_what_is_signed_in_a_month(figures: Figures) -> None:
    """Over the simulator's own contracts: not paid by 31 October, signed more than 30 days before it."""
    table = next(table for table in department.department(sample_company()) if table.file.startswith("Договоры"))
    signed = [(_day(row[0]), Decimal(str(row[3])), row[7]) for row in table.rows]
    overdue = sum(total for day, total, paid in signed if paid is None and day < date(2026, 10, 1))
    assert value(figures, "receivables_overdue", "2026-10") == overdue
    months = {day.strftime("%Y-%m") for day, _, _ in signed}
    assert 0 < overdue < sum(total for _, total, _ in signed) / len(months)


def _day(cell: object) -> date:
    assert isinstance(cell, date)
    return cell


@pytest.mark.parametrize("month", ["2025-12", "2026-06", "2026-10"])
def test_plain_sums_over_the_tables(figures: Figures, month: str) -> None:
    tables = {
        table.file: table
        for table in (
            *marketing.marketing(), *department.department(sample_company()), *project.project(),
            *money.money_tables(sample_company()),
        )
    }  # fmt: skip

    def rows(file: str) -> list[dict[str, object]]:
        table = tables[file]
        found: list[dict[str, object]] = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
        return [row for row in found if str(next(iter(row.values())))[:7] == month]

    ads = rows("Реклама по дням.csv")
    cost = sum((Decimal(str(row["Расход с НДС, руб."])) for row in ads), Decimal(0))
    clicks = sum(int(str(row["Клики"])) for row in ads)
    assert abs(value(figures, "cpc", month) - cost / clicks) < Decimal("1e-12")
    leads = rows("Лиды CRM.xlsx")
    assert value(figures, "leads", month) == len(leads)
    rejected = sum(row["Статус лида"] == "отклонён" for row in leads)
    assert value(figures, "rejected_leads", month) == rejected
    calls = rows("Звонки.csv")
    assert value(figures, "act_calls", month) in {len(calls), sum(row["Отвечен"] == "да" for row in calls)}
    expenses = rows("Расходы.xlsx")
    fixed = sum(Decimal(str(r["Сумма расхода с НДС, руб."])) for r in expenses if r["Класс расхода"] == "постоянные")
    assert fixed > 0
    mails = rows("Рассылки.csv")
    opened_, delivered = (sum(int(str(row[name])) for row in mails) for name in ("Уникальные открытия", "Доставлено"))
    assert abs(value(figures, "email_open_rate", month) - Decimal(opened_) / delivered) < Decimal("1e-12")
    contracts = rows("Договоры.xlsx")
    assert value(figures, "contracts_count", month) == len(contracts)
