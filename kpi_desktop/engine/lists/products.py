"""ABC of products: which of them bring four fifths of the revenue, which the next part, which the rest."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.condition import condition, frozen
from kpi_desktop.engine.lists.model import Column, Kind, Line, Listing, Table, Total, as_of, nothing
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine

#: Classes by the revenue of all products before: A to four fifths, B to nineteen twentieths, C the rest.
LIMITS = ((Decimal("0.80"), "A"), (Decimal("0.95"), "B"))

_COLUMNS = (
    Column("class", msg("Class"), Kind.TEXT),
    Column("name", msg("Product"), Kind.TEXT),
    Column("revenue", msg("Revenue"), Kind.MONEY),
    Column("share", msg("Share"), Kind.SHARE),
    Column("reached", msg("Share with those above"), Kind.SHARE),
)


def abc(engine: Engine, period: Period) -> Listing:
    """ABC of the period's products, largest first; a product that was only returned is in class C.

    A product's class is told by what those above it bring together: the one that crosses four fifths is still A.
    """
    (revenue,) = engine.figures(["revenue"], [period])
    if isinstance(revenue.value, Missing):
        return nothing(engine, "abc", period, "sale", revenue.value)
    covers = engine.coverage("sale").reach(period).covers
    if not any("product" in cover.present for cover in covers):
        text = msg("The sales of this period name no products")
        missing = Missing(Reason.NO_COLUMN, text, "sale.product", ("sale.product",))
        return nothing(engine, "abc", period, "sale", missing)
    lines, services, unnamed = _lines(engine, period)
    goods = _sum(lines, 2)
    totals = [Total("goods", msg("Revenue of products"), goods, Kind.MONEY)]
    if services:
        totals.append(Total("services", msg("Services, delivery, fees"), services, Kind.MONEY))
    if unnamed:
        totals.append(Total("unnamed", msg("Lines without a product"), unnamed, Kind.MONEY))
    totals.append(Total("revenue", msg("Revenue"), revenue.value, Kind.MONEY, "revenue"))
    notes = (msg("Class A: products up to 80% of revenue and the one that crosses it; B: up to 95%; C: the rest."),)
    table = Table("abc", msg("ABC of products"), _COLUMNS, lines)
    return Listing(
        "abc", period, as_of(engine, "sale", period), table, "sale", tuple(totals), revenue.flags, notes,
        (_classes(lines),) if lines else (),
    )  # fmt: skip


def _lines(engine: Engine, period: Period) -> tuple[tuple[Line, ...], Decimal, Decimal]:
    """The products; then the revenue of services, and of lines that name no product."""
    fact, measure = engine.catalogue.facts["sale"], engine.catalogue.measures["revenue_net"]
    goods = condition(fact, frozen(replace(measure, where={**measure.where, "service": ("no",)}).where))
    window = (
        f"f.day >= {day_literal(period.start)} AND f.day < {day_literal(period.end)} "
        f"AND {condition(fact, frozen(measure.where))} AND {engine.counting('sale', period)}"
    )
    rows = engine.book.run(
        f"SELECT CASE WHEN {goods} THEN f.product ELSE -1 END, SUM(f.amount) FROM sale f WHERE {window} GROUP BY 1"
    )
    sums = {int(code): money(amount or Decimal(0)) for code, amount in rows}
    services, unnamed = sums.pop(-1, Decimal(0)), sums.pop(0, Decimal(0))
    names = engine.book.members("product")
    ordered = sorted(((names.get(code, ""), code, value) for code, value in sums.items()), key=lambda x: (-x[2], x[1]))
    whole = sum((value for value in sums.values() if value > 0), Decimal(0))
    found, before = [], Decimal(0)
    for name, code, value in ordered if whole else ():
        reached = before + max(value, Decimal(0))
        share = EXACT.divide(before, whole)
        letter = next((letter for limit, letter in LIMITS if share < limit and value > 0), "C")
        cells = (letter, name, value, EXACT.divide(value, whole), EXACT.divide(reached, whole))
        found.append(Line(cells, f"f.product = {code} AND {goods} AND {window}"))
        before = reached
    return tuple(found), services, unnamed


def _sum(lines: Iterable[Line], place: int) -> Decimal:
    return sum((value for line in lines if isinstance(value := line.cells[place], Decimal)), Decimal(0))


def _classes(lines: tuple[Line, ...]) -> Table:
    columns = (Column("class", msg("Class"), Kind.TEXT), Column("count", msg("Products"), Kind.COUNT),
               Column("revenue", msg("Revenue"), Kind.MONEY), Column("share", msg("Share"), Kind.SHARE))  # fmt: skip
    made = []
    for letter in "ABC":
        inside = [line for line in lines if line.cells[0] == letter]
        sums = [_sum(inside, place) for place in (2, 3)]
        made.append(Line((letter, Decimal(len(inside)), *sums)))
    return Table("classes", msg("Classes"), columns, tuple(made))
