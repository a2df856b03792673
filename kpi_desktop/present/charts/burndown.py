"""The burndown of a sprint, a project or all tasks: what the plan leaves by day and what is left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.engine.lists.model import Word
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.description import ACCENT, THIRD, Chart, Mark, Series
from kpi_desktop.present.charts.ticks import ticks_for
from kpi_desktop.present.numbers import member_text

if TYPE_CHECKING:
    from kpi_desktop.engine.lists.model import Cell, Line, Listing
    from kpi_desktop.i18n.translator import Translator


def parts_of(listing: Listing) -> tuple[str | Word, ...]:
    """All tasks, then every sprint or project of a burndown."""
    return tuple(part for part in listing.table.values("part") if isinstance(part, str | Word))


def part_name(part: str | Word, translate: Translator) -> str:
    """What a part of a burndown is called."""
    return translate(part.name) if isinstance(part, Word) else member_text(part, translate.lang)


def burndown_chart(listing: Listing, part: str | Word, translate: Translator, height: int = 200) -> Chart:
    """Plan and fact of one part by day; days to come have a plan and no fact."""
    days = _days(listing, part)
    name = part_name(part, translate)
    plan, left = (tuple(_decimal(line.cells[place]) for line in days) for place in (2, 3))
    series = (Series(translate(msg("Left")), left, ACCENT), Series(translate(msg("Plan")), plan, THIRD))
    return Chart(
        mark=Mark.LINE,
        title=name,
        unit="",
        source="",
        alt=translate(msg("Burndown: {part}", part=name)),
        labels=tuple(str(day.day) for line in days if isinstance(day := line.cells[1], date)),
        series=series,
        ticks=ticks_for((*plan, *left), Display.COUNT, translate.lang),
        height=height,
    )


def burndown_texts(listing: Listing, part: str | Word, translate: Translator) -> tuple[str, ...]:
    """The exact figures of each day, as a pointer tells them."""
    found = []
    for line in _days(listing, part):
        _, day, plan, left, _ = line.cells
        assert isinstance(day, date)
        told = date_text(day, translate.lang)
        if left is not None:
            told += f": {translate(msg('Left')).lower()} {left}"
        found.append(f"{told}, {translate(msg('Plan')).lower()} {_decimal(plan):.1f}")
    return tuple(found)


def _days(listing: Listing, part: str | Word) -> list[Line]:
    by_day = next(table for table in listing.beside if table.id == "days")
    return [line for line in by_day.lines if line.cells[0] == part]


def _decimal(cell: Cell) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None
