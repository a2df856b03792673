"""Teams and employment with their days: figures counted by hand from the rows and the list of people beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app import staff
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.staff import Spell
from kpi_desktop.store.book import Book
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.figure import Figure

MARCH = ("2026-03-01", "2026-03-31")
SALES = """
day amount cost manager customer document
2026-02-10 500 100 Анна К0 1
2026-03-03 100 60 Анна К1 2
2026-03-20 40 10 Анна К1 3
2026-03-05 30 20 Борис К2 4
2026-03-25 70 50 Вера К3 5
2026-03-26 9 3 Гость К4 6
"""
PEOPLE = """Сотрудник;Команда;С;По
Анна;Север;01.01.2026;14.03.2026
Анна;Юг;15.03.2026;
Борис;Север;2025-01-01;2026-03-10
Вера;Юг;2026-03-01;
Глеб;Юг;2026-01-01;
"""


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path)
    made.add(Export(SALES, "sale", "1C", "2026-02-01", "2026-03-31"))
    made.book.close()
    staff.whole_list(made.path, PEOPLE)
    made.book = Book.open(made.path)
    return made


def split(company: Company, metric: str, by: str = "team", period: str = "2026-03") -> dict[str | None, Value]:
    return {f.member: f.value for f in company.engine.figures([metric], [Period.named(period)], by)}


def beside(company: Company, metric: str, by: str = "manager") -> dict[str | None, Figure]:
    company.book.close()
    _, _, figures = month_figures(load_workspace(), company.path, "2026-03", metric=metric, by=by)
    company.book = Book.open(company.path)
    return {figure.member: figure for figure in figures if figure.dimension == by}


def test_a_split_by_team_is_that_of_the_day_of_each_sale(company: Company) -> None:
    # Anna's 100 of 3 March are the North's, her 40 of the 20th the South's; Guest is in no list
    assert split(company, "revenue") == {"Север": Decimal(130), "Юг": Decimal(110), "": Decimal(9)}
    # parts of the whole: 130 + 110 + 9
    assert company.engine.figures(["revenue"], [Period.named("2026-03")])[0].value == Decimal(249)
    assert split(company, "revenue", period="2026-02") == {"Север": Decimal(500)}


def test_counts_and_ratios_follow_the_team_too(company: Company) -> None:
    # К1 bought of the North and of the South: a buyer of both, one buyer in all
    assert split(company, "buyers") == {"Север": Decimal(2), "Юг": Decimal(2), "": Decimal(1)}
    assert company.engine.figures(["buyers"], [Period.named("2026-03")])[0].value == Decimal(4)
    # North: 130 - 80 = 50 of 130; South: 110 - 60 = 50 of 110
    found = split(company, "margin")
    assert isinstance(found["Север"], Decimal)
    assert round(found["Север"], 6) == Decimal("0.384615")
    assert isinstance(found["Юг"], Decimal)
    assert round(found["Юг"], 6) == Decimal("0.454545")


def test_a_deal_is_of_the_team_on_the_day_it_was_closed(company: Company) -> None:
    company.add(
        Export(
            "day deal closed_day status manager amount\n2026-02-01 1 2026-03-14 won Анна 10\n"
            "2026-02-01 2 2026-03-15 won Анна 20\n2026-02-01 3 2026-03-16 lost Анна 30\n",
            "deal", "CRM", "2026-01-01", "2026-03-31",
        )
    )  # fmt: skip
    assert split(company, "avg_deal_size") == {"Север": Decimal(10), "Юг": Decimal(20)}
    assert split(company, "win_rate") == {"Север": Decimal(1), "Юг": Decimal("0.5")}
    assert split(company, "sales_cycle") == {"Север": Decimal(41), "Юг": Decimal(42)}


def test_the_mean_of_a_team_is_of_those_employed_in_the_month(company: Company) -> None:
    found = beside(company, "revenue")
    # the South in March: Anna (there at the month's end) 140, Vera 70, Gleb who sold nothing: 210 over three
    assert found["Вера"].comparisons[Base.TEAM_MEAN].value == Decimal(70)
    assert found["Анна"].comparisons[Base.TEAM_MEAN].value == Decimal(70)
    # Boris left on the 10th: he is measured against nobody, and it is said
    assert Base.TEAM_MEAN not in found["Борис"].comparisons
    assert "left" in {flag.code for flag in found["Борис"].flags}
    assert "left" not in {flag.code for flag in found["Вера"].flags}


def test_who_left_has_no_place_among_people(company: Company) -> None:
    lines = []
    for who, won in (("Анна", 10), ("Борис", 90), ("Вера", 60)):
        for number in range(100):
            status = "won" if number < won else "lost"
            lines.append(f"2026-02-01 {who}{number} 2026-03-09 {status} {who} 10")
    company.add(Export("day deal closed_day status manager amount\n" + "\n".join(lines), "deal", "CRM", "2026-01-01",
                       "2026-03-31"))  # fmt: skip
    found = beside(company, "win_rate")
    # Boris won most and left: Vera is first, Anna second of the two who are there
    assert (found["Борис"].rank, found["Вера"].rank, found["Анна"].rank) == (None, 1, 2)


def test_a_plan_of_somebody_who_is_not_there_any_more_counts_nobody(company: Company) -> None:
    company.add(
        Export("day amount manager\n2026-03-01 140 Анна\n2026-03-01 10 Борис\n2026-04-01 100 Анна\n"
               "2026-04-01 100 Борис\n", "target", "Планы", "2026-03-01", "2026-04-30")
    )  # fmt: skip
    company.add(
        Export("day amount cost manager customer document\n2026-04-03 100 50 Анна К1 9\n", "sale", "1C",
               "2026-04-01", "2026-04-30")
    )  # fmt: skip
    # in March both had a plan and reached it; in April Boris is gone: one of one, not one of two
    assert company.engine.figures(["quota_reps"], [Period.named("2026-03")])[0].value == Decimal(1)
    assert company.engine.figures(["quota_reps"], [Period.named("2026-04")])[0].value == Decimal(1)


def test_without_a_list_there_is_no_split_by_team(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(SALES, "sale", "1C", "2026-02-01", "2026-03-31"))
    assert company.engine.figures(["revenue"], [Period.named("2026-03")], "team") == []


def test_a_row_that_names_its_team_keeps_it(company: Company) -> None:
    company.add(
        Export("day hours kind manager team\n2026-03-20 8 selling Анна Запад\n2026-03-20 2 content Анна -\n", "hours",
               "Табель", *MARCH)
    )  # fmt: skip
    assert split(company, "time_selling") == {"Запад": Decimal(1), "Юг": Decimal(0)}


def test_moving_leaving_and_taking_back_are_versions(company: Company) -> None:
    company.book.close()
    moved = staff.came(company.path, Spell("Вера", "Север", date(2026, 3, 20)), "Директор")
    assert [v.number for v in moved] == [1, 2]
    vera = [one for one in moved[-1].spells if one.person == "Вера"]
    assert vera == [
        Spell("Вера", "Юг", date(2026, 3, 1), date(2026, 3, 19)), Spell("Вера", "Север", date(2026, 3, 20)),
    ]  # fmt: skip
    gone = staff.left(company.path, "вера", date(2026, 3, 31))
    assert [one.last for one in gone[-1].spells if one.person == "Вера"] == [date(2026, 3, 19), date(2026, 3, 31)]
    back = staff.take_back(company.path)
    assert back[-1].spells == moved[-1].spells
    assert moved[0].spells == staff.spells_of(PEOPLE)


@pytest.mark.parametrize(
    "line",
    ["Анна;Юг;2026-03-01;", "Вера;Север;2026-04-01;2026-04-30", "Дина;Юг;2026-05-01;2026-04-01", "Дина;Юг;завтра;"],
)
def test_what_cannot_be_is_refused(company: Company, line: str) -> None:
    company.book.close()
    with pytest.raises(UsageError):
        staff.whole_list(company.path, PEOPLE + line)
    assert staff.staff_versions(company.path)[-1].spells == staff.spells_of(PEOPLE)
