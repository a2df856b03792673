"""An export that states one figure for days over a month's edge counts only where all of its days are asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.figure import Base
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

#: 27 January to 23 February as one figure, as an advertising account exports it.
SPAN = Export(
    "day cost clicks channel\n2026-01-27 370 100 Google\n",
    "advertising", "Google", "2026-01-27", "2026-02-23", Grain.SPAN,
)  # fmt: skip
DAYS = Export(
    "day cost clicks channel\n2026-01-01 10 5 Direct\n2026-01-31 20 5 Direct\n2026-02-28 40 10 Direct\n"
    "2026-03-31 80 10 Direct\n",
    "advertising", "Direct", "2026-01-01", "2026-03-31",
)  # fmt: skip


def cpc(company: Company, period: str, dimension: str | None = None) -> list[Figure]:
    return company.engine.figures(["cpc"], [Period.named(period)], dimension)


def test_a_month_that_holds_a_part_of_it_has_no_value(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(SPAN)
    for month in ("2026-01", "2026-02"):
        value = cpc(company, month)[0].value
        assert isinstance(value, Missing)
        assert value.reason is Reason.GRAIN


def test_a_quarter_that_holds_it_counts_it(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(SPAN)
    company.add(DAYS)
    quarter = cpc(company, "2026-Q1")[0]
    # 370 + 10 + 20 + 40 + 80 over 100 + 5 + 5 + 10 + 10
    assert quarter.value == Decimal(4)


def test_beside_a_source_by_days_the_month_says_what_it_lacks(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(SPAN)
    company.add(DAYS)
    january = cpc(company, "2026-01")[0]
    assert january.value == Decimal(3)  # 30 over 10 clicks of Direct alone
    assert "partial" in {flag.code for flag in january.flags}
    assert not january.covered.complete
    march = cpc(company, "2026-03")[0]
    assert march.value == Decimal(8)
    # February and March on what they have in common: 40 over 10, then 80 over 10
    assert march.comparisons[Base.PREVIOUS].value == Decimal(4)


def test_a_split_of_the_month_leaves_it_out_too(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(SPAN)
    company.add(DAYS)
    by_channel = {figure.member: figure.value for figure in cpc(company, "2026-02", "channel")}
    assert by_channel["Direct"] == Decimal(4)
    assert "Google" not in by_channel


def test_rows_behind_the_month_are_those_that_count(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(SPAN)
    company.add(DAYS)
    page = company.engine.rows("cpc", Period.month("2026-01"))
    assert page.total == 2


def test_sales_of_two_months_in_one_figure_are_in_no_month_of_the_data_sheet(tmp_path: Path) -> None:
    from datetime import date

    company = Company(tmp_path)
    company.add(
        Export("day amount product\n2024-10-01 500 A\n2024-10-01 700 B\n", "sale", "1C", "2024-10-01", "2024-11-30",
               Grain.SPAN)
    )  # fmt: skip
    engine = company.engine
    assert engine.sale_row_count(date(2024, 10, 1), date(2024, 12, 1)) == 0
    year = engine.figures(["revenue"], [Period.named("2024-Q4")])[0]
    assert year.value == Decimal(1200)
    assert not year.covered.complete
    assert engine.top("product", Period.month("2024-10"), 5) == []
    assert [line[1] for line in engine.top("product", Period.named("2024-Q4"), 5)] == [Decimal(700), Decimal(500)]


def test_a_newer_export_of_the_same_days_takes_its_place(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(SPAN)
    newer = Export(
        "day cost clicks channel\n2026-01-27 400 100 Google\n", "advertising", "Google", "2026-01-27", "2026-02-23",
        Grain.SPAN,
    )  # fmt: skip
    assert company.add(newer).replaced_rows == 1
    assert cpc(company, "2026-Q1")[0].value == Decimal(4)


QUARTERS = Export(
    "day cost clicks channel\n2026-01-01 300 100 Google\n2026-04-01 600 100 Google\n",
    "advertising", "Google", "2026-01-01", "2026-06-30", Grain.QUARTER,
)  # fmt: skip


def test_quarters_answer_for_quarters_and_not_for_their_first_month(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(QUARTERS)
    for month in ("2026-01", "2026-03"):
        value = cpc(company, month)[0].value
        assert isinstance(value, Missing)
        assert value.reason is Reason.GRAIN
    assert cpc(company, "2026-Q1")[0].value == Decimal(3)
    assert cpc(company, "2026-Q2")[0].value == Decimal(6)
    assert cpc(company, "2026-Q2")[0].comparisons[Base.PREVIOUS].value == Decimal(3)
