"""Figures kept by hand: they answer or the facts do, never both in one sum; expected values are plain arithmetic."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.engine import Engine
from kpi_desktop.facts.kept import KeptCell, KeptSheet
from kpi_desktop.facts.typed import number_of, period_from
from kpi_desktop.store.book import Book
from tests.unit.engine.company import CATALOGUE, Export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

OCTOBER = Period.month("2026-10")

SALES = """day document customer amount
2026-10-01 1 A 100
2026-10-31 2 B 200
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.create(tmp_path / "b.kpi", "Лавка", "RUB") as made:
        yield made


def enter(book: Book, *lines: str, name: str = "Ввод") -> int:
    """Each line: measure period value [dimension=member]."""
    cells = []
    for line in lines:
        measure, when, value, *split = line.split()
        period = period_from(when)
        dimension, _, member = split[0].partition("=") if split else ("", "", "")
        cells.append(KeptCell(measure, period.start, period.end, number_of(value), dimension, member))
    return book.keep(KeptSheet(tuple(cells), name, "Мария", name))


def load(book: Book, tmp_path: Path, text: str = SALES, last: str = "2026-10-31") -> None:
    assert book.add(Export(text, first="2026-10-01", last=last).batch(tmp_path)).imported


def figure(book: Book, metric: str, period: Period = OCTOBER) -> Figure:
    return Engine(book, CATALOGUE).figures([metric], [period])[0]


def codes(found: Figure) -> list[str]:
    return [flag.code for flag in found.flags]


def test_only_by_hand(book: Book) -> None:
    enter(book, "revenue_net 2026-10 120000", "orders 2026-10 240", "revenue_net 2026-09 100000")
    aov = figure(book, "aov")
    assert aov.value == Decimal(500)
    assert aov.covered.complete
    assert {"kept", "net_for_gross"} <= set(codes(aov))
    growth = figure(book, "mom_growth")
    assert growth.value == Decimal("0.2")
    assert Engine(book, CATALOGUE).default_month() == OCTOBER


def test_facts_go_first_and_the_difference_is_told(book: Book, tmp_path: Path) -> None:
    load(book, tmp_path)
    enter(book, "revenue_net 2026-10 999")
    found = figure(book, "revenue")
    assert found.value == Decimal(300)
    assert "kept_differs" in codes(found)
    assert "kept" not in codes(found)


def test_the_owner_may_choose_the_hand(book: Book, tmp_path: Path) -> None:
    load(book, tmp_path)
    enter(book, "revenue_net 2026-10 999")
    book.set_setting("kept_first", "revenue_net")
    found = figure(book, "revenue")
    assert found.value == Decimal(999)
    assert {"kept", "kept_differs"} <= set(codes(found))


def test_equal_figures_say_nothing(book: Book, tmp_path: Path) -> None:
    load(book, tmp_path)
    enter(book, "revenue_net 2026-10 300")
    assert "kept_differs" not in codes(figure(book, "revenue"))


def test_facts_and_hand_never_add_over_months(book: Book, tmp_path: Path) -> None:
    """September by hand and October by facts: the quarter is neither 300 nor 1300 nor said to be whole."""
    load(book, tmp_path)
    enter(book, "revenue_net 2026-09 1000")
    quarter = figure(book, "revenue", Period(Period.month("2026-08").start, OCTOBER.end))
    assert quarter.value != Decimal(1300)
    growth = figure(book, "mom_growth")
    assert growth.value == Decimal("-0.7")
    assert figure(book, "revenue", Period.month("2026-09")).value == Decimal(1000)
    assert "kept_base" in codes(figure(book, "revenue"))


def test_a_ratio_over_both_is_flagged(book: Book, tmp_path: Path) -> None:
    load(book, tmp_path)
    enter(book, "leads 2026-10 8")
    found = figure(book, "sales_conversion")
    assert found.value == Decimal("0.25")
    assert "kept" in codes(found)


def test_a_ratio_over_other_days_is_refused(book: Book, tmp_path: Path) -> None:
    """Sales of nine days over the leads of the month would be a third of the truth."""
    load(book, tmp_path, "day document customer amount\n2026-10-01 1 A 100\n", last="2026-10-09")
    enter(book, "leads 2026-10 8")
    found = figure(book, "sales_conversion").value
    assert isinstance(found, Missing)
    assert found.reason is Reason.NOT_COVERED


def test_days_add_up_to_the_month_where_they_may(book: Book) -> None:
    enter(book, *(f"orders 2026-10-{day:02} 2" for day in range(1, 32)))
    assert figure(book, "sales_count").value == Decimal(62)
    enter(book, *(f"visitors 2026-10-{day:02} 5" for day in range(1, 32)))
    engine = Engine(book, CATALOGUE)
    reading = next(iter(engine.leaf_values([_leaf("visitors")], [OCTOBER]).values()))
    assert isinstance(reading, Missing)
    assert reading.reason is Reason.NOT_ADDITIVE


def _leaf(measure: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from kpi_desktop.expr.leaf import Leaf

    return Leaf(measure)


def test_some_days_are_a_part(book: Book) -> None:
    enter(book, "orders 2026-10-01 2", "orders 2026-10-02 3")
    found = figure(book, "sales_count")
    assert found.value == Decimal(5)
    assert "partial" in codes(found)
    assert not found.covered.complete


def test_the_figure_of_the_month_goes_before_its_days(book: Book) -> None:
    enter(book, "orders 2026-10 50", "orders 2026-10-02 3")
    assert figure(book, "sales_count").value == Decimal(50)


def test_members_add_up_and_split(book: Book) -> None:
    enter(book, "leads 2026-10 30 channel=Сайт", "leads 2026-10 20 channel=Звонки")
    assert figure(book, "leads").value == Decimal(50)
    split = Engine(book, CATALOGUE).figures(["leads"], [OCTOBER], "channel")
    assert [(one.member, one.value) for one in split] == [("Звонки", Decimal(20)), ("Сайт", Decimal(30))]
    enter(book, "leads 2026-10 60")
    total = figure(book, "leads")
    assert total.value == Decimal(60)
    assert "kept_parts" in codes(total)


def test_blank_is_not_zero(book: Book) -> None:
    """A member that was entered last month and not now makes the total a part, not a smaller whole."""
    enter(book, "leads 2026-09 30 channel=Сайт", "leads 2026-09 20 channel=Звонки", "leads 2026-10 33 channel=Сайт")
    found = figure(book, "leads")
    assert found.value == Decimal(33)
    assert "partial" in codes(found)
    assert not found.covered.complete
    enter(book, "orders 2026-10 0")
    assert figure(book, "sales_count").value == Decimal(0)
    assert isinstance(figure(book, "sales_count", Period.month("2026-11")).value, Missing)


def test_the_last_entry_counts_and_undo_brings_the_first_back(book: Book) -> None:
    enter(book, "orders 2026-10 5", name="a")
    second = enter(book, "orders 2026-10 7", name="b")
    assert figure(book, "sales_count").value == Decimal(7)
    third = enter(book, "orders 2026-10 -", name="c")
    assert isinstance(figure(book, "sales_count").value, Missing)
    book.undo(third)
    assert figure(book, "sales_count").value == Decimal(7)
    book.undo(second)
    assert figure(book, "sales_count").value == Decimal(5)
    assert book.check() == []


def test_profit_by_hand_needs_the_vat_basis(book: Book) -> None:
    enter(book, "revenue_net 2026-10 120", "cost_of_goods 2026-10 80")
    assert isinstance(figure(book, "gross_profit").value, Missing)
    book.set_setting("vat_basis", "with")
    found = figure(book, "gross_profit")
    assert found.value == Decimal(40)
    assert "kept_stands_for" in codes(found)


def test_rows_show_the_entries(book: Book) -> None:
    batch = enter(book, "orders 2026-10 240", name="Ввод вручную")
    page = Engine(book, CATALOGUE).rows("sales_count", OCTOBER)
    assert page.total == 1
    source = page.rows[0].source
    assert (source.batch, source.file, source.sheet, source.row) == (batch, "Ввод вручную", "Мария", 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,56", "1234.56"), ("1\u00a0234.56", "1234.56"), ("1,234.50", "1234.50"), ("0,125", "0.125"),
        ("-5", "-5"), ("12 ₽", "12"), ("", None), ("—", None), ("0", "0"),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(text: str, value: str | None) -> None:
    assert number_of(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text", ["1,234", "1.234", "1.234.567", "12a", "1e5", "=2+2", "1,2,3", "10%", "0.1234567"])
def test_what_could_be_two_numbers_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        number_of(text)
