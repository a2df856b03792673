"""A receipt's sum repeated beside each of its lines is told from the sums of the lines: it would count many times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.profile import Profile

#: The sums agree on so many receipts of several lines; the last one of a sample may be cut.
_NEARLY = 0.95
#: A kopeck, in ten-thousandths.
_KOPECK = 100


def line_amount(looks: Sequence[Profile], targets: Mapping[int, str]) -> int | None:
    """The column whose sums over each receipt give the repeated amount; -1 for quantity times price, None for none."""
    by_target = {target: index for index, target in targets.items()}
    if not {"document", "amount"} <= by_target.keys():
        return None
    receipts = _codes(looks[by_target["document"]].cells)
    whole, there = _values(looks[by_target["amount"]].cells)
    counted = _values(looks[by_target.get("quantity", by_target["amount"])].cells)[1]
    rows = np.flatnonzero((receipts >= 0) & there & counted)  # «Итого по чеку» has no quantity
    if not len(rows):
        return None
    groups = np.unique(receipts[rows], return_inverse=True)[1].reshape(-1)
    count = np.bincount(groups)
    totals, repeated = _repeated(groups, whole[rows])
    several = (count > 1) & repeated & (totals != 0)
    if not several.any() or float((several == (count > 1)).mean()) < _NEARLY:
        return None

    def agrees(values: NDArray[np.int64]) -> bool:
        summed = np.bincount(groups, weights=np.abs(values[rows]).astype(float))
        fits = np.abs(summed - np.abs(totals)) <= _KOPECK
        return bool(fits[several].any()) and float(fits.mean()) >= _NEARLY

    product = _product(looks, by_target)
    if product is not None and float((np.abs(np.abs(product) - np.abs(whole))[rows] <= _KOPECK).mean()) >= _NEARLY:
        return None  # each line bears its own sum already
    columns = (index for index, look in enumerate(looks) if index not in targets and look.numbers)
    found = next((index for index in columns if agrees(_values(looks[index].cells)[0])), None)
    return -1 if found is None and product is not None and agrees(product) else found


def _product(looks: Sequence[Profile], by_target: Mapping[str, int]) -> NDArray[np.int64] | None:
    """Quantity times price of each row, in ten-thousandths; None without either."""
    if not {"quantity", "price"} <= by_target.keys():
        return None
    counted, price = (_values(looks[by_target[name]].cells)[0] for name in ("quantity", "price"))
    return np.round(counted / 1e4 * price).astype(np.int64)


def _repeated(groups: NDArray[np.int64], values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The value of each group, and whether all its rows have it."""
    low = np.full(int(groups.max()) + 1, np.iinfo(np.int64).max)
    high = np.full(len(low), np.iinfo(np.int64).min)
    np.minimum.at(low, groups, values)
    np.maximum.at(high, groups, values)
    return low, low == high


def _codes(cells: Cells) -> NDArray[np.int64]:
    """A number for each distinct document, -1 where there is none."""
    found = cells.codes.astype(np.int64)
    if cells.numbers is not None:
        numbered = (found < 0) & np.isfinite(cells.numbers)
        found = np.where(numbered, len(cells.words) + np.nan_to_num(cells.numbers).astype(np.int64), found)
    return found


def _values(cells: Cells) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    read = numbers.read_numbers(cells, 4, numbers.decimal_sign(cells.used_words()))
    return np.where(read.valid, read.scaled, 0), read.valid
