"""Rows of the catalogue whose definition was not met to the letter: figures counted by hand beside the rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.algorithms.effect import pearson
from kpi_desktop.store.book import Book
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.figure import Figure

MARCH = ("2026-03-01", "2026-03-31")


def figure(company: Company, metric: str, period: str = "2026-03") -> Figure:
    return company.engine.figures([metric], [Period.named(period)])[0]


def split(company: Company, metric: str, by: str, period: str = "2026-03") -> dict[str | None, Value]:
    return {f.member: f.value for f in company.engine.figures([metric], [Period.named(period)], by)}


def reason(value: Value) -> Reason:
    assert isinstance(value, Missing)
    return value.reason


def under(company: Company, metric: str, **changes: str) -> Value:
    """The metric under other settings of the book."""
    company.book.close()
    workspace = load_workspace()
    change_settings(workspace, company.path, changes)
    _, _, figures = month_figures(workspace, company.path, "2026-03", metric=metric)
    company.book = Book.open(company.path)
    return figures[0].value


PLANS = """
day amount manager channel
2026-03-01 100 Анна Сайт
2026-03-01 100 Анна Выставка
2026-03-01 200 Борис -
"""
SOLD = """
day amount manager channel document
2026-03-02 150 Анна Сайт 1
2026-03-03 70 Анна Выставка 2
2026-03-04 220 Борис Сайт 3
"""


def test_a_plan_of_a_channel_meets_the_sales_of_that_channel(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(SOLD, "sale", "1C", *MARCH))
    company.add(Export(PLANS, "target", "Планы", *MARCH))
    found = split(company, "quota_reps", "channel")
    # Anna sold 150 of 100 through the site and 70 of 100 at the fair; Boris has one plan for all he sells: 220 of 200
    assert found["Сайт"] == Decimal(1)
    assert found["Выставка"] == Decimal(0)
    assert found[""] == Decimal(1)
    # all channels together: Anna 220 of 200, Boris 220 of 200
    assert figure(company, "quota_reps").value == Decimal(1)


def test_who_is_at_quota_does_not_follow_the_bands_of_performers(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(SOLD, "sale", "1C", *MARCH))
    company.add(Export(PLANS, "target", "Планы", *MARCH))
    # both stand at 110 % of plan: with a band from 120 % nobody is a high performer, and both are at quota
    assert under(company, "performer_high", band_high="120") == Decimal(0)
    assert under(company, "quota_reps", band_high="120") == Decimal(1)


def test_a_contract_without_a_sum_is_an_account_all_the_same(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day contract customer total start end months licences\n"
            "2025-01-10 A Ромашка 24000 2025-01-01 2026-12-31 24 10\n"
            "2025-01-10 B Лютик - 2025-01-01 2026-12-31 24 5\n"
            "2025-01-10 C Клён - 2025-01-01 2026-03-10 - -\n",
            "contract", "CRM", "2025-01-01", "2026-12-31",
        )
    )  # fmt: skip
    # three contracts in force on the last of February, one of which ends in March
    churned = figure(company, "contract_churn").value
    assert isinstance(churned, Decimal)
    assert abs(Fraction(churned) - Fraction(1, 3)) < Fraction(1, 10**20)
    # the mean yearly value is of the contracts whose value is known: 24 000 over two years
    assert figure(company, "arr").value == Decimal(12000)
    assert figure(company, "acv").value == Decimal(12000)
    assert figure(company, "mrr").value == Decimal(1000)


def test_margin_of_a_customers_value_is_of_customers_alone(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day amount cost customer document\n2025-04-10 100 60 А 1\n2026-03-10 100 60 А 2\n"
            "2026-03-11 800 80 - 3\n",
            "sale", "1C", "2025-04-01", "2026-03-31",
        )
    )  # fmt: skip
    company.add(
        Export("day contract customer total start end months\n2025-04-01 1 А 1 2025-04-01 2027-03-31 24\n", "contract",
               "CRM", "2025-01-01", "2026-12-31")
    )  # fmt: skip
    # A: 2 purchases of 100 in the year, margin 40 %, contracts of two years: 100 x 0.4 x 2 x 2; anonymous sales at 90 %
    # margin are nobody's value
    assert figure(company, "tcv").value == Decimal(160)


def test_money_of_an_account_that_came_to_light_is_not_earned(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day balance account\n2026-02-28 1000 Касса\n2026-03-31 900 Касса\n2026-03-15 50000 Банк\n", "cash",
            "Остатки", "2026-02-01", "2026-03-31",
        )
    )  # fmt: skip
    assert reason(figure(company, "cash_burn_rate").value) is Reason.NOT_COVERED
    by_account = split(company, "cash_burn_rate", "account")
    assert by_account["Касса"] == Decimal(100)
    assert reason(by_account["Банк"]) is Reason.NOT_COVERED


def test_burn_without_loans_and_owners_money(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export("day balance account\n2026-02-28 1000 Банк\n2026-03-31 1300 Банк\n", "cash", "Остатки", "2026-02-01",
               "2026-03-31")
    )  # fmt: skip
    company.add(
        Export(
            "day direction amount class account\n2026-03-02 in 900 loan Банк\n2026-03-03 out 200 owner Банк\n"
            "2026-03-05 out 400 expense Банк\n",
            "payment", "Банк", *MARCH,
        )
    )  # fmt: skip
    # 300 more than at the start, of which 900 are a loan and 200 went to the owner: the business used up 400
    assert figure(company, "cash_burn_rate").value == Decimal(-300)
    assert figure(company, "cash_burn_operating").value == Decimal(400)


def timed_leads(company: Company) -> None:
    """One lead answered in an hour, one after nine working hours, one never; 2 March 2026 is a Monday."""
    moments = [
        ("2026-03-02 10:00", "2026-03-02 11:00"), ("2026-03-02 10:00", "2026-03-03 10:00"), ("2026-03-02 10:00", None),
    ]  # fmt: skip
    created = [datetime.fromisoformat(first) for first, _ in moments]
    contact = [datetime.fromisoformat(second) if second else None for _, second in moments]
    table = pa.table(
        {
            "day": pa.array([date(2026, 3, 2)] * 3, pa.date32()),
            "lead": pa.array(["1", "2", "3"]).dictionary_encode(),
            "created": pa.array(created, pa.timestamp("s")),
            "first_contact": pa.array(contact, pa.timestamp("s")),
            "src_sheet": pa.array([0, 0, 0], pa.int16()),
            "src_row": pa.array([2, 3, 4], pa.int32()),
        }
    )
    company.add_table("lead", table, *MARCH)


def test_leads_answered_late_and_never(tmp_path: Path) -> None:
    company = Company(tmp_path)
    timed_leads(company)
    found = figure(company, "followup_in_time")
    assert isinstance(found.value, Decimal)
    assert round(found.value, 6) == Decimal("0.333333")
    assert [part.value for part in found.parts] == [Decimal(1), Decimal(1)]  # late, never


def test_largest_three_customers(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = "".join(f"2026-03-02 {amount} К{amount} {amount}\n" for amount in (10, 20, 30, 40))
    company.add(Export(f"day amount customer document\n{rows}", "sale", "1C", *MARCH))
    assert figure(company, "top_customer_share_3").value == Decimal("0.9")


def test_retention_among_all_ever_known(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day amount customer document\n2023-04-05 1 А 1\n2023-09-01 1 Б 2\n2024-05-01 1 В 3\n2025-01-01 1 Г 4\n"
            "2025-05-01 1 А 5\n2025-06-01 1 Г 6\n2026-03-02 1 Новый 7\n",
            "sale", "1C", "2023-01-01", "2026-03-31",
        )
    )  # fmt: skip
    # before April 2025 there were А, Б, В, Г; of them А and Г bought in the year to March 2026
    assert figure(company, "crr_ever").value == Decimal("0.5")
    # of the year before (В, Г) only Г came back
    assert figure(company, "crr").value == Decimal("0.5")


def test_repeats_within_the_period_drop_one_purchase_of_each(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day amount customer document\n2025-10-05 1 А 1\n2026-03-01 1 А 2\n2026-03-02 1 А 3\n2026-03-03 1 Б 4\n",
            "sale", "1C", "2025-01-01", "2026-03-31",
        )
    )  # fmt: skip
    # three purchases by two buyers: one repeat inside March; А's two are both repeats over the whole history
    assert figure(company, "repeat_purchases_in_period").value == Decimal("0.5")
    assert figure(company, "repeat_purchases").value == Decimal(1)


def test_correlation_of_actions_and_sales(tmp_path: Path) -> None:
    company = Company(tmp_path)
    months = [f"2025-{n:02d}" for n in range(4, 13)] + [f"2026-{n:02d}" for n in (1, 2, 3)]
    acted = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    sold = [2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11]
    actions = "".join(f"{m}-01 {n} call Анна\n" for m, n in zip(months, acted, strict=True)).replace("call", "email")
    number = 0
    lines = []
    for month, count in zip(months, sold, strict=True):
        for _ in range(count):
            number += 1
            lines.append(f"{month}-02 10 {number} Анна")
    company.add(Export(f"day actions activity manager\n{actions}", "activity", "CRM", "2025-04-01", "2026-03-31"))
    company.add(Export("day amount document manager\n" + "\n".join(lines), "sale", "1C", "2025-04-01", "2026-03-31"))
    found = figure(company, "activity_correlation").value
    assert isinstance(found, Decimal)
    # ranks 1..12 against the same with neighbours swapped: 1 - 6 * 12 / (12 * 143) = 137 / 143
    assert abs(Fraction(found) - Fraction(137, 143)) < Fraction(1, 10**20)
    assert isinstance(figure(company, "activity_correlation", "2026-02").value, Missing)


@pytest.mark.parametrize(("right", "expected"), [((3, 2, 1), -1), ((1, 2, 3), 1), ((5, 5, 5), None)])
def test_correlation_at_its_edges(right: tuple[int, ...], expected: int | None) -> None:
    found = pearson([Decimal(1), Decimal(2), Decimal(3)], [Decimal(n) for n in right])
    assert found == (None if expected is None else Decimal(expected))


def test_selling_costs_hold_design_labour_and_commissions(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day amount document\n2026-03-02 1000 1\n", "sale", "1C", *MARCH))
    company.add(Export("day cost\n2026-03-02 50\n", "advertising", "Директ", *MARCH))
    classes = {"sales": 40, "overhead": 30, "design": 20, "labour": 7, "commission": 3, "fixed": 500, "variable": 90}
    rows = "".join(f"2026-03-05 {amount} {kind}\n" for kind, amount in classes.items())
    company.add(Export(f"day amount class\n{rows}", "expense", "1C расходы", *MARCH))
    # 50 of advertising, 40 + 30 of the department, 20 + 7 + 3 of design, labour and commissions: 150 of 1000
    assert figure(company, "sales_expense_ratio").value == Decimal("0.15")


def test_customer_value_without_outliers(tmp_path: Path) -> None:
    company = Company(tmp_path)
    # 98 customers of 100, one of 1 and one of 90 000: one per cent on each side is one customer of a hundred
    amounts = [100] * 98 + [1, 90000]
    rows = "".join(f"2026-03-{1 + n % 28:02d} {amount} К{n} {n}\n" for n, amount in enumerate(amounts))
    rows += "2026-03-30 -40 К0 200\n2026-03-30 -70 Чужой 201\n"  # К0 gives 40 back; who only returned is no buyer
    company.add(Export(f"day amount customer document\n{rows}", "sale", "1C", *MARCH))
    found = figure(company, "cltv_simple")
    # left out: the one of 1 and the one of 90 000; К0 with 60 stays: (97 x 100 + 60) / 98
    typical, count, money = (part.value for part in found.parts)
    assert isinstance(typical, Decimal)
    assert abs(Fraction(typical) - Fraction(97 * 100 + 60, 98)) < Fraction(1, 10**18)
    assert (count, money) == (Decimal(2), Decimal(90001))
    # with none to leave out all 100 take part: (97 x 100 + 60 + 1 + 90 000) / 100
    assert under(company, "cltv_typical", outlier_percent="0") == Decimal("997.61")


def test_few_customers_have_no_outliers(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export("day amount customer document segment\n2026-03-01 1 А 1 Опт\n2026-03-02 999 Б 2 Опт\n"
               "2026-03-03 50 В 3 Розница\n", "sale", "1C", *MARCH)
    )  # fmt: skip
    assert figure(company, "cltv_typical").value == Decimal(350)
    assert figure(company, "outlier_buyers").value == Decimal(0)
    assert split(company, "cltv_typical", "segment") == {"Опт": Decimal(500), "Розница": Decimal(50)}
