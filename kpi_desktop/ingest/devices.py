"""The device of a visitor or buyer: one split over the site's traffic, its carts and the orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.ingest.assemble import told_by

if TYPE_CHECKING:
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.normalise import Cells

#: The column of the facts that tell it.
DEVICE = "device"

_HEADINGS = ("устройств", "device")


def is_device(heading: str, cells: Cells, fact: FactTable) -> bool:
    """Whether a column under this folded heading tells computers from phones; models of devices stay as they are."""
    named = any(word in heading for word in _HEADINGS)
    return named and bool(cells.filled.any()) and told_by(cells, fact.column(DEVICE))
