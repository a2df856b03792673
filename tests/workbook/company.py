"""A made-up company for workbook tests: its sale lines, and every measure worked out by plain loops."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pyarrow as pa

from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.catalogue.resolve import leaves_of, resolved
from kpi_desktop.core.missing import Missing, Reason, Value
from kpi_desktop.core.period import Grain, Period, add_months
from kpi_desktop.engine.figure import Covered, Figure
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.leaf import Leaf, Move, window
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.bundle import Bundle, KpiMatrix, LeafValues, SourceLine
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kpi_desktop.catalogue.model import Catalogue

CATALOGUE: Catalogue = load_catalogue(folder("formulas"))

METRICS = (
    "revenue",
    "aov",
    "sales_count",
    "items_per_receipt",
    "revenue_per_unit",
    "margin",
    "gross_profit",
    "yoy_growth",
    "mom_growth",
    "returning_buyers_share",
    "revenue_share_new",
    "revenue_share_existing",
    "arp_customer",
    "top_customer_share",
    "cpl",
)
SPLIT = ("revenue", "aov", "sales_count", "margin", "mom_growth")

#: Names that a spreadsheet would spoil if they were not written as text.
STRANGE = (
    "=SUM(A1:A9)",
    "+7 900 000-00-00",
    "_x0041_ literal",
    "'quoted",
    "1e5",
    "01.02",
    "@cmd",
    "-5",
    "Краска «Мир» & <b>",
)
MANAGERS = ("Анна", "Борис*", "Вера?", "=Глеб", "")
NO_DATA = Missing(Reason.NO_DATA, msg("There is no data for this period"))
SHORT = Missing(Reason.HISTORY_SHORT, msg("The history is too short"))
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One sale line."""

    day: date
    kind: int
    document: int | None
    customer: int | None
    product: str
    quantity: Decimal
    amount: Decimal
    cost: Decimal | None
    manager: str
    row: int


def lines(count: int = 900, months: int = 15, seed: int = 7, start: date = date(2023, 1, 1)) -> list[Line]:
    """Documents of one to four lines; some without customer, some without cost, some returns and write-offs."""
    chance = random.Random(seed)
    found: list[Line] = []
    document, span = 0, (add_months(start, months) - start).days
    while len(found) < count:
        document += 1
        day = start + timedelta(days=chance.randrange(span))
        customer = None if chance.random() < 0.15 else chance.randrange(1, 60)
        manager = chance.choice(MANAGERS)
        kind = chance.choices((0, 1, 2), (90, 8, 2))[0]
        for _ in range(chance.randrange(1, 5)):
            quantity = Decimal(chance.randrange(1, 9)) * (-1 if kind == 1 else 1)
            price = Decimal(chance.randrange(1000, 2_000_000)).scaleb(-2)
            amount = Decimal(0) if kind == 2 else quantity * price
            if chance.random() < 0.1 and kind == 0:
                amount += Decimal("0.0050")
            cost = None if chance.random() < 0.1 else (amount * Decimal("0.6")).quantize(Decimal("0.0001"))
            number = document if chance.random() > 0.001 else None
            product = chance.choice(STRANGE) if chance.random() < 0.1 else f"Товар {chance.randrange(40)}"
            found.append(Line(day, kind, number, customer, product, quantity, amount, cost, manager, len(found) + 2))
    return found


def money(total: Decimal) -> Decimal:
    """Kopecks, half up."""
    return total.quantize(CENT, ROUND_HALF_UP)


def of(rows: Iterable[Line], *kinds: int) -> list[Line]:
    """The lines of these kinds."""
    return [line for line in rows if line.kind in kinds]


class Plain:
    """Every measure by plain loops over the lines."""

    def __init__(self, rows: list[Line]) -> None:
        self.rows = rows
        self.first: dict[int, date] = {}
        for line in of(rows, 0):
            if line.customer is not None:
                self.first[line.customer] = min(line.day, self.first.get(line.customer, line.day))

    def value(self, leaf: Leaf, month: Period, member: str | None, months: tuple[Period, ...]) -> Value:
        days = window(leaf.steps, month)
        if days.start < months[0].start:
            return NO_DATA
        chosen = [
            line
            for line in self.rows
            if days.holds(line.day) and (member is None or leaf.total or line.manager == member)
        ]
        method = getattr(self, leaf.measure, None)
        return NO_DATA if method is None else method(chosen, days)

    def revenue_net(self, rows: list[Line], _: Period) -> Value:
        return money(sum((line.amount for line in of(rows, 0, 1)), Decimal(0)))

    def revenue_gross(self, rows: list[Line], _: Period) -> Value:
        return money(sum((line.amount for line in of(rows, 0)), Decimal(0)))

    def revenue_returns(self, rows: list[Line], _: Period) -> Value:
        return money(sum((line.amount for line in of(rows, 1)), Decimal(0)))

    def orders(self, rows: list[Line], _: Period) -> Value:
        return Decimal(len({line.document for line in of(rows, 0) if line.document is not None}))

    def orders_identified(self, rows: list[Line], days: Period) -> Value:
        return self.orders([line for line in rows if line.customer is not None], days)

    def items(self, rows: list[Line], _: Period) -> Value:
        return Decimal(len(of(rows, 0)))

    def units(self, rows: list[Line], _: Period) -> Value:
        return sum((line.quantity for line in of(rows, 0, 1)), Decimal(0))

    def products_sold(self, rows: list[Line], _: Period) -> Value:
        return Decimal(len({line.product for line in of(rows, 0)}))

    def _buyers(self, rows: list[Line]) -> set[int]:
        return {line.customer for line in of(rows, 0) if line.customer is not None}

    def buyers(self, rows: list[Line], _: Period) -> Value:
        return Decimal(len(self._buyers(rows)))

    def new_buyers(self, rows: list[Line], days: Period) -> Value:
        return Decimal(sum(days.holds(self.first[buyer]) for buyer in self._buyers(rows)))

    def returning_buyers(self, rows: list[Line], days: Period) -> Value:
        return Decimal(sum(self.first[buyer] < days.start for buyer in self._buyers(rows)))

    def revenue_new(self, rows: list[Line], days: Period) -> Value:
        chosen = [line for line in rows if line.customer in self.first and days.holds(self.first[line.customer])]
        return self.revenue_net(chosen, days)

    def revenue_existing(self, rows: list[Line], days: Period) -> Value:
        chosen = [
            line
            for line in rows
            if line.customer is not None and not (line.customer in self.first and days.holds(self.first[line.customer]))
        ]
        return self.revenue_net(chosen, days)

    def revenue_identified(self, rows: list[Line], days: Period) -> Value:
        return self.revenue_net([line for line in rows if line.customer is not None], days)

    def revenue_unidentified(self, rows: list[Line], days: Period) -> Value:
        return self.revenue_net([line for line in rows if line.customer is None], days)

    def revenue_costed(self, rows: list[Line], days: Period) -> Value:
        return self.revenue_net([line for line in rows if line.cost is not None], days)

    def cost_of_goods(self, rows: list[Line], _: Period) -> Value:
        return money(sum((line.cost for line in of(rows, 0, 1) if line.cost is not None), Decimal(0)))

    def revenue_top_customers(self, rows: list[Line], _: Period) -> Value:
        sums: dict[int, Decimal] = {}
        for line in of(rows, 0, 1):
            if line.customer is not None:
                sums[line.customer] = sums.get(line.customer, Decimal(0)) + line.amount
        return money(sum(sorted(sums.values(), reverse=True)[:5], Decimal(0)))


def number(code: int | None) -> str | None:
    """What stands on the document."""
    return None if code is None else f"УТ-{code:06d}"


def buyer(code: int | None) -> str | None:
    """What the export calls a customer: a name, a phone, an e-mail."""
    if code is None:
        return None
    return (f"Покупатель {code}", f"+7 900 123-45-{code:02d}", f"buyer{code}@mail.ru")[code % 3]


def batches(rows: list[Line]) -> Iterator[pa.RecordBatch]:
    """The lines as the bundle gives them, in two batches."""

    def place(line: Line) -> tuple[int, int, int, date]:
        return Period.of(line.day, Grain.MONTH).key, line.customer or 0, line.document or 0, line.day

    ordered = sorted(rows, key=place)
    for part in (ordered[: len(rows) // 2], ordered[len(rows) // 2 :]):
        yield pa.record_batch(
            {
                "day": pa.array([line.day for line in part], pa.date32()),
                "month": pa.array([Period.of(line.day, Grain.MONTH).key for line in part], pa.int32()),
                "kind": pa.array([line.kind for line in part], pa.int8()),
                "document": pa.array([line.document for line in part], pa.int64()),
                "customer": pa.array([line.customer for line in part], pa.int64()),
                "product": pa.array([line.product for line in part], pa.string()),
                "quantity": pa.array([line.quantity for line in part], pa.decimal128(18, 6)),
                "amount": pa.array([line.amount for line in part], pa.decimal128(18, 4)),
                "cost": pa.array([line.cost for line in part], pa.decimal128(18, 4)),
                "batch": pa.array([1] * len(part), pa.int32()),
                "sheet": pa.array(["Лист1"] * len(part), pa.string()),
                "row": pa.array([line.row for line in part], pa.int32()),
                "document_number": pa.array([number(line.document) for line in part], pa.string()),
                "customer_name": pa.array([buyer(line.customer) for line in part], pa.string()),
                "manager": pa.array([line.manager or None for line in part], pa.string()),
            }
        )


def company(rows: list[Line] | None = None, months: int = 15, *, split: bool = True) -> Bundle:
    """The bundle of the last month of the made-up company."""
    rows = lines(months=months) if rows is None else rows
    first = Period.of(date(2023, 1, 1), Grain.MONTH)
    spans = tuple(first.shifted(index) for index in range(months))
    plain = Plain(rows)
    members = tuple(MANAGERS) if split else ()
    wanted = list(leaves_of(CATALOGUE, METRICS))
    wanted += [Leaf(name) for name in ("new_buyers", "returning_buyers", "orders", "revenue_unidentified")]
    values = {
        (leaf, month.month_text, member): plain.value(leaf, month, member, spans)
        for leaf in dict.fromkeys(wanted)
        for month in spans
        for member in (None, *(() if leaf.total else members))
    }
    for leaf, month, member in list(values):
        if leaf.measure in ("new_buyers", "returning_buyers", "revenue_new", "revenue_existing") and month < "2023-04":
            values[leaf, month, member] = SHORT
    total = {(m, s.month_text): _figure(m, s, None, values) for m in METRICS for s in spans}
    parts = {(m, s.month_text, x): _figure(m, s, x, values) for m in SPLIT for s in spans for x in members}
    matrix = KpiMatrix(METRICS, spans, total, "manager" if split else None, members, parts)
    amount = sum((line.amount for line in rows), Decimal(0))
    source = SourceLine(
        1, "=опасный.xlsx", "table", "sale", len(rows), spans[0].start, spans[-1].last_day,
        amount, amount, amount, "RUB", "with", "separate", "", "2024-04-01 10:00",
    )  # fmt: skip
    return Bundle(
        company="ООО «Ромашка» & Ко",
        currency="RUB",
        month=spans[-1],
        as_of=spans[-1].last_day,
        basis="with",
        catalogue=CATALOGUE,
        matrix=matrix,
        leaves=LeafValues(values),
        sources=(source,),
        row_count=len(rows),
        row_dimensions=("manager",),
        rows=lambda: batches(rows),
    )


def _figure(
    metric: str, month: Period, member: str | None, values: dict[tuple[Leaf, str, str | None], Value]
) -> Figure:
    tree = resolved(CATALOGUE, metric)

    def get(leaf: Leaf) -> Value:
        return values.get((leaf, month.month_text, None if leaf.total else member), NO_DATA)

    value: Value = NO_DATA if tree is None else evaluate(tree, get)
    covered = Covered(month.start, month.last_day, complete=True)
    return Figure(metric, month, value, (), covered, month.last_day, member=member)


__all__ = ["CATALOGUE", "MANAGERS", "METRICS", "STRANGE", "Line", "Move", "Plain", "company", "lines"]
