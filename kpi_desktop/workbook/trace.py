"""How a measure is found again among the rows: the sheet, the column to add up, the lines to filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.workbook.bulk import CUSTOMER_HEADS, KEY_COLUMNS, KIND_WORDS, LINE_COLUMNS
from kpi_desktop.workbook.layout import CUSTOMER_COLUMNS, FIRST_ROW, cell, quoted
from kpi_desktop.workbook.live import CUSTOMER_FLAGS, customer_known, line_kinds

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.workbook.scene import Scene

_LINES = (Aggregation.SUM, Aggregation.COUNT, Aggregation.SUM_KEYED, Aggregation.SUM_UNKEYED)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a live measure comes from, in words, and the cell from which an accountant begins to follow it."""

    words: str
    target: str


def trace_of(scene: Scene, measure: Measure) -> Trace:
    """The trace of a measure that is live in this workbook."""
    if measure.aggregation in _LINES or measure.key == "document":
        return _lines(scene, measure)
    return _customers(scene, measure)


def _lines(scene: Scene, measure: Measure) -> Trace:
    column = "first_line" if measure.aggregation is Aggregation.DISTINCT else measure.column
    sheet = scene.plan.titles["data"]
    if measure.aggregation is Aggregation.COUNT:
        column, told = "kind_word", msg("“{sheet}”: number of lines", sheet=sheet)
    else:
        told = _sum(scene, "data", LINE_COLUMNS.get(column, KEY_COLUMNS["first_line"])[0])
    kinds = line_kinds(measure) or frozenset()
    words = [scene.say(told)]
    if len(kinds) < len(KIND_WORDS):
        words.append(" + ".join(scene.say(KIND_WORDS[kind]) for kind in sorted(kinds)))
    known = customer_known(measure)
    if known is not None:
        words.append(scene.say(msg("the customer is known") if known else msg("no customer")))
    if "cost" in measure.where:
        words.append(scene.say(msg("the cost is known")))
    return Trace("; ".join(words), _target(scene, "data", scene.plan.data_columns[column]))


def _customers(scene: Scene, measure: Measure) -> Trace:
    column = CUSTOMER_FLAGS.get(measure.aggregation, "net")
    told = _sum(scene, "customers", CUSTOMER_HEADS[column][0])
    match measure.aggregation:
        case Aggregation.TOP:
            told = msg(
                "“{sheet}”: the {n} largest of “{column}”",
                sheet=scene.plan.titles["customers"],
                n=measure.top,
                column=CUSTOMER_HEADS[column][0],
            )
            words = scene.say(told)
        case Aggregation.SUM_NEW | Aggregation.SUM_RETURNING:
            new = measure.aggregation is Aggregation.SUM_NEW
            words = scene.say(told) + "; " + scene.say(msg("“New” is 1") if new else msg("“New” is 0"))
        case _:
            words = scene.say(told)
    return Trace(words, _target(scene, "customers", CUSTOMER_COLUMNS.index(column)))


def _sum(scene: Scene, sheet: str, column: Message) -> Message:
    return msg("“{sheet}”: sum of “{column}”", sheet=scene.plan.titles[sheet], column=column)


def _target(scene: Scene, sheet: str, column: int) -> str:
    return f"{quoted(scene.plan.titles[sheet])}!{cell(FIRST_ROW - 1, column)}"
