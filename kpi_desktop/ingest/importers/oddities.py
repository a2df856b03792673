"""What a list of sales shows by itself to be spoiled: pasted twice, or a few amounts unlike quantity × price."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.job import Job

#: Of fewer rows nothing is said.
_LEAST = 20
#: So few rows may be the exception from a rule that all others keep.
_FEW, _FEW_PERCENT = 20, 2


def rows_as_text(arrays: Mapping[str, pa.Array]) -> NDArray[np.object_]:
    """Each row as one text of its day, amount and names."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = [
        name for name in ("day", "time", "amount", "quantity", "document", "product", "customer") if name in arrays
    ]
    texts = [arrays[name].cast(pa.string()).fill_null("") for name in names]
    return np.asarray(pc.binary_join_element_wise(*texts, "|").to_numpy(zero_copy_only=False), dtype=object)


def pasted_twice(rows: NDArray[np.object_]) -> bool:
    """Whether every row stands there twice, or four times: receipts may repeat a line, a whole list does not."""
    if len(rows) < _LEAST:
        return False
    _, counts = np.unique(rows, return_counts=True)
    return bool((counts % 2 == 0).all() and len(counts) * 2 >= _LEAST)


def told_twice(job: Job, sheet: str) -> Issue:
    """What is said of a list pasted twice where its mapping is known already and nothing is asked."""
    text = msg("Every row stands in the file twice, and is counted twice: the list seems to have been pasted two times")
    fix = msg("Undo this import, remove the repetition and import the file again")
    return job.warning("rows_twice", text, fix=fix, sheet=sheet)


def off_the_price(job: Job, sheet: str, heading: str, arrays: Mapping[str, pa.Array]) -> list[Issue]:
    """The few rows whose amount is not quantity × price where it is in all others: a slip, or a file that broke off.

    Amounts and prices of the book have four decimals, quantities six; half a kopeck on each unit is a rounding.
    """
    if not {"amount", "quantity", "price"} <= set(arrays) or "discount" in arrays:
        return []
    known = np.ones(len(arrays["amount"]), dtype=bool)
    for name in ("amount", "quantity", "price"):
        known &= np.asarray(arrays[name].is_valid())
    amount, quantity, price = (_floats(arrays[name]) for name in ("amount", "quantity", "price"))
    known &= (quantity != 0) & (price != 0)
    expected = np.abs(quantity * price)
    off = known & (np.abs(np.abs(amount) - expected) > 0.011 + 0.005 * np.abs(quantity))
    places = np.flatnonzero(off).tolist()
    count = int(known.sum())
    if not places or count < _LEAST or len(places) > _FEW or len(places) * 100 > count * _FEW_PERCENT:
        return []
    issues = []
    for place in places:
        text = msg(
            "The amount {amount} is not quantity × price ({product}), as it is in the other rows; the amount was taken",
            amount=amount_message(Decimal(f"{amount[place]:.2f}")),
            product=amount_message(Decimal(f"{expected[place]:.2f}")),
        )
        fix = msg("Look whether the file broke off here, and correct it if it did")
        row = int(arrays["src_row"][place].as_py())
        issues.append(job.warning("amount_differs", text, fix=fix, sheet=sheet, row=row, column=heading))
    return issues


def _floats(array: pa.Array) -> NDArray[np.float64]:
    import pyarrow as pa

    return np.asarray(array.cast(pa.float64()).fill_null(0.0))
