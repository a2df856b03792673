"""Formulas over letters, with each letter a measure of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason, Value
from kpi_desktop.expr.context import bind
from kpi_desktop.expr.dialects.text import plain
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Name, Node, Read
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from collections.abc import Mapping

ABSENT = Missing(Reason.NO_DATA, msg("no data"))


def bound(formula: str) -> Node:
    """The formula with every name a measure of that id."""
    return bind(parse(formula), _read, formula)


def _read(name: Name) -> Node:
    return Read(Leaf(name.text), named(f"the {name.text}", f"мера {name.text}"), name.at)


def value(formula: str, values: Mapping[str, str | None]) -> Value:
    """The formula's value; None is a measure without data."""

    def get(leaf: Leaf) -> Value:
        text = values[leaf.measure]
        return ABSENT if text is None else Decimal(text)

    return evaluate(bound(formula), get)


def said(result: Value) -> str:
    """The number as text, else the error that the workbook's cell holds."""
    return result.excel if isinstance(result, Missing) else plain(result)
