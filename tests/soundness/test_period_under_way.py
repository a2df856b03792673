"""A quarter or a year of which only some months are known says nothing of the months to come.

By hand: money 1 000 at the end of June, 700 at the end of July; a contract of 1 200 for a year from January to 31
August and one of 2 400 from May on; goods: 20 left, 10 sold in the twenty known days of July.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base, ChangeKind
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.kpis_json import figure_json
from kpi_desktop.present.prose import same_days

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.engine import Engine

TABLES = {
    "money.csv": """Дата остатка;Счёт;Остаток денег, руб.
30.04.2026;Касса;1600
31.05.2026;Касса;1300
30.06.2026;Касса;1000
31.07.2026;Касса;700
""",
    "contracts.csv": """Дата подписания;Номер договора;Клиент;Сумма договора;Дата начала;Дата окончания;Срок в месяцах
01.09.2025;1;А;1200;01.09.2025;31.08.2026;12
01.05.2026;2;Б;2400;01.05.2026;30.04.2027;12
31.07.2026;3;В;100;31.07.2026;30.08.2026;1
""",
    "stock.csv": """Дата остатка;Номенклатура;Ед. изм.;Остаток, шт
30.06.2026;Кружка;шт;30
31.07.2026;Кружка;шт;20
""",
    "sales.csv": """Дата;Документ;Товар;Количество;Сумма
01.06.2026;1;Кружка;4;400
30.06.2026;2;Кружка;8;800
01.07.2026;3;Кружка;6;600
20.07.2026;4;Кружка;4;400
""",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("under-way")
    made = folder / "b.kpi"
    new_book(made, "Лавка", "RUB", "ru")
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
        (found,) = import_files(load_workspace(), made, [folder / name], {})
        assert found.imported == len(text.splitlines()) - 1, name
    return made


def value(book: Path, metric: str, period: str) -> Value:
    return month_figures(load_workspace(), book, period, metric=metric)[2][0].value


@pytest.mark.parametrize(
    ("metric", "period", "wanted"),
    [
        ("cash_burn_rate", "2026-07", 300),
        ("cash_burn_rate", "2026-Q3", 300),  # one month is known, not three
        ("cash_burn_rate", "2026-Q2", None),  # nothing is known of the end of March
        ("cash_runway", "2026-Q3", Decimal(700) / 300),
        ("arr", "2026-07", 3600),
        ("arr", "2026-Q3", 3600),  # the first contract runs out in August, after the last month that is known
        ("arr", "2026", 3600),
        ("mrr", "2026-Q3", 100 + 200 + 100),
        ("stock_days", "2026-06", 30 * 30 / Decimal(12)),
        ("stock_days", "2026-07", 20 / (10 / Decimal(20))),
        ("stock_days", "2026-Q3", 20 / (10 / Decimal(20))),
    ],
)
def test_figures_of_the_known_months(book: Path, metric: str, period: str, wanted: Decimal | int | None) -> None:
    found = value(book, metric, period)
    if wanted is None:
        assert isinstance(found, Missing)
    else:
        assert isinstance(found, Decimal)
        assert abs(found - wanted) < Decimal("1e-20")


@pytest.mark.parametrize("period", ["2026-10", "2026-Q4", "2026"])
def test_a_change_is_that_between_the_two_figures_that_are_told(sample_engine: Engine, period: str) -> None:
    """Of the sample's October some exports end before its last day: their change is told with both of its sides."""
    wrong, looked = [], 0
    for figure in sample_engine.figures(list(sample_engine.catalogue.metrics), [Period.named(period)]):
        for base, one in figure.comparisons.items():
            now = figure.value if one.now is None else one.now
            if not all(isinstance(told, Decimal) for told in (now, one.value, one.change)):
                continue
            looked += 1
            moved = now - one.value  # type: ignore[operator]
            wanted = moved / one.value if one.kind is ChangeKind.PERCENT else moved  # type: ignore[operator]
            if abs(wanted - one.change) > Decimal("1e-20") * max(1, abs(wanted)):  # type: ignore[operator]
                wrong.append((figure.metric, base, now, one.value, one.change))
    assert not wrong
    assert looked > 200


def test_the_sides_of_such_a_change_are_told(sample_engine: Engine) -> None:
    """Tasks done: 657 by the end of October 2026, 651 by the 21st, where the export ends; 630 by 21 September."""
    (figure,) = sample_engine.figures(["work_done"], [Period.month("2026-10")])
    metric, one = sample_engine.catalogue.metrics["work_done"], figure.comparisons[Base.PREVIOUS]
    assert [figure.value, one.now, one.value] == [Decimal(657), Decimal(651), Decimal(630)]
    told = same_days(one, metric, "RUB", "ru")
    assert told is not None
    assert Translator("ru")(told).replace("\u00a0", " ") == (
        "по тем же дням и источникам 651 против 630 за 1–21 сентября 2026 года"
    )
    answer = json.loads(json.dumps(figure_json(figure, metric, "RUB", Translator("ru"))))
    previous = answer["compare"]["previous"]
    assert (previous["now"], previous["now_text"], previous["text"]) == ("651", "651", "+3,3\u00a0%")
