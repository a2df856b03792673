"""Totals that a file carries and control totals that are summed apart from the import, over the raw cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.amount import EXACT
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from kpi_desktop.ingest.normalise import Cells

_GRAND = (
    "итого",
    "всего",
    "общии итог",
    "общий итог",
    "итоги",
    "total",
    "grand total",
    "summary",
    "итог",
    "сумма итого",
)
#: «Итого по складу», but not «Итоговая тетрадь».
_STARTS = re.compile(
    r"(итого|итог|итоги|всего|общий итог|промежуточный итог|total|grand total|sub ?total|summary)(?![а-яa-z])"
)

#: Words of totals begin with these, look-alike Latin letters among them; most cells are told by that alone.
_FIRST_LETTERS = frozenset("иИвВпПсСоОtTsSgGbBcCoO")


_ENDS = ("итог", "итого", "всего", "total")
_PART = re.compile(r"(в ?т\. ?ч\.?|в том числе|из них)(?![а-я])")
_SPANS = re.compile(
    r"(за )?(([1-4]|i{1,3}|iv)(-?й|-?е)? ?(квартал|кв\.?|полугодие)|(3|6|9|12) мес[а-я]*\.?|год)"
    r"( 20\d\d)?( ?г\.?| год)?"
)
_LONGEST_SPAN = 24
_PART_LETTERS = frozenset("вВиИ")


@dataclass(frozen=True, slots=True)
class RowKinds:
    """The rows of a table after the headings: facts, totals of the file, and everything else."""

    data: NDArray[np.bool_]
    totals: NDArray[np.bool_]
    grand: NDArray[np.bool_]


#: What is sold may be called «Всего понемногу», but never «Итого по чеку».
_NO_GOODS = ("итого по ", "итого за ", "итого чек", "подитог", "промежуточный итог")


def is_total(word: str) -> bool:
    """Whether a text names a total or subtotal row."""
    if word[:1] not in _FIRST_LETTERS:
        return False
    folded = fold(word).rstrip(" :.")
    return folded in _GRAND or _STARTS.match(folded) is not None


def ends_as_total(word: str) -> bool:
    """Whether a text ends as subtotals do: «Иванов Итог», «Супы всего»; true of rows without a date only."""
    return word[-5:].lower().endswith(_ENDS) and fold(word).endswith(tuple(f" {end}" for end in _ENDS))


def is_part(word: str) -> bool:
    """Whether a row tells only of what another row has counted: «в т.ч. менеджеры», «из них наличными»."""
    return word[:1] in _PART_LETTERS and _PART.match(fold(word)) is not None


def _is_span(word: str) -> bool:
    """Whether a text names a longer period than a month: among rows with days such a row sums up others."""
    return len(word) <= _LONGEST_SPAN and _SPANS.fullmatch(fold(word).rstrip(" :.")) is not None


def is_grand_total(word: str) -> bool:
    """Whether a text names the total of the whole table, not of a group."""
    return fold(word).rstrip(" :.") in _GRAND


def is_dated_total(word: str) -> bool:
    """Whether a text names a total even beside a date: «Итого за день», but not the motor oil «Total Quartz»."""
    if word[:1] not in _FIRST_LETTERS:
        return False
    folded = fold(word).rstrip(" :.")
    return folded in _GRAND or folded.startswith(("итого ", "всего "))


def sort_rows(
    columns: Iterable[Cells], names: Iterable[Cells], has_day: NDArray[np.bool_], has_value: NDArray[np.bool_]
) -> RowKinds:
    """Tell facts from totals and notes. A row with a day is a fact; without day and value it is a caption or empty."""
    columns = list(columns)
    has_day = has_day & ~_dated_totals(columns, list(names))
    totals = np.zeros(len(has_day), dtype=bool)
    grand = np.zeros(len(has_day), dtype=bool)
    if not has_day.all():
        dated = bool(has_day.any())
        for cells in columns:
            used = set(np.unique(cells.codes[~has_day]).tolist())
            flags = [
                index in used and (is_total(word) or ends_as_total(word) or is_part(word) or (dated and _is_span(word)))
                for index, word in enumerate(cells.words)
            ]
            if any(flags):
                totals |= cells.by_word(flags) & ~has_day
                whole = [flag and is_grand_total(cells.words[index]) for index, flag in enumerate(flags)]
                grand |= cells.by_word(whole) & ~has_day
    data = (has_day | has_value) & ~totals & ~_signatures(columns, len(has_day))
    return RowKinds(data, totals & has_value, grand & has_value)


def _signatures(columns: list[Cells], size: int) -> NDArray[np.bool_]:
    """Rows with a line to sign on, such as those under printed documents."""
    found = np.zeros(size, dtype=bool)
    for cells in columns:
        flags = [word[:3] == "___" and not word.strip("_") for word in cells.words]
        if any(flags):
            found |= cells.by_word(flags)
    return found


def _dated_totals(columns: list[Cells], names: list[Cells]) -> NDArray[np.bool_]:
    """Rows with a word of totals beside a date; with buyer and document too it is a sale of «Всего понемногу»."""
    size = len(columns[0].kinds) if columns else 0
    named = np.zeros(size, dtype=bool)
    for cells in columns:
        flags = [is_dated_total(word) for word in cells.words]
        if any(flags):
            named |= cells.by_word(flags)
    if not named.any():
        return named
    filled = np.zeros(size, dtype=np.int32)
    sure = np.zeros(size, dtype=bool)
    for cells in names:
        filled += cells.filled
        sure |= cells.by_word(fold(word).startswith(_NO_GOODS) for word in cells.words)
    most = int(filled.max(initial=0))
    return named if most <= 1 else named & (sure | (filled * 2 <= most))


def unmarked_totals(
    data: NDArray[np.bool_], has_day: NDArray[np.bool_], values: NDArray[np.int64], valid: NDArray[np.bool_]
) -> list[int]:
    """The first and the last row, where it has no day and its value is the sum of all others: nothing says so."""
    rows = np.flatnonzero(data)
    if len(rows) < 3:
        return []
    ends = [int(row) for row in (rows[0], rows[-1]) if not has_day[row] and valid[row] and values[row] != 0]
    others = rows[~np.isin(rows, ends)]
    total = numbers.whole_sum(values[others[valid[others]]])
    found = [row for row in ends if int(values[row]) == total]
    if not found and not has_day[rows].any():
        # In a table without dates the other end is a row like all others.
        sums = {row: numbers.whole_sum(values[rows[valid[rows] & (rows != row)]]) for row in ends}
        found = [row for row in ends if int(values[row]) == sums[row]][:1]
    return found + _group_totals(rows, has_day, values, valid, found)


def _group_totals(
    rows: NDArray[np.int64],
    has_day: NDArray[np.bool_],
    values: NDArray[np.int64],
    valid: NDArray[np.bool_],
    known: list[int],
) -> list[int]:
    """Rows without a day that sum up the several rows above them since the last such row, where all of them do."""
    without = [int(row) for row in rows[~has_day[rows]] if row not in known]
    found, start = [], 0
    for row in without:
        above = rows[(rows >= start) & (rows < row) & has_day[rows]]
        fits = valid[row] and len(above) > 1 and numbers.whole_sum(values[above[valid[above]]]) == int(values[row])
        if not fits:
            return []
        found.append(row)
        start = row + 1
    return found


def raw_sum(cells: Cells, rows: NDArray[np.bool_], signs: NDArray[np.int8], decimal_sign: str | None) -> Decimal:
    """The exact sum of the chosen cells, each distinct cell as the decimal that a spreadsheet shows."""
    codes, values = _distinct(cells, decimal_sign)
    total = Decimal(0)
    for sign in (1, -1):
        counted = np.bincount(codes[rows & (signs == sign)], minlength=len(values))
        for value, count in zip(values, counted.tolist(), strict=True):
            if count:
                total = EXACT.add(total, EXACT.multiply(value, Decimal(sign * count)))
    return total


def raw_product(
    quantity: Cells, price: Cells, rows: NDArray[np.bool_], signs: NDArray[np.int8], decimal_sign: str | None
) -> Decimal:
    """The exact, unrounded sum of quantity times price, pair by distinct pair."""
    left, left_values = _distinct(quantity, decimal_sign)
    right, right_values = _distinct(price, decimal_sign)
    width = len(right_values)
    pairs = (left[rows].astype(np.int64) * width + right[rows]) * 2 + (signs[rows] < 0)
    found, counts = np.unique(pairs, return_counts=True)
    total = Decimal(0)
    for pair, count in zip(found.tolist(), counts.tolist(), strict=True):
        place, negative = divmod(pair, 2)
        product = EXACT.multiply(left_values[place // width], right_values[place % width])
        total = EXACT.add(total, EXACT.multiply(product, Decimal(-count if negative else count)))
    return total


def _distinct(cells: Cells, decimal_sign: str | None) -> tuple[NDArray[np.int64], list[Decimal]]:
    """Every cell as the place of its value in a list of distinct decimals; the first is zero for what is no number."""
    values = [Decimal(0)]
    codes = np.zeros(len(cells.kinds), dtype=np.int64)
    if cells.numbers is not None:
        rows = (cells.kinds == Cell.NUMBER) & np.isfinite(cells.numbers)
        distinct, inverse = np.unique(cells.numbers[rows], return_inverse=True)
        values += [Decimal(f"{value:.15g}") for value in distinct.tolist()]
        codes[rows] = inverse.reshape(-1) + 1
    if cells.words:
        start = len(values)
        values += [numbers.parse(word, decimal_sign or ",") or Decimal(0) for word in cells.words]
        rows = cells.codes >= 0
        codes[rows] = cells.codes[rows] + start
    return codes, values
