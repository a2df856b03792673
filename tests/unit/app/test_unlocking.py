"""What to add: computed from a book's gaps, best first, at most three, each counted once the ones before are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_view
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.unlocking import (
    Supply,
    look_into,
    month_of_supplies,
    month_unlocking,
    supplies_of,
    unlocking_of_nothing,
)
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.catalogue.formats import keys_of
from kpi_desktop.core.missing import Reason
from kpi_desktop.core.period import Period
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.unlocks import export_name

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = "Дата продажи;Сумма продажи\n01.10.2026;100,00\n15.10.2026;200,00\n31.10.2026;50,00\n"
FULL = (
    "Дата;Документ;Покупатель;Товар;Количество;Сумма;Себестоимость\n"
    "01.10.2026;Д-1;Иванов;Чай;1;100,00;60,00\n31.10.2026;Д-2;Петров;Кофе;2;250,00;150,00\n"
)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


def filled(workspace: Workspace, folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    book, sales = folder / "b.kpi", folder / "Продажи.csv"
    sales.write_text(text, encoding="utf-8")
    new_book(book, "Лавка", "RUB", "ru")
    assert import_files(workspace, book, [sales], {})[0].imported
    return book


def test_a_book_with_days_and_amounts_only(workspace: Workspace, tmp_path: Path) -> None:
    book = filled(workspace, tmp_path, PLAIN)
    found = month_unlocking(workspace, book, "2026-10")
    gaps = {gap.metric: gap for gap in found.gaps()}
    assert "revenue" not in gaps
    assert gaps["margin"].missing.reason in (Reason.NO_COST, Reason.NO_COLUMN)
    assert "sale.cost" in gaps["margin"].needs
    assert "sales-table" in gaps["margin"].exports
    assert "yandex-direct" not in gaps["margin"].exports
    assert gaps["leads"].exports
    assert gaps["custom"].exports == ()
    box = found.box()
    assert len(box) == 3
    assert (box[0].export, box[0].fact) == ("sales-table", "sale")
    assert {"cost", "customer", "document"} <= set(box[0].columns)
    told = [metric for unlock in box for metric in unlock.metrics]
    assert len(told) == len(set(told)), "a metric is promised once"
    sizes = [len(unlock.metrics) for unlock in box]
    assert sizes[0] == max(sizes)  # a later one may give more than the second: some metrics want both of them
    ranked = found.ranked()
    assert [len(metrics) for _, metrics in ranked] == sorted((len(metrics) for _, metrics in ranked), reverse=True)


def test_a_full_book_of_one_month_asks_for_earlier_months_not_for_a_column(
    workspace: Workspace, tmp_path: Path
) -> None:
    found = month_unlocking(workspace, filled(workspace, tmp_path, FULL), "2026-10")
    sales = next(unlock for unlock in found.box() if unlock.fact == "sale")
    assert (sales.earlier, sales.columns, sales.column) == (True, (), "")
    assert Translator("ru")(export_name(sales, workspace.catalogue)).endswith("за более ранние месяцы")
    plain = month_unlocking(workspace, filled(workspace, tmp_path / "2", PLAIN), "2026-10").box()
    assert not plain[0].earlier


def test_what_is_promised_is_what_the_import_gives(workspace: Workspace, tmp_path: Path) -> None:
    book = filled(workspace, tmp_path, PLAIN)
    fuller = tmp_path / "Полные.csv"
    fuller.write_text(FULL, encoding="utf-8")
    promised = set(month_unlocking(workspace, book, "2026-10").given(supplies_of(look_into([fuller])[0])))
    assert {"margin", "aov", "buyers", "sales_count"} <= promised
    other = tmp_path / "other"
    other.mkdir()
    view = month_view(workspace, filled(workspace, other, FULL), Period.month("2026-10"))
    assert view is not None
    absent = {metric: why.reason for metric, why in view.missing if metric in promised}
    assert set(absent.values()) <= {Reason.VAT_MIXED, Reason.ZERO_DENOMINATOR}, absent
    assert "new_buyers" not in promised, "who is new is not known in the first months"


def test_the_overview_and_the_shell_use_one_answer(workspace: Workspace, tmp_path: Path) -> None:
    book = filled(workspace, tmp_path, PLAIN)
    view = month_view(workspace, book, Period.month("2026-10"))
    assert view is not None
    assert view.unlocks == month_unlocking(workspace, book, "2026-10").box()


def test_an_empty_book(workspace: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "empty.kpi"
    new_book(book, "Лавка", "RUB", "ru")
    found = month_unlocking(workspace, book, None)
    assert found.month is None
    assert {gap.metric for gap in found.gaps()} == set(workspace.catalogue.metrics)
    assert found.box()[0].export == "sales-table"
    assert found.box()[0].columns == (), "the fact itself is new: no column is named apart"


def test_formats_that_are_not_read_are_never_advised(workspace: Workspace) -> None:
    advised = {name for name, _ in unlocking_of_nothing(workspace.catalogue).ranked()}
    assert not {one.id for one in workspace.catalogue.formats.values() if not one.read} & advised


def test_a_file_gives_only_what_its_days_allow(workspace: Workspace) -> None:
    keys = keys_of({"sale": ("day", "amount")})
    october = Supply("октябрь", keys, Period.month("2026-10"))
    two = Supply("два месяца", keys, Period(Period.month("2026-09").start, Period.month("2026-10").end))
    month = Period.month("2026-10")
    assert "mom_growth" not in unlocking_of_nothing(workspace.catalogue, month).given([october])
    assert "mom_growth" in unlocking_of_nothing(workspace.catalogue, month).given([two])
    assert "revenue" not in unlocking_of_nothing(workspace.catalogue, Period.month("2026-11")).given([two])


def test_the_month_of_files() -> None:
    keys = keys_of({"sale": ("day", "amount")})
    october = Period.month("2026-10")
    assert month_of_supplies([Supply("a", keys, october)]) == october
    half = Period(october.start, Period.month("2026-11").start.replace(day=11))
    assert month_of_supplies([Supply("a", keys, half)]) == october
    assert month_of_supplies([]) is None


def test_what_gives_several_metrics_together_is_found_export_by_export(workspace: Workspace, tmp_path: Path) -> None:
    """Sales over leads: documents of the sales and a list of leads, two exports; no marketplace for an own shop."""
    found = month_unlocking(workspace, filled(workspace, tmp_path, PLAIN), "2026-10")
    assert [unlock.export for unlock in found.supplying(["leads"])] == ["leads-table"]
    both = {unlock.export: unlock.columns for unlock in found.supplying(["sales_conversion", "leads"])}
    assert both == {"leads-table": (), "sales-table": ("document",)}
    assert found.supplying(["revenue"]) == (), "it is there"
    assert found.supplying([]) == ()
    cost = {unlock.export for unlock in found.supplying(["sale_cost"])}
    assert cost
    assert not any(export.startswith(("ozon", "wildberries")) for export in cost)
