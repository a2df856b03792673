"""VAT told by the figures of a table: which amount the buyer paid, and whether the amounts hold the tax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.batch import Vat
from kpi_desktop.ingest import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from kpi_desktop.ingest.profile import Profile

#: Rates of the tax in Russia, of today and of former years, in per cent.
_RATES = (5, 7, 10, 18, 20, 22)
_NEARLY = 0.95
#: A kopeck and a half, in ten-thousandths: what rounding of the tax may leave.
_ROUNDED = 150


def paid_amount(looks: Sequence[Profile], targets: Mapping[int, str]) -> int | None:
    """The column that is the amount with its tax added, where that taken for the amount is without; else None."""
    by_target = {target: index for index, target in targets.items()}
    if not {"amount", "vat_amount"} <= by_target.keys():
        return None
    (amount, there), (tax, taxed) = (_values(looks[by_target[name]]) for name in ("amount", "vat_amount"))
    whole = amount + np.where(taxed, tax, 0)
    for index, look in enumerate(looks):
        if (index in targets and targets[index] not in {"cost"}) or not look.numbers:
            continue
        values, filled = _values(look)
        rows = there & filled
        if not (rows & (tax != 0)).any():
            continue
        if float((np.abs(values - whole)[rows] <= _ROUNDED).mean()) >= _NEARLY:
            return index
    return None


def basis_of(looks: Sequence[Profile], targets: Mapping[int, str]) -> Vat:
    """Whether the amounts hold the tax that stands beside them: it is a share of them, or comes on top."""
    by_target = {target: index for index, target in targets.items()}
    if not {"amount", "vat_amount"} <= by_target.keys():
        return Vat.UNKNOWN
    (amount, there), (tax, taxed) = (_values(looks[by_target[name]]) for name in ("amount", "vat_amount"))
    rows = there & taxed & (tax != 0)
    if not rows.any():
        return Vat.UNKNOWN
    amount, tax = amount[rows].astype(float), tax[rows].astype(float)
    on_top, inside = (
        float(np.any([np.abs(amount * share - tax) <= _ROUNDED for share in shares], axis=0).mean()) >= _NEARLY
        for shares in ([rate / 100 for rate in _RATES], [rate / (100 + rate) for rate in _RATES])
    )
    if on_top is inside:
        return Vat.UNKNOWN
    return Vat.WITHOUT if on_top else Vat.WITH


def _values(look: Profile) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The figures of the column in ten-thousandths, zero where there is none, and where there are any."""
    found = numbers.read_numbers(look.cells, 4, numbers.decimal_sign(look.cells.used_words()))
    return np.where(found.valid, found.scaled, 0), found.valid
