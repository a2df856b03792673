"""The split: figures by the members of one dimension, for the summary's month and for all months beneath."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.address import letters
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.numbers import member_text
from kpi_desktop.workbook.bulk import dimension_heading, shown_as
from kpi_desktop.workbook.layout import FIRST_ROW, cell, quoted
from kpi_desktop.workbook.sheets.months import set_print
from kpi_desktop.workbook.sheets.summary import CHOICE, DASH, KEY, PLACE

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Before the figures of a line: month key, number of the member, its name, and the key that a look-up matches.
KEYS = 4


def write_view(scene: Scene) -> None:
    """Write the members of the chosen month side by side: every cell is looked up in the split by month."""
    page, plan = scene.page("split"), scene.plan
    title = scene.say(msg("Split: {dimension}", dimension=dimension_name(scene)))
    page.text(0, 0, title, scene.styles("title"))
    page.sheet.set_column(0, 0, 44)
    page.sheet.set_column(1, 1 + len(plan.members), 22)
    page.text(2, 0, scene.say(msg("Month (chosen on the summary)")), scene.styles("label"))
    chosen = scene.month_name(scene.bundle.month)
    page.formula(2, 1, plan.at("summary", *CHOICE), chosen, scene.styles("input"), follows=True)
    head = FIRST_ROW - 1
    page.text(head, 0, scene.say(msg("KPI")), scene.styles("head"))
    page.text(head, 1, scene.say(msg("Whole company")), scene.styles("head_right"))
    for index, member in enumerate(plan.members):
        page.text(head, 2 + index, member_name(scene, member), scene.styles("head_right"))
    page.sheet.set_row(head, 40)
    for index, (metric_id, column) in enumerate(plan.split_metrics.items()):
        _view_line(scene, page, FIRST_ROW + index, (metric_id, column))
    about = msg("Distinct customers, orders and averages of the members do not add up to the whole company")
    page.text(FIRST_ROW + len(plan.split_metrics) + 1, 0, scene.say(about), scene.styles("note"))
    page.sheet.freeze_panes(FIRST_ROW, 2)
    set_print(scene, page)
    page.sheet.fit_to_pages(1 + len(plan.members) // 10, 0)
    page.sheet.repeat_columns(0, 1)


def write_months(scene: Scene) -> None:
    """Write the split of all months: a line for each month and member, measures and then KPIs."""
    page, plan = scene.page("split_months"), scene.plan
    page.text(
        0, 0, scene.say(msg("Split by month: {dimension}", dimension=dimension_name(scene))), scene.styles("title")
    )
    about = msg(
        "Measures and KPIs of every month and member; the sheet “{split}” looks up the chosen month here",
        split=plan.titles["split"],
    )
    page.text(1, 0, scene.say(about), scene.styles("subtitle"))
    _heads(scene, page)
    for (month, member), row in plan.split_rows.items():
        key, number = int(month.replace("-", "")), plan.members.index(member) + 1
        page.number(row, 0, key, scene.styles("data", "0"))
        page.number(row, 1, number, scene.styles("data", "0"))
        page.text(row, 2, member_name(scene, member), scene.styles("text", "@"))
        code = Decimal(key * 10_000 + number)
        page.formula(row, 3, f"A{row + 1}*10000+B{row + 1}", code, scene.styles("key", "0"))
    for leaf, column in plan.split_leaves.items():
        measure = scene.bundle.catalogue.measures.get(leaf.measure)
        entries = scene.figures.split_column(leaf)
        values = [entry.value for entry in entries.values()]
        number_format = scene.styles.measure_number(measure.unit, values) if measure else "#,##0.00"
        for place, entry in entries.items():
            scene.put(page, plan.split_rows[place], column, entry, number_format)
    _metrics(scene, page)
    page.sheet.freeze_panes(FIRST_ROW, 3)
    page.sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW - 1 + len(plan.split_rows), last_column(scene))
    set_print(scene, page)
    page.sheet.fit_to_pages(1 + last_column(scene) // 14, 0)
    page.sheet.repeat_columns(0, 2)
    page.sheet.repeat_rows(FIRST_ROW - 1)


def dimension_name(scene: Scene) -> str:
    """What the owner calls the dimension."""
    return scene.say(dimension_heading(scene.bundle, scene.bundle.matrix.dimension or ""))


def member_name(scene: Scene, member: str) -> str:
    """A member as the sheets name it: a phone or an e-mail is masked."""
    return shown_as(scene.bundle)(member_text(member, scene.lang))


def last_column(scene: Scene) -> int:
    """The last column of the split by month."""
    return KEYS + len(scene.plan.split_leaves) + len(scene.plan.split_metrics) - 1


def _heads(scene: Scene, page: Page) -> None:
    plan, row = scene.plan, FIRST_ROW - 1
    heads = (msg("Month key"), msg("Number"), msg("Member"), msg("Key"))
    for column, head in enumerate(heads):
        page.text(row, column, scene.say(head), scene.styles("head"))
    for leaf, column in plan.split_leaves.items():
        page.text(row, column, scene.leaf_name(leaf), scene.styles("head_right"))
    for metric_id, column in plan.split_metrics.items():
        page.text(row, column, scene.metric_name(scene.bundle.catalogue.metrics[metric_id]), scene.styles("head_right"))
    page.sheet.set_column(0, 1, 9)
    page.sheet.set_column(2, 2, 28)
    page.sheet.set_column(3, 3, 12)
    page.sheet.set_column(KEYS, max(KEYS, last_column(scene)), 21)
    page.sheet.set_row(row, 54)


def _metrics(scene: Scene, page: Page) -> None:
    months = {month.month_text: month for month in scene.plan.months}
    for metric_id, column in scene.plan.split_metrics.items():
        number = scene.styles.metric_number(scene.bundle.catalogue.metrics[metric_id])
        for (month, member), row in scene.plan.split_rows.items():
            scene.put(page, row, column, scene.figures.split_entry(metric_id, months[month], member), number)


def _view_line(scene: Scene, page: Page, row: int, at: tuple[str, int]) -> None:
    """One KPI of the chosen month: the whole company, then every member."""
    plan, (metric_id, column) = scene.plan, at
    metric, mark = scene.bundle.catalogue.metrics[metric_id], letters(column)
    number = scene.styles.metric_number(metric)
    page.text(row, 0, scene.metric_name(metric), scene.styles("label"))
    summary, title = f"{quoted(plan.titles['summary'])}!", f"{quoted(plan.titles['split_months'])}!"
    total = scene.figures.metric_entry(metric_id, scene.bundle.month).value
    line = plan.metrics.get(metric_id)
    if line is None:
        page.text(row, 1, DASH, scene.styles("headline", number))
    else:
        formula = f'IFERROR(INDEX({plan.months_of("kpis", line)},{summary}{cell(*PLACE, fixed=True)}),"{DASH}")'
        page.formula(row, 1, formula, _shown(total), scene.styles("headline", number), follows=True)
    first, last = FIRST_ROW + 1, FIRST_ROW + len(plan.split_rows)
    for index, member in enumerate(plan.members):
        wanted = f"{summary}{cell(*KEY, fixed=True)}*10000+{index + 1}"
        looked = f"MATCH({wanted},{title}$D${first}:$D${last},0)"
        formula = f'IFERROR(INDEX({title}${mark}${first}:${mark}${last},{looked}),"{DASH}")'
        shown: Decimal | str = DASH
        if (scene.bundle.month.month_text, member) in plan.split_rows:
            shown = _shown(scene.figures.split_entry(metric_id, scene.bundle.month, member).value)
        page.formula(row, 2 + index, formula, shown, scene.styles("figure", number), follows=True)


def _shown(value: Value) -> Decimal | str:
    return DASH if isinstance(value, Missing) else value
