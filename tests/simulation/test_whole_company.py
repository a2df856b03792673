"""Stages, splits and judged rules together in healthy companies: a smaller run of `tests/bench/whole_company.py`."""

from __future__ import annotations

import pytest

from kpi_desktop.engine.findings.joint import findings
from tests.bench.whole_company import LONG, catalogue, healthy, judged_rules
from tests.simulation.whole_company import whole
from tests.simulation.whole_reading import sight_of


@pytest.mark.slow
@pytest.mark.parametrize("crowd", [1.0, 60.0])
def test_healthy_companies_raise_few_alarms_of_any_kind(crowd: float) -> None:
    # At most 5 %; of 150 chance allows two standard errors (1.8 points each) more.
    found = healthy(150, 980_000, crowd=crowd)
    assert found.any <= 0.086 * 150, str(found)
    # The run must have looked at every judged rule, or it proves nothing of it.
    looked = {name for name, count in found.heard.items() if count >= 0.8 * 150}
    assert looked == {rule.id for rule in judged_rules()}


@pytest.mark.parametrize("loaded", [4, 9, 12])
def test_a_short_history_raises_no_alarm_and_says_that_it_is_short(loaded: int) -> None:
    # In the last two companies two channels lie apart by more than counting: of one month alone it was once told.
    for seed in (990_000, 990_001, 990_002, 960_004, 960_067):
        said = findings(judged_rules(), sight_of(catalogue(), whole(seed, LONG), loaded))
        assert said.found == ()
        assert said.quiet == ()
        why = {one.rule.id: one.missing.reason.value for one in said.unheard}
        assert set(why.values()) == {"history_short"}, why
