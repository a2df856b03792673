"""Plans: versions, what adds up, the quota that follows, out to a workbook and back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import Importing, import_files
from kpi_desktop.app.plans import (
    export_plans,
    plan_progress,
    plan_row,
    plan_versions,
    read_plan_file,
    set_plans,
)
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.engine.plans import PlanRow, counted, differences, from_text, revised, to_text
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from pathlib import Path

SALES = """Дата;Номер чека;Менеджер;Товар;Количество;Сумма
01.09.2026;1;Анна;Стол;1;60000
15.09.2026;2;Борис;Стул;2;30000
30.09.2026;3;Анна;Стул;1;20000
"""

PLANS = """Месяц;Менеджер;План
01.09.2026;Анна;100000
01.09.2026;Борис;50000
"""


def row(amount: str, manager: str = "", team: str = "", month: str = "2026-09") -> PlanRow:
    return PlanRow("revenue", month, Decimal(amount), manager, team)


def test_a_revision_takes_the_place_of_the_same_plan_and_the_original_stays() -> None:
    first = revised((), [row("100", "Анна"), row("50", "Борис")], "2026-09-01")
    both = revised(first, [row("80", "Анна")], "2026-09-10", "Директор")
    assert [version.number for version in both] == [1, 2]
    assert [found.amount for found in both[0].rows] == [Decimal(100), Decimal(50)]
    assert [found.amount for found in both[1].rows] == [Decimal(80), Decimal(50)]
    assert both[1].who == "Директор"
    assert from_text(to_text(both)) == both


def test_levels_are_never_added_and_a_team_that_differs_is_told() -> None:
    rows = [row("100", "Анна", "Юг"), row("50", "Борис", "Юг"), row("180", team="Юг"), row("200")]
    assert sum(found.amount for found in counted(rows, "revenue")) == 150
    assert differences(rows, "revenue") == (
        ("2026-09", "Юг", Decimal(180), Decimal(150)), ("2026-09", "", Decimal(200), Decimal(150)),
    )  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "b.kpi"
    new_book(path, "Проба", "RUB")
    sales, plans = tmp_path / "sales.csv", tmp_path / "plans.csv"
    sales.write_text(SALES, "utf-8")
    plans.write_text(PLANS, "utf-8")
    done = import_files(load_workspace(), path, [sales, plans], {})
    assert [one.imported for one in done] == [3, 2]
    return path


def quota(path: Path, dimension: str | None = None) -> dict[str | None, object]:
    workspace = load_workspace()
    with opened(workspace, path) as (_, engine):
        return {f.member: f.value for f in engine.figures(["sales_plan"], [Period.month("2026-09")], dimension)}


def test_a_plan_that_is_set_becomes_the_quota_and_imported_plans_are_not_counted_twice(book: Path) -> None:
    workspace = load_workspace()
    assert quota(book)[None] == 150000
    versions = set_plans(
        workspace, book, [plan_row(workspace, "2026-09", "120 000,00", whose=("Анна", "", ""))], "Директор"
    )
    assert [version.note for version in versions] == ["import", ""]
    assert quota(book)[None] == 170000
    set_plans(workspace, book, [plan_row(workspace, "2026-09", "90000", whose=("Анна", "", ""))])
    found = quota(book, "manager")
    assert (found["Анна"], found["Борис"]) == (90000, 50000)
    assert len(plan_versions(book)) == 3
    progress = {one.member: one for one in plan_progress(workspace, book, "2026-09")}
    assert progress["Анна"].actual.value == 80000


def test_the_company_keeps_its_plan_when_one_person_gets_a_plan(book: Path) -> None:
    """700,000 of the company, of which 120,000 are Anna's and 50,000 Boris's so far: the company's is 700,000."""
    workspace = load_workspace()
    set_plans(workspace, book, [plan_row(workspace, "2026-09", "700000")])
    set_plans(workspace, book, [plan_row(workspace, "2026-09", "120000", whose=("Анна", "", ""))])
    assert quota(book)[None] == 700000
    by_person = quota(book, "manager")
    assert (by_person["Анна"], by_person["Борис"], by_person[""]) == (120000, 50000, 530000)
    assert sum(Decimal(str(part)) for name, part in by_person.items() if name is not None) == 700000
    # People may be given more than the company plans: the company's plan stays what it is.
    set_plans(workspace, book, [plan_row(workspace, "2026-09", "900000", whose=("Анна", "", ""))])
    assert quota(book)[None] == 700000
    progress = {one.member: one for one in plan_progress(workspace, book, "2026-09")}
    assert progress[None].plan.value == 700000


def test_people_are_kept_though_the_first_plan_named_nobody(tmp_path: Path) -> None:
    """The company's plan alone comes first; the plans of people after it are theirs, not nobody's."""
    workspace, path = load_workspace(), tmp_path / "new.kpi"
    new_book(path, "Проба", "RUB")
    sales = tmp_path / "sales.csv"
    sales.write_text(SALES, "utf-8")
    import_files(workspace, path, [sales], {})
    set_plans(workspace, path, [plan_row(workspace, "2026-09", "700000")])
    set_plans(workspace, path, [plan_row(workspace, "2026-09", "120000", whose=("Анна", "", ""))])
    found = quota(path, "manager")
    assert (quota(path)[None], found["Анна"], found[""]) == (700000, 120000, 580000)
    with opened(workspace, path) as (_, engine):
        reps = engine.figures(["quota_reps"], [Period.month("2026-09")])[0]
    assert reps.value == 0, "Anna sold 80,000 of 120,000"


def test_a_plan_and_its_quota_are_stored_together_or_not_at_all(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = load_workspace()
    set_plans(workspace, book, [row("140000", "Анна")])
    before = plan_versions(book)

    def broken(*_: object) -> None:
        raise UsageError(msg("Nothing to divide by: “{name}” is zero in this period", name="диск"))

    monkeypatch.setattr(Importing, "store", broken)
    with pytest.raises(UsageError):
        set_plans(workspace, book, [row("999999", "Анна")])
    monkeypatch.undo()
    assert plan_versions(book) == before
    assert quota(book)[None] == 190000  # Anna 140 000, Boris 50 000 as imported
    # and the book goes on as before
    assert set_plans(workspace, book, [row("150000", "Анна")])[-1].number == before[-1].number + 1


def test_a_person_stays_in_the_team_though_the_new_plan_does_not_name_it() -> None:
    first = revised((), [row("100", "Анна", "Юг"), row("50", "Борис", "Юг")], "2026-09-01")
    second = revised(first, [row("80", "Анна")], "2026-09-10")
    assert sum(found.amount for found in second[1].rows if found.team == "Юг") == 130


def test_a_plan_that_is_dropped_leaves_the_quota_whole_months_too(book: Path) -> None:
    workspace = load_workspace()
    october = PlanRow("revenue", "2026-10", Decimal(70000), "Анна")
    set_plans(workspace, book, [october])
    anna, boris = row("0", "Анна"), row("0", "Борис")
    versions = set_plans(workspace, book, [], gone=[anna])
    assert [(found.month, found.manager) for found in versions[-1].rows] == [("2026-09", "Борис"), ("2026-10", "Анна")]
    assert quota(book)[None] == 50000
    set_plans(workspace, book, [], gone=[boris])
    assert not isinstance(quota(book)[None], Decimal)
    with pytest.raises(UsageError):
        set_plans(workspace, book, [], gone=[boris])
    set_plans(workspace, book, [], gone=[october])
    assert plan_versions(book)[-1].rows == ()
    with opened(workspace, book) as (store, _):
        assert store.run("SELECT count(*) FROM target") == [(0,)]
    set_plans(workspace, book, [row("90000", "Анна")])
    assert quota(book)[None] == 90000


@pytest.mark.parametrize("name", ["plans.xlsx", "plans.json"])
def test_plans_go_out_and_come_back(book: Path, tmp_path: Path, name: str) -> None:
    workspace = load_workspace()
    out = tmp_path / "out" / name
    out.parent.mkdir()
    assert export_plans(book, out) == 2
    rows = read_plan_file(workspace, book, out)
    assert [(found.month, found.manager, found.amount) for found in rows] == [
        ("2026-09", "Анна", Decimal(100000)), ("2026-09", "Борис", Decimal(50000)),
    ]  # fmt: skip


@pytest.mark.parametrize(("amount", "value"), [("40%", "0.4"), ("0,4", "0.4"), ("150 %", "1.5")])
def test_a_share_is_planned_as_a_share(amount: str, value: str) -> None:
    assert plan_row(load_workspace(), "2026-09", amount, "margin").amount == Decimal(value)


def test_forty_is_not_four_thousand_per_cent() -> None:
    with pytest.raises(UsageError):
        plan_row(load_workspace(), "2026-09", "40", "margin")


@pytest.mark.parametrize(("month", "amount"), [("2026-13", "1"), ("2026-09", "много"), ("2026-09", "-1")])
def test_what_is_no_plan_is_refused(month: str, amount: str) -> None:
    with pytest.raises(UsageError):
        plan_row(load_workspace(), month, amount)
