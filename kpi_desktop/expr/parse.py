"""Reads the text of a formula into its tree: precedence climbing over the pieces."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from kpi_desktop.core.amount import EXACT
from kpi_desktop.expr.errors import FormulaError, did_you_mean
from kpi_desktop.expr.functions import (
    CONTEXT,
    OFFERED,
    SIGNATURES,
    SUMS,
    Signature,
    find_function,
    function_name,
)
from kpi_desktop.expr.lex import Kind, Token, tokens
from kpi_desktop.expr.nodes import Binary, Call, Comparison, Level, Name, Negative, Node, Number, Operator, Relation
from kpi_desktop.i18n.message import Message, msg, named, nmsg

#: A formula that a person can still read; also what keeps every reading's recursion shallow.
MAX_DEPTH = 40
MAX_LENGTH = 2000
MAX_PARTS = 120
_MAX_EXPONENT = 60
_MAX_DIGITS = 28

_OPERATORS = {
    "+": (Level.SUM, Operator.ADD),
    "-": (Level.SUM, Operator.SUBTRACT),
    "*": (Level.PRODUCT, Operator.MULTIPLY),
    "/": (Level.PRODUCT, Operator.DIVIDE),
}
_RELATIONS = {relation.value: relation for relation in Relation}
_HUNDRED = Decimal(100)

#: What to write where a formula is empty, and where a comparison stands alone.
_EXAMPLE = named("For example: revenue / orders", "Например: [Выручка] / [Продажи (чеки, накладные)]")
_IF = named("For example: if(revenue > 0; profit / revenue; 0)", "Например: если(Выручка > 0; Прибыль / Выручка; 0)")


@lru_cache(maxsize=4096)
def parse(formula: str) -> Node:
    """The tree of a formula; FormulaError says what is wrong and where."""
    if len(formula) > MAX_LENGTH:
        raise FormulaError(msg("The formula is longer than {n} characters", n=MAX_LENGTH), formula, MAX_LENGTH)
    return _Parser(formula).whole()


class _Parser:
    """One walk over the pieces of one formula."""

    def __init__(self, formula: str) -> None:
        self.formula = formula
        self.tokens = tokens(formula)
        self.index = 0
        self.depth = 0
        self.parts = 0

    def whole(self) -> Node:
        if len(self.tokens) == 1:
            raise self.error(msg("The formula is empty"), self.next, _EXAMPLE)
        node = self.number(self.expression(Level.COMPARISON))
        if self.next.kind is not Kind.END:
            raise self.leftover(self.next)
        return node

    @property
    def next(self) -> Token:
        return self.tokens[self.index]

    def take(self) -> Token:
        token = self.next
        self.index += 1
        self.parts += 1
        if self.parts > MAX_PARTS * 3:
            raise self.error(msg("The formula has too many parts: split it into metrics of their own"), token)
        return token

    def at_sign(self, sign: str) -> bool:
        return self.next.kind is Kind.SIGN and self.next.text == sign

    def error(self, what: Message, token: Token, fix: Message | None = None) -> FormulaError:
        return FormulaError(what, self.formula, token.at, fix=fix)

    def leftover(self, token: Token) -> FormulaError:
        if token.text == ")":
            return self.error(msg("This “)” closes nothing"), token, msg("Take it out, or open “(” before it"))
        if token.text in {",", ";"}:
            return self.error(
                msg("“{sign}” separates arguments, and there is no function here", sign=token.text),
                token,
                msg("Write one formula; a fraction of a number is written as 0.5"),
            )
        if token.text == "%":
            return self.error(
                msg("“%” may stand only after a number"), token, msg("Write 10%; a share of two figures is a / b")
            )
        fix = msg("A name of several words is written in square brackets: [Net revenue]")
        return self.error(
            msg("An operation is missing before “{piece}”", piece=token.text),
            token,
            fix if token.kind is Kind.NAME else None,
        )

    def number(self, node: Node) -> Node:
        """The node, refused where it is a comparison: a formula gives a number, not yes or no."""
        if isinstance(node, Comparison):
            raise FormulaError(
                msg("A comparison may stand only as the condition of “if”"), self.formula, node.at, fix=_IF
            )
        return node

    def expression(self, least: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(msg("The formula is nested too deeply: split it into metrics of their own"), self.next)
        left = self.signed()
        while self.next.kind is Kind.SIGN:
            joined = self.joined(left, least)
            if joined is None:
                break
            left = joined
        self.depth -= 1
        return left

    def joined(self, left: Node, least: int) -> Node | None:
        """`left` with the operation that follows it; None where what follows binds less tightly."""
        sign = self.next.text
        if sign in _OPERATORS and _OPERATORS[sign][0] >= least:
            level, operator = _OPERATORS[sign]
            token = self.take()
            right = self.expression(level + 1)
            return Binary(operator, self.number(left), self.number(right), token.at)
        if sign in _RELATIONS and least <= Level.COMPARISON:
            token = self.take()
            right = self.expression(Level.SUM)
            return Comparison(_RELATIONS[sign], self.number(left), self.number(right), token.at)
        return None

    def signed(self) -> Node:
        if self.at_sign("-") or self.at_sign("+"):
            token = self.take()
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise self.error(msg("The formula is nested too deeply: split it into metrics of their own"), token)
            operand = self.number(self.signed())
            self.depth -= 1
            return Negative(operand, token.at) if token.text == "-" else operand
        return self.power()

    def power(self) -> Node:
        left = self.atom()
        if not self.at_sign("^"):
            return left
        sign = self.take()
        token = self.take()
        if token.kind is not Kind.NUMBER or "." in token.text or not 1 <= Decimal(token.text) <= _MAX_EXPONENT:
            raise self.error(
                msg("The power must be a whole number from 1 to {most}", most=_MAX_EXPONENT), token,
                msg("Write a number: for example, ^2"),
            )  # fmt: skip
        if self.at_sign("^"):
            raise self.error(msg("One power upon another needs parentheses"), self.next)
        return Binary(Operator.POWER, self.number(left), Number(Decimal(token.text), token.at), sign.at)

    def atom(self) -> Node:
        token = self.take()
        if token.kind is Kind.NUMBER:
            return self.literal(token)
        if token.kind is Kind.NAME:
            return self.call(token) if self.at_sign("(") else Name(token.text, token.at)
        if token.kind is Kind.QUOTED:
            return self.quoted(token)
        if token.kind is Kind.SIGN and token.text == "(":
            inner = self.expression(Level.COMPARISON)
            self.close(token)
            return inner
        if token.kind is Kind.END:
            raise self.error(msg("The formula breaks off: a number or a name is missing at its end"), token,
                             msg("Add the name of a measure or a metric, or take out the last sign"))  # fmt: skip
        raise self.error(msg("A number or a name is missing before “{piece}”", piece=token.text), token,
                         msg("Write what the sign joins on both sides; a power is written as ^2"))  # fmt: skip

    def quoted(self, token: Token) -> Name:
        text = " ".join(token.text.split())
        if not text:
            raise self.error(msg("The square brackets are empty"), token, msg("Write a name between them"))
        return Name(text, token.at)

    def literal(self, token: Token) -> Number:
        if len(token.text) > _MAX_DIGITS:
            raise self.error(msg("The number is too long"), token)
        value = Decimal(token.text)
        if self.at_sign("%"):
            self.take()
            value = EXACT.divide(value, _HUNDRED)
        return Number(value, token.at)

    def close(self, opened: Token) -> None:
        if self.next.kind is Kind.END:
            raise self.error(msg("This “(” is not closed"), opened, msg("Put “)” where it ends"))
        if not self.at_sign(")"):
            raise self.leftover(self.next)
        self.take()

    def call(self, token: Token) -> Node:
        function = find_function(token.text)
        if function is None:
            raise self.error(msg("There is no function “{name}”", name=token.text), token, _known_functions(token.text))
        opened = self.take()
        args = self.arguments(opened)
        return self.checked(SIGNATURES[function], token, args)

    def arguments(self, opened: Token) -> list[Node]:
        args: list[Node] = []
        if self.at_sign(")"):
            self.take()
            return args
        while True:
            args.append(self.expression(Level.COMPARISON))
            if not (self.at_sign(";") or self.at_sign(",")):
                self.close(opened)
                return args
            self.take()

    def checked(self, signature: Signature, token: Token, args: list[Node]) -> Call:
        if not signature.least <= len(args) <= signature.most:
            fix = _IF if signature.condition else msg("Arguments are separated by “;”: {name}(a; b)", name=token.text)
            raise self.error(_arity(signature, token.text), token, fix)
        for place, arg in enumerate(args):
            if signature.condition and place == 0:
                self.condition(arg, token)
            else:
                self.number(arg)
        if signature.count and len(args) == 2:
            self.whole_count(args[1], token, signature.most_count)
        if signature.function in CONTEXT and len(args) == 2 and args[1] == Number(Decimal(1)):
            args = args[: max(1, signature.least)]
        return Call(signature.function, tuple(args), token.at)

    def condition(self, arg: Node, token: Token) -> None:
        if not isinstance(arg, Comparison):
            raise self.error(
                msg("The first argument of “{name}” must be a comparison, such as a > b", name=token.text), token, _IF
            )

    def whole_count(self, arg: Node, token: Token, most: int) -> None:
        if isinstance(arg, Number) and arg.value == arg.value.to_integral_value() and 1 <= arg.value <= most:
            return
        raise self.error(
            msg("The last argument of “{name}” must be a whole number from 1 to {most}", name=token.text, most=most),
            token,
            msg("It says how many periods: {name}(revenue; 3)", name=token.text),
        )


def _known_functions(name: str) -> Message:
    """What to write instead of a function that is none: the one meant, no sum at all, or one of the list."""
    if name.casefold() in SUMS:
        return msg("A measure is summed over the period already: write its name alone; several months together are "
                   "trailing(…; 3), a mean is one measure divided by another")  # fmt: skip
    meant = did_you_mean(name, [function_name(one, lang) for one in OFFERED for lang in ("en", "ru")])
    if meant is not None:
        return meant
    english, russian = (", ".join(function_name(one, lang) for one in OFFERED) for lang in ("en", "ru"))
    return named(f"Known functions: {english}", f"Есть функции: {russian}")


#: The walk that the parser of conditions extends by words between comparisons.
Parser = _Parser


def _arity(signature: Signature, name: str) -> Message:
    if signature.least == signature.most:
        return nmsg("“{name}” takes {n} argument", "“{name}” takes {n} arguments", n=signature.least, name=name)
    return msg("“{name}” takes from {least} to {most} arguments", name=name, least=signature.least, most=signature.most)
