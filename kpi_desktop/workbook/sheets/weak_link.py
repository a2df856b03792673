"""The funnel of the month, and its change taken apart by formulas: the parts follow the counts that stand beside them.

A part is the Shapley value of a link of the chain: an integral of a polynomial in the share of the change that is
done. Four points of Gauss and Legendre give polynomials up to the seventh power exactly, so no step of it is hidden.
"""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.address import letters
from kpi_desktop.core.amount import EXACT, rounded
from kpi_desktop.engine.funnel.shares import decimal
from kpi_desktop.engine.funnel.words import CHECK, MARGIN, Told
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.diagnosis import DiagnosisText, way_of
from kpi_desktop.workbook.sheets.change_members import LAST_PRINTED, POINTS, live_members, write_members
from kpi_desktop.workbook.sheets.funnel_charts import draw_funnel, draw_waterfall
from kpi_desktop.workbook.sheets.funnel_levels import result_number, write_levels
from kpi_desktop.workbook.sheets.months import set_print
from kpi_desktop.workbook.styles import all_whole, plain_number

if TYPE_CHECKING:
    from fractions import Fraction

    from kpi_desktop.engine.funnel.against import Against
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis, StageLine
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Links of a chain up to which four points are exact.
_MOST = 8

#: Columns: name, base, month, link then, link now, the four points, the part.
_BEFORE, _AFTER, _OLD, _NEW, _POINT, _PART = 1, 2, 3, 4, 5, 9
_PLACES = 6


def funnel_wanted(scene: Scene) -> bool:
    """Whether the data fills a funnel."""
    return scene.bundle.diagnosis is not None


def change_wanted(scene: Scene) -> bool:
    """Whether there is a change whose chain can be written out."""
    found = scene.bundle.diagnosis
    return found is not None and bool(_live(found) or live_members(found))


def _live(found: Diagnosis) -> list[Against]:
    return [one for one in found.against if 1 < len(one.before) <= _MOST and not _broken(one)]


def _broken(one: Against) -> bool:
    """Whether something comes out of nothing on one side: such a chain has no links."""
    pairs = (*itertools.pairwise(one.before), *itertools.pairwise(one.after))
    return any(not whole and part for whole, part in pairs)


def write_funnel(scene: Scene) -> None:
    """The stages of the month: counts linked to the measures where they are the same, conversions as formulas."""
    found = scene.bundle.diagnosis
    assert found is not None
    page, styles = scene.page("funnel"), scene.styles
    text = DiagnosisText(found, scene.bundle.currency, scene.translate)
    title = msg("Funnel: {month}", month=scene.month_name(scene.bundle.month))
    page.text(0, 0, scene.say(title), styles("title"))
    page.text(1, 0, way_of(found, scene.translate), styles("subtitle"))
    page.text(2, 0, scene.say(text.headline()), styles("told_long"))
    heads = (
        msg("Stage"), msg("Cases"), msg("Of the stage before"), msg("Cases followed"), msg("Went on"),
        msg("Conversion of followed"), msg("Median days"), msg("Usually"), msg("Usual from"), msg("Usual to"),
        msg("Would give a month"), msg("Chance"),
    )  # fmt: skip
    for column, head in enumerate(heads):
        page.text(
            4, column, scene.say(head), styles({0: "head", len(heads) - 1: "head_note"}.get(column, "head_right"))
        )
    for index, line in enumerate(found.lines):
        _stage(scene, page, 5 + index, line)
    row = write_levels(scene, page, 5) + 1
    note = msg("Cases followed and those that went on are values on a yellow ground: they are told from single rows")
    page.text(row, 0, scene.say(note), styles("note"))
    for index, flag in enumerate(found.flags):
        page.text(row + 1 + index, 0, scene.say(flag.message), styles("note"))
    draw_funnel(scene, page, (5, 4 + len(found.lines)), row + 2 + len(found.flags))
    page.sheet.set_column(0, 0, 44)
    page.sheet.set_column(1, len(heads) - 2, 16)
    page.sheet.set_column(len(heads) - 1, len(heads) - 1, 26)
    page.sheet.set_row(4, 28)
    set_print(scene, page)


def _stage(scene: Scene, page: Page, row: int, line: StageLine) -> None:
    styles, address = scene.styles, _measure(scene, line)
    page.text(row, 0, scene.say(line.name), styles("label"))
    if address:
        page.formula(row, 1, address, line.number, styles("figure", "#,##0"))
    else:
        page.number(row, 1, line.number, styles("value", "#,##0"))
    if row == 5:
        return
    before = scene.bundle.diagnosis.lines[row - 6].number if scene.bundle.diagnosis else Decimal(0)
    number = "0.00" if line.kind is Told.RATIO else "0.0%"
    if before:
        page.formula(row, 2, f"B{row + 1}/B{row}", EXACT.divide(line.number, before), styles("figure", number))
    if line.cohort and line.cases and line.hits is not None:
        page.number(row, 3, line.cases, styles("value", "#,##0"))
        page.number(row, 4, line.hits, styles("value", "#,##0"))
        share = EXACT.divide(line.hits, line.cases)
        page.formula(row, 5, f"E{row + 1}/D{row + 1}", share, styles("figure", number))
    if line.median is not None:
        page.number(row, 6, line.median, styles("value", "#,##0"))


def _measure(scene: Scene, line: StageLine) -> str:
    """Where the stage's measure of the month stands, '' where it counts by another date or is not on the sheet."""
    found = scene.bundle.diagnosis
    stage = next((stage for stage in found.funnel.stages if stage.id == line.id), None) if found else None
    if stage is None or stage.day or stage.again:
        return ""
    leaf, month = Leaf(stage.measure), scene.bundle.month
    row, column = scene.plan.measures.get(leaf), scene.plan.month_column(month.key)
    if row is None or column is None or scene.figures.leaf_value(leaf, month, None) != line.number:
        return ""
    return scene.plan.at("measures", row, column)


def write_change(scene: Scene) -> None:
    """Every change whose chain is known as a whole: links, parts, a check that they add up, a chart."""
    found = scene.bundle.diagnosis
    assert found is not None
    page, styles = scene.page("change"), scene.styles
    title = msg("Change: {month}", month=scene.month_name(scene.bundle.month))
    page.text(0, 0, scene.say(title), styles("title"))
    about = msg("Chain links are by dates of events. A part is what a link adds on average over all orders of change")
    page.text(1, 0, scene.say(about), styles("subtitle"))
    page.sheet.set_column(0, 0, 44)
    page.sheet.set_column(1, LAST_PRINTED, 15)
    row = 3
    for against in _live(found):
        row = _block(scene, page, row, against)
    for against in live_members(found):
        row = write_members(scene, page, row, against)
    set_print(scene, page)
    page.sheet.print_area(0, 0, row, LAST_PRINTED)


def _block(scene: Scene, page: Page, row: int, against: Against) -> int:
    found, styles = scene.bundle.diagnosis, scene.styles
    assert found is not None
    text = DiagnosisText(found, scene.bundle.currency, scene.translate)
    page.text(row, 0, text.base(against), styles("group"))
    heads = (
        msg("Cause"), msg("Base"), msg("This month"), msg("Link then"), msg("Link now"),
        *[msg("Point {n}", n=n) for n in range(1, 5)], msg("Part"),
    )  # fmt: skip
    for column, head in enumerate(heads):
        page.text(row + 1, column, scene.say(head), styles("head_right" if column else "head"))
    for index, (at, weight) in enumerate(POINTS):
        page.number(row + 2, _POINT + index, at, styles("value", "0.0000"))
        page.number(row + 3, _POINT + index, weight, styles("value", "0.0000"))
    page.text(row + 2, 0, scene.say(msg("Where the change is read, from 0 to 1")), styles("muted"))
    page.text(row + 3, 0, scene.say(msg("Weight of the reading")), styles("muted"))
    first = row + 4
    _links(scene, page, first, against)
    names = text.start(against), scene.month_name(found.month)
    draw_waterfall(scene, page, (first, _PART), against, names)
    return _sums(scene, page, first, against)


def _number(scene: Scene, cause: str, values: tuple[Fraction, ...]) -> str:
    """Money for what is counted in it, else cases: a usual level of them is seldom whole."""
    return result_number(scene) if cause in (CHECK, MARGIN) else plain_number(whole=all_whole(values))


def _links(scene: Scene, page: Page, first: int, against: Against) -> None:
    """A row for each cause: amounts as values, links and points as formulas, the part."""
    found, styles, causes = scene.bundle.diagnosis, scene.styles, tuple(against.change.parts)
    assert found is not None
    olds, news = _ratios(against.before, against.after), _ratios(against.after, against.before)
    last = first + len(causes) - 1
    for index, cause in enumerate(causes):
        row = first + index
        page.text(row, 0, scene.say(found.name(cause)), styles("label"))
        number = _number(scene, cause, (against.before[index], against.after[index]))
        for column, links in ((_BEFORE, against.before), (_AFTER, against.after)):
            page.number(row, column, decimal(links[index]), styles("value", number))
        for column, own, other, ratios in ((_OLD, "B", "C", olds), (_NEW, "C", "B", news)):
            told = f"{own}{row + 1}"
            if index:
                told = f"IF({own}{row}=0,IF({other}{row}=0,0,{other}{row + 1}/{other}{row}),{own}{row + 1}/{own}{row})"
            page.formula(row, column, told, decimal(ratios[index]), styles("figure", "#,##0.0000"))
        for point, (at, _) in enumerate(POINTS):
            column = _POINT + point
            value = decimal(olds[index]) + at * decimal(news[index] - olds[index])
            told = f"D{row + 1}+{letters(column)}${first - 1}*(E{row + 1}-D{row + 1})"
            page.formula(row, column, told, value, styles("figure", "#,##0.0000"))
        part = rounded(against.change.parts[cause], _PLACES)
        page.formula(row, _PART, _part(row, (first, last)), part, styles("headline", result_number(scene)))


def _ratios(links: tuple[Fraction, ...], others: tuple[Fraction, ...]) -> list[Fraction]:
    """The first link, then each over the one before; the other side's where there is nothing to divide by."""
    found = [links[0]]
    pairs = zip(itertools.pairwise(links), itertools.pairwise(others), strict=True)
    for (whole, part), (other_whole, other_part) in pairs:
        there = other_part / other_whole if other_whole else other_part * 0
        found.append(part / whole if whole else there)
    return found


def _part(row: int, span: tuple[int, int]) -> str:
    """The change of the link times the others, read at the four points."""
    first, last = span
    read = []
    for point in range(len(POINTS)):
        column = letters(_POINT + point)
        ranges = [(first, row - 1)] if row > first else []
        ranges += [(row + 1, last)] if row < last else []
        others = ",".join(f"{column}{low + 1}:{column}{high + 1}" for low, high in ranges)
        read.append(f"{column}${first}*PRODUCT({others})")
    return f"ROUND((E{row + 1}-D{row + 1})*({'+'.join(read)}),{_PLACES})"


def _sums(scene: Scene, page: Page, first: int, against: Against) -> int:
    """The whole change, the sum of the parts, what is left between them (nothing)."""
    styles, change = scene.styles, against.change
    last = first + len(change.parts) - 1
    total, row = rounded(change.total, 2), last + 1
    mark = letters(_PART)
    for offset, (name, formula, value) in enumerate((
        (msg("Change of the result"), f"ROUND(C{last + 1}-B{last + 1},2)", total),
        (msg("Sum of the parts"), f"ROUND(SUM({mark}{first + 1}:{mark}{last + 1}),2)", total),
        (msg("Check: sum less change"), f"ROUND({mark}{row + 2}-{mark}{row + 1},2)", Decimal(0)),
    )):  # fmt: skip
        page.text(row + offset, 0, scene.say(name), styles("told"))
        page.formula(row + offset, _PART, formula, value, styles("headline", result_number(scene)))
    return row + 22
