"""Deals, leads, people and customers one by one: expected values are counted by hand beside the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from tests.unit.engine.company import FACTS, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.figure import Figure

MARCH = ("2026-03-01", "2026-03-31")


def figure(company: Company, metric: str, period: str = "2026-03") -> Figure:
    return company.engine.figures([metric], [Period.named(period)])[0]


def split(company: Company, metric: str, by: str, period: str = "2026-03") -> dict[str | None, Value]:
    return {f.member: f.value for f in company.engine.figures([metric], [Period.named(period)], by)}


def missing(value: Value) -> Reason:
    assert isinstance(value, Missing)
    return value.reason


def test_sales_cycle_is_a_mean_beside_its_median(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day deal closed_day status manager amount\n"
            "2026-01-10 1 2026-03-01 won Анна 10\n"  # 50 days
            "2026-02-24 2 2026-03-04 won Анна 10\n"  # 8
            "2026-03-05 3 2026-03-07 won Борис 10\n"  # 2
            "2026-03-09 4 2026-03-08 won Борис 10\n"  # closed before it was made
            "2026-03-01 5 2026-03-20 lost Борис 10\n",
            "deal",
            "CRM",
            "2026-01-01",
            "2026-03-31",
        )
    )
    found = figure(company, "sales_cycle")
    assert found.value == Decimal(20)
    assert [part.value for part in found.parts] == [Decimal(8)]
    assert split(company, "sales_cycle", "manager") == {"Анна": Decimal(29), "Борис": Decimal(2)}


def test_slipped_deals_show_from_the_second_export(tmp_path: Path) -> None:
    company = Company(tmp_path)
    head = "day deal forecast_day status amount\n"
    company.add(Export(f"{head}2026-02-01 1 2026-02-20 open 100\n2026-02-02 2 2026-03-10 open 50\n", "deal", "CRM",
                       "2026-02-01", "2026-03-31"))  # fmt: skip
    assert missing(figure(company, "slipped_deals").value) is Reason.HISTORY_SHORT
    company.add(Export(f"{head}2026-02-01 1 2026-03-25 open 120\n2026-02-02 2 2026-03-10 open 50\n", "deal", "CRM",
                       "2026-02-01", "2026-03-31"))  # fmt: skip
    assert figure(company, "slipped_deals").value == Decimal(1)
    assert figure(company, "slipped_deals_amount").value == Decimal(120)


def test_response_time_is_a_lower_median_in_working_hours(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day lead channel\n2026-03-02 1 A\n", "lead", "без времени", *MARCH))
    assert missing(figure(company, "lead_response_time").value) is Reason.NO_COLUMN


def leads(company: Company, unanswered: int = 1) -> None:
    """Leads with moments: created, first contact; 13 March 2026 is a Friday."""
    answered = [
        ("2026-03-13 17:00", "2026-03-16 10:00"),  # 2 working hours
        ("2026-03-13 09:00", "2026-03-13 09:30"),  # half an hour
        ("2026-03-12 09:00", "2026-03-16 09:00"),  # 18 hours
    ]
    created = [datetime.fromisoformat(text) for text, _ in answered] + [
        datetime.fromisoformat("2026-03-12 10:00")
    ] * unanswered
    table = pa.table(
        {
            "day": pa.array([moment.date() for moment in created], pa.date32()),
            "lead": pa.array([str(n) for n in range(len(created))]).dictionary_encode(),
            "created": pa.array(created, pa.timestamp("s")),
            "first_contact": pa.array(
                [datetime.fromisoformat(text) for _, text in answered] + [None] * unanswered, pa.timestamp("s")
            ),
            "src_sheet": pa.array([0] * len(created), pa.int16()),
            "src_row": pa.array(range(len(created)), pa.int32()),
        }
    )
    path = company.where / "leads.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    plain = Export("day lead\n2026-03-02 1\n", "lead", "CRM", *MARCH).batch(company.where)
    batch = replace(
        plain, columns=path, rows=len(created), present=("day", "lead", "created", "first_contact"), file_sha256="leads"
    )
    assert company.book.add(batch, FACTS).question is None


def test_leads_answered_in_time(tmp_path: Path) -> None:
    company = Company(tmp_path)
    leads(company)
    # 0.5, 2, 18, never: the lower middle is 2
    assert figure(company, "lead_response_time").value == Decimal(2)
    # within 8 working hours: the first two of four
    assert figure(company, "followup_in_time").value == Decimal("0.5")


def test_over_half_unanswered_has_no_typical_time(tmp_path: Path) -> None:
    company = Company(tmp_path)
    leads(company, unanswered=4)
    assert missing(figure(company, "lead_response_time").value) is Reason.NO_DATA


SALES = """
day amount manager customer document
2026-03-02 100 Анна К1 1
2026-03-03 60 Борис К2 2
2026-03-10 50 Анна К1 3
2026-03-17 -10 Анна К1 3
2026-03-20 5 Вера К3 4
"""
PLANS = """
day amount manager team
2026-03-01 140 Анна Север
2026-03-01 70 Борис Север
2026-03-01 100 Вера Юг
2026-03-01 0 Глеб Юг
"""


def people(tmp_path: Path) -> Company:
    company = Company(tmp_path)
    company.add(Export(SALES, "sale", "1C", *MARCH))
    company.add(Export(PLANS, "target", "Планы", *MARCH))
    return company


def test_people_at_their_plan(tmp_path: Path) -> None:
    company = people(tmp_path)
    # Anna 140 of 140; Boris 60 of 70 = 85.7 %; Vera 5 of 100; Gleb has no plan above zero
    third = Decimal(1) / Decimal(3)
    found = figure(company, "quota_reps").value
    assert isinstance(found, Decimal)
    assert round(found, 10) == round(third, 10)
    mix = figure(company, "performer_mix")
    assert [round(part.value, 6) for part in mix.parts if isinstance(part.value, Decimal)] == [Decimal("0.333333")] * 3
    assert split(company, "quota_reps", "team") == {"Север": Decimal("0.5"), "Юг": Decimal(0)}


def test_working_days_to_the_plan(tmp_path: Path) -> None:
    company = people(tmp_path)
    found = split(company, "time_to_target", "manager")
    # Anna reaches 140 with 150 on 10 March: 2-6 and 10 March work, 9 March is a transferred holiday
    assert found["Анна"] == Decimal(6)
    assert missing(found["Вера"]) is Reason.NOT_REACHED


def test_never_returned(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day amount customer document\n"
            "2024-11-01 1 Старый 1\n"
            "2025-09-10 1 А 2\n2025-12-01 1 А 3\n"  # back within 180 days
            "2025-09-12 1 Б 4\n2025-09-12 1 Б 5\n"  # twice on one day, never again
            "2025-09-20 1 В 6\n2026-03-30 1 В 7\n",  # back, but after 191 days
            "sale",
            "1C",
            "2024-11-01",
            "2026-03-31",
        )
    )
    # March 2026 looks at first purchases of 2 September to 2 October 2025: А, Б, В; Б and В are lost
    found = figure(company, "churn_never_returned").value
    assert isinstance(found, Decimal)
    assert round(found, 6) == Decimal("0.666667")
    assert missing(figure(company, "churn_never_returned", "2025-01").value) in {
        Reason.HISTORY_SHORT, Reason.NOT_COVERED,
    }  # fmt: skip


def test_lifetime_of_customers(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day amount customer document\n2025-01-01 1 А 1\n2026-01-01 1 А 2\n2025-06-01 1 Б 3\n2025-06-01 1 Б 4\n",
            "sale",
            "1C",
            "2025-01-01",
            "2026-03-31",
        )
    )
    found = figure(company, "customer_lifetime")
    assert found.value == Decimal("0.5")  # 365 and 0 days
    assert [part.value for part in found.parts] == [Decimal(1)]


def test_segment_that_pays_most(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day amount customer document segment\n"
            "2025-09-15 10 A 1 Опт\n2025-12-15 10 B 2 Розница\n"
            "2026-03-05 900 A 3 Опт\n2026-03-06 100 B 4 Розница\n2026-03-07 100 C 5 Розница\n",
            "sale",
            "1C",
            "2025-03-01",
            "2026-03-31",
        )
    )
    found = figure(company, "top_arpu_segments")
    # Опт: 900 over (1 + 1) / 2; Розница: 200 over (1 + 2) / 2 = 133.33
    assert found.value == Decimal(900)
    assert [part.name for part in found.parts] == ["Опт", "Розница"]
    assert found.parts[0].value == found.value


def test_break_even_day_stays_covered(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day amount cost customer document\n2026-03-02 100 40 A 1\n2026-03-10 100 40 A 2\n"
            "2026-03-12 -100 -40 A 2\n2026-03-20 100 40 B 3\n",
            "sale",
            "1C",
            *MARCH,
        )
    )
    company.add(Export("day amount class\n2026-03-01 90 fixed\n2026-03-20 5 variable\n2026-03-20 1 commission\n",
                       "expense", "1C расходы", *MARCH))  # fmt: skip
    company.add(Export("day cost channel\n2026-03-20 4 Директ\n", "advertising", "Директ", *MARCH))
    # 60 on the 2nd, 120 on the 10th, 60 again on the 12th, 110 on the 20th: covered for good from then on
    assert figure(company, "breakeven_day").value == Decimal(20)


def test_break_even_never_reached_is_no_day(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day amount cost document\n2026-03-02 100 40 1\n", "sale", "1C", *MARCH))
    company.add(Export("day amount class\n2026-03-01 90 fixed\n2026-03-01 1 variable\n2026-03-01 1 commission\n",
                       "expense", "1C расходы", *MARCH))  # fmt: skip
    company.add(Export("day cost\n2026-03-20 1\n", "advertising", "Директ", *MARCH))
    assert missing(figure(company, "breakeven_day").value) is Reason.NOT_REACHED


def test_burndown(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day task done_day\n2026-02-20 1 2026-03-05\n2026-03-02 2 2026-03-15\n2026-03-03 3 -\n2026-03-03 4 -\n"
            "2026-02-01 5 2026-02-10\n",
            "task",
            "Jira",
            "2026-02-01",
            "2026-03-31",
        )
    )
    # scope 4 (task 5 was done before); last known day 15 March: an even plan leaves 4 * 16 / 31, two are left
    found = figure(company, "burndown_deviation").value
    assert isinstance(found, Decimal)
    assert round(found, 6) == round(Decimal(2) - Decimal(64) / Decimal(31), 6)


def test_stock_lasts_for_days(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day amount quantity product\n2026-03-02 100 31 A\n2026-03-03 100 31 B\n", "sale", "1C", *MARCH))
    company.add(Export("day product quantity unit\n2026-03-31 A 10 шт\n2026-03-31 B 20 шт\n", "stock", "Склад", *MARCH))
    assert figure(company, "stock_days").value == Decimal(15)  # 30 over 2 a day
    assert split(company, "stock_days", "product") == {"A": Decimal(10), "B": Decimal(20)}


def test_stock_of_mixed_units_has_no_sum(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day amount quantity product\n2026-03-02 100 31 A\n", "sale", "1C", *MARCH))
    company.add(Export("day product quantity unit\n2026-03-31 A 10 шт\n2026-03-31 B 20 кг\n", "stock", "Склад", *MARCH))
    assert missing(figure(company, "stock_days").value) is Reason.MIXED_UNITS


def test_debts_of_customers(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day contract total paid_day\n2026-01-10 1 100 2026-03-10\n2026-02-10 2 200 -\n2026-03-20 3 300 -\n",
            "contract",
            "CRM",
            "2026-01-01",
            "2026-03-31",
        )
    )
    assert figure(company, "receivables").value == Decimal(500)
    assert figure(company, "receivables", "2026-02").value == Decimal(300)
    assert figure(company, "receivables_overdue").value == Decimal(200)
    company.add(
        Export(
            "day account debit closing_debit\n2026-03-01 62 1 70\n2026-03-01 62.01 1 50\n"
            "2026-03-01 62.02 1 20\n2026-03-01 60 1 9\n",
            "ledger",
            "ОСВ",
            *MARCH,
        )
    )
    assert figure(company, "receivables").value == Decimal(70)


def test_forecast_of_a_month_in_progress(tmp_path: Path) -> None:
    company = Company(tmp_path)
    # ten roubles on every day since December: half of the days of March give half of the month
    days = [date(2025, 12, 1) + timedelta(days=n) for n in range(105)]  # to 15 March 2026
    text = "day amount document\n" + "".join(f"{day} 10 {n}\n" for n, day in enumerate(days))
    company.add(Export(text, "sale", "1C", "2025-12-01", "2026-03-15"))
    found = figure(company, "revenue_forecast")
    assert isinstance(found.value, Decimal)
    assert abs(found.value - 310) < 1
    low, high = (part.value for part in found.parts)
    assert isinstance(low, Decimal)
    assert isinstance(high, Decimal)
    assert low <= found.value <= high
    assert figure(company, "revenue_forecast", "2026-02").value == Decimal(280)


def test_hand_kept_records(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day indicator value team\n2026-03-01 assets_used 6 А\n2026-03-20 assets_used 8 А\n"
            "2026-03-01 assets_total 10 А\n2026-03-01 sales_tools 4 А\n2026-03-02 sales_tools 3 Б\n",
            "indicator",
            "Записи",
            *MARCH,
        )
    )
    assert figure(company, "marketing_assets_used").value == Decimal("0.8")
    assert figure(company, "sales_tools_count").value == Decimal(7)


def test_profit_by_accounts(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = (
        "day account debit credit\n2026-03-01 90.01.1 0 1200\n2026-03-01 90.03 200 0\n2026-03-01 90.02.1 600 0\n"
        "2026-03-01 90.07.1 50 0\n2026-03-01 62.01 1200 900\n2026-04-01 62.01 10 20\n"
    )
    company.add(Export(rows, "ledger", "ОСВ", "2026-03-01", "2026-04-30", Grain.MONTH))
    assert figure(company, "revenue_by_ledger").value == Decimal(1000)
    assert figure(company, "gross_profit_by_ledger").value == Decimal(400)
    assert figure(company, "profit_by_ledger").value == Decimal(350)
    # April's registers have settlements only: nothing is known of sales
    assert missing(figure(company, "revenue_by_ledger", "2026-04").value) is Reason.NOT_COVERED


def test_older_charts_of_accounts_write_without_zeros(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = "day account debit credit\n2026-03-01 90.1 0 300\n2026-03-01 90.10 0 7\n2026-03-01 90.3 50 0\n"
    company.add(Export(rows, "ledger", "ОСВ", "2026-03-01", "2026-03-31", Grain.MONTH))
    assert figure(company, "revenue_by_ledger").value == Decimal(250)


def test_stock_of_a_warehouse_that_the_last_report_leaves_out_is_not_lost(tmp_path: Path) -> None:
    """North 10 on 25 March, South 20 on 31 March: 20 would be the stock of the South alone."""
    company = Company(tmp_path)
    company.add(Export("day document amount quantity\n2026-03-01 1 62 62\n", "sale", "1C", *MARCH))
    head = "day product quantity unit warehouse\n"
    company.add(Export(f"{head}2026-03-25 A 10 шт Север\n", "stock", "Север", "2026-03-25", "2026-03-25"))
    company.add(Export(f"{head}2026-03-31 A 20 шт Юг\n", "stock", "Юг", "2026-03-31", "2026-03-31"))
    assert missing(figure(company, "stock_days").value) is Reason.NOT_COVERED
    # One report of both on one day: 8 and 20 over 2 a day.
    company.add(
        Export(f"{head}2026-03-31 A 8 шт Север\n2026-03-31 A 20 шт Запад\n", "stock", "Оба", "2026-03-31", "2026-03-31")
    )
    assert figure(company, "stock_days").value == Decimal(24)  # 20 + 8 + 20 = 48


def test_a_warehouse_that_is_long_gone_or_was_empty_hinders_nothing(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day document amount quantity\n2026-03-01 1 62 62\n", "sale", "1C", *MARCH))
    head = "day product quantity unit warehouse\n"
    company.add(Export(f"{head}2026-01-31 A 10 шт Старый\n", "stock", "Старый", "2026-01-31", "2026-01-31"))
    company.add(Export(f"{head}2026-03-20 A 0 шт Пустой\n", "stock", "Пустой", "2026-03-20", "2026-03-20"))
    company.add(Export(f"{head}2026-03-31 A 20 шт Юг\n", "stock", "Юг", "2026-03-31", "2026-03-31"))
    assert figure(company, "stock_days").value == Decimal(10)
    # Two warehouses apart, then one report of the whole company that names none: 30 over 2 a day.
    company.add(Export(f"{head}2026-03-29 A 7 шт Восток\n", "stock", "Восток", "2026-03-29", "2026-03-29"))
    assert missing(figure(company, "stock_days", "2026-03").value) is Reason.NOT_COVERED
    company.add(Export("day product quantity unit\n2026-04-02 A 30 шт\n", "stock", "Все", "2026-04-02", "2026-04-02"))
    company.add(Export("day document amount quantity\n2026-04-01 2 60 60\n", "sale", "1C", "2026-04-01", "2026-04-30"))
    assert figure(company, "stock_days", "2026-04").value == Decimal(15)


def test_leads_won_are_matched_by_their_number(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day lead channel\n"
            "2026-03-02 а1 Сайт\n"  # won in April
            "2026-03-03 а2 Сайт\n"
            "2026-03-04 а3 Почта\n"  # won twice: one lead
            "2026-03-05 а3 Почта\n"  # the same lead once more
            "2026-03-06 а4 Звонок\n"
            "2026-03-07 - Сайт\n",  # no number: neither won nor lost
            "lead",
            "CRM",
            *MARCH,
        )
    )
    assert missing(figure(company, "leads_won_share").value) is Reason.NO_DATA
    text = "day lead\n2026-03-09 а3\n2026-04-02 а3\n2026-04-10 а1\n2026-04-11 а9\n"
    company.add(Export(text, "won_deal", "CRM успешные", "2026-03-05", "2026-04-30"))
    assert missing(figure(company, "leads_won_share").value) is Reason.NOT_COVERED  # wins of 1-4 March are not known
    company.add(Export("day lead\n2026-03-01 а8\n", "won_deal", "CRM успешные", "2026-03-01", "2026-03-04"))
    assert figure(company, "leads_won_share").value == Decimal("0.5")
    assert split(company, "leads_won_share", "channel") == {
        "Сайт": Decimal("0.5"),
        "Почта": Decimal(1),
        "Звонок": Decimal(0),
    }
    assert missing(figure(company, "new_opportunities").value) is Reason.NO_DATA
    assert missing(figure(company, "win_rate").value) is Reason.NO_DATA
