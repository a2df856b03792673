"""Which of the columns of a report is the revenue: less what came back, and on the same VAT basis as the cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers import tree as trees
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.tree import Block, Tree
    from kpi_desktop.ingest.source import SourceTable

_BACK = ("возврат", "возвращ", "returned", "refund")
_PROFIT = frozenset(map(key, (
    "валовая прибыль", "прибыль", "валовый доход", "сумма прибыли", "gross profit", "profit",
)))  # fmt: skip
#: Money and pieces with six decimals; sums of a row agree where they differ by no more than a kopeck.
_PLACES, _KOPECK = 6, 10_000
_NEARLY = 0.95


def on_one_basis(table: SourceTable, tree: Tree) -> Tree:
    """The tree whose revenue gives the report's own profit with its cost, where another column of revenue does not."""
    by_target = _first_of(tree, None)
    cost, amount = by_target.get("cost"), by_target.get("amount")
    others = [
        block
        for block in tree.blocks
        if block.target == "x_" and block.period is None and tree.words.measures.get(block.caption.key) == "amount"
    ]
    if amount is None or cost is None or not others or any(block.period for block in tree.blocks):
        return tree
    profit = next((block for block in tree.blocks if block.caption.key in _PROFIT), None)
    fitting = [block for block in (amount, *others) if _fits(table, tree, (block, cost), profit)]
    if not fitting or fitting[0] is amount:
        return tree
    swap = {amount.column: "x_", fitting[0].column: "amount"}
    blocks = tuple(replace(block, target=swap.get(block.column, block.target)) for block in tree.blocks)
    return replace(tree, blocks=blocks)


def _fits(table: SourceTable, tree: Tree, pair: tuple[Block, Block], profit: Block | None) -> bool:
    """Whether revenue less cost is the profit of nearly all rows; without a profit, whether both state the same VAT."""
    amount, cost = pair
    if profit is None:
        return cost.caption.vat is not None and amount.caption.vat is cost.caption.vat
    values = [_values(table, tree, block) for block in (amount, cost, profit)]
    rows = tree.leaves & (values[2] != 0)
    same = np.abs(values[0] - values[1] - values[2])[rows] <= _KOPECK
    return bool(len(same)) and float(same.mean()) >= _NEARLY


def net_of_returns(table: SourceTable, tree: Tree) -> SourceTable:
    """The sheet whose revenue, pieces and cost are less what came back, where that has columns of its own.

    A revenue that gives the report's own profit as it stands is net already.
    """
    columns = list(table.columns)
    for period in dict.fromkeys(block.period for block in tree.blocks):
        own = _first_of(tree, period)
        back = _came_back(tree, period)
        if "amount" not in own or "amount" not in back or _net_already(table, tree, own, period):
            continue
        for target, block in back.items():
            if target in own and own[target].column != block.column:
                place = own[target].column
                columns[place] = less(columns[place], columns[block.column], tree.first)
    changed = any(one is not other for one, other in zip(columns, table.columns, strict=True))
    return replace(table, columns=tuple(columns)) if changed else table


def _first_of(tree: Tree, period: object) -> dict[str, Block]:
    blocks = (block for block in tree.blocks if block.period == period and block.target not in {"", "x_"})
    return {block.target: block for block in reversed(list(blocks))}


def _came_back(tree: Tree, period: object) -> dict[str, Block]:
    """The columns of what came back: money, cost, pieces."""
    found: dict[str, Block] = {}
    for block in tree.blocks:
        text = fold(block.caption.text)
        if block.target != "x_" or block.period != period or not any(word in text for word in _BACK):
            continue
        pieces = "кол" in text or "шт" in text or text in {"возвращено", "returned"}
        target = "cost" if "себестоимост" in text or "cost" in text else "quantity" if pieces else "amount"
        found.setdefault(target, block)
    return found


def _net_already(table: SourceTable, tree: Tree, own: dict[str, Block], period: object) -> bool:
    profit = next((one for one in tree.blocks if one.period == period and one.caption.key in _PROFIT), None)
    return profit is not None and "cost" in own and _fits(table, tree, (own["amount"], own["cost"]), profit)


def _values(table: SourceTable, tree: Tree, block: Block) -> NDArray[np.int64]:
    read = trees.measure_values(table, tree, block, _PLACES)
    return np.where(read.valid, read.scaled, 0)


def less(one: RawColumn, other: RawColumn, first: int) -> RawColumn:
    """One column less the other, whatever its sign, from row `first` on; cells that are no numbers stay as they are."""
    import pyarrow as pa

    size = len(one.kinds)
    read = [numbers.read_numbers(read_cells(column, first, size), _PLACES) for column in (one, other)]
    back = np.where(read[1].valid, np.abs(read[1].scaled), 0)
    there = (read[0].valid | ~read_cells(one, first, size).filled) & (back != 0)
    rows = np.concatenate([np.zeros(first, dtype=bool), there])
    if not rows.any():
        return one
    values = np.full(size, np.nan) if one.numbers is None else one.numbers.copy()
    left = np.where(read[0].valid, read[0].scaled, 0) - back
    values[rows] = (left / 10.0**_PLACES)[rows[first:]]
    texts = pa.compute.if_else(pa.array(rows), pa.scalar(None, pa.string()), one.texts.cast(pa.string()))
    kinds = np.where(rows, np.uint8(Cell.NUMBER), one.kinds)
    return RawColumn(kinds, texts.dictionary_encode(), values, one.moments)
