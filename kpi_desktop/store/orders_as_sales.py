"""Orders count as sales once they are shipped (else paid), and only where no other stream gives sales (NUMBERS 2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kpi_desktop.facts.streams import OPEN, ORDER, OUT, PAID, SHIPPED
from kpi_desktop.resources import folder
from kpi_desktop.store.stream_choices import stream_rules

if TYPE_CHECKING:
    import duckdb

    from kpi_desktop.facts.streams import StreamRules
    from kpi_desktop.store.stream_choices import Streams

SALE = "sale"

#: The book's setting of when an order is a sale.
ORDER_SALE = "parameter:order_sale"

AUTO = "auto"

#: What a sale line takes from its order as it is.
_ALIKE = (
    "batch",
    "src_sheet",
    "src_row",
    "document",
    "customer",
    "customer_of_file",
    "amount",
    "vat_amount",
    "vat_rate",
    "vat_included",
    "manager",
    "channel",
    "region",
)


@dataclass(frozen=True, slots=True)
class Statuses:
    """Codes of the statuses that mean shipped, paid, and cancelled or returned."""

    shipped: frozenset[int]
    paid: frozenset[int]
    out: frozenset[int]


def take_orders_out(conn: duckdb.DuckDBPyConnection) -> None:
    """Remove the sale lines that were made from orders, and what was noted of them."""
    if conn.execute("SELECT 1 FROM order_sale LIMIT 1").fetchall():
        for table in (SALE, "aside_sale"):
            conn.execute(f"DELETE FROM {table} WHERE batch IN (SELECT batch FROM order_sale)")
        conn.execute("DELETE FROM order_sale")


def enter_orders(conn: duckdb.DuckDBPyConnection, streams: Streams) -> None:
    """Make a sale line of every order that became one; which of them count is decided with all other streams."""
    batches = conn.execute(
        f"SELECT id, source_id, organisation FROM batch WHERE fact = '{ORDER}' AND state = 'live' ORDER BY id"
    ).fetchall()
    if not batches:
        return
    wish = _wish(conn)
    statuses = _statuses(conn, streams.rules)
    for source in sorted({source for _, source, _ in batches}):
        own = [batch for batch, of, _ in batches if of == source]
        became = _became(conn, own, wish, statuses)
        for batch, of, organisation in batches:
            if of == source and became is not None:
                _enter(conn, batch, became, organisation)


def cancelled_statuses(conn: duckdb.DuckDBPyConnection) -> frozenset[int]:
    """Codes of the statuses of orders that were cancelled or came back."""
    return _statuses(conn, stream_rules()).out


def _wish(conn: duckdb.DuckDBPyConnection) -> str:
    found = conn.execute("SELECT value FROM setting WHERE key = ?", [ORDER_SALE]).fetchall()
    return str(found[0][0]) if found and found[0][0] else default_wish()


@cache
def default_wish() -> str:
    """When an order is a sale unless the owner says otherwise."""
    import tomllib

    text = (folder("formulas") / "parameters.toml").read_text("utf-8")
    return str(tomllib.loads(text)["order_sale"]["default"])


def _statuses(conn: duckdb.DuckDBPyConnection, rules: StreamRules) -> Statuses:
    found: dict[str, set[int]] = {SHIPPED: set(), PAID: set(), OUT: set(), OPEN: set(), "": set()}
    for code, value in conn.execute("SELECT code, value FROM member WHERE dimension = 'status'").fetchall():
        found[rules.meaning(value)].add(code)
    return Statuses(*(frozenset(found[name]) for name in (SHIPPED, PAID, OUT)))


def _became(
    conn: duckdb.DuckDBPyConnection, batches: list[int], wish: str, statuses: Statuses
) -> tuple[str, str] | None:
    """The condition on orders that are sales and the day on which they became so; None where none can be told."""
    inside = f"batch IN ({', '.join(map(str, batches))})"
    tests = {
        SHIPPED: (_either("shipped_day", statuses.shipped), "COALESCE(shipped_day, day)"),
        PAID: (_either("paid_day", statuses.paid | statuses.shipped), "COALESCE(paid_day, shipped_day, day)"),
    }
    for name in (SHIPPED, PAID) if wish == AUTO else (wish,):
        if name not in tests:
            continue
        test, day = tests[name]
        if conn.execute(f'SELECT 1 FROM "{ORDER}" WHERE {inside} AND {test} LIMIT 1').fetchall():
            gone = f" AND status NOT IN ({', '.join(map(str, sorted(statuses.out)))})" if statuses.out else ""
            return f"{test} AND NOT COALESCE(cancelled, FALSE) AND amount > 0{gone}", day
    return None


def _either(day: str, codes: frozenset[int]) -> str:
    listed = ", ".join(map(str, sorted(codes)))
    return f"({day} IS NOT NULL OR status IN ({listed}))" if codes else f"({day} IS NOT NULL)"


def _enter(conn: duckdb.DuckDBPyConnection, batch: int, became: tuple[str, str], organisation: str) -> None:
    test, day = became
    code = conn.execute(
        "SELECT code FROM member WHERE dimension = 'organisation' AND value = ?", [organisation]
    ).fetchall()
    owner = int(code[0][0]) if code else 0
    listed = ", ".join(_ALIKE)
    conn.execute(
        f"INSERT INTO {SALE} ({listed}, day, kind, organisation, first_of_document) "
        f"SELECT {listed}, {day}, 0, {owner}, document IS NOT NULL AND "
        "ROW_NUMBER() OVER (PARTITION BY document ORDER BY src_sheet, src_row) = 1 "
        f'FROM "{ORDER}" WHERE batch = {batch} AND {test} ORDER BY day, src_row'
    )
    conn.execute("INSERT INTO order_sale VALUES (?)", [batch])
