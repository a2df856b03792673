"""What is said of a change: the true cause by name, in both languages, and rounded parts that still add up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Period
from kpi_desktop.engine.why.explained import Explained
from kpi_desktop.engine.why.explainer import Explainer
from kpi_desktop.engine.why.sides import Against
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.why import MOST, WhyText
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "day document customer manager product quantity amount cost\n"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def text(company: Company, metric: str, choice: str, lang: str = "ru") -> WhyText:
    explainer = Explainer(company.engine, metric, Period.month("2024-02"))
    sides = explainer.against(Against.PREVIOUS)
    assert sides is not None
    kind, _, name = choice.partition(":")
    found = explainer.by_way(sides, name) if kind == "way" else explainer.by_split(sides, name)
    assert isinstance(found, Explained), found
    return WhyText(found, CATALOGUE.metrics[metric], "RUB", Translator(lang))


def said(company: Company, metric: str, choice: str, lang: str = "ru") -> str:
    return "\n".join(text(company, metric, choice, lang).sentences()).replace("\xa0", " ").replace("\u202f", " ")


def months(company: Company, january: str, february: str) -> None:
    company.add(Export(HEAD + january.strip() + "\n" + february.strip(), first="2024-01-01", last="2024-02-29"))


def test_simpson_is_told_as_the_mix(company: Company) -> None:
    # Both margins rose (50 -> 55 %, 10 -> 11 %), the whole fell from 30 to 19.8 %: dear vases gave way to lamps.
    months(
        company,
        "2024-01-10 1 К Анна Ваза 10 1000 500\n2024-01-11 2 М Иван Лампа 10 1000 900",
        "2024-02-10 3 К Анна Ваза 4 400 180\n2024-02-11 4 М Иван Лампа 16 1600 1424",
    )
    told = said(company, "margin", "by:product")
    assert "Маржа: 19,8 %; было 30,0 %; изменение −10,2 п. п." in told
    assert "в сумме выросли (+2,4 п. п.), а общий снизился: больше стала доля тех, у кого он ниже (−12,6 п. п.)" in told
    assert "Сильнее всего сказалась доля «Ваза»: 50,0 % → 20,0 %" in told
    assert "the whole fell because the shares of those with a lower figure grew (−12.6 pp)" in said(
        company, "margin", "by:product", "en"
    )


def test_one_big_client_is_named(company: Company) -> None:
    small = "\n".join(f"2024-0{{m}}-{day:02} {{m}}{day} К{day} Анна Лампа 1 100 50" for day in range(1, 11))
    grown = small.format(m=2).replace("К3 Анна Лампа 1 100", "К3 Анна Лампа 1 150")
    months(company, small.format(m=1), grown + "\n2024-02-20 299 Кит Иван Ваза 10 5000 2500")
    told = said(company, "revenue", "by:customer")
    assert "Больше всего: «Кит» +5 000,00 ₽ (0,00 ₽ → 5 000,00 ₽)" in told
    assert "«Кит»: в данных за то время нет" in told
    assert "Это больше половины всего движения в эту сторону" in told
    # By sales it is no more customers: it is the average sale.
    assert "Больше всего: «Средняя продажа»" in said(company, "revenue", "way:sales")


def test_who_was_away_is_no_verdict(company: Company) -> None:
    months(
        company,
        "2024-01-10 1 К Анна Лампа 10 1000 500\n2024-01-11 2 М Иван Лампа 10 1000 400",
        "2024-02-10 3 К Анна Лампа 10 1000 500",
    )
    told = said(company, "revenue", "by:manager")
    assert "«Иван»: в данных за то время есть, за это — нет" in told
    assert "это арифметика, а не оценка" in told
    # Of a ratio nobody is named as its cause: that may be chance. That he is away is the mix.
    ratio = said(company, "margin", "by:manager")
    assert "Больше всего:" not in ratio
    assert "Дело в составе" in ratio


def test_a_loss_that_grew_is_told_with_its_sign(company: Company) -> None:
    months(company, "2024-01-10 1 К Анна Лампа 1 100 150", "2024-02-10 2 К Анна Лампа 3 300 450")
    told = said(company, "gross_profit", "way:sales")
    assert "Валовая прибыль: −150,00 ₽; было −50,00 ₽; изменение −100,00 ₽" in told
    # As many sales and the same price of a unit: three times the check at the same loss on each rouble loses more.
    assert "Больше всего: «Средняя продажа» −100,00 ₽" in told


def test_small_members_stand_together_and_the_printed_parts_add_up(company: Company) -> None:
    names = [f"Т{n:02}" for n in range(30)]
    january = "\n".join(f"2024-01-10 {n} К Анна {name} 1 {100 + n}.33 50" for n, name in enumerate(names))
    february = "\n".join(f"2024-02-10 1{n} К Анна {name} 1 {100 + 3 * n}.66 50" for n, name in enumerate(names))
    months(company, january, february)
    found = text(company, "revenue", "by:product")
    parts = found.parts()
    assert len(parts) == MOST + 1
    assert parts[-1][0] == "Ещё 22 вместе"
    # 30 products: sum of 2n is 870, and 30 times 0.33.
    assert sum(part for _, part in parts) == Decimal("879.90")
    chart = found.chart()
    assert len(found.hovers()) == len(chart.labels) == len(chart.texts) == MOST + 3
