"""Carts that were not closed: orders neither paid nor shipped by row, else how many carts were left, by day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain
from kpi_desktop.engine.lists.model import (
    Column,
    Kind,
    Line,
    Listing,
    Table,
    Total,
    as_of,
    covers_until,
    days_since,
    known_note,
    nothing,
)
from kpi_desktop.engine.lists.unpaid import row_where
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.facts.batch import SourceRef
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine

_ORDERS = (
    Column("day", msg("Date"), Kind.DAY),
    Column("order", msg("Order number"), Kind.TEXT),
    Column("customer", msg("Customer"), Kind.TEXT),
    Column("status", msg("Status"), Kind.TEXT),
    Column("amount", msg("Amount"), Kind.MONEY),
    Column("days", msg("Days since"), Kind.COUNT),
)
_COUNTS = (
    Column("channel", msg("Channel"), Kind.TEXT),
    Column("carts", msg("With a cart"), Kind.COUNT),
    Column("bought", msg("Bought"), Kind.COUNT),
    Column("left", msg("Left without buying"), Kind.COUNT),
)
_ONLY_COUNTS = msg(
    "The site's analytics counts carts and does not tell whose they are. Load orders from the shop with their payment "
    "and shipping dates: those not completed will stand here by row."
)


def carts(engine: Engine, period: Period) -> Listing:
    """What visitors of the period began and did not finish buying."""
    orders = _orders(engine, period) if _tells_orders(engine, period) else None
    counts, totals = _counts(engine, period)
    if orders is None and counts is None:
        text = msg("The book has neither orders with payment dates nor visits with carts")
        unlock = ("order", "traffic.cart_visitors")
        return nothing(engine, "carts", period, "traffic", Missing(Reason.NO_DATA, text, "order", unlock))
    if orders is None:
        assert counts is not None
        return Listing(
            "carts", period, as_of(engine, "traffic", period), counts, "traffic", totals, notes=(_ONLY_COUNTS,)
        )
    amount = sum((value for value in orders.values("amount") if isinstance(value, Decimal)), Decimal(0))
    own = (
        Total("total", msg("Orders not completed"), amount, Kind.MONEY),
        Total("orders", msg("Orders in the list"), Decimal(len(orders.lines)), Kind.COUNT),
    )
    made = msg("Orders of the period that were neither paid, nor shipped, nor cancelled by its end.")
    beside = (counts,) if counts else ()
    known = engine.known_day("order", period)
    notes = (made, *known_note(engine, "order", known))
    return Listing("carts", period, known, orders, "order", (*own, *totals), (), notes, beside)


def _tells_orders(engine: Engine, period: Period) -> bool:
    """Whether every import of orders tells when they were paid or shipped."""
    covers = covers_until(engine, "order", period.end)
    return bool(covers) and all({"paid_day", "shipped_day"} & set(cover.present) for cover in covers)


def _orders(engine: Engine, period: Period) -> Table:
    lo, end = day_literal(period.start), day_literal(period.end)
    known = engine.known_day("order", period)
    rows = engine.book.run(
        "SELECT f.day, COALESCE(d.number, ''), COALESCE(c.key, ''), COALESCE(s.value, ''), f.amount, f.batch,\n"
        "COALESCE(b.file_name, ''), f.src_sheet, COALESCE(h.name, ''), f.src_row\n"
        'FROM "order" f LEFT JOIN batch b ON b.id = f.batch\n'
        "LEFT JOIN batch_sheet h ON h.batch = f.batch AND h.idx = f.src_sheet\n"
        "LEFT JOIN document d ON d.code = f.document LEFT JOIN customer_key c ON c.code = f.customer_of_file\n"
        "LEFT JOIN member s ON s.dimension = 'status' AND s.code = f.status\n"
        f"WHERE f.day >= {lo} AND f.day < {end} AND {engine.counting('order', period)}\n"
        f"AND (f.paid_day IS NULL OR f.paid_day >= {end}) AND (f.shipped_day IS NULL OR f.shipped_day >= {end})\n"
        "AND (f.cancelled IS NULL OR NOT f.cancelled)\nORDER BY f.day DESC, f.batch, f.src_sheet, f.src_row"
    )
    lines = tuple(
        Line((day, number, customer, status, amount, days_since(day, known)), row_where(batch, place, row),
             SourceRef(batch, file, sheet, row))
        for day, number, customer, status, amount, batch, file, place, sheet, row in rows
    )  # fmt: skip
    return Table("carts", msg("Orders not completed"), _ORDERS, lines)


def _counts(engine: Engine, period: Period) -> tuple[Table | None, tuple[Total, ...]]:
    """Carts by day and channel, and their totals; nothing where visits tell no carts."""
    (figure,) = engine.figures(["cart_abandonment"], [period])
    inputs = dict(figure.inputs)
    begun, bought = (inputs.get(name) for name in ("cart_visitors", "cart_buyers"))
    if not isinstance(begun, Decimal) or not isinstance(bought, Decimal):
        return None, ()
    where = (
        f"f.day >= {day_literal(period.start)} AND f.day < {day_literal(period.end)} "
        f"AND f.cart_visitors IS NOT NULL AND {engine.counting('traffic', period)}"
    )
    rows = engine.book.run(
        "SELECT f.day, f.channel, COALESCE(s.value, ''), SUM(f.cart_visitors), SUM(f.cart_buyers) FROM traffic f\n"
        "LEFT JOIN member s ON s.dimension = 'channel' AND s.code = f.channel\n"
        f"WHERE {where} GROUP BY f.day, f.channel, s.value ORDER BY f.day, s.value"
    )
    lines = tuple(
        Line((day, name, Decimal(str(carts_)), Decimal(str(done or 0)), Decimal(str(carts_ - (done or 0)))),
             f"{where} AND f.day = {day_literal(day)} AND f.channel = {channel}")
        for day, channel, name, carts_, done in rows
    )  # fmt: skip
    totals = (
        Total("carts", msg("Visitors with a cart"), begun, Kind.COUNT, "cart_visitors"),
        Total("left", msg("Left without buying"), begun - bought, Kind.COUNT),
        Total("share", msg("Share of carts left"), figure.value, Kind.SHARE, "cart_abandonment"),
    )
    daily = all(cover.grain is Grain.DAY for cover in engine.coverage("traffic").reach(period).covers)
    day = Column("day", msg("Date"), Kind.DAY) if daily else Column("day", msg("Month"), Kind.MONTH)
    return Table("counts", msg("Carts counted on the site"), (day, *_COUNTS), lines), totals
