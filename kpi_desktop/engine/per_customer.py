"""What each identified customer brought in a window: of one member of a dimension, and of all the others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import money
from kpi_desktop.engine.provisos import IDENTIFIED
from kpi_desktop.engine.sql import Cut, top_sql
from kpi_desktop.expr.errors import folded

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.store.book import Book

#: More customers than any book has.
_ALL = 1_000_000_000

_KEY = "customer"


def members_called(book: Book, dimension: str, name: str) -> int | None:
    """The code of a member by its name in any case; None where there is none."""
    wanted = folded(name)
    return next((code for code, text in book.members(dimension).items() if folded(text) == wanted), None)


def per_customer(
    engine: Engine, window: Period, dimension: str, member: int
) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Net revenue of each identified customer of the member, and of each one of all other rows."""
    own = _sums(engine, window, f'f."{dimension}" = {member}')
    others = _sums(engine, window, f'(f."{dimension}" IS NULL OR f."{dimension}" <> {member})')
    return own, others


def _sums(engine: Engine, window: Period, rows: str) -> tuple[Decimal, ...]:
    measure = engine.catalogue.measures[IDENTIFIED]
    fact = engine.catalogue.facts[measure.fact]
    cut = Cut((window,), base=f"{engine.counting(measure.fact, window)} AND {rows}")
    found = engine.book.run(top_sql(fact, measure, _KEY, cut, _ALL))
    return tuple(money(amount or Decimal(0)) for _, _, amount in found)
