"""Bonuses reckoned by hand: marginal and whole steps, threshold, cap, weight, roles with dates, what is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi_desktop.app.bonus import default_rules
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.bonus import bonus_lines, read_rules, total
from kpi_desktop.i18n.message import msg

ABSENT = Missing(Reason.NO_DATA, msg("There is no data"), "x")


def pay(rules: str, month: str = "2026-09", name: str = "Анна", **bases: str) -> Decimal | Missing:
    found = {base: Decimal(bases[base]) if base in bases else ABSENT for base in
             ("revenue", "paid", "gross_profit", "attainment")}  # fmt: skip
    return total(bonus_lines(read_rules(rules), name, month, found))


STEPS = """steps = [{ from = "0", rate = "1" }, { from = "100000", rate = "2" }, { from = "300000", rate = "3.5" }]"""


@pytest.mark.parametrize(
    ("revenue", "wanted"),
    [("0", "0"), ("-5000", "0"), ("80000", "800"), ("100000", "1000"), ("250000", "4000"), ("400000", "8500"),
     ("100000.30", "1000.01")],
)  # fmt: skip
def test_marginal_steps_each_pay_their_own_part(revenue: str, wanted: str) -> None:
    # 400 000: 100 000 at 1 % = 1 000; 200 000 at 2 % = 4 000; 100 000 at 3.5 % = 3 500.
    assert pay(f'[[line]]\nid = "a"\nbase = "revenue"\n{STEPS}', revenue=revenue) == Decimal(wanted)


@pytest.mark.parametrize(("revenue", "wanted"), [("99999.99", "1000"), ("100000", "2000"), ("400000", "14000")])
def test_the_highest_step_pays_the_whole_base(revenue: str, wanted: str) -> None:
    assert pay(f'[[line]]\nid = "a"\nbase = "revenue"\nmethod = "whole"\n{STEPS}', revenue=revenue) == Decimal(wanted)


def test_threshold_cap_and_weight() -> None:
    rules = f'[[line]]\nid = "a"\nbase = "paid"\nthreshold = "90000"\ncap = "3000"\nweight = "0.5"\n{STEPS}'
    assert pay(rules, paid="89999.99") == 0
    assert pay(rules, paid="100000") == Decimal(500)
    assert pay(rules, paid="400000") == Decimal(3000)  # half of 8 500 is 4 250, over the cap
    lines = bonus_lines(read_rules(rules), "Анна", "2026-09", {"paid": Decimal(400000), "attainment": ABSENT})
    assert lines[0].capped


def test_steps_by_the_plan_pay_a_rate_of_the_money() -> None:
    rules = """[[line]]
id = "a"
base = "gross_profit"
by = "attainment"
method = "whole"
steps = [{ from = "80", rate = "5" }, { from = "100", rate = "8" }]"""
    assert pay(rules, gross_profit="50000", attainment="0.7999") == 0
    assert pay(rules, gross_profit="50000", attainment="0.8") == Decimal(2500)
    assert pay(rules, gross_profit="50000", attainment="1.2") == Decimal(4000)
    assert isinstance(pay(rules, gross_profit="50000"), Missing)


def test_attainment_itself_is_a_share_of_an_amount() -> None:
    rules = """[[line]]
id = "a"
base = "attainment"
amount = "30000"
method = "whole"
steps = [{ from = "90", rate = "100" }]"""
    assert pay(rules, attainment="0.95") == Decimal(28500)
    assert pay(rules, attainment="0.89") == 0


def test_lines_are_dated_and_belong_to_roles() -> None:
    rules = '''
[[line]]
id = "old"
base = "revenue"
until = "2026-08"
steps = [{ from = "0", rate = "10" }]
[[line]]
id = "seller"
base = "revenue"
from = "2026-09"
roles = ["seller"]
steps = [{ from = "0", rate = "5" }]
[[person]]
name = "Анна"
role = "seller"
until = "2026-09"'''
    assert pay(rules, "2026-08", revenue="1000") == Decimal(100)
    assert pay(rules, "2026-09", revenue="1000") == Decimal(50)
    assert pay(rules, "2026-10", revenue="1000") == 0
    assert pay(rules, "2026-09", "Борис", revenue="1000") == 0


def test_a_base_that_is_not_known_pays_nothing_and_says_why() -> None:
    found = pay(f'[[line]]\nid = "a"\nbase = "paid"\n{STEPS}', revenue="1000")
    assert isinstance(found, Missing)


@pytest.mark.parametrize(
    "rules",
    ["", "[[line]]", '[[line]]\nid = "a"\nbase = "moon"\nsteps = [{ from = "0", rate = "1" }]',
     '[[line]]\nid = "a"\nbase = "paid"\nsteps = [{ from = "5", rate = "1" }, { from = "1", rate = "2" }]',
     '[[line]]\nid = "a"\nbase = "paid"\nsteps = [{ from = "0", rate = 1.5 }]',
     '[[line]]\nid = "a"\nbase = "paid"\nby = "attainment"\nsteps = [{ from = "0", rate = "1" }]',
     '[[line]]\nid = "a"\nbase = "paid"\ncaps = "1"\nsteps = [{ from = "0", rate = "1" }]', "x = ["],
)  # fmt: skip
def test_rules_that_mean_nothing_are_refused(rules: str) -> None:
    with pytest.raises(UsageError):
        read_rules(rules)


def test_the_rules_of_a_new_book_are_good() -> None:
    assert [line.base for line in read_rules(default_rules()).lines] == ["paid"]
