"""The rules of findings as `formulas/judgements.toml` and a book's own TOML define them: condition and sentences."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from kpi_desktop.catalogue.errors import CatalogueError
from kpi_desktop.catalogue.meant import meant
from kpi_desktop.catalogue.names import find
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.expr.conditions import (
    STANDARD_SIGN,
    Compared,
    Condition,
    Judged,
    Judgement,
    Standard,
    bound_condition,
    bound_number,
    metrics_of,
    named_in,
    parse_condition,
    parse_number,
    parts_of,
)
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.nodes import Read, walk
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.expr.nodes import Name, Node

JUDGEMENTS = "judgements.toml"

#: What a condition may ask beside metrics: how much could be looked at at all (R31).
LOOKED, MONTHS = "rules_looked_at", "months_known"
ABOUT_DATA = (LOOKED, MONTHS)


class Scope(StrEnum):
    """Of whom a rule speaks; the value is the word of the file."""

    COMPANY = "company"
    CHANNEL = "channel"
    EMPLOYEE = "employee"
    PRODUCT = "product"


#: The dimension whose members a scope looks at.
DIMENSION = {Scope.CHANNEL: "channel", Scope.EMPLOYEE: "manager", Scope.PRODUCT: "product"}


class Severity(StrEnum):
    """A problem asks for action; a note is worth knowing."""

    PROBLEM = "problem"
    NOTE = "note"


class Month(StrEnum):
    """Of which months a rule speaks: only wholly covered ones, any, or only one that is still running."""

    WHOLE = "whole"
    ANY = "any"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it speaks and what it says.

    `code` is its number in the sources (R1), '' for others. `condition` is bound to ids of metrics, `text` is what
    the file says. `evidence` holds `{metric}`, `{metric.usual}`, `{metric.plan}`, `{metric.benchmark}`,
    `{metric.total}`, `{member}` and `{metric|one|few|many}`; in square brackets what is told only where every number in
    it is known; `check` and `action` have no numbers. `money` is what the finding is about in money (None: it has no
    sum of its own), `money_of` what that sum is in words; `list` the list with the rows to look at, '' for none.
    """

    id: str
    code: str
    order: int
    title: tuple[str, str]
    text: str
    condition: Condition
    scope: Scope
    severity: Severity
    evidence: tuple[str, str]
    check: tuple[str, str]
    action: tuple[str, str]
    source: str = ""
    month: Month = Month.ANY
    money: Node | None = None
    money_of: tuple[str, str] = ("", "")
    list: str = ""

    @property
    def judged(self) -> bool:
        """Whether it rests on a test against chance; the others state facts of the accounts."""
        return any(isinstance(part, Judged) for part in parts_of(self.condition))

    @property
    def looks_back(self) -> bool:
        """Whether the condition names earlier months."""
        compared = [part.comparison for part in parts_of(self.condition) if isinstance(part, Compared)]
        nodes = (node for one in compared for side in (one.left, one.right) for node in walk(side))
        return self.estimated or any(isinstance(node, Read) and node.leaf.steps for node in nodes)

    @property
    def estimated(self) -> bool:
        """Whether its sum of money stands on a usual level, which is an estimate."""
        sign = STANDARD_SIGN + Standard.USUAL.value
        return self.money is not None and any(name.endswith(sign) for name in named_in(self.money))

    @property
    def needs(self) -> tuple[str, ...]:
        """The metrics of its condition and sentences, then those that only its sum of money reads."""
        read = () if self.money is None else named_in(self.money)
        return tuple(dict.fromkeys((*self.metrics, *(name.partition(STANDARD_SIGN)[0] for name in read))))

    @property
    def of_any_period(self) -> bool:
        """Whether it can be said of a quarter or a year too: a fact that no earlier month has a part in."""
        about_data = set(metrics_of(self.condition)) & set(ABOUT_DATA)
        return not (self.judged or self.looks_back or about_data or self.month is Month.RUNNING)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that the condition and the sentence of evidence stand on."""
        placed = (found for text in self.evidence for found in PLACEHOLDER.finditer(text))
        named = (found["name"] for found in placed if found["part"] != SETTING)
        ids = [*metrics_of(self.condition), *named]
        return tuple(dict.fromkeys(name for name in ids if name not in (*ABOUT_DATA, "member")))


Choice = TypeVar("Choice", bound=StrEnum)

#: The part of a placeholder that names a parameter: `{payment_days.setting|day|days}`.
SETTING = "setting"

#: A number in a sentence: `{crr}`, `{crr.benchmark}`, `{unpaid_contracts|договор|договора|договоров}`.
PLACEHOLDER = re.compile(r"\{(?P<name>[a-z][a-z_0-9]*)(?:\.(?P<part>[a-z]+))?(?P<words>(?:\|[^{}|]+)+)?\}")
#: A part of a sentence that is told only where every number in it is known: `[, usually about {leads.usual}]`.
OPTIONAL = re.compile(r"\[(?P<text>[^\[\]{}]*\{[^\[\]]*)\]")
_PARTS = frozenset(
    ["", "usual", "plan", "benchmark", "total", "number", "bare", "points", "lower", "higher",
     "best", "worst", "bestname", "worstname", SETTING]
)  # fmt: skip

_TEXTS = ("ru", "when", "evidence_ru", "check_ru", "do_ru")
_OPTIONAL = (
    "en", "evidence_en", "check_en", "do_en", "rule", "scope", "severity", "month", "source",
    "money", "money_ru", "money_en", "list",
)  # fmt: skip

#: The lists that a finding may lead to.
LISTS = ("callback", "lapsed", "receivables", "abc", "rfm", "cohorts", "burndown", "carts")


def read_rules(catalogue: Catalogue, text: str, file: str = JUDGEMENTS) -> tuple[Rule, ...]:
    """The rules of a TOML text in their order; CatalogueError names every mistake with its place.

    A rule that says nothing in English speaks its Russian there: an owner writes in one language.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = msg("The file is not valid TOML: {error}", error=str(error))
        raise CatalogueError((Issue("bad_toml", Level.ERROR, message, file=file),)) from None
    issues: list[Issue] = []
    found = [_rule(catalogue, name, table, (order, file), issues) for order, (name, table) in enumerate(data.items())]
    if issues:
        raise CatalogueError(tuple(issues))
    return tuple(rule for rule in found if rule is not None)


def _rule(catalogue: Catalogue, name: str, table: object, place: tuple[int, str], issues: list[Issue]) -> Rule | None:
    order, file = place
    before = len(issues)

    def wrong(key: str, message: Message) -> None:
        issues.append(Issue("bad_rule", Level.ERROR, message, file=file, column=f"{name}.{key}" if key else name))

    if not isinstance(table, dict) or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        wrong("", msg("A rule is a table with an id of Latin letters, digits and “_”: [my_rule]"))
        return None
    texts = _texts(table, wrong)
    scope = _one_of(Scope, texts.get("scope", "company"))
    severity = _one_of(Severity, texts.get("severity", "note"))
    month = _one_of(Month, texts.get("month", "any"))
    if scope is None or severity is None or month is None:
        key = "scope" if scope is None else "severity" if severity is None else "month"
        wrong(key, msg("There is no such choice"))
        return None
    condition = _condition(catalogue, texts.get("when", ""), wrong)
    for key in ("evidence_ru", "evidence_en"):
        _sentence(catalogue, texts.get(key, ""), key, wrong)
    if condition is not None:
        _with_members(condition, scope, wrong)
    money = _money(catalogue, texts, wrong)
    if texts.get("list", "") not in ("", *LISTS):
        wrong("list", msg("There is no list “{id}”: choose one of {names}", id=texts["list"], names=", ".join(LISTS)))
    if len(issues) > before or condition is None:
        return None
    return Rule(name, texts.get("rule", ""), order, _both(texts, ""), texts["when"], condition, scope, severity,
                _both(texts, "evidence"), _both(texts, "check"), _both(texts, "do"),
                texts.get("source", ""), month, money,
                _both(texts, "money") if money else ("", ""), texts.get("list", ""))  # fmt: skip


def _texts(table: dict[str, object], wrong: _Wrong) -> dict[str, str]:
    for key, value in table.items():
        if key not in (*_TEXTS, *_OPTIONAL) or not isinstance(value, str):
            wrong(key, msg("A rule has no text “{key}”", key=key))
    for key in _TEXTS:
        if not str(table.get(key, "")).strip():
            wrong(key, msg("“{key}” is missing", key=key))
    return {key: value.strip() for key, value in table.items() if isinstance(value, str)}


def _both(texts: dict[str, str], key: str) -> tuple[str, str]:
    """The Russian and the English text; the Russian one where there is no English."""
    ru = texts[f"{key}_ru" if key else "ru"]
    return ru, texts.get(f"{key}_en" if key else "en", "") or ru


def _one_of(choices: type[Choice], word: str) -> Choice | None:
    return next((choice for choice in choices if choice.value == word), None)


def _condition(catalogue: Catalogue, text: str, wrong: _Wrong) -> Condition | None:
    if not text:
        return None
    try:
        return bound_condition(parse_condition(text), _lookup(catalogue, text), text)
    except FormulaError as error:
        wrong("when", error.message)
        return None


def _money(catalogue: Catalogue, texts: dict[str, str], wrong: _Wrong) -> Node | None:
    """The sum of money that the rule is about, with the words that say which sum it is."""
    text = texts.get("money", "")
    if bool(text) is not bool(texts.get("money_ru")):
        wrong("money_ru" if text else "money", msg("A sum of money and the words for it come together"))
        return None
    if not text:
        return None
    try:
        return bound_number(parse_number(text), _lookup(catalogue, text), text)
    except FormulaError as error:
        wrong("money", error.message)
        return None


def _lookup(catalogue: Catalogue, text: str) -> Callable[[Name], str]:
    def lookup(name: Name) -> str:
        if name.text in ABOUT_DATA:
            return name.text
        metric = catalogue.metrics.get(name.text) or find(catalogue, name.text)
        if metric is None or metric.id not in catalogue.metrics:
            fix = meant(catalogue, name.text, catalogue.metrics.values())
            raise FormulaError(msg("There is no metric “{id}”", id=name.text), text, name.at, fix=fix)
        return metric.id

    return lookup


def _sentence(catalogue: Catalogue, text: str, key: str, wrong: _Wrong) -> None:
    for found in PLACEHOLDER.finditer(text):
        name = found["name"]
        if found["part"] == SETTING:
            if name not in catalogue.values:
                wrong(key, msg("There is no parameter “{name}”", name=name))
        elif name not in catalogue.metrics and name not in (*ABOUT_DATA, "member"):
            wrong(key, msg("There is no metric “{id}”", id=name))
        if (found["part"] or "") not in _PARTS:
            wrong(key, msg("A metric in a sentence has no “{part}”", part=found["part"]))
        words = len((found["words"] or "").split("|")) - 1
        if words and words != (3 if key.endswith("ru") else 2):
            wrong(key, msg("Russian words of number come in threes, English ones in twos"))
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        wrong(key, msg("A brace in the sentence belongs to no number"))


def _with_members(condition: Condition, scope: Scope, wrong: _Wrong) -> None:
    """A difference of members needs members and stands alone: it speaks of two of them, not of one."""
    if not any(isinstance(p, Judged) and p.judgement is Judgement.DIFFERS for p in parts_of(condition)):
        return
    if scope is Scope.COMPANY or not isinstance(condition, Judged):
        wrong("when", msg("“differs” stands alone and needs a scope with members: channel, employee or product"))


if TYPE_CHECKING:
    from collections.abc import Callable

    _Wrong = Callable[[str, Message], None]
