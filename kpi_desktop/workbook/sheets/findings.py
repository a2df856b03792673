"""What to check: the findings of the month, their sums and figures linked to the KPIs that they stand on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.judgements import DIMENSION
from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.conditions import STANDARD_SIGN
from kpi_desktop.expr.dialects import excel
from kpi_desktop.expr.nodes import Read, walk
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.findings import findings_text, severity_text
from kpi_desktop.present.unheard import waiting_rules, ways_of
from kpi_desktop.workbook.sheets.months import set_print
from kpi_desktop.workbook.sheets.split import member_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.findings.joint import Finding
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.present.findings import FindingsText, Told
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

_HEAD = 3

#: Sums stand to the right, texts apart from what is before them.
_HEADS = {2: "head_right", 3: "head_text", 4: "head_text", 5: "head_text", 6: "head_text"}

#: Characters that a column of this sheet holds in a line: by them the height of a row is told.
_WIDTHS = (14, 34, 18, 44, 44, 44, 38)
_LINE_HEIGHT = 13.5


def wanted(scene: Scene) -> bool:
    """Whether the rules have anything to say of the month."""
    said = scene.bundle.said
    return said is not None and bool(said.findings.found)


def write(scene: Scene) -> None:
    """One line for each finding, then the figures that they stand on, then what could not be looked at."""
    said = scene.bundle.said
    assert said is not None
    page, styles = scene.page("findings"), scene.styles
    text = findings_text(said.findings, said.sight, scene.bundle.currency, scene.lang)
    title = msg("What to check: {month}", month=scene.month_name(scene.bundle.month))
    page.text(0, 0, scene.say(title), styles("title"))
    about = msg("Sums and figures are linked to the KPIs; on a yellow ground they are values. Sums overlap: do not add")
    page.text(1, 0, scene.say(about), styles("subtitle"))
    heads = (
        msg("How urgent"), msg("Finding"), msg("In money"), msg("What the figures say"), msg("What to check"),
        msg("What to do"), msg("Condition"),
    )  # fmt: skip
    for column, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
        page.text(_HEAD, column, scene.say(head), styles(_HEADS.get(column, "head")))
        page.sheet.set_column(column, column, width)
    row = _HEAD + 1
    for finding, told in zip(said.findings.found, text.told, strict=True):
        _finding(scene, page, row, (finding, told))
        row += 1
    row = _figures(scene, page, row + 1, said.findings.found)
    last = _unheard(scene, page, row + 1, text)
    page.sheet.print_area(0, 0, last, len(heads) - 1)
    page.sheet.freeze_panes(_HEAD + 1, 2)
    set_print(scene, page)
    page.sheet.repeat_rows(_HEAD)


def _finding(scene: Scene, page: Page, row: int, said: tuple[Finding, Told]) -> None:
    finding, told = said
    look = scene.styles("wrapped")
    name = f"{row - _HEAD}. {told.title}"
    name = name if told.member is None else f"{name} ({member_name(scene, told.member)})"
    evidence = f"{told.evidence} {told.money_line}." if told.money_line else told.evidence
    texts = {
        0: severity_text(told.severity, scene.lang), 1: name, 3: evidence, 4: told.check, 5: told.action,
        6: told.condition,
    }  # fmt: skip
    for column, text in texts.items():
        page.text(row, column, text, scene.styles("wrapped_apart") if column >= 3 else look)
    _height(page, row, texts)
    _money(scene, page, row, finding)


def _height(page: Page, row: int, texts: Mapping[int, str]) -> None:
    """Wrapped texts do not raise a row in every program: its height is told."""
    lines = max(-(-len(text) // (_WIDTHS[column] - 2)) for column, text in texts.items())
    page.sheet.set_row(row, max(1, lines) * _LINE_HEIGHT)


def _money(scene: Scene, page: Page, row: int, finding: Finding) -> None:
    """The sum of a finding: a formula over the KPIs where all that it reads stands there, else a value."""
    if finding.money is None or finding.rule.money is None:
        page.text(row, 2, "", scene.styles("wrapped"))
        return
    number = scene.styles.metric_number(scene.bundle.catalogue.metrics["revenue"])
    leaves = [part.leaf for part in walk(finding.rule.money) if isinstance(part, Read)]
    cells = {leaf: _cell(scene, finding, leaf) for leaf in leaves}
    if all(cells.values()):
        formula = excel.render(finding.rule.money, _Cells(cells))
        page.formula(row, 2, formula, finding.money, scene.styles("figure", number))
    else:
        page.number(row, 2, finding.money, scene.styles("value", number))


class _Cells:
    """Every KPI where the workbook keeps it."""

    def __init__(self, cells: dict[Leaf, str]) -> None:
        self._cells = cells

    def cell(self, leaf: Leaf) -> str:
        return self._cells[leaf]


def _cell(scene: Scene, finding: Finding, leaf: Leaf) -> str:
    """Where a figure of the month stands in the workbook, '' where it does not stand there as it is told."""
    if STANDARD_SIGN in leaf.measure or leaf.steps:
        return ""
    return _kpi(scene, leaf.measure, _figure(scene, finding, leaf.measure, total=leaf.total))


def _kpi(scene: Scene, metric: str, figure: Figure | None) -> str:
    if figure is None or isinstance(figure.value, Missing):
        return ""
    if figure.member is not None:
        return _split(scene, metric, figure)
    row, column = scene.plan.metrics.get(metric), scene.plan.month_column(scene.bundle.month.key)
    if row is None or column is None:
        return ""
    if scene.figures.metric_entry(metric, scene.bundle.month).value != figure.value:
        return ""
    return scene.plan.at("kpis", row, column)


def _split(scene: Scene, metric: str, figure: Figure) -> str:
    """Where a member's figure stands in the split by month, if the workbook splits by that dimension."""
    plan, place = scene.plan, (scene.bundle.month.month_text, figure.member or "")
    if scene.bundle.matrix.dimension != figure.dimension or place not in plan.split_rows:
        return ""
    if metric not in plan.split_metrics:
        return ""
    if scene.figures.split_entry(metric, scene.bundle.month, place[1]).value != figure.value:
        return ""
    return plan.at("split_months", plan.split_rows[place], plan.split_metrics[metric])


def _figure(scene: Scene, finding: Finding, metric: str, *, total: bool) -> Figure | None:
    said = scene.bundle.said
    assert said is not None
    member = None if total else finding.member
    return said.sight.figure(metric, DIMENSION.get(finding.rule.scope) if member else None, member)


def _figures(scene: Scene, page: Page, row: int, found: tuple[Finding, ...]) -> int:
    """Each figure that the findings stand on, beside its usual level where it is judged against one."""
    heads = (msg("Finding"), msg("Figure"), msg("Value"), msg("Usually"))
    for column, head in enumerate(heads):
        page.text(row, column, scene.say(head), scene.styles("head_right" if column > 1 else "head"))
    row += 1
    for number, finding in enumerate(found, 1):
        for metric_id in finding.rule.metrics:
            figure = _figure(scene, finding, metric_id, total=False)
            if figure is None or isinstance(figure.value, Missing):
                continue
            metric = scene.bundle.catalogue.metrics[metric_id]
            look = scene.styles.metric_number(metric)
            page.text(row, 0, str(number), scene.styles("label"))
            page.text(row, 1, scene.metric_name(metric), scene.styles("wrapped"))
            _height(page, row, {1: scene.metric_name(metric)})
            address = _kpi(scene, metric_id, figure)
            if address:
                page.formula(row, 2, address, figure.value, scene.styles("figure", look))
            else:
                page.number(row, 2, figure.value, scene.styles("value", look))
            _usual(scene, page, (row, look), (finding, metric_id))
            row += 1
    return row


def _usual(scene: Scene, page: Page, place: tuple[int, str], of: tuple[Finding, str]) -> None:
    """The usual level of a figure that is judged: an estimate, so a value."""
    finding, metric_id = of
    said, (row, look) = scene.bundle.said, place
    assert said is not None
    if not finding.rule.judged:
        page.text(row, 3, "", scene.styles("label"))
        return
    dimension = DIMENSION.get(finding.rule.scope) if finding.member is not None else None
    judged = said.sight.judged(metric_id, dimension, finding.member)
    if isinstance(judged, Missing) or judged.usual is None:
        page.text(row, 3, "", scene.styles("label"))
    else:
        page.number(row, 3, Decimal(str(judged.usual)), scene.styles("value", look))


def _unheard(scene: Scene, page: Page, row: int, text: FindingsText) -> int:
    """Why rules could not be looked at, which ones, and where the exports are that they wait for; the row after."""
    if not text.unheard:
        return row
    for column in range(len(_WIDTHS)):
        title = "" if column else scene.say(msg("Could not be looked at:"))
        page.text(row, column, title, scene.styles("group"))
    told = [(one.why, "; ".join(one.titles)) for one in waiting_rules(text.unheard, scene.lang)]
    for why, what in (*told, *ways_of(text.unheard)):
        row += 1
        page.text(row, 1, why, scene.styles("wrapped"))
        page.sheet.merge_range(row, 3, row, len(_WIDTHS) - 1, "")
        page.text(row, 3, what, scene.styles("wrapped_muted"))
        lines = max(-(-len(why) // (_WIDTHS[1] - 2)), -(-len(what) // (sum(_WIDTHS[3:]) - 4)))
        page.sheet.set_row(row, max(1, lines) * _LINE_HEIGHT)
    return row + 1
