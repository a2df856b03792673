"""Goods, prices and stocks: hand-written exports of several versions, and real ones counted again plainly."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.session import ImportSession
from kpi_desktop.store.book import Book
from tests.importers.commerceml_files import examined, file_of, plainly
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2024-05-06T10:00:00"
KINDS = (
    "<ТипыЦен><ТипЦены><Ид>r</Ид><Наименование>Розничная</Наименование><Валюта>RUB</Валюта></ТипЦены>"
    "<ТипЦены><Ид>w</Ид><Наименование>Оптовая</Наименование><Валюта>руб</Валюта></ТипЦены></ТипыЦен>"
)
STORES = (
    "<Склады><Склад><Ид>s1</Ид><Наименование>Главный</Наименование></Склад>"
    "<Склад><Ид>s2</Ид><Наименование>Магазин</Наименование></Склад></Склады>"
)
GROUPS = (
    "<Группы><Группа><Ид>g1</Ид><Наименование>Посуда</Наименование><Группы><Группа><Ид>g2</Ид>"
    "<Наименование>Чашки</Наименование></Группа></Группы></Группа></Группы>"
)


def price(amount: str, kind: str = "r", currency: str = "руб.") -> str:
    return (
        f"<Цена><Представление>за шт</Представление><ИдТипаЦены>{kind}</ИдТипаЦены><ЦенаЗаЕдиницу>{amount}"
        f"</ЦенаЗаЕдиницу><Валюта>{currency}</Валюта><Единица>шт</Единица><Коэффициент>1</Коэффициент></Цена>"
    )


def offer(key: str, *more: str, name: str = "Чашка") -> str:
    title = f"<Наименование>{name}</Наименование>" if name else ""
    return f"<Предложение><Ид>{key}</Ид>{title}{''.join(more)}</Предложение>"


def package(*offers: str, before: str = KINDS + STORES, changes: str = "false") -> str:
    return (
        f'<ПакетПредложений СодержитТолькоИзменения="{changes}"><Ид>c#</Ид><ИдКаталога>c</ИдКаталога>'
        f"{before}<Предложения>{''.join(offers)}</Предложения></ПакетПредложений>"
    )


def catalogue(*entries: str) -> str:
    return (
        f"<Классификатор><Ид>k</Ид>{GROUPS}</Классификатор>"
        f"<Каталог><Ид>c</Ид><Товары>{''.join(entries)}</Товары></Каталог>"
    )


def product(key: str, *more: str) -> str:
    return (
        f"<Товар><Ид>{key}</Ид><Артикул>00{key}</Артикул><Наименование>Чашка {key}</Наименование>"
        f"<БазоваяЕдиница>шт</БазоваяЕдиница><Группы><Ид>g2</Ид></Группы>{''.join(more)}</Товар>"
    )


def test_offers_are_prices_and_stocks_of_the_file_s_day(tmp_path: Path) -> None:
    stores = '<Склад ИдСклада="s1" КоличествоНаСкладе="3"/><Склад ИдСклада="s2" КоличествоНаСкладе="1.5"/>'
    prices = f"<Артикул>0042</Артикул><Цены>{price('100.50')}{price('90', 'w')}</Цены><Количество>4.5</Количество>"
    report = examined(tmp_path, file_of(package(offer("1#2", prices, stores)), made=DAY), name="offers.xml")
    assert (report.outcome, report.recognised, report.rows, codes(report)) == (Outcome.OK, "commerceml", 1, [])
    assert [(batch.fact, batch.rows, batch.period) for batch in report.batches] == [
        ("price", 2, (date(2024, 5, 6), date(2024, 5, 7))), ("stock", 2, (date(2024, 5, 6), date(2024, 5, 7))),
    ]  # fmt: skip
    assert (report.currency, report.file_total, report.imported_total) == ("RUB", Decimal("4.5"), Decimal("4.5"))
    retail, wholesale = facts(report)
    assert (retail["price"], retail["price_kind"], retail["currency"]) == (Decimal("100.5"), "Розничная", "RUB")
    assert (wholesale["price"], wholesale["price_kind"]) == (Decimal(90), "Оптовая")
    assert (retail["product"], retail["sku"], retail["unit"], retail["x_goods_id"]) == ("Чашка", "0042", "шт", "1#2")
    assert [(one["warehouse"], one["quantity"]) for one in facts(report, 1)] == [
        ("Главный", Decimal(3)), ("Магазин", Decimal("1.5")),
    ]  # fmt: skip


def test_stocks_of_version_3_stand_in_leaves(tmp_path: Path) -> None:
    rests = "".join(
        f"<Остаток>\n <Склад>\n  <Ид>{store}</Ид><Количество>{count}</Количество></Склад></Остаток>"
        for store, count in (("s1", "0"), ("s2", "7"))
    )
    text = file_of(
        package(offer("1", f"<Остатки>{rests}</Остатки>", name=""), before=""), made=DAY,
        namespace="urn:1C.ru:commerceml_3",
    )  # fmt: skip
    report = examined(tmp_path, text)
    assert [(one["warehouse"], one["quantity"]) for one in facts(report)] == [("s1", Decimal(0)), ("s2", Decimal(7))]
    assert (report.batches[0].fact, facts(report)[0]["x_goods_id"]) == ("stock", "1")


def test_stocks_without_warehouses(tmp_path: Path) -> None:
    rest = "<Остатки><Остаток><Количество>5</Количество></Остаток></Остатки>"
    report = examined(tmp_path, file_of(package(offer("1", rest), offer("2", "<Количество>-2</Количество>")), made=DAY))
    assert [one["quantity"] for one in facts(report)] == [Decimal(5), Decimal(-2)]
    assert "warehouse" not in report.batches[0].present


def test_a_catalogue_gives_names_and_groups(tmp_path: Path) -> None:
    gone = product("3", "<ПометкаУдаления>true</ПометкаУдаления>")
    status = product("4").replace("<Товар>", '<Товар Статус="Удален">')
    report = examined(tmp_path, file_of(catalogue(product("1"), product("2"), gone, status), made=DAY))
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 4, ["left_out", "names_only"])
    first, _ = facts(report)
    assert (first["product"], first["sku"], first["product_group"], first["unit"]) == (
        "Чашка 1", "001", "Чашки", "шт",
    )  # fmt: skip
    assert "price" not in report.batches[0].present
    assert "2 products" in Translator("en")(report.issues[1].message)


def test_what_cannot_be_read_is_listed(tmp_path: Path) -> None:
    bad = offer("1", f"<Цены>{price('договорная')}{price('5')}</Цены><Количество>много</Количество>")
    report = examined(tmp_path, file_of(package(bad), made=DAY))
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["amount_unreadable", "quantity_unreadable"])
    assert [batch.rows for batch in report.batches] == [1]


def test_an_empty_price_is_no_price(tmp_path: Path) -> None:
    report = examined(tmp_path, file_of(package(offer("1", f"<Цены>{price('')}</Цены>"), offer("2")), made=DAY))
    assert (codes(report), facts(report)[0].get("price")) == (["names_only"], None)


def test_a_file_without_its_day_is_refused_with_a_reason(tmp_path: Path) -> None:
    report = examined(tmp_path, file_of(package(offer("1", f"<Цены>{price('5')}</Цены>"))))
    assert (report.outcome, report.rows, codes(report)) == (Outcome.UNSUPPORTED, 1, ["unsupported"])
    assert "which day" in Translator("en")(report.issues[0].message)


def test_price_lists_in_several_currencies_name_each(tmp_path: Path) -> None:
    prices = f"<Цены>{price('5')}{price('0.1', 'w', 'USD')}</Цены>"
    report = examined(tmp_path, file_of(package(offer("1", prices)), made=DAY))
    assert [(one["price"], one["currency"]) for one in facts(report)] == [(Decimal(5), "RUB"), (Decimal("0.1"), "USD")]
    assert report.batches[0].currency == ""


def test_parts_of_one_large_export_stand_beside_one_another(tmp_path: Path) -> None:
    with Book.create(tmp_path / "a.kpi", "Сова") as book:
        for number, name in enumerate(("offers0_1.xml", "offers0_2.xml")):
            rest = f"<Количество>{number + 1}</Количество>"
            text = file_of(package(*(offer(f"{number}{n}", rest) for n in range(5))), made=DAY)
            added = book.add_all(examined(tmp_path, text, name=name).batches)
            assert (added.question, added.imported, added.replaced) == (None, 5, 0)
        newer = file_of(package(*(offer(f"0{n}", "<Количество>3</Количество>") for n in range(5))), made=DAY)
        added = book.add_all(examined(tmp_path, newer, name="offers0_1.xml").batches)
        assert (added.imported, added.replaced) == (5, 5)
        assert (book.run("SELECT SUM(quantity) FROM stock"), book.check()) == ([(Decimal(25),)], [])


def three_files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """An export of version 3: names, prices and stocks apart."""
    goods = catalogue(product("1"), product("2")).replace("</Классификатор>", f"{KINDS}{STORES}</Классификатор>")
    rest = "<Остатки><Остаток><Склад><Ид>s2</Ид><Количество>4</Количество></Склад></Остаток></Остатки>"
    texts = {
        "import.xml": file_of(goods, made=DAY),
        "prices.xml": file_of(package(offer("1#7", f"<Цены>{price('9', 'w')}</Цены>", name=""), before=""), made=DAY),
        "rests.xml": file_of(package(offer("2", rest, name=""), before=""), made=DAY),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "import.xml", tmp_path / "prices.xml", tmp_path / "rests.xml"


def test_files_of_one_folder_name_one_another_s_ids(tmp_path: Path) -> None:
    names, prices, rests = three_files(tmp_path)
    options = ImportOptions(beside=(str(names), str(prices), str(rests), str(tmp_path / "absent.xml")))
    (fact,) = facts(read(prices, tmp_path, options))
    assert (fact["product"], fact["sku"], fact["product_group"], fact["price_kind"]) == (
        "Чашка 1", "001", "Чашки", "Оптовая",
    )  # fmt: skip
    (rest,) = facts(read(rests, tmp_path, options))
    assert (rest["product"], rest["warehouse"], rest["quantity"], rest["unit"]) == (
        "Чашка 2", "Магазин", Decimal(4), "шт",
    )  # fmt: skip


def test_an_archive_of_an_export(tmp_path: Path) -> None:
    folder = tmp_path / "webdata"
    folder.mkdir()
    with zipfile.ZipFile(tmp_path / "webdata.zip", "w", zipfile.ZIP_DEFLATED) as package_file:
        for path in three_files(folder):
            package_file.write(path, f"webdata/{path.name}")
    with ImportSession(ImportOptions()) as session, Book.create(tmp_path / "a.kpi", "Сова") as book:
        report = session.inspect(tmp_path / "webdata.zip")
        assert (report.outcome, report.rows) == (Outcome.OK, 4)
        for member in report.members:
            added = book.add_all(member.batches)
            assert (added.question, added.issues) == (None, ())
        names = book.run(
            "SELECT DISTINCT m.value FROM price p JOIN member m ON m.code = p.product AND m.dimension = 'product'"
        )
        assert sorted(name for (name,) in names) == ["Чашка 1", "Чашка 2"]


@pytest.mark.parametrize(
    ("name", "entries", "prices", "stocks", "total"),
    [
        ("argent_prices_v3", 3, 3, 0, None),
        ("argent_remainders_v3", 2, 0, 14, "70"),
        ("bigperson_offers", 2, 6, 2, "7"),
        ("bogutski_offers", 523, 523, 523, "0"),
        ("brandymint_catalog", 144, 144, 0, None),
        ("carono_import", 2, 2, 0, None),
        ("carono_offers", 5, 5, 5, "219"),
        # One of the 36 products is marked as deleted.
        ("dobromyslov_import0_1", 36, 35, 0, None),
        ("dobromyslov_offers0_1", 44, 44, 132, "2815"),
        ("gillbeits_offers", 978, 978, 0, None),
        ("gillbeits_prices", 978, 978, 0, None),
        ("gillbeits_rests", 978, 0, 978, "1924"),
        ("imega_import", 4, 4, 0, None),
        ("imega_offer", 4, 4, 4, "1270"),
        ("offdoc_import", 4, 4, 0, None),
        ("offdoc_offers", 2, 8, 2, "0"),
        ("readyscript_import", 1, 1, 0, None),
        ("readyscript_offers", 2, 2, 2, "9"),
    ],
)
def test_real_files_against_a_plain_reading(
    tmp_path: Path, name: str, entries: int, prices: int, stocks: int, total: str | None
) -> None:
    path = shared(f"data/commerceml/{name}.xml")
    assert len(plainly(path, "Товар", "Предложение")) == entries
    report = read(path, tmp_path)
    counts = {batch.fact: batch.rows for batch in report.batches}
    assert (report.outcome, report.rows) == (Outcome.OK, entries)
    assert (counts.get("price", 0), counts.get("stock", 0)) == (prices, stocks)
    assert report.imported_total == (None if total is None else Decimal(total))
    stated = [Decimal(str(one.text)) for one in plainly(path, "ЦенаЗаЕдиницу")]
    if stated:
        own = [Decimal(str(one["price"])) for one in facts(report) if one.get("price") is not None]
        assert sorted(own) == sorted(stated)
    assert all(one["x_goods_id"] for number in range(len(report.batches)) for one in facts(report, number))


def test_the_real_file_of_groups_alone_is_refused_with_a_reason(tmp_path: Path) -> None:
    report = read(shared("data/commerceml/gillbeits_import.xml"), tmp_path)
    assert (report.outcome, report.recognised, report.batches) == (Outcome.UNSUPPORTED, "commerceml", ())
    assert "without goods" in Translator("en")(report.issues[0].message)
