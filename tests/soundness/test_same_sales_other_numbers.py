"""The same sales under other numbers are never added: the stream decides, or the owner is asked (NUMBERS 2)."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, Imported, import_files
from kpi_desktop.app.streams import stream_lines
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.period import Period
from tests.soundness import same_sales
from tests.soundness.same_sales import SALES, SHIPPED, TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Maker = Callable[[Path], Path]

OCTOBER = Period.month("2026-10")
#: What 19 of 20 sales come to.
MOST = sum((sale.amount for sale in SALES if sale.number % 20), Decimal(0))
MAKERS: tuple[Maker, ...] = (
    same_sales.lines_of_1c, same_sales.orders_of_the_site, same_sales.deals, same_sales.bank, same_sales.till,
    same_sales.orders_as_table,
)  # fmt: skip


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.kpi"
    new_book(path, "Ромашка", "RUB")
    return path


def load(workspace: Workspace, book: Path, *makers: Maker) -> list[Imported]:
    paths = [make(book.parent) for make in makers]
    return import_files(workspace, book, paths, {path: ImportChoice() for path in paths})


def revenue(workspace: Workspace, book: Path) -> tuple[object, object]:
    with opened(workspace, book) as (opened_book, engine):
        assert opened_book.check() == []
        return tuple(figure.value for figure in engine.figures(["revenue", "sales_count"], [OCTOBER]))  # type: ignore[return-value]


def some_orders() -> list[object]:
    """Of the 720 orders of import 24 by a fixed seed, three of them always."""
    every = list(permutations(range(len(MAKERS))))
    chosen = random.Random(2).sample(every, 24)
    return [
        pytest.param(order, marks=() if place < 3 else pytest.mark.slow, id="".join(map(str, order)))
        for place, order in enumerate(chosen)
    ]


@pytest.mark.parametrize("order", some_orders())
def test_six_programs_in_any_order(workspace: Workspace, book: Path, order: tuple[int, ...]) -> None:
    found = load(workspace, book, *(MAKERS[index] for index in order))
    assert {one.question for one in found} == {None}
    assert revenue(workspace, book) == (TOTAL, 100)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("weaker", "stronger", "expected"),
    [
        (same_sales.till, same_sales.lines_of_1c, (TOTAL, 100)),
        (same_sales.orders_as_table, same_sales.till, (TOTAL, 100)),
        (partial(same_sales.orders_as_table, every=20), same_sales.till, (TOTAL, 100)),
        (partial(same_sales.orders_as_table, vat=False), same_sales.lines_of_1c, (TOTAL, 100)),
        (same_sales.orders_of_the_site, same_sales.orders_as_table, (SHIPPED, 80)),
    ],
)
def test_the_more_trusted_stream_decides(
    workspace: Workspace, book: Path, weaker: Maker, stronger: Maker, expected: object, *, turned: bool
) -> None:
    makers = (stronger, weaker) if turned else (weaker, stronger)
    assert [one.question for one in load(workspace, book, *makers)] == [None, None]
    assert revenue(workspace, book) == expected


def test_1c_goes_before_the_till_even_as_a_plain_table(workspace: Workspace, book: Path) -> None:
    load(workspace, book, same_sales.till, same_sales.lines_of_1c)
    assert [(one.rank, one.rows > 0, one.aside_rows) for one in stream_lines(book)] == [
        ("1c", True, 0), ("till", False, 100),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (same_sales.shop_list, same_sales.notebook, TOTAL),
        (partial(same_sales.shop_list, every=20), same_sales.notebook, MOST),
        (same_sales.notebook, partial(same_sales.shop_list, every=20), TOTAL),
        (same_sales.notebook, partial(same_sales.shop_list, vat=False), TOTAL),
        (same_sales.notebook, partial(same_sales.shop_list, vat=False, every=50), TOTAL),
    ],
)
def test_where_nothing_tells_the_owner_is_asked(
    workspace: Workspace, book: Path, first: Maker, second: Maker, expected: Decimal
) -> None:
    found = load(workspace, book, first, second)
    assert found[0].question is None
    assert found[1].question is not None
    assert revenue(workspace, book)[0] == expected


def test_another_shop_is_added_without_a_question(workspace: Workspace, book: Path) -> None:
    found = load(workspace, book, same_sales.notebook, partial(same_sales.shop_list, moved=1))
    assert [one.question for one in found] == [None, None]
    assert revenue(workspace, book)[0] == 2 * TOTAL + 1


def test_orders_that_are_not_shipped_are_no_sales(workspace: Workspace, book: Path) -> None:
    (found,) = load(workspace, book, same_sales.orders_as_table)
    assert revenue(workspace, book) == (SHIPPED, 80)
    assert [(issue.code, issue.column) for issue in found.report.issues] == [("orders_not_shipped", "Статус")]
