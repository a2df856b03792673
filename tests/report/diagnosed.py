"""A month diagnosed by hand: 200 leads, 50 meetings, 20 sales of 100 roubles; usually 200, 80, 32."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.funnels import Funnel, FunnelStage
from kpi_desktop.engine.funnel.against import Against
from kpi_desktop.engine.funnel.diagnosis import Diagnosis, StageLine
from kpi_desktop.engine.funnel.shares import explain
from kpi_desktop.engine.funnel.weak import Stage, WeakLink
from kpi_desktop.engine.funnel.words import CHECK, Axis, BaseOf, Money, Told
from kpi_desktop.engine.judging.judge import Basis, Judged
from kpi_desktop.i18n.message import named

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period

CAUSES = ("leads", "visits", "orders", CHECK)

#: Links of the chain by dates of events: leads, meetings, sales, revenue.
USUAL, NOW = (200, 80, 32, 3200), (200, 50, 20, 2000)


def _stage(name: str, measure: str) -> FunnelStage:
    return FunnelStage(id=name, name_ru=f"Этап {name}", name_en=f"Stage {name}", measure=measure)


def funnel() -> Funnel:
    """Leads, meetings, sales."""
    stages = (_stage("leads", "leads"), _stage("visits", "visits_held"), _stage("orders", "orders"))
    return Funnel(id="mine", name_ru="Моя воронка", name_en="My funnel", stages=stages)


def _against(before: tuple[int, ...], after: tuple[int, ...]) -> Against:
    change = explain(CAUSES, {"": before}, {"": after})
    old, new = (tuple(Fraction(link) for link in links) for links in (before, after))
    return Against(BaseOf.USUAL, None, change, Axis.WHOLE, old, new)


def diagnosed(month: Period, *, enough: bool = True) -> Diagnosis:
    """Meetings are the weak link: 25 % instead of 40 %, which costs 1,200 roubles of revenue a month."""
    judged = Judged(0.25, 0.4, Basis.SEASON, 0.3, 0.5, 0.001, enough=enough)
    weak = Stage("visits", judged, enough, Fraction(1200), Fraction(400), Fraction(2000))
    lines = (
        StageLine("leads", named("Stage leads", "Этап leads"), Decimal(200)),
        StageLine("visits", named("Stage visits", "Этап visits"), Decimal(50), Told.SHARE, Decimal(200), Decimal(50),
                  cohort=True, median=4),
        StageLine("orders", named("Stage orders", "Этап orders"), Decimal(20), Told.SHARE, Decimal(50), Decimal(20)),
    )  # fmt: skip
    return Diagnosis(
        funnel(), month, date(2011, 11, 30), lines, Money.REVENUE, Decimal(2000), WeakLink((weak,), enough, enough),
        (_against(USUAL, NOW),), (),
    )  # fmt: skip
