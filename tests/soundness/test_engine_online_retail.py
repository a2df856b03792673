"""A year of a real shop: figures of one month as they were counted from the file by other means."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base
from kpi_desktop.facts.batch import Vat
from tests.shared import shared
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.engine import Engine
    from tests.unit.engine.company import Cell

pytestmark = pytest.mark.slow

FOUR = Decimal("0.0001")


def _columns(path: Path) -> dict[str, list[Cell]]:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
    head = next(rows)
    place = {str(name): index for index, name in enumerate(head)}
    columns: dict[str, list[Cell]] = {
        name: [] for name in ("day", "document", "kind", "customer", "product", "quantity", "amount", "region")
    }
    for row in rows:
        invoice, buyer = row[place["InvoiceNo"]], row[place["CustomerID"]]
        number = str(int(invoice)) if isinstance(invoice, float) else str(invoice)
        quantity = Decimal(repr(row[place["Quantity"]]))
        amount = (quantity * Decimal(repr(row[place["UnitPrice"]]))).quantize(FOUR, ROUND_HALF_UP)
        kind = "return" if number.startswith("C") else "writeoff" if quantity < 0 else "sale"
        day = row[place["InvoiceDate"]]
        columns["day"].append(day.date())  # type: ignore[union-attr]
        columns["document"].append(number)
        columns["kind"].append(kind)
        columns["customer"].append(str(int(buyer)) if isinstance(buyer, float) else None)
        columns["product"].append(str(row[place["Description"]]) or None)
        columns["quantity"].append(quantity)
        columns["amount"].append(amount)
        columns["region"].append(str(row[place["Country"]]))
    return columns


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    path = shared("data/transactions/uci_online_retail_derived.xlsx")
    where = tmp_path_factory.mktemp("retail")
    company = Company(where)
    batch = Export("", vat=Vat.WITHOUT).packed(_columns(path), where)
    from tests.unit.engine.company import FACTS

    assert company.book.add(batch, FACTS).imported == 541_909
    return company.engine


NOVEMBER, DECEMBER = Period.month("2011-11"), Period.month("2011-12")


def test_the_default_month_is_the_last_whole_one(engine: Engine) -> None:
    assert engine.default_month() == NOVEMBER
    assert len(engine.months()) == 13


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("revenue_gross", "1509496.33"),
        ("revenue_returns", "-47740.08"),
        ("revenue", "1461756.25"),
        ("sales_count", "2884"),
        ("buyers", "1665"),
        ("new_buyers", "324"),
        ("returning_buyers", "1341"),
    ],
)
def test_november(engine: Engine, metric: str, expected: str) -> None:
    assert engine.figures([metric], [NOVEMBER])[0].value == Decimal(expected)


def test_the_average_cheque_of_november_is_523(engine: Engine) -> None:
    value = engine.figures(["aov"], [NOVEMBER])[0].value
    assert isinstance(value, Decimal)
    assert round(value) == 523


def test_december_has_nine_days_and_meets_nine_days(engine: Engine) -> None:
    figure = engine.figures(["revenue"], [DECEMBER])[0]
    assert figure.covered.last is not None
    assert (figure.covered.last.isoformat(), figure.covered.complete) == ("2011-12-09", False)
    periods = {base: found.period.last_day.isoformat() for base, found in figure.comparisons.items()}
    assert periods == {Base.PREVIOUS: "2011-11-09", Base.LAST_YEAR: "2010-12-09"}


def test_every_month_s_revenue_is_parted_among_customers_without_rest(engine: Engine) -> None:
    names = ("revenue_share_new", "revenue_share_existing", "revenue_share_unidentified")
    for month in engine.months()[3:]:
        whole = engine.figures(["revenue"], [month])[0].value
        found = {symbol: value for f in engine.figures(names, [month]) for symbol, value in f.inputs}
        parts = [found[name] for name in ("revenue_new", "revenue_existing", "revenue_unidentified")]
        assert sum(part for part in parts if isinstance(part, Decimal)) == whole, month


def test_the_first_three_months_do_not_tell_who_is_new(engine: Engine) -> None:
    found = [engine.figures(["new_buyers"], [month])[0].value for month in engine.months()[:4]]
    reasons = [value.reason if isinstance(value, Missing) else None for value in found]
    assert reasons == [Reason.HISTORY_SHORT] * 3 + [None]
