"""A closed month reads its frozen rows whatever is imported, undone or set later; it is reopened with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import check, new_book, opened, undo
from kpi_desktop.app.closing import (
    close_month,
    closings,
    corrections,
    keep_sent,
    reopen_month,
    restated,
    sent_reports,
)
from kpi_desktop.app.figures import explain, month_figures, month_view, rows
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.outputs import Output, write_workbook
from kpi_desktop.app.plans import plan_progress, plan_row, set_plans
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.missing import Value

AUGUST = "01.08.2026;1;Анна;Ромашка;1000\n31.08.2026;2;Анна;Клевер;500\n"
SEPTEMBER = "01.09.2026;3;Анна;Ромашка;2000\n30.09.2026;4;Борис;Лютик;700\n"
CORRECTED = "01.09.2026;3;Анна;Ромашка;2000\n15.09.2026;9;Борис;Лютик;300\n30.09.2026;4;Борис;Лютик;900\n"
OCTOBER = "01.10.2026;5;Анна;Клевер;4000\n31.10.2026;6;Борис;Лютик;10\n"
HEAD = "Дата;Номер чека;Менеджер;Покупатель;Сумма\n"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


def add(path: Path, name: str, text: str) -> int:
    """Import lines as an export of their days; the number of the import."""
    file = path.parent / name
    file.write_text(HEAD + text, "utf-8")
    (found,) = import_files(load_workspace(), path, [file], {file: ImportChoice(replace=True)})
    assert found.batches
    return found.batches[0]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "b.kpi"
    new_book(path, "Проба", "RUB")
    for name, text in (("aug.csv", AUGUST), ("sep.csv", SEPTEMBER), ("oct.csv", OCTOBER)):
        add(path, name, text)
    return path


def value(workspace: Workspace, path: Path, month: str, metric: str = "revenue") -> Value:
    return month_figures(workspace, path, month, None, metric)[2][0].value


def by_manager(workspace: Workspace, path: Path, month: str) -> dict[str | None, Value]:
    return {f.member: f.value for f in month_figures(workspace, path, month, "manager", "revenue")[2]}


def test_a_replacement_after_the_close_changes_the_book_but_not_the_month(workspace: Workspace, book: Path) -> None:
    closed = close_month(workspace, book, "2026-09", "Бухгалтер")
    assert (closed.edition, closed.standing, closed.who) == (1, True, "Бухгалтер")
    add(book, "sep2.csv", CORRECTED)
    assert value(workspace, book, "2026-09") == 2700
    assert value(workspace, book, "2026-09", "sales_count") == 2
    assert by_manager(workspace, book, "2026-09") == {None: 2700, "Анна": 2000, "Борис": 700}
    assert rows(workspace, book, "revenue", "2026-09").total == 2
    assert explain(workspace, book, "revenue", "2026-09", "ru").figure.value == 2700
    view = month_view(workspace, book, Period.month("2026-09"))
    assert view is not None
    assert view.matrix.total["revenue", "2026-09"].value == 2700
    assert [month.name for month in view.book.months] == ["2026-08", "2026-09", "2026-10"]
    # What is not closed reads the book as it is: October's previous month, the quarter.
    assert value(workspace, book, "2026-Q3") == 1500 + 3200
    told = {one.metric: one for one in restated(workspace, book, "2026-09")}
    assert (told["revenue"].frozen, told["revenue"].current) == (Decimal("2700.00"), Decimal("3200.00"))
    words = [reason.template for reason in told["revenue"].why]
    assert any("imported later" in word for word in words)
    assert any("replaced later" in word for word in words)
    with opened(workspace, book) as (base, engine):
        found = corrections(base, engine, Period.month("2026-10"))
        assert [(one.month.name, one.metric, one.difference) for one in found] == [("2026-09", "revenue", Decimal(500))]
        assert corrections(base, engine, Period.month("2026-09")) == ()
    assert check(workspace, book) == []


def test_an_undo_after_the_close_leaves_the_frozen_rows(workspace: Workspace, book: Path) -> None:
    close_month(workspace, book, "2026-09")
    with opened(workspace, book) as (base, _):
        batches = [batch.id for batch in base.batches()]
    for batch in batches:
        undo(workspace, book, batch)
    assert value(workspace, book, "2026-09") == 2700
    assert value(workspace, book, "2026-09", "mom_growth") == Decimal("0.8")  # 2 700 beside August's frozen 1 500
    told = {one.metric: one for one in restated(workspace, book, "2026-09")}
    assert told["revenue"].current is None
    assert any("taken out later" in reason.template for reason in told["revenue"].why)


def test_parameters_vat_basis_and_plans_are_frozen_too(workspace: Workspace, book: Path) -> None:
    set_plans(workspace, book, [plan_row(workspace, "2026-09", "3000", whose=("Анна", "", ""))])
    change_settings(workspace, book, {"vat_basis": "with", "band_high": "60"})
    close_month(workspace, book, "2026-09")
    set_plans(workspace, book, [plan_row(workspace, "2026-09", "9000", whose=("Анна", "", ""))])
    change_settings(workspace, book, {"vat_basis": "without", "band_high": "100"})
    progress = {one.member: one for one in plan_progress(workspace, book, "2026-09")}
    assert progress["Анна"].plan.value == 3000
    (figure,) = month_figures(workspace, book, "2026-09", None, "performer_high")[2]
    assert figure.value == 1  # 2 000 of 3 000 reaches the band of 60 % as it was
    assert month_figures(workspace, book, "2026-09", None, "revenue")[2][0].basis == "with"
    why = [reason.template for reason in restated(workspace, book, "2026-09")[0].why]
    assert any("settings changed" in word for word in why)


def test_reopening_says_who_and_why_and_the_next_close_is_the_next_edition(workspace: Workspace, book: Path) -> None:
    close_month(workspace, book, "2026-09")
    add(book, "sep2.csv", CORRECTED)
    with pytest.raises(UsageError):
        close_month(workspace, book, "2026-09")
    with pytest.raises(UsageError):
        reopen_month(book, "2026-09", "Бухгалтер", " ")
    sent = book.parent / "report.pdf"
    sent.write_bytes(b"%PDF-1.7 sent in October")
    keep_sent(book, "2026-09", sent)
    reopen_month(book, "2026-09", "Бухгалтер", "пришла исправленная выгрузка")
    assert value(workspace, book, "2026-09") == 3200
    assert restated(workspace, book, "2026-09") == ()
    again = close_month(workspace, book, "2026-09")
    assert again.edition == 2
    assert [(one.edition, one.standing, one.reopened_by, one.reopened_why) for one in closings(book)] == [
        (1, False, "Бухгалтер", "пришла исправленная выгрузка"), (2, True, "", ""),
    ]  # fmt: skip
    assert sent_reports(book, "2026-09", 1) == {"report.pdf": b"%PDF-1.7 sent in October"}
    assert sent_reports(book, "2026-09", 2) == {}


def test_the_workbook_of_a_closed_month_stands_on_the_frozen_rows(
    workspace: Workspace, book: Path, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    close_month(workspace, book, "2026-09")
    add(book, "sep2.csv", CORRECTED)
    out = tmp_path / "kpi.xlsx"
    write_workbook(workspace, book, Output(out, "2026-09", "ru"))
    data = load_workbook(out, read_only=True)["Данные"]
    amounts = [cell.value for line in data.iter_rows(min_row=7) for cell in line]
    assert 700 in amounts
    assert 900 not in amounts
    told = [[cell.value for cell in line[:4]] for line in load_workbook(out, data_only=True)["Сверка"].iter_rows()]
    assert ["Выручка", 2700, 3200, 500] in told
    write_workbook(workspace, book, Output(out, "2026-10", "ru"))
    told = [[cell.value for cell in line[:4]] for line in load_workbook(out, data_only=True)["Сверка"].iter_rows()]
    assert ["Сентябрь 2026: Выручка", 2700, 3200, 500] in told


def test_a_month_that_is_not_whole_or_has_no_data_cannot_be_closed(workspace: Workspace, book: Path) -> None:
    add(book, "nov.csv", "01.11.2026;7;Анна;Клевер;100\n09.11.2026;8;Анна;Клевер;100\n")
    for month in ("2026-11", "2027-01", "2026-13"):
        with pytest.raises(UsageError):
            close_month(workspace, book, month)
    assert closings(book) == []
