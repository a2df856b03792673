"""The weak link where the cause is known: each case says by hand what must come out and why."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from kpi_desktop.engine.funnel.counts import NEVER, Amounts, Counted, Passing, Ways, passing
from kpi_desktop.engine.funnel.weak import WeakLink, weak_link

CHANNELS, PEOPLE = ("Сайт", "Реклама"), ("Анна", "Борис", "Вера")

#: Shares that go on, by channel and person: the site twice as good, Anna the best.
RATES = np.outer([0.4, 0.2], [1.2, 1.0, 0.8])

MONTHS = 24


def company(cases: np.ndarray, rates: np.ndarray, check: float = 1000.0) -> WeakLink:
    """24 months: `cases` by channel and person in the last one (200 in each cell before), which go on by `rates`.

    The months before differ by a case or two, as chance has it.
    """
    volume = np.full((MONTHS, 2, 3), 200.0)
    volume[:-1] += np.array([(-1) ** month * (month % 4) for month in range(MONTHS - 1)])[:, None, None]
    volume[-1] = cases
    hits = np.rint(volume * RATES)
    hits[:-1] += np.array([(-1) ** month for month in range(MONTHS - 1)])[:, None, None]
    hits[-1] = np.rint(cases * rates)
    checks = np.array([1000.0 + 10 * (-1) ** month for month in range(MONTHS)])
    checks[-1] = check
    amounts = Amounts("check", checks, hits.sum(axis=(1, 2)), np.full(MONTHS, 400.0))
    counted = Counted("leads", volume, (Passing("sales", volume, hits),), (amounts,), CHANNELS, PEOPLE)
    return weak_link(counted, Fraction(100_000))


EVEN = np.full((2, 3), 200.0)


def test_a_healthy_month_has_no_weak_link() -> None:
    link = company(EVEN, RATES)
    assert link.enough
    assert not link.certain
    assert not any(stage.significant for stage in link.stages)


def test_a_conversion_that_fell_everywhere_is_the_stage_of_all() -> None:
    # 1,200 leads at 30 %: 360 sales, one standard error is sqrt(1200 * 0.3 * 0.7) = 15.9; two thirds of them, 240, are
    # 7.5 below. At its usual level the stage would make half as much again: + 50,000 on 100,000.
    link = company(EVEN, RATES * 2 / 3)
    assert link.first is not None
    assert (link.first.id, link.certain) == ("sales", True)
    assert float(link.first.gain or 0) == pytest.approx(50_000, rel=0.04)
    assert link.first.gain_low is not None
    assert link.first.gain_low > 0
    assert link.first.depth is not None
    assert (link.first.depth.channel, link.first.depth.person) == (None, None)


def test_a_shift_to_the_poor_channel_is_no_fault_of_the_sellers() -> None:
    # The site's leads fall to 60 a person, the adverts' rise to 340: the share falls from 30 to 23 %, all of it mix.
    link = company(np.array([[60.0] * 3, [340.0] * 3]), RATES)
    sales = next(stage for stage in link.stages if stage.id == "sales")
    assert not link.certain
    assert sales.judged.value == pytest.approx(0.23, abs=0.002)
    assert sales.mixed == pytest.approx(0.23, abs=0.002)


def test_a_vacation_of_the_best_seller_is_no_fault_of_the_others() -> None:
    # Anna is away: her leads go to the two others, who sell as always. 1,200 leads at 27 % instead of 30 %.
    link = company(np.array([[0.0, 300.0, 300.0]] * 2), RATES)
    assert not link.certain


def test_a_fault_of_one_channel_is_told_as_of_that_channel() -> None:
    # The site's 600 leads give 120 instead of 240; the adverts give their usual 120.
    link = company(EVEN, RATES * np.array([[0.5], [1.0]]))
    assert link.first is not None
    assert link.first.id == "sales"
    assert link.first.depth is not None
    assert (link.first.depth.channel, link.first.depth.person) == ("Сайт", None)
    assert link.first.depth.own is not None
    assert (link.first.depth.own.done, link.first.depth.own.cases) == (120, 600)
    assert link.first.depth.own.due == pytest.approx(240, rel=0.03)


def test_a_person_is_named_only_where_the_fall_is_not_that_of_all() -> None:
    # Boris alone sells a quarter of his usual 120: 30. All three fell by a half: nobody is named.
    alone = company(EVEN, RATES * np.array([[1.0, 0.25, 1.0]]))
    together = company(EVEN, RATES * 0.5)
    assert alone.first is not None
    assert alone.first.depth is not None
    assert alone.first.depth.person == "Борис"
    assert together.first is not None
    assert together.first.depth is not None
    assert together.first.depth.person is None


def test_a_person_of_few_cases_is_never_named() -> None:
    # Vera has ten leads in each channel and sells none; the stage falls for all, and she is not called the reason.
    cases = np.array([[200.0, 200.0, 10.0]] * 2)
    link = company(cases, RATES * np.array([[0.6, 0.6, 0.0]]))
    assert link.first is not None
    assert link.first.depth is None or link.first.depth.person is None


def test_one_big_client_last_year_is_no_fall_of_the_check() -> None:
    # The check jumps up by one client of a fortune: nothing is worse, so nothing is first because of it.
    link = company(EVEN, RATES, check=1900.0)
    assert not link.certain
    # A check of 800 among 1,000 of 360 sales (spread 400, one standard error 21) is the weak link.
    fallen = company(EVEN, RATES, check=800.0)
    assert fallen.first is not None
    assert (fallen.first.id, fallen.certain) == ("check", True)
    # 100,000 at 1,000 instead of 800: a quarter more.
    assert float(fallen.first.gain or 0) == pytest.approx(25_000, rel=0.08)


def test_of_two_faults_the_dearer_is_first() -> None:
    # Conversion at two thirds is worth + 50 %, the check at 900 of 1,000 is worth + 11 %.
    link = company(EVEN, RATES * 2 / 3, check=900.0)
    assert [stage.id for stage in link.stages[:2]] == ["sales", "check"]
    assert link.stages[0].significant
    assert link.stages[1].significant


def test_cohorts_are_seen_at_the_same_age() -> None:
    # Months of ten days from day 0; read three days after the last month's end. A lead of day 5 that went on at day 12
    # is within 10 + 3, one that went on at day 13 is not, though it is known today.
    ways = Ways(
        came=np.array([5, 5, 15, 15, 25]),
        went=np.array([12, 13, 16, NEVER, 30]),
        channel=np.zeros(5, dtype=int),
        person=np.zeros(5, dtype=int),
    )
    step = passing("sales", ways, [0, 10, 20], 3, (1, 1))
    assert step.totals()[0].tolist() == [2, 2]
    assert step.totals()[1].tolist() == [1, 1]


def test_fewer_who_come_again_cost_their_part_of_the_result() -> None:
    # Of 1,000 payments 100 came again, now 50: five points of a result of 200,000 are 10,000. The stages themselves
    # are as ever, and a share that adds is no factor: doubling it does not double the result.
    steady = np.full((MONTHS, 1, 1), 1000.0)
    hits = np.full((MONTHS, 1, 1), 100.0) + np.array([(-1) ** month for month in range(MONTHS)])[:, None, None]
    hits[-1] = 50
    sales = Passing("sales", steady, steady * 0.3)
    counted = Counted("leads", steady, (sales,), (), again=Passing("repeat", steady, hits))
    link = weak_link(counted, Fraction(200_000))
    assert link.first is not None
    assert (link.first.id, link.certain) == ("repeat", True)
    assert float(link.first.gain or 0) == pytest.approx(10_000, rel=0.03)
    assert link.first.gain_low is not None
    assert link.first.gain_low > 0


def test_of_a_loss_nothing_is_told_for_those_who_come_again() -> None:
    steady = np.full((MONTHS, 1, 1), 1000.0)
    again = Passing("repeat", steady, np.append(np.full(MONTHS - 1, 100.0), 50.0)[:, None, None])
    link = weak_link(Counted("leads", steady, (), (), again=again), Fraction(-200_000))
    assert next(stage for stage in link.stages if stage.id == "repeat").gain is None


def test_where_nobody_ever_came_again_that_is_no_stage_to_look_at() -> None:
    steady = np.full(MONTHS, 1000.0)[:, None, None]
    never = Passing("repeat", steady, np.zeros(MONTHS)[:, None, None])
    link = weak_link(Counted("leads", steady, (), (), again=never), Fraction(200_000))
    assert [stage.id for stage in link.stages] == ["leads"]
    once = Passing("repeat", steady, np.append(np.zeros(MONTHS - 1), 1.0)[:, None, None])
    link = weak_link(Counted("leads", steady, (), (), again=once), Fraction(200_000))
    assert {stage.id for stage in link.stages} == {"leads", "repeat"}
