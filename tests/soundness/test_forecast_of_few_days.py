"""A month in progress is forecast from its own days: days that no file covers are no days without sales. By hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.answers import answers_of
from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.plans import plan_row, set_plans
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

FORECASTS = ("revenue_forecast", "revenue_forecast_low", "revenue_forecast_high")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


def forecast(company: Company, month: str, metric: str = "revenue_forecast") -> Value:
    return company.engine.figures([metric], [Period.month(month)])[0].value


def sold(*days: str, first: str = "", last: str = "") -> Export:
    """Ten roubles on each of the days."""
    rows = "".join(f"{day} 10 {n}\n" for n, day in enumerate(days))
    return Export("day amount document\n" + rows, "sale", "1C", first, last)


def reason(value: Value) -> Reason:
    assert isinstance(value, Missing), value
    return value.reason


def days(month: str, first: int, last: int) -> list[str]:
    return [f"{month}-{day:02d}" for day in range(first, last + 1)]


@pytest.mark.parametrize("metric", FORECASTS)
def test_one_day_in_the_middle_of_a_month_tells_nothing_of_the_month(tmp_path: Path, metric: str) -> None:
    """Sales of 13 January alone: 10 to 12 January are working days of which nothing is known."""
    company = Company(tmp_path)
    company.add(sold("2022-01-13"))
    assert reason(forecast(company, "2022-01", metric)) is Reason.NOT_COVERED


def test_a_file_that_states_its_days_has_days_without_sales(tmp_path: Path) -> None:
    """The file answers for 1 to 13 January 2022: days without sales are days without sales there."""
    company = Company(tmp_path)
    company.add(sold("2022-01-13", first="2022-01-01", last="2022-01-13"))
    assert reason(forecast(company, "2022-01")) is Reason.HISTORY_SHORT  # 10 to 13 January: four working days
    company.add(sold("2022-01-14", "2022-01-20", first="2022-01-14", last="2022-01-20"))
    assert forecast(company, "2022-01") == Decimal("53.33")  # 30 of nine days of sixteen: 10-14 and 17-20 January


def test_holidays_and_weekends_before_the_first_day_lack_nothing(tmp_path: Path) -> None:
    """January 2022 begins with holidays up to the 9th: a file from the 10th on holds the month from its start."""
    company = Company(tmp_path)
    company.add(sold(*days("2022-01", 10, 14)))
    assert forecast(company, "2022-01") == 50 * Decimal(16) / 5


def test_the_month_before_covers_quiet_days_at_the_edge(tmp_path: Path) -> None:
    """Sales to 30 March and from 3 April: one stream goes on, the 1st and 2nd of April had no sales."""
    company = Company(tmp_path)
    company.add(sold(*days("2026-03", 1, 30)))
    company.add(sold(*days("2026-04", 3, 12)))
    assert isinstance(forecast(company, "2026-04"), Decimal)
    alone = Company(_folder(tmp_path))
    alone.add(sold(*days("2026-04", 3, 12)))
    assert reason(forecast(alone, "2026-04")) is Reason.NOT_COVERED  # 1 and 2 April are a Wednesday and a Thursday


def _folder(where: Path) -> Path:
    found = where / "alone"
    found.mkdir()
    return found


def test_a_month_that_is_over_has_its_own_revenue_however_few_its_days(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(sold("2022-01-29", "2022-01-31"))
    assert forecast(company, "2022-01") == 20


SALES = "Дата;Номер чека;Товар;Количество;Сумма;Себестоимость\n{day}.09.2026;1;Стол;1;60000;45000\n"


def book_of(workspace: Workspace, where: Path, *numbers: int) -> Path:
    path, sales = where / "b.kpi", where / "sales.csv"
    new_book(path, "Проба", "RUB")
    head, row = SALES.splitlines()
    rows = [row.format(day=f"{day:02d}").replace(";1;Стол", f";{day};Стол") for day in numbers]
    sales.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    assert import_files(workspace, path, [sales], {})[0].imported == len(numbers)
    set_plans(workspace, path, [plan_row(workspace, "2026-09", "990000", "revenue"),
                                plan_row(workspace, "2026-09", "22", "sales_count")])  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("numbers", "to_date", "ahead"),
    [((10,), Reason.NOT_COVERED, Reason.NOT_COVERED), ((1, 2), Decimal(2), Reason.HISTORY_SHORT),
     ((1, 7), Decimal(5), Decimal(2))],
)  # fmt: skip
@pytest.mark.parametrize("metric", ["revenue", "sales_count"])
def test_a_plan_is_forecast_from_the_same_days(
    workspace: Workspace, tmp_path: Path, metric: str, numbers: tuple[int, ...], to_date: object, ahead: object
) -> None:
    """September 2026 has 22 working days, five of them up to Monday 7th; the plan is one of 45 000 for each."""
    book = book_of(workspace, tmp_path, *numbers)
    figures = month_figures(workspace, book, "2026-09", None, metric)[2]
    found = figures[0].comparisons[Base.PLAN].attainment
    assert found is not None
    of_day, of_sale = (45000, 60000) if metric == "revenue" else (1, 1)
    for value, wanted, scale in ((found.to_date, to_date, of_day), (found.forecast, ahead, of_sale * Decimal(22) / 5)):
        if isinstance(wanted, Decimal):
            assert value == pytest.approx(wanted * scale)
        else:
            assert reason(value) is wanted
    assert (found.light == "") is (to_date is Reason.NOT_COVERED)
    assert (found.forecast_share is None) is not isinstance(ahead, Decimal)


def test_limits_tell_no_month_from_its_days_and_give_the_reason(workspace: Workspace, tmp_path: Path) -> None:
    book = book_of(workspace, tmp_path, 10)
    month = next(one for one in answers_of(workspace, book, "2026-09").answers if one.id == "revenue_forecast")
    assert reason(month.value) is Reason.NOT_COVERED


def test_the_owner_decides_how_many_days_are_enough(workspace: Workspace, tmp_path: Path) -> None:
    book = book_of(workspace, tmp_path, 1, 2)
    change_settings(workspace, book, {"forecast_days": "2"})
    figures = month_figures(workspace, book, "2026-09", None, "revenue_forecast")[2]
    assert figures[0].value == 120000 * Decimal(22) / 2
