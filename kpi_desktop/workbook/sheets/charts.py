"""The summary's native charts over the sheets by month."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.workbook.layout import FIRST_MONTH, SHORT_ROW
from kpi_desktop.workbook.styles import ACCENT, FONT, INK, LINE, MUTED

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a sheet by month: a metric of the KPIs, or a measure."""

    sheet: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart: its kind, heading, and the series of which those that exist are drawn."""

    kind: str
    title: Message
    series: tuple[Series, ...]
    stacked: bool = False


PICTURES = (
    Picture("column", msg("Revenue by month"), (Series("kpis", "revenue", ACCENT),)),
    Picture("line", msg("Average order value"), (Series("kpis", "aov", ACCENT),)),
    Picture(
        "column",
        msg("Buyers: new and returning"),
        (Series("measures", "new_buyers", "#93C5FD"), Series("measures", "returning_buyers", ACCENT)),
        stacked=True,
    ),
    Picture("column", msg("Orders by month"), (Series("measures", "orders", ACCENT),)),
    Picture("line", msg("Margin"), (Series("kpis", "margin", ACCENT),)),
    Picture("column", msg("Leads by month"), (Series("kpis", "leads", ACCENT),)),
)

#: How many charts stand side by side, and their size in pixels.
MOST, WIDTH, HEIGHT = 3, 435, 325
_COLUMNS = (0, 1, 5)
_OFFSETS = (0, 134, 8)


def add_charts(scene: Scene, page: Page, row: int) -> int:
    """Put the first three charts whose figures the workbook has above the table; returns how many there are."""
    drawn = 0
    for picture in PICTURES:
        series = [(one, place) for one in picture.series if (place := _row(scene, one)) is not None]
        if len(series) < len(picture.series) or drawn == MOST:
            continue
        page.sheet.insert_chart(
            row, _COLUMNS[drawn], _chart(scene, picture, series), {"x_offset": _OFFSETS[drawn], "y_offset": 4}
        )
        drawn += 1
    return drawn


def _row(scene: Scene, series: Series) -> int | None:
    if series.sheet == "kpis":
        return scene.plan.metrics.get(series.name)
    return scene.plan.measures.get(Leaf(series.name))


def _value(scene: Scene, series: Series, month: Period) -> Value:
    if series.sheet == "kpis":
        return scene.figures.metric_entry(series.name, month).value
    return scene.figures.leaf_value(Leaf(series.name), month, None)


def _first_month(scene: Scene, series: list[tuple[Series, int]]) -> int:
    """The column of the first month in which one of the series has a value: a chart does not begin with a gap."""
    for index, month in enumerate(scene.plan.months):
        if any(isinstance(_value(scene, one, month), Decimal) for one, _ in series):
            return FIRST_MONTH + index
    return FIRST_MONTH


def _largest(scene: Scene, series: list[tuple[Series, int]]) -> Decimal:
    values = (_value(scene, one, month) for one, _ in series for month in scene.plan.months)
    return max((abs(value) for value in values if isinstance(value, Decimal)), default=Decimal(0))


def _axis_number(scene: Scene, series: Series, largest: Decimal) -> str:
    """Short numbers along the axis: shares in %, large sums in millions or milliards."""
    metric = scene.bundle.catalogue.metrics.get(series.name) if series.sheet == "kpis" else None
    if metric is not None and metric.display is Display.SHARE:
        return "0%"
    for power, word in ((9, msg("bn")), (6, msg("m"))):
        if largest >= 2 * 10**power:
            return f'#,##0.0{"," * (power // 3)}" {scene.say(word)}"'
    return "#,##0"


def _chart(scene: Scene, picture: Picture, series: list[tuple[Series, int]]) -> Chart:
    kind: dict[str, str] = {"type": picture.kind}
    if picture.stacked:
        kind["subtype"] = "stacked"
    chart = scene.book.add_chart(kind)
    font = {"name": FONT, "size": 8, "color": MUTED}
    first = _first_month(scene, series)
    for one, row in series:
        title = scene.plan.titles[one.sheet]
        entry: dict[str, object] = {
            "name": [title, row, 0],
            "categories": [scene.plan.titles["kpis"], SHORT_ROW, first, SHORT_ROW, scene.plan.last_month],
            "values": [title, row, first, row, scene.plan.last_month],
            "gap": 60,
        }
        if picture.kind == "line":
            entry["line"] = {"color": one.colour, "width": 2.25}
            entry["marker"] = {"type": "circle", "size": 5, "fill": {"color": one.colour}, "border": {"color": "white"}}
        else:
            entry["fill"] = {"color": one.colour}
        chart.add_series(entry)
    bold = {"name": FONT, "size": 10, "bold": True, "color": INK}
    chart.set_title({"name": scene.say(picture.title), "name_font": bold, "overlay": False})
    chart.set_x_axis({"num_font": {**font, "rotation": -45}, "line": {"color": LINE}, "major_tick_mark": "none"})
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": _axis_number(scene, series[0][0], _largest(scene, series)),
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        }
    )
    chart.set_legend({"position": "bottom", "font": font} if len(series) > 1 else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    chart.show_na_as_empty_cell()
    return chart
