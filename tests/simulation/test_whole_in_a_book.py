"""A whole made-up company through files and import: the book's figures, chances and findings are those of its rows."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.findings import month_findings
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.findings.joint import findings
from tests.bench.whole_company import LONG, catalogue
from tests.simulation.files import cut_to_the_day_of_reading, write
from tests.simulation.whole_company import Whole, whole
from tests.simulation.whole_reading import LAST, sight_of

if TYPE_CHECKING:
    from pathlib import Path

#: What the rows of sales, leads, meetings and contracts give without knowing who bought before the first of them.
_SAME = (
    "leads", "sales_count", "sales_conversion", "conv_visit_contract", "aov", "revenue", "arpu_paying", "arp_customer",
    "top_customer_share", "churn_rate", "tcv",
)  # fmt: skip

_SALES = ("Дата", "Номер документа", "Покупатель", "Товар", "Количество", "Сумма", "Себестоимость")


def _sales(found: Whole, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(_SALES)
        for row in found.day.argsort(kind="stable"):
            day = date.fromordinal(int(found.day[row])).strftime("%d.%m.%Y")
            money = (f"{amount:.2f}".replace(".", ",") for amount in (found.amount[row], found.cost[row]))
            writer.writerow((day, f"П-{row}", f"Покупатель {found.customer[row]}", "Товар", "1", *money))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("seed", [900_000, 900_007])
def test_the_book_judges_as_the_bare_rows_do(seed: int, tmp_path: Path) -> None:
    found = whole(seed, LONG)
    found.made.age = 10  # the files reach into January, so that December is covered wholly
    cut_to_the_day_of_reading(found.made)
    book, workspace = tmp_path / "book.kpi", load_workspace()
    new_book(book, "Проба", "RUB", "ru")
    change_settings(workspace, book, {"vat_basis": "without"})
    import_files(workspace, book, [*write(found.made, tmp_path), _sales(found, tmp_path / "Продажи.csv")], {})
    read = month_findings(workspace, book, LAST.name)
    mine = sight_of(catalogue(), found, LONG)
    for metric in _SAME:
        told, value = mine.value(metric), read.sight.value(metric)
        assert isinstance(told, Decimal), metric
        assert isinstance(value, Decimal), (metric, value)
        assert float(value) == pytest.approx(float(told), rel=1e-6), metric
        ours, theirs = mine.judged(metric), read.sight.judged(metric)
        if metric == "top_customer_share":
            continue
        assert not isinstance(ours, Missing), metric
        assert not isinstance(theirs, Missing), (metric, theirs)
        assert theirs.p == pytest.approx(ours.p, abs=1e-4), metric
    rules = [finding.rule for finding in read.findings.found if finding.rule.judged]
    of_rows = findings([rule for rule in rules if set(rule.metrics) <= set(_SAME)], mine)
    assert {one.rule.id for one in of_rows.found} == {rule.id for rule in rules if set(rule.metrics) <= set(_SAME)}
