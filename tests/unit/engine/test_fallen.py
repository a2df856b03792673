"""A step that fell in a short history: told where chance is unlikely, never beside a weak link."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from kpi_desktop.engine.funnel.counts import Counted, Passing
from kpi_desktop.engine.funnel.fallen import Fallen, fallen
from kpi_desktop.engine.funnel.weak import weak_link

#: 1,000 leads a month, 500 of each channel, of which 100 and 50 go on: 15 %.
CASES, HITS = (500.0, 500.0), (100.0, 50.0)


def told(months: int, hits: tuple[float, float], cases: tuple[float, float] = CASES) -> Fallen | None:
    """The last of so many months, the others as usual but for a case or two."""
    came = np.tile(np.array(CASES)[None, :, None], (months, 1, 1))
    went = np.tile(np.array(HITS)[None, :, None], (months, 1, 1))
    went[:-1, 0, 0] += [(-1) ** month * (month % 3) for month in range(months - 1)]
    came[-1, :, 0], went[-1, :, 0] = cases, hits
    counted = Counted("leads", came, (Passing("sales", came, went),), (), ("Сайт", "Звонок"), ("",))
    return fallen(counted, weak_link(counted, Fraction(0)))


def test_a_fall_by_a_third_everywhere_is_told() -> None:
    """Of 1,000 leads 100 and not 150: one standard error is sqrt(1000 * 0.15 * 0.85) = 11.3, so it is 4.4 below."""
    found = told(9, (67.0, 33.0))
    assert found is not None
    assert (found.stage, found.cases, found.hits, found.months) == ("sales", 1000.0, 100.0, 7)  # the first is left out
    assert found.due == pytest.approx(150, abs=2)
    assert (found.depth.channel, found.split) == (None, True)
    # At the usual share half as much again would go on: of a result of 10,000 that is 5,000 more.
    assert float(found.of(Fraction(10_000)).gain or 0) == pytest.approx(5_000, abs=200)


def test_a_fall_in_one_channel_names_it() -> None:
    found = told(9, (40.0, 50.0))
    assert found is not None
    assert found.depth.channel == "Сайт"


def test_a_month_as_usual_and_one_a_little_lower_are_not_told() -> None:
    assert told(9, HITS) is None
    assert told(9, (93.0, 46.0)) is None  # 11 fewer of 150: one standard error


def test_worse_leads_are_no_fall() -> None:
    """900 of the calls and 100 of the site, each going on as ever: 20 + 90 = 110 of 1,000, for the mix has changed."""
    assert told(9, (20.0, 90.0), (100.0, 900.0)) is None


def test_four_months_beside_the_first_are_needed() -> None:
    assert told(5, (40.0, 20.0)) is None
    assert told(6, (40.0, 20.0)) is not None


def test_with_enough_history_the_weak_link_alone_speaks() -> None:
    assert told(20, (67.0, 33.0)) is None


def test_few_cases_tell_nothing() -> None:
    assert told(9, (0.0, 0.0), (14.0, 15.0)) is None
