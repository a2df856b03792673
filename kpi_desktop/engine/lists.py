"""Lists with the rows behind each: whom to call about an unpaid contract, which products bring the revenue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.engine.algorithms.scope import day_literal
from kpi_desktop.facts.batch import SourceRef

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.store.book import Book

#: Classes by the revenue of all products before: A to four fifths, B to nineteen twentieths, C the rest.
_CLASSES = ((Decimal("0.80"), "A"), (Decimal("0.95"), "B"))

#: More products than any shop has.
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Unpaid:
    """One contract that was signed by the period's end and not paid by then; `total` is None where it is unknown."""

    signed: date
    contract: str
    customer: str
    total: Decimal | None
    source: SourceRef


@dataclass(frozen=True, slots=True)
class Ranked:
    """A product with its revenue, its share, the share of all up to and with it, and its class."""

    name: str
    revenue: Decimal
    share: Decimal
    reached: Decimal
    letter: str


def unpaid_contracts(book: Book, period: Period) -> tuple[Unpaid, ...]:
    """The call-back list: the oldest contracts first, then by file, sheet and row."""
    if not any(batch.fact == "contract" and batch.state == "live" for batch in book.batches()):
        return ()
    end = day_literal(period.end)
    rows = book.run(
        "SELECT f.day, COALESCE(v.value, ''), COALESCE(c.key, ''), f.total, f.batch, COALESCE(h.name, ''), f.src_row\n"
        "FROM contract f LEFT JOIN batch_sheet h ON h.batch = f.batch AND h.idx = f.src_sheet\n"
        "LEFT JOIN key_value v ON v.kind = 'contract' AND v.code = f.contract\n"
        "LEFT JOIN customer_key c ON c.code = f.customer_of_file\n"
        f"WHERE f.day < {end} AND (f.paid_day IS NULL OR f.paid_day >= {end})\n"
        "ORDER BY f.day, f.batch, f.src_sheet, f.src_row"
    )
    files = {batch.id: batch.file_name for batch in book.batches()}
    return tuple(
        Unpaid(day, contract, customer, total, SourceRef(batch, files.get(batch, ""), sheet, row))
        for day, contract, customer, total, batch, sheet, row in rows
    )


def products_by_revenue(engine: Engine, period: Period) -> tuple[Ranked, ...]:
    """ABC of the period's products, largest first; a product that was only returned is in class C.

    A product's class is told by what those above it bring together: the one that crosses four fifths is still A.
    """
    lines = engine.top("product", period, _ALL)
    whole = sum((revenue for _, revenue, _, _ in lines if revenue > 0), Decimal(0))
    found, before = [], Decimal(0)
    for name, revenue, _, _ in lines:
        if not whole:
            break
        reached = before + EXACT.divide(max(revenue, Decimal(0)), whole)
        letter = next((letter for limit, letter in _CLASSES if before < limit and revenue > 0), "C")
        found.append(Ranked(name, revenue, EXACT.divide(revenue, whole), reached, letter))
        before = reached
    return tuple(found)
