"""Wrong numbers about customers: no customer, new and returning, shares that must add up, against hand-written SQL."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = [Period.month(f"2023-{m:02}") for m in range(4, 13)]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A year of random sales: anonymous buyers, returns, customers who only return, orders over two days."""
    dice = random.Random(7)
    lines = ["day document customer product manager quantity amount"]
    for number in range(1200):
        month, day = dice.randint(1, 12), dice.randint(1, 27)
        customer = dice.choice(["-", *(f"К{n}" for n in range(90))])
        sign = -1 if dice.random() < 0.08 else 1
        for _ in range(dice.randint(1, 3)):
            amount = sign * dice.randint(1, 99999) / 100
            later = day + (1 if dice.random() < 0.1 else 0)
            product, manager = f"т{dice.randint(1, 30)}", dice.choice("АБВ-")
            lines.append(f"2023-{month:02}-{later:02} {number} {customer} {product} {manager} {sign} {amount:.2f}")
    made = Company(tmp_path)
    made.add(Export("\n".join(lines), first="2023-01-01", last="2023-12-31"))
    return made


def total(company: Company, metric: str, month: Period) -> Decimal:
    value = company.engine.figures([metric], [month])[0].value
    assert not isinstance(value, Missing), str(value.message)
    return value


def asked(company: Company, sql: str, month: Period) -> Decimal:
    text = sql.format(lo=month.start, hi=month.end, inside=f"day >= '{month.start}' AND day < '{month.end}'")
    return Decimal(company.book.run(text)[0][0] or 0)


FIRST = "(SELECT customer c, MIN(day) first FROM sale WHERE kind = 0 AND customer IS NOT NULL GROUP BY 1) t"


@pytest.mark.parametrize(
    ("metric", "sql"),
    [
        ("revenue", "SELECT ROUND(SUM(amount), 2) FROM sale WHERE {inside}"),
        ("revenue_gross", "SELECT SUM(amount) FROM sale WHERE amount > 0 AND {inside}"),
        ("revenue_returns", "SELECT SUM(amount) FROM sale WHERE amount < 0 AND {inside}"),
        ("sales_count", "SELECT COUNT(DISTINCT document) FROM sale WHERE amount > 0 AND {inside}"),
        ("buyers", "SELECT COUNT(DISTINCT customer) FROM sale WHERE amount > 0 AND {inside}"),
        (
            "new_buyers",
            "SELECT COUNT(*) FROM " + FIRST + " WHERE first >= '{lo}' AND first < '{hi}'",
        ),
        (
            "returning_buyers",
            "SELECT COUNT(DISTINCT customer) FROM sale, " + FIRST + " WHERE customer = c AND first < '{lo}' "
            "AND amount > 0 AND {inside}",
        ),
        ("units", "SELECT SUM(quantity) FROM sale WHERE {inside}"),
    ],
)
def test_every_month_agrees_with_hand_written_sql(company: Company, metric: str, sql: str) -> None:
    for month in MONTHS:
        assert total(company, metric, month) == asked(company, sql, month), (metric, month)


def test_new_and_returning_are_all_buyers(company: Company) -> None:
    for month in MONTHS:
        new, returning = total(company, "new_buyers", month), total(company, "returning_buyers", month)
        assert new + returning == total(company, "buyers", month)


def test_revenue_of_new_existing_and_unknown_customers_is_all_revenue(company: Company) -> None:
    names = ("revenue_share_new", "revenue_share_existing", "revenue_share_unidentified")
    for month in MONTHS:
        inputs = [dict(f.inputs) for f in company.engine.figures(names, [month])]
        parts = [inputs[0]["revenue_new"], inputs[1]["revenue_existing"], inputs[2]["revenue_unidentified"]]
        assert sum(part for part in parts if isinstance(part, Decimal)) == total(company, "revenue", month)
        shares = sum((total(company, name, month) for name in names), Decimal(0))
        assert abs(shares - 1) < Decimal("1e-30")


def test_members_of_an_additive_measure_make_the_total(company: Company) -> None:
    engine = company.engine
    for month in MONTHS:
        split = engine.figures(["revenue"], [month], "manager")
        assert "" in {figure.member for figure in split}, "sales without a seller stay in the totals"
        parts = [figure.value for figure in split if isinstance(figure.value, Decimal)]
        assert sum(parts) == total(company, "revenue", month)


def test_first_orders_are_one_for_each_new_buyer_and_leave_repeats(company: Company) -> None:
    sql = "SELECT COUNT(DISTINCT document) FROM sale WHERE amount > 0 AND customer IS NOT NULL AND {inside}"
    for month in MONTHS:
        figure = company.engine.figures(["repeat_purchases"], [month])[0]
        found = dict(figure.inputs)
        assert found["purchases"] == asked(company, sql, month)
        assert found["first_purchases"] == total(company, "new_buyers", month)


def test_buyers_without_a_name_are_in_revenue_and_orders_only(tmp_path: Path) -> None:
    made = Company(tmp_path)
    rows = "day document customer amount\n2023-05-01 1 А 10.00\n2023-05-02 2 - 20.00\n2023-05-03 3 - 30.00"
    made.add(Export(rows, first="2023-01-01", last="2023-12-31"))
    month = Period.month("2023-05")
    assert [total(made, m, month) for m in ("revenue", "sales_count", "buyers", "new_buyers")] == [60, 3, 1, 1]


def test_a_split_s_new_buyer_is_new_to_the_company_not_to_the_seller(tmp_path: Path) -> None:
    made = Company(tmp_path)
    rows = (
        "day document customer manager amount\n2023-04-01 1 А Иван 10.00\n2023-05-02 2 А Пётр 20.00\n"
        "2023-05-03 3 Б Пётр 30.00"
    )
    made.add(Export(rows, first="2023-01-01", last="2023-12-31"))
    may = [Period.month("2023-05")]
    found = {f.member: f.value for f in made.engine.figures(["new_buyers"], may, "manager")}
    assert found == {"Иван": Decimal(0), "Пётр": Decimal(1)}
    found = {f.member: f.value for f in made.engine.figures(["returning_buyers"], may, "manager")}
    assert found == {"Иван": Decimal(0), "Пётр": Decimal(1)}
