"""The same hundred sales as a company's programs give them: lines of 1C, orders of the site, deals, bank, till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.importers.commerceml_files import file_of, order, requisites

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT, THEIRS = "40702810000000000017", "40702810500000000099"


@dataclass(frozen=True)
class Sale:
    number: int
    day: date
    customer: str
    amount: Decimal
    shipped: bool


#: Every fifth order is not shipped yet: as an order it is no sale, in 1C it stands only in `ALL` of the other files.
SALES = tuple(
    Sale(
        number,
        date(2026, 10, 1) + timedelta(days=number * 30 // 100),
        f"ООО «Клиент {number % 17}»",
        Decimal(1000 + number * 37) + Decimal("0.25"),
        number % 5 != 0,
    )
    for number in range(100)
)
TOTAL = sum((sale.amount for sale in SALES), Decimal(0))
SHIPPED = sum((sale.amount for sale in SALES if sale.shipped), Decimal(0))


def lines_of_1c(place: Path) -> Path:
    """Documents of 1C as a list of lines: two lines to a document."""
    rows = ["Дата;Номер документа;Контрагент;Номенклатура;Количество;Сумма"]
    for sale in SALES:
        part = (sale.amount / 3).quantize(Decimal("0.01"))
        for goods, amount in (("Стол", part), ("Стул", sale.amount - part)):
            written = f"{amount:.2f}".replace(".", ",")
            rows.append(f"{sale.day:%d.%m.%Y};УТ-{sale.number:06};{sale.customer};{goods};1;{written}")
    path = place / "Реализация.csv"
    path.write_text("\n".join(rows), "utf-8-sig")
    return path


def orders_of_the_site(place: Path) -> Path:
    """CommerceML as a site sends it to 1C."""
    documents = []
    for sale in SALES:
        shipped = {"Дата_отгрузки_по_1С": f"{sale.day}"} if sale.shipped else {}
        state = requisites(Отменен="false", Статус_заказа="Принят", **shipped)
        documents.append(order(str(5000 + sale.number), f"{sale.amount}", state, day=f"{sale.day}"))
    path = place / "orders.xml"
    path.write_text('<?xml version="1.0" encoding="utf-8"?>' + file_of(*documents), "utf-8")
    return path


def deals(place: Path) -> Path:
    """Won deals of a CRM."""
    head = (
        "ID,Название сделки,Бюджет ,Ответственный,Дата создания сделки,Дата закрытия,Этап сделки,Воронка,"
        "Полное имя контакта"
    )
    rows = [
        f"{sale.number},Заказ {sale.number},{sale.amount},Олег,{sale.day:%d.%m.%Y} 10:00:00,"
        f'{sale.day:%d.%m.%Y} 12:00:00,Успешно реализовано,Продажи,"{sale.customer.replace(chr(34), "")}"'
        for sale in SALES
    ]
    path = place / "amocrm_export_leads.csv"
    path.write_text("\n".join([head, *rows]), "utf-8")
    return path


def bank(place: Path) -> Path:
    """Receipts on the company's account."""
    lines = [
        "1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "Отправитель=Банк",
        "ДатаНачала=01.10.2026", "ДатаКонца=31.10.2026", f"РасчСчет={ACCOUNT}",
    ]  # fmt: skip
    for sale in SALES:
        lines += [
            "СекцияДокумент=Платежное поручение", f"Номер={sale.number + 1}", f"Дата={sale.day:%d.%m.%Y}",
            f"Сумма={sale.amount}", f"ПлательщикСчет={THEIRS}", f"Плательщик1={sale.customer}",
            f"ДатаПоступило={sale.day:%d.%m.%Y}", f"ПолучательСчет={ACCOUNT}",
            f"НазначениеПлатежа=Оплата по счету {sale.number}", "КонецДокумента",
        ]  # fmt: skip
    path = place / "kl_to_1c.txt"
    path.write_bytes("\r\n".join([*lines, "КонецФайла"]).encode("cp1251"))
    return path


def till(place: Path) -> Path:
    """Receipts of the operator of fiscal data."""
    rows = ["Дата и время чека;Номер ФД;Тип чека;Наименование товара;Количество;Цена;Сумма"]
    for sale in SALES:
        amount = f"{sale.amount}".replace(".", ",")
        rows.append(f"{sale.day:%d.%m.%Y} 12:00;{900 + sale.number};Приход;Товар;1;{amount};{amount}")
    path = place / "Чеки ОФД.csv"
    path.write_text("\n".join(rows), "utf-8-sig")
    return path


def orders_as_table(place: Path, *, every: int = 0, vat: bool = True) -> Path:
    """The site's orders as a table: numbers of its own, a fifth of them not shipped.

    `every` leaves out each so-manieth order; without `vat` the amounts are net of 20 %.
    """
    rows = ["Номер заказа;Дата заказа;Покупатель;Товар;Сумма;Статус;Способ доставки"]
    for sale in SALES:
        if every and sale.number % every == 0:
            continue
        amount = sale.amount if vat else (sale.amount / Decimal("1.2")).quantize(Decimal("0.01"))
        state = "Доставлен" if sale.shipped else "Новый"
        written = f"{amount}".replace(".", ",")
        rows.append(f"{7000 + sale.number};{sale.day:%d.%m.%Y};{sale.customer};Товар;{written};{state};Курьер")
    path = place / f"Заказы сайта {every} {vat}.csv"
    path.write_text("\n".join(rows), "utf-8-sig")
    return path


def shop_list(place: Path, *, every: int = 0, vat: bool = True, moved: int = 0) -> Path:
    """Sales as a shop writes them down, with nothing that tells where they come from.

    `every` leaves out each so-manieth sale, without `vat` the amounts are net of 20 %; `moved` kopecks more on each
    amount and a day's place by the number make them the sales of another shop.
    """
    rows = ["Дата;Чек;Сумма продажи"]
    for sale in SALES:
        if every and sale.number % every == 0:
            continue
        amount = sale.amount if vat else (sale.amount / Decimal("1.2")).quantize(Decimal("0.01"))
        amount += Decimal(moved) / 100
        day = date(2026, 10, 1 + sale.number * sale.number % 31) if moved else sale.day
        rows.append(f"{day:%d.%m.%Y};{300 + sale.number};" + f"{amount}".replace(".", ","))
    path = place / f"Продажи {every} {vat} {moved}.csv"
    path.write_text("\n".join(rows), "utf-8-sig")
    return path


def notebook(place: Path) -> Path:
    """The same sales once more in another hand: other headings, other numbers, no buyer."""
    rows = ["День;Номер;Выручка"]
    rows += [f"{sale.day:%d.%m.%Y};А{sale.number + 50};" + f"{sale.amount}".replace(".", ",") for sale in SALES]
    path = place / "Тетрадь.csv"
    path.write_text("\n".join(rows), "utf-8-sig")
    return path
