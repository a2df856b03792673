"""Measures as SQL: every aggregation against sums done by hand, and nothing that engines read differently."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.model import Aggregation, Measure
from kpi_desktop.core.period import Period
from kpi_desktop.core.unit import Unit
from kpi_desktop.engine.reading import Readings, Request
from kpi_desktop.engine.sql import spans
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.missing import Value

JAN, FEB, MAR = (Period.month(f"2024-0{n}") for n in (1, 2, 3))
QUARTER = Period(JAN.start, MAR.end)

ROWS = """
day document customer product manager quantity amount cost service
2024-01-10 1 Альфа чай Иван 2 100.10 60.05 no
2024-01-10 1 Альфа кофе Пётр 1 50.00 - no
2024-01-31 2 - чай Иван 1 10.00 6.00 no
2024-02-01 2 - кофе Иван 3 30.00 20.00 no
2024-02-10 3 Бета чай Пётр 1 70.00 40.00 no
2024-02-11 4 Альфа доставка - 1 5.00 - yes
2024-02-20 3 Бета чай Пётр -1 -70.00 -40.00 no
2024-03-05 5 Бета чай Пётр 4 80.00 40.00 no
2024-03-05 6 Гамма кофе Иван 1 20.00 10.00 no
2024-03-06 7 Гамма кофе Иван 1 21.00 10.00 no
"""


class Spy:
    """Runs queries on the book and remembers their texts."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.texts: list[str] = []

    def run(self, sql: str) -> list[tuple[object, ...]]:
        self.texts.append(sql)
        return self.company.book.run(sql)

    def columns(self, sql: str) -> Mapping[str, NDArray[np.generic]]:
        self.texts.append(sql)
        return self.company.book.columns(sql)


@pytest.fixture
def spy(tmp_path: Path) -> Spy:
    company = Company(tmp_path)
    company.add(Export(ROWS))
    return Spy(company)


def values(spy: Spy, measure: str, windows: list[Period]) -> list[Value]:
    readings = Readings(spy, CATALOGUE)
    readings.prepare(Request(measure, window) for window in windows)
    return [readings.value(Request(measure, window)) for window in windows]


@pytest.mark.parametrize(
    ("measure", "january", "february", "march", "quarter"),
    [
        ("revenue_net", "160.10", "35", "121", "316.10"),
        ("revenue_gross", "160.10", "105", "121", "386.10"),
        ("revenue_returns", "0", "-70", "0", "-70"),
        ("orders", "2", "3", "3", "7"),  # receipt 2 has lines on both sides of the month's edge
        ("orders_identified", "1", "2", "3", "6"),
        ("first_orders", "1", "1", "1", "3"),
        ("items", "3", "2", "3", "8"),
        ("units", "4", "3", "6", "13"),
        ("products_sold", "2", "2", "2", "2"),
        ("buyers", "1", "2", "2", "3"),
        ("new_buyers", "1", "1", "1", "3"),
        ("returning_buyers", "0", "1", "1", "0"),
        ("revenue_new", "150.10", "0", "41", "276.10"),
        ("revenue_existing", "0", "5", "80", "0"),
        ("revenue_identified", "150.10", "5", "121", "276.10"),
        ("revenue_unidentified", "10", "30", "0", "40"),
        ("revenue_costed", "110.10", "30", "121", "261.10"),
        ("cost_of_goods", "66.05", "20", "60", "146.05"),
        ("revenue_top_customers", "150.10", "5", "121", "276.10"),
    ],
)
def test_measures_by_hand(spy: Spy, measure: str, january: str, february: str, march: str, quarter: str) -> None:
    found = values(spy, measure, [JAN, FEB, MAR, QUARTER])
    assert found == [Decimal(january), Decimal(february), Decimal(march), Decimal(quarter)]


def test_windows_asked_together_and_alone_agree(spy: Spy) -> None:
    odd = [Period(date(2024, 1, 15), date(2024, 2, 15)), Period(date(2024, 1, 31), date(2024, 2, 1)), QUARTER, FEB]
    sale = [name for name, measure in CATALOGUE.measures.items() if measure.fact == "sale"]
    for name in sale:
        together = values(spy, name, odd)
        assert together == [values(spy, name, [window])[0] for window in odd], name


def test_split_by_member_counts_each_member_on_its_own(spy: Spy) -> None:
    readings = Readings(spy, CATALOGUE)
    texts = spy.company.book.members("manager")
    request = Request("orders", JAN, "manager")
    readings.prepare([request])
    found = {texts[code]: readings.value(request, code) for code in texts}
    assert found == {"": 0, "Иван": 2, "Пётр": 1}  # receipt 1 has lines of both


def test_a_customer_with_returns_only_is_an_existing_one(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day document customer amount\n2024-02-03 9 Дельта -40.00\n2024-02-04 1 Альфа 100.00"))
    spy = Spy(company)
    assert values(spy, "revenue_existing", [FEB]) == [Decimal(-40)]
    assert values(spy, "revenue_new", [FEB]) == [Decimal(100)]
    assert values(spy, "buyers", [FEB]) == [Decimal(1)]


def test_top_takes_the_largest_sums_not_the_largest_lines(tmp_path: Path) -> None:
    lines = "\n".join(f"2024-01-{day:02} {day} К{day % 7} {day}.00" for day in range(1, 29))
    company = Company(tmp_path)
    company.add(Export("day document customer amount\n" + lines))
    # the sums of K0..K6 are 70, 46, 50, 54, 58, 62, 66: the five largest are all but 46 and 50
    assert values(Spy(company), "revenue_top_customers", [JAN]) == [Decimal(310)]


@pytest.mark.parametrize(("days", "median"), [("3 9 5", 5), ("3 9 5 7", 5), ("4", 4)])
def test_lower_median(tmp_path: Path, days: str, median: int) -> None:
    company = Company(tmp_path)
    lines = "\n".join(f"2024-01-1{i} {i} {n}.00" for i, n in enumerate(days.split()))
    company.add(Export("day document amount\n" + lines))
    measure = Measure("middle", "sale", Aggregation.LOWER_MEDIAN, Unit.of("money"), "", "", column="amount")
    readings = Readings(Spy(company), _with(measure))
    assert readings.value(Request("middle", JAN)) == median


def test_equal_sums_at_the_edge_of_the_top_are_chosen_the_same_way_every_time(tmp_path: Path) -> None:
    company = Company(tmp_path)
    lines = "\n".join(f"2024-01-1{i} {i} К{i} 10.00" for i in range(9))
    company.add(Export("day document customer amount\n" + lines))
    first = company.engine.top("customer", JAN, 3)
    assert [name for name, *_ in first] == ["К0", "К1", "К2"]
    assert first == company.engine.top("customer", JAN, 3)


def test_sql_reads_the_same_on_every_engine(spy: Spy) -> None:
    readings = Readings(spy, CATALOGUE)
    windows = [JAN, FEB, Period(date(2023, 3, 1), MAR.end)]
    facts = {"sale", "expense", "advertising", "lead", "answer", "task", "deal"}
    for measure in CATALOGUE.measures.values():
        if measure.fact in facts:
            for dimension in (None, "manager") if measure.fact == "sale" else (None,):
                readings.prepare(Request(measure.id, window, dimension) for window in windows)
    assert len(spy.texts) > 10
    calls = {found.upper() for text in spy.texts for found in re.findall(r"([A-Za-z_]+)\(", text)}
    assert calls <= {"SUM", "COUNT", "MIN", "MAX", "CAST", "ROW_NUMBER"}
    for text in spy.texts:
        bare = re.sub(r"'[^']*'", "''", text)
        assert "/" not in bare
        assert not re.search(r"\d\.\d", bare), "a decimal literal is a float on some engines"
        assert not re.search(
            r"\b(FILTER|INTERVAL|ROUND|AVG|LAG|LEAD|EXTRACT|DATE_TRUNC|QUALIFY|USING)\b\s*\(", bare, re.I
        )


def test_spans_cut_time_at_every_edge() -> None:
    edges = [(span.start.isoformat(), span.end.isoformat()) for span in spans([QUARTER, FEB])]
    assert edges == [("2024-01-01", "2024-02-01"), ("2024-02-01", "2024-03-01"), ("2024-03-01", "2024-04-01")]
    apart = [Period.month("2024-01"), Period.month("2024-06")]
    assert spans(apart) == apart


def _with(measure: Measure) -> Catalogue:
    from dataclasses import replace

    return replace(CATALOGUE, measures={**CATALOGUE.measures, measure.id: measure})
