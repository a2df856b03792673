"""Streams of sales in the book, on rows written by hand: who counts where, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import SourceKey
from kpi_desktop.store.stream_choices import StreamChoice, stream_rules
from tests.unit.store.exports import export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.store.book import Book

OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))
TILL_MAPPING = '[columns]\n"Дата и время чека" = "day"\n"Номер ФД" = "document"\n"Сумма" = "amount"\n'
RANKS = {"1c": "1c-report: Продажи", "wb": "wildberries", "ozon": "ozon", "odata": "1c-odata"}


def put(book: Book, place: Path, kind: str, table: str, **more: object) -> int:
    """Import rows as one kind of stream: `1c`, `odata`, `till`, `wb`, `ozon`, `table`, `order`."""
    fact = "order" if kind == "order" else "sale"
    changes = {key: more.pop(key) for key in ("filtered",) if key in more}
    batch = export(
        place, table, fact=fact, file=f"{kind}.xlsx",
        source=SourceKey(kind, "layout", str(more.get("organisation", ""))),
        mapping=TILL_MAPPING if kind == "till" else "", **more,  # type: ignore[arg-type]
    )  # fmt: skip
    added = book.add(replace(batch, recognised=RANKS.get(kind, "table"), **changes))  # type: ignore[arg-type]
    assert added.question is None
    assert added.batch_id is not None
    assert book.check() == []
    return added.batch_id


def counted(book: Book) -> Decimal:
    return Decimal(book.run("SELECT COALESCE(SUM(amount), 0) FROM sale")[0][0])


def days(book: Book) -> list[tuple[int, date, date]]:
    return sorted((cover.batch, cover.first, cover.end) for cover in book.coverage("sale"))


ONE = "day document amount\n2026-10-05 1 100\n2026-10-06 2 50"
SAME = "day document amount\n2026-10-05 91 100\n2026-10-06 92 50"


@pytest.mark.parametrize("first", ["1c", "till"])
def test_1c_is_believed_before_the_till(book: Book, tmp_path: Path, first: str) -> None:
    second = "till" if first == "1c" else "1c"
    put(book, tmp_path, first, ONE, period=OCTOBER)
    put(book, tmp_path, second, SAME, period=OCTOBER)
    assert counted(book) == 150
    strong = {"1c": 1, "till": 2}[first]
    assert days(book) == [(strong, *OCTOBER)]


def test_only_the_days_of_the_stronger_fall(book: Book, tmp_path: Path) -> None:
    """1C until the fifth, the till all month: from the sixth on the till counts."""
    put(book, tmp_path, "till", SAME, period=OCTOBER)
    put(book, tmp_path, "1c", "day document amount\n2026-10-05 1 100", period=(date(2026, 10, 1), date(2026, 10, 6)))
    assert counted(book) == 150
    assert days(book) == [
        (1, date(2026, 10, 6), date(2026, 11, 1)), (2, date(2026, 10, 1), date(2026, 10, 6)),
    ]  # fmt: skip


def test_a_report_by_months_takes_the_days_of_its_month(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "till", SAME, period=OCTOBER)
    put(book, tmp_path, "1c", "day product amount\n2026-10-01 Стол 150", period=OCTOBER, grain=Grain.MONTH)
    assert counted(book) == 150


def test_channels_and_organisations_of_their_own_are_added(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "1c", "day document channel amount\n2026-10-05 1 Опт 100", period=OCTOBER)
    put(book, tmp_path, "till", "day document channel amount\n2026-10-05 7 Магазин 40", period=OCTOBER)
    assert counted(book) == 140
    put(book, tmp_path, "odata", "day document channel amount\n2026-10-05 7 Опт 300", organisation="ИП", period=OCTOBER)
    assert counted(book) == 340  # the organisation of the first report is unknown: it may be the same one


def test_two_known_organisations_are_added(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "1c", ONE, organisation="ООО", period=OCTOBER)
    put(book, tmp_path, "till", SAME, organisation="ИП", period=OCTOBER)
    assert counted(book) == 300


def test_a_marketplace_is_added_unless_1c_sells_to_it(book: Book, tmp_path: Path) -> None:
    market = "day document channel amount\n2026-10-05 1 Wildberries 70\n2026-10-20 2 Wildberries 30"
    put(book, tmp_path, "wb", market, period=OCTOBER)
    put(book, tmp_path, "1c", "day document customer amount\n2026-10-05 1 Сова 100", period=OCTOBER)
    assert counted(book) == 200
    last = put(book, tmp_path, "odata", "day document customer amount\n2026-10-05 1 Сова 100\n"
               "2026-10-31 2 ООО_«Вайлдберриз» 100", period=OCTOBER)  # fmt: skip
    assert counted(book) == 200
    book.undo(last)
    assert counted(book) == 200


def test_a_filtered_report_is_not_the_company(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "1c", "day document amount\n2026-10-05 1 100", period=OCTOBER, filtered=True)
    assert counted(book) == 100
    put(book, tmp_path, "till", SAME, period=OCTOBER)
    assert counted(book) == 150


def test_orders_are_sales_once_shipped(book: Book, tmp_path: Path) -> None:
    table = (
        "day document customer status amount cancelled\n2026-10-05 1 Сова Доставлен 100 -\n"
        "2026-10-06 2 Сова Новый 50 -\n2026-10-07 3 Сова Не_отгружен 20 -\n2026-10-08 4 Сова Выполнен 10 yes\n"
        "2026-10-08 5 Сова Частично_отгружен 7 -\n2026-10-08 6 Сова Отгружен,_возврат 6 -"
    )
    put(book, tmp_path, "order", table, period=OCTOBER)
    assert counted(book) == 100
    assert [cover.from_orders for cover in book.coverage("sale")] == [True]
    strong = put(book, tmp_path, "table", ONE, period=OCTOBER)
    assert counted(book) == 150
    assert [cover.from_orders for cover in book.coverage("sale")] == [False]
    book.undo(strong)
    assert counted(book) == 100


def test_paid_where_shipment_is_not_told(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "order", "day document paid_day amount\n2026-10-05 1 2026-10-09 100\n2026-10-06 2 - 50")
    assert book.run("SELECT day, amount FROM sale") == [(date(2026, 10, 9), Decimal(100))]


def test_an_order_shipped_after_its_file_does_not_escape(book: Book, tmp_path: Path) -> None:
    """Ordered in October, shipped in November: 1C has it in November, the orders of October must not add it."""
    put(book, tmp_path, "order", "day document shipped_day amount\n2026-10-30 1 2026-11-02 100", period=OCTOBER)
    november = (date(2026, 11, 1), date(2026, 12, 1))
    put(book, tmp_path, "1c", "day document amount\n2026-11-02 77 100", period=november)
    assert counted(book) == 100


def test_the_same_orders_from_two_programs_are_one(book: Book, tmp_path: Path) -> None:
    table = "day document shipped_day amount\n2026-10-05 {} 2026-10-05 100"
    put(book, tmp_path, "order", table.format(1), period=OCTOBER)
    batch = export(tmp_path, table.format(700), fact="order", file="crm.xlsx", source=SourceKey("crm", "other"))
    book.add(batch)
    assert counted(book) == 100


def test_a_cancelled_order_is_no_sale_whatever_its_days(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "order", "day document status amount paid_day shipped_day\n"
        "2026-10-01 1 Отменен 500 2026-10-02 2026-10-03\n2026-10-01 2 Возврат 400 2026-10-02 2026-10-03\n"
        "2026-10-01 3 Частично_отгружен 30 - 2026-10-03\n2026-10-01 4 Готов_к_выдаче 20 - -\n"
        "2026-10-01 5 Заказ_доставлен 7 - -")  # fmt: skip
    assert counted(book) == 37


def test_orders_made_before_the_first_row_of_1c_are_not_added(book: Book, tmp_path: Path) -> None:
    """A list without a stated period begins with its first document; its orders were made some days before."""
    put(book, tmp_path, "1c", "day document amount\n2026-10-03 1 100\n2026-10-28 2 50")
    put(book, tmp_path, "order", "day document status amount\n2026-10-01 7 Выполнен 100\n2026-10-30 8 Выполнен 50")
    assert counted(book) == 150
    put(book, tmp_path, "order", "day document status amount\n2026-11-01 9 Выполнен 40")
    assert counted(book) == 190


def test_orders_and_shipments_of_one_source_are_one(book: Book, tmp_path: Path) -> None:
    """A live 1C gives both its orders and its realisations under one source."""
    source = SourceKey("odata_1c", "documents")
    orders = "day document shipped_day amount\n2026-10-05 1 2026-10-05 100"
    for fact, table in (("order", orders), ("sale", "day document amount\n2026-10-05 9 100")):
        batch = export(tmp_path, table, fact=fact, file=f"{fact}.json", source=source, period=OCTOBER)
        assert book.add(replace(batch, recognised="1c-odata")).question is None
    assert counted(book) == 100


def test_a_marketplace_beside_1c_is_told(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "1c", "day document amount\n2026-10-05 1 100", period=OCTOBER)
    table = "day document channel amount\n2026-10-05 1 Wildberries 70"
    batch = export(tmp_path, table, source=SourceKey("wildberries", "weekly"), file="wb.xlsx", period=OCTOBER)
    added = book.add_all([replace(batch, recognised="wildberries")])
    assert [issue.code for issue in added.notes] == ["streams_added"]
    assert counted(book) == 170
    book.choose_stream(1, StreamChoice(channel="Wildberries"))
    assert counted(book) == 100


def test_no_shipped_order_does_not_answer_beside_1c(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "order", "day document status amount\n2026-09-05 1 Доставлен 5\n2026-09-06 2 Новый 5")
    put(book, tmp_path, "order", "day document status amount\n2026-10-05 3 Новый 5", period=OCTOBER)
    put(book, tmp_path, "1c", ONE, period=OCTOBER)
    assert {cover.batch for cover in book.coverage("sale") if cover.first >= OCTOBER[0]} == {3}


def test_a_newer_export_of_a_stream_that_does_not_count_replaces_it(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "1c", ONE, period=OCTOBER)
    put(book, tmp_path, "till", SAME, period=OCTOBER)
    newer = put(book, tmp_path, "till", SAME + "\n2026-10-07 93 25", period=OCTOBER)
    assert counted(book) == 150
    assert book.run("SELECT batch, SUM(amount) FROM aside_sale GROUP BY 1") == [(newer, Decimal(175))]
    book.undo(newer)
    assert book.run("SELECT batch, SUM(amount) FROM aside_sale GROUP BY 1") == [(2, Decimal(150))]
    book.undo(1)
    assert counted(book) == 150
    assert book.run("SELECT COUNT(*) FROM sale WHERE first_of_document") == [(2,)]


def test_tables_without_a_known_origin_are_added_as_before(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "table", ONE, period=OCTOBER)
    batch = export(tmp_path, "day document amount\n2026-10-09 5 7", file="b.xlsx", source=SourceKey("table", "b"))
    book.add(batch)
    assert counted(book) == 157


def test_the_owner_believes_the_till(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "1c", ONE, period=OCTOBER)
    put(book, tmp_path, "till", "day document amount\n2026-10-05 91 160", period=OCTOBER)
    assert counted(book) == 150
    book.choose_stream(2, StreamChoice(place=1))
    assert counted(book) == 160
    assert [stream.name for stream in book.streams()] == ["till.xlsx", "1c.xlsx"]
    book.choose_stream(2, StreamChoice())
    assert counted(book) == 150


@pytest.mark.parametrize(
    ("name", "market"),
    [
        ("ООО \"РВБ\"", "Wildberries"), ("Вайлдберриз ООО", "Wildberries"), ("ИНТЕРНЕТ РЕШЕНИЯ ООО", "Ozon"),
        ("Озон", "Ozon"), ("Озонатор-Сервис", ""), ("WB-21850", ""),
        ("WB FBO", "Wildberries"), ("ООО ВБ 2", "Wildberries"), ("ООО Сова", ""), ("Яндекс.Маркет", "Яндекс Маркет"),
    ],
)  # fmt: skip
def test_marketplaces_are_known_by_whole_words(name: str, market: str) -> None:
    assert stream_rules().marketplace(name) == market


def test_a_report_by_months_reaches_to_the_end_of_its_last_month(book: Book, tmp_path: Path) -> None:
    """Its rows stand on the first: the list of streams and a marketplace's days are told by the whole month."""
    by_month = "day product amount\n2026-09-01 Чай 100\n2026-10-01 Чай 50"
    batch = export(tmp_path, by_month, file="1c.xlsx", source=SourceKey("1c", "tree"), grain=Grain.MONTH,
                   period=(date(2026, 9, 1), date(2026, 11, 1)))  # fmt: skip
    book.add(replace(batch, recognised="1c-report"))
    (stream,) = book.streams()
    assert (stream.first, stream.last) == (date(2026, 9, 1), date(2026, 10, 31))
    table = "day document channel amount\n2026-10-05 1 Wildberries 70\n2026-10-20 2 Wildberries 30"
    sold = export(tmp_path, table, source=SourceKey("wildberries", "weekly"), file="wb.xlsx")
    added = book.add_all([replace(sold, recognised="wildberries")])
    assert [issue.code for issue in added.notes] == ["streams_added"]


def test_a_month_to_date_ends_with_the_day_that_it_states(book: Book, tmp_path: Path) -> None:
    batch = export(tmp_path, "day product amount\n2026-10-01 Чай 50", file="1c.xlsx", source=SourceKey("1c", "tree"),
                   grain=Grain.MONTH, period=(date(2026, 10, 1), date(2026, 10, 16)))  # fmt: skip
    book.add(replace(batch, recognised="1c-report"))
    assert [stream.last for stream in book.streams()] == [date(2026, 10, 15)]
