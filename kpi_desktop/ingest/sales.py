"""The rules of sale lines: amount, returns and write-offs, cost, buyers without a name (NUMBERS 6, 8, 9, 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.dates import read_times
from kpi_desktop.ingest.mapping import LINE_PROFIT, LIST_PRICE, UNIT_COST
from kpi_desktop.ingest.normalise import dictionary_array, identifiers, without_placeholders
from kpi_desktop.ingest.proposal import is_return

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.ingest.dates import Days
    from kpi_desktop.ingest.normalise import Cells

_KINDS = ["sale", "return", "writeoff"]
_SALE, _RETURN, _WRITEOFF = 0, 1, 2
#: Returns are told by the owner's rules alone, not by the words that the program knows.
BY_WORD, BY_SHEET = "word", "sheet"


@dataclass(slots=True)
class SaleLines:
    """The money side of sale lines before it is written: amounts (four decimals), and how they came about.

    `turned` counts returns that the file shows without a minus; `signs` is -1 for those rows.
    """

    amount: NDArray[np.int64]
    valid: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    kind: NDArray[np.int32]
    signs: NDArray[np.int8]
    quantity: numbers.Numbers | None
    price: numbers.Numbers | None
    derived: bool
    loose: int
    turned: int


def sale_lines(cells: Mapping[str, Cells], sign: str | None, returns: str, *, back: NDArray[np.bool_]) -> SaleLines:
    """Amounts and kinds of all rows; a row without amount, and without quantity and price, is not `valid`.

    `back` are rows that came back by their sheet, or by the owner's rule.
    """
    quantity = numbers.read_numbers(cells["quantity"], 6, sign) if "quantity" in cells else None
    price = numbers.read_numbers(cells["price"], 4, sign) if "price" in cells else None
    if "amount" in cells:
        read = numbers.read_numbers(cells["amount"], 4, sign)
        amount, valid, bad, loose = read.scaled, read.valid, read.bad, int(read.loose.sum())
    else:
        assert quantity is not None
        assert price is not None
        valid = quantity.valid & price.valid
        bad = quantity.bad | price.bad
        amount = numbers.multiply(quantity, price, valid)
        loose = int((price.loose & valid).sum())
    marked = back if returns in {BY_WORD, BY_SHEET} else _marked_returns(cells, len(amount)) | back
    signs = _signs(amount, quantity, marked & valid, returns)
    amount = amount * signs
    kind = _kinds(amount, quantity, price, marked)
    turned = int((signs < 0).sum())
    return SaleLines(amount, valid, bad, kind, signs, quantity, price, "amount" not in cells, loose, turned)


def _marked_returns(cells: Mapping[str, Cells], size: int) -> NDArray[np.bool_]:
    """Rows whose kind of operation, or whose document's name, says that goods came back."""
    marked = np.zeros(size, dtype=bool)
    for target in ("kind", "document"):
        if target in cells:
            marked |= cells[target].by_word(is_return(word) for word in cells[target].words)
    return marked


def _signs(
    amount: NDArray[np.int64], quantity: numbers.Numbers | None, marked: NDArray[np.bool_], returns: str
) -> NDArray[np.int8]:
    """-1 for returns that the file writes as positive amounts, else 1."""
    signs = np.ones(len(amount), dtype=np.int8)
    if returns == "negative":
        return signs
    signs[marked & (amount > 0)] = -1
    if quantity is not None:
        back = quantity.valid & (quantity.scaled < 0)
        if back.any() and not (amount[back] < 0).any():
            signs[back & (amount > 0)] = -1
    return signs


def _kinds(
    amount: NDArray[np.int64],
    quantity: numbers.Numbers | None,
    price: numbers.Numbers | None,
    marked: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """Sale, return or write-off of every row; an amount below zero is a return unless its own price is below zero."""
    back = marked.copy()
    if quantity is not None:
        back |= quantity.valid & (quantity.scaled < 0)
        corrected = np.zeros(len(amount), dtype=bool) if price is None else price.valid & (price.scaled < 0)
        back |= (amount < 0) & ~corrected
    else:
        back |= amount < 0
    kind = np.where(back, _RETURN, _SALE)
    return np.where(back & (amount == 0), _WRITEOFF, kind).astype(np.int32)


def sale_arrays(lines: SaleLines, cells: Mapping[str, Cells], sign: str | None) -> dict[str, pa.Array]:
    """Amount, kind, quantity, price and cost as columns of the book."""
    found = {
        "kind": dictionary_array(lines.kind, _KINDS),
        "amount": numbers.decimal_array(lines.amount, lines.valid, 4),
    }
    if lines.quantity is not None:
        scaled = lines.quantity.scaled
        scaled = np.where((lines.kind == _RETURN) & (lines.amount < 0), -np.abs(scaled), scaled)
        found["quantity"] = numbers.decimal_array(scaled, lines.quantity.valid, 6)
    if lines.price is not None:
        found["price"] = numbers.decimal_array(lines.price.scaled, lines.price.valid, 4)
    cost = _cost(lines, cells, sign)
    if cost is not None:
        found["cost"] = cost
    discount = _discount_from_list(lines, cells, sign)
    if discount is not None:
        found["discount"] = discount
    if "discount" in cells:
        read = numbers.read_numbers(cells["discount"], 4, sign)
        found["discount"] = numbers.decimal_array(turned(lines, read.scaled), read.valid, 4)
    return found


def turned(lines: SaleLines, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Money that belongs to the amounts with the sign of returns that the file writes without a minus."""
    back = (lines.kind == _RETURN) & (lines.signs < 0) & (values > 0)
    return np.where(back, -values, values)


def _cost(lines: SaleLines, cells: Mapping[str, Cells], sign: str | None) -> pa.Array | None:
    """Cost of the whole line, negative where the goods came back; a cost of 0 under revenue is unknown, not zero."""
    if UNIT_COST in cells and lines.quantity is not None:
        unit = numbers.read_numbers(cells[UNIT_COST], 4, sign)
        valid = unit.valid & lines.quantity.valid
        cost = numbers.multiply(lines.quantity, unit, valid)
    elif "cost" in cells:
        total = numbers.read_numbers(cells["cost"], 4, sign)
        cost, valid = total.scaled, total.valid
    elif LINE_PROFIT in cells:
        return _cost_from_profit(lines, numbers.read_numbers(cells[LINE_PROFIT], 4, sign))
    else:
        return None
    back = lines.kind == _RETURN
    cost = np.where(back, -np.abs(cost), cost)
    return numbers.decimal_array(cost, valid & ~((cost == 0) & (lines.amount > 0)), 4)


def _cost_from_profit(lines: SaleLines, profit: numbers.Numbers) -> pa.Array:
    """Cost = amount - profit of the line; a profit that is the whole amount tells of no cost: unknown, not zero."""
    earned = np.where((lines.signs < 0) & (profit.scaled > 0), -profit.scaled, profit.scaled)
    cost = lines.amount - earned
    return numbers.decimal_array(cost, lines.valid & profit.valid & ~((cost == 0) & (lines.amount > 0)), 4)


def _discount_from_list(lines: SaleLines, cells: Mapping[str, Cells], sign: str | None) -> pa.Array | None:
    """What the buyer was let off: quantity at the list price less the amount; a higher price is no discount."""
    if LIST_PRICE not in cells or lines.quantity is None or "discount" in cells:
        return None
    listed = numbers.read_numbers(cells[LIST_PRICE], 4, sign)
    valid = listed.valid & lines.quantity.valid & lines.valid
    off = np.abs(numbers.multiply(lines.quantity, listed, valid)) - np.abs(lines.amount)
    off = np.where(lines.amount < 0, -np.maximum(off, 0), np.maximum(off, 0))
    return numbers.decimal_array(off, valid, 4)


def buyers(cells: Cells) -> tuple[pa.DictionaryArray, int, list[str]]:
    """The column of buyers with placeholders as nobody, how many rows those were, and which names."""
    codes, words = identifiers(cells)
    codes, count, names = without_placeholders(codes, words)
    return dictionary_array(codes, words), count, names


def times(days: Days, cells: Cells | None) -> tuple[pa.Array | None, NDArray[np.bool_]]:
    """Moments of the sales: from the column of dates where it has a clock, else with a column of times of day."""
    import pyarrow as pa

    nothing = np.zeros(len(days.seconds), dtype=bool)
    if days.clock:
        return pa.array(days.seconds, mask=~days.valid).cast(pa.timestamp("s")), nothing
    if cells is None:
        return None, nothing
    seconds, valid, bad = read_times(cells)
    midnight = days.seconds - days.seconds % 86400
    return pa.array(midnight + seconds, mask=~(valid & days.valid)).cast(pa.timestamp("s")), bad
