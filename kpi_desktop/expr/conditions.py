"""Conditions of findings: the formula language with comparisons joined by and, or, not and with judgements.

`no_worse(leads) and low(sales_conversion)`, «не_хуже(leads) и низко(sales_conversion)», `crr < benchmark(crr)`. The
numbers of a condition are parsed as any formula is; only what joins them is added here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from kpi_desktop.expr.context import bind
from kpi_desktop.expr.errors import FormulaError, did_you_mean
from kpi_desktop.expr.functions import function_names
from kpi_desktop.expr.leaf import Leaf, Move
from kpi_desktop.expr.lex import Kind, Token
from kpi_desktop.expr.nodes import Comparison, Level, Name, Node, Read, walk
from kpi_desktop.expr.parse import MAX_DEPTH, MAX_LENGTH, Parser
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Judgement(StrEnum):
    """What may be said of a metric against its own past; the value is the English word."""

    LOW = "low"  # under its usual level by more than chance
    HIGH = "high"  # over its usual level by more than chance
    NO_WORSE = "no_worse"  # at its usual level or on the good side of it: a gate, never an alarm
    FALLING = "falling"  # lower than a year before in nearly every month of the last twelve
    RISING = "rising"  # higher than a year before in nearly every month of the last twelve
    DIFFERS = "differs"  # two members of the split differ by more than chance


class Standard(StrEnum):
    """What a metric may be compared with in a condition: `plan(revenue)`."""

    PLAN = "plan"
    BENCHMARK = "benchmark"
    TEAM_MEAN = "team_mean"
    USUAL = "usual"  # its usual level: an estimate, so only in the money of a finding, never in a condition


#: What names of measures in a bound condition hold between the metric and its standard.
STANDARD_SIGN = "@"

_JUDGEMENTS = {word.value: word for word in Judgement} | {
    "низко": Judgement.LOW,
    "высоко": Judgement.HIGH,
    "не_хуже": Judgement.NO_WORSE,
    "падает": Judgement.FALLING,
    "растёт": Judgement.RISING,
    "растет": Judgement.RISING,
    "различается": Judgement.DIFFERS,
}
_STANDARDS = {word.value: word for word in Standard} | {
    "план": Standard.PLAN,
    "ориентир": Standard.BENCHMARK,
    "среднее_команды": Standard.TEAM_MEAN,
    "обычно": Standard.USUAL,
}
_JOINERS = {"and": "and", "и": "and", "or": "or", "или": "or", "not": "not", "не": "not"}
_WINDOWS = frozenset({Move.PREVIOUS, Move.YEAR_AGO})


@dataclass(frozen=True, slots=True)
class Compared:
    """Two numbers compared: a fact of the month's figures."""

    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Judged:
    """A metric judged against its own past, or its members against one another."""

    judgement: Judgement
    metric: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Denied:
    """The opposite of a fact; a judgement has none: what is not shown to be low is not shown to be fine."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions: all of them (`every`), or at least one."""

    parts: tuple[Condition, ...]
    every: bool


Condition = Compared | Judged | Denied | Joined


@lru_cache(maxsize=1024)
def parse_condition(text: str) -> Condition:
    """The tree of a condition; FormulaError says what is wrong and where."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(msg("The formula is longer than {n} characters", n=MAX_LENGTH), text, MAX_LENGTH)
    return _ConditionParser(text).condition_whole()


def bound_condition(condition: Condition, lookup: Callable[[Name], str], text: str = "") -> Condition:
    """The condition with every name replaced by the metric's id that `lookup` gives for it."""

    leaf = _leaf(lookup)
    match condition:
        case Joined():
            parts = tuple(bound_condition(part, lookup, text) for part in condition.parts)
            return Joined(parts, condition.every)
        case Denied():
            return Denied(bound_condition(condition.part, lookup, text))
        case Judged():
            name = Name(condition.metric, condition.at)
            return Judged(condition.judgement, lookup(name), condition.at)
        case Compared():
            found = condition.comparison
            sides = (bind(found.left, leaf, text), bind(found.right, leaf, text))
            _only_months(sides, text)
            _no_estimate(sides, text)
            return Compared(Comparison(found.relation, *sides, found.at))


def _leaf(lookup: Callable[[Name], str]) -> Callable[[Name], Node]:
    def leaf(name: Name) -> Node:
        metric, sign, standard = name.text.partition(STANDARD_SIGN)
        found = lookup(Name(metric, name.at))
        return Read(Leaf(found + sign + standard), named(found, found), name.at)

    return leaf


def _no_estimate(sides: tuple[Node, ...], text: str) -> None:
    """What lies apart from the usual level by chance must not be said: low(…) and high(…) look at chance."""
    for side in sides:
        for part in walk(side):
            if isinstance(part, Read) and part.leaf.measure.endswith(STANDARD_SIGN + Standard.USUAL.value):
                fix = msg("Use low(…) or high(…): they rule chance out")
                raise FormulaError(msg("A condition is not compared with the usual level"), text, part.at, fix=fix)


def _only_months(sides: tuple[Node, ...], text: str) -> None:
    for side in sides:
        for part in walk(side):
            if isinstance(part, Read) and any(step.move not in _WINDOWS for step in part.leaf.steps):
                raise FormulaError(msg("In a condition only “prev” and “yoy” may move the month"), text, part.at)


def parts_of(condition: Condition) -> Iterator[Compared | Judged]:
    """The comparisons and judgements of a condition, left to right."""
    match condition:
        case Joined():
            for part in condition.parts:
                yield from parts_of(part)
        case Denied():
            yield from parts_of(condition.part)
        case _:
            yield condition


def metrics_of(condition: Condition) -> tuple[str, ...]:
    """The ids that a bound condition names, in their order, each once."""
    found: dict[str, None] = {}
    for part in parts_of(condition):
        if isinstance(part, Judged):
            found[part.metric] = None
            continue
        for side in (part.comparison.left, part.comparison.right):
            leaves = [node.leaf for node in walk(side) if isinstance(node, Read)]
            found |= {leaf.measure.partition(STANDARD_SIGN)[0]: None for leaf in leaves}
    return tuple(found)


@lru_cache(maxsize=256)
def parse_number(text: str) -> Node:
    """The tree of a number of the month's figures, with plan(…) and usual(…); FormulaError says what is wrong."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(msg("The formula is longer than {n} characters", n=MAX_LENGTH), text, MAX_LENGTH)
    return _ConditionParser(text).whole()


def bound_number(node: Node, lookup: Callable[[Name], str], text: str) -> Node:
    """The same tree with ids of metrics in the place of names."""
    found = bind(node, _leaf(lookup), text)
    _only_months((found,), text)
    return found


def named_in(node: Node) -> tuple[str, ...]:
    """The ids of the metrics that a bound number reads, with the sign of a standard where one is asked."""
    return tuple(dict.fromkeys(part.leaf.measure for part in walk(node) if isinstance(part, Read)))


class _ConditionParser(Parser):
    """The walk over a formula's pieces, with the words that join comparisons."""

    def condition_whole(self) -> Condition:
        if len(self.tokens) == 1:
            raise self.error(msg("The condition is empty"), self.next)
        found = self.either()
        if self.next.kind is not Kind.END:
            raise self.leftover(self.next)
        return found

    def either(self) -> Condition:
        parts = [self.every()]
        while self.at_word("or"):
            self.take()
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), every=False)

    def every(self) -> Condition:
        parts = [self.single()]
        while self.at_word("and"):
            self.take()
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), every=True)

    def single(self) -> Condition:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(msg("The formula is nested too deeply: split it into metrics of their own"), self.next)
        found = self.nested()
        self.depth -= 1
        return found

    def nested(self) -> Condition:
        token = self.next
        if self.at_word("not"):
            self.take()
            part = self.single()
            if any(isinstance(one, Judged) for one in parts_of(part)):
                fix = msg("What is not shown to be low is not shown to be fine: use no_worse(…)")
                raise self.error(msg("A judgement cannot be denied"), token, fix)
            return Denied(part)
        if self.at_sign("(") and self.is_group():
            self.take()
            inner = self.either()
            self.close(token)
            return inner
        if token.kind is Kind.NAME and token.text.casefold() in _JUDGEMENTS and self.opens(self.index + 1):
            return self.judged()
        return self.compared()

    def judged(self) -> Judged:
        word = self.take()
        opened = self.take()
        metric = self.take()
        if metric.kind not in (Kind.NAME, Kind.QUOTED):
            raise self.error(msg("“{word}” needs the name of a metric", word=word.text), metric)
        self.close(opened)
        return Judged(_JUDGEMENTS[word.text.casefold()], " ".join(metric.text.split()), metric.at)

    def compared(self) -> Compared:
        token = self.next
        node = self.expression(Level.COMPARISON)
        if not isinstance(node, Comparison):
            raise self.error(msg("A condition compares: something like aov < 1000 or low(aov) is missing here"), token)
        return Compared(node)

    def call(self, token: Token) -> Node:
        """Beside the functions of formulas: plan(…), benchmark(…), team_mean(…) of one metric."""
        standard = _STANDARDS.get(token.text.casefold())
        if standard is None:
            if token.text.casefold() in _JUDGEMENTS:
                raise self.error(msg("“{word}” judges a metric and is no number", word=token.text), token)
            return self.function(token)
        opened = self.take()
        metric = self.take()
        if metric.kind not in (Kind.NAME, Kind.QUOTED):
            raise self.error(msg("“{word}” needs the name of a metric", word=token.text), metric)
        self.close(opened)
        return Name(f"{' '.join(metric.text.split())}{STANDARD_SIGN}{standard.value}", metric.at)

    def function(self, token: Token) -> Node:
        known = function_names()
        if token.text.casefold() not in known:
            fix = did_you_mean(token.text, (*known, *_JUDGEMENTS, *_STANDARDS))
            raise self.error(msg("There is no function “{name}”", name=token.text), token, fix)
        return super().call(token)

    def at_word(self, word: str) -> bool:
        return self.next.kind is Kind.NAME and _JOINERS.get(self.next.text.casefold()) == word

    def opens(self, index: int) -> bool:
        return self.tokens[index].kind is Kind.SIGN and self.tokens[index].text == "("

    def is_group(self) -> bool:
        """Whether the parenthesis ahead holds a condition and not a part of a number."""
        depth = 0
        for index in range(self.index, len(self.tokens)):
            token = self.tokens[index]
            if token.kind is Kind.SIGN and token.text in "()":
                depth += 1 if token.text == "(" else -1
            if depth == 0:
                return False
            if depth == 1 and self._joins(token, index):
                return True
        return False

    def _joins(self, token: Token, index: int) -> bool:
        if token.kind is Kind.SIGN:
            return token.text in {"<", "<=", ">", ">=", "=", "<>"}
        word = token.text.casefold()
        return token.kind is Kind.NAME and (word in _JOINERS or (word in _JUDGEMENTS and self.opens(index + 1)))
