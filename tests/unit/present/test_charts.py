from __future__ import annotations

import time
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from kpi_desktop.catalogue.model import Display
from kpi_desktop.present.charts.description import Chart, Mark, Series
from kpi_desktop.present.charts.monthly import standard_charts
from kpi_desktop.present.charts.svg import svg_text
from kpi_desktop.present.charts.ticks import ticks_for
from tests.report.month import bundle, small


@pytest.mark.parametrize(
    ("values", "display", "texts"),
    [
        (["948080.82"], Display.MONEY, "0|200 000|400 000|600 000|800 000|1 000 000"),
        (["0.825"], Display.SHARE, "0 %|20 %|40 %|60 %|80 %|100 %"),
        (["-30", "45"], Display.MONEY, "−40|−20|0|20|40|60"),
        (["0"], Display.MONEY, "0,0|0,2|0,4|0,6|0,8|1,0"),
        (["2"], Display.COUNT, "0|1|2"),
        ([], Display.COUNT, "0|1"),
    ],
)
def test_ticks_are_round_and_hold_zero(values: list[str], display: Display, texts: str) -> None:
    ticks = ticks_for([Decimal(value) for value in values], display, "ru")
    assert "|".join(tick.text for tick in ticks).replace("\u00a0", " ") == texts


def line(values: tuple[Decimal | None, ...]) -> Chart:
    series = Series("s", values)
    return Chart(
        Mark.LINE, "t", "", "", "a <b> & “c”", ("x",) * len(values), (series,), ticks_for(values, Display.COUNT, "en")
    )


def test_a_missing_month_is_a_gap_not_a_zero() -> None:
    one, two, three, five = (Decimal(n) for n in (1, 2, 3, 5))
    text = svg_text(line((one, two, None, three, five)))
    curve = next(p for p in ET.fromstring(text).iter() if p.get("stroke-width") == "2")
    assert curve.get("d", "").count("M") == 2
    assert curve.get("d", "").count("L") == 2


def test_text_of_a_chart_is_escaped_and_described() -> None:
    root = ET.fromstring(svg_text(line((Decimal(1), Decimal(2)))))
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == "a <b> & “c”"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_charts_are_small_and_quick(lang: str) -> None:
    charts = standard_charts(bundle(), lang)
    assert [chart.mark for chart in charts] == [Mark.BARS, Mark.BARS, Mark.LINE, Mark.STACK]
    assert all(len(chart.labels) == 24 and chart.unit and chart.source for chart in charts)
    start = time.process_time()
    texts = [svg_text(chart) for chart in charts for _ in range(10)]
    assert max(len(text.encode()) for text in texts) <= 5120
    assert (time.process_time() - start) / len(texts) < 0.005


def test_one_month_makes_no_chart() -> None:
    assert standard_charts(small(), "ru") == ()


def test_last_value_is_the_figure_of_the_table() -> None:
    first = standard_charts(bundle(), "ru")[0]
    assert first.texts[0].replace("\u00a0", " ") == "ноя 11: 948 080,82 ₽"
