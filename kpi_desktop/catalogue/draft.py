"""An own metric while it is being written: what is wrong with it and where, and the TOML that it becomes."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.meant import meant
from kpi_desktop.catalogue.names import find
from kpi_desktop.catalogue.own import FIRST_ORDER, MOST_LETTERS, WRITTEN, broken_metrics, read_own
from kpi_desktop.catalogue.own_units import DECIMALS, display_of, unit_from_words
from kpi_desktop.catalogue.rules.units import formula_unit
from kpi_desktop.expr.check import compatible, unit_words
from kpi_desktop.expr.dialects import words
from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.errors import FormulaError, folded
from kpi_desktop.expr.functions import find_function
from kpi_desktop.expr.nodes import Binary, Name, Node, Number, Operator, rebuilt, walk
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.core.unit import Unit

_ZERO = Number(Decimal(0))

_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an owner writes about a metric; only id, name, formula and a worked example are needed.

    `inputs` and `expected` are the example: numbers by name as the formula has them, and what comes out.
    """

    id: str
    formula: str
    name: str = ""
    name_en: str = ""
    unit: str = ""
    display: str = ""
    decimals: int | None = None
    better: str = "none"
    definition: str = ""
    definition_en: str = ""
    advice: str = ""
    advice_en: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with a draft: of which part (`formula`, `unit`, ...), where in the formula, what to do."""

    key: str
    message: Message
    fix: Message | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A draft as the catalogue understands it.

    `metric` is there as soon as the formula, the unit and the id hold, even where the example is still wrong: so its
    value can be shown while it is written. `text` is the TOML to keep, '' while anything is wrong.
    """

    mistakes: tuple[Mistake, ...]
    metric: Metric | None = None
    unit: Unit | None = None
    words: Message | None = None
    text: str = ""


def draft_of_text(text: str) -> Draft:
    """The draft of a metric's TOML, ours or one that a colleague sent; ValueError where it is none."""
    data = tomllib.loads(text) if len(text) <= MOST_LETTERS else {}
    formula = data.get(WRITTEN) or data.get("formula")
    symbols = data.get("symbols") if isinstance(data.get("symbols"), dict) else {}
    if not isinstance(formula, str) or not isinstance(data.get("id"), str):
        raise ValueError("no metric")
    if WRITTEN not in data and symbols:
        formula = _unbound(formula, {str(name): str(bound) for name, bound in symbols.items()})
    definition, advice = _texts(data, "definition"), _texts(data, "advice")
    listed = data.get("examples") or [{}]
    example = listed[0] if isinstance(listed, list) and isinstance(listed[0], dict) else {}
    inputs = example.get("inputs", {})
    decimals = data.get("decimals")
    return Draft(
        id=data["id"],
        formula=formula,
        name=str(data.get("ru", "")) or str(data.get("en", "")),
        name_en=str(data.get("en", "")),
        unit=str(data.get("unit", "")),
        display=str(data.get("display", "")),
        decimals=decimals if isinstance(decimals, int) else None,
        better=str(data.get("better", "none")),
        definition=definition.get("ru", ""),
        definition_en=definition.get("en", ""),
        advice=advice.get("ru", ""),
        advice_en=advice.get("en", ""),
        inputs={str(n): str(v) for n, v in inputs.items()} if isinstance(inputs, dict) else {},
        expected=str(example.get("expected", "")),
    )


def examine(catalogue: Catalogue, draft: Draft) -> Examined:
    """Read a draft against a catalogue that does not hold it yet; every mistake is told, none is raised."""
    mistakes = [*_id_mistakes(catalogue, draft), *_name_mistakes(catalogue, draft)]
    try:
        tree = parse(draft.formula)
        _by_nothing(tree, draft)
        known = _bound_tree(catalogue, tree, draft)
        symbols = {part.text: part.text for part in walk(known) if isinstance(part, Name)}
        unit = formula_unit(catalogue, draft.formula, {n.text: _found_id(catalogue, n) for n in _names(tree)})
    except FormulaError as error:
        return Examined((Mistake("formula", error.what, error.fix, error.at), *mistakes))
    if not symbols:
        nothing = msg("The formula reads no measure and no metric")
        mistakes.append(Mistake("formula", nothing, msg("Name a measure: for example, revenue * 10%"), 0))
    said = words.render(known, lambda name: _called(catalogue, name))
    stated, wrong = _unit(catalogue, draft, unit)
    mistakes += wrong
    example, wrong = _example(catalogue, draft, symbols)
    mistakes += wrong
    if any(mistake.key in {"id", "unit"} for mistake in mistakes) or stated is None or not symbols:
        return Examined(tuple(mistakes), unit=unit, words=said)
    text = _toml(draft, render(known), symbols, stated, example)
    metric, wrong = _checked(catalogue, draft.id, text, tell_example=not any(m.key == "example" for m in mistakes))
    mistakes += wrong
    return Examined(tuple(mistakes), metric, stated, said, "" if mistakes else text)


def _id_mistakes(catalogue: Catalogue, draft: Draft) -> list[Mistake]:
    if not _ID.fullmatch(draft.id):
        return [Mistake("id", msg("“{id}” is no id: a-z, digits and _ only", id=draft.id))]
    if draft.id in catalogue.metrics or draft.id in catalogue.measures:
        return [Mistake("id", msg("The catalogue has “{id}” already", id=draft.id), msg("Choose another id"))]
    symbols = {symbol for metric in catalogue.metrics.values() for symbol in metric.symbols}
    if find_function(draft.id) or draft.id in symbols or draft.id in catalogue.dimensions:
        what = msg("“{id}” means something else in formulas", id=draft.id)
        return [Mistake("id", what, msg("Choose another id"))]
    return []


def _name_mistakes(catalogue: Catalogue, draft: Draft) -> list[Mistake]:
    found = []
    if not draft.name.strip():
        found.append(Mistake("name", msg("The metric has no name")))
    for name in dict.fromkeys((draft.name, draft.name_en)):
        other = find(catalogue, name) if name.strip() else None
        if other is not None:
            what = msg("“{name}” is called so already", name=named(other.name_en, other.name_ru))
            found.append(Mistake("name", what, msg("Give it a name of its own")))
        if "[" in name or "]" in name:
            found.append(Mistake("name", msg("A name has no square brackets: formulas write it in them")))
    return found


def _names(tree: Node) -> list[Name]:
    return [part for part in walk(tree) if isinstance(part, Name)]


def _found_id(catalogue: Catalogue, name: Name) -> str:
    thing = find(catalogue, name.text)
    return thing.id if thing else name.text


def _bound_tree(catalogue: Catalogue, tree: Node, draft: Draft) -> Node:
    """The tree with ids in the place of names; FormulaError at the first name that is nothing."""
    if isinstance(tree, Name):
        thing = find(catalogue, tree.text)
        if thing is None:
            raise _no_thing(catalogue, tree, draft)
        return replace(tree, text=thing.id)
    return rebuilt(tree, lambda part: _bound_tree(catalogue, part, draft))


def _no_thing(catalogue: Catalogue, name: Name, draft: Draft) -> FormulaError:
    """A name that is nothing here: the metric's own, or one that may be meant otherwise."""
    if folded(name.text) in {folded(draft.id), folded(draft.name), folded(draft.name_en)}:
        what = msg("The formula stands on itself")
        return FormulaError(what, draft.formula, name.at, fix=msg("Name what it is counted from instead"))
    what = msg("“{name}” is neither a measure nor a metric", name=name.text)
    fix = meant(catalogue, name.text)
    fix = fix or msg("Begin to write a name and choose from the list; a name of several words stands in [ ]")
    return FormulaError(what, draft.formula, name.at, fix=fix)


def _by_nothing(tree: Node, draft: Draft) -> None:
    """FormulaError at a division by a plain zero."""
    for part in walk(tree):
        if (
            isinstance(part, Binary)
            and part.operator is Operator.DIVIDE
            and part.right == replace(_ZERO, at=part.right.at)
        ):
            raise FormulaError(
                msg("The formula divides by zero"), draft.formula, part.at, fix=msg("Write what it is to be divided by")
            )


def _called(catalogue: Catalogue, name: str) -> Message | str:
    thing = find(catalogue, name)
    return named(thing.name_en, thing.name_ru) if thing else name


def _unit(catalogue: Catalogue, draft: Draft, found: Unit | None) -> tuple[Unit | None, list[Mistake]]:
    """The unit that was written, else that of the formula."""
    if not draft.unit.strip():
        if found is None:
            what = msg("The unit cannot be told from the formula: write it")
            return None, [Mistake("unit", what, msg("For example: ₽, %, шт, дней, ₽/заказ"))]
        return found, []
    stated = unit_from_words(draft.unit, catalogue)
    if stated is None:
        what = msg("There is no unit “{unit}”", unit=draft.unit)
        return None, [Mistake("unit", what, msg("For example: ₽, %, шт, дней, ₽/заказ"))]
    if found is not None and not compatible(found, stated):
        what = msg("The formula gives {found}, the metric declares {declared}", found=unit_words(found),
                   declared=unit_words(stated))  # fmt: skip
        return None, [Mistake("unit", what, msg("Leave the unit empty, or change the formula"))]
    return stated, []


def _example(
    catalogue: Catalogue, draft: Draft, symbols: Mapping[str, str]
) -> tuple[tuple[dict[str, str], str], list[Mistake]]:
    """The worked example with ids in the place of names."""
    asked = msg("Give one worked example: numbers for the names, and what comes out")
    if not draft.inputs or not draft.expected.strip():
        return ({}, ""), [Mistake("example", asked, msg("The names are: {names}", names=_listed(catalogue, symbols)))]
    inputs: dict[str, str] = {}
    for name, value in draft.inputs.items():
        thing = find(catalogue, name.strip().removeprefix("[").removesuffix("]"))
        inputs[thing.id if thing else name] = _number(value)
    return (inputs, _number(draft.expected)), []


def _listed(catalogue: Catalogue, symbols: Mapping[str, str]) -> Message:
    """The names of what a formula reads, as the owner calls them."""
    names = [thing for symbol in symbols if (thing := find(catalogue, symbol)) is not None]
    pattern = ", ".join(f"{{p{place}}}" for place in range(len(names)))
    args = tuple((f"p{place}", named(thing.name_en, thing.name_ru)) for place, thing in enumerate(names))
    return Message(pattern, args, ru=pattern)


def _number(text: str) -> str:
    """A number as people write it, `1 250,5` or `12,5 %`, as plain decimal text; a fraction stays."""
    plain = text.strip().replace("\u00a0", "").replace(" ", "").replace(",", ".").replace("−", "-")
    if not plain.endswith("%"):
        return plain
    try:
        return format(Decimal(plain[:-1]).scaleb(-2), "f")
    except InvalidOperation:
        return plain


def _checked(
    catalogue: Catalogue, metric_id: str, text: str, *, tell_example: bool
) -> tuple[Metric | None, list[Mistake]]:
    """The metric by the rules of the catalogue; a circle, a wrong example, a display that does not fit."""
    issues: list[Issue] = []
    metric = read_own(metric_id, text, catalogue.values, 2 * FIRST_ORDER, issues)
    if metric is not None and not issues:
        whole = replace(catalogue, metrics={**catalogue.metrics, metric_id: metric})
        issues += broken_metrics(whole, {metric_id: metric}).get(metric_id, ())
    found = []
    for issue in issues:
        key = "example" if issue.column.startswith("examples") else issue.column.partition(".")[0]
        if key != "example" or tell_example:
            found.append(Mistake(key, issue.message, issue.fix))
    usable = metric is not None and all(mistake.key == "example" for mistake in found)
    return (metric if usable else None), found


def _toml(
    draft: Draft, formula: str, symbols: Mapping[str, str], unit: Unit, example: tuple[Mapping[str, str], str]
) -> str:
    display = draft.display or display_of(unit, draft.unit).value
    decimals = draft.decimals if draft.decimals is not None else DECIMALS.get(display, 2)
    inputs, expected = example
    lines = [
        f"id = {_quoted(draft.id)}",
        f"ru = {_quoted(draft.name)}",
        f"en = {_quoted(draft.name_en or draft.name)}",
        f"{WRITTEN} = {_quoted(draft.formula)}",
        f"formula = {_quoted(formula)}",
        f"unit = {_quoted(str(unit))}",
        f"display = {_quoted(display)}",
        f"decimals = {decimals}",
        f"better = {_quoted(draft.better)}",
        "",
        "[symbols]",
        *(f"{symbol} = {_quoted(bound)}" for symbol, bound in symbols.items()),
    ]
    for key, ru, en in (
        ("definition", draft.definition, draft.definition_en),
        ("advice", draft.advice, draft.advice_en),
    ):
        lines += ["", f"[{key}]", f"ru = {_quoted(ru or en)}", f"en = {_quoted(en or ru)}"]
    if inputs:
        put = ", ".join(f"{_quoted(name)} = {_quoted(value)}" for name, value in inputs.items())
        lines += ["", "[[examples]]", f"id = {_quoted('own-' + draft.id)}", f"inputs = {{ {put} }}",
                  f"expected = {_quoted(expected)}"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML string; control characters, which no name needs, are left out."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return json.dumps(plain, ensure_ascii=False)


def _texts(data: Mapping[str, object], key: str) -> dict[str, str]:
    table = data.get(key)
    return {name: text for name, text in table.items() if isinstance(text, str)} if isinstance(table, dict) else {}


def _unbound(formula: str, symbols: Mapping[str, str]) -> str:
    """A catalogue's formula over symbols as a formula over what they are bound to."""

    def put(node: Node) -> Node:
        if isinstance(node, Name) and node.text in symbols:
            return parse(symbols[node.text])
        return rebuilt(node, put)

    try:
        return render(put(parse(formula)))
    except FormulaError:
        return formula
