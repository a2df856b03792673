"""Sales are counted by the first lines of their documents only where that is the number of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Period
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.store.book import Book
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.engine import Engine

MAY, JUNE = Period.month("2023-05"), Period.month("2023-06")

PLAIN = """
day document customer amount
2023-05-02 1 А 10.00
2023-05-02 1 А 20.00
2023-05-02 1 А -5.00
2023-05-03 2 - 30.00
2023-06-01 3 Б 40.00
"""
#: Document 1 has lines in two months; in June it is a sale as well.
OF_TWO_DAYS = """
day document customer amount
2023-05-02 1 А 10.00
2023-06-02 1 А 20.00
2023-06-03 2 Б 30.00
"""
#: Only the second line of document 1 names its customer.
HALF_KNOWN = """
day document customer amount
2023-05-02 1 - 10.00
2023-05-02 1 А 20.00
2023-06-03 2 Б 30.00
"""
#: The export of June has a document 1 of its own.
MAY_EXPORT = """
day document customer amount
2023-05-02 1 А 10.00
2023-05-03 2 Б 10.00
"""
JUNE_EXPORT = """
day document customer amount
2023-06-02 1 В 10.00
2023-06-03 3 Б 10.00
"""


@pytest.fixture
def gathered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that gather documents one by one."""
    found: list[str] = []
    columns = Book.columns

    def noted(self: Book, sql: str) -> Mapping[str, NDArray[np.generic]]:
        if 'f."document" AS k' in sql:
            found.append(sql)
        return columns(self, sql)

    monkeypatch.setattr(Book, "columns", noted)
    return found


def counts(where: Path, *exports: Export) -> list[Value]:
    """Sales of May and June, then those to identified customers."""
    company = Company(where)
    for export in exports:
        company.add(export)
    return [_value(company.engine, name, month) for name in ("orders", "orders_identified") for month in (MAY, JUNE)]


def _value(engine: Engine, name: str, month: Period) -> Value:
    leaf = Leaf(name)
    return engine.leaf_values([leaf], [month])[leaf, month.month_text, None]


def whole(text: str) -> Export:
    return Export(text.strip(), first="2023-05-01", last="2023-06-30")


def test_documents_of_one_day_are_counted_by_their_first_lines(tmp_path: Path, gathered: list[str]) -> None:
    assert counts(tmp_path, whole(PLAIN)) == [2, 1, 1, 1]
    assert not gathered


@pytest.mark.parametrize(
    ("text", "wanted"), [(OF_TWO_DAYS, [1, 2, 1, 2]), (HALF_KNOWN, [1, 1, 1, 1])], ids=["two days", "half known"]
)
def test_documents_that_vary_inside_are_gathered(
    tmp_path: Path, gathered: list[str], text: str, wanted: list[int]
) -> None:
    assert counts(tmp_path, whole(text)) == wanted
    assert gathered


def test_a_number_that_comes_again_in_the_next_export_is_gathered(tmp_path: Path, gathered: list[str]) -> None:
    may = Export(MAY_EXPORT.strip(), first="2023-05-01", last="2023-05-31")
    june = Export(JUNE_EXPORT.strip(), first="2023-06-01", last="2023-06-30")
    assert counts(tmp_path, may, june) == [2, 2, 2, 2]
    assert gathered


def test_exports_with_documents_of_their_own_are_counted_by_first_lines(tmp_path: Path, gathered: list[str]) -> None:
    may = Export(MAY_EXPORT.strip(), first="2023-05-01", last="2023-05-31")
    june = Export(JUNE_EXPORT.strip().replace(" 1 В", " 4 В"), first="2023-06-01", last="2023-06-30")
    assert counts(tmp_path, may, june) == [2, 2, 2, 2]
    assert not gathered
