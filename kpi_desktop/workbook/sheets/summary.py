"""The summary of a chosen month: a drop-down, every KPI with its comparisons, three charts; all of it follows."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Direction, Display
from kpi_desktop.core.amount import EXACT, rounded
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.comparing import TENFOLD, in_per_cent
from kpi_desktop.engine.figure import Base
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.present.numbers import capital, points_places
from kpi_desktop.present.unlocks import export_name
from kpi_desktop.workbook.layout import COVER_ROW, FIRST_MONTH, KEY_ROW, NAME_ROW, cell, quoted
from kpi_desktop.workbook.order import section
from kpi_desktop.workbook.scene import GROUPS
from kpi_desktop.workbook.sheets.charts import add_charts
from kpi_desktop.workbook.sheets.kpis import base_column, common_notes, note_column, note_text
from kpi_desktop.workbook.sheets.months import complete, set_print
from kpi_desktop.workbook.styles import BAD, GOOD, PALE_INK

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.present.bundle import Unlock
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: The chosen month's cell, and what is worked out from it: its place among the months, its key, its coverage.
CHOICE = (3, 1)
PLACE, KEY, COVERED = (3, 7), (4, 7), (5, 7)
CHART_ROW, HEAD_ROW = 6, 23

_HEAD_LOOKS = ("head", *["head_right"] * 5, "head_note")

#: The height of a line, and how many letters a line of a note holds.
_ROW_HEIGHT, _NOTE_LETTERS = 15, 94

#: What stands where there is no value.
DASH = "—"

#: The height of the rows of charts where there are none: the table begins at once.
_NO_CHARTS = 1

_BASES = {
    "words": {
        "with": msg("with VAT"),
        "without": msg("without VAT"),
        "none": msg("the company pays no VAT"),
        "own_apart": msg("revenue without the company's VAT, expenses with that of suppliers"),
        "own_within": msg("sums with the company's own VAT of 5 or 7 %"),
        "outlays_short": msg("expenses without the VAT that the company bears"),
        "unknown": msg("VAT basis not stated"),
        "mixed": msg("mixed VAT bases"),
    }
}


def write(scene: Scene) -> None:
    """Write the summary; it is the sheet that opens."""
    page = scene.page("summary")
    for column, width in enumerate((44, 24, 21, 13, 21, 13, 84, 9)):
        page.sheet.set_column(column, column, width)
    _header(scene, page)
    if not add_charts(scene, page, CHART_ROW):
        for row in range(CHART_ROW, HEAD_ROW - 1):
            page.sheet.set_row(row, _NO_CHARTS)
    heads = (
        msg("KPI"),
        msg("Value"),
        msg("Previous month"),
        msg("Change"),
        msg("Last year"),
        msg("Change"),
        msg("Note"),
    )
    for column, head in enumerate(heads):
        page.text(HEAD_ROW, column, scene.say(head), scene.styles(_HEAD_LOOKS[min(column, 6)]))
    row, group = HEAD_ROW + 1, ""
    for metric_id in scene.plan.metrics:
        metric = scene.bundle.catalogue.metrics[metric_id]
        if section(metric) != group:
            group = section(metric)
            for column in range(7):
                title = scene.say(GROUPS.get(group, Message(group, ru=group)))
                page.text(row, column, "" if column else title, scene.styles("group"))
            row += 1
        _line(scene, page, row, metric)
        row += 1
    pale = {
        "type": "cell",
        "criteria": "==",
        "value": f'"{DASH}"',
        "format": scene.book.add_format({"font_color": PALE_INK}),
    }
    page.sheet.conditional_format(HEAD_ROW + 1, 1, row, 6, pale)
    row = _more(scene, page, row + 1)
    page.text(row, 0, _how(scene), scene.styles("note"))
    page.sheet.print_area(0, 0, row, 6)
    set_print(scene, page)
    page.sheet.freeze_panes(6, 1)
    page.sheet.activate()


def _header(scene: Scene, page: Page) -> None:
    bundle, styles = scene.bundle, scene.styles
    page.text(0, 0, bundle.company, styles("title"))
    basis = _BASES["words"].get(bundle.basis)
    words = [bundle.currency, scene.say(msg("as of {day}", day=date_text(bundle.as_of, scene.lang)))]
    words += [scene.say(basis)] if basis else []
    page.text(1, 0, " · ".join(word for word in words if word), styles("subtitle"))
    page.text(3, 0, scene.say(msg("Month (choose from the list)")), styles("label"))
    page.text(*CHOICE, scene.month_name(bundle.month), styles("input"))
    names = scene.plan.months_of("kpis", NAME_ROW)
    page.sheet.data_validation(*CHOICE, *CHOICE, {"validate": "list", "source": "=" + names})
    page.text(4, 0, scene.say(msg("Days of the month are covered")), styles("label"))
    place = Decimal(_index(scene) + 1)
    key, state = Decimal(bundle.month.key), Decimal(int(complete(scene, bundle.month)))
    small = styles("key", "0")
    page.formula(*PLACE, f"MATCH({cell(*CHOICE, fixed=True)},{names},0)", place, small, follows=True)
    at = cell(*PLACE, fixed=True)
    page.formula(*KEY, f"INDEX({scene.plan.months_of('kpis', KEY_ROW)},{at})", key, small, follows=True)
    page.formula(*COVERED, f"INDEX({scene.plan.months_of('kpis', COVER_ROW)},{at})", state, small, follows=True)
    yes, no = scene.say(msg("wholly")), scene.say(msg("partly: compared with the same days"))
    told = f'IF({cell(*COVERED, fixed=True)}=1,"{yes}","{no}")'
    page.formula(4, 1, told, yes if state else no, styles("told"), follows=True)
    page.text(5, 0, scene.say(msg("Note on the whole month")), styles("label"))
    common = "; ".join(common_notes(scene, bundle.month))
    shown = capital(common) or DASH
    first, last = (cell(COVER_ROW, note_column(scene, index), fixed=True) for index in (0, len(scene.plan.months) - 1))
    formula = f"INDEX({quoted(scene.plan.titles['kpis'])}!{first}:{last},{at})"
    page.formula(5, 1, formula, shown, styles("told_long"), follows=True)


def _more(scene: Scene, page: Page, row: int) -> int:
    """One line for all KPIs that the data does not give yet: how many, and which exports would give most of them."""
    count = sum(metric not in scene.plan.metrics for metric in scene.bundle.catalogue.metrics)
    names = [_export(scene, unlock) for unlock in scene.bundle.unlocks]
    if not count or not names:
        return row
    told = nmsg(
        "{n} more KPI: add {what}. The whole list is on the sheet “{sheet}”",
        "{n} more KPIs: add {what}. The whole list is on the sheet “{sheet}”",
        n=count,
        what=", ".join(names),
        sheet=scene.plan.titles["definitions"],
    )
    target = f"{quoted(scene.plan.titles['definitions'])}!A1"
    page.link(row, 0, target, scene.say(told), scene.styles("link_plain"))
    return row + 1


def _export(scene: Scene, unlock: Unlock) -> str:
    """An export that is not here yet, as the owner calls it, with how many KPIs it gives."""
    name = export_name(unlock, scene.bundle.catalogue)
    return scene.say(msg("{export} ({n})", export=name, n=len(unlock.metrics)))


def _line(scene: Scene, page: Page, row: int, metric: Metric) -> None:
    place, styles = scene.plan.metrics[metric.id], scene.styles
    name = scene.metric_name(metric)
    page.link(row, 0, f"'{scene.plan.titles['kpis']}'!{cell(place, 0)}", name, styles("link"))
    number = styles.metric_number(metric)
    figures, at = scene.plan.months_of("kpis", place), cell(*PLACE, fixed=True)
    now = scene.figures.metric_entry(metric.id, scene.bundle.month).value
    page.formula(
        row, 1, f'IFERROR(INDEX({figures},{at}),"{DASH}")', _shown(now), styles("headline", number), follows=True
    )
    for column, base in ((2, Base.PREVIOUS), (4, Base.LAST_YEAR)):
        before = scene.figures.base_entry(metric.id, scene.bundle.month, base).value
        ends = (base_column(scene, base, index) for index in (0, len(scene.plan.months) - 1))
        first, last = (cell(place, end, fixed=True) for end in ends)
        looked = f'IFERROR(INDEX({quoted(scene.plan.titles["kpis"])}!{first}:{last},{at}),"{DASH}")'
        page.formula(row, column, looked, _shown(before), styles("figure", number), follows=True)
        change_cell(scene, page, (row, column + 1), metric, (now, before), follows=True)
    _note(scene, page, row, metric)


def change_cell(
    scene: Scene,
    page: Page,
    place: tuple[int, int],
    metric: Metric,
    values: tuple[Value, Value],
    *,
    follows: bool = False,
) -> None:
    """The change of column B against the cell to the left: points for a share, % for the rest.

    Where a per cent would say nothing (`engine.comparing.in_per_cent`) it is an amount: the cell's look follows.
    """
    row, column = place
    now, before = f"$B{row + 1}", cell(row, column - 1)
    points = metric.display in (Display.SHARE, Display.POINTS)
    scale = "*100" if metric.display is Display.SHARE else ""
    per_cent, amount = f"ROUND({now}/{before}-1,3)", f"ROUND({now}-{before},{metric.decimals})"
    rest = f"IF(AND({before}>0,{now}>=0,{now}<={TENFOLD}*{before}),{per_cent},{amount})"
    places = points_places(metric)
    change = f"ROUND(({now}-{before}){scale},{places})" if points else rest
    formula = f'IFERROR({change},"{DASH}")'
    shown = _points(values, 100 if scale else 1, places) if points else _changed(values, metric.decimals)
    number = scene.styles.change_number(metric)
    page.formula(row, column, formula, shown, scene.styles("change", number), follows=follows)
    if not points:
        look = scene.book.add_format({"num_format": scene.styles.signed_number(metric)})
        across = {
            "type": "formula",
            "criteria": f"=OR(N({before})<=0,N({now})<0,N({now})>{TENFOLD}*N({before}))",
            "format": look,
        }
        page.sheet.conditional_format(row, column, row, column, across)
    if metric.better in (Direction.UP, Direction.DOWN):
        good, bad = (GOOD, BAD) if metric.better is Direction.UP else (BAD, GOOD)
        for sign, colour in ((">", good), ("<", bad)):
            page.sheet.conditional_format(
                row,
                column,
                row,
                column,
                {
                    "type": "formula",
                    "criteria": f"=AND(ISNUMBER({cell(row, column)}),N({cell(row, column)}){sign}0)",
                    "format": scene.book.add_format({"font_color": colour}),
                },
            )


def _note(scene: Scene, page: Page, row: int, metric: Metric) -> None:
    """The note of the chosen month: only metrics that have something to say in some month carry the formula."""
    notes = [note_text(scene, metric.id, month) for month in scene.plan.months]
    look = scene.styles("beside")
    if all(note == DASH for note in notes):
        page.text(row, 6, "", look)
        return
    place = scene.plan.metrics[metric.id]
    first, last = (cell(place, note_column(scene, index), fixed=True) for index in (0, len(notes) - 1))
    cells = f"{quoted(scene.plan.titles['kpis'])}!{first}:{last}"
    # Wrapped text of a formula does not raise its row by itself.
    page.sheet.set_row(row, _ROW_HEIGHT * max(1, ceil(len(notes[_index(scene)]) / _NOTE_LETTERS)))
    formula = f"INDEX({cells},{cell(*PLACE, fixed=True)})"
    page.formula(row, 6, formula, notes[_index(scene)], look, follows=True)


def _how(scene: Scene) -> str:
    if scene.rows is not None:
        return scene.say(
            msg(
                "All figures follow the chosen month and the rows on the sheet “{data}”", data=scene.plan.titles["data"]
            )
        )
    if not scene.bundle.row_count:
        return scene.say(msg("There are no lines of sales here: measures are values, KPIs are formulas over them"))
    return scene.say(
        msg("There are more rows than this workbook keeps live: measures are values, KPIs are formulas over them")
    )


def _index(scene: Scene) -> int:
    return (scene.plan.month_column(scene.bundle.month.key) or FIRST_MONTH) - FIRST_MONTH


def _shown(value: Value) -> Decimal | str:
    return DASH if isinstance(value, Missing) else value


def _points(values: tuple[Value, Value], scale: int, places: int) -> Decimal | str:
    now, before = values
    if not isinstance(now, Decimal) or not isinstance(before, Decimal):
        return DASH
    return _as_excel(EXACT.multiply(EXACT.subtract(now, before), Decimal(scale)), places)


def _changed(values: tuple[Value, Value], places: int) -> Decimal | str:
    now, before = values
    if not isinstance(now, Decimal) or not isinstance(before, Decimal):
        return DASH
    if in_per_cent(before, now):
        return _as_excel(EXACT.subtract(EXACT.divide(now, before), Decimal(1)), 3)
    return _as_excel(EXACT.subtract(now, before), places)


def _as_excel(value: Decimal, places: int) -> Decimal:
    """Rounded as a spreadsheet rounds a double: half up, of the fifteen digits that it shows."""
    return rounded(Decimal(f"{float(value):.15g}"), places)
