"""Why a metric changed: small companies whose true cause is known, and every expected part worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.plans import PLANS, PlanRow, PlanVersion, to_text
from kpi_desktop.engine.why.by_members import _named
from kpi_desktop.engine.why.explained import MIX, REST, Explained
from kpi_desktop.engine.why.explainer import Explainer
from kpi_desktop.engine.why.sides import Against
from kpi_desktop.i18n.message import msg
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.engine import Engine

D = Decimal
HEAD = "day document customer manager product quantity amount cost\n"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def asked(company: Company, metric: str, month: str = "2024-02") -> Explainer:
    return Explainer(company.engine, metric, Period.month(month))


def told(found: Explained | Missing) -> dict[str, Decimal]:
    """The parts by cause without `member:`; they add up to the change to the last digit."""
    assert isinstance(found, Explained), found
    total = Fraction(found.change.after) - Fraction(found.change.before)
    assert sum(Fraction(part) for part in found.change.parts.values()) == total
    assert (found.change.before, found.change.after) == found.sides.ends
    return {cause.removeprefix("member:"): part for cause, part in found.change.parts.items()}


def way(company: Company, metric: str, name: str, base: Against = Against.PREVIOUS) -> dict[str, Decimal]:
    explainer = asked(company, metric)
    sides = explainer.against(base)
    assert sides is not None
    return told(explainer.by_way(sides, name))


def split(company: Company, metric: str, by: str, base: Against = Against.PREVIOUS) -> dict[str, Decimal]:
    explainer = asked(company, metric)
    sides = explainer.against(base)
    assert sides is not None
    return told(explainer.by_split(sides, by))


def months(company: Company, january: str, february: str) -> None:
    company.add(Export(HEAD + january.strip() + "\n" + february.strip(), first="2024-01-01", last="2024-02-29"))


def test_a_price_rise_is_the_price_and_no_volume(company: Company) -> None:
    # Lamps: 10 at 100, cost 60; vases: 5 at 200, cost 120. In February all is dearer by a tenth, at the same cost.
    months(
        company,
        "2024-01-10 1 К Анна Лампа 10 1000 600\n2024-01-11 2 М Иван Ваза 5 1000 600",
        "2024-02-10 3 К Анна Лампа 10 1100 600\n2024-02-11 4 М Иван Ваза 5 1100 600",
    )
    assert way(company, "revenue", "goods") == {"units": 0, "mix": 0, "price": 200}
    # Profit 800 -> 1,000. Of each, units and mix stand still, revenue goes 1,000 -> 1,100, its margin 0.4 -> 5/11:
    # price +100 * (0.4 + 5/11) / 2 = 42.727..., margin (5/11 - 0.4) * 1,050 = 57.272...; both products alike.
    goods = way(company, "gross_profit", "goods")
    assert [float(goods[name]) for name in ("units", "mix", "price", "profit")] == pytest.approx(
        [0, 0, 2 * 100 * (0.4 + 5 / 11) / 2, 2 * (5 / 11 - 0.4) * 1050]
    )
    # The margin rose by the price of a unit alone; its cost is what it was.
    margin = way(company, "margin", "prices")
    assert margin["cost"] == 0
    assert margin["price"] > 0
    assert way(company, "revenue", "sales") == {"sales": 0, "check": 200}


def test_dear_goods_gave_way_to_cheap_ones(company: Company) -> None:
    # Prices as they were: lamp 100, vase 300. January 6 lamps + 6 vases, February 9 + 3: 2,400 -> 1,800, as many units.
    months(
        company,
        "2024-01-10 1 К Анна Лампа 6 600 300\n2024-01-11 2 М Иван Ваза 6 1800 900",
        "2024-02-10 3 К Анна Лампа 9 900 450\n2024-02-11 4 М Иван Ваза 3 900 450",
    )
    assert way(company, "revenue", "goods") == {"units": 0, "mix": -600, "price": 0}
    assert split(company, "revenue_per_unit", "product") == {MIX: -50, "Лампа": 0, "Ваза": 0}


def test_the_margin_fell_though_that_of_every_product_rose(company: Company) -> None:
    # Simpson. Vases 1,000 at 50 % -> 400 at 55 %; lamps 1,000 at 10 % -> 1,600 at 11 %: 30 % -> 19.8 %.
    months(
        company,
        "2024-01-10 1 К Анна Ваза 10 1000 500\n2024-01-11 2 М Иван Лампа 10 1000 900",
        "2024-02-10 3 К Анна Ваза 4 400 180\n2024-02-11 4 М Иван Лампа 16 1600 1424",
    )
    assert split(company, "margin", "product") == {MIX: D("-0.126"), "Ваза": D("0.0175"), "Лампа": D("0.0065")}


def test_one_big_client(company: Company) -> None:
    # Ten small purchases of 100 a month; in February another, of 5,000, by one client.
    small = "\n".join(f"2024-0{{m}}-{day:02} {{m}}{day} К{day} Анна Лампа 1 100 50" for day in range(1, 11))
    months(company, small.format(m=1), small.format(m=2) + "\n2024-02-20 299 Кит Иван Ваза 10 5000 2500")
    by_customer = split(company, "revenue", "customer")
    assert by_customer.pop("Кит") == 5000
    assert set(by_customer.values()) == {0}
    # Without names: one sale more, and the average one dearer: 10 * 100 -> 11 * 545.45...
    sales = way(company, "revenue", "sales")
    assert float(sales["sales"]) == pytest.approx((100 + 6000 / 11) / 2)
    assert sales["check"] > 4000


def test_a_vacation(company: Company) -> None:
    # Anna and Ivan sell for 1,000 each; in February Ivan is away and Anna sells as ever.
    months(
        company,
        "2024-01-10 1 К Анна Лампа 10 1000 500\n2024-01-11 2 М Иван Лампа 10 1000 500",
        "2024-02-10 3 К Анна Лампа 10 1000 500",
    )
    assert split(company, "revenue", "manager") == {"Анна": 0, "Иван": -1000}
    # The average sale is 1,000 for both: that he is away moves the mix by nothing, and nobody's own check.
    assert split(company, "aov", "manager") == {MIX: 0, "Анна": 0, "Иван": 0}
    assert way(company, "revenue", "sales") == {"sales": -1000, "check": 0}


def test_a_loss_that_became_a_profit_and_back(company: Company) -> None:
    # January: 2 sales of 100 at cost 150: a loss of 100. February: 4 of 100 at cost 75: a profit of 100.
    months(
        company,
        "2024-01-10 1 К Анна Лампа 1 100 150\n2024-01-11 2 М Иван Лампа 1 100 150",
        "\n".join(f"2024-02-1{n} 1{n} К Анна Лампа 1 100 75" for n in range(4)),
    )
    # sales 2 -> 4, check 100 both, margin -0.5 -> 0.25: by two factors of revenue 200 -> 400 and margin:
    # sales +200 * (-0.5 + 0.25) / 2 = -25 (more sales at a loss lose more); margin 0.75 * 300 = 225. Together +200.
    assert way(company, "gross_profit", "sales") == {"sales": -25, "check": 0, "margin": 225}
    # By the formula: revenue +200, cost 300 both times: all of it is the revenue.
    assert way(company, "gross_profit", "formula") == {"revenue": 200, "cost": 0}
    # Ivan's loss of 50 is gone: that is +50, though he sold nothing.
    assert split(company, "gross_profit", "manager") == {"Анна": 150, "Иван": 50}


def test_from_nothing(company: Company) -> None:
    # January is covered and empty: there is no check then, so all that came is the sales'.
    rows = "2023-12-10 9 К Анна Лампа 1 100 50\n2024-02-10 1 К Анна Лампа 1 100 50\n2024-02-11 2 К Анна Лампа 1 200 50"
    company.add(Export(HEAD + rows, first="2023-12-01", last="2024-02-29"))
    assert way(company, "revenue", "sales") == {"sales": 300, "check": 0}
    assert way(company, "revenue", "buyers") == {"buyers": 300, "frequency": 0, "check": 0, "unnamed": 0}
    # A ratio of nothing has no value, and so no change to tell.
    explainer = asked(company, "aov")
    sides = explainer.against(Against.PREVIOUS)
    assert sides is not None
    found = explainer.by_way(sides, "items")
    assert isinstance(found, Missing)
    assert found.reason is Reason.ZERO_DENOMINATOR


def test_a_receipt_of_two_products_is_no_receipt_of_each(company: Company) -> None:
    months(
        company,
        "2024-01-10 1 К Анна Лампа 1 100 50\n2024-01-10 1 К Анна Ваза 1 300 50",
        "2024-02-10 2 К Анна Лампа 1 100 50\n2024-02-10 2 К Анна Ваза 1 400 50",
    )
    explainer = asked(company, "aov")
    sides = explainer.against(Against.PREVIOUS)
    assert sides is not None
    found = explainer.by_split(sides, "product")
    assert isinstance(found, Missing)
    assert found.reason is Reason.NOT_ADDITIVE
    # By manager a receipt is one.
    assert told(explainer.by_split(sides, "manager")) == {MIX: 0, "Анна": 100}


def test_a_unit_in_two_measures_has_no_volume(company: Company) -> None:
    rows = "day document customer manager product quantity amount cost unit\n"
    rows += "2024-01-10 1 К Анна Лампа 1 100 50 шт\n2024-02-10 2 К Анна Ткань 3 300 50 м"
    company.add(Export(rows + "\n2024-02-11 3 К Анна Лампа 1 100 50 шт", first="2024-01-01", last="2024-02-29"))
    explainer = asked(company, "revenue")
    sides = explainer.against(Against.PREVIOUS)
    assert sides is not None
    found = explainer.by_way(sides, "goods")
    assert isinstance(found, Missing)
    assert found.reason is Reason.MIXED_UNITS


def plan(company: Company, *rows: PlanRow) -> None:
    company.book.set_setting(PLANS, to_text((PlanVersion(1, "2024-01-01", "", "", rows),)))


def test_against_the_plan_by_people_and_by_factors(company: Company) -> None:
    months(
        company,
        "2024-01-10 1 К Анна Лампа 10 1000 500",
        "2024-02-10 3 К Анна Лампа 10 1000 500\n2024-02-11 4 М Иван Лампа 5 500 500",
    )
    # Planned 2,000 for the month, of which 1,200 are Anna's and 600 Ivan's; 200 are nobody's. And 4 sales.
    plan(
        company,
        PlanRow("revenue", "2024-02", D(2000)),
        PlanRow("revenue", "2024-02", D(1200), manager="Анна"),
        PlanRow("revenue", "2024-02", D(600), manager="Иван"),
        PlanRow("sales_count", "2024-02", D(4)),
    )
    assert split(company, "revenue", "manager", Against.PLAN) == {"Анна": -200, "Иван": -100, REST: -200}
    plans = asked(company, "revenue").against(Against.PLAN)
    assert plans is not None
    found = asked(company, "revenue").by_split(plans, "manager")
    assert isinstance(found, Explained)
    assert found.causes[REST].name == msg("Of the plan, nobody's by this split")
    # 4 sales of 500 were planned, 2 of 750 were made: sales -2 * (500 + 750) / 2 = -1,250, check +250 * 3 = 750.
    assert way(company, "revenue", "sales", Against.PLAN) == {"sales": -1250, "check": 750}
    # Buyers are not planned, so the way over them is not told.
    explainer = asked(company, "revenue")
    sides = explainer.against(Against.PLAN)
    assert sides is not None
    assert isinstance(explainer.by_way(sides, "buyers"), Missing)


def test_kopecks_of_rounded_members_are_called_rounding(company: Company) -> None:
    # Two lines of 90.004 and 0.004: 90.00 and 0.00 on paper, together they are 90.01.
    months(company, "2024-01-10 1 К Анна Лампа 1 90.004 0\n2024-01-10 2 К Анна Стол 1 0.004 0",
           "2024-02-10 3 К Анна Лампа 1 100 0")  # fmt: skip
    explainer = asked(company, "revenue")
    sides = explainer.against(Against.PREVIOUS)
    assert sides is not None
    found = explainer.by_split(sides, "product")
    assert told(found) == {"Лампа": 10, REST: D("-0.01")}
    assert isinstance(found, Explained)
    assert found.causes[REST].name == msg("Rounding")


def test_plans_that_do_not_agree_say_so(company: Company) -> None:
    months(
        company,
        "2024-01-10 1 К Анна Лампа 10 1000 500",
        "2024-02-10 3 К Анна Лампа 10 1000 500\n2024-02-11 4 М Иван Лампа 5 500 500",
    )
    # Revenue 1,200 over 4 sales is 300 a sale; the average order is planned at 400 of its own.
    plan(
        company,
        PlanRow("aov", "2024-02", D(400)),
        PlanRow("revenue_gross", "2024-02", D(1200)),
        PlanRow("sales_count", "2024-02", D(4)),
    )
    # 1,200/4 -> 1,500/2 = 300 -> 750. Revenue: 300 * (1/4 + 1/2) / 2 = 112.5; orders: (1/2 - 1/4) * 1,350 = 337.5.
    # From the planned 400 to the 300 of its factors it is -100 before anything happened.
    assert way(company, "aov", "formula", Against.PLAN) == {"revenue": D("112.5"), "orders": D("337.5"), REST: -100}


def test_the_best_month_goes_the_good_way(company: Company) -> None:
    rows = "\n".join(f"2024-{m:02}-10 {m} К Анна Лампа {m} {amount} 50" for m, amount in
                     ((1, 300), (2, 500), (3, 400), (4, 350), (5, 450)))  # fmt: skip
    company.add(Export(HEAD + rows, first="2024-01-01", last="2024-05-31"))
    best = asked(company, "revenue", "2024-05").against(Against.BEST)
    assert best is not None
    assert (best.period, best.before, best.after) == (Period.month("2024-02"), D(500), D(450))


def daily(head: str, row: str) -> str:
    """Rows of 23 and 24 days in two months; `{n}` differs from row to row, `{d}` from day to day."""
    cells = [row.format(day=f"2024-0{m}-{d:02}", n=100 * m + d, d=d, m=m) for m in (1, 2) for d in range(1, 23 + m)]
    return "\n".join((head, *cells))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company that has something of everything."""
    company = Company(tmp_path_factory.mktemp("whole"))
    sales = daily(HEAD.strip(), "{day} {n} К{d} Анна Лампа{d} {d} {n}0 {n}")
    sales += "\n2024-01-20 777 - Анна Лампа1 2 900 300\n2024-02-20 778 К3 Анна Лампа1 2 700 300"
    for fact, text in (
        ("sale", sales),
        ("advertising", daily("day channel cost clicks revenue", "{day} Поиск {n} {d} {n}0")),
        ("lead", daily("day channel customer", "{day} Поиск Л{n}")),
        ("visit", daily("day manager customer", "{day} Анна Л{n}")),
        ("contract", daily("day contract customer total", "{day} Д{n} Л{n} {n}000")),
        ("expense", daily("day article class amount", "{day} Доставка variable {n}")),
    ):
        company.add(Export(text, fact=fact, source=fact, first="2024-01-01", last="2024-02-29"))
    return company


@pytest.mark.parametrize("metric", sorted(CATALOGUE.ways))
def test_ways_are_the_metric_itself(whole: Company, metric: str) -> None:
    """A way of the file that is not its metric to the last digit would never be shown."""
    explainer = asked(whole, metric)
    sides = explainer.against(Against.PREVIOUS)
    assert sides is not None
    assert sides.before != sides.after
    assert {one.id for one in CATALOGUE.ways[metric]} <= {one.id for one in explainer.makings}
    for one in explainer.makings:
        told(explainer.by_way(sides, one.id))


def test_members_of_one_name_or_of_none_stay_apart() -> None:
    """Two members under one key would lose the money of one of them without a word."""

    class Names:
        def member_names(self, _dimension: str, _codes: set[int]) -> dict[int, str]:
            return {1: "Кит", 2: "Кит", 9: "Кит"}

    sides: list[dict[int, tuple[Decimal, ...]] | Missing] = [
        {0: (D(5),), 1: (D(1),), 2: (D(2),), 3: (D(3),), 4: (D(0),)},
        {0: (D(0),), 1: (D(0),), 2: (D(0),), 3: (D(4),), 4: (D(0),)},
    ]
    named = _named(cast("Engine", Names()), "customer", sides)
    assert isinstance(named, list)
    assert named[0] == {"": (D(5),), "Кит": (D(1),), "Кит (2)": (D(2),), "(3)": (D(3),)}
    assert named[1]["(3)"] == (D(4),)
