"""The sale lines of a workbook as sorted arrays: what the data sheet shows and what its formulas will add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.present.bundle import Bundle

#: Kinds of a line as the data sheet numbers them.
SALE, RETURN, WRITE_OFF = 0, 1, 2

#: Decimals that facts keep; the arrays hold the scaled whole numbers.
MONEY_SCALE = 4
QUANTITY_SCALE = 6


@dataclass(frozen=True, slots=True)
class SaleRows:
    """Sale lines sorted by month, customer, document, kind and day; money and quantities are scaled whole numbers.

    Codes begin with 1, 0 stands for an absent customer or document. `member` numbers the members of the matrix'
    dimension from 1; `stated` are the amounts as their files have them; `first_line` marks the first sale line of its
    document within customer and month.
    """

    table: pa.Table
    month: NDArray[np.int32]
    kind: NDArray[np.int8]
    document: NDArray[np.int64]
    customer: NDArray[np.int64]
    quantity: NDArray[np.int64]
    amount: NDArray[np.int64]
    stated: NDArray[np.int64]
    cost: NDArray[np.int64]
    costed: NDArray[np.bool_]
    member: NDArray[np.int32]
    first_line: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.month)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The half-open range of line indexes whose month lies between the two keys, both inclusive."""
        low = int(np.searchsorted(self.month, first, "left"))
        return low, int(np.searchsorted(self.month, last, "right"))


@dataclass(frozen=True, slots=True)
class CustomerMonths:
    """One entry per customer and month with rows: where its lines stand, and its first month of purchase.

    `origin` is the index of the customer's first entry with a purchase and `first` its month; -1 and 0 for the
    unidentified (customer 0) and for a customer who only ever returned goods.
    """

    month: NDArray[np.int32]
    customer: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    sales: NDArray[np.int64]
    net: NDArray[np.int64]
    origin: NDArray[np.int64]
    first: NDArray[np.int32]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The half-open range of entries whose month lies between the two keys, both inclusive."""
        low = int(np.searchsorted(self.month, first, "left"))
        return low, int(np.searchsorted(self.month, last, "right"))


def read_rows(bundle: Bundle) -> SaleRows | None:
    """The bundle's sale lines in the order that the helper formulas rely on, None where there are none."""
    import pyarrow as pa

    batches = list(bundle.rows())
    if not sum(batch.num_rows for batch in batches):
        return None
    table = pa.Table.from_batches(batches).combine_chunks()
    month = _whole(table["month"]).astype(np.int32)
    kind = _whole(table["kind"]).astype(np.int8)
    document, customer = _codes(table, "document"), _codes(table, "customer")
    day = _whole(table["day"].cast(pa.int32()))
    order = np.lexsort((day, kind, document, customer, month))
    if np.any(order[1:] < order[:-1]):
        table = table.take(pa.array(order)).combine_chunks()
        month, kind, document, customer = month[order], kind[order], document[order], customer[order]
    cost = table["cost"]
    return SaleRows(
        table=table,
        month=month,
        kind=kind,
        document=document,
        customer=customer,
        quantity=scaled(table, "quantity", QUANTITY_SCALE),
        amount=scaled(table, "amount", MONEY_SCALE),
        stated=scaled(table, stated_column(bundle), MONEY_SCALE),
        cost=scaled(table, "cost", MONEY_SCALE),
        costed=cost.is_valid().to_numpy().astype(np.bool_),
        member=_members(bundle, table),
        first_line=_first_lines(month, customer, document, kind),
    )


def stated_column(bundle: Bundle) -> str:
    """The column of amounts as their files have them: what totals of files are set against."""
    return "amount_stated" if "amount_stated" in bundle.stated else "amount"


def customer_months(rows: SaleRows) -> CustomerMonths:
    """The customers of each month with their purchases, from the sorted lines."""
    change = np.ones(rows.count, dtype=np.bool_)
    change[1:] = (rows.month[1:] != rows.month[:-1]) | (rows.customer[1:] != rows.customer[:-1])
    start = np.flatnonzero(change).astype(np.int64)
    end = np.append(start[1:], rows.count).astype(np.int64) if rows.count else start
    month, customer = rows.month[start], rows.customer[start]
    sales = _summed((rows.kind == SALE).astype(np.int64), start)
    net = _summed(np.where(rows.kind <= RETURN, rows.amount, 0), start)
    origin = _origins(customer, sales)
    first = np.where(origin >= 0, month[origin], 0) if len(month) else month
    return CustomerMonths(month, customer, start, end, sales, net, origin, first.astype(np.int32))


def _summed(values: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.add.reduceat(values, start) if len(start) else values[:0]


def _origins(customer: NDArray[np.int64], sales: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each entry, the index of its customer's first entry with a purchase; -1 where there is none."""
    bought = np.flatnonzero((sales > 0) & (customer > 0))
    first = np.full(int(customer.max(initial=0)) + 1, -1, dtype=np.int64)
    # Written newest first, so that the oldest entry is what stays.
    first[customer[bought][::-1]] = bought[::-1]
    return first[customer]


def _first_lines(
    month: NDArray[np.int32], customer: NDArray[np.int64], document: NDArray[np.int64], kind: NDArray[np.int8]
) -> NDArray[np.bool_]:
    first = np.ones(len(month), dtype=np.bool_)
    first[1:] = (month[1:] != month[:-1]) | (customer[1:] != customer[:-1]) | (document[1:] != document[:-1])
    first &= (kind == SALE) & (document > 0)
    return first


def _whole(column: pa.ChunkedArray) -> NDArray[np.int64]:
    found: NDArray[np.int64] = column.fill_null(0).to_numpy().astype(np.int64)
    return found


def _codes(table: pa.Table, name: str) -> NDArray[np.int64]:
    """Codes from 1, 0 where absent, whatever the store counts from."""
    column = table[name]
    known = column.is_valid().to_numpy().astype(np.bool_)
    codes = column.fill_null(0).to_numpy().astype(np.int64)
    lowest = int(codes[known].min()) if known.any() else 1
    return np.where(known, codes + max(0, 1 - lowest), 0)


def scaled(table: pa.Table, name: str, scale: int) -> NDArray[np.int64]:
    """A column of decimals as whole units of its last digit, 0 where it has none."""
    import pyarrow as pa

    column = table[name].cast(pa.decimal128(18, scale)).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.decimal128(18, scale))
    if not len(column):
        return np.zeros(0, dtype=np.int64)
    # A decimal of 18 digits fits the low half of its 16 bytes.
    raw = np.frombuffer(column.buffers()[1], dtype=np.int64)[0::2]
    values = raw[column.offset : column.offset + len(column)].copy()
    values[column.is_null().to_numpy(zero_copy_only=False)] = 0
    return values


def _members(bundle: Bundle, table: pa.Table) -> NDArray[np.int32]:
    import pyarrow as pa
    import pyarrow.compute as pc

    dimension = bundle.matrix.dimension
    if dimension is None or dimension not in table.column_names:
        return np.zeros(table.num_rows, dtype=np.int32)
    text = pc.utf8_trim_whitespace(table[dimension].cast(pa.string()).fill_null(""))
    found = pc.index_in(text, value_set=pa.array(list(bundle.matrix.members), pa.string()))
    numbers: NDArray[np.int32] = (found.fill_null(-1).to_numpy() + 1).astype(np.int32)
    return numbers
