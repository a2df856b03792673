"""A newer export of the same days takes the place of the older one; what is not sure is asked; undo restores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import SourceKey
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.store.records import REPLACE, Decision, State
from tests.unit.store.exports import SOURCE, export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.store.book import Book

NOVEMBER = (date(2011, 11, 1), date(2011, 12, 1))
HALF = (date(2011, 11, 1), date(2011, 11, 16))

OLD = """
day         document product amount
2011-11-01  1        Чай     100
2011-11-05  2        Чай     200
2011-11-05  2        Кофе    50
2011-11-10  3        Чай     300
2011-11-20  4        Чай     400
2011-11-25  5        Кофе    500
"""

NEW = """
day         document product amount
2011-11-01  1        Чай     100
2011-11-05  2        Чай     250
2011-11-10  3        Чай     300
2011-11-20  4        Чай     400
2011-11-25  5        Кофе    500
2011-11-30  6        Кофе    600
"""

OTHER = """
day         document product amount
2011-11-01  1        Чай     100
2011-11-05  12       Чай     250
2011-11-10  13       Чай     300
2011-11-20  14       Чай     400
2011-11-25  15       Кофе    500
"""


def total(book: Book) -> Decimal:
    return Decimal(book.run("SELECT COALESCE(SUM(amount), 0) FROM sale")[0][0])


def test_a_newer_export_replaces_without_asking(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    added = book.add(export(tmp_path, NEW, file="new.xlsx", period=NOVEMBER))
    assert (added.question, added.imported, added.replaced_rows) == (None, 6, 6)
    assert (added.replaced_total, added.new_total) == (Decimal(1550), Decimal(2150))
    assert total(book) == 2150
    assert [batch.state for batch in book.batches()] == [State.REPLACED, State.LIVE]
    assert book.run("SELECT COUNT(*) FROM sale WHERE first_of_document") == [(6,)]
    assert book.check() == []


def test_under_80_percent_of_documents_is_asked(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    added = book.add(export(tmp_path, OTHER, file="other.xlsx", period=NOVEMBER))
    assert added.batch_id is None
    assert str(added.question) == (
        "“other.xlsx” covers the days 01.11.2011 to 30.11.2011 that the book has from “sales.xlsx”, but only 1 of 5 of "
        "its documents or lines recur. Replace the old rows, or add the file as another source?"
    )
    assert total(book) == 1550
    assert len(book.batches()) == len(book.sources()) == 1


def test_exactly_80_percent_is_enough(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    four = "\n".join(line for line in NEW.splitlines() if "600" not in line and " 3 " not in line)
    assert book.add(export(tmp_path, four, file="four.xlsx", period=NOVEMBER)).question is None
    assert total(book) == 1250


def test_the_owner_may_replace_or_add(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    other = export(tmp_path, OTHER, file="other.xlsx", period=NOVEMBER)
    assert book.add(other, decision=REPLACE).replaced_rows == 6
    assert total(book) == 1550
    book.undo(2)
    added = book.add(other, decision=Decision.other_source("Второй магазин"))
    assert (added.replaced_rows, total(book)) == (0, Decimal(3100))
    assert [source.key.name for source in book.sources()] == ["", "Второй магазин"]
    assert book.check() == []


def test_another_source_without_a_name_gets_a_number(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    book.add(export(tmp_path, OTHER, file="other.xlsx", period=NOVEMBER), decision=Decision.other_source())
    assert [source.key.name for source in book.sources()] == ["", "2"]


def test_only_the_days_of_the_newer_export_are_replaced(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    table = "day document product amount\n2011-11-01 1 Чай 10\n2011-11-05 2 Чай 20\n2011-11-10 3 Чай 30"
    added = book.add(export(tmp_path, table, file="half.xlsx", period=HALF))
    assert (added.replaced_rows, added.replaced_total, total(book)) == (4, Decimal(650), Decimal(960))
    assert [(cover.batch, cover.first, cover.end) for cover in book.coverage("sale")] == [
        (2, *HALF),
        (1, date(2011, 11, 16), date(2011, 12, 1)),
    ]
    assert [batch.state for batch in book.batches()] == [State.LIVE, State.LIVE]
    assert book.check() == []


def test_undo_gives_back_what_was_replaced(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    before = book.run("SELECT * FROM sale ORDER BY batch, src_row")
    book.add(export(tmp_path, NEW, file="new.xlsx", period=NOVEMBER))
    book.undo(2)
    assert book.run("SELECT * FROM sale ORDER BY batch, src_row") == before
    assert [batch.state for batch in book.batches()] == [State.LIVE, State.UNDONE]
    assert [(cover.batch, cover.first, cover.end) for cover in book.coverage("sale")] == [(1, *NOVEMBER)]
    assert book.run("SELECT COUNT(*) FROM removed_sale") == [(0,)]
    assert book.check() == []


def test_undo_in_the_middle_of_a_chain(book: Book, tmp_path: Path) -> None:
    """1 is the month, 2 replaced its first half, 3 replaced days 5 to 20 of both; then 2 is undone."""
    days = [f"2011-11-{day:02d}" for day in (1, 5, 10, 20, 25)]

    def month(amounts: list[int], shown: slice) -> str:
        rows = [f"{day} {place + 1} {amount}" for place, (day, amount) in enumerate(zip(days, amounts, strict=True))]
        return "day document amount\n" + "\n".join(rows[shown])

    book.add(export(tmp_path, month([1, 1, 1, 1, 1], slice(None)), period=NOVEMBER))
    book.add(export(tmp_path, month([20] * 5, slice(0, 3)), file="2", period=HALF))
    book.add(export(tmp_path, month([300] * 5, slice(1, 4)), file="3", period=(date(2011, 11, 5), date(2011, 11, 21))))
    amounts = "SELECT day, CAST(amount AS INTEGER) FROM sale ORDER BY day"
    assert [amount for _, amount in book.run(amounts)] == [20, 300, 300, 300, 1]
    book.undo(2)
    assert [amount for _, amount in book.run(amounts)] == [1, 300, 300, 300, 1]
    assert book.check() == []
    book.undo(3)
    assert [amount for _, amount in book.run(amounts)] == [1, 1, 1, 1, 1]
    assert book.check() == []


def test_undo_of_what_is_not_there(book: Book, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no import number 7"):
        book.undo(7)
    book.add(export(tmp_path, OLD))
    book.undo(1)
    with pytest.raises(UsageError, match="already undone"):
        book.undo(1)


def test_a_document_in_two_batches_is_counted_once(book: Book, tmp_path: Path) -> None:
    """One order on 30 November and 1 December, exported month by month: one order in the year."""
    book.add(export(tmp_path, "day document amount\n2011-11-30 1 5"))
    book.add(export(tmp_path, "day document amount\n2011-12-01 1 7\n2011-12-01 2 9", file="december.xlsx"))
    firsts = "SELECT batch, src_row FROM sale WHERE first_of_document ORDER BY batch, src_row"
    assert book.run(firsts) == [(1, 2), (2, 3)]
    book.undo(1)
    assert book.run(firsts) == [(2, 2), (2, 3)]
    assert book.check() == []


def test_a_report_without_documents_is_known_by_its_lines(book: Book, tmp_path: Path) -> None:
    def report(products: str, file: str) -> str | None:
        rows = "\n".join(f"2011-11-01 {product} {place + 1}" for place, product in enumerate(products))
        added = book.add(export(tmp_path, f"day product amount\n{rows}", file=file, period=NOVEMBER, grain=Grain.MONTH))
        return None if added.question is None else str(added.question)

    assert report("ABCDE", "1") is None
    assert report("ABCDZ", "2") is None
    assert "only 2 of 5" in str(report("ABXYZ"[:2] + "XYW", "3"))
    assert total(book) == 15


def test_part_of_a_month_does_not_replace_a_report_by_months(book: Book, tmp_path: Path) -> None:
    year = (date(2011, 10, 1), date(2011, 12, 1))
    book.add(
        export(tmp_path, "day product amount\n2011-10-01 Чай 10\n2011-11-01 Чай 20", period=year, grain=Grain.MONTH)
    )
    half = export(tmp_path, "day product amount\n2011-11-10 Чай 5", file="half.xlsx", period=HALF)
    asked = book.add(half)
    assert "only a part of the months" in str(asked.question)
    assert total(book) == 30
    book.add(half, decision=REPLACE)
    assert total(book) == 15
    assert [(cover.batch, cover.first, cover.end) for cover in book.coverage("sale")] == [
        (1, date(2011, 10, 1), date(2011, 11, 1)),
        (2, *HALF),
    ]
    whole = export(tmp_path, "day product amount\n2011-11-10 Чай 7", file="whole.xlsx", period=NOVEMBER)
    assert book.add(whole).question is None
    assert book.check() == []


@pytest.mark.parametrize(
    "source",
    [
        SourceKey("table", "day,document,amount", filters="Менеджер = Анна"),
        SourceKey("1c-register", "other layout"),
    ],
    ids=["another filter", "the same documents in another layout"],
)
def test_the_same_sales_in_another_form_are_asked(book: Book, tmp_path: Path, source: SourceKey) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    again = export(tmp_path, NEW, file="form.xlsx", source=source, period=NOVEMBER)
    assert "in another form" in str(book.add(again).question)
    assert total(book) == 1550
    assert book.add(again, decision=REPLACE).replaced_rows == 6
    assert total(book) == 2150
    book.undo(2)
    assert total(book) == 1550
    assert book.check() == []


def test_two_cuts_of_one_report_are_never_added(book: Book, tmp_path: Path) -> None:
    by_product = "day product amount\n2011-11-01 Чай 700\n2011-11-01 Кофе 300"
    by_manager = "day manager amount\n2011-11-01 Анна 400\n2011-11-01 Борис 600"
    book.add(export(tmp_path, by_product, source=SourceKey("1c-report", "product"), period=NOVEMBER, grain=Grain.MONTH))
    cut = export(
        tmp_path, by_manager, "sale", "cut.xlsx", SourceKey("1c-report", "manager"), period=NOVEMBER, grain=Grain.MONTH
    )
    assert "in another form" in str(book.add(cut).question)


def test_a_source_called_different_is_not_asked_about_again(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    form = SourceKey("1c-register", "other layout")
    book.add(export(tmp_path, OLD, file="b", source=form, period=NOVEMBER), decision=Decision.other_source("b"))
    december = (date(2011, 12, 1), date(2012, 1, 1))
    same = OLD.replace("2011-11", "2011-12")
    book.add(export(tmp_path, same, file="c", period=december))
    named = replace(form, name="b")
    assert book.add(export(tmp_path, same, file="d", source=named, period=december)).question is None
    assert total(book) == 4 * 1550


def test_other_shops_in_the_same_days_are_simply_added(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    ozon = "day sku amount\n2011-11-05 A1 70\n2011-11-06 A2 80"
    added = book.add(export(tmp_path, ozon, file="ozon.csv", source=SourceKey("ozon", "report"), period=NOVEMBER))
    assert added.question is None
    assert total(book) == 1700


def test_quiet_days_at_a_month_edge_do_not_break_coverage(book: Book, tmp_path: Path) -> None:
    """Unstated periods: rows end on Friday 28 October and begin on Tuesday 1 November; the weekend had no sales."""
    book.add(export(tmp_path, "day document amount\n2011-10-03 1 5\n2011-10-28 2 5"))
    book.add(export(tmp_path, "day document amount\n2011-11-02 3 5\n2011-11-20 4 5", file="november.xlsx"))
    book.add(export(tmp_path, "day document amount\n2011-12-12 5 5", file="december.xlsx"))
    assert [(cover.first, cover.end) for cover in book.coverage("sale")] == [
        (date(2011, 10, 3), date(2011, 11, 1)),
        (date(2011, 11, 1), date(2011, 11, 21)),  # ten days without a sale are not a quiet edge
        (date(2011, 12, 12), date(2011, 12, 13)),
    ]


def test_sources_are_known_by_their_whole_key(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, OLD, period=NOVEMBER))
    named = export(tmp_path, NEW, file="b.xlsx", source=replace(SOURCE, name="Юг"), period=NOVEMBER)
    assert book.add(named).question is None
    assert total(book) == 3700


def test_a_row_outside_the_stated_period_is_not_doubled(book: Book, tmp_path: Path) -> None:
    stray = "\n2011-12-01  9        Чай     7"
    book.add(export(tmp_path, OLD.rstrip() + stray, period=NOVEMBER))
    book.add(export(tmp_path, NEW.rstrip() + stray, file="new.xlsx", period=NOVEMBER))
    assert total(book) == 2157


@pytest.mark.parametrize(("changed", "told"), [(0, None), (7, ("1,010.00", "1,017.00"))])
def test_new_days_are_no_change_of_the_days_that_were_there(
    book: Book, tmp_path: Path, changed: int, told: tuple[str, str] | None
) -> None:
    old = "day document product amount\n2026-10-01 1 Чай 1000\n2026-10-10 2 Чай 10\n"
    book.add(export(tmp_path, old))
    new = old.replace(" 1000", f" {1000 + changed}")
    added = book.add(export(tmp_path, f"{new}2026-10-31 3 Чай 5000\n", file="new.xlsx"))
    assert added.replaced_total == 1010
    assert added.new_total == 1010 + changed
    if told is None:
        assert added.changed is None
    else:
        assert added.changed is not None
        assert Translator("en")(added.changed.message) == (
            f"The days that the book had already amounted to {told[0]} and now amount to {told[1]}"
        )
