"""The funnel and the waterfall as charts: places and texts worked out by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.funnels import Funnel
from kpi_desktop.core.period import Period
from kpi_desktop.engine.funnel.against import Against
from kpi_desktop.engine.funnel.diagnosis import Diagnosis, StageLine
from kpi_desktop.engine.funnel.shares import Change
from kpi_desktop.engine.funnel.weak import Stage, WeakLink
from kpi_desktop.engine.funnel.words import BaseOf, Money, Told
from kpi_desktop.engine.judging.judge import Basis, Judged
from kpi_desktop.i18n.message import named
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.charts.description import SECOND, THIRD, Chart
from kpi_desktop.present.charts.diagnosis import funnel_chart, funnel_legend, waterfall_chart
from kpi_desktop.present.charts.steps import row_bands
from kpi_desktop.present.charts.svg import svg_text

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTH = Period.month("2026-10")
RU = Translator("ru")

LINES = (
    StageLine("leads", named("Leads", "Лиды"), Decimal(200)),
    StageLine("visits", named("Meetings", "Встречи"), Decimal(70), Told.SHARE, Decimal(200), Decimal(60), True, 9),
    StageLine("contracts", named("Contracts", "Договоры"), Decimal(14), Told.SHARE, Decimal(70), Decimal(14)),
)


def judged(value: float, usual: float) -> Judged:
    return Judged(value, usual, Basis.SEASON, usual * 0.9, usual * 1.1, 0.001, enough=True)


def diagnosis(parts: Mapping[str, str] = MappingProxyType({}), *, certain: bool = True) -> Diagnosis:
    stages = (
        Stage("visits", judged(0.3, 0.4), significant=certain),
        Stage("leads", judged(200, 190)),
        Stage("contracts", judged(0.2, 0.2)),
    )
    change = Change(Decimal("1000.4"), Decimal("900.3"), {name: Decimal(part) for name, part in parts.items()})
    return Diagnosis(
        Funnel("sales", "Продажи", "Sales", ()), MONTH, date(2026, 10, 31), LINES, Money.REVENUE, Decimal("900.3"),
        WeakLink(stages, certain, enough=True), (Against(BaseOf.USUAL, None, change),), (),
    )  # fmt: skip


def waterfall(**parts: str) -> Chart:
    found = diagnosis(parts)
    return waterfall_chart(found, found.against[0], "RUB", RU)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_waterfall_prints_rounded_parts_and_the_line_that_makes_them_add_up() -> None:
    # Printed, 900 - 1000 = -100: +51 - 151 is that, +50 - 151 + 0 is one short of it.
    chart = waterfall(leads="50.7", visits="-150.8")
    assert [plain(text) for text in chart.texts] == ["1 000 ₽", "+51 ₽", "−151 ₽", "900 ₽"]
    chart = waterfall(leads="50.3", visits="-150.8", contracts="0.4")
    assert [plain(text) for text in chart.texts] == ["1 000 ₽", "+50 ₽", "−151 ₽", "0 ₽", "+1 ₽", "900 ₽"]
    assert chart.labels == ("Обычный уровень", "Лиды", "Встречи", "Договоры", "Округление", "Октябрь 2026")


def bars(chart: Chart) -> list[tuple[float, float, str]]:
    found = re.findall(r'<path d="M([-\d.]+) [\d.]+H([-\d.]+)v[^"]*" fill="(#\w+)"', svg_text(chart))
    return [(float(low), float(high), colour) for low, high, colour in found]


def test_steps_of_a_waterfall_hang_where_the_row_before_ended() -> None:
    found = diagnosis()
    change = Change(Decimal(100), Decimal(40), {"leads": Decimal(20), "visits": Decimal(-80)})
    chart = waterfall_chart(found, Against(BaseOf.USUAL, None, change), "RUB", RU)
    first, up, down, last = bars(chart)
    unit = (first[1] - first[0]) / 100
    assert first[2] == last[2] == THIRD
    assert last[1] - last[0] == pytest.approx(40 * unit, abs=0.2)
    assert up[0] == pytest.approx(first[1], abs=0.2)
    assert up[1] - up[0] == pytest.approx(20 * unit, abs=0.2)
    assert down[1] == pytest.approx(up[1], abs=0.2)
    assert down[0] == pytest.approx(last[1], abs=0.2)
    assert down[2] == SECOND


def test_levels_that_differ_little_are_points_and_no_bars_from_a_cut_axis() -> None:
    chart = waterfall(leads="50.7", visits="-150.8")
    assert len(bars(chart)) == 2
    assert svg_text(chart).count("<circle") == 2


def test_a_loss_goes_left_of_zero() -> None:
    found = diagnosis()
    change = Change(Decimal(50), Decimal(-30), {"visits": Decimal(-80)})
    first, down, last = bars(waterfall_chart(found, Against(BaseOf.USUAL, None, change), "RUB", RU))
    assert down[0] == pytest.approx(last[0], abs=0.2)
    assert last[1] == pytest.approx(first[0], abs=0.2)
    assert down[1] - down[0] == pytest.approx((first[1] - first[0]) * 80 / 50, abs=0.3)


def test_a_funnel_by_cohort_tells_who_went_on_and_by_events_who_came() -> None:
    chart = funnel_chart(diagnosis(), "RUB", RU, cohort=True)
    assert chart.texts == ("200", "60 из 200", "14")
    # 60 of 200 is 30 %, usually 40 %: 80 of 200 across the bar.
    assert [series.values[1] for series in chart.series] == [Decimal(60), Decimal(200), Decimal("80.0")]
    assert plain(chart.notes[1]) == "30,0 % · обычно 40,0 % · −10,0 п. п. · 9 дн."
    assert plain(chart.notes[0]) == "обычно 190 · +5,3 %"
    assert plain(chart.notes[2]) == "20,0 % · обычно 20,0 % · 0,0 п. п. · по датам событий"
    assert chart.marked == {1}
    by_events = funnel_chart(diagnosis(), "RUB", RU, cohort=False)
    assert by_events.texts == ("200", "70", "14")
    # 70 of 200 by dates are other cases than the 60: the usual share of cohorts does not stand beside them.
    assert plain(by_events.notes[1]) == "35,0 % · 9 дн."
    assert by_events.series[2].values[1] is None
    assert len(row_bands(chart)) == 3


def test_a_stage_that_may_be_chance_is_not_marked_as_the_weak_link() -> None:
    chart = funnel_chart(diagnosis(certain=False), "RUB", RU, cohort=True)
    assert not chart.marked
    assert "Оранжевый" not in funnel_legend(chart, RU, cohort=True)
    assert "Оранжевый" in funnel_legend(funnel_chart(diagnosis(), "RUB", RU, cohort=True), RU, cohort=True)
    assert SECOND not in svg_text(chart)
    assert SECOND in svg_text(funnel_chart(diagnosis(), "RUB", RU, cohort=True))


def test_a_month_without_a_usual_level_is_drawn_without_one() -> None:
    found = replace(diagnosis(), weak=None, against=())
    chart = funnel_chart(found, "RUB", Translator("en"), cohort=True)
    assert chart.texts == ("200", "60 of 200", "14")
    assert plain(chart.notes[1]) == "30.0% · 9 d"
    assert all(value is None for value in chart.series[2].values)
