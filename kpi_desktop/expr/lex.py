"""Cuts the text of a formula into numbers, names and signs, each with its position."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.i18n.message import msg


class Kind(Enum):
    """What a piece of the formula is."""

    NUMBER = auto()
    NAME = auto()
    QUOTED = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: numbers have a dot as their decimal mark, signs are in their plain form."""

    kind: Kind
    text: str
    at: int


_PIECE = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|\[(?P<quoted>[^\[\]]*)\]"
    r"|(?P<sign><=|>=|<>|==|!=|[-+*/^()%;,<>=−–×·÷≤≥≠])"
)
_PLAIN_SIGN = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "<>", "!=": "<>", "==": "="}
_FRACTION = re.compile(r",([0-9]+)(?![0-9.])")


def tokens(formula: str) -> list[Token]:
    """The pieces of the formula and an END; FormulaError at the first letter that belongs to none.

    A comma between digits is a decimal mark where `;` separates arguments or where no arguments can be; inside a call
    without `;` it could be either, and is refused.
    """
    found: list[Token] = []
    calls: list[bool] = []
    at = 0
    while at < len(formula):
        piece = _PIECE.match(formula, at)
        if not piece:
            raise _unreadable(formula, at)
        start, at = at, piece.end()
        if piece.lastgroup == "space":
            continue
        token = _token(piece, start)
        if token.kind is Kind.NUMBER:
            token, at = _with_fraction(token, formula, at, any(calls))
        _follow_parentheses(token, found, calls)
        found.append(token)
    found.append(Token(Kind.END, "", len(formula)))
    return found


def _token(piece: re.Match[str], at: int) -> Token:
    group = piece.lastgroup or ""
    text = piece[group]
    return Token(Kind[group.upper()], _PLAIN_SIGN.get(text, text) if group == "sign" else text, at)


def _follow_parentheses(token: Token, found: list[Token], calls: list[bool]) -> None:
    if token.text == "(" and token.kind is Kind.SIGN:
        calls.append(bool(found) and found[-1].kind is Kind.NAME)
    elif token.text == ")" and token.kind is Kind.SIGN and calls:
        calls.pop()


def _with_fraction(token: Token, formula: str, at: int, in_call: bool) -> tuple[Token, int]:
    comma = _FRACTION.match(formula, at)
    if not comma or "." in token.text:
        return token, at
    if in_call and ";" not in formula:
        number = token.text + comma[0]
        raise FormulaError(
            msg("“{number}” can be one number or two arguments here", number=number),
            formula,
            token.at,
            fix=msg("Separate arguments with “;”, or write the number with a dot: {number}", number=_dotted(number)),
        )
    return Token(Kind.NUMBER, f"{token.text}.{comma[1]}", token.at), comma.end()


def _dotted(number: str) -> str:
    return number.replace(",", ".")


def _unreadable(formula: str, at: int) -> FormulaError:
    if formula[at] == "[":
        fix = msg("Put “]” behind the name")
        return FormulaError(msg("The name in square brackets is not closed: “]” is missing"), formula, at, fix=fix)
    fix = msg("Take it out: names, numbers, + − * / ^ ( ) [ ] and functions make a formula")
    return FormulaError(msg("“{letter}” means nothing in a formula", letter=formula[at]), formula, at, fix=fix)
