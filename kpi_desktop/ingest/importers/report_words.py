"""The captions that 1C gives to columns of its reports, by what they are in the book: of sales, of stock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.ingest.normalise import key

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Captions of groups and of the columns beside them, by what they are in sale lines.
DIMENSIONS = {
    "склад": "warehouse", "складкомпании": "warehouse", "номенклатура": "product", "товар": "product",
    "артикул": "sku", "кодноменклатуры": "sku", "код": "sku", "подразделение": "department",
    "магазин": "department", "торговаяточка": "department", "покупатель": "customer", "контрагент": "customer",
    "клиент": "customer", "партнер": "customer", "менеджер": "manager", "ответственный": "manager",
    "организация": "organisation", "номенклатурнаягруппа": "product_group", "группаноменклатуры": "product_group",
    "видноменклатуры": "product_group", "товарнаякатегория": "product_group", "категория": "product_group",
    "единица": "unit", "едизм": "unit", "единицаизмерения": "unit", "регион": "region", "бизнесрегион": "region",
    "каналпродаж": "channel", "канал": "channel", "сегмент": "segment", "сегментпартнеров": "segment",
    "группапартнеров": "segment", "продавец": "manager",
}  # fmt: skip


#: Where one of these stands beside a plain «Сумма», the customer paid this and not the sum before the discount.
AFTER_DISCOUNT = frozenset(map(key, ("сумма со скидкой", "сумма продаж со скидкой", "выручка со скидкой")))

#: Captions of groups whose members are documents of sale.
DOCUMENTS = frozenset(map(key, (
    "документ продажи", "документ", "регистратор", "документ движения", "документ движения (регистратор)",
    "документ реализации", "документ отгрузки", "реализация", "накладная", "чек", "документ продажи (регистратор)",
)))  # fmt: skip


#: Captions of groups whose members are days, weeks or months.
PERIODS = frozenset({"дата", "день", "неделя", "месяц", "период", "датадень", "периоддень", "периодмесяц", "квартал"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind of report calls its columns.

    `measures` and `dimensions` are looked up by a caption's letters; `across` says that a caption above a measure that
    is neither a measure nor a period names a place (a warehouse); columns under `other` are of another time or kind.
    """

    measures: Mapping[str, str]
    dimensions: Mapping[str, str]
    not_sums: tuple[str, ...]
    main: str
    across: bool = False
    other: tuple[str, ...] = ()


def _by_key(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {key(word): target for target, found in words.items() for word in found}


#: Shares, prices and averages are not sums: adding them up would be wrong.
_NOT_SUMS = ("рентабельность", "наценка", "маржа", "доля", "средн", "цена", "процент", "%", "откл", "остаток", "коэф")
SALES_WORDS = Words(
    _by_key({
        "amount": ("выручка", "сумма продаж", "продажи", "сумма", "сумма выручки", "стоимость продажи",
                   "сумма продажи", "выручка от продаж", "сумма реализации", "оборот",
                   "стоимость продаж", "сумма со скидкой",
                   "сумма продаж со скидкой", "выручка со скидкой", "продажная стоимость"),
        "quantity": ("количество", "кол во", "количество продано", "кол во уп", "кол во шт", "количество шт",
                     "количество в базовых единицах", "количество товаров", "количество в единицах хранения",
                     "продано", "продано шт", "продано кол во"),
        "cost": ("себестоимость", "себестоимость продаж", "сумма себестоимости", "стоимость закупки"),
        "vat_amount": ("сумма ндс", "ндс"),
    }),
    DIMENSIONS, _NOT_SUMS, "amount", other=("план", "plan"),
)  # fmt: skip
#: Older reports of sales call the revenue «Стоимость»; beside a column of revenue the same word is something else.
SALES_BY_VALUE = replace(SALES_WORDS, measures={**SALES_WORDS.measures, "стоимость": "amount"})
STOCK_WORDS = Words(
    _by_key({
        "quantity": ("на конец", "на конец периода", "остаток на конец периода", "конечное сальдо", "остаток",
                     "залишок",
                     "конечный остаток", "кон остаток", "остаток на конец", "в наличии",
                     "наличие", "количество остаток", "остаток количество", "конечный остаток количество",
                     "складское наличие", "складское наличие кол во", "остаток на складе", "остатки", "на складе",
                     "кінцевий залишок", "кол во остаток", "остаток кол во", "конец", "stock", "in stock", "on hand"),
        "available": ("свободно для продажи", "свободно", "доступно", "свободный остаток", "доступный остаток",
                      "свободно к продаже", "доступно для продажи", "available"),
        "reserved": ("резерв", "в резерве", "зарезервировано", "резервы и заказы", "в резерве на складе", "reserved"),
        "opening": ("на начало", "на начало периода", "остаток на начало периода",
                    "начальный остаток", "нач остаток", "остаток на начало", "початковий залишок",
                    "начальный остаток количество", "opening stock"),
        "incoming": ("приход", "поступление", "поступило", "количество приход", "приход количество", "прихід"),
        "outgoing": ("расход", "выбытие", "выбыло", "количество расход", "расход количество", "видаток", "витрата"),
        "amount": ("стоимость", "сумма", "сумма остатка", "стоимость остатка", "себестоимость", "стоимость остатков"),
        "price": ("цена", "учетная цена", "ціна", "price"),
        "counted": ("количество", "кол во", "кількість", "quantity"),
    }),
    DIMENSIONS | {
        "партия": "batch_of_goods", "документпартии": "batch_of_goods", "партиятовара": "batch_of_goods",
        "серия": "batch_of_goods", "номенклатурахарактеристика": "product", "наименование": "product",
        "наименованиетовара": "product", "тмц": "product", "материал": "product", "мествохранения": "warehouse",
        "складскаятерритория": "warehouse", "местохранения": "warehouse", "product": "product", "sku": "sku",
        "warehouse": "warehouse", "unit": "unit", "ед": "unit", "едхранения": "unit", "номенклатуратовар": "product",
    },
    ("рентабельность", "наценка", "маржа", "доля", "средн", "процент", "%", "откл", "коэф"),
    "quantity", across=True,
    other=("ожида", "план", "прогноз", "будущ", "в пути", "заказано"),
)  # fmt: skip
