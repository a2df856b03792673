"""Whether a report of 1C adds up: its leaves against its total, its groups against their leaves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.importers import tree as trees
from kpi_desktop.ingest.importers.tree_levels import subtree_ends

if TYPE_CHECKING:
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.tree import Block, Tree
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

_LISTED = 10
#: A hundredth, in millionths: what 1C itself may lose in rounding.
_KOPECK = 10_000
#: Columns whose groups are sums of their rows.
_SUMS = frozenset(
    {"amount", "quantity", "cost", "vat_amount", "counted", "opening", "incoming", "outgoing", "reserved", "available"}
)


def agreeing(table: SourceTable, tree: Tree) -> Tree:
    """The tree whose leaves add up to the report's total: by levels, else the rows that fill the detail columns.

    Money decides; where both agree or neither does, the rest.
    """
    if tree.total_row is None or not tree.details or not differences(table, tree):
        return tree
    filled = np.zeros(len(tree.leaves), dtype=bool)
    for column, _ in tree.details:
        filled |= trees.label_cells(table, tree, column).filled
    other = replace(tree, leaves=filled, levels=np.where(filled, tree.levels.max() + 1, tree.levels))
    return min((tree, other), key=lambda one: _faults(table, one))


def _faults(table: SourceTable, tree: Tree) -> tuple[int, int]:
    found = differences(table, tree)
    return sum(block.target == tree.words.main for block, _, _ in found), len(found)


def differences(table: SourceTable, tree: Tree, *, own_columns: bool = False) -> list[tuple[Block, Decimal, Decimal]]:
    """Blocks whose leaves do not add up to the report's own total, with the total and the sum of the leaves.

    The owner's own columns need not be sums, so they are left out unless asked for.
    """
    if tree.total_row is None:
        return []
    found = []
    for block in tree.blocks:
        if block.target not in _SUMS and not (own_columns and block.target == "x_"):
            continue
        read = trees.measure_values(table, tree, block, 6)
        leaves = Decimal(numbers.whole_sum(read.scaled[tree.leaves & read.valid])).scaleb(-6)
        own = cell_value(table, tree.total_row, block.column)
        if own is not None and abs(own - leaves) >= Decimal("0.01"):
            found.append((block, own, leaves))
    return found


def total_warnings(job: Job, table: SourceTable, found: list[tuple[Block, Decimal, Decimal]]) -> list[Issue]:
    """A warning for each column whose rows do not give the report's own total."""
    fix = msg("Check whether the report was edited by hand; the rows were imported, not the totals")
    return [
        job.warning(
            "total_differs", _unequal(block, own, leaves), fix=fix, sheet=table.sheet, column=block.caption.text
        )
        for block, own, leaves in found
    ]


def _unequal(block: Block, own: Decimal, leaves: Decimal) -> Message:
    return msg("The rows of “{column}” give {rows}, the report's own total is {own}", column=block.caption.text,
               rows=f"{leaves.normalize():f}", own=f"{own.normalize():f}")  # fmt: skip


def cell_value(table: SourceTable, row: int, column: int) -> Decimal | None:
    """The number in one cell, None where it holds none."""
    from kpi_desktop.ingest.normalise import read_cells

    read = numbers.read_numbers(read_cells(table.columns[column], row, row + 1), 6)
    return Decimal(int(read.scaled[0])).scaleb(-6) if read.valid[0] else None


def disagreement(tree: Tree, unequal: list[tuple[Block, Decimal, Decimal]]) -> tuple[Message, Message] | None:
    """A refusal where the money does not add up: a report read wrongly is worse than one not read."""
    if tree.total_row is None and len(tree.groups) > 1 and not tree.levels.any():
        return (
            msg("The report has several groups and neither levels of rows nor a total: groups and their rows "
                "look alike"),
            msg("Save the report from 1C again, unchanged, with all its groups open"),
        )  # fmt: skip
    money = [found for found in unequal if found[0].target == "amount"]
    if not money:
        return None
    block, own, leaves = money[0]
    return (
        msg("The rows of “{column}” give {rows}, the report's own total is {own}; nothing was imported",
            column=block.caption.text, rows=f"{leaves.normalize():f}", own=f"{own.normalize():f}"),
        msg("Save the report from 1C again, unchanged, with all its groups open"),
    )  # fmt: skip


def control_totals(table: SourceTable, tree: Tree) -> tuple[Decimal | None, Decimal]:
    """The report's own total of revenue over all its months, and the exact sum of its leaves."""
    own: Decimal | None = None
    leaves = Decimal(0)
    signs = np.ones(len(tree.leaves), dtype=np.int8)
    for block in tree.blocks:
        if block.target != "amount":
            continue
        leaves += totals.raw_sum(trees.label_cells(table, tree, block.column), tree.leaves, signs, None)
        cell = cell_value(table, tree.total_row, block.column) if tree.total_row is not None else None
        if cell is not None:
            own = (own or Decimal(0)) + cell
    return own, leaves


def mismatched_parents(job: Job, table: SourceTable, tree: Tree) -> list[Issue]:
    """Groups whose own figure is not the sum of their leaves, with their rows: the report was edited by hand."""
    ends = subtree_ends(tree.levels)
    wrong: list[tuple[int, Block, int, int]] = []
    for block in tree.blocks:
        if block.target not in _SUMS:
            continue
        read = trees.measure_values(table, tree, block, 6)
        running = np.concatenate([[0], np.cumsum(np.where(tree.leaves & read.valid, read.scaled, 0))])
        rows = np.flatnonzero(~tree.leaves & read.valid & (ends > np.arange(len(ends)) + 1))
        under = running[ends[rows]] - running[rows + 1]
        found = rows[np.abs(under - read.scaled[rows]) > _KOPECK]
        wrong += [(row, block, int(read.scaled[row]), int(running[ends[row]] - running[row + 1])) for row in found]
    if not wrong:
        return []
    text = nmsg("{n} group total differs from the sum of its rows",
                "{n} group totals differ from the sums of their rows", n=len(wrong))  # fmt: skip
    fix = msg("Check whether the report was edited by hand; the rows were imported, not the totals")
    first = job.warning("group_differs", text, fix=fix, sheet=table.sheet)
    return [first, *(_mismatch(job, table, tree, one) for one in sorted(wrong, key=lambda one: one[0])[:_LISTED])]


def _mismatch(job: Job, table: SourceTable, tree: Tree, wrong: tuple[int, Block, int, int]) -> Issue:
    row, block, own, leaves = wrong
    text = _unequal(block, Decimal(own).scaleb(-6), Decimal(leaves).scaleb(-6))
    number = row + tree.first + table.first_row
    return job.warning("group_differs", text, sheet=table.sheet, row=number, column=block.caption.text)
