"""The shape of a report saved from 1C: captions, a head of several rows, groups and leaves, blocks of months."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.headings import cell_text, heading
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell
from kpi_desktop.ingest.totals import is_grand_total

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.headings import Heading
    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.source import SourceTable

_TOP = 40
_LABELS = ("параметры", "отбор", "parameters", "filter")
_SPAN = re.compile(
    r"(\d{1,2}\.\d{1,2}\.\d{2,4})(?: \d{1,2}:\d{2}:\d{2})?\s*г?\.?\s*(?:-|–|—|по|to)\s*(\d{1,2}\.\d{1,2}\.\d{2,4})"
)
_NAMED = re.compile(r"(?:период\W+|за |for )(?P<name>[а-яa-z]+ \d{4})", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?:за |период\W+)?([1-4]|I{1,3}|IV) (?:квартал|кв\.?) (\d{4})(?: ?г(?:\.|ода?)?)?", re.IGNORECASE
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_YEAR_ALONE = re.compile(r"(20\d{2}) ?(?:г\.?|год)", re.IGNORECASE)
_YEAR = re.compile(r"(?:за |период\W+)(\d{4}) ?(?:г(?:\.|од)?)(?!\w)", re.IGNORECASE)

#: Captions of columns that hold sums, by what they are in sale lines.
MEASURES = {
    "amount": ("выручка", "сумма продаж", "продажи", "сумма", "сумма выручки", "стоимость продажи", "сумма продажи",
               "выручка от продаж", "сумма реализации", "оборот"),
    "quantity": ("количество", "кол во", "количество продано", "кол во уп", "кол во шт", "количество шт"),
    "cost": ("себестоимость", "себестоимость продаж", "сумма себестоимости", "стоимость закупки"),
    "vat_amount": ("сумма ндс", "ндс"),
}  # fmt: skip
_MEASURE_OF = {key(word): target for target, words in MEASURES.items() for word in words}
#: Captions of groups and of the columns beside them, by what they are in sale lines.
DIMENSIONS = {
    "склад": "warehouse", "складкомпании": "warehouse", "номенклатура": "product", "товар": "product",
    "артикул": "sku", "кодноменклатуры": "sku", "код": "sku", "подразделение": "department",
    "магазин": "department", "торговаяточка": "department", "покупатель": "customer", "контрагент": "customer",
    "клиент": "customer", "партнер": "customer", "менеджер": "manager", "ответственный": "manager",
    "организация": "organisation", "номенклатурнаягруппа": "product_group", "группаноменклатуры": "product_group",
    "видноменклатуры": "product_group", "товарнаякатегория": "product_group", "категория": "product_group",
    "единица": "unit", "едизм": "unit", "единицаизмерения": "unit", "регион": "region", "бизнесрегион": "region",
    "каналпродаж": "channel", "канал": "channel", "сегмент": "segment", "сегментпартнеров": "segment",
    "группапартнеров": "segment", "продавец": "manager",
}  # fmt: skip
#: Shares, prices and averages are not sums: adding them up would be wrong.
_NOT_SUMS = ("рентабельность", "наценка", "маржа", "доля", "средн", "цена", "процент", "%", "откл", "остаток", "коэф")


@dataclass(frozen=True, slots=True)
class Block:
    """A measure column of one period: `period` is None where the report has a single block for its whole period."""

    column: int
    caption: Heading
    target: str
    period: tuple[date, Grain] | None


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


def read_tree(table: SourceTable) -> Tree | None:
    """The report's tree; None where no head with a column of sums is found or nothing stands under it."""
    lower = _measure_row(table)
    if lower is None:
        return None
    top, bottom = _head_span(table, lower)
    captions, filters = _captions(table, top)
    first_measure, blocks = _blocks(table, top, bottom)
    if not blocks:
        return None
    total_row = _total_row(table, bottom + 1)
    stop = table.rows if total_row is None else total_row
    if stop <= bottom + 1:
        return None
    groups, details = _group_captions(table, top, bottom, first_measure)
    levels = _levels(table, bottom + 1, stop)
    filled = _filled_rows(table, bottom + 1, stop)
    return Tree(
        title_of(table), captions, filters, _parted(groups, levels), details, tuple(blocks), bottom + 1, stop,
        total_row, levels, _leaves(levels) & filled,
    )  # fmt: skip


def _measure_row(table: SourceTable) -> int | None:
    best, best_hits = None, 0
    for row in range(min(table.rows, _TOP)):
        texts = [cell_text(table, row, column) for column in range(len(table.columns))]
        hits = sum(heading(text).key in _MEASURE_OF for text in texts if text)
        if hits > best_hits and sum(bool(text) for text in texts) > 1:
            best, best_hits = row, hits
    return best


def _head_span(table: SourceTable, row: int) -> tuple[int, int]:
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
    while bottom + 1 < table.rows and _names_a_group(table, bottom + 1):
        bottom += 1
    return top, bottom


def _names_a_group(table: SourceTable, row: int) -> bool:
    """Whether the row below the sums still belongs to the head: the captions of one group more, and no figure."""
    texts = [text for column in range(len(table.columns)) if (text := cell_text(table, row, column))]
    return (
        bool(texts)
        and all(heading(text).key in DIMENSIONS for text in texts)
        and not any(column.kinds[row] == Cell.NUMBER for column in table.columns)
    )


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
                if filtering:
                    filters.append(text)
    return tuple(captions), tuple(filters)


def _blocks(table: SourceTable, top: int, bottom: int) -> tuple[int, list[Block]]:
    """The columns of sums with the period that stands above them, and where they begin."""
    width = len(table.columns)
    above = _spread(table, top, bottom)
    found = []
    for column in range(width):
        path = [text for text in (above[row][column] for row in range(bottom - top + 1)) if text]
        periods = [period for text in path if (period := period_of(text))]
        names = [text for text in path if not period_of(text)]
        if not names or any(is_grand_total(text) for text in path) or not _holds_numbers(table, column, bottom + 1):
            continue
        caption = heading(names[-1]) if len(names) == 1 else heading(" / ".join(dict.fromkeys(names)))
        target = _MEASURE_OF.get(caption.key, "")
        if not target and not any(word in fold(caption.text) for word in _NOT_SUMS):
            target = "x_"
        found.append(Block(column, caption, target, periods[0] if periods else None))
    first = min((block.column for block in found if block.target and block.target != "x_"), default=width)
    if any(block.period for block in found):
        first = min(block.column for block in found if block.period)
        found = [block for block in found if block.period]
    return first, _one_of_each([block for block in found if block.column >= first and block.target])


def _one_of_each(blocks: list[Block]) -> list[Block]:
    """The first column of revenue, quantity, cost of a period; another, say without VAT, is one of the owner's."""
    seen: set[tuple[str, tuple[date, Grain] | None]] = set()
    found = []
    for block in blocks:
        place = (block.target, block.period)
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
    for row in range(len(rows)):
        if any(period_of(text) for text in rows[row] if text):
            _fill_periods(rows[row])
    return rows


def _fill_periods(row: list[str]) -> None:
    """A month's caption reaches to the next caption, merged or not."""
    last = ""
    for column, text in enumerate(row):
        if text:
            last = text if period_of(text) else ""
        elif last:
            row[column] = last


def period_of(text: str) -> tuple[date, Grain] | None:
    """The month, day, quarter or year that a caption of a block names."""
    if named := _QUARTER.fullmatch(text):
        return date(int(named[2]), 3 * (_ROMAN.get(named[1].upper()) or int(named[1])) - 2, 1), Grain.QUARTER
    if named := _YEAR_ALONE.fullmatch(text):
        return date(int(named[1]), 1, 1), Grain.YEAR
    found = dates.parse(text)
    if not found:
        return None
    return found[0].date(), found[1]


def _holds_numbers(table: SourceTable, column: int, first: int) -> bool:
    return bool((table.columns[column].kinds[first:] == Cell.NUMBER).any())


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


def _parted(groups: tuple[tuple[int, str], ...], levels: NDArray[np.int64]) -> tuple[tuple[int, str], ...]:
    """One caption «Менеджер, Номенклатура» over as many levels as it has names is a caption for each of them."""
    if len(groups) != 1:
        return groups
    column, text = groups[0]
    names = [name.strip() for name in text.split(",")]
    if len(names) == int(levels.max(initial=0)) + 1 and all(heading(name).key in DIMENSIONS for name in names):
        return tuple((column, name) for name in names)
    return groups


def _total_row(table: SourceTable, first: int) -> int | None:
    for row in range(table.rows - 1, first - 1, -1):
        for column in range(min(len(table.columns), 3)):
            text = cell_text(table, row, column)
            if text and is_grand_total(text):
                return row
    return None


def _levels(table: SourceTable, first: int, stop: int) -> NDArray[np.int64]:
    """Outline levels, else indents, else leading spaces; all zero where the rows are not grouped."""
    for given in (table.levels, table.indents):
        if given is not None and given[first:stop].max(initial=0) > 0:
            chosen = given[first:stop].astype(np.int64)
            return np.searchsorted(np.unique(chosen), chosen)
    raw = [table.columns[0].texts[row].as_py() or "" for row in range(first, stop)]
    spaces = np.array([len(text) - len(text.lstrip()) for text in raw], dtype=np.int64)
    return np.searchsorted(np.unique(spaces), spaces)


def _leaves(levels: NDArray[np.int64]) -> NDArray[np.bool_]:
    following = np.append(levels[1:], -1)
    return np.asarray(following <= levels)


def _filled_rows(table: SourceTable, first: int, stop: int) -> NDArray[np.bool_]:
    filled = np.zeros(stop - first, dtype=bool)
    for column in table.columns:
        filled |= column.kinds[first:stop] != Cell.EMPTY
    return filled


def measure_values(table: SourceTable, tree: Tree, block: Block, places: int) -> numbers.Numbers:
    """The numbers of one block over all rows of the tree."""
    return numbers.read_numbers(read_cells(table.columns[block.column], tree.first, tree.stop), places)


def label_cells(table: SourceTable, tree: Tree, column: int) -> Cells:
    """The texts of one column over all rows of the tree."""
    return read_cells(table.columns[column], tree.first, tree.stop)


def stated_period(captions: tuple[str, ...]) -> tuple[date, date] | None:
    """The first and last day that the captions state, in any of the ways 1C writes it."""
    from kpi_desktop.core.period import Period

    for text in captions:
        found = _SPAN.search(text)
        if found:
            low, high = dates.parse(found[1]), dates.parse(found[2])
            if low and high:
                return low[0].date(), high[0].date()
    for text in captions:
        if found := _QUARTER.search(text):
            quarter = _ROMAN.get(found[1].upper()) or int(found[1])
            whole = Period.of(date(int(found[2]), quarter * 3, 1), Grain.QUARTER)
        elif (named := _NAMED.search(text)) and (month := dates.parse(named["name"])):
            whole = Period.of(month[0].date(), Grain.MONTH)
        elif found := _YEAR.search(text):
            whole = Period.of(date(int(found[1]), 1, 1), Grain.YEAR)
        else:
            continue
        return whole.start, whole.end - timedelta(days=1)
    return None
