"""KPIs by month: one row per metric, a column per month, every cell a formula over the measures sheet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.figure import WINDOWS, Base
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.present.formulas import formula_words
from kpi_desktop.present.numbers import capital
from kpi_desktop.workbook.layout import COVER_ROW, FIRST_MONTH, NAME_ROW, cell, quoted
from kpi_desktop.workbook.order import section
from kpi_desktop.workbook.scene import GROUPS
from kpi_desktop.workbook.sheets.months import write_months

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.period import Period
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Between the months and the reasons stands one free column.
GAP = 1

_BASES = {Base.PREVIOUS: msg("Previous month"), Base.LAST_YEAR: msg("Last year")}

_UNITS = {
    Display.SHARE: named("%", "%"),
    Display.POINTS: named("points", "пункты"),
    Display.COUNT: named("pcs", "шт."),
    Display.TIMES: named("times", "раз"),
    Display.DAYS: named("days", "дн."),
    Display.HOURS: named("hours", "ч"),
    Display.YEARS: named("years", "лет"),
}


def write(scene: Scene) -> None:
    """Write the sheet of KPIs by month."""
    page = scene.page("kpis")
    page.sheet.set_column(0, 0, 46)
    page.sheet.set_column(1, 1, 8)
    page.sheet.set_column(2, 2, 52)
    page.text(0, 0, scene.say(msg("KPIs by month")), scene.styles("title"))
    about = msg("Every cell is a formula over the sheet of measures; #N/A: no data, #DIV/0!: nothing to divide by")
    page.text(1, 0, scene.say(about), scene.styles("subtitle"))
    write_months(scene, page, (msg("KPI"), msg("Unit"), msg("Formula")))
    _heads_of_reasons(scene, page)
    group = ""
    for metric_id, row in scene.plan.metrics.items():
        metric = scene.bundle.catalogue.metrics[metric_id]
        if section(metric) != group:
            group = section(metric)
            _group(scene, page, row - 1, group)
        _line(scene, page, row, metric)
    page.sheet.freeze_panes(6, 1)


def unit_text(scene: Scene, metric: Metric) -> str:
    """The unit of a metric in a word: the currency, %, days."""
    if metric.display is Display.MONEY:
        return scene.styles.sign
    word = _UNITS.get(metric.display)
    return scene.say(word) if word else ""


def note_text(scene: Scene, metric_id: str, month: Period) -> str:
    """Why a figure is absent, else what must be said beside it, else a dash."""
    figure = scene.bundle.matrix.total.get((metric_id, month.month_text))
    if figure is None:
        return "—"
    if isinstance(figure.value, Missing):
        return scene.say(figure.value.message)
    common = common_notes(scene, month)
    said = [scene.say(flag.message) for flag in figure.flags]
    return "; ".join(text for text in said if text not in common) or "—"


def common_notes(scene: Scene, month: Period) -> tuple[str, ...]:
    """What would stand beside most of the month's figures: it is said once, above them."""
    if month.month_text not in scene.common:
        told, known = Counter[str](), 0
        for metric_id in scene.plan.metrics:
            figure = scene.bundle.matrix.total.get((metric_id, month.month_text))
            if figure is not None and not isinstance(figure.value, Missing):
                known += 1
                told.update({scene.say(flag.message) for flag in figure.flags})
        most = sorted((text for text, times in told.items() if times * 2 > known), key=lambda text: (-told[text], text))
        scene.common[month.month_text] = tuple(most) if known > 1 else ()
    return scene.common[month.month_text]


def note_column(scene: Scene, index: int = 0) -> int:
    """The column of the notes of a month, right of the months."""
    return scene.plan.last_month + 1 + GAP + index


def base_column(scene: Scene, base: Base, index: int = 0) -> int:
    """The column of what a month is compared with, right of the notes."""
    return note_column(scene, len(scene.plan.months) * (1 + WINDOWS.index(base)) + index)


def _heads_of_reasons(scene: Scene, page: Page) -> None:
    first, last = note_column(scene), base_column(scene, WINDOWS[-1], len(scene.plan.months) - 1)
    page.sheet.set_column(first, last, 24, None, {"hidden": True, "level": 1})
    for index, month in enumerate(scene.plan.months):
        head = scene.say(msg("Note, {month}", month=scene.month_name(month)))
        page.text(NAME_ROW, first + index, head, scene.styles("head"))
        common = "; ".join(common_notes(scene, month))
        page.text(COVER_ROW, first + index, capital(common) or "—", scene.styles("muted"))
        for base, template in _BASES.items():
            head = scene.say(template) + ", " + scene.month_name(month)
            page.text(NAME_ROW, base_column(scene, base, index), head, scene.styles("head_right"))
    page.sheet.print_area(0, 0, max(scene.plan.metrics.values(), default=NAME_ROW), scene.plan.last_month)


def _group(scene: Scene, page: Page, row: int, group: str) -> None:
    title = GROUPS.get(group, Message(group, ru=group))
    for column in range(scene.plan.last_month + 1):
        page.text(row, column, scene.say(title) if not column else "", scene.styles("group"))


def _formula_words(scene: Scene, page: Page, row: int, said: tuple[str, str]) -> None:
    """The formula in words; it leads to the first of its measures."""
    metric_id, words = said
    tree = scene.figures.trees.get(metric_id)
    places = [scene.plan.measures[leaf] for leaf in leaves(tree) if leaf in scene.plan.measures] if tree else []
    if places and words:
        target = f"{quoted(scene.plan.titles['measures'])}!{cell(places[0], 0)}"
        page.link(row, 2, target, words, scene.styles("link_muted"))
    else:
        page.text(row, 2, words, scene.styles("muted"))


def _line(scene: Scene, page: Page, row: int, metric: Metric) -> None:
    words = formula_words(metric, scene.bundle.catalogue, scene.lang)
    look = "form" if metric.form_of in scene.plan.metrics else "label"
    page.text(row, 0, scene.metric_name(metric), scene.styles(look))
    if words:
        page.sheet.write_comment(row, 0, words, {"author": "KPI Desktop", "x_scale": 2, "font_size": 9})
    page.text(row, 1, unit_text(scene, metric), scene.styles("muted"))
    _formula_words(scene, page, row, (metric.id, words))
    number = scene.styles.metric_number(metric)
    for index, month in enumerate(scene.plan.months):
        entry = scene.figures.metric_entry(metric.id, month)
        scene.put(page, row, FIRST_MONTH + index, entry, number)
        page.text(row, note_column(scene, index), note_text(scene, metric.id, month), scene.styles("muted"))
        for base in WINDOWS:
            column = base_column(scene, base, index)
            scene.beside(page, row, column, scene.figures.base_entry(metric.id, month, base), number)
