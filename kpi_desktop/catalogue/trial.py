"""Computes a metric from numbers that a person types, without a book: `try aov revenue=750000 orders=250`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Catalogue, Measure, Metric
from kpi_desktop.catalogue.names import bound, find, pick
from kpi_desktop.catalogue.resolve import metric_of
from kpi_desktop.core.errors import UsageError
from kpi_desktop.expr.context import replaced
from kpi_desktop.expr.dialects.dependencies import terms
from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.errors import did_you_mean, folded
from kpi_desktop.expr.functions import CONTEXT, Function
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Binary, Call, Comparison, Name, Negative, Node, Number, Read
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value

#: `trailing(win_rate; 12)` can be tried with the numbers of those 12 months; `yoy(revenue)` needs a number of its own.
_WIDENING = frozenset({Function.TRAILING, Function.TRAILING_DAYS, Function.DAYS_BEFORE, Function.YTD})

#: Beyond this no amount of a small business lies, and Excel's numbers end at 1e308.
_LARGEST = Decimal("1e30")


@dataclass(frozen=True, slots=True)
class Trial:
    """A metric computed from typed numbers.

    `formula` is the text that was used (the metric's own or a variant's), `tree` the same parsed; `inputs` are its
    symbols with the values they had, in order; `steps` are the metrics that were computed on the way, innermost first.
    """

    metric: str
    value: Value
    formula: str
    tree: Node
    inputs: tuple[tuple[str, Value], ...]
    steps: tuple[Trial, ...] = ()


class _Lacking(Exception):
    """A symbol has no value and cannot be computed from those given."""

    def __init__(self, symbol: str) -> None:
        super().__init__(symbol)
        self.symbol = symbol


@dataclass(slots=True)
class _Given:
    """The typed numbers, which of them a formula has used, and in which window each was read.

    `path` are the metrics being computed; `nearest` are numbers that served a part which then lacked another.
    """

    values: Mapping[str, Decimal]
    used: dict[str, str] = field(default_factory=dict)
    steps: list[Trial] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    window: str = ""
    nearest: set[str] = field(default_factory=set)

    def take(self, names: tuple[str, ...]) -> Decimal | None:
        """The number typed under one of the names; none where it was read in another window already."""
        for name in names:
            if name in self.values and self.used.setdefault(name, self.window) == self.window:
                return self.values[name]
        return None


def try_metric(catalogue: Catalogue, metric_id: str, values: Mapping[str, Decimal], *, formula: str = "") -> Trial:
    """The metric from the values of its symbols, with no rounding.

    A metric that is a symbol may be given itself or through its own symbols, at any depth. The metric's formula is
    used, else the first variant whose symbols are all given; `formula` insists on one of them. UsageError says which
    symbol is unknown or lacking.
    """
    metric = metric_of(catalogue, metric_id)
    forms = _forms(metric, formula)
    accepted = _accepted(catalogue, forms)
    values = _recognised(catalogue, metric, accepted, values)
    nearest: tuple[set[str], str] = (set(), "")
    for form in forms:
        given = _Given(values, path=[metric.id])
        lacking = ""
        try:
            trial = _computed(catalogue, metric, form, given)
        except _Lacking as error:
            lacking = error.symbol
        else:
            if set(given.used) == set(values):
                return replace(trial, steps=tuple(dict.fromkeys(given.steps)))
        used = given.nearest | set(given.used)
        if form is forms[0] or len(used) > len(nearest[0]):
            nearest = used, lacking
    fix = msg("Symbols: {symbols}", symbols=", ".join(accepted))
    raise _unusable(metric, nearest[1], nearest[0], values, fix)


def symbols_of(catalogue: Catalogue, metric_id: str) -> tuple[str, ...]:
    """Every symbol that `try` takes for the metric: its own, its variants', then those of the metrics under it."""
    metric = metric_of(catalogue, metric_id)
    return _accepted(catalogue, _forms(metric, ""))


#: A formula's text with what its symbols are bound to.
Form = tuple[str, Mapping[str, str]]


def _own_forms(metric: Metric) -> list[Form]:
    forms: list[Form] = [(metric.formula, metric.symbols)] if metric.formula else []
    return forms + [(variant.formula, variant.symbols) for variant in metric.variants]


def _forms(metric: Metric, formula: str) -> list[Form]:
    forms = _own_forms(metric)
    if formula:
        wanted = parse(formula)
        forms = [form for form in forms if parse(form[0]) == wanted]
        if not forms:
            raise UsageError(
                msg("“{metric}” has no formula “{formula}”", metric=metric.id, formula=formula),
                fix=msg("Write it as the metric's formula or as one of its variants"),
            )
    if not forms:
        raise UsageError(msg("“{metric}” is not computed by a formula, so it cannot be tried", metric=metric.id))
    return forms


def _computed(catalogue: Catalogue, metric: Metric, form: Form, given: _Given) -> Trial:
    text, symbols = form
    tree = parse(text)
    found: dict[str, Value] = {}
    reads: dict[str, Read] = {}
    for term in terms(tree):
        shown = render(term)
        meaning = _meaning(catalogue, term, symbols)
        found[shown] = _symbol_value(catalogue, shown, meaning, given)
        reads[shown] = Read(Leaf(shown), _called(shown, meaning), term.at)
    value = evaluate(replaced(tree, lambda term: reads[render(term)]), lambda leaf: found[leaf.measure])
    return Trial(metric.id, value, text, tree, tuple(found.items()))


#: What a symbol stands for: a measure, a metric, a formula over them, or nothing that is known.
_Meaning = Measure | Metric | Name | Call | Number | Negative | Binary | Comparison | Read | None


def _meaning(catalogue: Catalogue, term: Name | Call, symbols: Mapping[str, str]) -> _Meaning:
    if isinstance(term, Call):
        return term if term.function in _WIDENING else None
    binding = bound(symbols, term.text)
    if binding is None:
        return find(catalogue, term.text) if not symbols else None
    node = parse(binding)
    return find(catalogue, node.text) if isinstance(node, Name) else node


def _called(shown: str, meaning: _Meaning) -> Message:
    if isinstance(meaning, Measure | Metric):
        return named(meaning.name_en, meaning.name_ru)
    return named(shown, shown)


def _symbol_value(catalogue: Catalogue, symbol: str, meaning: _Meaning, given: _Given) -> Value:
    """The typed value of a symbol or of what it is bound to; else computed from what stands under it."""
    alias = (meaning.id,) if isinstance(meaning, Measure | Metric) else ()
    typed = given.take((symbol, *alias))
    if typed is not None:
        return typed
    lacking = symbol
    # A symbol that bears the id of a metric (`aov` in a lifetime value) may be given through that metric too.
    for underneath in (meaning, catalogue.metrics.get(symbol)):
        before, steps = dict(given.used), list(given.steps)
        try:
            return _underneath(catalogue, symbol, underneath, given)
        except _Lacking as error:
            # Where nothing under it was typed, the symbol itself is what the person should type.
            partly = given.used != before or given.nearest - set(before)
            if partly and lacking == symbol:
                lacking = error.symbol
                given.nearest |= set(given.used)
            given.used, given.steps = before, steps
    raise _Lacking(lacking)


def _underneath(catalogue: Catalogue, symbol: str, meaning: _Meaning, given: _Given) -> Value:
    if meaning is None or isinstance(meaning, Measure):
        raise _Lacking(symbol)
    if isinstance(meaning, Metric):
        return _metric_value(catalogue, symbol, meaning, given)
    if isinstance(meaning, Call) and meaning.function in _WIDENING:
        outer = given.window
        given.window = " ".join((outer, meaning.function, *(render(arg) for arg in meaning.args[1:])))
        try:
            return _bound_value(catalogue, meaning.args[0], given)
        finally:
            given.window = outer
    return _bound_value(catalogue, meaning, given)


def _metric_value(catalogue: Catalogue, symbol: str, metric: Metric, given: _Given) -> Value:
    """The value of a metric from what was typed for its symbols."""
    if metric.id in given.path:
        raise _Lacking(symbol)
    lacking = _Lacking(symbol)
    for form in _own_forms(metric):
        before, steps = dict(given.used), list(given.steps)
        given.path.append(metric.id)
        try:
            trial = _computed(catalogue, metric, form, given)
        except _Lacking as error:
            if given.used != before and lacking.symbol == symbol:
                lacking = error
                given.nearest |= set(given.used)
            given.used, given.steps = before, steps
            continue
        finally:
            given.path.pop()
        given.steps.append(trial)
        return trial.value
    raise lacking


def _bound_value(catalogue: Catalogue, node: Node, given: _Given) -> Value:
    """The value of a formula that a symbol is bound to."""
    values: dict[str, Value] = {}
    for term in terms(node):
        shown = render(term)
        values[shown] = _symbol_value(catalogue, shown, _meaning(catalogue, term, {}), given)
    reads = replaced(node, lambda term: Read(Leaf(render(term)), named(render(term), render(term)), term.at))
    return evaluate(reads, lambda leaf: values[leaf.measure])


def _accepted(catalogue: Catalogue, forms: list[Form]) -> tuple[str, ...]:
    """The symbols of the forms, then of the metrics under them, and the ids that stand for them."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(forms)
    while waiting:
        text, symbols = waiting.pop(0)
        for term in terms(parse(text)):
            shown = render(term)
            found.setdefault(shown)
            meaning = _meaning(catalogue, term, symbols)
            if isinstance(meaning, Measure | Metric):
                found.setdefault(meaning.id)
            for under in (meaning, catalogue.metrics.get(shown)):
                waiting += _forms_under(under, seen)
    return tuple(found)


def _forms_under(meaning: _Meaning, seen: set[str]) -> list[Form]:
    """The formulas that a meaning may be computed by; none where it is a measure or was met before."""
    if isinstance(meaning, Metric):
        if meaning.id in seen:
            return []
        seen.add(meaning.id)
        return _own_forms(meaning)
    if meaning is None or isinstance(meaning, Measure):
        return []
    if isinstance(meaning, Call) and meaning.function in CONTEXT:
        return [(render(meaning.args[0]), {})] if meaning.function in _WIDENING else []
    return [(render(meaning), {})]


def _recognised(
    catalogue: Catalogue, metric: Metric, accepted: tuple[str, ...], typed: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """The typed numbers under the symbols that are meant; UsageError for what is no symbol or no usable number."""
    spoken: dict[str, str] = {}
    for symbol in accepted:
        thing = find(catalogue, symbol)
        if thing is not None and thing.id == symbol:
            spoken |= {folded(thing.name_ru): symbol, folded(thing.name_en): symbol}
    values: dict[str, Decimal] = {}
    for name, value in typed.items():
        found = pick(name, accepted) or spoken.get(folded(name))
        if found is None:
            what = msg("“{metric}” has no symbol “{name}”", metric=metric.id, name=name)
            raise UsageError(what, fix=_suggestion(name, accepted))
        if found in values:
            raise UsageError(msg("“{name}” is given twice", name=found))
        if not value.is_finite() or abs(value) > _LARGEST:
            raise UsageError(msg("“{name}” is not a number that can be computed with", name=name))
        values[found] = value
    return values


def _suggestion(name: str, accepted: tuple[str, ...]) -> Message:
    listed = msg("Symbols: {symbols}", symbols=", ".join(accepted))
    near = did_you_mean(name, accepted)
    return Message("{near} {listed}", (("near", near), ("listed", listed)), ru="{near} {listed}") if near else listed


def _unusable(metric: Metric, lacking: str, used: set[str], values: Mapping[str, Decimal], fix: Message) -> UsageError:
    if lacking:
        return UsageError(msg("“{metric}” lacks a value for “{symbol}”", metric=metric.id, symbol=lacking), fix=fix)
    spare = ", ".join(name for name in values if name not in used)
    return UsageError(
        msg("“{metric}”: these values are not used together with the others: {names}", metric=metric.id, names=spare),
        fix=fix,
    )
