"""What a response may cost: conversion × profit of a sale, by the month's figures or by the worked example."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.sheets.whatif_cells import KOPECKS, NEW, NOW, allowed, heads, kpi_at, linked

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: The metrics of a response's price, and the worked example of the sources where the month does not have them all.
_RESPONSE = {
    "response_conversion": Decimal("0.01"),
    "profit_per_sale": Decimal(2300),
    "cost_per_response": Decimal("12.5"),
}


def write_responses(scene: Scene, page: Page, row: int) -> int:
    """Conversion × profit of a sale is the most that a response may cost; what a sale costs and leaves.

    Returns the next free row.
    """
    styles = scene.styles
    values = {metric: _month_value(scene, metric) for metric in _RESPONSE}
    own = {metric: value for metric, value in values.items() if isinstance(value, Decimal) and value > 0}
    whole = len(own) == len(_RESPONSE) and own["response_conversion"] <= 1
    page.text(row, 0, scene.say(msg("How much a response may cost")), styles("group"))
    about = msg("Figures of the month") if whole else msg("An example: type your own numbers")
    page.text(row + 1, 0, scene.say(about), styles("note"))
    heads(scene, page, row + 2, (msg("Figure"), msg("Now"), msg("New value")))
    first = row + 3
    for index, (metric_id, example) in enumerate(_RESPONSE.items()):
        at, metric = first + index, scene.bundle.catalogue.metrics[metric_id]
        value, number = own[metric_id] if whole else example, styles.metric_number(metric)
        page.text(at, 0, scene.metric_name(metric), styles("label"))
        if whole:
            linked(scene, page, (at, NOW), (kpi_at(scene, metric_id, value), value, number))
        page.entry(at, NEW, value, styles("entry", number))
        allowed(page, at, metric.display)
    return _results(scene, page, first, tuple((own if whole else _RESPONSE)[name] for name in _RESPONSE))


def _month_value(scene: Scene, metric: str) -> Value | None:
    figure = scene.bundle.matrix.total.get((metric, scene.bundle.month.month_text))
    return None if figure is None else figure.value


def _results(scene: Scene, page: Page, first: int, given: tuple[Decimal, ...]) -> int:
    conversion, profit, cost = given
    share, gain, price = (f"C{first + index + 1}" for index in range(3))
    sale = EXACT.divide(cost, conversion)
    lines = (
        (msg("Most that a response may cost"), f"{share}*{gain}", EXACT.multiply(conversion, profit)),
        (msg("What a sale costs in responses"), f"IF({share}>0,{price}/{share},NA())", sale),
        (msg("What a sale leaves after them"), f"IF({share}>0,{gain}-{price}/{share},NA())", profit - sale),
    )
    look = scene.styles("headline", scene.styles.display_number(Display.MONEY, KOPECKS))
    for index, (name, told, value) in enumerate(lines):
        page.text(first + 3 + index, 0, scene.say(name), scene.styles("told"))
        page.formula(first + 3 + index, NEW, told, value, look, follows=True)
    return first + 3 + len(lines)
