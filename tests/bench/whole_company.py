"""How often does a healthy company get a false alarm, by stages, splits and judged rules together? Run by hand.

`python -m tests.bench.whole_company [companies [shift]]`: made-up companies whose every rule can be looked at
(tests/simulation/whole_company.py), judged by the kernel of the weak link and by the program's own evaluation of all
its judged rules at once. With histories of 24 and 52 months, with sites 60 times as large, and with short histories.
`shift` moves all seeds: other companies of the same kind.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from kpi_desktop import resources
from kpi_desktop.app.findings import program_rules
from kpi_desktop.catalogue.judgements import Severity
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.engine.findings.joint import findings
from kpi_desktop.engine.funnel.weak import weak_link
from tests.simulation.funnel_company import BEFORE, MONTHS
from tests.simulation.reading import counted, profit
from tests.simulation.whole_company import whole
from tests.simulation.whole_reading import again, sight_of

if TYPE_CHECKING:
    from kpi_desktop.catalogue.judgements import Rule
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.engine.funnel.weak import WeakLink

#: Months of a company that every rule can be looked at in: two years of figures that look back two years.
LONG = 52


@dataclass
class Alarms:
    """Of so many healthy company-months: with a false alarm of stages, of rules, of either; which rules spoke."""

    companies: int = 0
    stages: int = 0
    rules: int = 0
    either: int = 0
    noted: int = 0
    any: int = 0
    spoke: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """The shares in a line."""
        shares = (
            ("stages", self.stages), ("rules", self.rules), ("either", self.either), ("notes", self.noted),
            ("all of them", self.any),
        )  # fmt: skip
        said = ", ".join(f"{name} {count / self.companies:.1%}" for name, count in shares)
        return f"{said} of {self.companies}; {dict(self.spoke)}"


@cache
def catalogue() -> Catalogue:
    """The program's definitions."""
    return load_catalogue(resources.folder("formulas"))


@cache
def judged_rules() -> tuple[Rule, ...]:
    """The program's rules that rest on a test against chance."""
    return tuple(rule for rule in program_rules(catalogue()) if rule.judged)


def named(link: WeakLink) -> frozenset[str]:
    """The people whom the funnel names at the contracts' step."""
    depths = [stage.depth for stage in link.stages if stage.id == "contracts" and stage.depth is not None]
    return frozenset(depth.person for depth in depths if depth.person)


def healthy(companies: int, first: int, loaded: int = LONG, crowd: float = 1.0) -> Alarms:
    """Alarms of healthy companies in a book of so many months; problems are alarms, notes are counted beside them."""
    alarms = Alarms(companies)
    for index in range(companies):
        made = whole(first + index, LONG, crowd)
        before = BEFORE + LONG - min(loaded, MONTHS)
        stages = replace(counted(made.made, before), again=again(made, before))
        link = weak_link(stages, profit(made.made))
        said = findings(judged_rules(), sight_of(catalogue(), made, loaded, partial(named, link)))
        staged = link.certain or any(stage.significant or stage.depth for stage in link.stages)
        problem = any(one.rule.severity is Severity.PROBLEM for one in said.found)
        alarms.stages += staged
        alarms.rules += problem
        alarms.either += staged or problem
        noted = any(one.rule.severity is Severity.NOTE for one in said.found)
        alarms.noted += noted
        alarms.any += staged or problem or noted
        alarms.spoke.update({one.rule.id for one in said.found})
        alarms.heard.update({rule.id for rule in judged_rules()} - {one.rule.id for one in said.unheard})
    return alarms


def main(companies: int, shift: int = 0) -> None:
    """Print the figures."""
    for loaded, crowd, first in ((LONG, 1.0, 900_000), (LONG, 60.0, 920_000), (MONTHS, 1.0, 940_000)):
        found = healthy(companies, first + shift, loaded, crowd)
        _say(f"{loaded} months, site of {crowd:g}: {found}")
        _say(f"  could be looked at: {dict(found.heard)}")
    for loaded in (4, 9, 12):
        _say(f"{loaded} months: {healthy(companies // 10, 960_000 + shift, loaded)}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3] or ["1000"]))
