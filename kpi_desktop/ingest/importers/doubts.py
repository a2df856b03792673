"""What the facts themselves make doubtful before they are imported unasked: totals on every line, sheets twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers.deal_stages import asked_stages
from kpi_desktop.ingest.importers.net_revenue import OF_ROW_BACK, refunds_money
from kpi_desktop.ingest.importers.oddities import pasted_twice, rows_as_text
from kpi_desktop.ingest.importers.whole_periods import about_sums
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.proposal import discount_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.choice import Choice
    from kpi_desktop.ingest.importers.sheet import SheetFacts

#: From so many documents of several lines on, equal amounts on all lines of each are no accident.
_DOCUMENTS = 5
#: Sheets of which so large a share of rows recur are the same rows twice.
_SAME = 0.9
#: A copy of a sheet in which figures were corrected still has so many rows in common.
_COPIED = 0.3
_COPY = re.compile(r"\(\d+\)$|^копия\b|\bкопия\b|\bcopy( of)?\b")
#: Rows of so many of these columns are not the same by chance.
_TELLING = frozenset({"time", "quantity", "document", "product", "customer"})
_RICH, _MANY_TELLING = 3, 0.5
#: Articles that begin with these are no expenses.
_INCOME = ("выручк", "доход", "прибыл", "валовая прибыл", "чистая прибыл", "операционная прибыл", "поступлени",
           "маржа", "маржинальн", "рентабельн", "остаток на ", "ebitda", "revenue", "income", "gross profit",
           "net profit", "итого доход", "оплата от ", "поступило")  # fmt: skip
#: A larger share of expenses below zero is no correction.
_CORRECTIONS = 0.2
#: So many goods sold in several quantities tell what a price is of; a piece in the places of quantities.
_GOODS, _PIECE = 3, 1_000_000
#: So many stages are named in one question.
_STAGES_NAMED = 12
#: Headings of prices and amounts that say by themselves that discounts are off.
_AFTER_DISCOUNT = ("скидк", "ценапродажи", "ценареализации", "sellingprice", "saleprice", "нетто", "net", "итоговая",
                   "коплате")  # fmt: skip


def doubts(choice: Choice, sheets: list[SheetFacts]) -> list[Message]:
    """Questions that the values raise; none where the owner's mapping file says how to read them."""
    if choice.replayed:
        return _about_stages(choice, sheets) + ([] if choice.mapping.period_file else _about_periods(choice, sheets))
    asked = _about_stages(choice, sheets)
    if any(_document_totals(sheet.arrays) for sheet in sheets) and "amount" in choice.reading.targets.values():
        asked.append(
            msg("The amount is the same on all lines of each document: it looks like the document's total, "
                "not the line's. Give `amount` another column, or none where quantity and price are there")
        )  # fmt: skip
    if _on_some_lines(choice, sheets):
        asked.append(
            msg("The amount stands on some lines only: it looks like the document's total, not the line's. "
                "Give `amount` another column, or none where quantity and price are there")
        )  # fmt: skip
    asked += _about_expenses(choice, sheets) + _about_periods(choice, sheets)
    asked += _about_refunds(choice) + _about_prices(choice, sheets)
    if _undiscounted(choice):
        asked.append(
            msg("The amount is quantity × price, and there is a discount beside it: it is not clear whether the "
                "price is before or after it. Add a column of the amount after the discount to the export")
        )  # fmt: skip
    pairs = [
        (one, two)
        for one in range(len(sheets))
        for two in range(one + 1, len(sheets))
        if _recurs(sheets[one].arrays, sheets[two].arrays, _least(choice, one, two))
    ]
    if choice.mapping.fact == "sale" and any(pasted_twice(rows_as_text(sheet.arrays)) for sheet in sheets):
        asked.append(
            msg("Every row stands in the file twice: the list seems to have been pasted two times. Remove the "
                "repetition, or import the file with this mapping if each row is a sale of its own")
        )  # fmt: skip
    for one, two in pairs[:3]:
        names = ", ".join(f"«{choice.layouts[place].table.sheet}»" for place in (one, two))
        asked.append(msg("Sheets {sheets} hold the same rows: leave in `sheets` the one that counts", sheets=names))
    return asked


def _about_stages(choice: Choice, sheets: list[SheetFacts]) -> list[Message]:
    """Stages of deals of which nobody said whether they mean won or lost; a column of states says it by itself."""
    if choice.mapping.fact != "deal" or "status" in choice.reading.targets.values():
        return []
    words = asked_stages([sheet.arrays for sheet in sheets], choice.reading.rules.stage_ends())
    if not words:
        return []
    return [
        msg("It is not clear by their names whether deals of these stages were won, lost or are still open: {stages}. "
            "Say it in the mapping: won, lost and open under [stages]",
            stages=", ".join(f"«{word}»" for word in words[:_STAGES_NAMED]))
    ]  # fmt: skip


def _about_periods(choice: Choice, sheets: list[SheetFacts]) -> list[Message]:
    """What the totals of a table without days say of its rows."""
    if choice.reading.days is None:
        return []
    parts = [_scaled(sheet.arrays["amount"]) for sheet in sheets if "amount" in sheet.arrays]
    own = [None if sheet.own_total is None else sheet.own_total == sheet.raw_total for sheet in sheets]
    return about_sums(choice.mapping.fact, np.concatenate([np.zeros(0, dtype=np.int64), *parts]), own)


def _about_expenses(choice: Choice, sheets: list[SheetFacts]) -> list[Message]:
    """What is no list of expenses: movements of money both ways, or profit and revenue among the articles."""
    asked: list[Message] = []
    if choice.mapping.fact != "expense":
        return asked
    if any(_signed(sheet.arrays) for sheet in sheets):
        asked.append(
            msg("Many amounts have a minus: it looks like movements of money, not expenses. Money that went must be "
                "without a minus, and money that came apart: a column «Приход» and a column «Расход»")
        )  # fmt: skip
    if incomes := _incomes(sheets):
        names = ", ".join(f"«{name}»" for name in incomes[:5])
        asked.append(
            msg("Revenue, profit or balances stand among the articles of expenses ({names}): leave the rows of "
                "expenses only, or enter these figures by hand", names=names)
        )  # fmt: skip
    return asked


def _about_prices(choice: Choice, sheets: list[SheetFacts]) -> list[Message]:
    """Prices that are sums of lines: of goods sold in different quantities they grow with the quantity, and only so."""
    targets = set(choice.reading.targets.values())
    if choice.mapping.fact != "sale" or "amount" in targets or not {"quantity", "price"} <= targets:
        return []
    if not any(_grow_with_quantity(sheet.arrays) for sheet in sheets):
        return []
    return [
        msg("The price grows with the quantity: it looks like the sum of the line, not the price of one piece. Give "
            "this column as `amount`")
    ]  # fmt: skip


def _grow_with_quantity(arrays: Mapping[str, pa.Array]) -> bool:
    """Whether some goods were sold in several quantities, all of them at prices in proportion, none at one price."""
    goods = arrays.get("sku", arrays.get("product"))
    if goods is None or not {"quantity", "price"} <= arrays.keys():
        return False
    quantities, prices = np.abs(_scaled(arrays["quantity"])), np.abs(_scaled(arrays["price"]))
    sold: dict[int, set[tuple[int, int]]] = {}
    for code, quantity, price in zip(
        goods.indices.fill_null(-1).to_pylist(), quantities.tolist(), prices.tolist(), strict=True
    ):
        if code >= 0 and quantity and price:
            sold.setdefault(code, set()).add((quantity, price))
    several = [pairs for pairs in sold.values() if len({quantity for quantity, _ in pairs}) > 1]
    alike = [len({price * _PIECE // quantity for quantity, price in pairs}) == 1 for pairs in several]
    return len(several) >= _GOODS and all(alike)


def _about_refunds(choice: Choice) -> list[Message]:
    """Money that was given back in a column beside the sums, of which nothing says whether they are before it."""
    if choice.mapping.fact != "sale":
        return []
    asked = []
    for layout in choice.layouts:
        told = " ".join(str(note) for note in layout.notes)
        heads = [
            head.text
            for index, head in enumerate(layout.headings)
            if head.key in OF_ROW_BACK and head.text not in told and refunds_money(layout, index)
        ]
        asked += [
            msg("“{column}” stands beside the amount, and it is not clear whether the amount is before or after what "
                "came back. Leave one column in the file: the amount less what came back", column=name)
            for name in heads
        ]  # fmt: skip
    return asked[:1]


def _incomes(sheets: list[SheetFacts]) -> list[str]:
    """The articles that are no expenses."""
    words = {
        word
        for sheet in sheets
        if "article" in sheet.arrays
        for word in sheet.arrays["article"].unique().to_pylist()
        if word and fold(word).startswith(_INCOME)
    }
    return sorted(words)


def _signed(arrays: Mapping[str, pa.Array]) -> bool:
    """Whether more than a correction here and there is below zero."""
    if "amount" not in arrays:
        return False
    amounts = _scaled(arrays["amount"])
    return int((amounts < 0).sum()) > _CORRECTIONS * len(amounts)


def _on_some_lines(choice: Choice, sheets: list[SheetFacts]) -> bool:
    """Whether many lines have quantity and price but no amount."""
    by_target = {target: index for index, target in choice.reading.targets.items()}
    if choice.mapping.fact != "sale" or not {"amount", "quantity", "price"} <= set(by_target):
        return False
    empty, priced = (sum(sheet.counts[by_target[name]][place] for sheet in sheets) for name, place in
                     (("amount", 2), ("price", 0)))  # fmt: skip
    return priced > 0 and empty * 5 > priced and priced * 5 > 4 * sum(sheet.rows for sheet in sheets)


def _undiscounted(choice: Choice) -> bool:
    """Whether discounts stand beside amounts that know nothing of them, and no heading says that they are included."""
    by_target = {target: index for index, target in choice.reading.targets.items()}
    heads = choice.layouts[0].headings
    price = by_target.get("price")
    if choice.mapping.fact != "sale" or price is None or "quantity" not in by_target:
        return False
    named = [heads[index].key for index in (price, by_target.get("amount")) if index is not None]
    if any(word in name for name in named for word in _AFTER_DISCOUNT):
        return False
    sign = choice.reading.sign
    quantity, each = (
        numbers.read_numbers(choice.looks[index].cells, 4, sign) for index in (by_target["quantity"], price)
    )
    for cut in discount_columns(choice.layouts[0]):
        off = numbers.read_numbers(choice.looks[cut].cells, 4, sign)
        rows = off.valid & (off.scaled != 0) & quantity.valid & each.valid
        if not rows.any():
            continue
        if "amount" not in by_target:
            return True
        amount = numbers.read_numbers(choice.looks[by_target["amount"]].cells, 4, sign)
        rows &= amount.valid
        product = quantity.scaled[rows] / 1e4 * each.scaled[rows]
        same = np.abs(np.abs(product) - np.abs(amount.scaled[rows])) <= 100 + 1e-4 * np.abs(amount.scaled[rows])
        if len(same) and float(same.mean()) >= _SAME:
            return True
    return False


def _document_totals(arrays: Mapping[str, pa.Array]) -> bool:
    """Whether every document of several lines has one amount on all its lines, though quantity × price differs."""
    if "document" not in arrays or "amount" not in arrays or not len(arrays["amount"]):
        return False
    codes = np.asarray(arrays["document"].indices.fill_null(-1))
    amounts = _scaled(arrays["amount"])
    if {"quantity", "price"} <= set(arrays) and _by_line(arrays, amounts):
        return False
    order = np.argsort(codes, kind="stable")
    codes, amounts = codes[order], amounts[order]
    starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
    sizes = np.diff(np.append(starts, len(codes)))
    several = (sizes > 1) & (codes[starts] >= 0)
    if several.sum() < _DOCUMENTS:
        return False
    low, high = np.minimum.reduceat(amounts, starts)[several], np.maximum.reduceat(amounts, starts)[several]
    return bool((low == high).all() and len(np.unique(low)) > 1)


def _by_line(arrays: Mapping[str, pa.Array], amounts: NDArray[np.int64]) -> bool:
    """Whether the amount follows quantity and price on most lines."""
    expected = _scaled(arrays["quantity"]) / 1e6 * _scaled(arrays["price"])
    return bool((np.abs(expected - amounts) <= 0.01 * np.abs(amounts) + 100).mean() > 0.5)


def _scaled(array: pa.Array) -> NDArray[np.int64]:
    """The whole numbers under a decimal column; zero where it is null."""
    words = np.frombuffer(array.buffers()[1], dtype="<i8")[array.offset * 2 :: 2][: len(array)]
    if not array.null_count:
        return np.asarray(words, dtype=np.int64)
    return np.where(np.asarray(array.is_valid()), words, 0).astype(np.int64)


def _least(choice: Choice, one: int, two: int) -> float:
    """The share of equal rows from which two sheets are one: less where the name of one is that of a copy."""
    names = [choice.layouts[place].table.sheet for place in (one, two)]
    stems = {_COPY.sub("", fold(name)).strip() for name in names}
    return _COPIED if len(stems) == 1 else _SAME


def _recurs(one: Mapping[str, pa.Array], two: Mapping[str, pa.Array], least: float) -> bool:
    """Whether the smaller sheet's rows stand in the other as well; rows that say much of themselves recur seldom."""
    left, right = rows_as_text(one), rows_as_text(two)
    smaller = min(len(left), len(right))
    own = min(left, right, key=len)
    if len(_TELLING & set(one)) >= _RICH and len(np.unique(own)) >= _SAME * smaller:
        least = min(least, _MANY_TELLING)
    return smaller >= 5 and len(np.intersect1d(left, right)) >= least * len(np.unique(own))
