"""Wrong numbers at the edges: a return before the first sale, presents, numbers of documents that come again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

MAY, JUNE = Period.month("2023-05"), Period.month("2023-06")


def made(where: Path, *texts: str) -> Company:
    company = Company(where)
    for number, text in enumerate(texts):
        company.add(Export(text.strip(), source=f"shop{number}", first="2022-01-01", last="2023-12-31"))
    return company


def value(company: Company, metric: str, period: Period) -> Value:
    return company.engine.figures([metric], [period])[0].value


def test_a_return_makes_nobody_a_buyer(tmp_path: Path) -> None:
    company = made(
        tmp_path,
        """
day document customer amount
2022-01-10 0 Б 1.00
2023-05-02 1 А -40.00
2023-05-03 2 Б 100.00
2023-06-04 3 А 70.00
""",
    )
    assert [value(company, m, MAY) for m in ("buyers", "new_buyers", "returning_buyers")] == [1, 0, 1]
    assert [value(company, m, JUNE) for m in ("buyers", "new_buyers", "returning_buyers")] == [1, 1, 0]
    shares = [value(company, f"revenue_share_{name}", MAY) for name in ("new", "existing", "unidentified")]
    assert shares == [0, 1, 0]
    assert value(company, "revenue", MAY) == 60


def test_an_order_of_presents_is_a_sale_without_revenue(tmp_path: Path) -> None:
    company = made(
        tmp_path,
        """
day document customer kind quantity amount
2023-05-02 1 А sale 1 100.00
2023-05-02 1 А sale 1 0.00
2023-05-03 2 Б sale 2 0.00
2023-05-04 3 - writeoff -5 0.00
""",
    )
    assert [value(company, m, MAY) for m in ("sales_count", "buyers", "aov", "units")] == [2, 2, 50, 4]
    assert value(company, "items_per_receipt", MAY) == Decimal("1.5")


def test_a_document_is_told_by_its_source_its_number_and_its_year(tmp_path: Path) -> None:
    first = "day document customer amount\n2022-12-31 7 А 10.00\n2023-05-02 7 А 20.00\n2023-05-09 7 А 5.00"
    second = "day document customer amount manager\n2023-05-03 7 Б 30.00 М"
    company = made(tmp_path, first, second)
    assert value(company, "sales_count", MAY) == 2  # one in each source, its lines of two days together
    assert value(company, "sales_count", Period(Period.month("2022-12").start, MAY.end)) == 3
    assert value(company, "aov", MAY) == Decimal("27.5")


def test_growth_from_nothing_has_no_percentage(tmp_path: Path) -> None:
    company = made(tmp_path, "day document amount\n2023-05-02 1 10.00\n2023-05-03 2 -30.00\n2023-06-04 3 5.00")
    figures = company.engine.figures(["revenue", "mom_growth"], [JUNE])
    assert isinstance(figures[1].value, Missing)
    change = next(c for base, c in figures[0].comparisons.items() if base.value == "previous")
    assert (change.kind.value, change.value, change.change) == ("amount", Decimal("-20.00"), Decimal("25.00"))


def test_lifetime_value_is_revenue_per_customer_with_documents_or_without(tmp_path: Path) -> None:
    rows = "day document customer amount\n2023-05-02 1 А 10.00\n2023-05-02 2 А 35.00\n2023-05-03 3 Б 5.00"
    numbered = made(tmp_path, rows)
    found = value(numbered, "cltv_simple", MAY)
    assert isinstance(found, Decimal)
    assert abs(found - 25) < Decimal("1e-30")  # two quotients multiplied
    (tmp_path / "plain").mkdir()
    plain = made(tmp_path / "plain", "day customer amount\n2023-05-02 А 10.00\n2023-05-02 А 35.00\n2023-05-03 Б 5.00")
    assert value(plain, "cltv_simple", MAY) == 25
    assert isinstance(value(plain, "purchases_per_customer", MAY), Missing)


def test_a_month_in_progress_compares_lifetime_value_to_the_same_day(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = "day document customer amount\n2023-05-02 1 А 10.00\n2023-05-20 2 Б 90.00\n2023-06-03 3 А 50.00"
    company.add(Export(rows, first="2023-05-01", last="2023-06-09"))
    figure = company.engine.figures(["cltv_simple"], [JUNE])[0]
    found = {base.value: comparison.value for base, comparison in figure.comparisons.items()}
    assert [figure.value, found["previous"]] == [75, 10]  # Б bought after the ninth of May
