"""What kind of facts the columns of a table tell, and whether that is certain enough to import unasked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import Kind
from kpi_desktop.ingest.assemble import CHOICE_WORDS
from kpi_desktop.ingest.crm_signs import like_deals, surely_deals, surely_leads, surely_orders, with_known_states
from kpi_desktop.ingest.mapping import AMOUNT_BARE, COST_BARE, EXTRA_TARGETS
from kpi_desktop.ingest.normalise import fold, key
from kpi_desktop.ingest.order_lists import of_orders
from kpi_desktop.ingest.proposal import Proposal, propose

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.profile import Profile


#: Columns that any kind of table may have: they do not tell what the table is about.
_GENERIC = frozenset(
    {"day", "time", "amount", "customer", "manager", "channel", "region", "segment", "product", "document", "currency",
     "organisation", "department", "balance", "user", "people", "kind", "class"}
)  # fmt: skip
_SALE_SIGNS = frozenset({"product", "sku", "quantity", "price", "document", "cost", "discount", *EXTRA_TARGETS}) - {
    AMOUNT_BARE,
    COST_BARE,
}
#: Tables of any kind have columns of VAT.
_VAT = frozenset({"vat_amount", "vat_rate", "vat_included", "cost_vat", AMOUNT_BARE, COST_BARE})
_LINES = frozenset({"product", "sku", "quantity", "price", "document"})
_SURE_AMOUNTS = frozenset(
    key(words)
    for words in ("выручка", "сумма продаж", "сумма продажи", "сумма реализации", "сумма чека", "revenue", "net sales",
                  "sales amount", "sale amount")
)  # fmt: skip

_SALE_KEYS = (
    "продаж",
    "выручк",
    "реализац",
    "чек",
    "признак расчета",
    "sale",
    "revenue",
    "invoice",
    "покупател",
    "отгрузк",
)
_NOT_SALE_HEADINGS = ("поставщик", "supplier", "vendor")
_NOT_SALE_DOCUMENTS = (
    "поступлен", "приобретен", "закупк", "приходн", "списан", "перемещ", "оприход", "возврат поставщ",
    "возврат товаров поставщ", "инвентариз", "purchase",
)  # fmt: skip

#: A heading that names buyers and suppliers alike.
_ANY_PARTY = frozenset({"контрагент", "наименованиеконтрагента"})
_NOT_SALE_CAPTIONS = (
    "закупк", "поступлен", "приход", "остатк", "залишк", "инвентариз", "перемещен", "списан", "прайс", "purchase",
    "stock", "inventory", "price list", "оприходован", "ремонт", "наличи",
)  # fmt: skip
#: Headings that a price list has not.
_SOLD = ("количество", "колво", "сумма", "чек", "клиент", "покупател", "контрагент", "quantity", "amount", "customer",
         "продаж", "выручка", "order", "заказ", "остат", "наличи", "email", "phone", "телефон", "payment", "оплат",
         "статус", "status", "formname")  # fmt: skip
#: Days that only a base of customers or a list of loyalty cards has.
_FIRST_DAYS = frozenset(
    key(words)
    for words in ("дата первой покупки", "первая покупка", "дата первого заказа", "дата первого визита",
                  "дата регистрации", "дата выдачи карты", "дата активации", "дата создания карты", "клиент с",
                  "first purchase", "first purchase date", "first order date", "registration date", "member since",
                  "signup date")
)  # fmt: skip

#: Columns of deals that are not all won, or whose day of creation is known.
_ANY_DEAL = frozenset({"day", "status", "stage", "loss_reason", "forecast_day"})

_DIRECTIONS = frozenset(map(key, ("направление", "вид движения", "приход расход", "direction")))
#: Titles of tables of sales, and words of money that is no revenue or not all of it.
_TITLES = ("выручка", "выручки", "продажи", "продаж ", "реализация", "sales", "revenue")
_OTHER_MONEY = (
    "план", "прогноз", "цел", "расход", "затрат", "комисс", "преми", "зарплат", "бонус", "закуп", "возврат", "остат",
    "долг", "аванс", "прибыл", "себестоим", "прошл", "target", "cost", "commission", "refund",
)  # fmt: skip

#: What the money of a day is called by who counts it in the evening.
_TAKINGS = ("выручк", "продаж", "takings", "revenue", "sales")

#: What makes a list more than names of goods.
_COUNTED = frozenset({"day", "amount", "price", "cost", "quantity", "total", "balance", "customer", "document"})
#: Operations that only lists of sales name.
_SELLS = ("продажа", "реализация", "возврат прихода", "возврат от покупател", "возврат от клиент", "sale")
_SALE_CAPTIONS = ("продаж", "реализац", "выручк", "отгрузк", "чеки", "sale", "revenue", "заказ")


def choose_fact(
    layout: Layout, looks: list[Profile], facts: MappingType[str, FactTable], name: str = ""
) -> tuple[Proposal | None, bool]:
    """The fact that the columns tell, and whether that is certain enough to import without asking.

    `name` is the file's own name: «Реализация за ноябрь» says what a list without a title is of.

    A table that is not surely one kind of fact is never imported by itself: a stock list has prices and sums too.
    """
    plans = not _plans_spending(layout)
    proposals = [propose(layout, looks, fact) for fact in facts.values() if fact.id != "target" or plans]
    # Money that came and money that went look alike without a column that says which: the owner must tell.
    proposals = [
        replace(found, absent=(*found.absent, "direction"))
        if found.fact == "payment" and "direction" not in found.found
        else found
        for found in proposals
    ]
    proposals = [_with_states(layout, looks, found, (facts, name)) for found in proposals]
    won_alone = _only_won(proposals)
    proposals = [found for found in proposals if found.fact != "won_deal" or won_alone]
    orders = of_orders(layout, proposals, name)
    if orders is not None:
        return orders, not orders.ties
    # The day of winning beside the lead's number is told by no other table.
    filled = [found for found in proposals if not found.absent]
    if any(found.fact == "deal" for found in filled) and surely_deals(layout, looks, name):
        # a deal is no sale before it is won, and what was refused never is one
        filled = [found for found in filled if found.fact not in {"sale", "expense"}]
    filled = [found for found in filled if found.fact != "order" or surely_orders(layout, found, name)]
    whole = [found for found in filled if found.fact == "won_deal" or _telling(layout, looks, found, name)]
    if not whole:
        near = max(proposals, key=_nearness)
        if near.found <= {"day"}:
            near = _takings(layout, looks, proposals) or near
        return (near if near.targets else None), False
    whole = [found for found in whole if found.fact != "won_deal"] or whole
    best = max(whole, key=lambda found: (_weight(found), found.fact == "sale"))
    rivals = [one for one in whole if one is not best and _weight(one) == _weight(best)]
    if best.fact == "sale" and best.found & _LINES:
        rivals = []
    return best, not rivals and not best.ties


def _takings(layout: Layout, looks: list[Profile], proposals: list[Proposal]) -> Proposal | None:
    """The nearest guess for days with one column of takings among others: their sales, which the owner confirms."""
    sale = next(found for found in proposals if found.fact == "sale")
    words = {at: fold(head.text) for at, head in enumerate(layout.headings) if looks[at].suits(Kind.MONEY)}
    taken = [
        at
        for at, text in words.items()
        if any(word in text for word in _TAKINGS) and not any(word in text for word in _OTHER_MONEY)
    ]
    if "day" not in sale.found or len(taken) != 1:
        return None
    absent = tuple(one for one in sale.absent if one != "amount")
    return replace(sale, targets={**sale.targets, taken[0]: "amount"}, absent=absent)


def _plans_spending(layout: Layout) -> bool:
    """Whether the plans of the table are of expenses, not of sales."""
    about = fold(" ".join((*layout.captions, layout.table.sheet, *(head.text for head in layout.headings))))
    spending = any(word in about for word in (*_SPENT, "статья", "смет"))
    return spending and not any(word in about for word in _SALE_CAPTIONS)


def _with_states(
    layout: Layout, looks: list[Profile], found: Proposal, about: tuple[MappingType[str, FactTable], str]
) -> Proposal:
    if found.fact != "lead":
        return found
    facts, name = about
    return replace(found, targets=with_known_states(layout, looks, found, (facts["lead"], name)))


def _only_won(proposals: list[Proposal]) -> bool:
    """Whether rows say when a lead was won and nothing by which they are deals or leads of their own."""
    found = {one.fact: one for one in proposals}
    won, deal, lead = (found.get(fact) for fact in ("won_deal", "deal", "lead"))
    other = (deal is not None and deal.found & _ANY_DEAL) or (lead is not None and "day" in lead.found)
    return won is not None and not won.absent and not other


def _weight(found: Proposal) -> int:
    """How many columns speak for the kind of fact: those of VAT do not, but for the amount of it beside sales."""
    silent = _VAT - {"vat_amount"} if found.fact == "sale" else _VAT
    return sum(target not in silent for target in found.targets.values())


def _nearness(found: Proposal) -> tuple[bool, int, bool]:
    sale = found.fact == "sale"
    return sale and not found.absent, _weight(found) - 2 * len(found.absent), sale


def _telling(layout: Layout, looks: list[Profile], found: Proposal, name: str) -> bool:
    """Whether the columns say what the table is about, beyond a date and a sum."""
    if found.fact == "sale":
        return _telling_sales(layout, looks, found, name)
    if found.fact in {"price", "customer"}:
        return _for_prices(layout, found) if found.fact == "price" else _first_days(layout, found)
    if found.fact == "expense" and _moves_money(layout, looks):
        return False
    if _weight(found) < (2 if found.fact == "target" else 3):
        return False
    if found.fact == "deal":
        return like_deals(layout) or surely_deals(layout, looks, name)
    # a list of leads has telephone numbers too
    telling = (
        found.found & {"direction", "duration", "answered"} if found.fact == "call" else found.found - _GENERIC - _VAT
    )
    requests = found.fact == "lead" and surely_leads(layout, found, name)
    return found.fact == "target" or requests or bool(telling)


def _moves_money(layout: Layout, looks: list[Profile]) -> bool:
    """Whether a column says of each row whether money came or went, and money came too: such rows are no expenses."""
    came = {fold(word) for word in ("in", *CHOICE_WORDS["in"])}
    named = [index for index, head in enumerate(layout.headings) if head.key in _DIRECTIONS]
    return any(fold(word) in came for index in named for word in looks[index].cells.used_words())


def _first_days(layout: Layout, found: Proposal) -> bool:
    """Whether the day is that of a customer's beginning."""
    return any(layout.headings[index].key in _FIRST_DAYS for index, target in found.targets.items() if target == "day")


def _telling_sales(layout: Layout, looks: list[Profile], found: Proposal, name: str) -> bool:
    """Whether headings and captions speak of sales, and nothing of stock or purchases."""
    heads = " ".join(fold(head.text) for head in layout.headings)
    about = fold(" ".join((*layout.captions, layout.table.sheet)))
    called = fold(name) if found.found >= {"document", "customer"} else ""
    called = "" if any(word in called for word in _NOT_SALE_CAPTIONS) else called
    texts = " ".join((heads, about, called))
    if _against_sales(looks, found, (heads, about)):
        return False
    titled = _titled_sales(found, heads, about) or _called_sales(layout, found, (heads, about, fold(name)))
    return _for_sales(layout, looks, found, texts) or titled


def _titled_sales(found: Proposal, heads: str, about: str) -> bool:
    """Whether the title or the tab calls a table of days and sums sales, and nothing in it speaks of other money."""
    titled = any(word in about for word in _TITLES)
    return titled and {"day", "amount"} <= found.found and not any(word in f"{heads} {about}" for word in _OTHER_MONEY)


def _called_sales(layout: Layout, found: Proposal, texts: tuple[str, str, str]) -> bool:
    """Whether the file is called sales and its tab nothing at all, and no word speaks of other money or of payments."""
    plain = _PLAIN_TAB.fullmatch(fold(layout.table.sheet)) is not None
    called = _SALE_TITLE.match(texts[-1]) is not None and {"day", "amount"} <= found.found
    return (
        plain and called and not any(word in " ".join(texts) for word in (*_OTHER_MONEY, "оплат", "платеж", "поступл"))
    )


#: Tabs that say nothing: «Лист1», «Sheet 2», the name of a month.
_PLAIN_TAB = re.compile(
    r"((лист|sheet|tdsheet|worksheet|таблица|данные|data)[ _]?\d*)?|\d*"
    r"|(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]* ?(\d{4})?"
)
#: Titles of tables that hold no sales though they speak of them, and columns that stand beside no sales alone.
_NO_PERIOD_SALES = (
    "план", "прогноз", "заказ", "счет", "зарплат", "преми", "задолженност", "долг", "прибыл", "сравнен", "динамик",
    "воронк", "средн", "остат", "комисс", "нараст", "накопит", "с начала", "поставщик", "смет", "бюджет", "цель",
    "расчет", "конкурент", "прошл", "в ценах", "возврат", "рейтинг", "потенциал", "упущен",
)  # fmt: skip
_NO_PERIOD_HEADS = ("план", "прогноз", "прошл", "оклад", "преми", "долг", "этап", "стади", "остат", "к выплате")
_SOLD_AMOUNTS = _SURE_AMOUNTS | frozenset(map(key, ("сумма продаж руб", "продано руб")))
#: How titles of sales begin, after «отчёт о», «анализ».
_SALE_TITLE = re.compile(
    r"((отчет|анализ|сводка|итоги)( об?| по)? )?\W*(розничны[а-я]+ )?(продаж[аи]|выручк|реализаци|sales)"
)
_SPENT = ("расход", "затрат", "издержк", "expenses", "costs")
_NO_EXPENSES = ("доход", "план", "прогноз", "бюджет", "прибыл", "движен", "поступлен", "ддс", "опиу", "доставк", "смет",
                "лимит", "норма", "средн", "долг", "заявк", "нараст", "с начала", "к оплате")  # fmt: skip


def sales_of_a_period(layout: Layout, looks: list[Profile], found: Proposal, name: str) -> bool:
    """Whether a table without days surely has sales: its words say so, and neither plans nor orders are among them."""
    heads = " ".join(fold(head.text) for head in layout.headings)
    titles = [fold(text) for text in (*layout.captions, layout.table.sheet)]
    about = " ".join(titles)
    amount = next((layout.headings[index].key for index, target in found.targets.items() if target == "amount"), "")
    if not amount or _against_sales(looks, found, (heads, about)):
        return False
    titled = any(_SALE_TITLE.match(text) for text in (*titles, fold(name)))
    against = any(word in about for word in _NO_PERIOD_SALES) or any(word in heads for word in _NO_PERIOD_HEADS)
    return (titled or amount in _SOLD_AMOUNTS) and not against


def expenses_of_a_period(layout: Layout, found: Proposal, name: str) -> bool:
    """Whether a table without days surely has expenses: articles with sums under a title that says so."""
    about = fold(" ".join((*layout.captions, layout.table.sheet)))
    heads = " ".join(fold(head.text) for head in layout.headings)
    spent = any(word in text for word in _SPENT for text in (about, heads, fold(name)))
    against = any(word in text for word in _NO_EXPENSES for text in (about, heads, fold(name)))
    return "article" in found.found and spent and not against


def _against_sales(looks: list[Profile], found: Proposal, texts: tuple[str, str]) -> bool:
    """Signs of another table: stock, purchases."""
    heads, about = texts
    if any(_buys(word) for index in _operations(found) for word in looks[index].cells.used_words()):
        return True
    if any(word in about for word in _NOT_SALE_CAPTIONS) and not any(word in about for word in _SALE_CAPTIONS):
        return True
    return any(word in heads for word in _NOT_SALE_HEADINGS) and "customer" not in found.found


def _for_sales(layout: Layout, looks: list[Profile], found: Proposal, texts: str) -> bool:
    """Signs of sales: the words of the headings, or enough of the columns that lines of sale have."""
    amount = next((layout.headings[index].key for index, target in found.targets.items() if target == "amount"), "")
    buyer = next((layout.headings[index].key for index, target in found.targets.items() if target == "customer"), "")
    signs = len(found.found & _SALE_SIGNS)
    named = any(word in texts for word in _SALE_KEYS) and signs + bool(buyer) > 0
    operations = (fold(word) for index in _operations(found) for word in looks[index].cells.used_words())
    named = named or bool((signs or buyer) and any(word.startswith(_SELLS) for word in operations))
    return amount in _SURE_AMOUNTS or named or signs + (bool(buyer) and buyer not in _ANY_PARTY) >= 2


def _for_prices(layout: Layout, found: Proposal) -> bool:
    """A list of goods with prices, and nothing that says that they were sold."""
    keys = [head.key for head in layout.headings]
    return bool({"product", "sku"} & found.found) and not any(word in key for word in _SOLD for key in keys)


def names_goods_only(layout: Layout, looks: list[Profile], facts: MappingType[str, FactTable]) -> bool:
    """Whether the table is a plain list of goods: names and codes, but neither days nor figures that are counted."""
    # a name may be that of a client or of a deal; there it has a day beside it
    others = [fact for fact in facts.values() if fact.id not in {"lead", "deal"}]
    found = {target for fact in others for target in propose(layout, looks, fact).found}
    return bool(found & {"product", "sku"}) and not found & _COUNTED


def _operations(found: Proposal) -> list[int]:
    """The columns whose words name operations."""
    return [index for index, target in found.targets.items() if target in {"document", "kind"}]


def _buys(word: str) -> bool:
    """Whether a document's name says that goods came in or moved, so that its rows are no sales."""
    return fold(word).startswith(_NOT_SALE_DOCUMENTS)
