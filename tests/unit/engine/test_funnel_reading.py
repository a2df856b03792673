"""A funnel read from a small book: every count is worked out by hand beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Period
from kpi_desktop.engine.funnel.diagnosis import chosen, diagnose
from kpi_desktop.engine.funnel.reading import FunnelReader
from kpi_desktop.engine.funnel.words import BaseOf, Money
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.funnel.reading import FunnelReading

FEBRUARY = Period.month("2026-02")


def whole(text: str, fact: str, source: str) -> Export:
    """An export that states January and February as its period."""
    return Export(text, fact, source, first="2026-01-01", last="2026-02-28")


LEADS = """
day        lead customer manager channel
2026-01-05 L1   c1       Анна    сайт
2026-01-20 L2   c2       Борис   реклама
2026-01-30 L3   c3       Анна    сайт
2026-02-03 L4   c1       Анна    сайт
2026-02-10 L5   c5       Борис   реклама
2026-02-25 L6   c6       Борис   сайт
"""

VISITS = """
day        customer visits manager channel
2026-01-10 c1       1      Анна    сайт
2026-02-05 c3       1      Анна    сайт
2026-02-14 c5       1      Борис   реклама
"""

CONTRACTS = """
day        contract customer total paid_day   manager
2026-01-15 К1       c1       100   2026-02-02 Анна
2026-02-20 К5       c5       200   -          Борис
"""


@pytest.fixture
def company(tmp_path: Path) -> Company:
    found = Company(tmp_path)
    found.add(whole(LEADS, "lead", "CRM"))
    found.add(whole(VISITS, "visit", "Журнал"))
    found.add(whole(CONTRACTS, "contract", "Договоры"))
    return found


def read(company: Company) -> tuple[FunnelReader, FunnelReading]:
    reader = FunnelReader(company.book, CATALOGUE)
    return reader, reader.read(CATALOGUE.funnels["sales"], FEBRUARY)


def test_stages_by_date_of_event(company: Company) -> None:
    _, reading = read(company)
    # Advertising has no data: the funnel begins with leads, and it is said.
    assert [stage.id for stage in reading.left_out] == ["responses"]
    assert [stage.id for stage in reading.stages] == ["leads", "visits", "contracts", "payments"]
    # January and February; a payment counts on the day it was made, the 2nd of February.
    assert [list(total) for total in reading.totals] == [[3, 3], [1, 2], [1, 1], [0, 1]]


def test_cohorts_at_the_same_age(company: Company) -> None:
    _, reading = read(company)
    steps = {step.after.id: step for step in reading.steps}
    assert all(step.cohort for step in reading.steps)
    # Read at the end of February, so January is seen as at its own end: L1 came to a meeting on the 10th, L3 only on
    # the 5th of February. Of February's leads L5 came; L4 is c1 again, whose meeting of January is earlier than it.
    cases, hits = steps["visits"].passing.totals()
    assert (list(cases), list(hits)) == ([3, 3], [1, 1])
    # c1 signed on the 15th; of February's two meetings c5 signed.
    cases, hits = steps["contracts"].passing.totals()
    assert (list(cases), list(hits)) == ([1, 2], [1, 1])
    # К1 was paid, but not within January; К5 is not paid.
    cases, hits = steps["payments"].passing.totals()
    assert (list(cases), list(hits)) == ([1, 1], [0, 0])


def test_speed_is_the_lower_median(company: Company) -> None:
    _, reading = read(company)
    steps = {step.after.id: step for step in reading.steps}
    # c1 took 5 days to the meeting, c3 6, c5 4; contracts took 5 and 6; the payment 18.
    assert [steps[name].median for name in ("visits", "contracts", "payments")] == [5, 5, 18]
    # The last day of data is the month's own: every step is younger than 1.5 medians.
    assert all(reading.ripening(step) for step in reading.steps)


def test_lost_cases_have_their_rows(company: Company) -> None:
    reader, reading = read(company)
    steps = {step.after.id: step for step in reading.steps}
    lost = {name: reader.lost(reading, step) for name, step in steps.items()}
    place = reader.lost(reading, steps["visits"]).columns.index("document")
    assert [row.cells[place] for row in lost["visits"].rows] == ["L4", "L6"]
    assert all(row.source.file.startswith("CRM-") for row in lost["visits"].rows)
    assert lost["contracts"].total == 1
    assert [row.cells[place] for row in lost["payments"].rows] == ["К5"]


def test_the_month_in_money_and_against_the_month_before(company: Company) -> None:
    funnel = chosen(FunnelReader(company.book, CATALOGUE), tuple(CATALOGUE.funnels.values()), FEBRUARY)
    assert funnel is not None
    assert funnel.id == "sales"
    found = diagnose(company.engine, FunnelReader(company.book, CATALOGUE), funnel, FEBRUARY)
    # One contract was paid in February, К1 for 100; no cost of it is known, and a contract is no revenue: it is a sum.
    assert (found.money, found.result) == (Money.CONTRACTS, Decimal(100))
    # Two months are no history: nothing is called weak.
    assert found.weak is not None
    assert not found.weak.enough
    assert found.weak.first is None
    previous = next(against for against in found.against if against.base is BaseOf.PREVIOUS)
    assert previous.change.total == 100
    assert sum(previous.change.parts.values()) == 100


def test_customers_who_never_meet_are_not_followed(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(whole(LEADS, "lead", "CRM"))
    company.add(whole(VISITS.replace(" c1", " x1").replace(" c3", " x3").replace(" c5", " x5"), "visit", "Журнал"))
    _, reading = read(company)
    assert [step.cohort for step in reading.steps] == [False]
    # By dates of events: 2 meetings in February, 3 leads.
    assert [total[-1] for total in reading.steps[0].passing.totals()] == [3, 2]


def test_a_buyer_of_two_channels_is_one_buyer(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(whole(LEADS, "lead", "CRM"))
    sales = """
day        document customer channel amount cost
2026-02-10 1        c5       сайт    100    60
2026-02-11 2        c5       реклама 100    60
2026-02-12 3        c6       сайт    100    60
"""
    company.add(Export(sales, first="2026-01-01", last="2026-02-28"))
    reader = FunnelReader(company.book, CATALOGUE)
    found = diagnose(company.engine, reader, CATALOGUE.funnels["leads"], FEBRUARY)
    numbers = {line.id: line.number for line in found.lines}
    assert numbers == {"leads": 3, "buyers": 2, "purchases": 3}
    # Cost is known: 300 less 180.
    assert (found.money, found.result) == (Money.PROFIT, Decimal(120))


def test_without_cost_it_is_revenue_and_says_so(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(whole(LEADS, "lead", "CRM"))
    company.add(Export("day document customer amount\n2026-02-10 1 c5 100", first="2026-01-01", last="2026-02-28"))
    found = diagnose(company.engine, FunnelReader(company.book, CATALOGUE), CATALOGUE.funnels["leads"], FEBRUARY)
    assert (found.money, found.result) == (Money.REVENUE, Decimal(100))
    assert "in_revenue" in {flag.code for flag in found.flags}


def test_a_part_of_a_month_is_refused(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(whole(LEADS, "lead", "CRM"))
    company.add(Export(VISITS, "visit", "Журнал", first="2026-01-01", last="2026-02-14"))
    found = diagnose(company.engine, FunnelReader(company.book, CATALOGUE), CATALOGUE.funnels["sales"], FEBRUARY)
    assert found.missing is not None
    assert (found.weak, found.result, found.against) == (None, None, ())


def test_under_thirteen_months_it_is_said_that_the_season_is_not_known(tmp_path: Path) -> None:
    company = Company(tmp_path)
    # Seven months of 30 new deals of which 10 are won the next day.
    days = [(month, day) for month in range(1, 8) for day in range(1, 16) for _ in range(2)]
    rows = [
        f"2026-{month:02d}-{day:02d} D{index} {'won' if index % 3 == 0 else 'open'} "
        f"{f'2026-{month:02d}-{day + 1:02d}' if index % 3 == 0 else '-'} 100"
        for index, (month, day) in enumerate(days)
    ]
    text = "day deal status closed_day amount\n" + "\n".join(rows)
    company.add(Export(text, "deal", "CRM", first="2026-01-01", last="2026-07-31"))
    reader = FunnelReader(company.book, CATALOGUE)
    found = diagnose(company.engine, reader, CATALOGUE.funnels["deals"], Period.month("2026-07"))
    assert "no_season" in {flag.code for flag in found.flags}
    assert found.weak is not None
    assert not found.weak.enough
    assert {stage.id: round(stage.judged.usual or 0, 2) for stage in found.weak.stages} == {
        "deals": 30, "won": 0.33, "check": 100,
    }  # fmt: skip


AGAIN = """
day        contract customer total paid_day   manager
2025-10-05 К1       c1       100   2025-10-10 Анна
2025-10-06 К2       c2       100   2025-10-20 Анна
2026-01-12 К3       c3       100   2026-01-15 Борис
2026-01-15 К4       c3       100   2026-02-03 Борис
2026-02-05 К5       c1       200   2026-02-06 Анна
2026-02-06 К6       c1       200   -          Анна
2026-02-10 К7       c3       200   -          Борис
2026-02-11 К8       c4       300   2026-02-12 Борис
"""


@pytest.fixture
def returned(tmp_path: Path) -> Company:
    found = Company(tmp_path)
    found.add(Export(AGAIN, "contract", "Договоры", first="2025-10-01", last="2026-02-28"))
    return found


def test_those_who_come_again_had_paid_on_an_earlier_day(returned: Company) -> None:
    reader, reading = read(returned)
    assert [stage.id for stage in reading.stages] == ["contracts", "payments"]
    assert reading.again is not None
    # К4 was signed on the day К3 was paid: not after it. К5 and К6 of c1 follow К1, К7 of c3 follows К3; К8 is the
    # first contract of c4.
    assert list(reading.again.total) == [0, 0, 0, 0, 3]
    # Paid in February: К4, after which К7 came; К5, after which nothing (К6 is of the same day); К8. К3 was paid in
    # January and answered by К7 in February only; К1 and К2 were not answered within October.
    cases, hits = reading.again.step.passing.totals()
    assert (list(cases), list(hits)) == ([2, 0, 0, 1, 3], [0, 0, 0, 0, 1])
    # К4 took 7 days, К3 26, К1 118: the lower median is 26.
    assert reading.again.step.median == 26
    assert reading.ripening(reading.again.step)
    lost = reader.lost(reading, reading.again.step)
    place = lost.columns.index("document")
    assert [row.cells[place] for row in lost.rows] == ["К5", "К8"]
    # Five months are loaded: who bought before October is taken for new.
    assert reading.again.at_least


def test_what_comes_again_is_a_part_of_the_result_and_no_link_of_it(returned: Company) -> None:
    reader = FunnelReader(returned.book, CATALOGUE)
    found = diagnose(returned.engine, reader, CATALOGUE.funnels["sales"], FEBRUARY)
    # Paid in February: 100 + 200 + 300; the sum, the check and the change are those of the payments.
    assert found.result == Decimal(600)
    assert {line.id: line.number for line in found.lines} == {"contracts": 4, "payments": 3, "repeat": 3}
    line = found.lines[-1]
    assert (line.cases, line.hits, line.lost) == (Decimal(3), Decimal(1), Decimal(2))
    assert all(set(one.change.parts) <= {"contracts", "payments", "check", "mix"} for one in found.against)
    assert {flag.code for flag in found.flags} >= {"at_least", "ripening"}


def test_under_three_months_of_history_nobody_is_told_to_have_come_again(company: Company) -> None:
    _, reading = read(company)
    assert reading.again is None
    assert [stage.id for stage in reading.short] == ["repeat"]
