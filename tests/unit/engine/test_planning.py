"""Plans of any metric: whose they are, what adds up, the part to date by the book's days, the lights. By hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.outputs import Output, write_workbook
from kpi_desktop.app.plans import plan_row, set_plans
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.catalogue.model import Direction
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.day_profile import learnt, profile_of
from kpi_desktop.engine.figure import Base, ChangeKind
from kpi_desktop.engine.planning import Kin, Passed, Planning, attained, kin_of
from kpi_desktop.engine.plans import PlanRow, counted

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.engine.figure import Comparison

SEPTEMBER = Period.month("2026-09")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


def rows(metric: str, *whose: tuple[str, str, str, str]) -> list[PlanRow]:
    return [PlanRow(metric, "2026-09", Decimal(amount), *names) for amount, *names in whose]


def test_only_what_adds_up_is_summed_over_people_and_months(workspace: Workspace) -> None:
    kinds = {
        name: kin_of(workspace.catalogue, workspace.metric(name))
        for name in ("revenue", "leads", "sales_count", "buyers", "visitors", "margin", "aov", "nps", "gross_profit")
    }
    assert kinds == {
        "revenue": Kin.ADDS, "leads": Kin.ADDS, "gross_profit": Kin.ADDS, "sales_count": Kin.FLOWS,
        "buyers": Kin.WHOLE, "visitors": Kin.WHOLE, "margin": Kin.LEVEL, "aov": Kin.LEVEL, "nps": Kin.LEVEL,
    }  # fmt: skip
    people = rows("leads", ("30", "Анна", "Юг", ""), ("20", "Борис", "Юг", ""), ("60", "", "Юг", ""))
    planning = Planning.of(people, profile_of("working", "ru", None))
    assert planning.plan("leads", Kin.ADDS, SEPTEMBER, (None, None)) == 50
    assert planning.plan("leads", Kin.ADDS, SEPTEMBER, ("team", "Юг")) == 60  # a team's own plan, not its people's
    assert planning.plan("leads", Kin.ADDS, SEPTEMBER, ("manager", "Анна")) == 30
    assert planning.plan("leads", Kin.ADDS, SEPTEMBER, ("channel", "Сайт")) is None
    assert planning.plan("leads", Kin.LEVEL, SEPTEMBER, (None, None)) is None
    assert planning.plan("leads", Kin.ADDS, Period.named("2026-Q3"), (None, None)) is None  # July has no plan
    own = Planning.of([*people, *rows("leads", ("80", "", "", ""))], planning.profile)
    assert own.plan("leads", Kin.ADDS, SEPTEMBER, (None, None)) == 80  # the company's own goes before the sum


def test_over_months_a_share_has_no_plan_and_a_sum_has() -> None:
    months = [PlanRow(m, f"2026-0{n}", Decimal(v)) for m, v in (("margin", "0.3"), ("leads", "10")) for n in (7, 8, 9)]
    planning = Planning.of(months, profile_of("working", "ru", None))
    quarter = Period.named("2026-Q3")
    assert planning.plan("leads", Kin.ADDS, quarter, (None, None)) == 30
    refused = planning.plan("margin", Kin.LEVEL, quarter, (None, None))
    assert isinstance(refused, Missing)
    assert refused.reason is Reason.NOT_ADDITIVE
    zero = Planning.of([PlanRow("leads", "2026-09", Decimal(0))], planning.profile)
    refused = zero.plan("leads", Kin.ADDS, SEPTEMBER, (None, None))
    assert isinstance(refused, Missing)
    assert refused.reason is Reason.ZERO_DENOMINATOR


def test_a_person_with_a_plan_over_all_channels_is_not_counted_once_more_by_channel() -> None:
    found = counted(rows("leads", ("30", "Анна", "", ""), ("10", "Анна", "", "Сайт"), ("5", "Борис", "", "Сайт"),
                         ("6", "Борис", "", "Опт")), "leads")  # fmt: skip
    assert sum(row.amount for row in found) == 30 + 5 + 6


def test_the_own_profile_is_learnt_from_twelve_full_months_by_weekday_and_season() -> None:
    """Mondays sell 200, other days 100, closed on Sundays; December sells double."""
    months = [Period.month("2025-09").shifted(n) for n in range(12)]
    sold = {}
    for month in months:
        for n in range(month.days):
            day = month.start + timedelta(days=n)
            amount = (0 if day.weekday() == 6 else 200 if day.weekday() == 0 else 100) * (2 if day.month == 12 else 1)
            sold[day] = Decimal(amount)
    assert learnt(sold, months[1:]) is None
    own = learnt(sold, months)
    assert own is not None
    assert own.weekdays[6] == 0
    # December lifts every weekday nearly alike: it has five Mondays, Tuesdays and Wednesdays of 31 days.
    assert abs(own.weekdays[0] / own.weekdays[3] - 2) < Decimal("0.02")
    assert abs(own.season[11] / own.season[8] - 2) < Decimal("0.02")
    profile = profile_of("own", "ru", own)
    # November 2026 begins on a Sunday: to Monday 2nd one of five Mondays (200 each) of 5 x 200 + 20 x 100 are due.
    part = profile.share(Period.month("2026-11"), Period(date(2026, 11, 1), date(2026, 11, 3)))
    assert part is not None
    assert abs(part - Decimal(200) / Decimal(3000)) < Decimal("0.001")


SALES = """Дата;Номер чека;Менеджер;Товар;Количество;Сумма;Себестоимость
01.09.2026;1;Анна;Стол;1;60000;45000
08.09.2026;2;Борис;Стул;2;30000;15000
10.09.2026;3;Анна;Стул;1;10000;7000
"""

#: September 2026 has 22 working days, 8 of them up to the 10th; 10 of 30 days.
EXPECTED = {"working": (Decimal(8), Decimal(22)), "seven": (Decimal(10), Decimal(30))}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "b.kpi"
    new_book(path, "Проба", "RUB")
    sales = tmp_path / "sales.csv"
    sales.write_text(SALES, "utf-8")
    assert import_files(load_workspace(), path, [sales], {})[0].imported == 3
    change_settings(load_workspace(), path, {"vat_basis": "without"})
    return path


def planned(workspace: Workspace, book: Path, metric: str, by: str | None = None) -> dict[str | None, Comparison]:
    _, _, figures = month_figures(workspace, book, "2026-09", by, metric)
    return {f.member: f.comparisons[Base.PLAN] for f in figures if Base.PLAN in f.comparisons}


@pytest.mark.parametrize("days", ["working", "seven"])
def test_a_month_under_way_is_told_whole_to_date_and_by_the_forecast(
    workspace: Workspace, book: Path, days: str
) -> None:
    set_plans(workspace, book, [
        plan_row(workspace, "2026-09", "66000", "gross_profit"), plan_row(workspace, "2026-09", "0,4", "margin"),
        plan_row(workspace, "2026-09", "20", "sales_count"), plan_row(workspace, "2026-09", "50", "buyers"),
        plan_row(workspace, "2026-09", "0", "units"),
    ])  # fmt: skip
    change_settings(workspace, book, {"day_profile": days})
    done, whole = EXPECTED[days]
    profit = planned(workspace, book, "gross_profit")[None]
    attained = profit.attainment
    assert attained is not None
    assert attained.plan == 66000
    assert profit.value == attained.to_date == (66000 * done / whole).quantize(Decimal("0.01"))
    assert attained.full_share == Decimal(33000) / Decimal(66000)
    assert attained.to_date_share is not None
    assert abs(attained.to_date_share - Decimal(33000) / (66000 * done / whole)) < Decimal("0.000001")
    assert attained.forecast == (33000 * whole / done).quantize(Decimal("0.01"))
    assert attained.profile == days
    assert attained.light == "green"  # 33 000 of 24 000 (or 22 000) due
    share = planned(workspace, book, "margin")[None]
    assert share.kind is ChangeKind.POINTS
    assert share.change == Decimal("-0.07")  # 33 % of a planned 40 %
    assert share.attainment is not None
    assert (share.attainment.full_share, share.attainment.to_date, share.attainment.light) == (
        None, Decimal("0.4"), "yellow",
    )  # fmt: skip
    orders = planned(workspace, book, "sales_count")[None]
    assert isinstance(orders.value, Decimal)
    assert abs(orders.value - 20 * done / whole) < Decimal("1e-20")
    units = planned(workspace, book, "units")[None]
    assert isinstance(units.value, Missing)
    assert units.value.reason is Reason.ZERO_DENOMINATOR


@pytest.mark.parametrize(
    ("amount", "light"), [("17000", "green"), ("16750", "green"), ("14000", "yellow"), ("13000", "red")]
)
def test_where_less_is_better_the_lights_are_turned_round(workspace: Workspace, amount: str, light: str) -> None:
    """A unit costs 16 750: within a plan of 17 000, at 84 % of one of 14 000, at 78 % of one of 13 000."""
    catalogue = workspace.catalogue
    metric = replace(workspace.metric("unit_price"), better=Direction.DOWN)
    days = Passed(over=True, done=Decimal(1), whole=Decimal(1), profile="", low=Decimal(80), high=Decimal(100))
    assert attained(metric, kin_of(catalogue, metric), Decimal(amount), Decimal(16750), days).light == light


def test_people_have_their_own_plans_and_the_rest_have_none(workspace: Workspace, book: Path) -> None:
    set_plans(workspace, book, [plan_row(workspace, "2026-09", "55000", "gross_profit", ("Анна", "", ""))])
    found = planned(workspace, book, "gross_profit", "manager")
    anna = found["Анна"].attainment
    assert anna is not None
    assert anna.plan == 55000
    assert anna.full_share is not None
    assert abs(anna.full_share - Decimal(18000) / Decimal(55000)) < Decimal("1e-20")
    assert "Борис" not in found


def test_without_twelve_full_months_the_own_profile_is_the_working_days_and_says_so(
    workspace: Workspace, book: Path
) -> None:
    change_settings(workspace, book, {"day_profile": "own"})
    with opened(workspace, book) as (_, engine):
        profile = engine.planning(SEPTEMBER).profile
    assert (profile.kind.value, profile.asked.value) == ("working", "own")


def test_the_workbook_follows_the_fact_and_the_plan(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    """33 000 of 66 000 on 8 of 22 working days: cells point at the fact, the plan and the part that has passed."""
    set_plans(workspace, book, [plan_row(workspace, "2026-09", "66000", "gross_profit")])
    from openpyxl import load_workbook

    out = tmp_path / "kpi.xlsx"
    write_workbook(workspace, book, Output(out, "2026-09", "ru"))
    told = {kind: load_workbook(out, data_only=kind)["Сравнения"] for kind in (False, True)}
    row = next(cells[0].row for cells in told[True].iter_rows() if cells[0].value == "Валовая прибыль")
    values, formulas = ([cell.value for cell in sheet[row]] for sheet in (told[True], told[False]))
    assert values[1] == 33000
    assert values[6:13] == [66000, pytest.approx(8 / 22), 24000, 0.5, 1.375, 90750, 1.375]
    assert formulas[8:13] == [f"=ROUND(G{row}*H{row},2)", f"=B{row}/G{row}", f"=B{row}/I{row}",
                              f"=ROUND(B{row}/H{row},2)", f"=L{row}/G{row}"]  # fmt: skip
    assert str(formulas[1]).startswith("=Показатели!")
