"""Whether a report of 1C adds up: its leaves against its total, its groups against their leaves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.importers import tree as trees

if TYPE_CHECKING:
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.tree import Block, Tree
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable


def agreeing(table: SourceTable, tree: Tree) -> Tree:
    """The tree whose leaves add up to the report's total: by levels, else the rows that fill the detail columns."""
    if tree.total_row is None or not _differences(table, tree) or not tree.details:
        return tree
    filled = np.zeros(len(tree.leaves), dtype=bool)
    for column, _ in tree.details:
        filled |= trees.label_cells(table, tree, column).filled
    other = replace(tree, leaves=filled, levels=np.where(filled, tree.levels.max() + 1, tree.levels))
    return tree if _differences(table, other) else other


def _differences(table: SourceTable, tree: Tree) -> list[tuple[Block, Decimal, Decimal]]:
    """Blocks of money and quantity whose leaves do not add up to the report's own total."""
    if tree.total_row is None:
        return []
    found = []
    for block in tree.blocks:
        if block.target == "x_":
            continue
        read = trees.measure_values(table, tree, block, 6)
        leaves = Decimal(numbers.whole_sum(read.scaled[tree.leaves & read.valid])).scaleb(-6)
        own = cell_value(table, tree.total_row, block.column)
        if own is not None and abs(own - leaves) >= Decimal("0.01"):
            found.append((block, own, leaves))
    return found


def cell_value(table: SourceTable, row: int, column: int) -> Decimal | None:
    """The number in one cell, None where it holds none."""
    from kpi_desktop.ingest.normalise import read_cells

    read = numbers.read_numbers(read_cells(table.columns[column], row, row + 1), 6)
    return Decimal(int(read.scaled[0])).scaleb(-6) if read.valid[0] else None


def disagreement(table: SourceTable, tree: Tree) -> tuple[Message, Message] | None:
    """A refusal where the money does not add up: a report read wrongly is worse than one not read."""
    if tree.total_row is None and len(tree.groups) > 1 and not tree.levels.any():
        return (
            msg("The report has several groups and neither levels of rows nor a total: groups and their rows "
                "look alike"),
            msg("Save the report from 1C again, unchanged, with all its groups open"),
        )  # fmt: skip
    money = [found for found in _differences(table, tree) if found[0].target == "amount"]
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
    """Groups whose own figure is not the sum of their leaves: the report was edited by hand."""
    count = 0
    for block in tree.blocks:
        if block.target not in {"amount", "quantity", "cost"}:
            continue
        read = trees.measure_values(table, tree, block, 6)
        running = np.concatenate([[0], np.cumsum(np.where(tree.leaves & read.valid, read.scaled, 0))])
        for row in np.flatnonzero(~tree.leaves & read.valid).tolist():
            later = np.flatnonzero(tree.levels[row + 1 :] <= tree.levels[row])
            stop = row + 1 + int(later[0]) if len(later) else len(tree.levels)
            count += abs(int(running[stop] - running[row + 1]) - int(read.scaled[row])) > 10_000
    if not count:
        return []
    text = nmsg(
        "{n} group total differs from the sum of its rows",
        "{n} group totals differ from the sums of their rows",
        n=count,
    )
    fix = msg("Check whether the report was edited by hand; the rows were imported, not the totals")
    return [job.warning("group_differs", text, fix=fix, sheet=table.sheet)]
