"""Which column of a table means what: proposed from headings and contents, or replayed from a mapping file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.batch import Vat
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.dates import Order
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as MappingType
    from collections.abc import Set as AbstractSet

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.normalise import Cells

#: Rows that are looked at to tell what a column holds; the whole column is read and counted at import.
SAMPLE = 3000
#: A column is dates (or numbers) where at least this share of its filled cells are.
_SHARE = 0.6
#: Dates are told by their headings too, and unreadable ones are listed: half is enough.
_DATE_SHARE = 0.5
#: An equation between columns holds where it does on so many rows.
_NEARLY = 0.95

#: Targets of sale lines beside the columns of the fact: they are computed with.
UNIT_COST = "unit_cost"
EXTRA_TARGETS = (UNIT_COST,)

_UNIT_COST_KEYS = frozenset(
    key(words)
    for words in (
        "себестоимость единицы", "себестоимость за единицу", "себестоимость за ед", "себестоимость ед",
        "закупочная цена", "цена закупки", "цена закупочная", "цена себестоимости", "закупка", "unit cost",
        "cost price", "purchase price", "cost per unit",
    )
)  # fmt: skip
_ORDINALS = frozenset({"номер", "номерпп", "пп", "nпп", "rowid", "row", "no", "n", "index", "unnamed0", "ид", "id"})
#: Codes, not numbers: leading zeros, telephones, digits too long for a count or a sum of money.
_CODE = re.compile(r"0\d+|[+]?\d[\d ()-]{9,}\d|\d{9,}")
_PHONE = re.compile(r"[+]?\d[ (-]*\d{3}[ )-]+\d{3}[ -]?\d{2}[ -]?\d{2}")
_CODE_WORDS = (
    "код", "code", " id", "_id", "id ", "инн", "кпп", "телефон", "phone", "postal", "zip", "индекс", "номер", "year",
    "год", "месяц", "month", "неделя", "week", "day", "день", "barcode", "штрихкод", "rid", "hour", "час",
)  # fmt: skip
#: Two columns that could be one of these are asked about; of others the first is taken.
_WEIGHTY = frozenset({"day", "amount", "quantity", "price", "cost", "document", "customer", "total"})
_DISCOUNTS = frozenset(key(words) for words in ("скидка", "сумма скидки", "скидка сумма", "discount", "discount amount",
                                                "скидка процент", "процент скидки", "скидка по чеку"))  # fmt: skip
_PRODUCT_NAMES = frozenset({"name", "title", "имя", "названиепозиции"})
#: Columns that any kind of table may have: they do not tell what the table is about.
_GENERIC = frozenset(
    {"day", "time", "amount", "customer", "manager", "channel", "region", "segment", "product", "document", "currency",
     "organisation", "department", "balance", "user", "people", "kind", "class"}
)  # fmt: skip
_SALE_SIGNS = frozenset({"product", "sku", "quantity", "price", "document", "cost", "discount", UNIT_COST})
_BACK = re.compile(r"в[оo]зв|refund|return", re.IGNORECASE)
_LINES = frozenset({"product", "sku", "quantity", "price", "document"})
_SURE_AMOUNTS = frozenset(
    key(words)
    for words in ("выручка", "сумма продаж", "сумма продажи", "сумма реализации", "сумма чека", "revenue", "net sales",
                  "sales amount", "sale amount")
)  # fmt: skip
#: Figures in thousands are not converted silently: the owner exports roubles.
_THOUSANDS = ("тыс.", "тыс руб", "тысяч", "млн", "thousand")
_SALE_KEYS = ("продаж", "выручк", "реализац", "чек", "sale", "revenue", "invoice", "покупател", "отгрузк")
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
_SALE_CAPTIONS = ("продаж", "реализац", "выручк", "отгрузк", "чеки", "sale", "revenue", "заказ")


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table becomes facts; everything that an importer needs to read the same layout again without questions.

    `targets` gives each heading its fact column ('' is not used, `x_...` a free column). `sheets` empty means every
    sheet of this layout. `heading_row` counts as the spreadsheet does. `returns` is `negative` where returns carry a
    minus, `positive` where only a word marks them.
    """

    fact: str
    targets: MappingType[str, str]
    layout: str = ""
    sheets: tuple[str, ...] = ()
    heading_row: int | None = None
    date_order: Order = Order.UNKNOWN
    decimal_sign: str | None = None
    returns: str = "auto"
    vat: Vat | None = None
    currency: str = ""
    period: tuple[str, str] | None = None
    organisation: str = ""
    filters: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a column holds, by a look at its first rows."""

    filled: int
    dates: int
    numbers: int
    texts: int
    totals: int
    times: int
    cells: Cells

    def suits(self, kind: Kind) -> bool:
        """Whether the column can be read as that kind."""
        if not self.filled:
            return False
        if kind is Kind.TIME and self.times >= _SHARE * self.filled:
            return True
        if kind in {Kind.DATE, Kind.TIME}:
            return self.dates > 0 and self.dates >= _DATE_SHARE * (self.filled - self.totals)
        if kind in {Kind.MONEY, Kind.QUANTITY, Kind.COUNT}:
            return self.numbers >= _SHARE * self.filled
        return True


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
    return frozenset(key(word) for fact in facts.values() for column in fact.columns for word in column.headings)


def profiles(layout: Layout) -> list[Profile]:
    """A look at every column of the table."""
    stop = min(layout.table.rows, layout.first + SAMPLE)
    return [profile(read_cells(column, layout.first, stop)) for column in layout.table.columns]


def profile(cells: Cells) -> Profile:
    """How many of the cells are dates, numbers, texts."""
    filled = int(cells.filled.sum())
    texts = int((cells.codes >= 0).sum())
    found_dates = dates.read_days(cells, order=Order.UNKNOWN)
    found_numbers = numbers.read_numbers(cells, 4)
    times = int(dates.read_times(cells)[1].sum())
    totals = int(cells.by_word(is_total(word) for word in cells.words).sum())
    return Profile(filled, int(found_dates.valid.sum()), int(found_numbers.valid.sum()), texts, totals, times, cells)


def propose(layout: Layout, looks: list[Profile], fact: FactTable) -> Proposal:
    """The columns that best carry the fact, each heading by the order in which `facts.toml` lists its words."""
    ranks = {
        (column.id, key(word)): rank
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
            ranks[column.id, keys[index]] + 1000 * (head.vat is Vat.WITHOUT and column.id in taxed),
            head.vat is Vat.WITHOUT,
            index,
            column.id,
        )
        for index, head in enumerate(layout.headings)
        for column in fact.columns
        if (column.id, keys[index]) in ranks and looks[index].suits(column.kind)
    )
    targets: dict[int, str] = {}
    for _rank, _vat, index, column_id in offers:
        if index not in targets and column_id not in targets.values():
            targets[index] = column_id
    ties = tuple(
        (target, (index, *others))
        for index, target in targets.items()
        if target in _WEIGHTY
        and (others := _equals(layout, looks, targets, index, [offer[2] for offer in offers if offer[3] == target]))
    )
    why = {index: msg("by the heading") for index in targets}
    found = _sale_extras(layout, looks, targets, why) if fact.id == "sale" else Proposal(fact.id, targets, why)
    return replace(found, ties=ties, absent=absent_targets(fact, found.found))


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
        if target == "document" and _is_count(looks[index]):
            del targets[index], why[index]
    _stand_ins(layout, looks, targets, why)
    _after_discount(layout, looks, targets, why)
    if "product" not in targets.values() and "sku" in targets.values():
        index = next(index for index, target in targets.items() if target == "sku")
        targets[index] = "product"
        why[index] = msg("no column of names: products are told by their codes")
    return Proposal("sale", targets, why)


def _stand_ins(layout: Layout, looks: list[Profile], targets: dict[int, str], why: dict[int, Message]) -> None:
    """Days under «Время», names of products under «Name»: where no better column has them."""
    found = set(targets.values())
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
    parts = [np.abs(less - np.abs(whole.scaled[rows]) * share / base) <= 200 for base in (1, 100)]
    return any(float(hits.mean()) >= _NEARLY for hits in (money, *parts))


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
    return tuple(absent + ([fact.main] if fact.main and fact.main not in found and fact.main not in absent else []))


def choose_fact(
    layout: Layout, looks: list[Profile], facts: MappingType[str, FactTable]
) -> tuple[Proposal | None, bool]:
    """The fact that the columns tell, and whether that is certain enough to import without asking.

    A table that is not surely one kind of fact is never imported by itself: a stock list has prices and sums too.
    """
    proposals = [propose(layout, looks, fact) for fact in facts.values()]
    # Money that came and money that went look alike without a column that says which: the owner must tell.
    proposals = [
        replace(found, absent=(*found.absent, "direction"))
        if found.fact == "payment" and "direction" not in found.found
        else found
        for found in proposals
    ]
    whole = [found for found in proposals if not found.absent and _telling(layout, looks, found)]
    if not whole:
        near = max(proposals, key=_nearness)
        return (near if near.targets else None), False
    best = max(whole, key=lambda found: (len(found.targets), found.fact == "sale"))
    rivals = [one for one in whole if one is not best and len(one.targets) == len(best.targets)]
    if best.fact == "sale" and best.found & _LINES:
        rivals = []
    return best, not rivals and not best.ties


def _nearness(found: Proposal) -> tuple[bool, int, bool]:
    sale = found.fact == "sale"
    return sale and not found.absent, len(found.targets) - 2 * len(found.absent), sale


def _telling(layout: Layout, looks: list[Profile], found: Proposal) -> bool:
    """Whether the columns say what the table is about, beyond a date and a sum."""
    if found.fact == "target":
        return len(found.targets) >= 2
    if found.fact != "sale":
        return len(found.targets) >= 3 and bool(found.found - _GENERIC)
    heads = " ".join(fold(head.text) for head in layout.headings)
    about = fold(" ".join((*layout.captions, layout.table.sheet)))
    return not _against_sales(looks, found, (heads, about)) and _for_sales(layout, found, heads + " " + about)


def _against_sales(looks: list[Profile], found: Proposal, texts: tuple[str, str]) -> bool:
    """Signs of another table: stock, purchases, figures in thousands."""
    heads, about = texts
    if any(_buys(word) for index in _operations(found) for word in looks[index].cells.used_words()):
        return True
    if any(word in about for word in _NOT_SALE_CAPTIONS) and not any(word in about for word in _SALE_CAPTIONS):
        return True
    if any(word in heads for word in _NOT_SALE_HEADINGS) and "customer" not in found.found:
        return True
    return any(word in about or word in heads for word in _THOUSANDS)


def _for_sales(layout: Layout, found: Proposal, texts: str) -> bool:
    """Signs of sales: the words of the headings, or enough of the columns that lines of sale have."""
    amount = next((layout.headings[index].key for index, target in found.targets.items() if target == "amount"), "")
    buyer = next((layout.headings[index].key for index, target in found.targets.items() if target == "customer"), "")
    signs = len(found.found & _SALE_SIGNS)
    named = any(word in texts for word in _SALE_KEYS) and signs + bool(buyer) > 0
    return amount in _SURE_AMOUNTS or named or signs + (bool(buyer) and buyer not in _ANY_PARTY) >= 2


def _operations(found: Proposal) -> list[int]:
    """The columns whose words name operations."""
    return [index for index, target in found.targets.items() if target in {"document", "kind"}]


def _buys(word: str) -> bool:
    """Whether a document's name says that goods came in or moved, so that its rows are no sales."""
    return fold(word).startswith(_NOT_SALE_DOCUMENTS)


def free_columns(layout: Layout, looks: list[Profile], taken: Iterable[int]) -> dict[int, str]:
    """The further columns that are worth keeping: texts to split by, numbers to sum; named `x_...`."""
    used, named = set(taken), dict[int, str]()
    for index, head in enumerate(layout.headings):
        look = looks[index]
        if index in used or not head.text or not look.filled or head.key in _ORDINALS:
            continue
        if look.dates >= _SHARE * look.filled and not look.numbers >= _SHARE * look.filled:
            continue
        if len(named) < 40:
            named[index] = _unique(slug(head.text), set(named.values()))
    return named


def is_measure(head: str, look: Profile) -> bool:
    """Whether a free column is a number to sum and not a code or a year written in digits."""
    folded = f" {fold(head)} "
    if look.numbers < _SHARE * max(look.filled, 1) or any(word in folded for word in _CODE_WORDS):
        return False
    return not _is_code(look)


def _is_code(look: Profile) -> bool:
    """Whether the digits are an identifier: leading zeros, telephones, barcodes, tax numbers."""
    words = look.cells.used_words()
    if any(_CODE.fullmatch(word) and word.startswith("0") for word in words) or any(map(_PHONE.fullmatch, words)):
        return True
    long = sum(_CODE.fullmatch(word) is not None for word in words)
    values = look.cells.numbers
    if values is None:
        return long * 2 > len(words)
    there = values[look.cells.kinds == Cell.NUMBER]
    large = int(((there >= 1e9) & (there == np.floor(there))).sum())
    return large * 2 > len(there) if len(there) else long * 2 > len(words)


_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
        ("a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh sch . y . e yu ya i yi ye g").split(" "),
        strict=True,
    )
)


def slug(text: str) -> str:
    """A heading as the name of a free column: «Бренд товара» is `x_brend_tovara`."""
    letters = "".join(_CYRILLIC.get(letter, letter).replace(".", "") for letter in fold(text))
    name = "_".join("".join(char if char.isascii() and char.isalnum() else " " for char in letters).split())
    return f"x_{name[:40].strip('_') or 'column'}"


def _unique(name: str, taken: AbstractSet[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
