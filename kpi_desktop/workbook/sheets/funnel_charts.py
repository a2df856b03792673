"""The pictures of the funnel's sheets: how many cases came to each stage, and the way from the base to the month."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi_desktop.core.address import letters
from kpi_desktop.core.amount import rounded
from kpi_desktop.engine.funnel.shares import decimal
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.styles import ACCENT, BAD, FONT, GOOD, INK, LINE, MUTED

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from kpi_desktop.engine.funnel.against import Against
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Helper columns of a waterfall, to the right of what is printed: caption, hidden, whole, up, down.
_CAPTION, _HIDDEN, _WHOLE, _UP, _DOWN = range(13, 18)
_WIDTH = 15

_FONT = {"name": FONT, "size": 8, "color": MUTED}
_ZERO = Decimal(0)


def draw_funnel(scene: Scene, page: Page, rows: tuple[int, int], at: int) -> None:
    """Bars of the stages between the rows, the first one on top, drawn from the row `at` on."""
    first, last = rows
    chart = scene.book.add_chart({"type": "bar"})
    chart.add_series({
        "categories": [page.title, first, 0, last, 0], "values": [page.title, first, 1, last, 1], "gap": 35,
        "fill": {"color": ACCENT}, "data_labels": {"value": True, "font": {**_FONT, "color": INK}},
    })  # fmt: skip
    _plain(chart)
    chart.set_y_axis({"reverse": True, "num_font": {**_FONT, "color": INK}, "line": {"none": True},
                      "major_tick_mark": "none"})  # fmt: skip
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 900, "height": 46 + 44 * (last - first + 1)})
    page.sheet.insert_chart(at, 0, chart, {"x_offset": 4, "y_offset": 4})


def draw_waterfall(scene: Scene, page: Page, place: tuple[int, int], against: Against, names: tuple[str, str]) -> None:
    """The base, each part where the one before it ended, the month. Not drawn where the result passes zero.

    `place` is the row of the first cause and the column of the parts; `names` what the base and the month are called.
    A hidden column carries the parts.
    """
    first, part = place
    parts = list(against.change.parts.values())
    levels = [against.change.before]
    for one in parts:
        levels.append(levels[-1] + one)
    if min(levels) < 0:
        return
    last = first + len(parts) - 1
    _heads(scene, page, first - 2)
    _whole(scene, page, first - 1, (names[0], f"B{last + 1}", decimal(against.before[-1])))
    _whole(scene, page, last + 1, (names[1], f"C{last + 1}", decimal(against.after[-1])))
    _carried(scene, page, (first, letters(part)), levels)
    _columns(scene, page, (first - 1, last + 1))


def _heads(scene: Scene, page: Page, row: int) -> None:
    heads = (msg("Chart: caption"), msg("Chart: hidden"), msg("Chart: level"), msg("Chart: up"), msg("Chart: down"))
    page.sheet.set_column(_CAPTION, _DOWN, _WIDTH)
    for column, head in enumerate(heads, _CAPTION):
        page.text(row, column, scene.say(head), scene.styles("key"))


def _whole(scene: Scene, page: Page, row: int, told: tuple[str, str, Decimal]) -> None:
    """A bar from the ground: the base or the month."""
    name, address, value = told
    page.text(row, _CAPTION, name, scene.styles("muted"))
    page.formula(row, _WHOLE, f"ROUND({address},2)", rounded(value, 2), scene.styles("key", "#,##0"))


def _carried(scene: Scene, page: Page, place: tuple[int, str], levels: list[Decimal]) -> None:
    """Each part from where the ones before it ended, up or down."""
    look, (first, mark) = scene.styles("key", "#,##0"), place
    last = first + len(levels) - 2
    for index, (before, after) in enumerate(pairwise(levels)):
        row, part = first + index, after - before
        own, done = f"{mark}{row + 1}", f"$B${last + 1}+SUM({mark}${first + 1}:{mark}{row + 1})"
        page.formula(row, _CAPTION, f"A{row + 1}", page.ledger.texts[page.title, f"A{row + 1}"], scene.styles("muted"))
        page.formula(row, _HIDDEN, f"ROUND({done}-MAX({own},0),2)", rounded(min(before, after), 2), look)
        page.formula(row, _UP, f"ROUND(MAX({own},0),2)", rounded(max(part, _ZERO), 2), look)
        page.formula(row, _DOWN, f"ROUND(MAX(-{own},0),2)", rounded(max(-part, _ZERO), 2), look)


def _columns(scene: Scene, page: Page, rows: tuple[int, int]) -> None:
    first, last = rows
    chart = scene.book.add_chart({"type": "column", "subtype": "stacked"})
    for column, colour in ((_HIDDEN, ""), (_WHOLE, MUTED), (_UP, GOOD), (_DOWN, BAD)):
        chart.add_series({
            "categories": [page.title, first, _CAPTION, last, _CAPTION],
            "values": [page.title, first, column, last, column], "gap": 40,
            "fill": {"color": colour} if colour else {"none": True},
        })  # fmt: skip
    _plain(chart)
    chart.set_x_axis({"num_font": _FONT, "line": {"color": LINE}, "major_tick_mark": "none"})
    chart.set_y_axis({"num_font": _FONT, "num_format": "#,##0", "line": {"none": True},
                      "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}}})  # fmt: skip
    chart.set_size({"width": 900, "height": 300})
    page.sheet.insert_chart(last + 4, 0, chart, {"x_offset": 4, "y_offset": 4})


def _plain(chart: Chart) -> None:
    chart.set_legend({"none": True})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
