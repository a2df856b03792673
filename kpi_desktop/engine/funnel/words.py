"""The words of a diagnosis: what its money is, what it is set against, how a level is told.

They need no arithmetic library, so the window can name them at its first paint.
"""

from __future__ import annotations

from enum import StrEnum

#: The links of money after the last stage.
CHECK, MARGIN = "check", "margin"

#: The link between cases of the last stage and money where products are told apart: how many units a case takes.
UNITS = "units"

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
    """What the month is set against; `trend` is the same month of last year by the own trend since."""

    USUAL = "usual"
    TREND = "trend"
    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    BEST = "best"
    PLAN = "plan"
    COLLEAGUE = "colleague"


class Axis(StrEnum):
    """What a change is taken apart by: nothing, channels, people, products."""

    WHOLE = ""
    CHANNEL = "channel"
    PERSON = "person"
    PRODUCT = "product"


class Told(StrEnum):
    """How a stage's level is written: a number of cases, a share, so many for each, money."""

    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"
    MONEY = "money"
