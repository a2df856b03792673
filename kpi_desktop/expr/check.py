"""What unit a formula's value has: roubles per order, a share, days; and whether its parts fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.unit import MONEY, PLAIN, Unit
from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.functions import ABSENT, CONTEXT, Function
from kpi_desktop.expr.nodes import Binary, Call, Comparison, Name, Negative, Node, Number, Operator, Read
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable

#: Spans of time: each is a unit of its own, and nothing converts silently.
TIMES = frozenset({"minute", "hour", "day", "week", "month", "quarter", "year"})
#: Words that only say how a plain number is meant.
_PLAIN_WORDS = frozenset({"point", "times"})
#: What every counted thing (orders, customers, items, ...) is when amounts per one of them are compared.
_COUNTED = "count"


def compatible(left: Unit, right: Unit) -> bool:
    """Whether two figures may be added, compared, or stand for one another.

    Money is not a count and a count is not a share; but an amount per order and an amount per customer are both
    amounts per one counted thing (the sources subtract CAC from AOV), and visits per call are a share.
    """
    return _collapsed(left) == _collapsed(right)


def _collapsed(unit: Unit) -> Unit:
    collapsed = PLAIN
    for name, power in unit.powers:
        if name not in _PLAIN_WORDS:
            word = name if name == MONEY or name in TIMES else _COUNTED
            collapsed = collapsed.times(Unit(((word, abs(power)),)), 1 if power > 0 else -1)
    return collapsed


def unit_of(node: Node, lookup: Callable[[Name | Read], Unit | None], formula: str = "") -> Unit | None:
    """The unit of the formula's value; None where it fits any (a bare zero, a name of unknown unit).

    FormulaError points at the operator whose two sides do not fit; `formula` is the text for its excerpt.
    """
    return _Inference(lookup, formula).of(node)


class _Inference:
    def __init__(self, lookup: Callable[[Name | Read], Unit | None], formula: str) -> None:
        self.lookup = lookup
        self.formula = formula

    def of(self, node: Node) -> Unit | None:
        match node:
            case Number():
                return None if node.value == 0 else PLAIN
            case Name() | Read():
                return self.lookup(node)
            case Negative():
                return self.of(node.operand)
            case Binary():
                return self.binary(node)
            case Comparison():
                self.common((node.left, node.right), node.at)
                return PLAIN
            case Call():
                return self.call(node)

    def binary(self, node: Binary) -> Unit | None:
        if node.operator in {Operator.ADD, Operator.SUBTRACT}:
            return self.common((node.left, node.right), node.at)
        left = self.of(node.left)
        if node.operator is Operator.POWER:
            return self.power(left, node.right)
        right = self.of(node.right)
        if left is None or right is None:
            return None
        return left.times(right, 1 if node.operator is Operator.MULTIPLY else -1)

    @staticmethod
    def power(base: Unit | None, exponent: Node) -> Unit | None:
        if base is None or not isinstance(exponent, Number):
            return base
        unit = PLAIN
        for _ in range(int(exponent.value)):
            unit = unit.times(base)
        return unit

    def call(self, node: Call) -> Unit | None:
        if node.function in CONTEXT:
            return self.of(node.args[0])
        if node.function in ABSENT:
            return None
        match node.function:
            case Function.IF:
                self.of(node.args[0])
                return self.common(node.args[1:], node.at)
            case Function.FIRST_DAY:
                self.of(node.args[0])
                return Unit.of("day")
            case Function.COUNT_OVER:
                self.common(node.args, node.at)
                return Unit.of(_COUNTED)
            case _:
                return self.common(node.args, node.at)

    def common(self, parts: tuple[Node, ...], at: int) -> Unit | None:
        """The unit that all parts share: that of the first part that has one."""
        first: Unit | None = None
        owner = parts[0]
        for part in parts:
            unit = self.of(part)
            if unit is None:
                continue
            if first is None:
                first, owner = unit, part
            elif not compatible(first, unit):
                raise self.unlike(owner, first, part, unit, at)
        return first

    def unlike(self, left: Node, left_unit: Unit, right: Node, right_unit: Unit, at: int) -> FormulaError:
        return FormulaError(
            msg(
                "“{left}” is in {left_unit}, “{right}” is in {right_unit}: they cannot be added or compared",
                left=render(left),
                left_unit=unit_words(left_unit),
                right=render(right),
                right_unit=unit_words(right_unit),
            ),
            self.formula,
            at,
            fix=msg("Divide or multiply them instead, or take two figures of one unit"),
        )


def unit_words(unit: Unit) -> Message:
    """A unit as a person says it: `money/orders`, `plain number`."""
    over = [_word(name, power) for name, power in unit.powers if power > 0]
    under = [_word(name, -power) for name, power in unit.powers if power < 0]
    if not over and not under:
        return msg("plain number")
    said = _chained(over, "·") if over else Message("1", ru="1")
    for word in under:
        said = _chained([said, word], "/")
    return said


def _chained(words: list[Message], sign: str) -> Message:
    pattern = sign.join(f"{{p{place}}}" for place in range(len(words)))
    return Message(pattern, tuple((f"p{place}", word) for place, word in enumerate(words)), ru=pattern)


def _word(name: str, power: int) -> Message:
    word = UNIT_WORDS.get(name) or Message(name, ru=name)
    return word if power == 1 else _chained([word, Message(str(power), ru=str(power))], "^")


#: What units are called in messages.
UNIT_WORDS = {
    "money": msg("money"),
    "count": msg("pieces"),
    "order": msg("orders"),
    "customer": msg("customers"),
    "item": msg("items"),
    "unit": msg("units of goods"),
    "lead": msg("leads"),
    "click": msg("clicks"),
    "visit": msg("visits"),
    "visitor": msg("visitors"),
    "call": msg("calls"),
    "contract": msg("contracts"),
    "payment": msg("payments"),
    "deal": msg("deals"),
    "person": msg("people"),
    "response": msg("responses"),
    "task": msg("tasks"),
    "sprint": msg("sprints"),
    "bug": msg("bugs"),
    "answer": msg("answers"),
    "email": msg("e-mails"),
    "point": msg("points"),
    "minute": msg("minutes"),
    "hour": msg("hours"),
    "day": msg("days"),
    "week": msg("weeks"),
    "month": msg("months"),
    "quarter": msg("quarters"),
    "year": msg("years"),
}
