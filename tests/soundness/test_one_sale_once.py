"""The same sales from several programs are counted once, whatever comes first (NUMBERS 2)."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, Imported, import_files
from kpi_desktop.app.reconciling import reconcile
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.streams import believe, reset, set_beside, set_channels, stream_lines
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.matching import MatchState
from kpi_desktop.sample.company import TreeRow
from kpi_desktop.sample.tree_report import write_tree
from kpi_desktop.store.book import Book
from tests.soundness import same_sales
from tests.soundness.same_sales import SHIPPED, TOTAL

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

ZERO = Decimal(0)
OCTOBER = Period.month("2026-10")
MAKERS = (same_sales.lines_of_1c, same_sales.orders_of_the_site, same_sales.deals, same_sales.bank)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.kpi"
    new_book(path, "Ромашка", "RUB")
    return path


def load(workspace: Workspace, book: Path, *paths: Path) -> list[Imported]:
    found = import_files(workspace, book, list(paths), {path: ImportChoice() for path in paths})
    for one in found:
        assert one.report.outcome in {"ok", "partial"}, [str(issue.message) for issue in one.report.issues]
        assert one.batches
    return found


def figure(workspace: Workspace, book: Path, metric: str = "revenue") -> Value:
    with opened(workspace, book) as (opened_book, engine):
        assert opened_book.check() == []
        return engine.figures([metric], [OCTOBER])[0].value


#: All orders of import are tried by CI; three of them always.
ORDERS = [
    pytest.param(order, marks=() if index in {0, 9, 23} else pytest.mark.slow, id="".join(map(str, order)))
    for index, order in enumerate(permutations(range(4)))
]


@pytest.mark.parametrize("order", ORDERS)
def test_hundred_sales_in_every_order_of_import(
    workspace: Workspace, place: Path, book: Path, order: tuple[int, ...]
) -> None:
    load(workspace, book, *(MAKERS[index](place) for index in order))
    assert figure(workspace, book) == TOTAL
    assert figure(workspace, book, "sales_count") == 100


def test_every_step_on_the_way(workspace: Workspace, place: Path, book: Path) -> None:
    """Orders count until 1C comes, and count again once it is taken out."""
    orders = load(workspace, book, same_sales.orders_of_the_site(place))
    assert figure(workspace, book) == SHIPPED
    assert [issue.code for issue in orders[0].report.issues][-1] == "orders_as_sales"
    lines = load(workspace, book, same_sales.lines_of_1c(place))
    assert figure(workspace, book) == TOTAL
    assert lines[0].report.issues[-1].code == "authority"
    with Book.open(book) as opened_book:
        opened_book.undo(lines[0].batches[0])
    assert figure(workspace, book) == SHIPPED
    with Book.open(book) as opened_book:
        opened_book.undo(orders[0].batches[0])
    assert isinstance(figure(workspace, book), Missing)


def test_deals_and_money_are_no_sales(workspace: Workspace, place: Path, book: Path) -> None:
    load(workspace, book, same_sales.deals(place), same_sales.bank(place))
    value = figure(workspace, book)
    assert isinstance(value, Missing)
    assert value.reason is Reason.NO_DATA
    assert "Payments and deals are not sales" in str(value.message)
    with opened(workspace, book) as (opened_book, _):
        assert opened_book.run("SELECT SUM(amount) FROM payment") == [(TOTAL,)]


def test_receipts_of_the_till_are_reconciled_not_added(workspace: Workspace, place: Path, book: Path) -> None:
    load(workspace, book, same_sales.till(place))
    assert figure(workspace, book) == TOTAL
    load(workspace, book, same_sales.orders_of_the_site(place))
    assert figure(workspace, book) == TOTAL
    streams = stream_lines(book)
    assert [(stream.rank, stream.rows, stream.aside_rows) for stream in streams] == [("till", 100, 0), ("order", 0, 80)]
    assert streams[1].authorities == ("Чеки ОФД.csv",)


def test_the_owner_decides(workspace: Workspace, place: Path, book: Path) -> None:
    load(workspace, book, same_sales.till(place), same_sales.orders_of_the_site(place))
    believe(book, ["orders.xml"])
    assert figure(workspace, book) == SHIPPED
    reset(book, ["orders.xml"])
    assert figure(workspace, book) == TOTAL
    set_beside(book, ["orders.xml"])
    assert figure(workspace, book) == TOTAL + SHIPPED
    reset(book, ["orders.xml"])
    set_channels(book, {"orders.xml": "Сайт", "Чеки ОФД.csv": "Магазин"})
    assert figure(workspace, book) == TOTAL + SHIPPED


def test_when_an_order_is_a_sale_is_a_setting(workspace: Workspace, place: Path, book: Path) -> None:
    load(workspace, book, same_sales.orders_of_the_site(place))
    change_settings(workspace, book, {"order_sale": "paid"})
    assert isinstance(figure(workspace, book), Missing)  # the file does not tell payment
    change_settings(workspace, book, {"order_sale": "never"})
    assert isinstance(figure(workspace, book), Missing)
    change_settings(workspace, book, {"order_sale": ""})
    assert figure(workspace, book) == SHIPPED


def test_the_reconciliation_names_every_row(workspace: Workspace, place: Path, book: Path) -> None:
    load(workspace, book, *(make(place) for make in MAKERS))
    period, pairs = reconcile(workspace, book, "2026-10")
    assert period == OCTOBER
    orders, won, money = pairs
    assert (orders.here, orders.there, orders.level) == ("orders.xml", ("Реализация.csv",), "document")
    assert [orders.count(state) for state in MatchState] == [80, 0, 0, 20]
    assert (orders.here_total, orders.there_total, orders.difference) == (SHIPPED, TOTAL, SHIPPED - TOTAL)
    alone = [match.there for match in orders.matches if match.there is not None and match.here is None]
    assert [(one.number, one.source.row) for one in alone if one][:2] == [("УТ-000000", 2), ("УТ-000005", 12)]
    assert (won.kind, won.count(MatchState.MATCHED), won.difference) == ("deal", 100, ZERO)
    assert (money.kind, money.count(MatchState.MATCHED), money.difference) == ("payment", 100, ZERO)


def test_a_report_by_months_is_reconciled_by_its_total(workspace: Workspace, place: Path, book: Path) -> None:
    rows = [TreeRow(OCTOBER.start, "Мебель", "Стол", 100, TOTAL + 5, Decimal(0))]
    write_tree(rows, place / "Валовая прибыль.xlsx")
    load(workspace, book, same_sales.till(place), place / "Валовая прибыль.xlsx")
    assert figure(workspace, book) == TOTAL + 5
    (pair,) = reconcile(workspace, book, "2026-10")[1]
    assert (pair.level, pair.difference, pair.count(MatchState.DIFFERENT)) == ("total", Decimal(-5), 1)
