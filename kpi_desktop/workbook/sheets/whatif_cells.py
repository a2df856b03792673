"""What the tables of «what if» share: heads, live or plain figures, what may be typed, the range of chance."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT, same
from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import named
from kpi_desktop.workbook.sheets.summary import DASH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Where a lever's value now and its new one stand.
NOW, NEW = 1, 2

KOPECKS = 2
ZERO = Decimal(0)


def heads(scene: Scene, page: Page, row: int, texts: Iterable[Message | None]) -> None:
    """The heads of a table, that of the first column at the left; None leaves a column without one."""
    for column, head in enumerate(texts):
        page.text(row, column, scene.say(head) if head else "", scene.styles("head_right" if column else "head"))
    page.sheet.set_row(row, 40)


def metric_word(metric: Metric) -> Message:
    """A metric's name as a part of a sentence."""
    return named(metric.name_en, metric.name_ru)


def result_number(scene: Scene, metric: Metric) -> str:
    """The number format of a result: money to the kopeck, a count whole."""
    if metric.display is Display.MONEY:
        return scene.styles.display_number(Display.MONEY, KOPECKS)
    return scene.styles.metric_number(metric)


def rounded_of(metric: Metric, told: str) -> str:
    """A result's formula: money is rounded to the kopeck, an estimated count is kept as it comes."""
    return f"ROUND({told},{KOPECKS})" if metric.display is Display.MONEY else told


def kpi_at(scene: Scene, metric: str, value: Decimal) -> str:
    """Where the KPI of the month stands with this very value, '' where it does not."""
    figure = scene.bundle.matrix.total.get((metric, scene.bundle.month.month_text))
    row, column = scene.plan.metrics.get(metric), scene.plan.month_column(scene.bundle.month.key)
    if figure is None or isinstance(figure.value, Missing) or not same(figure.value, value):
        return ""
    return "" if row is None or column is None else scene.plan.at("kpis", row, column)


def measure_at(scene: Scene, measure: str, value: Decimal) -> str:
    """Where a measure of the month stands with this very value, '' where it does not."""
    leaf, month = Leaf(measure), scene.bundle.month
    row, column = scene.plan.measures.get(leaf), scene.plan.month_column(month.key)
    found = scene.figures.leaf_value(leaf, month, None)
    if row is None or column is None or isinstance(found, Missing) or not same(found, value):
        return ""
    return scene.plan.at("measures", row, column)


def stage_at(scene: Scene, metric: Metric, value: Decimal) -> str:
    """A stage of a funnel by its measures: a count, or one divided by the one before; '' where they do not stand."""
    measures = list(metric.symbols.values())
    found = [scene.figures.leaf_value(Leaf(name), scene.bundle.month, None) for name in measures]
    known = [one for one in found if isinstance(one, Decimal)]
    if len(known) < len(measures) or metric.id in scene.bundle.catalogue.metrics or not 0 < len(known) <= 2:
        return ""
    places = [measure_at(scene, name, one) for name, one in zip(measures, known, strict=True)]
    told = known[0] if len(known) == 1 else EXACT.divide(known[0], known[1]) if known[1] else None
    return "/".join(places) if all(places) and told is not None and same(told, value) else ""


def linked(scene: Scene, page: Page, at: tuple[int, int], told: tuple[str, Decimal, str]) -> None:
    """A figure by the address where it stands, or as a value."""
    address, value, number = told
    if address:
        page.formula(*at, address, value, scene.styles("figure", number))
    else:
        page.number(*at, value, scene.styles("value", number))


def allowed(page: Page, row: int, display: Display, *, negative: bool = False, column: int = NEW) -> None:
    """What may be typed: a share up to all, and nothing below zero but a margin."""
    rule: dict[str, object] = {"validate": "decimal", "criteria": ">=", "value": 0}
    if display is Display.SHARE:
        rule = {"validate": "decimal", "criteria": "between", "minimum": -100 if negative else 0, "maximum": 1}
    page.sheet.data_validation(row, column, row, column, rule)


def ranged(scene: Scene, page: Page, at: tuple[int, int], told: tuple[str, str, str, str], metric: Metric) -> None:
    """Two cells, from and to: what grows by chance as much larger or smaller, beside what stays; a dash unmoved.

    `told` are the addresses of the change, of what grows, of the times and of what stays.
    """
    change, grown, times, staying = told
    look = scene.styles("figure", result_number(scene, metric))
    for place, pick in enumerate(("MIN", "MAX")):
        end = rounded_of(metric, f"{pick}({grown}*{times},{grown}/{times})+{staying}")
        page.formula(at[0], at[1] + place, f'IF({change}=0,"{DASH}",{end})', DASH, look, follows=True)
