"""The sheets of many rows: sale lines and customer-months, as columns that are written at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.address import letters
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.present.privacy import masked
from kpi_desktop.workbook.layout import CUSTOMER_COLUMNS, FIRST_ROW, quoted
from kpi_desktop.workbook.rows import MONEY_SCALE, QUANTITY_SCALE, scaled
from kpi_desktop.workbook.stream import Column, FormulaColumn, NumberColumn, TextColumn, plain_numbers
from kpi_desktop.workbook.styles import plain_number

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.workbook.layout import Plan
    from kpi_desktop.workbook.rows import CustomerMonths, SaleRows

#: Days from Excel's day 0 to 1970-01-01, Arrow's day 0.
_EPOCH = 25_569

#: How dates of rows are shown in a Russian workbook.
RUSSIAN_DATE = "dd.mm.yyyy"

#: A line's columns that people read, with headings, widths and number formats; dimensions follow, then the source.
LINE_COLUMNS = {
    "day": (msg("Date"), 12, RUSSIAN_DATE),
    "number": (msg("Document number"), 18, "@"),
    "buyer": (msg("Customer"), 26, "@"),
    "product": (msg("Product"), 34, "@"),
    "kind_word": (msg("Line kind"), 11, "@"),
    "quantity": (msg("Quantity"), 13, plain_number(whole=False)),
    "amount": (msg("Amount"), 21, "#,##0.00##"),
    "cost": (msg("Cost"), 21, "#,##0.00##"),
}
#: Amounts as their files have them and the VAT of the row, beside amounts that are shown on another VAT basis.
STATED_COLUMNS = {
    "amount_stated": (msg("Amount in the file"), 21, "#,##0.00##"),
    "amount_vat_of_row": (msg("VAT of the row"), 17, "#,##0.00##"),
    "cost_stated": (msg("Cost in the file"), 21, "#,##0.00##"),
    "cost_vat_of_row": (msg("VAT of the cost"), 17, "#,##0.00##"),
}
_SOURCE_COLUMNS = {
    "file": (msg("File"), 28, "@"),
    "sheet": (msg("Sheet"), 14, "@"),
    "row": (msg("Row"), 8, "0"),
}
#: The columns of whole numbers that formulas go by: grey, right of all that people read.
KEY_COLUMNS = {
    "month": (msg("Month key"), 9, "0"),
    "kind": (msg("Kind: 0 sale, 1 return, 2 write-off"), 11, "0"),
    "document": (msg("Document (number in the book)"), 11, '0;-0;"—"'),
    "customer": (msg("Customer (number in the book)"), 11, '0;-0;"—"'),
    "first_line": (msg("First sale line of its document"), 12, "0"),
    "member": (msg("Number of the member in the split"), 11, "0"),
    "batch": (msg("Import"), 8, "0"),
}
#: The kinds of a line in words, by their numbers.
KIND_WORDS = (msg("Sale line"), msg("Return line"), msg("Write-off line"))
CUSTOMER_HEADS = {
    "month": (msg("Month key"), 10, "0"),
    "customer": (msg("Customer (number in the book)"), 13, '0;-0;"—"'),
    "sales": (msg("Sale lines"), 10, "0"),
    "net": (msg("Revenue net of returns"), 21, "#,##0.00##"),
    "key": (msg("Customer, if bought"), 12, '0;-0;"—"'),
    "first": (msg("First month of purchase"), 12, '0;-0;"—"'),
    "buyer": (msg("Buyer"), 9, "0"),
    "new": (msg("New"), 9, "0"),
    "returning": (msg("Returning"), 11, "0"),
    "name": (msg("Customer"), 34, "@"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a big sheet: its heading, width and number format, and whether only formulas need it."""

    name: Message
    width: int
    number: str
    key: bool = False


@dataclass(frozen=True, slots=True)
class Bulk:
    """A big sheet: heads, columns and exact totals of number columns by letter."""

    sheet: str
    heads: tuple[Head, ...]
    columns: list[Column]
    count: int
    totals: dict[str, str]

    @property
    def formulas(self) -> int:
        """How many formula cells it has."""
        return self.count * sum(isinstance(column, FormulaColumn) for column in self.columns)


def data_places(bundle: Bundle) -> dict[str, int]:
    """The place of each column of the data sheet: what people read first, what formulas go by last."""
    names = [
        *LINE_COLUMNS,
        *bundle.stated,
        *(f"by:{name}" for name in bundle.row_dimensions),
        *_SOURCE_COLUMNS,
        *KEY_COLUMNS,
    ]
    if bundle.matrix.dimension is None:
        names.remove("member")
    return {name: index for index, name in enumerate(names)}


def data_bulk(bundle: Bundle, rows: SaleRows, plan: Plan, translate: Translator) -> Bulk:
    """The sale lines as columns, with the helper that marks the first sale line of a document."""
    import pyarrow as pa

    table, shown = rows.table, shown_as(bundle)
    made: dict[str, Column] = {
        "day": NumberColumn(_integers(table["day"].cast(pa.int32()).to_numpy() + _EPOCH)),
        "month": NumberColumn(_integers(rows.month)),
        "kind": NumberColumn(_integers(rows.kind)),
        "document": NumberColumn(_integers(rows.document)),
        "customer": NumberColumn(_integers(rows.customer)),
        "number": TextColumn(_flat(table["document_number"])),
        "buyer": TextColumn(_flat(table["customer_name"]), shown),
        "kind_word": TextColumn(_words(rows.kind, [translate(word) for word in KIND_WORDS])),
        "product": TextColumn(_flat(table["product"])),
        "quantity": NumberColumn(plain_numbers(_flat(table["quantity"]))),
        "amount": NumberColumn(plain_numbers(_flat(table["amount"]))),
        "cost": NumberColumn(plain_numbers(_flat(table["cost"]))),
        "first_line": FormulaColumn(first_line_formula(plan), {}, _integers(rows.first_line)),
        "member": NumberColumn(_integers(rows.member)),
        "file": TextColumn(_files(bundle, table)),
        "batch": NumberColumn(_flat(table["batch"]).cast(pa.string())),
        "sheet": TextColumn(_flat(table["sheet"])),
        "row": NumberColumn(_flat(table["row"]).cast(pa.string())),
    }
    for name in bundle.row_dimensions:
        made[f"by:{name}"] = TextColumn(_flat(table[name]), shown)
    for name in bundle.stated:
        made[name] = NumberColumn(plain_numbers(_flat(table[name])))
    places = plan.data_columns
    totals = {
        letters(places["quantity"]): _total(rows.quantity, QUANTITY_SCALE),
        letters(places["amount"]): _total(rows.amount, MONEY_SCALE),
        letters(places["cost"]): _total(rows.cost, MONEY_SCALE),
        letters(places["first_line"]): _total(rows.first_line, 0),
        **{letters(places[name]): _total(scaled(table, name, MONEY_SCALE), MONEY_SCALE) for name in bundle.stated},
    }
    return Bulk(
        "data",
        tuple(_told(_head(bundle, name), rows) for name in places),
        [made[name] for name in places],
        rows.count,
        totals,
    )


def _told(head: Head, rows: SaleRows) -> Head:
    """Quantities that are all whole are shown without decimals."""
    whole = head.name == LINE_COLUMNS["quantity"][0] and not bool((rows.quantity % 10**QUANTITY_SCALE).any())
    return replace(head, number=plain_number(whole=True)) if whole else head


def first_line_formula(plan: Plan) -> str:
    """1 on the first sale line of a document: lines are sorted by month, customer, document and kind."""
    month, kind, document, customer = (letters(plan.data_columns[c]) for c in ("month", "kind", "document", "customer"))
    same = ",".join(f"{c}{{row}}={c}{{above}}" for c in (month, customer, document))
    return f"IF(AND({kind}{{row}}=0,{document}{{row}}>0),IF(AND({same}),0,1),0)"


def customer_bulk(bundle: Bundle, rows: SaleRows, entries: CustomerMonths, plan: Plan) -> Bulk:
    """The customer-months as columns: each figure a formula over the customer's own lines of the month."""
    import pyarrow as pa

    count = len(entries.month)
    places = {"start": _integers(entries.start + FIRST_ROW + 1), "end": _integers(entries.end + FIRST_ROW)}
    data = f"{quoted(plan.titles['data'])}!"
    column = {name: letters(place) for name, place in plan.data_columns.items()}

    def cells(name: str) -> str:
        return f"{data}${column[name]}${{start}}:${column[name]}${{end}}"

    bought = (entries.sales > 0) & (entries.customer > 0)
    new = bought & (entries.first == entries.month)
    keys = np.where(bought, entries.customer, 0)
    first_places = {"first": _first_formulas(entries)}
    names = _flat(rows.table["customer_name"]).take(pa.array(entries.start))
    made: dict[str, Column] = {
        "month": FormulaColumn(f"{data}${column['month']}${{start}}", places, _integers(entries.month)),
        "customer": FormulaColumn(f"{data}${column['customer']}${{start}}", places, _integers(entries.customer)),
        "sales": FormulaColumn(f"COUNTIFS({cells('kind')},0)", places, _integers(entries.sales)),
        "net": FormulaColumn(
            f'ROUND(SUMIFS({cells("amount")},{cells("kind")},"<=1"),4)', places, _decimals(entries.net, MONEY_SCALE)
        ),
        "key": FormulaColumn("IF(AND(C{row}>0,B{row}>0),B{row},0)", {}, _integers(keys)),
        "first": FormulaColumn("{first}", first_places, _integers(entries.first)),
        "buyer": FormulaColumn("IF(E{row}>0,1,0)", {}, _integers(bought)),
        "new": FormulaColumn("IF(AND(E{row}>0,F{row}=A{row}),1,0)", {}, _integers(new)),
        "returning": FormulaColumn("IF(AND(E{row}>0,F{row}<A{row}),1,0)", {}, _integers(bought & ~new)),
        "name": TextColumn(names, shown_as(bundle)),
    }
    counted = {"sales": entries.sales, "buyer": bought, "new": new, "returning": bought & ~new}
    totals = {letters(CUSTOMER_COLUMNS.index(key)): _total(values, 0) for key, values in counted.items()}
    totals[letters(CUSTOMER_COLUMNS.index("net"))] = _total(entries.net, MONEY_SCALE)
    heads = tuple(Head(*CUSTOMER_HEADS[name], name in ("key", "first")) for name in CUSTOMER_COLUMNS)
    return Bulk("customers", heads, [made[name] for name in CUSTOMER_COLUMNS], count, totals)


def shown_as(bundle: Bundle) -> Callable[[str], str]:
    """How texts about people are written: with phones and e-mails masked, unless the owner wants them in full."""
    return str if bundle.contacts else masked


def _first_formulas(entries: CustomerMonths) -> pa.Array:
    """The month of the customer's first purchase, from that entry itself, as long as it is the same customer's; else 0.

    A reference and not a look-up: a look-up over all entries for each of them takes minutes in a big workbook.
    """
    import pyarrow as pa

    formulas = [
        f"IF(E{FIRST_ROW + 1 + origin}=B{FIRST_ROW + 1 + index},A{FIRST_ROW + 1 + origin},NA())" if origin >= 0 else "0"
        for index, origin in enumerate(entries.origin.tolist())
    ]
    return pa.array(formulas, pa.large_string())


def _head(bundle: Bundle, name: str) -> Head:
    if name.startswith("by:"):
        return Head(dimension_heading(bundle, name[3:]), 20, "@")
    if name in KEY_COLUMNS:
        return Head(*KEY_COLUMNS[name], key=True)
    return Head(*(LINE_COLUMNS.get(name) or STATED_COLUMNS.get(name) or _SOURCE_COLUMNS[name]))


def dimension_heading(bundle: Bundle, dimension: str) -> Message:
    """What the owner calls a dimension: the catalogue's name, else the heading in the user's own file."""
    found = bundle.catalogue.dimensions.get(dimension)
    if found is not None:
        return named(found.name_en, found.name_ru)
    heading = bundle.dimension_headings.get(dimension, dimension)
    return named(heading, heading)


def _files(bundle: Bundle, table: pa.Table) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    batches = pa.array([line.batch for line in bundle.sources], pa.int32())
    names = pa.array([line.file for line in bundle.sources], pa.string())
    return pc.take(names, pc.index_in(_flat(table["batch"]).cast(pa.int32()), value_set=batches))


def _words(numbers: NDArray[np.int8], words: list[str]) -> pa.Array:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(words, pa.string()))


def _flat(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _integers(values: NDArray[np.generic]) -> pa.Array:
    import pyarrow as pa

    return pa.array(values.astype(np.int64)).cast(pa.string())


def _decimals(values: NDArray[np.int64], scale: int) -> pa.Array:
    import pyarrow as pa

    return pa.array([f"{Decimal(value).scaleb(-scale).normalize():f}" for value in values.tolist()], pa.string())


def _total(values: NDArray[np.generic], scale: int) -> str:
    return str(Decimal(int(values.astype(np.int64).sum())).scaleb(-scale))
