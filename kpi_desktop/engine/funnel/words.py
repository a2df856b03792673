"""The words of a diagnosis: what its money is, what it is set against, how a level is told.

They need no arithmetic library, so the window can name them at its first paint.
"""

from __future__ import annotations

from enum import StrEnum

#: The links of money after the last stage.
CHECK, MARGIN = "check", "margin"

#: Decimals of a usual level that enter a sum of money: a statistic becomes a number that can be printed and checked.
USUAL_PLACES = 9


class Money(StrEnum):
    """What the result is: profit where the cost is known, else the money of the last stage, else its cases.

    Only sales are revenue: the sum of contracts or of deals is another figure and is called by its own name.
    """

    PROFIT = "profit"
    REVENUE = "revenue"
    CONTRACTS = "contracts"
    DEALS = "deals"
    SUM = "sum"
    CASES = "cases"


class BaseOf(StrEnum):
    """What the month is set against."""

    USUAL = "usual"
    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    BEST = "best"


class Axis(StrEnum):
    """What a change is taken apart by: nothing, channels, people."""

    WHOLE = ""
    CHANNEL = "channel"
    PERSON = "person"


class Told(StrEnum):
    """How a stage's level is written: a number of cases, a share, so many for each, money."""

    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"
    MONEY = "money"
