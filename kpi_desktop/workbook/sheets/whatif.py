"""What if: levers of the month as cells to type into, of the company, its funnel and its parts; a response's price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.sheets.months import set_print
from kpi_desktop.workbook.sheets.whatif_chain import ChainBlock
from kpi_desktop.workbook.sheets.whatif_parts import PartsBlock
from kpi_desktop.workbook.sheets.whatif_response import write_responses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: The row of the first heading, and the last column that a table of three levers takes.
_FIRST, _LAST = 4, 11


def wanted(scene: Scene) -> bool:
    """Whether the month has levers."""
    return scene.bundle.levers is not None


def write(scene: Scene) -> None:
    """Each chain with its results, then the limits of a response, then the parts of the company."""
    found = scene.bundle.levers
    assert found is not None
    page, styles = scene.page("whatif"), scene.styles
    title = msg("What if: {month}", month=scene.month_name(scene.bundle.month))
    page.text(0, 0, scene.say(title), styles("title"))
    about = msg("The whole company first, then its parts: every table is moved by its own levers")
    page.text(1, 0, scene.say(about), styles("subtitle"))
    how = msg("Type other numbers into the blue cells of the column “New value”: everything follows at once")
    page.text(2, 0, scene.say(how), styles("told_long"))
    page.sheet.set_column(0, 0, 58)
    page.sheet.set_column(1, _LAST, 19)
    row = _FIRST
    said: set[Message] = set()
    for chain in found.chains:
        row = _notes(scene, page, ChainBlock(scene, page, chain, row).write(), (chain.notes, said))
    row = write_responses(scene, page, row) + 1
    for parts in found.parts:
        row = _notes(scene, page, PartsBlock(scene, page, parts, row).write(), (parts.notes, said))
    page.sheet.freeze_panes(_FIRST - 1, 1)
    set_print(scene, page)


def _notes(scene: Scene, page: Page, row: int, told: tuple[Iterable[Message], set[Message]]) -> int:
    """What is assumed, each said once on the sheet; returns the row of the next heading."""
    notes, said = told
    for note in notes:
        if note not in said:
            page.text(row, 0, scene.say(note), scene.styles("note"))
            row += 1
        said.add(note)
    return row + 1
