"""The functions of the formula language as a table: their names in English and Russian and how many arguments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpi_desktop.expr.leaf import Move


class Function(StrEnum):
    """What a formula may call; the value is the English name."""

    IF = "if"
    MIN = "min"
    MAX = "max"
    ABS = "abs"
    COALESCE = "coalesce"  # the first argument that has a value
    PREV = "prev"  # the argument, read in the previous window
    YOY = "yoy"  # the argument, read a year earlier
    TRAILING = "trailing"  # the argument, read over the last n months together
    TRAILING_DAYS = "trailing_days"  # the argument, read over the last n days together
    DAYS_BEFORE = "days_before"  # the argument, read over the window and the n days before it
    YTD = "ytd"  # the argument, read since the first of January
    TOTAL = "total"  # the argument, read for the whole company even inside a split
    NEVER = "never"  # no value: what is asked for is never reached, such as a break-even at a loss on every sale
    NO_BASE = "no_base"  # no value: the base of a change is zero or negative
    NOT_REACHED = "not_reached"  # no value: the goal is not reached in the period
    ALREADY_MET = "already_met"  # no value: nothing of the goal is left to reach
    FIRST_DAY = "first_day"  # the first day on which the condition holds
    COUNT_OVER = "count_over"  # how many members reach the threshold


#: Periods back or months together, and days together: ten years.
PERIODS, DAYS = 120, 3660

#: Months together may be the ten years before the last one and that one too: everybody of both.
MONTHS = PERIODS + 12


@dataclass(frozen=True, slots=True)
class Signature:
    """How a function is written: its Russian name and how many arguments it takes.

    `move` changes the window of the argument; `count` says that the last argument is a whole number of periods,
    at most `most_count`; `condition` says that the first argument is a comparison.
    """

    function: Function
    ru: str
    least: int
    most: int
    move: Move | None = None
    count: bool = False
    condition: bool = False
    most_count: int = PERIODS


#: More arguments than anyone writes by hand.
_MANY = 20

_TABLE = (
    Signature(Function.IF, "если", 3, 3, condition=True),
    Signature(Function.MIN, "мин", 1, _MANY),
    Signature(Function.MAX, "макс", 1, _MANY),
    Signature(Function.ABS, "модуль", 1, 1),
    Signature(Function.COALESCE, "первое", 1, _MANY),
    Signature(Function.PREV, "прошлый", 1, 2, move=Move.PREVIOUS, count=True),
    Signature(Function.YOY, "год_назад", 1, 2, move=Move.YEAR_AGO, count=True),
    Signature(Function.TRAILING, "скользящий", 2, 2, move=Move.TRAILING, count=True, most_count=MONTHS),
    Signature(Function.TRAILING_DAYS, "скользящий_дней", 2, 2, move=Move.TRAILING_DAYS, count=True, most_count=DAYS),
    Signature(Function.DAYS_BEFORE, "с_днями_до", 2, 2, move=Move.DAYS_BEFORE, count=True, most_count=DAYS),
    Signature(Function.YTD, "с_начала_года", 1, 1, move=Move.YEAR_TO_DATE),
    Signature(Function.TOTAL, "итого", 1, 1),
    Signature(Function.NEVER, "никогда", 0, 0),
    Signature(Function.NO_BASE, "нет_базы", 0, 0),
    Signature(Function.NOT_REACHED, "не_достигнуто", 0, 0),
    Signature(Function.ALREADY_MET, "уже_выполнено", 0, 0),
    Signature(Function.FIRST_DAY, "первый_день", 1, 1, condition=True),
    Signature(Function.COUNT_OVER, "число_свыше", 2, 2),
)

SIGNATURES = {entry.function: entry for entry in _TABLE}

#: Functions that change where their argument is read instead of calculating with it.
CONTEXT = frozenset({entry.function for entry in _TABLE if entry.move} | {Function.TOTAL})

#: Functions that say that there is no value, and why.
ABSENT = frozenset({Function.NEVER, Function.NO_BASE, Function.NOT_REACHED, Function.ALREADY_MET})

#: Functions of the program's own definitions: an owner's formula is not helped by their names.
_INTERNAL = ABSENT | {Function.FIRST_DAY, Function.COUNT_OVER}

#: What an owner's formula may call, in the order of the table.
OFFERED = tuple(entry.function for entry in _TABLE if entry.function not in _INTERNAL)

#: Words for sums and means, which no formula needs: a measure is summed over the period already.
SUMS = frozenset({
    "sum", "сумма", "сумм", "avg", "average", "mean", "среднее", "срзнач", "count", "счёт", "счет", "количество",
})  # fmt: skip

_BY_NAME = {entry.function.value: entry.function for entry in _TABLE} | {entry.ru: entry.function for entry in _TABLE}


def find_function(name: str) -> Function | None:
    """The function of that English or Russian name in any case; None where there is none."""
    return _BY_NAME.get(name.casefold())


def function_names() -> tuple[str, ...]:
    """Every name under which a function may be called."""
    return tuple(_BY_NAME)


def function_name(function: Function, lang: str) -> str:
    """What the function is called in a language."""
    return SIGNATURES[function].ru if lang == "ru" else function.value
