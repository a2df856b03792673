"""A month of which a stream is absent, or known for a part of its days: metrics of every kind (NUMBERS 1).

What is known is shown and said to be a part; its change is that of the common streams and days; a ratio of facts of
other days is read on the common days or refused; nothing of it is held against a plan or pays a bonus.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.bonus import bonuses, set_base
from kpi_desktop.app.figures import measured
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.figure import Base
from tests.soundness.test_catalogue_rows import reason
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure

MONTHS = [Period.month(f"{2025 + n // 12}-{n % 12 + 1:02}") for n in range(18)]
MAY, JUNE = MONTHS[-2:]
BEGUN = "2025-01-01"
#: Documents are numbered by month and day; the shop's month n brings 100 n twice, two fifths of it are profit.
_SHOP = [(5, "А", "Анна"), (20, "А", "Анна")]
_SALE = "day document customer manager channel amount cost"


def _shop() -> str:
    rows = [f"{m.month_text}-{d:02} C{n}-{d} {who} {rep} Сайт {n * 100}.00 {n * 60}.00"
            for n, m in enumerate(MONTHS, 1) for d, who, rep in _SHOP]  # fmt: skip
    return "\n".join([_SALE, *rows])


def _ozon(months: list[Period], *more: str) -> str:
    """A thousand on the 6th and on the 25th, half of it profit."""
    rows = [f"{m.month_text}-{d:02} O{m.month_text}-{d} Б Борис Ozon 1000.00 500.00" for m in months for d in (6, 25)]
    return "\n".join([_SALE, *rows, *more])


def _twice(head: str, days: tuple[int, int], what: str, months: list[Period]) -> str:
    return "\n".join([head, *(f"{m.month_text}-{d:02} {what.format(m.month_text, d)}" for m in months for d in days)])


def company(where: Path, ozon: str, last: str, *, adverts: str = "2026-06-30") -> Company:
    found = Company(where)
    found.add(Export(_shop(), source="1C", first=BEGUN, last="2026-06-30"))
    found.add(Export(ozon, source="Ozon", first=BEGUN, last=last))
    found.add(Export(_twice("day lead", (2, 22), "{0}/{1}", MONTHS), "lead", "CRM", BEGUN, "2026-06-30"))
    spent = _twice("day channel cost responses", (7, 23), "Сайт 50.00 1", MONTHS)
    kept = [line for line in spent.splitlines() if line.startswith("day") or line[:10] <= adverts]
    found.add(Export("\n".join(kept), "advertising", "Кабинет", BEGUN, adverts))
    rent = "\n".join(["day article class amount", *(f"{m.month_text}-01 Аренда fixed 100.00" for m in MONTHS)])
    found.add(Export(rent, "expense", "Траты", BEGUN, "2026-06-30", Grain.MONTH))
    plans = [f"{m.month_text}-01 {who} {plan}" for m in (MAY, JUNE) for who, plan in (("Анна", 1000), ("Борис", 2000))]
    found.add(Export("\n".join(["day manager amount", *plans]), "target", "Планы", "2026-05-01", "2026-06-30"))
    return found


@pytest.fixture(scope="module")
def absent(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Ozon sold to the end of May and is not there in June."""
    return company(tmp_path_factory.mktemp("absent"), _ozon(MONTHS[:-1]), "2026-05-31").engine


@pytest.fixture(scope="module")
def partly(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Ozon is known to 10 June: one sale of 1,500."""
    june = "2026-06-06 O-6 Б Борис Ozon 1500.00 750.00"
    return company(tmp_path_factory.mktemp("partly"), _ozon(MONTHS[:-1], june), "2026-06-10").engine


def figure(engine: Engine, metric: str, month: Period = JUNE) -> Figure:
    return engine.figures([metric], [month])[0]


def partial(found: Figure) -> list[str]:
    return [str(flag.message) for flag in found.flags if flag.code == "partial"]


#: Metric, June of the shop alone, its change from the shop's May: 3,600 after 3,400 in two documents a month.
ABSENT = {
    "revenue": ("3600", Decimal(200) / 3400),
    "gross_profit": ("1440", Decimal(80) / 1360),
    "sales_count": ("2", Decimal(0)),
    "aov": ("1800", Decimal(100) / 1700),
    "margin": ("0.4", Decimal(0)),
    "buyers": ("1", Decimal(0)),
    "arp_customer": ("3600", Decimal(200) / 3400),
    "sales_conversion": ("1", Decimal(0)),
    "profit": ("1240", Decimal(80) / 1160),  # less a rent of 100 and advertising of 100
    "profit_per_sale": ("720", Decimal(40) / 680),
    "net_per_sale": ("670", Decimal(40) / 630),
}


@pytest.mark.parametrize("metric", ABSENT)
def test_without_a_stream_the_change_is_that_of_the_others(absent: Engine, metric: str) -> None:
    value, change = ABSENT[metric]
    found = figure(absent, metric)
    assert found.value == Decimal(value)
    assert partial(found) == ["without Ozon"]
    told = found.comparisons[Base.PREVIOUS].change
    assert isinstance(told, Decimal)
    assert abs(told - change) < Decimal("1e-20")


def test_the_cost_revenue_ratio_without_a_stream(absent: Engine) -> None:
    found = figure(absent, "drr")
    assert isinstance(found.value, Decimal)
    assert abs(found.value - Decimal(100) / 3600) < Decimal("1e-20")
    change = found.comparisons[Base.PREVIOUS].change
    assert isinstance(change, Decimal)
    assert abs(change - (Decimal(100) / 3600 - Decimal(100) / 3400)) < Decimal("1e-20")


def test_a_value_to_date_says_that_its_last_month_lacks_a_stream(absent: Engine) -> None:
    """All that two customers brought: 200 x (1 + ... + 18) and 17 times 2,000."""
    found = figure(absent, "cltv_simple")
    assert found.value == (Decimal(34_200) + 34_000) / 2
    assert partial(found) == ["without Ozon"]
    assert partial(figure(absent, "cltv_simple", MAY)) == []
    change = found.comparisons[Base.PREVIOUS].change
    assert isinstance(change, Decimal)
    assert abs(change - Decimal(3_600) / 30_600) < Decimal("1e-20")  # of the shop's one customer


@pytest.mark.parametrize("metric", ["purchase_frequency", "buyers_year", "aov_year", "active_buyers"])
def test_twelve_months_are_whole_or_none(absent: Engine, partly: Engine, metric: str) -> None:
    assert isinstance(figure(absent, metric, MAY).value, Decimal)
    assert reason(figure(absent, metric).value) is Reason.HISTORY_SHORT
    assert reason(figure(partly, metric).value) is Reason.HISTORY_SHORT


@pytest.mark.parametrize(("metric", "may"), [("plan_attainment", "1.8"), ("quota_reps", "1"), ("performer_mix", "1")])
def test_a_part_is_not_held_against_a_plan(absent: Engine, partly: Engine, metric: str, may: str) -> None:
    """May: 3,400 of 1,000 and 2,000 of 2,000."""
    assert figure(absent, metric, MAY).value == Decimal(may)
    for engine in (absent, partly):
        assert reason(figure(engine, metric).value) is Reason.NOT_COVERED


def test_plan_and_fact_are_not_compared(absent: Engine, partly: Engine) -> None:
    for engine in (absent, partly):
        (found,) = measured(engine, engine.figures(["revenue"], [JUNE]), JUNE)
        beside = found.comparisons[Base.PLAN]
        assert beside.value == Decimal(3000)
        assert reason(beside.change) is Reason.NOT_COVERED
        assert beside.attainment is not None
        assert (beside.attainment.light, beside.attainment.full_share) == ("", None)
    (whole,) = measured(absent, absent.figures(["revenue"], [MAY]), MAY)
    assert whole.comparisons[Base.PLAN].change == Decimal("0.8")


def test_no_bonus_is_paid_from_a_part(tmp_path: Path) -> None:
    book = company(tmp_path, _ozon(MONTHS[:-1]), "2026-05-31")
    book.book.close()
    workspace = load_workspace()
    set_base(book.path, "revenue")
    whole, part = (bonuses(workspace, book.path, month) for month in ("2026-05", "2026-06"))
    assert [isinstance(person.total, Decimal) for person in whole.people] == [True, True]
    assert part.people
    assert {reason(person.total) for person in part.people} == {Reason.NOT_COVERED}


#: Metric, June as far as it is known, its change from 1-10 May to 1-10 June: 1,800 and 1,500 after 1,700 and 1,000.
PARTLY = {
    "revenue": ("5100", Decimal(600) / 2700),
    "sales_count": ("3", Decimal(0)),
    "gross_profit": ("2190", Decimal(1470 - 1180) / 1180),
    "sales_conversion": ("2", Decimal(0)),  # on ten days alone: two sales, one enquiry
    "cpl": ("50", Decimal(0)),
    "net_per_sale": ("710", Decimal(710 - 565) / 565),  # on ten days: 1,470 less 50 over two sales
}


@pytest.mark.parametrize("metric", PARTLY)
def test_a_stream_of_ten_days(partly: Engine, metric: str) -> None:
    value, change = PARTLY[metric]
    found = figure(partly, metric)
    assert found.value == Decimal(value)
    assert partial(found) == ([] if metric == "cpl" else ["data from 1 Jun 2026 to 10 Jun 2026"])
    told = found.comparisons[Base.PREVIOUS].change
    assert isinstance(told, Decimal)
    assert abs(told - change) < Decimal("1e-20")


def test_half_a_month_of_sales_is_not_held_against_a_month_of_expenses(partly: Engine) -> None:
    for metric in ("drr", "cac", "contribution_margin"):
        assert isinstance(figure(partly, metric).value, Missing), metric


def test_advertising_of_ten_days_is_over_enquiries_of_ten_days(tmp_path: Path) -> None:
    """50 on 7 June and one enquiry by the 10th; over both enquiries of June it would be 25."""
    engine = company(tmp_path, _ozon(MONTHS), "2026-06-30", adverts="2026-06-10").engine
    found = figure(engine, "cpl")
    assert found.value == Decimal(50)
    assert partial(found) == ["data from 1 Jun 2026 to 10 Jun 2026"]
    assert reason(figure(engine, "drr").value) is Reason.NOT_COVERED
    assert figure(engine, "revenue").value == Decimal(5600)
    assert partial(figure(engine, "revenue")) == []


def test_a_stream_that_begins_is_expected_from_then_on(tmp_path: Path) -> None:
    """A new shop from the middle of June: nothing lacks, and it is growth."""
    book = company(tmp_path, _ozon(MONTHS), "2026-06-30")
    new = f"{_SALE}\n2026-06-16 W1 В Борис WB 700.00 400.00"
    book.add(Export(new, source="WB", first="2026-06-15", last="2026-06-30"))
    found = figure(book.engine, "revenue")
    assert found.value == Decimal(6300)
    assert partial(found) == []
    change = found.comparisons[Base.PREVIOUS].change
    assert isinstance(change, Decimal)
    assert abs(change - Decimal(900) / 5400) < Decimal("1e-20")
    assert figure(book.engine, "plan_attainment").value == Decimal("2.1")
