"""The rules of a month said together, in their order: what holds, what does not, what cannot be looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.judgements import ABOUT_DATA, DIMENSION, LOOKED, MONTHS, Month, Scope, Severity
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.judging.guard import LEVEL, RULES, guarded, holm
from kpi_desktop.engine.judging.judge import Worse
from kpi_desktop.expr.conditions import STANDARD_SIGN, Compared, Denied, Joined, Judged, Judgement, Standard, metrics_of
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.functions import Function
from kpi_desktop.expr.leaf import Move
from kpi_desktop.expr.nodes import Call, Comparison, Number, Read, Relation
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kpi_desktop.catalogue.judgements import Rule
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.findings.sight import Sight
    from kpi_desktop.expr.conditions import Condition
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.expr.nodes import Node

_LESS = frozenset({Relation.LESS, Relation.LESS_OR_EQUAL})
_MORE = frozenset({Relation.GREATER, Relation.GREATER_OR_EQUAL})
_ONE, _ZERO = Number(Decimal(1)), Number(Decimal(0))
_NO_STANDARD = Missing(Reason.NO_DATA, msg("There is nothing to compare it with: no plan, benchmark or team is known"))
_OVER = Missing(Reason.NO_DATA, msg("The month is over: the rule looks ahead and speaks only while it runs"))
_NO_MEMBERS = Missing(Reason.NOT_IN_THIS_CUT, msg("The data cannot be split so"))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that speaks in the month, of the company or of one member.

    `p` is the chance of saying it of a healthy month before the guard; None where it states a fact of the accounts.
    `money` is what it is about in money, above zero; None where the rule has no sum or it is not known.
    """

    rule: Rule
    member: str | None = None
    p: float | None = None
    money: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Unheard:
    """A rule that cannot be looked at, with what is absent."""

    rule: Rule
    missing: Missing
    metrics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """All rules of a month: those that speak (by money, then problems first), quiet ones, unheard ones."""

    found: tuple[Finding, ...]
    quiet: tuple[Rule, ...]
    unheard: tuple[Unheard, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Whether a condition may hold; `p` is 0 for facts that hold and 1 for what does not."""

    p: float
    missing: Missing | None = None


def findings(rules: Sequence[Rule], sight: Sight) -> Findings:
    """Evaluate every rule jointly.

    Judged rules are held together to the rules' part of the month's allowance of false alarms (NUMBERS 24); facts are
    said as they stand, each with its own severity. Rules about the data itself are looked at last.
    """
    about = [rule for rule in rules if set(metrics_of(rule.condition)) & set(ABOUT_DATA)]
    first = _Looked(sight, {})
    heard = [first.heard(rule) for rule in rules if rule not in about]
    counts = {LOOKED: sum(not isinstance(one, Unheard) for one in heard), MONTHS: sight.months_known()}
    heard += [_Looked(sight, counts).heard(rule) for rule in about]
    unheard = tuple(one for one in heard if isinstance(one, Unheard))
    chances = {one.rule.id: one.p for one in heard if isinstance(one, _Heard) and one.rule.judged}
    passed = guarded({}, chances).rules
    found: list[Finding] = []
    quiet: list[Rule] = []
    for one in heard:
        if isinstance(one, Unheard):
            continue
        said = one.findings(passed)
        found += said
        if not said:
            quiet.append(one.rule)
    found = [replace(finding, money=first.money(finding)) for finding in found]
    found.sort(key=_rank)
    return Findings(tuple(found), tuple(quiet), unheard)


def _rank(finding: Finding) -> tuple[Decimal, bool, int]:
    """The largest sum first; those without one after it, problems before notes, in the rules' order.

    Certainty does not reorder them: a fact is certain, and of what is judged only what is certain at `RULES` is told,
    so that the sum times the certainty has the order of the sums. What part of a sum at stake (unpaid contracts) is
    really lost, beside a loss that has happened, is not known: a guess of it would be a weight that nobody can check.
    """
    return -(finding.money or Decimal(0)), finding.rule.severity is not Severity.PROBLEM, finding.rule.order


@dataclass(frozen=True, slots=True)
class _Heard:
    rule: Rule
    members: tuple[tuple[str | None, float], ...]

    @property
    def p(self) -> float:
        """The chance of the rule as a whole: of its most striking member, times the number of members."""
        return min(1.0, min(p for _, p in self.members) * len(self.members))

    def findings(self, passed: Iterable[str]) -> list[Finding]:
        if not self.rule.judged:
            return [Finding(self.rule, member) for member, p in self.members if p == 0]
        if self.rule.id not in passed:
            return []
        names = holm({member or "": p for member, p in self.members}, RULES)
        return [Finding(self.rule, member, p) for member, p in self.members if (member or "") in names]


@dataclass(frozen=True, slots=True)
class _Looked:
    """One evaluation: the figures, and what is known of the evaluation itself."""

    sight: Sight
    counts: dict[str, int]

    def heard(self, rule: Rule) -> _Heard | Unheard:
        if rule.month is Month.RUNNING and self.sight.over(rule.metrics[0]):
            return Unheard(rule, _OVER)
        dimension = DIMENSION.get(rule.scope)
        differs = isinstance(rule.condition, Judged) and rule.condition.judgement is Judgement.DIFFERS
        members: tuple[str | None, ...] = (None,)
        if dimension and not differs:
            members = self.sight.members(dimension)
        verdicts = {
            member: _Case(self, dimension, member, part=rule.month is not Month.WHOLE).verdict(rule.condition)
            for member in members
        }
        if rule.judged and rule.scope is Scope.EMPLOYEE:
            verdicts = self._gated(rule, verdicts)
        known = tuple((member, one.p) for member, one in verdicts.items() if one.missing is None)
        if known:
            return _Heard(rule, known)
        return Unheard(rule, self._why(rule, [one.missing for one in verdicts.values()]), self._absent(rule))

    def money(self, finding: Finding) -> Decimal | None:
        """What the finding is about in money: told only where it is known and there is something to tell."""
        rule = finding.rule
        if rule.money is None:
            return None
        dimension = DIMENSION.get(rule.scope) if finding.member is not None else None
        case = _Case(self, dimension, finding.member, part=rule.month is not Month.WHOLE)
        found = case.number_of(rule.money)
        return found if isinstance(found, Decimal) and found > 0 else None

    def _gated(self, rule: Rule, verdicts: dict[str | None, _Verdict]) -> dict[str | None, _Verdict]:
        """People, only where the company itself stands as the rule says and the funnel names the person (NUMBERS 24).

        What falls with everyone, with worse leads or by chance is said of nobody.
        """
        company = _Case(self, None, None, part=rule.month is not Month.WHOLE).verdict(rule.condition)
        if company.missing is not None:
            return dict.fromkeys(verdicts, company)
        named = self.sight.people() if company.p <= LEVEL else frozenset[str]()
        return {
            member: one
            if one.missing is not None
            else _Verdict(max(one.p, company.p) if member is not None and member in named else 1.0)
            for member, one in verdicts.items()
        }

    def _why(self, rule: Rule, reasons: list[Missing | None]) -> Missing:
        """Why nothing can be said: the company's own lack first, then the members'."""
        if rule.scope is not Scope.COMPANY:
            own = _Case(self, None, None, part=rule.month is not Month.WHOLE).verdict(rule.condition).missing
            if own is not None and own.unlock:
                return own
        return next((reason for reason in reasons if reason is not None), _NO_MEMBERS)

    def _absent(self, rule: Rule) -> tuple[str, ...]:
        ids = [name for name in metrics_of(rule.condition) if name not in ABOUT_DATA]
        return tuple(name for name in ids if isinstance(self.sight.value(name, part=True), Missing))


@dataclass(frozen=True, slots=True)
class _Case:
    """One member (or the company) under one condition."""

    looked: _Looked
    dimension: str | None
    member: str | None
    part: bool

    def verdict(self, condition: Condition) -> _Verdict:
        match condition:
            case Joined():
                return self._joined(condition)
            case Denied():
                inner = self.verdict(condition.part)
                return inner if inner.missing else _Verdict(1 - inner.p)
            case Judged():
                return self._judged(condition)
            case Compared():
                return self._compared(condition.comparison)

    def _joined(self, condition: Joined) -> _Verdict:
        """All: as doubtful as the most doubtful part. At least one: the surest of those known, times their number."""
        parts = [self.verdict(part) for part in condition.parts]
        known = [part.p for part in parts if part.missing is None]
        lacking = next((part for part in parts if part.missing is not None), None)
        if condition.every:
            return lacking or _Verdict(max(known))
        if not known:
            return lacking or _Verdict(1.0)
        return _Verdict(min(1.0, min(known) * len(known)))

    def _judged(self, judged: Judged) -> _Verdict:
        found = self._chance(judged.judgement, judged.metric)
        return _Verdict(1.0, found) if isinstance(found, Missing) else _Verdict(found)

    def _chance(self, judgement: Judgement, metric: str) -> float | Missing:
        sight, where = self.looked.sight, (metric, self.dimension, self.member)
        match judgement:
            case Judgement.LOW | Judgement.HIGH:
                return sight.chance(*where, Worse.DOWN if judgement is Judgement.LOW else Worse.UP)
            case Judgement.NO_WORSE:
                fine = sight.no_worse(*where)
                return fine if isinstance(fine, Missing) else float(not fine)
            case Judgement.FALLING | Judgement.RISING:
                trend = sight.trend(*where)
                return trend if isinstance(trend, Missing) else trend.chance(down=judgement is Judgement.FALLING)
            case Judgement.DIFFERS:
                apart = sight.apart(metric, self.dimension) if self.dimension else _NO_MEMBERS
                return apart if isinstance(apart, Missing) else apart.p

    def _compared(self, comparison: Comparison) -> _Verdict:
        """A fact; a share of few cases is taken at the edge of its interval, so that chance does not pass the limit."""
        left, right, relation = comparison.left, comparison.right, comparison.relation
        if relation in _LESS | _MORE:
            left = self._edge(left, upper=relation in _LESS)
            right = self._edge(right, upper=relation in _MORE)
        asked = Call(Function.IF, (replace(comparison, left=left, right=right), _ONE, _ZERO))
        found = evaluate(asked, self._number)
        return _Verdict(1.0, found) if isinstance(found, Missing) else _Verdict(1.0 if found == 0 else 0.0)

    def _edge(self, node: Node, *, upper: bool) -> Node:
        if not isinstance(node, Read) or node.leaf.steps or STANDARD_SIGN in node.leaf.measure:
            return node
        figure = self.looked.sight.figure(node.leaf.measure, self.dimension, self._member(node.leaf))
        if figure is None or figure.interval is None:
            return node
        return Number(figure.interval[1 if upper else 0], node.at)

    def _member(self, leaf: Leaf) -> str | None:
        return None if leaf.total else self.member

    def number_of(self, node: Node) -> Value:
        """The number that a bound formula gives of this member."""
        return evaluate(node, self._number)

    def _number(self, leaf: Leaf) -> Value:
        if leaf.measure in self.looked.counts:
            return Decimal(self.looked.counts[leaf.measure])
        metric, _, standard = leaf.measure.partition(STANDARD_SIGN)
        member = self._member(leaf)
        if standard == Standard.USUAL.value:
            return self._usual(metric, member)
        if standard:
            return self._standard(metric, Base(standard), member)
        back = sum(step.count * (12 if step.move is Move.YEAR_AGO else 1) for step in leaf.steps)
        return self.looked.sight.value(metric, self.dimension, member, back, part=self.part)

    def _usual(self, metric: str, member: str | None) -> Value:
        """The usual level of a judged metric: an estimate, so no more digits of it than a double has."""
        found = self.looked.sight.judged(metric, self.dimension, member)
        if isinstance(found, Missing):
            return found
        return _NO_STANDARD if found.usual is None else Decimal(str(found.usual))

    def _standard(self, metric: str, base: Base, member: str | None) -> Value:
        value = self.looked.sight.value(metric, self.dimension, member, part=self.part)
        if isinstance(value, Missing):
            return value
        figure = self.looked.sight.figure(metric, self.dimension, member)
        comparison = figure.comparisons.get(base) if figure else None
        return _NO_STANDARD if comparison is None else comparison.value
