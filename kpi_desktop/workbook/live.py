"""Live measures: the formula over the data sheets that gives a measure, and the value which it will show.

A measure that needs more than the sheets hold (another fact, a median, distinct products) has no live reading here and
stands in the workbook as a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.core.amount import QUANTITY_PLACES, money, rounded
from kpi_desktop.workbook.rows import MONEY_SCALE, QUANTITY_SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.workbook.layout import Plan
    from kpi_desktop.workbook.rows import CustomerMonths, SaleRows

_KINDS = {"sale": 0, "return": 1, "writeoff": 2}

#: Which lines count, as a criterion of SUMIFS; the kinds of one measure are a set.
_KIND_CRITERIA = {
    frozenset({0}): "0",
    frozenset({1}): "1",
    frozenset({2}): "2",
    frozenset({0, 1}): '"<=1"',
    frozenset({0, 1, 2}): "",
}

#: The column of the customer-months sheet that counts customers.
CUSTOMER_FLAGS = {
    Aggregation.DISTINCT: "buyer",
    Aggregation.NEW: "new",
    Aggregation.RETURNING: "returning",
    Aggregation.FIRST_EVER: "new",
}


@dataclass(frozen=True, slots=True)
class Live:
    """A formula without its equals sign and the value that a spreadsheet will compute from it."""

    formula: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Window:
    """Months by their keys, both inclusive, and the cell that holds the key where it is a single month.

    `member` is the number of the member that the figure is split by (0: the company's total), `member_cell` its cell.
    """

    first: int
    last: int
    key_cell: str = ""
    member: int = 0
    member_cell: str = ""

    @property
    def single(self) -> bool:
        """Whether the window is one month: distinct customers are never added over months."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class LiveMeasures:
    """Reads measures from the data sheet and the customer-months sheet of one workbook."""

    plan: Plan
    rows: SaleRows
    customers: CustomerMonths

    def read(self, measure: Measure, window: Window) -> Live | None:
        """The measure in the window as a live formula, None where the sheets cannot tell it."""
        kinds = line_kinds(measure)
        if measure.fact != "sale" or kinds is None or not _readable(measure):
            return None
        match measure.aggregation:
            case Aggregation.SUM | Aggregation.COUNT | Aggregation.SUM_KEYED | Aggregation.SUM_UNKEYED:
                return self._lines(measure, kinds, window)
            case Aggregation.DISTINCT if measure.key == "document" and kinds == {0}:
                return self._lines(measure, kinds, window)
            case _:
                return self._customers(measure, kinds, window)

    def _lines(self, measure: Measure, kinds: frozenset[int], window: Window) -> Live | None:
        span = self.rows.span(window.first, window.last)
        if span[0] == span[1]:
            return Live("0", Decimal(0))
        mask, criteria = self._chosen(measure, kinds, window, span)
        part = slice(*span)
        if measure.aggregation is Aggregation.COUNT:
            return Live(f"COUNTIFS({criteria})", Decimal(int(mask.sum())))
        if measure.aggregation is Aggregation.DISTINCT:
            value = Decimal(int((mask & self.rows.first_line[part]).sum()))
            return Live(f"SUMIFS({self.plan.data('first_line', span)},{criteria})", value)
        arrays = {"amount": self.rows.amount, "cost": self.rows.cost, "quantity": self.rows.quantity}
        if measure.column not in arrays:
            return None
        total = int(arrays[measure.column][part][mask].sum())
        summed = f"SUMIFS({self.plan.data(measure.column, span)},{criteria})"
        if measure.column == "quantity":
            value = rounded(Decimal(total).scaleb(-QUANTITY_SCALE), QUANTITY_PLACES)
            return Live(f"ROUND({summed},{QUANTITY_PLACES})", value)
        return Live(f"ROUND({summed},2)", money(Decimal(total).scaleb(-MONEY_SCALE)))

    def _chosen(
        self, measure: Measure, kinds: frozenset[int], window: Window, span: tuple[int, int]
    ) -> tuple[NDArray[np.bool_], str]:
        """The lines that count within the span, and the same choice as criteria of SUMIFS."""
        part = slice(*span)
        mask = np.isin(self.rows.kind[part], sorted(kinds))
        criteria = [f"{self.plan.data('month', span)},{key}" for key in _month_criteria(window)]
        if _KIND_CRITERIA[kinds]:
            criteria.append(f"{self.plan.data('kind', span)},{_KIND_CRITERIA[kinds]}")
        known = customer_known(measure)
        if known is not None:
            mask &= (self.rows.customer[part] > 0) == known
            wanted = '">0"' if known else "0"
            criteria.append(f"{self.plan.data('customer', span)},{wanted}")
        if measure.where.get("cost") == ("known",):
            mask &= self.rows.costed[part]
            criteria.append(f'{self.plan.data("cost", span)},"<>"')
        if window.member:
            mask &= self.rows.member[part] == window.member
            criteria.append(f"{self.plan.data('member', span)},{window.member_cell}")
        return mask, ",".join(criteria)

    def _customers(self, measure: Measure, kinds: frozenset[int], window: Window) -> Live | None:
        if not window.single or window.member or measure.key != "customer":
            return None
        span = self.customers.span(window.first, window.last)
        if span[0] == span[1]:
            return Live("0", Decimal(0))
        month = f"{self.plan.customers('month', span)},{_month_criteria(window)[0]}"
        if measure.aggregation in CUSTOMER_FLAGS and kinds == {0}:
            column = CUSTOMER_FLAGS[measure.aggregation]
            value = Decimal(int(self._flags(column, slice(*span)).sum()))
            return Live(f"SUMIFS({self.plan.customers(column, span)},{month})", value)
        return self._amounts(measure, span, month) if kinds == {0, 1} and measure.column == "amount" else None

    def _amounts(self, measure: Measure, span: tuple[int, int], month: str) -> Live | None:
        """Net revenue of some of the month's customers."""
        match measure.aggregation:
            case Aggregation.TOP:
                return self._top(measure.top, span)
            case Aggregation.SUM_NEW | Aggregation.SUM_RETURNING:
                return self._by_novelty(span, month, new=measure.aggregation is Aggregation.SUM_NEW)
            case _:
                return None

    def _by_novelty(self, span: tuple[int, int], month: str, *, new: bool) -> Live:
        part = slice(*span)
        mask = (self.customers.customer[part] > 0) & (self._flags("new", part) == new)
        criteria = f'{month},{self.plan.customers("customer", span)},">0",{self.plan.customers("new", span)},{int(new)}'
        total = int(self.customers.net[part][mask].sum())
        formula = f"ROUND(SUMIFS({self.plan.customers('net', span)},{criteria}),2)"
        return Live(formula, money(Decimal(total).scaleb(-MONEY_SCALE)))

    def _top(self, count: int, span: tuple[int, int]) -> Live | None:
        """The largest customers of one month; the unidentified come first in the month and are left out."""
        start = span[0] + int(self.customers.customer[span[0]] == 0)
        count = min(count, span[1] - start)
        if not count:
            return None
        cells = self.plan.customers("net", (start, span[1]))
        largest = np.sort(self.customers.net[start : span[1]])[-count:]
        formula = "+".join(f"LARGE({cells},{place})" for place in range(1, count + 1))
        return Live(f"ROUND({formula},2)", money(Decimal(int(largest.sum())).scaleb(-MONEY_SCALE)))

    def _flags(self, column: str, part: slice) -> NDArray[np.bool_]:
        entries = self.customers
        bought: NDArray[np.bool_] = (entries.sales[part] > 0) & (entries.customer[part] > 0)
        if column == "buyer":
            return bought
        is_new: NDArray[np.bool_] = bought & (entries.first[part] == entries.month[part])
        return is_new if column == "new" else bought & ~is_new


def _month_criteria(window: Window) -> tuple[str, ...]:
    if window.single:
        return (window.key_cell or str(window.first),)
    return (f'">={window.first}"', f'"<={window.last}"')


def line_kinds(measure: Measure) -> frozenset[int] | None:
    """The kinds of lines that a measure counts, None where no criterion can say them."""
    words = measure.where.get("kind", tuple(_KINDS))
    kinds = frozenset(_KINDS[word] for word in words if word in _KINDS)
    return kinds if kinds in _KIND_CRITERIA else None


def _readable(measure: Measure) -> bool:
    """Whether the sheets have what the filter asks. Service lines are not marked there: the caller compares values."""
    return all(
        column in ("kind", "service")
        or (
            column in ("customer", "cost")
            and words in (("known",), ("unknown",))
            and (column, words) != ("cost", ("unknown",))
        )
        or (column == "document" and words == ("known",))
        for column, words in measure.where.items()
    )


def customer_known(measure: Measure) -> bool | None:
    """Whether a measure takes lines with a customer only, lines without one only, or (None) both."""
    if measure.aggregation in (Aggregation.SUM_KEYED, Aggregation.SUM_UNKEYED):
        return measure.aggregation is Aggregation.SUM_KEYED
    words = measure.where.get("customer")
    return None if words is None else words == ("known",)
