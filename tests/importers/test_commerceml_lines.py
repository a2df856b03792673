"""Lines of orders, sales and returns: hand-written documents, and real ones counted again by a plain reading."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.facts.batch import Returns, Vat
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.store.book import Book
from tests.importers.commerceml_files import examined, file_of, goods, inside, order, plainly, requisites
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from kpi_desktop.ingest.outcome import FileReport


def extra(group: str, name: str, amount: str, included: str) -> str:
    return (
        f"<{group}><{name}><Наименование>НДС</Наименование><УчтеноВСумме>{included}</УчтеноВСумме>"
        f"<Сумма>{amount}</Сумма></{name}></{group}>"
    )


def line(key: str, amount: str, *more: str, price: str = "10.5", quantity: str = "2") -> str:
    return (
        f"<Товар><Ид>{key}</Ид><Артикул>A-{key}</Артикул><Наименование>Чай {key}</Наименование>"
        f'<БазоваяЕдиница Код="796">шт.</БазоваяЕдиница><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу>'
        f"<Количество>{quantity}</Количество><Сумма>{amount}</Сумма>{''.join(more)}</Товар>"
    )


def lines(*entries: str) -> str:
    return f"<Товары>{''.join(entries)}</Товары>"


def sale(number: str, amount: str, *more: str, operation: str = "Отпуск товара") -> str:
    return order(number, amount, *more).replace("Заказ товара", operation)


def amounts(report: FileReport, number: int) -> list[object]:
    return [fact["amount"] for fact in facts(report, number)]


def test_lines_of_an_order_are_a_batch_of_their_own(tmp_path: Path) -> None:
    kinds = requisites(ТипНоменклатуры="Услуга", ВидНоменклатуры="Посуда")
    report = examined(
        tmp_path,
        file_of(order("A-1", "171", lines(
            line("1#2", "21", extra("Налоги", "Налог", "3.50", "true"), extra("Скидки", "Скидка", "1", "true")),
            line("3", "150", kinds, quantity="1.5")), requisites(Отменен="true"))),
    )  # fmt: skip
    assert [(batch.fact, batch.rows) for batch in report.batches] == [("order", 1), ("order_line", 2)]
    first, second = facts(report, 1)
    assert (first["document"], first["day"], first["customer"]) == ("A-1", date(2024, 3, 5), "key-1")
    assert (first["product"], first["sku"], first["unit"], first["x_goods_id"]) == ("Чай 1#2", "A-1#2", "шт", "1#2")
    assert (first["quantity"], first["price"], first["amount"]) == (Decimal(2), Decimal("10.5"), Decimal(21))
    assert (first["vat_amount"], first["discount"], first["service"]) == (Decimal("3.5"), Decimal(1), None)
    assert (second["product_group"], second["service"], second["quantity"]) == ("Посуда", True, Decimal("1.5"))
    assert (second["vat_amount"], second["cancelled"]) == (None, True)
    assert report.batches[0].vat is Vat.WITH


def test_taxes_and_discounts_of_the_whole_order_are_shared_out(tmp_path: Path) -> None:
    discount = extra("Скидки", "Скидка", "1", "false")
    report = examined(tmp_path, file_of(order("1", "8.99", lines(line("1", "3.33"), line("2", "6.66")), discount)))
    assert codes(report) == []
    assert amounts(report, 1) == [Decimal("2.9967"), Decimal("5.9933")]
    assert sum(facts(report, 1)[n]["amount"] for n in (0, 1)) == Decimal("8.99")  # type: ignore[misc]


def test_a_tax_on_top_of_a_line_belongs_to_it(tmp_path: Path) -> None:
    taxed = line("1", "100", extra("Налоги", "Налог", "20", "false"))
    report = examined(tmp_path, file_of(order("1", "170", lines(taxed, line("2", "50")))))
    assert (codes(report), amounts(report, 1)) == ([], [Decimal(120), Decimal(50)])


def test_a_line_without_a_sum_is_price_by_quantity(tmp_path: Path) -> None:
    report = examined(tmp_path, file_of(order("1", "31.5", lines(line("1", "", price="10.5", quantity="3")))))
    assert amounts(report, 1) == [Decimal("31.5")]


def test_lines_that_cannot_be_read_are_not_guessed(tmp_path: Path) -> None:
    report = examined(tmp_path, file_of(order("1", "31.5", lines(line("1", "", price="?"), line("2", "5")))))
    assert [batch.fact for batch in report.batches] == ["order"]
    assert report.imported_total == Decimal("31.5")


def test_lines_answer_for_all_days_of_their_orders(tmp_path: Path) -> None:
    bare = order("2", "5", day="2024-03-20")
    report = examined(tmp_path, file_of(order("1", "5", goods("5")), bare))
    days = (date(2024, 3, 5), date(2024, 3, 21))
    assert [(batch.rows, batch.period) for batch in report.batches] == [(2, days), (1, days)]


def test_lines_go_by_the_rate_of_their_order(tmp_path: Path) -> None:
    report = examined(
        tmp_path,
        file_of(order("1", "5", goods("5"), currency="UAH"), order("2", "3", goods("3"), currency="USD", rate="22.5")),
    )
    assert (report.currency, amounts(report, 1)) == ("UAH", [Decimal(5), Decimal("67.5")])


def test_goods_issues_are_sales_and_returns_beside_them_negative(tmp_path: Path) -> None:
    store = "<Склады><Склад><Ид>s</Ид><Наименование>Склад 1</Наименование></Склад></Склады>"
    report = examined(
        tmp_path,
        file_of(
            sale("1", "21", lines(line("1", "21")), store),
            sale("2", "10.50", lines(line("1", "10.50", quantity="1")), operation="Возврат товара"),
            sale("3", "7", goods("7"), operation="Счет на оплату"),
        ),
    )
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 3, ["left_out"])
    (batch,) = report.batches
    assert (batch.fact, batch.rows, batch.returns) == ("sale", 2, Returns.SEPARATE)
    assert (report.file_total, report.imported_total) == (Decimal("10.5"), Decimal("10.5"))
    sold, back = facts(report)
    assert (sold["kind"], sold["amount"], sold["quantity"], sold["warehouse"]) == (
        "sale", Decimal(21), Decimal(2), "Склад 1",
    )  # fmt: skip
    assert (back["kind"], back["amount"], back["quantity"]) == ("return", Decimal("-10.5"), Decimal(-1))
    assert (back["price"], sold["x_customer_name"]) == (Decimal("10.5"), "Сова")


def test_returns_without_sales_are_left_out(tmp_path: Path) -> None:
    report = examined(
        tmp_path,
        file_of(order("1", "5", goods("5")), sale("2", "3", goods("3"), operation="Возврат товара")),
    )
    assert ([batch.fact for batch in report.batches], codes(report)) == (["order", "order_line"], ["left_out"])


def test_a_shop_that_writes_payments_and_shipments_beside_orders(tmp_path: Path) -> None:
    """Version 3: the order, its payment and its shipment are documents in one container."""
    basis = "<Основание>id-1</Основание>"
    paid = sale("p1", "60", basis, operation="Выплата безналичных денег")
    rest = sale("p2", "40", basis, requisites(Оплачен="true", Дата_оплаты="2024-03-08 12:00:00"),
                operation="Эквайринговая операция")  # fmt: skip
    failed = sale("p3", "40", basis, requisites(Оплачен="false"), operation="Выплата наличных денег")
    left = sale("s1", "100", goods("100"), basis, requisites(Отгружен="true"))
    waiting = sale("s2", "100", goods("100"), basis, requisites(Отгружен="false"))
    box = f"<Контейнер>{order('1', '100', goods('100'))}{paid}{rest}{failed}{left}{waiting}</Контейнер>"
    report = examined(tmp_path, file_of(box, order("9", "5", goods("5")), namespace="urn:1C.ru:commerceml_3"))
    assert [(batch.fact, batch.rows) for batch in report.batches] == [("order", 2), ("order_line", 2), ("sale", 1)]
    first, other = facts(report)
    assert (first["paid_day"], first["shipped_day"]) == (date(2024, 3, 8), date(2024, 3, 5))
    assert (other["paid_day"], other["shipped_day"]) == (None, None)
    assert codes(report) == ["left_out", "left_out"]


def test_an_order_paid_in_part_is_not_paid(tmp_path: Path) -> None:
    part = sale("p1", "60", "<Основание>1</Основание>", operation="Выплата безналичных денег")
    report = examined(tmp_path, file_of(order("1", "100", goods("100")), part))
    assert facts(report)[0].get("paid_day") is None


def test_a_sale_of_version_1_takes_names_from_its_catalogue(tmp_path: Path) -> None:
    text = (
        '<КоммерческаяИнформация><Каталог><Группа Идентификатор="g" Наименование="Краны"/>'
        '<Товар Идентификатор="ID_1" ИдентификаторВКаталоге="9" Наименование="Кран" Родитель="g"/></Каталог>'
        '<Документ Дата="2012-12-06" Номер="0007" ХозОперация="Sale" Сумма="20" Курс="1" Валюта="руб.">'
        '<ПредприятиеВДокументе Контрагент="B" Роль="Buyer"/><ТоварнаяПозиция Товар="9" Единица="шт" Цена="10" '
        'Количество="2" Сумма="20"><СуммаНалога Налог="AVT" Сумма="3.05" ВключенВСумму="1"/></ТоварнаяПозиция>'
        '</Документ></КоммерческаяИнформация>'
    )  # fmt: skip
    (fact,) = facts(examined(tmp_path, text, "windows-1251"))
    assert (fact["product"], fact["product_group"], fact["unit"]) == ("Кран", "Краны", "шт")
    assert (fact["vat_amount"], fact["document"], fact["kind"]) == (Decimal("3.05"), "0007", "sale")


def test_orders_and_lines_live_in_a_book(tmp_path: Path) -> None:
    text = file_of(order("1", "21", lines(line("1", "21"))), order("2", "50", goods("20", "30")))
    report = examined(tmp_path, text)
    with Book.create(tmp_path / "a.kpi", "Сова") as book:
        added = book.add_all(report.batches)
        again = book.add_all(report.batches)
        assert (added.imported, again.already, book.check()) == (5, True, [])
        assert book.run("SELECT SUM(amount), COUNT(DISTINCT document) FROM order_line") == [(Decimal(71), 2)]


@pytest.mark.parametrize(
    ("name", "orders", "lines"),
    [
        ("akuraga_orders_big", 216, 705),
        ("argent_documents_v3", 2, 4),
        ("carono_orders", 1, 2),
        ("dobromyslov_bitrix_orders", 2, 8),
        ("offdoc_orders", 3, 2),
    ],
)
def test_real_lines_against_a_plain_reading(tmp_path: Path, name: str, orders: int, lines: int) -> None:
    path = shared(f"data/commerceml/{name}.xml")
    documents = plainly(path, "Документ")
    assert (len(documents), sum(len(inside(one, "Товар")) for one in documents)) == (orders, lines)
    report = read(path, tmp_path)
    by_order: dict[object, Decimal] = defaultdict(Decimal)
    for fact in facts(report, 1):
        by_order[fact["document"]] += Decimal(str(fact["amount"]))
    assert by_order == {fact["document"]: fact["amount"] for fact in facts(report)}
    unposted = [one for one in documents if ["Проведен", "false"] in _requisites(one)]
    assert report.batches[1].rows == lines - sum(len(inside(one, "Товар")) for one in unposted)


def _requisites(document: _Element) -> list[list[str | None]]:
    return [[one.text for one in entry] for entry in inside(document, "ЗначениеРеквизита")]


def test_the_real_sale_of_version_1(tmp_path: Path) -> None:
    report = read(shared("data/commerceml/rakov_sale77.xml"), tmp_path)
    found = facts(report)
    assert (report.outcome, report.rows, len(found)) == (Outcome.OK, 1, 52)
    assert sum(Decimal(str(fact["amount"])) for fact in found) == Decimal("22487.27")
    assert sum(Decimal(str(fact["vat_amount"])) for fact in found) == Decimal("3430.27")
    assert all(fact["product"] and fact["product_group"] for fact in found)
