"""A discount that is a share of the price makes no money of discounts: the import says so, and so does the figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

SHARES = (
    "Order ID,Order Date,Product,Sales,Quantity,Discount\nA1,2024-03-01,Tea,90,1,0.1\nA2,2024-03-02,Jam,160,2,0.2\n"
)


def codes(where: Path, text: str) -> list[str]:
    path = where / "sales.csv"
    path.write_text(text, "utf-8")
    report = read(path, where)
    assert report.outcome is Outcome.OK
    return [issue.code for issue in report.issues]


def test_the_import_says_that_a_share_is_no_money(tmp_path: Path) -> None:
    assert codes(tmp_path, SHARES).count("discount_not_read") == 1


def test_a_discount_in_money_is_read_without_a_word(tmp_path: Path) -> None:
    assert "discount_not_read" not in codes(tmp_path, SHARES.replace("0.1", "10").replace("0.2", "40"))


def test_the_figure_does_not_say_that_there_is_no_such_column(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day amount\n2024-03-01 90.00", "sale", first="2024-03-01", last="2024-03-31"))
    value = next(iter(company.engine.figures(["average_discount"], [Period.month("2024-03")]))).value
    assert isinstance(value, Missing)
    assert "discounts in money" in str(value.message)
    assert value.unlock == ("sale.discount",)
