"""What the owner typed into a workbook of ours, as JSON and back: figures kept by hand, and plans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kpi_desktop.facts.kept import KeptCell, KeptSheet
from kpi_desktop.facts.planned import PlanCell, PlanSheet

Json = dict[str, object]


def kept_to_json(sheet: KeptSheet) -> Json:
    """Figures kept by hand as plain values."""
    cells = [
        [cell.measure, cell.first.isoformat(), cell.end.isoformat(), _written(cell.value), cell.dimension,
         cell.member, cell.row, *cell.spot]
        for cell in sheet.cells
    ]  # fmt: skip
    return {"cells": cells, "title": sheet.title, "author": sheet.author, "digest": sheet.digest}


def kept_from_json(values: Json) -> KeptSheet:
    """The figures kept by hand out of plain values."""
    cells = []
    for measure, first, end, value, dimension, member, row, *spot in _cells(values, 9):
        days = date.fromisoformat(str(first)), date.fromisoformat(str(end))
        place = str(spot[0]), str(spot[1])
        cells.append(KeptCell(str(measure), *days, _read(value), str(dimension), str(member), int(str(row)), place))
    return KeptSheet(tuple(cells), str(values["title"]), str(values["author"]), str(values["digest"]))


def plans_to_json(sheet: PlanSheet) -> Json:
    """Typed plans as plain values."""
    cells = [
        [cell.metric, cell.month, _written(cell.amount), *cell.whose, cell.per_cent, cell.typed, *cell.spot]
        for cell in sheet.cells
    ]
    return {"cells": cells, "title": sheet.title}


def plans_from_json(values: Json) -> PlanSheet:
    """Typed plans out of plain values."""
    cells = []
    for metric, month, amount, manager, team, channel, per_cent, typed, *spot in _cells(values, 10):
        whose = str(manager), str(team), str(channel)
        place = str(spot[0]), str(spot[1])
        cells.append(
            PlanCell(str(metric), str(month), _read(amount), whose, per_cent is True, typed is True, place)
        )  # fmt: skip
    return PlanSheet(tuple(cells), str(values["title"]))


def _cells(values: Json, wide: int) -> list[list[object]]:
    cells = values["cells"]
    if not isinstance(cells, list) or not all(isinstance(one, list) and len(one) == wide for one in cells):
        raise ValueError(cells)
    return cells


def _written(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _read(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
