"""The period in its results: money first; who usually buys and did not; how the month that is running goes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.engine import CUSTOMER
from kpi_desktop.engine.happened.result import LEFT, Result, result_of
from kpi_desktop.engine.lists.lapsed import lapsed
from kpi_desktop.engine.provisos import VAT_UNKNOWN
from kpi_desktop.engine.unsorted import unsorted_payments
from kpi_desktop.engine.why.sides import Against, sides_of
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.store.bank_as_expenses import PAYMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.lists.model import Listing
    from kpi_desktop.engine.why.sides import Sides

#: The results that a period is told in, money first, each with the splits that may tell its change. Gross profit,
#: expenses and what is left of it stand beside revenue; of the others the first two that have a figure are told.
_REVENUE = "revenue"
_PROFIT = "gross_profit"
_BESIDE = (_PROFIT, "operating_expenses", LEFT)
_OTHERS = ("customer_receipts", "operating_expenses", "leads", "leads_won_share", "contracts_count", "win_rate",
           "new_opportunities_amount", "visitors", "page_visits", "sales_count")  # fmt: skip
_MOST = 2

_SPLITS: dict[str, tuple[str, ...]] = {
    "revenue": ("product", "product_group", CUSTOMER, "channel", "region", "warehouse"),
    "gross_profit": ("product", "product_group"),
    "operating_expenses": ("article",),
}
_OF_OTHERS = ("channel", "campaign", "page")

#: Results that are better where they are lower.
COSTS = frozenset({"operating_expenses"})

#: A running month lower by this part is told before the month that is over.
_DEEP = Decimal("-0.2")

#: Products and customers that are named where there is nothing to compare with.
_TOP = 3


@dataclass(frozen=True, slots=True)
class Cash:
    """The money of a period by its statements: received, paid, payments that no rule has given a class; the last month.

    `later` is a month after the period that has rows, where the period itself has none.
    """

    received: Decimal
    paid: Decimal
    unsorted: int = 0
    unsorted_sum: Decimal = Decimal(0)
    later: Period | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What a period came to.

    `results` begin with the one that the period is told in. `lapsed` is the list of those who usually buy and did not,
    None where the data does not give it. `running` is that result in the part of the next month that is loaded, beside
    the same days of this one. `top` are the largest products and customers where no base is known: name and revenue.
    `cash` is told where no sales are known: what came in and went out by the statements. `vat_unknown`: the gross
    profit is absent only because nobody has said whether the amounts include VAT.
    """

    period: Period
    results: tuple[Result, ...]
    lapsed: Listing | None = None
    running: Sides | None = None
    top: tuple[tuple[str, tuple[tuple[str, Decimal], ...]], ...] = ()
    cash: Cash | None = None
    vat_unknown: bool = False

    @property
    def runs_low(self) -> bool:
        """Whether the running month is so much lower than the same days of this one that it comes first."""
        sides, main = self.running, self.main
        if sides is None or main is None or main.metric in COSTS:
            return False
        before, after = sides.ends
        return after - before <= _DEEP * before

    @property
    def main(self) -> Result | None:
        """The result that the period is told in."""
        return self.results[0] if self.results else None

    def result(self, metric: str) -> Result | None:
        """One of the results."""
        return next((one for one in self.results if one.metric == metric), None)


def happened(engine: Engine, period: Period) -> Happened:
    """All that the data tells; without a figure there are no results."""
    first = result_of(engine, _REVENUE, period, _SPLITS[_REVENUE])
    if first is None:
        found = _first(engine, _OTHERS, period, _MOST)
    else:
        found = [first, *_first(engine, _BESIDE, period, len(_BESIDE))]
    cash = _cash(engine, period) if first is None else None
    if not found:
        return Happened(period, (), cash=cash)
    list_ = lapsed(engine, period) if first is not None else None
    if list_ is not None and list_.missing is not None:
        list_ = None
    top = _largest(engine, period) if first is not None and first.base is None else ()
    hidden = first is not None and _vat_hides(engine, period)
    return Happened(period, tuple(found), list_, _running(engine, found[0].metric, period), top, cash, hidden)


def _vat_hides(engine: Engine, period: Period) -> bool:
    """Whether the gross profit is absent only because nobody has said if the amounts include VAT."""
    if _PROFIT not in engine.catalogue.metrics:
        return False
    (figure,) = engine.figures([_PROFIT], [period])
    return isinstance(figure.value, Missing) and figure.value.message == VAT_UNKNOWN


def _first(engine: Engine, metrics: Sequence[str], period: Period, most: int) -> list[Result]:
    found: list[Result] = []
    for metric in metrics:
        if metric not in engine.catalogue.metrics or len(found) == most:
            continue
        one = result_of(engine, metric, period, _SPLITS.get(metric, _OF_OTHERS))
        # Nothing that stays nothing is no result: a statement whose receipts no rule has given a class.
        if one is not None and (one.figure.value != 0 or one.base is not None):
            found.append(one)
    return found


def _cash(engine: Engine, period: Period) -> Cash | None:
    """What the statements say of the period; None where there are none."""
    if not any(engine.coverage(PAYMENT).months()):
        return None
    leaves = [Leaf("payments_in"), Leaf("payments_out")]
    values = engine.leaf_values(leaves, [period])
    received, paid = (values.get((leaf, period.month_text, None)) for leaf in leaves)
    if not isinstance(received, Decimal) or not isinstance(paid, Decimal):
        return None
    unsorted = unsorted_payments(engine.book, engine.catalogue)
    told = [one for month, one in unsorted.items() if period.start <= month.start < period.end]
    last = max(engine.coverage(PAYMENT).months())
    later = last if last > period and not received and not paid else None
    return Cash(received, paid, sum(count for count, _ in told), sum((amount for _, amount in told), Decimal(0)), later)


def _running(engine: Engine, metric: str, period: Period) -> Sides | None:
    """The month after, where some days of it are loaded: beside the same days of this one."""
    later = period.shifted(1)
    if period.whole_months != 1 or later not in engine.months() or engine.frame(metric, later).covered.complete:
        return None
    sides = (one for one in sides_of(engine, metric, later) if one.base is Against.PREVIOUS)
    return next((one for one in sides if one.missing is None and one.ends[0] > 0), None)


def _largest(engine: Engine, period: Period) -> tuple[tuple[str, tuple[tuple[str, Decimal], ...]], ...]:
    """The largest products and customers with their revenue."""
    found = []
    for key in ("product", CUSTOMER):
        lines = tuple((name, amount) for name, amount, *_ in engine.top(key, period, _TOP) if name)
        if lines:
            found.append((key, lines))
    return tuple(found)
