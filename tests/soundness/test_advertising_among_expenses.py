"""Advertising that stands among the expenses only: what is not told by it says how to make it count; by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.translator import Translator
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

SEPTEMBER = Period.month("2026-09")
DAYS = ("2026-09-01", "2026-09-30")


def figure(company: Company, metric: str) -> Decimal | Missing:
    (found,) = company.engine.figures([metric], [SEPTEMBER])
    return found.value


def said(found: Decimal | Missing, lang: str) -> str:
    assert isinstance(found, Missing)
    return Translator(lang)(found.message)


def test_the_way_out_is_told_and_works(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day document amount cost\n2026-09-10 1 30000 10000", "sale", "1C", *DAYS))
    assert "among the expenses" not in said(figure(company, "drr"), "en")
    spent = "day amount class\n2026-09-05 3000 advertising\n2026-09-05 2000 fixed"
    company.add(Export(spent, "expense", "Расходы", *DAYS))
    profit = figure(company, "profit")
    assert profit == 15000  # 30,000 - 10,000 - 3,000 - 2,000
    for metric in ("drr", "cac_advertising"):
        assert "Advertising among the expenses alone does not count here" in said(figure(company, metric), "en")
        assert "таблицей с днём или месяцем, каналом и расходом" in said(figure(company, metric), "ru")
    cost = "day cost channel\n2026-09-01 3000 ВКонтакте"
    company.add(Export(cost, "advertising", "Реклама", *DAYS, grain=Grain.MONTH))
    drr = figure(company, "drr")
    assert not isinstance(drr, Missing)
    assert float(drr) == 0.1
    assert figure(company, "profit") == profit  # deducted once
