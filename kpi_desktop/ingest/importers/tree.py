"""The shape of a report saved from 1C: captions, a head of several rows, groups and leaves, blocks of months."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import cell_text, heading
from kpi_desktop.ingest.importers.periods import period_of
from kpi_desktop.ingest.importers.report_words import AFTER_DISCOUNT, DOCUMENTS, PERIODS, SALES_WORDS, Words
from kpi_desktop.ingest.importers.tree_levels import leaves_of, levels_by_sums, stated_levels
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell
from kpi_desktop.ingest.totals import is_grand_total

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from kpi_desktop.ingest.headings import Heading
    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.source import SourceTable

_TOP = 40
#: A caption that names some buyers, warehouses, goods without the label «Отбор».
_CHOSEN = re.compile(
    r"(клиент|контрагент|покупател|склад|товар|номенклатур|менеджер|подразделен|магазин|сектор|регион)\w*: ?"
    r"[\"«](?!все\b)"
)
#: Captions above figures of stock that name no warehouse.
_NOWHERE = frozenset({"", "сейчас", "количество", "сегодня", "натекущуюдату", "вединицаххранения", "товары"})
#: What stands over the columns of sales, beside those of what came back.
_SOLD = frozenset({"продажи", "продано", "реализация", "реализовано", "отгрузки", "отгружено"})
_LABELS = ("параметры", "отбор", "parameters", "filter")
#: What a measure has beside it in reports of plans: a row of such captions belongs to the head.
_SIDES = ("план", "факт", "откл", "выполн", "plan", "actual")
#: The side that is true: under it a measure is what it is without any side.
_ACTUAL = ("факт", "actual")


@dataclass(frozen=True, slots=True)
class Block:
    """A measure column of one period: `period` is None where the report has a single block for its whole period.

    `place` is what else stands above the measure: a warehouse in reports of stock.
    """

    column: int
    caption: Heading
    target: str
    period: tuple[date, Grain] | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A report taken apart. Rows are zero-based in the table; `levels` count groups from 0 at the top."""

    title: str
    captions: tuple[str, ...]
    filters: tuple[str, ...]
    groups: tuple[tuple[int, str], ...]
    details: tuple[tuple[int, str], ...]
    blocks: tuple[Block, ...]
    first: int
    stop: int
    total_row: int | None
    levels: NDArray[np.int64]
    leaves: NDArray[np.bool_]
    words: Words = SALES_WORDS

    @property
    def rows(self) -> int:
        """How many leaves the report has."""
        return int(self.leaves.sum())


def is_report(table: SourceTable) -> bool:
    """Whether the sheet looks like a report of 1C: its captions say so, or its rows are grouped."""
    for row in range(min(table.rows, 15)):
        for column in range(min(len(table.columns), 3)):
            if fold(cell_text(table, row, column)).rstrip(": ") in _LABELS:
                return True
    return bool(table.levels is not None and table.levels.max(initial=0) > 0)


def title_of(table: SourceTable) -> str:
    """The first captions above the head, in one line."""
    found = []
    for row in range(min(table.rows, 4)):
        texts = [text for column in range(len(table.columns)) if (text := cell_text(table, row, column))]
        if len(texts) == 1:
            found.append(texts[0])
        elif texts:
            break
    return " ".join(found)


def read_tree(table: SourceTable, words: Words = SALES_WORDS) -> Tree | None:
    """The report's tree; None where no head with a column of sums is found or nothing stands under it."""
    lower = _measure_row(table, words)
    if lower is None:
        return None
    top, bottom = _head_span(table, lower, words)
    captions, filters = _captions(table, top)
    first_measure, blocks = _blocks(table, top, bottom, words)
    if not blocks:
        return None
    total_row = _total_row(table, bottom + 1)
    stop = table.rows if total_row is None else total_row
    if stop <= bottom + 1:
        return None
    groups, details = _group_captions(table, top, bottom, first_measure)
    labels = groups[0][0] if groups else 0
    levels = stated_levels(table, bottom + 1, stop, labels)
    filled = _filled_rows(table, bottom + 1, stop)
    tree = Tree(
        title_of(table), captions, filters, groups, details, tuple(blocks), bottom + 1, stop, total_row, levels,
        leaves_of(levels) & filled, words,
    )  # fmt: skip
    tree = tree if levels.any() else _by_sums(table, tree)
    return replace(tree, groups=_parted(groups, tree.levels, words))


def _by_sums(table: SourceTable, tree: Tree) -> Tree:
    """The tree with levels told by the sums, where several groups are announced and the rows show no levels."""
    depth = len(tree.groups) if len(tree.groups) != 1 else len(re.split(r",| / ", tree.groups[0][1]))
    if depth < 2 or tree.total_row is None:
        return tree
    read = [measure_values(table, tree, block, 6, whole=True) for block in tree.blocks]
    values = np.stack([np.where(one.valid, one.scaled, 0) for one in read], axis=1)
    levels = levels_by_sums(values[:-1], values[-1], depth)
    if levels is None:
        return tree
    return replace(tree, levels=levels, leaves=leaves_of(levels) & tree.leaves)


def _measure_row(table: SourceTable, words: Words) -> int | None:
    best, best_hits = None, 0
    for row in range(min(table.rows, _TOP)):
        texts = [cell_text(table, row, column) for column in range(len(table.columns))]
        hits = sum(heading(text).key in words.measures for text in texts if text)
        if hits > best_hits and sum(bool(text) for text in texts) > 1:
            best, best_hits = row, hits
    return best


def _head_span(table: SourceTable, row: int, words: Words) -> tuple[int, int]:
    """First and last row of the head: up to the blank or caption row above, down to where merged cells end."""
    top = row
    while top > 0 and not _caption_row(table, top - 1):
        top -= 1
    bottom = row
    for merge_top, left, merge_bottom, right in table.merges:
        if top <= merge_top <= row:
            bottom = max(bottom, merge_bottom)
            if merge_top == row and right > left and row + 1 < table.rows and _texts_only(table, row + 1):
                bottom = max(bottom, row + 1)
    if bottom == row and row + 1 < table.rows and _names_sides(table, row + 1):
        bottom += 1
    while bottom + 1 < table.rows and _names_a_group(table, bottom + 1, words):
        bottom += 1
    return top, bottom


def _names_a_group(table: SourceTable, row: int, words: Words) -> bool:
    """Whether the row below the sums still belongs to the head: the captions of one group more, and no figure."""
    texts = [text for column in range(len(table.columns)) if (text := cell_text(table, row, column))]
    return (
        bool(texts)
        and all(heading(text).key in words.dimensions or heading(text).key in DOCUMENTS | PERIODS for text in texts)
        and not any(column.kinds[row] == Cell.NUMBER for column in table.columns)
    )


def _names_sides(table: SourceTable, row: int) -> bool:
    """Whether the row below the sums parts each of them into what was planned and came of it, or by VAT."""
    texts = [text for column in range(len(table.columns)) if (text := cell_text(table, row, column))]
    return sum(map(_is_side, texts)) > 1 and not any(column.kinds[row] == Cell.NUMBER for column in table.columns)


def _is_side(text: str) -> bool:
    """Whether a caption only says which side of the measure above it stands there: plan, fact, with or without VAT."""
    found = heading(text)
    return fold(text).startswith(_SIDES) or (not found.key and found.vat is not None)


def has_actuals(table: SourceTable) -> bool:
    """Whether a caption near the top says that figures are what came of a plan."""
    texts = (
        cell_text(table, row, column) for row in range(min(table.rows, _TOP)) for column in range(len(table.columns))
    )
    return any(fold(text).startswith(_ACTUAL) for text in texts)


def _texts_only(table: SourceTable, row: int) -> bool:
    kinds = {int(column.kinds[row]) for column in table.columns}
    return kinds <= {int(Cell.EMPTY), int(Cell.TEXT)} and not cell_text(table, row, 0)


def _caption_row(table: SourceTable, row: int) -> bool:
    texts = [cell_text(table, row, column) for column in range(len(table.columns))]
    named = [text for text in texts if text]
    return not named or len(named) == 1 or any(fold(text).rstrip(": ") in _LABELS for text in named)


def _captions(table: SourceTable, top: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Everything above the head, and the part of it under «Отбор:»."""
    captions, filters, filtering = [], [], False
    for row in range(top):
        for column in range(len(table.columns)):
            text = cell_text(table, row, column)
            label = fold(text).rstrip(": ")
            if label in _LABELS:
                filtering = label in {"отбор", "filter"}
            elif text:
                captions.append(text)
                if filtering or _CHOSEN.match(label):
                    filters.append(text)
    return tuple(captions), tuple(filters)


def _blocks(table: SourceTable, top: int, bottom: int, words: Words) -> tuple[int, list[Block]]:
    """The columns of sums with the period that stands above them, and where they begin."""
    width = len(table.columns)
    above = _spread(table, top, bottom)
    found = []
    for column in range(width):
        path = [text for text in (above[row][column] for row in range(bottom - top + 1)) if text]
        periods = [period for text in path if (period := period_of(text))]
        names = [text for text in path if not period_of(text)]
        names = [text for text in names if not fold(text).startswith(_ACTUAL)] or names
        if not names or any(is_grand_total(text) for text in path) or not _holds_numbers(table, column, bottom + 1):
            continue
        if any(word in fold(text) for text in names for word in words.other):
            continue
        found.append(_block(column, names, periods[0] if periods else None, words))
    first = min((block.column for block in found if block.target and block.target != "x_"), default=width)
    if any(block.period for block in found):
        first = min(block.column for block in found if block.period)
        found = _without_sums_of_periods([block for block in found if block.period])
    return first, _one_of_each([block for block in found if block.column >= first and block.target])


def _without_sums_of_periods(blocks: list[Block]) -> list[Block]:
    """The blocks without quarters and years that stand beside their own months, or months beside their days."""
    spans = {block.period: Period.of(*block.period) for block in blocks if block.period}
    wide = {
        whole
        for whole, span in spans.items()
        if any(part is not whole and span.start <= own.start and own.end <= span.end and own != span
               for part, own in spans.items())
    }  # fmt: skip
    return [block for block in blocks if block.period not in wide]


def _block(column: int, names: list[str], period: tuple[date, Grain] | None, words: Words) -> Block:
    """One column of sums by the captions above it, the lowest last."""
    lowest = heading(names[-1])
    if words.across and len(names) > 1 and (found := _of_place(column, names, period, words)):
        return found
    caption = lowest if len(names) == 1 else heading(" / ".join(dict.fromkeys(names)))
    target = words.measures.get(caption.key, "")
    if not target and len(names) > 1 and fold(names[0]) in _SOLD and words.main == SALES_WORDS.main:
        target = words.measures.get(lowest.key, "")
    shares = " ".join(names[1:]) if heading(names[0]).key in words.measures else ""
    about = fold(caption.text.replace(shares, "") if shares else caption.text)
    if not target and not any(word in about for word in words.not_sums):
        target = "x_"
    return Block(column, caption, target, period)


def _of_place(column: int, names: list[str], period: tuple[date, Grain] | None, words: Words) -> Block | None:
    """A column of stock under several captions: what is counted, and where; in whatever order they stand."""
    counted = [(name, words.measures[heading(name).key]) for name in names if heading(name).key in words.measures]
    if not counted:
        return None
    place = " / ".join(dict.fromkeys(name for name in names if heading(name).key not in words.measures))
    caption = heading(" / ".join(dict.fromkeys(name for name, _ in counted)))
    first, last = counted[0][1], counted[-1][1]
    if first == last or last in {"counted", "quantity"}:
        target = first
    elif last == "amount":
        target = "amount" if first == "quantity" else "x_"
    else:
        target = last if first == "counted" else "x_"
    return Block(column, caption, target, period, "" if key(place) in _NOWHERE else place)


def _one_of_each(blocks: list[Block]) -> list[Block]:
    """The first column of revenue, quantity, cost of a period; another, say without VAT, is one of the owner's."""
    seen: set[tuple[str, tuple[date, Grain] | None, str]] = set()
    paid = {(block.target, block.period, block.place) for block in blocks if block.caption.key in AFTER_DISCOUNT}
    found = []
    for block in blocks:
        place = (block.target, block.period, block.place)
        if place in paid and block.caption.key not in AFTER_DISCOUNT:
            found.append(replace(block, target="x_"))
            continue
        found.append(replace(block, target="x_") if block.target != "x_" and place in seen else block)
        seen.add(place)
    return found


def _spread(table: SourceTable, top: int, bottom: int) -> list[list[str]]:
    """The texts of the head with merged cells filled to the right (not downwards)."""
    width = len(table.columns)
    rows = [[cell_text(table, row, column) for column in range(width)] for row in range(top, bottom + 1)]
    for merge_top, left, merge_bottom, right in table.merges:
        if top <= merge_top <= bottom and right > left and merge_bottom < bottom:
            for column in range(left, min(right + 1, width)):
                rows[merge_top - top][column] = rows[merge_top - top][left]
    _spread_over_sides(rows)
    for row in range(len(rows)):
        if any(period_of(text) for text in rows[row] if text):
            _fill_periods(rows[row])
    return rows


def _spread_over_sides(rows: list[list[str]]) -> None:
    """A measure reaches over its plan and fact, or its sums with and without VAT, in tables without merged cells."""
    for upper, lower in pairwise(rows):
        for column in range(1, len(upper)):
            if not upper[column] and _is_side(lower[column]):
                upper[column] = upper[column - 1]


def _fill_periods(row: list[str]) -> None:
    """A month's caption reaches to the next caption, merged or not."""
    last = ""
    for column, text in enumerate(row):
        if text:
            last = text if period_of(text) else ""
        elif last:
            row[column] = last


def _holds_numbers(table: SourceTable, column: int, first: int) -> bool:
    """Whether there is any number under the head, be it written as text."""
    raw = table.columns[column]
    if (raw.kinds[first:] == Cell.NUMBER).any():
        return True
    words = read_cells(raw, first, table.rows).used_words()
    return any(numbers.parse(word) is not None for word in words)


def _group_captions(
    table: SourceTable, top: int, bottom: int, first_measure: int
) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]:
    """Captions of the groups, one for each row of the head, and of the columns beside the last group."""
    groups, details = [], []
    for row in range(top, bottom + 1):
        named = [(column, text) for column in range(first_measure) if (text := cell_text(table, row, column))]
        if named:
            groups.append(named[0])
            details += named[1:]
    return tuple(groups), tuple(details)


def _parted(
    groups: tuple[tuple[int, str], ...], levels: NDArray[np.int64], words: Words
) -> tuple[tuple[int, str], ...]:
    """One caption «Менеджер, Номенклатура» over as many levels as it has names is a caption for each of them."""
    if len(groups) != 1:
        return groups
    column, text = groups[0]
    names = [name.strip() for name in re.split(r",| / ", text)]
    if len(names) == int(levels.max(initial=0)) + 1 and all(heading(name).key in words.dimensions for name in names):
        return tuple((column, name) for name in names)
    if len(names) > 1 and heading(names[-1]).key in words.dimensions:
        return ((column, names[-1]),)
    return groups


def _total_row(table: SourceTable, first: int) -> int | None:
    for row in range(table.rows - 1, first - 1, -1):
        for column in range(min(len(table.columns), 3)):
            text = cell_text(table, row, column)
            if text and is_grand_total(text):
                return row
    return None


def _filled_rows(table: SourceTable, first: int, stop: int) -> NDArray[np.bool_]:
    filled = np.zeros(stop - first, dtype=bool)
    for column in table.columns:
        filled |= column.kinds[first:stop] != Cell.EMPTY
    return filled


def measure_values(
    table: SourceTable, tree: Tree, block: Block, places: int, *, whole: bool = False
) -> numbers.Numbers:
    """The numbers of one block over all rows of the tree; `whole` takes the row of totals too."""
    stop = tree.stop + 1 if whole else tree.stop
    return numbers.read_numbers(read_cells(table.columns[block.column], tree.first, stop), places)


def label_cells(table: SourceTable, tree: Tree, column: int) -> Cells:
    """The texts of one column over all rows of the tree."""
    return read_cells(table.columns[column], tree.first, tree.stop)
