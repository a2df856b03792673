"""Orders of a web shop written here in the forms of several versions, and the real ones where they are at hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.refusal import Refusal
from tests.importers.commerceml_files import examined, file_of, goods, order, requisites
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path


PAID = requisites(
    Проведен="true", Дата_оплаты_по_1С="2024-03-07T0:36:33", Дата_отгрузки_по_1С="2024-03-09",
    Статус_заказа="[F] Доставлен",
)  # fmt: skip


def test_an_order_is_a_fact(tmp_path: Path) -> None:
    report = examined(tmp_path, file_of(order("A-1", "150.50", goods("100.00", "50.50"), PAID)))
    assert (report.outcome, report.recognised, report.rows, codes(report)) == (Outcome.OK, "commerceml", 1, [])
    assert (report.currency, report.file_total, report.imported_total) == ("RUB", Decimal("150.5"), Decimal("150.5"))
    assert report.period == (date(2024, 3, 5), date(2024, 3, 6))
    (fact,) = facts(report)
    assert (fact["document"], fact["day"], fact["amount"]) == ("A-1", date(2024, 3, 5), Decimal("150.5"))
    assert (fact["paid_day"], fact["shipped_day"]) == (date(2024, 3, 7), date(2024, 3, 9))
    assert (fact["customer"], fact["x_customer_name"], fact["status"]) == ("key-1", "Сова", "Доставлен")
    assert fact["cancelled"] is False


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16"])
@pytest.mark.parametrize("namespace", ["", "urn:1C.ru:commerceml_2", "urn:1C.ru:commerceml_3"])
def test_encodings_and_namespaces(tmp_path: Path, encoding: str, namespace: str) -> None:
    report = examined(tmp_path, file_of(order("A-1", "1", goods("1")), namespace=namespace), encoding)
    assert facts(report)[0]["x_customer_name"] == "Сова"


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>'])
def test_windows_letters_that_are_not_declared(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "orders.xml"
    path.write_bytes((declared + file_of(order("A-1", "1", goods("1")))).encode("cp1251"))
    assert facts(read(path, tmp_path))[0]["x_customer_name"] == "Сова"


def test_a_file_without_a_declaration(tmp_path: Path) -> None:
    path = tmp_path / "orders.xml"
    path.write_text(file_of(order("A-1", "1", goods("1"))), encoding="utf-8")
    assert facts(read(path, tmp_path))[0]["x_customer_name"] == "Сова"


def test_taxes_on_top_and_discounts_belong_to_the_sum(tmp_path: Path) -> None:
    tax = "<Налоги><Налог><УчтеноВСумме>{}</УчтеноВСумме><Сумма>20</Сумма></Налог></Налоги>"
    discount = "<Скидки><Скидка><Сумма>5</Сумма><УчтеноВСумме>{}</УчтеноВСумме></Скидка></Скидки>"
    report = examined(
        tmp_path,
        file_of(
            order("1", "115", goods("100"), tax.format("false"), discount.format("false")),
            order("2", "100", goods("100"), tax.format("true"), discount.format("true")),
            order("3", "100", goods("100"), tax.format("false")),
        ),
    )
    assert (codes(report), report.imported_total) == (["total_differs"], Decimal(315))
    assert "3" in Translator("en")(report.issues[0].message)


def test_a_sum_that_is_absent_is_added_up_from_the_lines(tmp_path: Path) -> None:
    line = "<Товары><Товар><ЦенаЗаЕдиницу>2.50</ЦенаЗаЕдиницу><Количество>3</Количество></Товар></Товары>"
    report = examined(tmp_path, file_of(order("1", "", line)))
    assert (codes(report), facts(report)[0]["amount"]) == (["amount_derived"], Decimal("7.5"))


def test_other_documents_are_left_out_by_their_state(tmp_path: Path) -> None:
    back = order("5", "7", goods("7")).replace("Заказ товара", "Возврат товара")
    report = examined(
        tmp_path,
        file_of(
            order("1", "10", goods("10")),
            order("2", "20", goods("20"), requisites(ПометкаУдаления="true")),
            order("3", "30", goods("30"), requisites(Проведен="false")),
            order("4", "40", goods("40"), "<ПометкаУдаления>true</ПометкаУдаления>"),
            back,
            order("6", "", requisites(Статус_заказа="Открыт")),
        ),
    )
    assert (report.outcome, report.rows, report.batches[0].rows) == (Outcome.OK, 6, 1)
    assert (codes(report), report.imported_total) == (["left_out"] * 4, Decimal(10))


def test_cancelled_orders_are_marked(tmp_path: Path) -> None:
    report = examined(
        tmp_path,
        file_of(
            order("1", "1", goods("1"), requisites(Отменен="true", Статус_заказа="[N] Принят")),
            order("2", "1", goods("1"), requisites(Отменен="false", Статус_заказа="Отмена снята")),
            order("3", "1", goods("1"), requisites(Статус_заказа="[C] Отменён")),
        ),
    )
    assert [fact["cancelled"] for fact in facts(report)] == [True, False, True]


def test_paid_by_the_shop_s_own_marks(tmp_path: Path) -> None:
    report = examined(
        tmp_path,
        file_of(
            order("1", "1", goods("1"), requisites(Заказ_оплачен="true", Дата_оплаты="2024-03-06 10:00:00")),
            order("2", "1", goods("1"), requisites(Заказ_оплачен="false", Дата_оплаты="2024-03-06")),
            order("3", "1", goods("1"), requisites(Заказ_оплачен="true")),
            order("4", "1", goods("1"), requisites(Дата_оплаты_по_1С="0001-01-01T00:00:00")),
        ),
    )
    assert [fact["paid_day"] for fact in facts(report)] == [date(2024, 3, 6), None, None, None]
    assert codes(report) == ["paid_undated"]


def test_foreign_money_goes_by_the_order_s_own_rate_or_not_at_all(tmp_path: Path) -> None:
    report = examined(
        tmp_path,
        file_of(
            order("1", "100", goods("100"), currency="UAH"),
            order("2", "3.13", goods("3.13"), currency="USD", rate="22.5"),
            order("3", "7", goods("7"), currency="USD", rate="1"),
        ),
    )
    assert (report.outcome, report.currency) == (Outcome.PARTIAL, "UAH")
    assert [fact["amount"] for fact in facts(report)] == [Decimal(100), Decimal("70.43")]
    assert (report.file_total, report.imported_total) == (Decimal("170.43"), Decimal("170.43"))
    assert codes(report) == ["currency_unreadable", "converted"]


def test_the_last_version_of_an_order_counts(tmp_path: Path) -> None:
    report = examined(tmp_path, file_of(order("1", "10", goods("10")), order("1", "12", goods("12"))))
    assert (report.rows, codes(report), report.imported_total) == (2, ["repeated"], Decimal(12))


def test_an_unclear_role_is_told(tmp_path: Path) -> None:
    bought = order("1", "10", goods("10")).replace("<Роль>Продавец", "<Роль>Покупатель", 1)
    assert codes(examined(tmp_path, file_of(bought))) == ["role"]


def test_orders_to_suppliers_are_left_out(tmp_path: Path) -> None:
    bought = order("1", "10", goods("10")).replace("<Роль>Покупатель", "<Роль>Поставщик", 1)
    bought = bought.replace("<Роль>Продавец", "<Роль>Покупатель", 1).replace("Поставщик", "Продавец")
    report = examined(tmp_path, file_of(bought, order("2", "20", goods("20"))))
    assert (codes(report), report.rows, report.imported_total) == (["left_out"], 2, Decimal(20))


def test_orders_without_day_or_readable_sum(tmp_path: Path) -> None:
    report = examined(
        tmp_path,
        file_of(
            order("1", "10", goods("10")), order("2", "5", goods("5"), day=""), order("3", "скоро", goods("дорого"))
        ),
    )
    assert (report.outcome, report.rows, report.batches[0].rows) == (Outcome.PARTIAL, 3, 1)
    assert codes(report) == ["day_unreadable", "amount_unreadable"]


def test_orders_in_containers_of_version_3(tmp_path: Path) -> None:
    report = examined(tmp_path, file_of(f"<Контейнер>{order('1', '10', goods('10'))}</Контейнер>"))
    assert (report.rows, report.imported_total) == (1, Decimal(10))


def test_version_1_keeps_everything_in_attributes(tmp_path: Path) -> None:
    text = (
        '<КоммерческаяИнформация><Каталог><Товар Идентификатор="9"/></Каталог>'
        '<Документ Дата="2012-12-06" Номер="0007" ХозОперация="Order" Сумма="25.20" '
        'Курс="1" Кратность="1" Валюта="руб.">'
        '<ПредприятиеВДокументе Контрагент="S" Роль="Saler"/><ПредприятиеВДокументе Контрагент="B" Роль="Buyer"/>'
        '<СуммаНалога Сумма="5.20" ВключенВСумму="0"/><ТоварнаяПозиция Цена="10" Количество="2" Сумма="20"/></Документ>'
        '<Контрагент Идентификатор="B" Наименование="ООО Сова"/></КоммерческаяИнформация>'
    )
    report = examined(tmp_path, text, "windows-1251")
    (fact,) = facts(report)
    assert (report.currency, codes(report), fact["amount"]) == ("RUB", [], Decimal("25.2"))
    assert (fact["document"], fact["customer"], fact["x_customer_name"]) == ("0007", "B", "ООО Сова")


@pytest.mark.parametrize(
    ("inside", "outcome", "word"),
    [
        ("<Классификатор><Группы/></Классификатор><Каталог/>", Outcome.UNSUPPORTED, "groups"),
        ("<Контрагенты><Контрагент/><Контрагент/></Контрагенты>", Outcome.UNSUPPORTED, "2 counterparties"),
        ("", Outcome.EMPTY, "not one order"),
    ],
)
def test_files_without_orders_say_what_they_hold(tmp_path: Path, inside: str, outcome: Outcome, word: str) -> None:
    report = examined(tmp_path, file_of(inside))
    assert (report.outcome, report.recognised) == (outcome, "commerceml")
    assert word in Translator("en")(report.issues[0].message)


def test_definitions_of_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE КоммерческаяИнформация [<!ENTITY a "aaaa">]>' + file_of(order("1", "1", "<Товары>&a;</Товары>"))
    with pytest.raises(Refusal) as refused:
        examined(tmp_path, bomb)
    assert refused.value.outcome is Outcome.UNSUPPORTED


def test_definitions_behind_a_long_comment_are_refused_too(tmp_path: Path) -> None:
    bomb = f"<!--{' ' * 100_000}--><!DOCTYPE КоммерческаяИнформация [<!ENTITY a 'aaaa'>]>{file_of()}"
    with pytest.raises(Refusal):
        examined(tmp_path, bomb)


def test_a_file_that_breaks_off_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        examined(tmp_path, file_of(order("1", "10", goods("10")))[:-40])
    assert refused.value.outcome is Outcome.DAMAGED


@pytest.mark.parametrize(
    ("name", "rows", "stored", "total", "currency"),
    [
        ("argent_documents_v3", 2, 2, "12286.84", "RUB"),
        ("carono_orders", 1, 1, "9683.42", "RUB"),
        ("dobromyslov_bitrix_orders", 2, 2, "14612.32", "RUB"),
        ("offdoc_orders", 3, 1, "6734.47", "RUB"),
        # A sale of 52 lines.
        ("rakov_sale77", 1, 52, "22487.27", "RUB"),
        # 47,410.63 in all less four orders not posted (1,455.00) and 7.00 USD at 22.
        ("akuraga_orders_big", 216, 212, "46109.63", "UAH"),
    ],
)
def test_real_orders(tmp_path: Path, name: str, rows: int, stored: int, total: str, currency: str) -> None:
    report = read(shared(f"data/commerceml/{name}.xml"), tmp_path)
    assert (report.outcome, report.rows, report.batches[0].rows) == (Outcome.OK, rows, stored)
    assert (report.file_total, report.imported_total) == (Decimal(total), Decimal(total))
    assert report.currency == currency
    assert "total_differs" not in codes(report)


def test_the_big_real_file_has_its_payments_and_shipments(tmp_path: Path) -> None:
    found = facts(read(shared("data/commerceml/akuraga_orders_big.xml"), tmp_path))
    assert sum(fact["paid_day"] is not None for fact in found) == 157
    assert sum(fact["shipped_day"] is not None for fact in found) == 206


def test_real_lines_are_all_read() -> None:
    from kpi_desktop.ingest.readers.orders_xml import read_orders

    found = read_orders(shared("data/commerceml/akuraga_orders_big.xml"))
    assert (len(found.documents), sum(len(one.lines) for one in found.documents)) == (216, 705)


def test_an_order_with_its_tax_on_top(tmp_path: Path) -> None:
    found = facts(read(shared("data/commerceml/argent_documents_v3.xml"), tmp_path))
    assert {fact["document"]: fact["amount"] for fact in found}["142"] == Decimal("8186.84")


def test_attacks_by_definitions_open_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("тайна", encoding="utf-8")
    inside = order("1", "10", goods("10")).replace("Сова", "&x;")
    attacks = (
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY x "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
    )
    for attack in attacks:
        with pytest.raises(Refusal) as refused:
            examined(tmp_path, attack + file_of(inside))
        assert refused.value.outcome is Outcome.UNSUPPORTED


def test_real_attacks_never_become_facts(tmp_path: Path) -> None:
    found = [path for path in shared("corpus/bad/attack-xml").iterdir() if path.suffix == ".xml"]
    assert len(found) > 15
    for path in found:
        try:
            report = read(path, tmp_path)
        except Refusal as refused:
            report = refused.report(path.name)
        assert report.outcome in {Outcome.UNSUPPORTED, Outcome.DAMAGED, Outcome.WRONG_TYPE}, path.name
        assert report.batches == ()


def test_a_large_file_is_read_in_one_pass(tmp_path: Path) -> None:
    """The tree is thrown away as it is read: what is kept is a few hundred bytes for a line."""
    many = 3000
    documents = "".join(order(str(number), "3", goods("1", "2")) for number in range(many))
    report = examined(tmp_path, file_of(documents))
    assert [batch.rows for batch in report.batches] == [many, 2 * many]
    assert report.imported_total == Decimal(3 * many)
