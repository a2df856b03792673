"""Messages of 1C's universal exchange, written here by the public description of the format: no real one is at hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.facts.batch import Documents, Returns, Vat
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.refusal import Refusal
from kpi_desktop.store.book import Book
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

SPACE = "http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8"


def message(*objects: str, space: str = SPACE, prefixed: bool = True) -> str:
    root = "msg:Message" if prefixed else "Message"
    return (
        f'<{root} xmlns:msg="http://www.1c.ru/SSL/Exchange/Message"><msg:Header><msg:Format>{space}</msg:Format>'
        f'</msg:Header><Body xmlns="{space}">{"".join(objects)}</Body></{root}>'
    )


def currency(code: str = "643", name: str = "RUB") -> str:
    told = f"<Код>{code}</Код><Наименование>{name}</Наименование>"
    return f"<Ссылка>c-{code}</Ссылка><ДанныеКлассификатора>{told}</ДанныеКлассификатора>"


def row(
    amount: str, vat: str = "", *, key: str = "p1", name: str = "Чай", rate: str = "НДС20", quantity: str = "2"
) -> str:
    tax = f"<СуммаНДС>{vat}</СуммаНДС>" if vat else ""
    return (
        f"<Строка><ДанныеНоменклатуры><Номенклатура><Ссылка>{key}</Ссылка><КодВПрограмме>00-1</КодВПрограмме>"
        f"<Наименование>{name}</Наименование></Номенклатура></ДанныеНоменклатуры><ЕдиницаИзмерения><ДанныеКлассификатора>"
        f"<Код>796</Код><Наименование>шт</Наименование></ДанныеКлассификатора></ЕдиницаИзмерения>"
        f"<Количество>{quantity}</Количество><Сумма>{amount}</Сумма><Цена>60</Цена><СтавкаНДС>{rate}</СтавкаНДС>{tax}</Строка>"
    )


def document(
    kind: str, number: str, total: str, *more: str, day: str = "2024-03-05T12:00:00", keys: str = "",
    basis: str = "true", customer: str = "ООО Сова", money: str = "643",
) -> str:  # fmt: skip
    stated = f"<СуммаВключаетНДС>{basis}</СуммаВключаетНДС>" if basis else ""
    summed = f"<Сумма>{total}</Сумма>" if total else ""
    return (
        f"<Документ.{kind}><КлючевыеСвойства><Ссылка>d-{number}</Ссылка><Дата>{day}</Дата><Номер>{number}</Номер>"
        f"<Организация><Ссылка>o</Ссылка><Наименование>ООО Дом</Наименование><ИНН>7701234567</ИНН></Организация>{keys}"
        f"</КлючевыеСвойства><Валюта>{currency(money)}</Валюта>{summed}{stated}"
        f"<Контрагент><Ссылка>k-{customer}</Ссылка><Наименование>{customer}</Наименование><ИНН>7707654321</ИНН></Контрагент>"
        f"{''.join(more)}</Документ.{kind}>"
    )


def part(name: str, *rows: str) -> str:
    return f"<{name}>{''.join(rows)}</{name}>"


def examined(tmp_path: Path, text: str) -> FileReport:
    path = tmp_path / "Message_1_2.xml"
    path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + text, encoding="utf-8")
    return read(path, tmp_path)


@pytest.mark.parametrize("prefixed", [True, False])
def test_sales_and_returns(tmp_path: Path, prefixed: bool) -> None:
    store = "<Склад><Ссылка>s</Ссылка><Наименование>Главный</Наименование></Склад>"
    report = examined(tmp_path, message(
        document("РеализацияТоваровУслуг", "0000-000001", "320", store, part("Товары", row("120", "20")),
                 part("Услуги", row("200", "33.33", key="p2", name="Доставка", quantity="1"))),
        document("ВозвратТоваровОтПокупателя", "0000-000002", "60", part("Товары", row("60", "10", quantity="1")),
                 day="2024-03-09T00:00:00"),
        prefixed=prefixed,
    ))  # fmt: skip
    assert (report.outcome, report.recognised, report.rows, codes(report)) == (Outcome.OK, "enterprisedata", 2, [])
    assert (report.currency, report.organisation, report.period) == (
        "RUB", "ООО Дом", (date(2024, 3, 5), date(2024, 3, 10)),
    )  # fmt: skip
    (batch,) = report.batches
    assert (batch.fact, batch.vat, batch.returns, batch.documents) == (
        "sale", Vat.WITH, Returns.SEPARATE, Documents.NUMBERED,
    )  # fmt: skip
    assert (report.file_total, report.imported_total) == (Decimal(260), Decimal(260))
    sold, service, back = facts(report)
    assert (sold["document"], sold["product"], sold["quantity"], sold["unit"]) == (
        "0000-000001",
        "Чай",
        Decimal(2),
        "шт",
    )
    assert (sold["amount"], sold["vat_amount"], sold["price"], sold["warehouse"]) == (
        Decimal(120), Decimal(20), Decimal(60), "Главный",
    )  # fmt: skip
    assert (sold["customer"], sold["x_counterparty_inn"], sold["organisation"]) == ("ООО Сова", "7707654321", "ООО Дом")
    assert (sold["service"], service["service"], sold["kind"]) == (False, True, "sale")
    assert (back["kind"], back["amount"], back["quantity"], back["vat_amount"]) == (
        "return", Decimal(-60), Decimal(-1), Decimal(-10),
    )  # fmt: skip


def test_sums_without_vat_get_it_by_amount_or_rate(tmp_path: Path) -> None:
    report = examined(tmp_path, message(document(
        "РеализацияТоваровУслуг", "1", "350", part("Товары", row("100", "20"), row("100", rate="НДС20"),
        row("110", rate="БезНДС")), basis="false")))  # fmt: skip
    assert [fact["amount"] for fact in facts(report)] == [Decimal(120), Decimal(120), Decimal(110)]
    assert (report.batches[0].vat, codes(report), report.file_total) == (Vat.WITH, [], Decimal(350))


def test_sums_without_vat_that_do_not_tell_it(tmp_path: Path) -> None:
    report = examined(tmp_path, message(document(
        "РеализацияТоваровУслуг", "1", "100", part("Товары", row("100", rate="")), basis="false")))  # fmt: skip
    assert (report.batches[0].vat, codes(report)) == (Vat.UNKNOWN, ["vat_unknown"])


def test_an_unstated_basis_stays_unknown(tmp_path: Path) -> None:
    report = examined(
        tmp_path, message(document("РеализацияТоваровУслуг", "1", "100", part("Товары", row("100")), basis=""))
    )
    assert report.batches[0].vat is Vat.UNKNOWN


def test_a_heading_that_differs_from_its_rows_is_told(tmp_path: Path) -> None:
    report = examined(
        tmp_path, message(document("РеализацияТоваровУслуг", "1", "99", part("Товары", row("100", "16.67"))))
    )
    assert (codes(report), report.file_total, report.imported_total) == (["total_differs"], Decimal(99), Decimal(100))


def test_names_come_from_the_catalogue_of_the_message(tmp_path: Path) -> None:
    product = (
        "<Справочник.Номенклатура><КлючевыеСвойства><Ссылка>p9</Ссылка><Наименование>Кофе</Наименование>"
        "<Артикул>0042</Артикул><Группа><Ссылка>g</Ссылка><Наименование>Напитки</Наименование></Группа>"
        "</КлючевыеСвойства></Справочник.Номенклатура>"
    )
    sold = part("Товары", row("10", "1", key="p9", name=""))
    report = examined(tmp_path, message(product, document("РеализацияТоваровУслуг", "1", "10", sold)))
    (fact,) = facts(report)
    assert (fact["product"], fact["sku"], fact["product_group"], report.rows) == ("Кофе", "0042", "Напитки", 1)


def test_retail_reports_have_no_receipts(tmp_path: Path) -> None:
    report = examined(tmp_path, message(document(
        "ОтчетОРозничныхПродажах", "7", "90", part("ТоварыПродажа", row("100", "16.67")),
        part("ТоварыВозврат", row("10", "1.67", quantity="1")))))  # fmt: skip
    assert (report.batches[0].documents, report.imported_total) == (Documents.SHIFT_REPORT, Decimal(90))
    assert [fact["kind"] for fact in facts(report)] == ["sale", "return"]


def test_orders_and_their_lines(tmp_path: Path) -> None:
    report = examined(tmp_path, message(document("ЗаказКлиента", "5", "120", part("Товары", row("120", "20")))))
    assert [(batch.fact, batch.rows) for batch in report.batches] == [("order", 1), ("order_line", 1)]
    assert (facts(report)[0]["amount"], facts(report, 1)[0]["product"]) == (Decimal(120), "Чай")


def payment(kind: str, number: str, total: str, *parts: str) -> str:
    rows = "".join(
        f"<Строка><ДанныеВзаиморасчетов><Договор><Ссылка>c</Ссылка><Наименование>Договор {n}</Наименование></Договор>"
        f"</ДанныеВзаиморасчетов><Сумма>{amount}</Сумма></Строка>"
        for n, amount in enumerate(parts, start=1)
    )
    details = f"<РасшифровкаПлатежа>{rows}</РасшифровкаПлатежа>" if parts else ""
    common = (
        f"<ОбщиеДанные><Сумма>{total}</Сумма><Валюта>{currency()}</Валюта><НазначениеПлатежа>За чай</НазначениеПлатежа>"
        "<ДатаВыписки>2024-03-06T00:00:00</ДатаВыписки><НомерВходящегоДокумента>0017</НомерВходящегоДокумента>"
        "<БанковскийСчетОрганизации><НомерСчета>40702810000000000017</НомерСчета></БанковскийСчетОрганизации></ОбщиеДанные>"
    )
    return document(kind, number, "", common, details, basis="")


def test_money_received_paid_and_moved(tmp_path: Path) -> None:
    report = examined(tmp_path, message(
        payment("ПБДСРасчетыСКонтрагентами", "1", "300", "100", "200"), payment("РКОПрочийРасход", "2", "50"),
        payment("СБДСПереводНаДругойСчет", "3", "70"), payment("ПКОРозничнаяВыручка", "4", "80", "30"),
    ))  # fmt: skip
    found = facts(report)
    assert [fact["amount"] for fact in found] == [Decimal(100), Decimal(200), Decimal(50), Decimal(70), Decimal(80)]
    assert [fact["direction"] for fact in found] == ["in", "in", "out", None, "in"]
    assert [fact["contract"] for fact in found[:3]] == ["Договор 1", "Договор 2", None]
    assert found[3]["article"] == "Перевод между своими счетами"
    assert (found[0]["document"], found[0]["day"], found[0]["account"]) == (
        "0017", date(2024, 3, 6), "40702810000000000017",
    )  # fmt: skip
    assert (found[0]["purpose"], report.imported_total, report.rows) == ("За чай", Decimal(500), 4)


def test_what_does_not_count_is_left_out_and_told(tmp_path: Path) -> None:
    report = examined(tmp_path, message(
        document("РеализацияТоваровУслуг", "1", "100", part("Товары", row("100", "16.67"))),
        document("РеализацияТоваровУслуг", "2", "100", part("Товары", row("100")), keys="<Проведен>false</Проведен>"),
        document("РеализацияТоваровУслуг", "3", "100", "<ПометкаУдаления>true</ПометкаУдаления>"),
        document("ПеремещениеТоваров", "4", "100", part("Товары", row("100"))),
        document("РеализацияТоваровУслуг", "5", "100", part("Товары", row("сто"))),
        document("РеализацияТоваровУслуг", "6", "100", part("Товары", row("100")), day="0001-01-01T00:00:00"),
        "<УдалениеОбъекта><СсылкаНаОбъект/></УдалениеОбъекта>",
    ))  # fmt: skip
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.PARTIAL, 6, Decimal(100))
    assert codes(report) == [
        "left_out", "left_out", "left_out", "deletions", "lines_unreadable", "day_unreadable",
    ]  # fmt: skip
    assert "ПеремещениеТоваров (1)" in Translator("en")(report.issues[1].message)


def test_goods_of_others_are_not_our_sales(tmp_path: Path) -> None:
    parts = part("Товары", row("100", "16.67")), part("АгентскиеУслуги", row("50"))
    report = examined(tmp_path, message(document("РеализацияТоваровУслуг", "1", "150", *parts)))
    assert (report.imported_total, report.file_total, codes(report)) == (Decimal(100), Decimal(100), ["others_goods"])


def test_foreign_money_goes_by_the_document_s_own_rate_or_not_at_all(tmp_path: Path) -> None:
    def settled(rate: str) -> str:
        return (
            f"<ДанныеВзаиморасчетов><ВалютаВзаиморасчетов>{currency('840', 'USD')}</ВалютаВзаиморасчетов>"
            f"<КурсВзаиморасчетов>{rate}</КурсВзаиморасчетов><КратностьВзаиморасчетов>1</КратностьВзаиморасчетов>"
            "</ДанныеВзаиморасчетов>"
        )

    goods = part("Товары", row("100", "16.67"))
    report = examined(tmp_path, message(
        document("РеализацияТоваровУслуг", "1", "100", goods), document("РеализацияТоваровУслуг", "2", "100", goods),
        document("РеализацияТоваровУслуг", "3", "100", goods, settled("91.5"), money="840"),
        document("РеализацияТоваровУслуг", "4", "100", goods, money="840"),
    ))  # fmt: skip
    assert [fact["amount"] for fact in facts(report)] == [Decimal(100), Decimal(100), Decimal(9150)]
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["currency_unreadable", "converted"])
    assert report.file_total == report.imported_total == Decimal(9350)


def test_customers_of_one_name_stay_apart(tmp_path: Path) -> None:
    goods = part("Товары", row("100", "16.67"))
    first = document("РеализацияТоваровУслуг", "1", "100", goods)
    other = (
        document("РеализацияТоваровУслуг", "2", "100", goods).replace("k-ООО Сова", "k-2").replace("7707654321", "5001")
    )
    report = examined(tmp_path, message(first, other))
    assert [fact["customer"] for fact in facts(report)] == ["ООО Сова 7707654321", "ООО Сова 5001"]


@pytest.mark.parametrize(
    ("objects", "outcome", "word"),
    [
        (("<Справочник.Склады/>", "<Справочник.Склады/>"), Outcome.UNSUPPORTED, "2 entries of catalogues"),
        ((), Outcome.EMPTY, "no data"),
    ],
)
def test_messages_without_documents(tmp_path: Path, objects: tuple[str, ...], outcome: Outcome, word: str) -> None:
    try:
        report = examined(tmp_path, message(*objects))
    except Refusal as refused:
        report = refused.report("a")
    assert (report.outcome, report.recognised) == (outcome, "enterprisedata")
    assert word in Translator("en")(report.issues[0].message)


def test_documents_of_other_kinds_alone(tmp_path: Path) -> None:
    report = examined(tmp_path, message(document("ПеремещениеТоваров", "4", "100")))
    assert (report.outcome, report.rows, codes(report)) == (Outcome.UNSUPPORTED, 1, ["left_out", "unsupported"])


def test_a_message_in_a_book(tmp_path: Path) -> None:
    report = examined(tmp_path, message(
        document("РеализацияТоваровУслуг", "1", "120", part("Товары", row("120", "20"))),
        document("ЗаказКлиента", "5", "120", part("Товары", row("120", "20"))),
        payment("ПБДСРасчетыСКонтрагентами", "1", "300", "100", "200"),
    ))  # fmt: skip
    with Book.create(tmp_path / "a.kpi", "Дом") as book:
        added, again = book.add_all(report.batches), book.add_all(report.batches)
        assert (added.imported, again.already, book.check()) == (5, True, [])


def test_the_real_list_of_objects_is_recognised_and_explained(tmp_path: Path) -> None:
    report = read(shared("data/enterprisedata/ibparameters_response.xml"), tmp_path)
    assert (report.outcome, report.recognised, report.batches) == (Outcome.UNSUPPORTED, "enterprisedata", ())
    assert "without data" in Translator("en")(report.issues[0].message)
