"""Every sentence of every rule, with numbers that try its grammar: none, one, two, five, twenty-one, below zero.

`python -m tests.catalogue.sentences` rewrites the files; git diff is the review, and each line is to be read aloud.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.findings import program_rules
from kpi_desktop.catalogue.judgements import DIMENSION
from kpi_desktop.catalogue.model import Display
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.findings.joint import Finding, Findings
from kpi_desktop.expr.conditions import Judged, Judgement
from kpi_desktop.present.findings import findings_text
from tests.catalogue.formulas import CATALOGUE
from tests.catalogue.golden import FOLDER
from tests.unit.engine.findings.months import Series, sight, steady

if TYPE_CHECKING:
    from kpi_desktop.catalogue.judgements import Rule
    from kpi_desktop.engine.findings.sight import Sight
    from kpi_desktop.present.findings import Told

RULES = program_rules(CATALOGUE)

#: Counts, sums of money, shares and the rest, each with its usual level; the last month has no history.
_COUNTS = (("0", "7"), ("1", "12"), ("2", "21"), ("5", "31"), ("21", "100"), ("-3", "8"), ("1234", ""))
_MONEY = (
    ("0", "5"),
    ("1", "3"),
    ("2.5", "21"),
    ("5000", "9999.99"),
    ("1234567.8", "2000000"),
    ("-500", "7"),
    ("9", ""),
)
_SHARES = (
    ("0", "0.2"),
    ("0.01", "0.02"),
    ("0.025", "0.5"),
    ("0.05", "0.21"),
    ("0.21", "1.2"),
    ("-0.1", "0.1"),
    ("1", ""),
)
_OTHERS = (("0", "0.4"), ("1", "2"), ("2", "3.5"), ("5", "6"), ("21", "22"), ("-3", "1"), ("0.24", ""))
_TRIED = {Display.COUNT: _COUNTS, Display.MONEY: _MONEY, Display.SHARE: _SHARES}


def _series(metric: str, place: int) -> Series:
    now, usual = _TRIED.get(CATALOGUE.metrics[metric].display, _OTHERS)[place]
    return steady(usual, now) if usual else [Decimal(now)]


def _compared(metric: str, place: int) -> Series:
    """A member's share that can be one, with the year that members need to be set side by side."""
    return steady("0.4", str(abs(_series(metric, place)[-1])))


def _differs(rule: Rule) -> bool:
    return isinstance(rule.condition, Judged) and rule.condition.judgement is Judgement.DIFFERS


def _seen(rule: Rule, place: int, *, bare: bool) -> Sight:
    """A month of these numbers; `bare`: with the figures of the condition alone, where the rest is unknown."""
    from kpi_desktop.expr.conditions import metrics_of

    names = [name for name in rule.metrics if not bare or name in metrics_of(rule.condition)]
    told = {name: _series(name, place) for name in names}
    dimension = DIMENSION.get(rule.scope)
    members = {}
    if dimension:
        first = {name: _compared(name, place) for name in names} if _differs(rule) else told
        members = {(dimension, "Яндекс.Директ"): first, (dimension, "Сарафан"): {name: steady("0.6") for name in names}}
    beside = {name: {Base.BENCHMARK: Decimal("0.6"), Base.PLAN: Decimal(100)} for name in names}
    return sight(CATALOGUE, told, members, beside)


def told(rule: Rule, place: int, lang: str, *, bare: bool = False) -> Told:
    """What the rule says of the numbers at that place of the lists above, as if it spoke."""
    member = "Яндекс.Директ" if rule.scope in DIMENSION and not _differs(rule) else None
    found = Findings((Finding(rule, member),), RULES[: place + 1], ())
    return findings_text(found, _seen(rule, place, bare=bare), "RUB", lang).told[0]


def text(lang: str) -> str:
    """The file of one language: a rule's title, its sentences, what to check, what to do."""
    parts = []
    for rule in RULES:
        lines = [told(rule, place, lang).evidence for place in range(len(_COUNTS))]
        lines.append(told(rule, 4, lang, bare=True).evidence)
        one = told(rule, 0, lang)
        parts.append("\n".join((f"{rule.code} {one.title}".strip(), *dict.fromkeys(lines), one.check, one.action)))
    return "\n\n".join(parts).replace("\u00a0", "~") + "\n"


if __name__ == "__main__":
    for language in ("ru", "en"):
        (FOLDER / f"rules.{language}.txt").write_text(text(language), encoding="utf-8")
