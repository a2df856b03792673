"""Lists in the workbook and in the report: live, equal to what the program computed, without anybody's phone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.bundles import report_bundle
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.lists import ListOutput, write_list
from kpi_desktop.app.outputs import Output, verify_workbook, write_workbook
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.engine.lists import LISTS
from kpi_desktop.report.pages import report_html
from tests.end2end import first_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Eight months of sales to twelve customers, one of them known by a phone; contracts; tasks of two sprints."""
    sales: first_files.Rows = [["Дата", "Номер чека", "Товар", "Покупатель", "Количество", "Сумма"]]
    for number in range(120):
        day = date(2026, 1, 1) + timedelta(days=2 * number)
        who = number % 12 if number % 3 else number % 5
        name = "+7 912 345-67-89" if who == 1 else f"Покупатель {who:02}"
        sales.append([day, f"Ч-{number}", f"Товар {number % 7}", name, 1, 100 + 10 * (number % 7) ** 2])
    contracts: first_files.Rows = [
        ["Дата договора", "Номер договора", "Клиент", "Сумма договора", "Дата оплаты"],
        [date(2026, 6, 1), "Д-1", "ООО Альфа, i.petrov@mail.ru", 100000, date(2026, 6, 20)],
        [date(2026, 8, 7), "Д-2", "ООО Бета, i.petrov@mail.ru", 250000, None],
    ]
    tasks: first_files.Rows = [["Задача", "Дата создания", "Дата завершения", "Спринт"]]
    for number in range(20):
        done = date(2026, 8, 1 + number) if number % 2 else None
        tasks.append([f"З-{number}", date(2026, 8, 1), done, f"Спринт {number % 2}"])
    files = [first_files.workbook(tmp_path / f"{name}.xlsx", rows)
             for name, rows in (("Продажи", sales), ("Договоры", contracts), ("Задачи", tasks))]  # fmt: skip
    made = tmp_path / "b.kpi"
    new_book(made, "ООО «Ромашка»", "RUB", "ru")
    import_files(load_workspace(), made, files, {})
    return made


def texts(path: Path, sheet: str) -> list[str]:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    return [str(cell) for row in rows for cell in row if cell != ""]


@pytest.mark.slow
def test_the_workbook_has_the_lists_and_they_recalculate(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "kpi.xlsx"
    made = write_workbook(load_workspace(), book, Output(out, "2026-08", "ru"))
    lists = {"Список для обзвона", "Дебиторская задолженность", "ABC товаров", "RFM покупателей", "Когорты"}
    assert lists <= set(made.sheets)
    assert ("Сгорание задач" in made.sheets) == bool(list_of(book, "burndown"))
    found = verify_workbook(out)
    assert (found.different, found.not_cached) == ((), ())
    written = texts(out, "Список для обзвона")
    assert "ООО Бета, i***@mail.ru" in written
    assert not any("i.petrov" in text for name in lists for text in texts(out, name))
    assert "+7 *** ***-67-89" in texts(out, "RFM покупателей")


def list_of(book: Path, name: str) -> int:
    with opened(load_workspace(), book) as (_, engine):
        return len(LISTS[name](engine, Period.month("2026-08")).table.lines)


@pytest.mark.slow
def test_usual_buyers_who_did_not_come_are_a_sheet_that_recalculates(tmp_path: Path) -> None:
    """А buys 300 in each of three months, Б 100.01 in two of them, В in one: in August only Г is there.

    А brings 300 a month, Б 200.02 / 3 = 66.67; together 1,100.02 / 3 = 366.67; a month before nobody is missing.
    """
    rows: first_files.Rows = [["Дата", "Номер чека", "Товар", "Покупатель", "Количество", "Сумма"]]
    for month, last in ((4, 30), (5, 31), (6, 30), (7, 31), (8, 31)):
        people = (
            [("Г", 50)] + [("А", 300)] * (month < 8) + [("Б", 100.01)] * (month in (5, 7)) + [("В", 9)] * (month == 6)
        )
        rows += [[date(2026, month, on), f"{month}-{on}-{name}", "Стул", name, 1, amount]
                 for name, amount in people for on in ((1, last) if name == "Г" else (5,))]  # fmt: skip
    made, out = tmp_path / "b.kpi", tmp_path / "kpi.xlsx"
    new_book(made, "ООО «Ромашка»", "RUB", "ru")
    import_files(load_workspace(), made, [first_files.workbook(tmp_path / "Продажи.xlsx", rows)], {})
    written = write_workbook(load_workspace(), made, Output(out, "2026-08", "ru"))
    assert "Не пришли в этом месяце" in written.sheets
    told = texts(out, "Не пришли в этом месяце")
    assert told[told.index("Покупателей в списке") + 1] == "2.0"
    at = told.index("А")
    assert told[at + 2 : at + 5] == ["3.0", "900.0", "300.0"]
    at = told.index("Б")
    assert told[at + 2 : at + 5] == ["2.0", "200.02", "66.67"]
    assert "366.67" in told
    found = verify_workbook(out)
    assert (found.different, found.not_cached) == ((), ())


@pytest.mark.parametrize("name", ["callback", "abc", "rfm", "cohorts", "burndown", "receivables"])
def test_a_list_is_a_workbook_of_its_own(book: Path, tmp_path: Path, name: str) -> None:
    from openpyxl import load_workbook

    out = tmp_path / f"{name}.xlsx"
    listing = write_list(load_workspace(), book, name, "2026-08", ListOutput(out, "en"))
    (sheet,) = load_workbook(out).worksheets
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    live = {"abc": 3, "rfm": 3, "burndown": 3}.get(name, 0) * len(listing.table.lines)
    assert len(formulas) >= max(live, 1 if name in ("callback", "receivables") else 0)
    assert sheet.cell(1, 1).value
    # Printed a page wide with the heads on every page; what an accountant reads does not leave the screen.
    printed = sheet.sheet_properties.pageSetUpPr
    assert printed is not None
    assert printed.fitToPage
    assert sheet.print_title_rows
    assert sheet.freeze_panes


def test_a_list_without_data_is_not_written(book: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_list(load_workspace(), book, "carts", "2026-08", ListOutput(tmp_path / "c.xlsx", "ru"))
    assert not (tmp_path / "c.xlsx").exists()


def test_the_report_of_everything_has_the_lists(book: Path) -> None:
    workspace = load_workspace()
    with opened(workspace, book) as (held, engine):
        period = Period.month("2026-08")
        whole = report_html(report_bundle(workspace, held, engine, period), "ru")
        owner = report_html(
            report_bundle(workspace, held, engine, period, preset=workspace.catalogue.presets["owner"]), "ru"
        )
    for told in ("Покупатели: кто возвращается", "Списки для работы", "background: #8fb4f5", "ООО Бета, i***@mail.ru"):
        assert told in whole
    assert "i.petrov" not in whole
    assert "Списки для работы" not in owner
    # of the lists an owner gets the one about money, with its sum, and no others
    title = "Подписано и не оплачено: кому позвонить"
    assert owner.count(f">{title}<") > whole.count(f">{title}<") == 0
    assert "ООО Бета, i***@mail.ru" in owner
    assert "Покупатели: кто возвращается" not in owner
