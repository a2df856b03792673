"""Bounces of Metrika: reports give their share of visits; the count is used only where the share tells it exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from kpi_desktop.ingest.importers.delivery import Draft

_BOUNCES = ("Отказы", "Доля отказов", "Bounce rate", "ym:s:bounceRate", "Bounces")
#: Half a hundredth of a per cent: the bounce rate is printed to a tenth.
_FINE = Decimal("0.00005")
_HALF, _EXACT = Decimal("0.5"), Decimal("1e-12")


def put_bounces(draft: Draft, visits: int) -> None:
    """Set the count of bounces; where rounded shares leave it open, leave it out and say so."""
    import pyarrow as pa

    index = draft.block.column(*_BOUNCES)
    if index is None:
        return
    shares = _shares(draft, index)
    counted = numbers.read_numbers(draft.block.cells(visits), 0, draft.sign)
    found = None if shares is None else _counts(counted.scaled.tolist(), shares)
    if found is None:
        text = msg(
            "Bounces are given as rounded shares, from which their number cannot be told: they were not imported"
        )
        draft.issues.append(draft.job.info("share_only", text, sheet=draft.block.table.sheet))
        return
    bounces, exact = found
    if not exact:
        text = msg("The number of bounces is computed from their share, rounded to a hundredth of a per cent or finer")
        draft.issues.append(draft.job.info("bounces_of_shares", text, sheet=draft.block.table.sheet))
    draft.put("bounces", pa.array(np.array(bounces, dtype=np.int64)), index)


def _shares(draft: Draft, index: int) -> list[tuple[Decimal, Decimal]] | None:
    """Every share with its half unit of the last digit written; None where it cannot be told what the figures are."""
    cells = draft.block.cells(index)
    shown = [_written(cells.shown(row)) for row in range(len(cells.kinds))]
    values = [numbers.parse(text.rstrip("% "), draft.sign) if text else Decimal(0) for text in shown]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    percent = any(text.endswith("%") for text in shown) or any(value > 1 for value in known)
    whole = all(value == int(value) for value in known)
    if whole and not any(text.endswith("%") for text in shown) and any(value not in {0, 1} for value in known):
        return None
    if any(value < 0 or value > (100 if percent else 1) for value in known):
        return None
    scale = Decimal("0.01") if percent else Decimal(1)
    # a cell that holds a number and not a text has all its digits
    typed = (cells.kinds == Cell.NUMBER).tolist()
    return [
        (value * scale, _EXACT if exact else _HALF.scaleb(_exponent(value)) * scale)
        for value, exact in zip(known, typed, strict=True)
    ]


def _written(text: str) -> str:
    return text.replace("\u00a0", " ").strip()


def _exponent(value: Decimal) -> int:
    """The place of the last digit; a plain 0 or 1 is exact in any writing of a share."""
    exponent = value.as_tuple().exponent
    places = exponent if isinstance(exponent, int) else 0
    return -12 if value in {0, 1, 100} else places


def _counts(visits: list[int], shares: list[tuple[Decimal, Decimal]]) -> tuple[list[int], bool] | None:
    """The bounces of every row, and whether the shares tell them exactly; None where they are rounded too coarsely."""
    found, exact = [], True
    for count, (share, half) in zip(visits, shares, strict=True):
        low, high = (share - half) * count, (share + half) * count
        nearest = int((share * count).to_integral_value())
        told = low <= nearest <= high and nearest - 1 < low and nearest + 1 > high
        if not told and half > _FINE:
            return None
        exact = exact and told
        found.append(nearest)
    return found, exact
