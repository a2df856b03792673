"""Bases that are no month, members that know only a part of the way, and losses: expected numbers by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from kpi_desktop.core.period import Period
from kpi_desktop.engine.funnel.against import Against
from kpi_desktop.engine.funnel.bases import best_colleague, by_trend
from kpi_desktop.engine.funnel.counts import Amounts, Counted, Passing
from kpi_desktop.engine.funnel.diagnosis import Diagnosis, diagnose
from kpi_desktop.engine.funnel.reading import FunnelReader, FunnelReading, Step
from kpi_desktop.engine.funnel.shares import UNLINKED, explain
from kpi_desktop.engine.funnel.weak import WeakLink, weak_link
from kpi_desktop.engine.funnel.words import Axis, BaseOf, Money
from kpi_desktop.engine.plans import PLANS, PlanRow, PlanVersion, to_text
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.diagnosis import DiagnosisText
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.engine.funnel.chains import Chains

D = Decimal
FEBRUARY = Period.month("2026-02")


def test_stages_that_no_member_knows_stand_before_them() -> None:
    # 1,000 responses, 100 leads (Anna 50, Boris 50), each sells a fifth: 20. Then 2,000 responses and 200 leads, of
    # which Boris (a tenth) takes 150 and Anna (three tenths) 50 - as they sold before: Anna 0.3, Boris 0.1.
    before = {"Анна": (50, 15), "Борис": (50, 5)}
    after = {"Анна": (50, 15), "Борис": (150, 15)}
    change = explain(("responses", "leads", "sales"), before, after, ((1000,), (2000,)))
    # Rates stand still: 0.3 and 0.1. Leads for a response 0.1 both times: nothing. Responses double; the shares go from
    # a half each to 1/4 and 3/4: mean rate 0.2 -> 0.15. Total 20 -> 30. Responses: +100 leads * (0.2 + 0.15) / 2 =
    # 17.5, mix: -0.05 * 150 = -7.5.
    assert change.parts == {"responses": D("17.5"), "leads": 0, "mix": D("-7.5"), "sales": 0}


@dataclass
class _Months:
    """A chain of three links by month: 13 months and more."""

    links: Sequence[tuple[int, int, int]]

    @property
    def reading(self) -> _Months:
        return self

    @property
    def months(self) -> Sequence[object]:
        return self.links

    def is_told(self, _place: int) -> bool:
        return True

    def whole(self, place: int) -> list[Fraction]:
        return [Fraction(link) for link in self.links[place]]

    def plain(self, base: BaseOf, month: Period | None, before: list[Fraction]) -> Against:
        change = explain(("leads", "sales", "check"), {"": before}, {"": self.whole(len(self.links) - 1)})
        return Against(base, month, change, before=tuple(before))


def test_last_year_by_the_own_trend() -> None:
    year_ago = [(100, 20, 1000), (100, 20, 1000)]
    links = [(100, 10, 1000), *year_ago, *[(100, 20, 1000)] * 9]
    links += [(100, 10, 1000), (150, 45, 2700), (150, 45, 2700), (90, 9, 900)]
    # Judged is month 15: its base is month 3 (100, 20, 1,000); the trend is months 12 to 14 over 0 to 2, pooled:
    # leads 400 / 300, conversion 100/400 over 50/300 = 1.5, check 6,400/100 over 3,000/50 = 64/60.
    (found,) = by_trend(cast("Chains", _Months(links)))
    assert found.before == (
        Fraction(400, 3),
        Fraction(400, 3) * Fraction(1, 5) * Fraction(3, 2),
        Fraction(400, 3) * Fraction(3, 10) * 50 * Fraction(64, 60),
    )
    assert found.month is None
    assert sum(Fraction(part) for part in found.change.parts.values()) == Fraction(found.change.total)
    # Thirteen months know last year's month, but no trend since.
    assert not list(by_trend(cast("Chains", _Months(links[:13]))))


def reading(cases: np.ndarray, hits: np.ndarray, people: tuple[str, ...]) -> FunnelReading:
    """One step by channel and person in a single month that stands for the year."""
    funnel = CATALOGUE.funnels["sales"]
    step = Step(funnel.stages[1], funnel.stages[2], Passing("visits", cases[None], hits[None]), cohort=True)
    return FunnelReading(
        funnel, FEBRUARY, date(2026, 2, 28), (FEBRUARY,), funnel.stages[1:3], (), (), (step,), ("", "сайт"), people,
        (True,),
    )  # fmt: skip


PEOPLE = ("", "Анна", "Борис", "Вера")


def best(cases: list[list[float]], hits: list[list[float]]) -> str | None:
    found = reading(np.array(cases), np.array(hits), PEOPLE)
    one = best_colleague(found, found.steps[0])
    return None if one is None else one.person


def test_the_best_colleague_is_one_who_is_really_better() -> None:
    # 200 leads each; 40 % beside 20 %: due is 26.7 % or 53, she has 80: 27 more, one standard error is about 5.
    assert best([[0, 200, 200, 200], [0, 0, 0, 0]], [[0, 80, 40, 40], [0, 0, 0, 0]]) == "Анна"
    # 23 % beside 20 % is chance.
    assert best([[0, 200, 200, 200], [0, 0, 0, 0]], [[0, 46, 40, 40], [0, 0, 0, 0]]) is None
    # Twenty leads, all of them hits: too few to be named.
    assert best([[0, 20, 200, 200], [0, 0, 0, 0]], [[0, 20, 40, 40], [0, 0, 0, 0]]) is None


def test_good_leads_are_no_merit() -> None:
    # Anna has the site's leads, of which 40 % go on with everybody; the others have the adverts' of 10 %.
    cases = [[0.0, 20, 180, 180], [0.0, 180, 20, 20]]
    assert best(cases, [[0, 2, 18, 18], [0, 72, 8, 8]]) is None


def whole(text: str, fact: str, source: str) -> Export:
    return Export(text, fact, source, first="2026-01-01", last="2026-02-28")


LEADS = "day lead customer manager channel\n" + "\n".join(
    f"2026-0{m}-{d:02} Л{m}{d} К{m}{d} {'Анна' if d % 2 else 'Борис'} сайт" for m in (1, 2) for d in range(1, 21)
)
VISITS = "day customer visits manager channel\n" + "\n".join(
    f"2026-0{m}-{d:02} К{m}{d} 1 {'Анна' if d % 2 else 'Борис'} сайт" for m in (1, 2) for d in range(1, 11)
)


def sales(january: str, february: str) -> str:
    return "day document customer manager channel product quantity amount cost\n" + january + "\n" + february


def diagnosed(where: Path, rows: str, *plan: PlanRow) -> Diagnosis:
    company = Company(where)
    company.add(whole(LEADS, "lead", "CRM"))
    company.add(whole(VISITS, "visit", "Журнал"))
    company.add(whole(rows, "sale", "1C"))
    if plan:
        company.book.set_setting(PLANS, to_text((PlanVersion(1, "2026-01-01", "", "", plan),)))
    return diagnose(company.engine, FunnelReader(company.book, CATALOGUE), CATALOGUE.funnels["leads"], FEBRUARY)


def changed(found: Diagnosis, base: BaseOf, by: Axis) -> Against:
    return next(one for one in found.against if (one.base, one.by) == (base, by))


def test_the_mix_of_products_in_the_funnel(tmp_path: Path) -> None:
    # Two sales a month to two buyers. January 2 lamps at 100 (cost 50) and 2 vases at 300 (cost 100): 800, profit 500.
    # February 3 lamps and 1 vase at the same prices and costs: 600, profit 350. Nothing moved but the mix: -150.
    found = diagnosed(
        tmp_path,
        sales(
            "2026-01-15 1 К11 Анна сайт Лампа 2 200 100\n2026-01-16 2 К12 Борис сайт Ваза 2 600 200",
            "2026-02-15 3 К21 Анна сайт Лампа 3 300 150\n2026-02-16 4 К22 Борис сайт Ваза 1 300 100",
        ),
    )
    assert found.money is Money.PROFIT
    parts = changed(found, BaseOf.PREVIOUS, Axis.PRODUCT).change.parts
    assert {cause: part for cause, part in parts.items() if part} == {"mix": -150}
    # Without products it looks like the check and the margin.
    plain = changed(found, BaseOf.PREVIOUS, Axis.WHOLE).change.parts
    assert {cause for cause, part in plain.items() if part} == {"check", "margin"}
    assert UNLINKED not in parts


def test_against_the_plan_from_the_last_links_that_are_planned(tmp_path: Path) -> None:
    rows = sales(
        "2026-01-15 1 К11 Анна сайт Лампа 2 200 -",
        "2026-02-15 3 К21 Анна сайт Лампа 3 300 -\n2026-02-16 4 К22 Борис сайт Ваза 1 500 -",
    )
    plan = (PlanRow("revenue", "2026-02", D(1200)), PlanRow("sales_count", "2026-02", D(4)))
    (tmp_path / "both").mkdir()
    found = diagnosed(tmp_path / "both", rows, *plan)
    assert found.money is Money.REVENUE
    # 4 sales of 300 were planned, 2 of 400 came: sales -2 * 350 = -700, check +100 * 3 = 300.
    against = changed(found, BaseOf.PLAN, Axis.WHOLE)
    assert against.change.parts == {"purchases": -700, "check": 300}
    # A plan of the revenue alone says nothing of causes.
    (tmp_path / "one").mkdir()
    alone = diagnosed(tmp_path / "one", rows, plan[0])
    assert not [one for one in alone.against if one.base is BaseOf.PLAN]


def lossy(result: int, check: float = 1000.0, rate: float = 0.2) -> WeakLink:
    """24 months of 1,000 leads of which 300 buy at 1,000; in the last one a fault of the stage or of the check."""
    volume = np.full((24, 1, 1), 1000.0)
    hits = np.full((24, 1, 1), 300.0)
    hits[:-1, 0, 0] += [(-1) ** month for month in range(23)]
    hits[-1] = 1000 * rate
    checks = np.array([*(1000.0 + 10 * (-1) ** month for month in range(23)), check])
    amounts = Amounts("check", checks, hits.sum(axis=(1, 2)), np.full(24, 400.0))
    counted = Counted("leads", volume, (Passing("sales", volume, hits),), (amounts,))
    return weak_link(counted, Fraction(result))


@pytest.mark.parametrize(("result", "gain"), [(20_000, 10_000), (-20_000, -10_000)])
def test_more_sales_at_a_loss_lose_more(result: int, gain: int) -> None:
    # 20 % instead of 30 %: at its usual level half as many sales more. Of a profit of 20,000 that is +10,000, of a loss
    # of 20,000 another 10,000 of loss.
    first = lossy(result).first
    assert first is not None
    assert (first.id, first.significant) == ("sales", True)
    assert first.gain is not None
    assert first.gain_low is not None
    assert first.gain_high is not None
    assert float(first.gain) == pytest.approx(gain, rel=0.02)
    assert first.gain_low < first.gain < first.gain_high


def test_a_larger_check_of_a_loss_is_not_told_in_money() -> None:
    # Dearer goods at the same cost would end the loss, more goods would enlarge it: which, the check does not say.
    first = lossy(-20_000, check=800.0, rate=0.3).first
    assert first is not None
    assert (first.id, first.gain) == ("check", None)
    gain = lossy(20_000, check=800.0, rate=0.3).first
    assert gain is not None
    assert gain.gain is not None


def test_a_loss_is_worded_as_a_loss() -> None:
    weak = lossy(-20_000)
    found = Diagnosis(
        CATALOGUE.funnels["leads"], FEBRUARY, date(2026, 2, 28), (), Money.PROFIT, D(-20_000), weak, (), ()
    )
    told = {lang: Translator(lang)(DiagnosisText(found, "RUB", Translator(lang)).headline()) for lang in ("ru", "en")}
    assert "продажи сейчас убыточны: на обычном уровне этапа убыток месяца был бы больше на" in told["ru"]
    assert "the month's loss would be larger by ≈\u00a0₽" in told["en"]
    assert "Сначала проверьте цены и себестоимость" in told["ru"]
    assert "была бы больше на" not in told["ru"]
