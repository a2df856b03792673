"""The lists of the month, a sheet each: whom to call, who owes, ABC, RFM, cohorts, burndown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.workbook.lists.drawing import Drawing
from kpi_desktop.workbook.lists.sheets import write_listing

if TYPE_CHECKING:
    from kpi_desktop.workbook.scene import Scene

#: The lists that a workbook has sheets for, in their order.
SHEETS = ("callback", "lapsed", "receivables", "abc", "rfm", "cohorts", "burndown")


def wanted(list_id: str, scene: Scene) -> bool:
    """Whether the month has such a list."""
    return any(listing.id == list_id for listing in scene.bundle.lists)


def write(list_id: str, scene: Scene) -> None:
    """The sheet of one list."""
    listing = next(listing for listing in scene.bundle.lists if listing.id == list_id)
    bundle = scene.bundle
    page = scene.page(f"list_{list_id}")
    drawing = Drawing(page, scene.book, scene.styles, scene.translate, bundle.currency, bundle.contacts)
    write_listing(drawing, listing)
