"""Which column of a table means what for one fact: proposed from headings and contents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.batch import Vat
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.assemble import told_by
from kpi_desktop.ingest.event_days import tells_day
from kpi_desktop.ingest.mapping import AMOUNT_BARE, COST_BARE, LINE_PROFIT, LIST_PRICE, UNIT_COST, extra_targets
from kpi_desktop.ingest.normalise import fold, key, known_key
from kpi_desktop.ingest.receipt_totals import line_amount
from kpi_desktop.ingest.tax import basis_of, paid_amount
from kpi_desktop.ingest.vat_columns import amounts, are_rates, are_worded

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from collections.abc import Set as AbstractSet

    from kpi_desktop.facts.schema import Column, FactTable
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.profile import Profile


#: An equation between columns holds where it does on so many rows.
_NEARLY = 0.95
_UNIT_COST_KEYS = frozenset(
    key(words)
    for words in (
        "себестоимость единицы", "себестоимость за единицу", "себестоимость за ед", "себестоимость ед",
        "закупочная цена", "цена закупки", "цена закупочная", "цена себестоимости", "закупка", "unit cost",
        "cost price", "purchase price", "cost per unit",
    )
)  # fmt: skip

_PROFIT_KEYS = frozenset(
    key(words) for words in ("прибыль", "валовая прибыль", "сумма прибыли", "прибыль руб", "profit", "gross profit")
)
_LIST_PRICE_KEYS = frozenset(
    key(words)
    for words in ("цена без скидки", "цена до скидки", "базовая цена", "обычная цена", "цена по прайсу",
                  "цена прайс", "regular price", "list price", "base price", "price before discount")
)  # fmt: skip

_DERIVED = {
    LINE_PROFIT: msg("by the heading: cost = amount − profit"),
    LIST_PRICE: msg("by the heading: discount = list price × quantity − amount"),
}

#: Two columns that could be one of these are asked about; of others the first is taken.
_WEIGHTY = frozenset({"day", "amount", "quantity", "price", "cost", "document", "customer", "total"})
_DISCOUNTS = frozenset(key(words) for words in ("скидка", "сумма скидки", "скидка сумма", "discount", "discount amount",
                                                "cart discount amount", "order discount", "скидка на заказ",
                                                "скидка заказа", "скидка процент", "процент скидки",
                                                "скидка по чеку"))  # fmt: skip
_PRODUCT_NAMES = frozenset({"name", "title", "имя", "названиепозиции"})
#: Columns of which one may tell returns where another only says «Кассовый чек».
_KIND_KEYS = frozenset(
    key(words)
    for words in ("признак расчета", "признак расчета чека", "тип чека", "вид чека", "тип операции", "вид операции",
                  "операция", "тип", "вид", "тип документа", "вид документа", "хозяйственная операция",
                  "наименование документа",
                  "document type", "transaction type", "type")
)  # fmt: skip
#: Headings under which a list may only number its rows. Those of the second group say what they number: where no other
#: column names the documents, a till whose receipts began at 1 has receipts there and not rows.
_BARE_NUMBER = frozenset({"номер", "no", "id"})
_ANY_NUMBER = _BARE_NUMBER | {"документ", "document", "чек", "заказ", "order", "invoice"}
_STATES = frozenset({"статус", "состояние", "status", "state"})
#: The heading that means all responses where it stands alone, and one kind of them beside others.
_BUDGETS = frozenset(
    map(key, ("бюджет", "рекламный бюджет", "бюджет кампании", "spent budget", "budget spent", "budget"))
)
_FORMS, _OTHER_KINDS = key("заявки"), frozenset({"calls", "letters", "comings"})
_BACK = re.compile(r"в[оo]зв|refund|return", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The columns of one table taken for one fact; `ties` are columns that could equally be the same target."""

    fact: str
    targets: dict[int, str]
    why: dict[int, Message] = field(default_factory=dict)
    ties: tuple[tuple[str, tuple[int, ...]], ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def found(self) -> set[str]:
        """The targets that have a column."""
        return set(self.targets.values())


def known_headings(facts: MappingType[str, FactTable]) -> frozenset[str]:
    """The keys of all headings of all facts: what a heading row is recognised by."""
    return frozenset(known_key(word) for fact in facts.values() for column in fact.columns for word in column.headings)


def propose(layout: Layout, looks: list[Profile], fact: FactTable) -> Proposal:
    """The columns that best carry the fact, each heading by the order in which `facts.toml` lists its words."""
    ranks = {
        (column.id, known_key(word)): rank
        for column in fact.columns
        for rank, word in reversed(list(enumerate(column.headings)))
    }
    keys = _lookup_keys(layout)
    taxed = {
        column.id
        for index, head in enumerate(layout.headings)
        for column in fact.columns
        if head.vat is Vat.WITH and (column.id, keys[index]) in ranks and looks[index].suits(column.kind)
    }
    offers = sorted(
        (
            not looks[index].filled,
            ranks[column.id, keys[index]] + 1000 * (head.vat is Vat.WITHOUT and column.id in taxed),
            head.vat is Vat.WITHOUT,
            index,
            column.id,
        )
        for index, head in enumerate(layout.headings)
        for column in fact.columns
        if (column.id, keys[index]) in ranks
        and (_suits(looks[index], column) or tells_day(looks[index], column, fact))
        and (column.id != "class" or ("article", keys[index]) not in ranks or _are_choices(looks[index], column))
        and (column.id != "device" or _are_choices(looks[index], column))
    )
    numbering = _row_numbers(layout, looks, [index for *_, index, column_id in offers if column_id == "document"])
    offers = [one for one in offers if one[-1] != "document" or one[-2] not in numbering]
    targets: dict[int, str] = {}
    for *_, index, column_id in offers:
        if index not in targets and column_id not in targets.values():
            targets[index] = column_id
    ties = tuple(
        (target, (index, *others))
        for index, target in targets.items()
        if target in _WEIGHTY
        and (others := _equals(layout, looks, targets, index, [offer[-2] for offer in offers if offer[-1] == target]))
    )
    if fact.id == "deal":
        _state_beside_stage(layout, looks, fact, targets)
        _stage_for_state(looks, fact, targets)
    if fact.id == "advertising":
        _forms_beside_calls(layout, targets)
        _budget_beside_clicks(layout, looks, targets)
    why = {index: msg("by the heading") for index in targets}
    _rate_for_amount(looks, targets, why)
    _without_tax(layout, looks, fact, targets, why)
    found = _sale_extras(layout, looks, targets, why) if fact.id == "sale" else Proposal(fact.id, targets, why)
    return replace(found, ties=ties, absent=absent_targets(fact, found.found))


def _forms_beside_calls(layout: Layout, targets: dict[int, str]) -> None:
    """«Заявки» beside calls or letters are one kind of responses, and not all of them."""
    if "forms" in targets.values() or _OTHER_KINDS.isdisjoint(targets.values()):
        return
    for index, target in targets.items():
        if target == "responses" and layout.headings[index].key == _FORMS:
            targets[index] = "forms"


def _budget_beside_clicks(layout: Layout, looks: list[Profile], targets: dict[int, str]) -> None:
    """«Бюджет» beside impressions or clicks is what they cost: plans have neither."""
    if "cost" in targets.values() or not {"impressions", "clicks"} & set(targets.values()):
        return
    for index, head in enumerate(layout.headings):
        if index not in targets and head.key in _BUDGETS and looks[index].suits(Kind.MONEY):
            targets[index] = "cost"
            return


def _state_beside_stage(layout: Layout, looks: list[Profile], fact: FactTable, targets: dict[int, str]) -> None:
    """«Статус» beside a column of stages is the state, where every word of it says won, lost or open."""
    if "stage" not in targets.values() or "status" in targets.values():
        return
    for index, head in enumerate(layout.headings):
        if index not in targets and head.key in _STATES and _are_choices(looks[index], fact.column("status")):
            targets[index] = "status"
            return


def _stage_for_state(looks: list[Profile], fact: FactTable, targets: dict[int, str]) -> None:
    """A column of states with words that are not all known is one of stages: of these the owner is asked."""
    index = next((at for at, target in targets.items() if target == "status"), None)
    if index is None or "stage" in targets.values() or _are_choices(looks[index], fact.column("status")):
        return
    targets[index] = "stage"


def _suits(look: Profile, column: Column) -> bool:
    """Whether the column can be read so; «НДС» over «20%» is a rate, over figures an amount."""
    if column.id == "vat_rate":
        return are_rates(look.cells)
    if column.id == "vat_amount" and are_worded(look.cells):
        return False
    return look.suits(column.kind) or (column.id == "vat_amount" and look.filled > 0 and _figures_or_free(look.cells))


def _figures_or_free(cells: Cells) -> bool:
    """Whether amounts of VAT stand among words that say that there is none."""
    return bool(amounts(cells, None).valid[cells.filled].all())


def _rate_for_amount(looks: list[Profile], targets: dict[int, str], why: dict[int, Message]) -> None:
    """«НДС» over 20, 10, 0 beside amounts of which these are no taxes: it is the rate."""
    place = next((index for index, target in targets.items() if target == "vat_amount"), None)
    if place is None or "vat_rate" in targets.values() or not are_rates(looks[place].cells):
        return
    taxed = (numbers.read_numbers(looks[place].cells, 4).scaled != 0).any()
    if taxed and basis_of(looks, targets) is Vat.UNKNOWN:
        targets[place], why[place] = "vat_rate", msg("by the values: rates of VAT, no amounts of it")


def _without_tax(
    layout: Layout, looks: list[Profile], fact: FactTable, targets: dict[int, str], why: dict[int, Message]
) -> None:
    """The amount, and the cost, without VAT beside the one with it: the rows' VAT is what they differ by."""
    beside = {fact.main: (AMOUNT_BARE, "vat_amount"), "cost": (COST_BARE, "cost_vat")}
    headings = {column.id: {known_key(word) for word in column.headings} for column in fact.columns}
    for column, (bare, vat) in beside.items():
        chosen = next((index for index, target in targets.items() if target == column), None)
        known = vat in headings and bare in extra_targets(fact) and vat not in targets.values()
        if chosen is None or not known or layout.headings[chosen].vat is Vat.WITHOUT:
            continue
        for index, head in enumerate(layout.headings):
            named = head.vat is Vat.WITHOUT and head.key in headings[column] and index not in targets
            if named and looks[index].suits(Kind.MONEY) and _at_most(looks[index], looks[chosen]):
                targets[index], why[index] = bare, msg("by the heading: VAT is what it lacks of the amount with it")
                break


def _are_choices(look: Profile, column: Column) -> bool:
    """Whether every word is one of the column's own: «Вид расхода» over «Аренда», «Связь» has articles, no classes."""
    return told_by(look.cells, column)


def _row_numbers(layout: Layout, looks: list[Profile], columns: list[int]) -> frozenset[int]:
    """The columns under «№» that only count the rows, where another one has numbers of documents."""
    counts = frozenset(
        index for index in columns if layout.headings[index].key in _ANY_NUMBER and _is_count(looks[index])
    )
    return counts if len(counts) < len(columns) else frozenset()


def _lookup_keys(layout: Layout) -> list[str]:
    """What each heading is looked up by: itself, or its lowest part where no other column has the same."""
    aliases = [head.alias for head in layout.headings]
    named = {head.key for head in layout.headings}
    return [
        head.alias if head.alias and aliases.count(head.alias) == 1 and head.alias not in named else head.key
        for head in layout.headings
    ]


def _equals(
    layout: Layout, looks: list[Profile], targets: MappingType[int, str], index: int, offers: list[int]
) -> tuple[int, ...]:
    """Unused columns with other contents whose heading says the very same as that of column `index`."""
    head = layout.headings[index]
    return tuple(
        other
        for other in offers
        if other != index
        and other not in targets
        and layout.headings[other].key == head.key
        and layout.headings[other].vat == head.vat
        and not _alike(looks[index].cells, looks[other].cells)
    )


def _alike(one: Cells, two: Cells) -> bool:
    """Whether two columns show the same in every row."""
    return all(one.shown(row) == two.shown(row) for row in range(len(one.kinds)))


def _sale_extras(layout: Layout, looks: list[Profile], targets: dict[int, str], why: dict[int, Message]) -> Proposal:
    """What sale lines need beyond headings: cost by unit, shares that are no money, articles that serve as products."""
    for index, target in list(targets.items()):
        if target == "cost" and layout.headings[index].key in _UNIT_COST_KEYS:
            targets[index] = UNIT_COST
            why[index] = msg("by the heading: cost of one unit, multiplied by the quantity")
        if target == "discount" and _is_share(looks[index]):
            del targets[index], why[index]
        if target == "kind" and not any(is_return(word) for word in looks[index].cells.used_words()):
            del targets[index], why[index]
        if target == "document" and layout.headings[index].key in _BARE_NUMBER and _is_count(looks[index]):
            del targets[index], why[index]
    _stand_ins(layout, looks, targets, why)
    _after_discount(layout, looks, targets, why)
    _with_tax(looks, targets, why)
    _of_lines(looks, targets, why)
    _from_profit_or_list(layout, looks, targets, why)
    if "product" not in targets.values() and "sku" in targets.values():
        index = next(index for index, target in targets.items() if target == "sku")
        targets[index] = "product"
        why[index] = msg("no column of names: products are told by their codes")
    return Proposal("sale", targets, why)


def _with_tax(looks: list[Profile], targets: dict[int, str], why: dict[int, Message]) -> None:
    """The amount is what the buyer paid, where the column taken for it has the tax on top."""
    paid = paid_amount(looks, targets)
    if paid is None:
        return
    bare = next(index for index, target in targets.items() if target == "amount")
    del targets[bare], why[bare]
    targets[paid], why[paid] = "amount", msg("by the values: the amount with its VAT")


def _of_lines(looks: list[Profile], targets: dict[int, str], why: dict[int, Message]) -> None:
    """The amount is that of the line, where the column taken for it repeats the sum of the whole receipt."""
    own = line_amount(looks, targets)
    if own is None:
        return
    whole = next(index for index, target in targets.items() if target == "amount")
    del targets[whole], why[whole]
    if own >= 0:
        targets[own], why[own] = "amount", msg("by the values: the sum of the line, not of the whole receipt")


def _stand_ins(layout: Layout, looks: list[Profile], targets: dict[int, str], why: dict[int, Message]) -> None:
    """Days under «Время», names of products under «Name»: where no better column has them."""
    found = set(targets.values())
    for index, head in enumerate(layout.headings):
        told = index not in targets and head.key in _KIND_KEYS and "kind" not in found
        if told and any(is_return(word) for word in looks[index].cells.used_words()):
            targets[index], why[index] = "kind", msg("by the contents: which rows are returns")
            found.add("kind")
    for index, target in list(targets.items()):
        if target == "time" and "day" not in found and looks[index].suits(Kind.DATE):
            targets[index], why[index] = "day", msg("by the contents: dates with times")
    if "product" not in found and "sku" in found:
        for index, head in enumerate(layout.headings):
            if (
                index not in targets
                and head.key in _PRODUCT_NAMES
                and looks[index].texts * 2 >= looks[index].filled > 0
            ):
                targets[index], why[index] = "product", msg("by the heading")
                break


def _from_profit_or_list(
    layout: Layout, looks: list[Profile], targets: dict[int, str], why: dict[int, Message]
) -> None:
    """Profit where no column has the cost, the price before the discount where none has the discount."""
    by_target = {target: index for index, target in targets.items()}
    for index, head in enumerate(layout.headings):
        if index in targets or not looks[index].suits(Kind.MONEY) or _is_share(looks[index]):
            continue
        costless = not {"cost", UNIT_COST, LINE_PROFIT} & by_target.keys()
        priced = {"price", "quantity"} <= by_target.keys() and "discount" not in by_target
        if head.key in _PROFIT_KEYS and costless and "amount" in by_target:
            target, below, above = LINE_PROFIT, index, by_target["amount"]
        elif head.key in _LIST_PRICE_KEYS and priced:
            target, below, above = LIST_PRICE, by_target["price"], index
        else:
            continue
        if _at_most(looks[below], looks[above]):
            targets[index], why[index] = target, _DERIVED[target]
            by_target["discount" if target == LIST_PRICE else target] = index


def _at_most(one: Profile, other: Profile) -> bool:
    """Whether one column is nowhere, or nearly nowhere, above the other where that is above zero."""
    sign = numbers.decimal_sign([word for look in (one, other) for word in look.cells.used_words()])
    low, high = (numbers.read_numbers(look.cells, 4, sign) for look in (one, other))
    rows = low.valid & high.valid & (high.scaled > 0)
    return bool(rows.any()) and float((low.scaled[rows] <= high.scaled[rows]).mean()) >= _NEARLY


def _is_count(look: Profile) -> bool:
    """Whether the column only counts the rows from 1 on."""
    cells = look.cells
    if any(word.startswith("0") for word in cells.used_words()):
        return False
    found = numbers.read_numbers(cells, 0)
    values = found.scaled[found.valid]
    return bool(len(values) > 1 and values[0] <= 1 and len(values) * 2 > look.filled and (np.diff(values) == 1).all())


def discount_columns(layout: Layout) -> list[int]:
    """The columns whose heading says discount, as money or as a share."""
    return [index for index, head in enumerate(layout.headings) if head.key in _DISCOUNTS or head.alias in _DISCOUNTS]


def _after_discount(layout: Layout, looks: list[Profile], targets: dict[int, str], why: dict[int, Message]) -> None:
    """The amount is the column after the discount, where another column is exactly that."""
    index = next((index for index, target in targets.items() if target == "amount"), None)
    if index is None:
        return
    for cut in discount_columns(layout):
        for other, look in enumerate(looks):
            if other in {index, cut} or targets.get(other) in {"day", "quantity", "price", "document"}:
                continue
            if look.numbers and _is_difference(looks[index], looks[cut], look):
                del targets[index], why[index]
                targets[other], why[other] = "amount", msg("by the values: the amount after the discount")
                return


def _is_difference(full: Profile, cut: Profile, net: Profile) -> bool:
    """Whether `net` is `full` less the discount on nearly all rows, and there are discounts."""
    sign = numbers.decimal_sign([word for look in (full, cut, net) for word in look.cells.used_words()])
    whole, off, rest = (numbers.read_numbers(look.cells, 4, sign) for look in (full, cut, net))
    rows = whole.valid & off.valid & rest.valid & (off.scaled != 0)
    if not rows.any():
        return False
    less = np.abs(whole.scaled[rows]) - np.abs(rest.scaled[rows])
    share = np.abs(off.scaled[rows]) / 1e4
    money = np.abs(less - np.abs(off.scaled[rows])) <= 200
    # «10 %» is a tenth and 10 the same under «Скидка, %»: both stand in one column.
    one, hundred = (np.abs(less - np.abs(whole.scaled[rows]) * share / base) <= 200 for base in (1, 100))
    return any(float(hits.mean()) >= _NEARLY for hits in (money, one | hundred))


def is_return(word: str) -> bool:
    """Whether a word of an operation or document says that goods came back."""
    if not _BACK.search(word):
        return False
    folded = fold(word)
    return "возврат" in folded or "refund" in folded or folded.startswith("return")


def _is_share(look: Profile) -> bool:
    found = numbers.read_numbers(look.cells, 4)
    values = np.abs(found.scaled[found.valid])
    return bool(len(values) and values.max() <= 10_000)


def absent_targets(fact: FactTable, found: AbstractSet[str]) -> tuple[str, ...]:
    """The columns without which the fact cannot be imported and that are not among the found ones."""
    if fact.id == "sale":
        amount = "amount" in found or {"quantity", "price"} <= set(found)
        return tuple(name for name, here in (("day", "day" in found), ("amount", amount)) if not here)
    absent = [column.id for column in fact.columns if column.required and column.id not in found]
    if fact.id == "price" and not {"price", "cost"} & set(found):
        absent.append("price")
    # Deals are counted even where nobody wrote down what they are worth.
    summed = fact.main and fact.id != "deal"
    return tuple(absent + ([fact.main] if summed and fact.main not in {*found, *absent} else []))
