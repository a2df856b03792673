"""The reconciliation: files against the book, the program's figures against the live formulas, what is live at all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.workbook.layout import FIRST_MONTH, cell, quoted
from kpi_desktop.workbook.rows import MONEY_SCALE, stated_column
from kpi_desktop.workbook.sheets.big import IN_ORDER, SORTED
from kpi_desktop.workbook.sheets.closed_months import write_closed
from kpi_desktop.workbook.sheets.control import write_control
from kpi_desktop.workbook.sheets.months import set_print
from kpi_desktop.workbook.sheets.summary import CHOICE, DASH, PLACE

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.present.bundle import SourceLine
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

_MONEY = "#,##0.00"
_WIDTHS = (60, 22, 22, 22, 20, 22, 12)

#: The program's own figures stand right of the table, a column per month.
PYTHON = 9


def write(scene: Scene) -> None:
    """Write the reconciliation sheet."""
    page = scene.page("reconciliation")
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    page.text(0, 0, scene.say(msg("Reconciliation")), scene.styles("title"))
    about = msg("Totals of the files, of the book and of this workbook; the program's figures and the live formulas")
    page.text(1, 0, scene.say(about), scene.styles("subtitle"))
    row = _counts(scene, page, 3)
    row = _files(scene, page, row + 1)
    row = _measures(scene, page, row + 1)
    row = write_control(scene, page, row + 1)
    row = write_closed(scene, page, row + 1)
    page.sheet.print_area(0, 0, row, len(_WIDTHS) - 1)
    set_print(scene, page)
    page.sheet.freeze_panes(3, 1)


def _counts(scene: Scene, page: Page, row: int) -> int:
    label, state = scene.styles("label"), scene.styles("state")
    lines = (
        (msg("Figures that are live formulas"), scene.ledger.live),
        (msg("Figures that are values"), scene.ledger.values),
        (msg("Sale lines in the book"), scene.bundle.row_count),
        (msg("Sale lines in this workbook"), scene.rows.count if scene.rows else 0),
    )
    for text, count in lines:
        page.text(row, 0, scene.say(text), label)
        page.number(row, 1, count, scene.styles("figure", "#,##0"))
        row += 1
    page.text(row, 0, scene.say(msg("Order of the data sheet")), label)
    if scene.rows is None:
        page.text(row, 1, DASH, state)
        said = msg(
            "There are more rows than this workbook keeps live: measures are values, KPIs are formulas over them"
        )
        page.text(row + 1, 0, scene.say(said), scene.styles("note"))
    else:
        page.formula(row, 1, scene.plan.at("data", *SORTED), scene.say(IN_ORDER), state)
    return row + 2


def _heads(scene: Scene, page: Page, row: int, heads: tuple[Message, ...]) -> None:
    for column, head in enumerate(heads):
        page.text(row, column, scene.say(head), scene.styles("head_right" if column else "head"))
    page.sheet.set_row(row, 28)


def _files(scene: Scene, page: Page, row: int) -> int:
    heads = (
        msg("File"),
        msg("Period"),
        msg("Total of the file"),
        msg("Total imported"),
        msg("Difference"),
        msg("Total of its rows here"),
        msg("State"),
    )
    _heads(scene, page, row, heads)
    for line in scene.bundle.sources:
        row += 1
        _file(scene, page, row, line)
    if scene.rows is not None:
        row += 1
        page.text(row, 0, scene.say(msg("All rows of the data sheet")), scene.styles("label"))
        for column in (1, 2, 3, 4, 6):
            page.text(row, column, "", scene.styles("label"))
        span = (0, scene.rows.count)
        total = Decimal(int(scene.rows.stated.sum())).scaleb(-MONEY_SCALE)
        formula = f"ROUND(SUM({scene.plan.data(stated_column(scene.bundle), span)}),4)" if scene.rows.count else "0"
        page.formula(row, 5, formula, total, scene.styles("headline", _MONEY))
    return row + 1


def _file(scene: Scene, page: Page, row: int, line: SourceLine) -> None:
    styles, figure = scene.styles, scene.styles("figure", _MONEY)
    page.text(row, 0, line.file, styles("label"))
    period = " – ".join(date_text(day, scene.lang) for day in (line.first, line.last) if day is not None)
    page.text(row, 1, period or DASH, styles("change"))
    for column, total in ((2, line.file_total), (3, line.imported_total)):
        if total is None:
            page.text(row, column, DASH, figure)
        else:
            page.number(row, column, total, figure)
    if line.difference is None:
        page.text(row, 4, DASH, figure)
        page.text(row, 6, DASH, styles("state"))
    else:
        page.formula(row, 4, f"ROUND(D{row + 1}-C{row + 1},2)", line.difference, figure)
        good = "OK" if not line.difference else "≠"
        page.formula(row, 6, f'IF(E{row + 1}=0,"OK","≠")', good, styles("state"))
    _rows_of(scene, page, row, line)


def _rows_of(scene: Scene, page: Page, row: int, line: SourceLine) -> None:
    """The live total over the rows of one import; a dash where the data sheet has none of them."""
    figure = scene.styles("figure", _MONEY)
    if scene.rows is None or line.fact != "sale" or not scene.rows.count:
        page.text(row, 5, DASH, figure)
        return
    batches = scene.rows.table["batch"].fill_null(-1).to_numpy()
    total = Decimal(int(scene.rows.stated[np.asarray(batches == line.batch)].sum())).scaleb(-MONEY_SCALE)
    span = (0, scene.rows.count)
    cells = f"{scene.plan.data(stated_column(scene.bundle), span)},{scene.plan.data('batch', span)},{line.batch}"
    page.formula(row, 5, f"ROUND(SUMIFS({cells}),4)", total, figure)


def _measures(scene: Scene, page: Page, row: int) -> int:
    page.text(row, 0, scene.say(msg("Measures of the chosen month")), scene.styles("group"))
    summary = f"{quoted(scene.plan.titles['summary'])}!"
    chosen = scene.month_name(scene.bundle.month)
    page.formula(row, 1, f"{summary}{cell(*CHOICE, fixed=True)}", chosen, scene.styles("state"), follows=True)
    row += 1
    heads = (msg("Measure"), msg("The program's figure"), msg("In this workbook"), msg("Difference"), msg("State"))
    _heads(scene, page, row, heads)
    for index, month in enumerate(scene.plan.months):
        head = scene.say(msg("The program, {month}", month=scene.month_name(month)))
        page.text(row, PYTHON + index, head, scene.styles("head_right"))
    page.sheet.set_column(PYTHON, PYTHON + len(scene.plan.months) - 1, 17, None, {"level": 1, "hidden": True})
    place = f"{summary}{cell(*PLACE, fixed=True)}"
    for leaf, source in scene.plan.measures.items():
        row += 1
        _measure(scene, page, row, leaf, (source, place))
    return row + 1


def _measure(scene: Scene, page: Page, row: int, leaf: Leaf, at: tuple[int, str]) -> None:
    source, place = at
    measure = scene.bundle.catalogue.measures.get(leaf.measure)
    values = [scene.figures.leaf_value(leaf, month, None) for month in scene.plan.months]
    number = scene.styles.measure_number(measure.unit, values) if measure else _MONEY
    page.text(row, 0, scene.leaf_name(leaf), scene.styles("label"))
    for index, value in enumerate(values):
        if isinstance(value, Missing):
            page.text(row, PYTHON + index, DASH, scene.styles("change"))
        else:
            page.number(row, PYTHON + index, value, scene.styles("figure", number))
    now = values[(scene.plan.month_column(scene.bundle.month.key) or FIRST_MONTH) - FIRST_MONTH]
    shown = _shown(now)
    figure, number_row = scene.styles("figure", number), row + 1
    own = f"{cell(row, PYTHON, fixed=True)}:{cell(row, PYTHON + len(values) - 1, fixed=True)}"
    page.formula(row, 1, f"INDEX({own},{place})", shown, figure, follows=True)
    live = f'IFERROR(INDEX({scene.plan.months_of("measures", source)},{place}),"{DASH}")'
    page.formula(row, 2, live, shown, figure, follows=True)
    both = f"AND(ISNUMBER(B{number_row}),ISNUMBER(C{number_row}))"
    zero: Decimal | str = DASH if isinstance(now, Missing) else Decimal(0)
    difference = f'IF({both},ROUND(C{number_row}-B{number_row},6),"{DASH}")'
    page.formula(row, 3, difference, zero, figure, follows=True)
    state = f'IF({both},IF(D{number_row}=0,"OK","≠"),IF(B{number_row}=C{number_row},"OK","≠"))'
    page.formula(row, 4, state, "OK", scene.styles("state"), follows=True)


def _shown(value: Value) -> Decimal | str:
    return DASH if isinstance(value, Missing) else value
