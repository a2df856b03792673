"""The month beside everything it is measured by: earlier months, plan, own best and median, benchmark, team.

Each distance is a formula over cells of this workbook: the fact, the months before, the plan that stands here as a
number, and the part of the month that has passed by the plan's days.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.standards import OWN_MONTHS, PEOPLE, is_ratio
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.attained import PROFILES
from kpi_desktop.workbook.figures import Entry, agree
from kpi_desktop.workbook.layout import cell
from kpi_desktop.workbook.sheets.kpis import base_column
from kpi_desktop.workbook.sheets.months import set_print
from kpi_desktop.workbook.sheets.split import dimension_name, member_name
from kpi_desktop.workbook.sheets.summary import change_cell

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.figure import Attainment, Figure
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

_HEAD, _FIRST = 4, 5
_FACT, _PREVIOUS, _YEAR, _PLAN, _PART, _TO_DATE = 1, 2, 4, 6, 7, 8
_FULL, _DONE, _FORECAST, _AHEAD, _MEDIAN, _BEST, _BENCHMARK = 9, 10, 11, 12, 13, 15, 17
_SHARE = "0.0%"
_ONE = Decimal(1)

_HEADS = (
    msg("Metric"), msg("Fact"), msg("Previous month"), msg("Change"), msg("Last year"), msg("Change"), msg("Plan"),
    msg("Part of the month passed"), msg("Plan to date"), msg("Of the plan"), msg("To date"), msg("Forecast"),
    msg("By the forecast"), msg("Median of the 12 months before"), msg("Change"), msg("Best of the 12 months before"),
    msg("Change"),
    msg("Benchmark"), msg("Change"),
)  # fmt: skip


def wanted(scene: Scene) -> bool:
    """Whether any figure of the month is measured by more than earlier windows."""
    return bool(_lines(scene))


def write(scene: Scene) -> None:
    """Write the sheet."""
    page = scene.page("comparisons")
    page.sheet.set_column(0, 0, 44)
    page.sheet.set_column(1, len(_HEADS), 15)
    title = msg("Comparisons: {month}", month=scene.month_name(scene.bundle.month))
    page.text(0, 0, scene.say(title), scene.styles("title"))
    about = msg(
        "Plans, benchmarks and the part of the month are numbers, the rest are formulas; shares differ in points"
    )
    page.text(1, 0, scene.say(about), scene.styles("subtitle"))
    for column, head in enumerate(_HEADS):
        page.text(_HEAD, column, scene.say(head), scene.styles("head_right" if column else "head"))
    page.sheet.set_row(_HEAD, 40)
    row = _FIRST
    days: set[str] = set()
    for figure in _lines(scene):
        days |= _line(scene, page, row, figure)
        row += 1
    if days:
        told = msg("Plans are parted by: {days}", days=", ".join(scene.say(PROFILES[day]) for day in sorted(days)))
        page.text(2, 0, scene.say(told), scene.styles("subtitle"))
    _people(scene, page, row + 1)
    page.sheet.freeze_panes(_FIRST, 2)
    set_print(scene, page)


def _lines(scene: Scene) -> list[Figure]:
    """The figures of the month that have a row among the KPIs and some standard to be measured by."""
    month = scene.bundle.month.month_text
    figures = (scene.bundle.matrix.total.get((metric, month)) for metric in scene.plan.metrics)
    wanted_bases = (Base.PLAN, Base.OWN_BEST, Base.OWN_MEDIAN, Base.BENCHMARK)
    return [f for f in figures if f is not None and any(base in f.comparisons for base in wanted_bases)]


def _line(scene: Scene, page: Page, row: int, figure: Figure) -> set[str]:
    """One metric; the names of the profiles by which its plan was parted."""
    metric = scene.bundle.catalogue.metrics[figure.metric]
    number, place = scene.styles.metric_number(metric), scene.plan.metrics[metric.id]
    page.text(row, 0, scene.metric_name(metric), scene.styles("label"))
    column = scene.plan.month_column(scene.bundle.month.key)
    if column is None:
        return set()
    fact = Entry(figure.value, scene.plan.at("kpis", place, column))
    scene.beside(page, row, _FACT, fact, number)
    index = scene.plan.months.index(scene.bundle.month)
    for at, base in ((_PREVIOUS, Base.PREVIOUS), (_YEAR, Base.LAST_YEAR)):
        before = scene.figures.base_entry(metric.id, scene.bundle.month, base).value
        linked = Entry(before, scene.plan.at("kpis", place, base_column(scene, base, index)))
        scene.beside(page, row, at, linked, number)
        change_cell(scene, page, (row, at + 1), metric, (figure.value, before))
    for at, base in ((_MEDIAN, Base.OWN_MEDIAN), (_BEST, Base.OWN_BEST), (_BENCHMARK, Base.BENCHMARK)):
        found = figure.comparisons.get(base)
        if found is not None:
            scene.beside(page, row, at, _standard(scene, metric, base, found.value), number)
            change_cell(scene, page, (row, at + 1), metric, (figure.value, found.value))
    plan = figure.comparisons.get(Base.PLAN)
    if plan is None or plan.attainment is None:
        return set()
    _plan(scene, page, (row, metric), figure.value, plan.attainment)
    return {plan.attainment.profile} - {""}


def _standard(scene: Scene, metric: Metric, base: Base, value: Value) -> Entry:
    """Best and median of the cells of the months before that are wholly covered; a benchmark is a number."""
    if base is Base.BENCHMARK:
        return Entry(value)
    columns, values = list[int](), list[Decimal]()
    for month in scene.plan.months:
        figure = scene.bundle.matrix.total.get((metric.id, month.month_text))
        column = scene.plan.month_column(month.key)
        near = scene.bundle.month.shifted(-OWN_MONTHS) <= month < scene.bundle.month
        if not near or column is None or figure is None or not figure.covered.complete:
            continue
        if isinstance(figure.value, Decimal):
            columns.append(column)
            values.append(figure.value)
    names: dict[str, Callable[[list[Decimal]], Decimal]] = {"MEDIAN": _median, "MAX": max, "MIN": min}
    wanted_names = ("MEDIAN",) if base is Base.OWN_MEDIAN else ("MAX", "MIN")
    for name in wanted_names:
        if values and agree(names[name](values), value):
            return Entry(value, f"{name}({_cells(scene, metric, columns)})")
    return Entry(value)


def _cells(scene: Scene, metric: Metric, columns: list[int]) -> str:
    """The metric's cells of these months: one range where no month between them is left out."""
    row = scene.plan.metrics[metric.id]
    if columns == list(range(columns[0], columns[-1] + 1)):
        return f"{scene.plan.at('kpis', row, columns[0])}:{cell(row, columns[-1], fixed=True)}"
    return ",".join(scene.plan.at("kpis", row, column) for column in columns)


def _median(values: list[Decimal]) -> Decimal:
    found = sorted(values)
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else EXACT.divide(found[middle - 1] + found[middle], Decimal(2))


def _plan(scene: Scene, page: Page, place: tuple[int, Metric], fact: Value, found: Attainment) -> None:
    """Plan and part of the month as numbers, everything else from them and the fact."""
    row, metric = place
    number = scene.styles.metric_number(metric)
    scene.beside(page, row, _PLAN, Entry(found.plan), number)
    if not isinstance(found.plan, Decimal) or not isinstance(fact, Decimal):
        return
    part = found.part if found.part is not None else _ONE
    scene.beside(page, row, _PART, Entry(part), _SHARE)
    fact_at, plan_at, part_at = (cell(row, column) for column in (_FACT, _PLAN, _PART))
    whole = metric.display is Display.MONEY
    to_date = EXACT.multiply(found.plan, part)
    formula = f"ROUND({plan_at}*{part_at},2)" if whole else f"{plan_at}*{part_at}"
    _told(scene, page, (row, _TO_DATE), (found.to_date, money(to_date) if whole else to_date, formula), number)
    ahead = EXACT.divide(fact, part)
    formula = f"ROUND({fact_at}/{part_at},2)" if whole else f"{fact_at}/{part_at}"
    _told(scene, page, (row, _FORECAST), (found.forecast, money(ahead) if whole else ahead, formula), number)
    shares = ((_FULL, (_FACT, _PLAN), found.full_share), (_DONE, (_FACT, _TO_DATE), found.to_date_share),
              (_AHEAD, (_FORECAST, _PLAN), found.forecast_share))  # fmt: skip
    for column, over, share in shares:
        if share is not None:
            scene.beside(page, row, column, Entry(share, f"{cell(row, over[0])}/{cell(row, over[1])}"), _SHARE)


def _told(scene: Scene, page: Page, place: tuple[int, int], given: tuple[Value, Decimal, str], number: str) -> None:
    """A formula where it gives the very value, else the value; a part that is not known stays empty."""
    value, computed, formula = given
    if isinstance(value, Missing):
        return
    scene.beside(page, *place, Entry(value, formula) if agree(value, computed) else Entry(value), number)


def _people(scene: Scene, page: Page, row: int) -> None:
    """Each person beside the mean of all who have rows; of a ratio beside all of them together."""
    matrix, month = scene.bundle.matrix, scene.bundle.month.month_text
    if matrix.dimension not in PEOPLE:
        return
    for metric_id, column in scene.plan.split_metrics.items():
        metric = scene.bundle.catalogue.metrics[metric_id]
        figures = [
            figure
            for member in matrix.members
            if (figure := matrix.split.get((metric_id, month, member))) is not None
            and Base.TEAM_MEAN in figure.comparisons
        ]
        if figures:
            row = _team(scene, page, row, (metric, column), figures) + 1


def _team(scene: Scene, page: Page, row: int, place: tuple[Metric, int], figures: list[Figure]) -> int:
    """One metric's people; the row after the last."""
    (metric, column), number = place, scene.styles.metric_number(place[0])
    heads = (scene.metric_name(metric) + " · " + dimension_name(scene), scene.say(msg("Fact")),
             scene.say(msg("Team mean")), scene.say(msg("Change")))  # fmt: skip
    for at, head in enumerate(heads):
        page.text(row, at, head, scene.styles("head_right" if at else "head"))
    first = row + 1
    for line, figure in enumerate(figures, first):
        member = figure.member or ""
        page.text(line, 0, member_name(scene, member), scene.styles("label"))
        own = scene.plan.at("split_months", scene.plan.split_rows[scene.bundle.month.month_text, member], column)
        scene.beside(page, line, _FACT, Entry(figure.value, own), number)
        mean = figure.comparisons[Base.TEAM_MEAN].value
        scene.beside(page, line, 2, _mean(scene, metric, (first, figures), mean), number)
        change_cell(scene, page, (line, 3), metric, (figure.value, mean))
    return first + len(figures)


def _mean(scene: Scene, metric: Metric, given: tuple[int, list[Figure]], mean: Value) -> Entry:
    first, figures = given
    if is_ratio(metric):
        column, line = scene.plan.month_column(scene.bundle.month.key), scene.plan.metrics.get(metric.id)
        return Entry(mean) if column is None or line is None else Entry(mean, scene.plan.at("kpis", line, column))
    there = [(cell(first + n, _FACT, fixed=True), f.value) for n, f in enumerate(figures) if f.value]
    values = [found for _, found in there if isinstance(found, Decimal)]
    if values and agree(EXACT.divide(sum(values, Decimal(0)), Decimal(len(values))), mean):
        return Entry(mean, f"SUM({','.join(at for at, _ in there)})/{len(values)}")
    return Entry(mean)
