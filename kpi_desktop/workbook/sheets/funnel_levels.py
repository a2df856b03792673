"""Each stage of the funnel's sheet beside its usual level, and what that level alone would give, by live formulas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import rounded
from kpi_desktop.engine.funnel.shares import decimal
from kpi_desktop.engine.funnel.weak import level
from kpi_desktop.engine.funnel.words import CHECK, USUAL_PLACES, Money, Told
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.styles import all_whole, plain_number

if TYPE_CHECKING:
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis, StageLine
    from kpi_desktop.engine.funnel.weak import Stage
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Columns: cases, conversion by dates, conversion of followed; usual, from, to, what it would give, chance.
_CASES, _BY_DATES, _FOLLOWED = "B", "C", "F"
_USUAL, _LOW, _HIGH, _GAIN, _CHANCE = 7, 8, 9, 10, 11

_FORMATS = {Told.COUNT: "#,##0", Told.SHARE: "0.0%", Told.RATIO: "0.00"}


def result_number(scene: Scene, value: Decimal | None = None) -> str:
    """The number format of the funnel's result: money with its unit, cases without one."""
    found = scene.bundle.diagnosis
    if found is None or found.money is Money.CASES:
        return plain_number(whole=all_whole([value]))
    return scene.styles.display_number(Display.MONEY, 2)


def write_levels(scene: Scene, page: Page, first: int) -> int:
    """Beside the stages from row `first` on; below them the average check and the result. The next free row."""
    found = scene.bundle.diagnosis
    assert found is not None
    stages = {stage.id: stage for stage in found.weak.stages} if found.weak else {}
    row = first + len(found.lines)
    check = stages.get(CHECK)
    result = row + (check is not None)
    for index, line in enumerate(found.lines):
        if line.id in stages:
            told = _value(line, first + index)
            _beside(scene, page, (first + index, result), stages[line.id], told)
    if check is not None:
        value = Fraction(f"{check.judged.value:.{USUAL_PLACES}f}")
        page.text(row, 0, scene.say(found.name(CHECK)), scene.styles("label"))
        page.number(row, 1, decimal(value), scene.styles("value", result_number(scene)))
        _beside(scene, page, (row, result), check, (f"{_CASES}{row + 1}", value))
    if found.result is None or not stages:
        return row
    page.text(result, 0, scene.say(msg("Result of the month")), scene.styles("label"))
    page.number(result, 1, found.result, scene.styles("value", result_number(scene, found.result)))
    return result + 1


def _value(line: StageLine, row: int) -> tuple[str, Fraction] | None:
    """Where the stage's level of the month stands, and what it is; None where nothing was to be passed on."""
    if line.cases is None or line.hits is None:
        return f"{_CASES}{row + 1}", Fraction(line.number)
    if not line.cases:
        return None
    column = _FOLLOWED if line.cohort else _BY_DATES
    return f"{column}{row + 1}", Fraction(line.hits) / Fraction(line.cases)


def _beside(scene: Scene, page: Page, rows: tuple[int, int], stage: Stage, told: tuple[str, Fraction] | None) -> None:
    """The usual level and its range as values, the gain as a formula of them."""
    found, judged, styles = scene.bundle.diagnosis, stage.judged, scene.styles
    assert found is not None
    row, result = rows
    number = _FORMATS.get(found.told(stage.id)) or result_number(scene)
    for column, at in ((_USUAL, judged.usual), (_LOW, judged.low), (_HIGH, judged.high)):
        if at is not None:
            page.number(row, column, decimal(level(at)), styles("value", number))
    if stage.gain is not None and judged.usual is not None and told is not None and told[1]:
        address, value = told
        gain = Fraction(_result(found)) * (level(judged.usual) / value - 1)
        formula = f"ROUND($B${result + 1}*(H{row + 1}/{address}-1),2)"
        if found.again(stage.id):
            gain = Fraction(_result(found)) * (level(judged.usual) - value)
            formula = f"ROUND($B${result + 1}*(H{row + 1}-{address}),2)"
        page.formula(row, _GAIN, formula, rounded(decimal(gain), 2), styles("headline", result_number(scene)))
    if judged.enough and judged.worse and not stage.significant:
        page.text(row, _CHANCE, scene.say(msg("may be chance")), styles("beside"))


def _result(found: Diagnosis) -> Decimal:
    return found.result if found.result is not None else Decimal(0)
