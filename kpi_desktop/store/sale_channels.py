"""The channel of a sale whose line bears none: its stream's, order's, deal's, lead's or call's (NUMBERS 16).

What was found stands in `sale.channel` with its origin in `sale.channel_by`; where the file names the channel the
origin is NULL. All of it is made anew after every import, undo and choice of the owner, so a sale that nothing is
known of keeps the unspecified channel: nothing is dropped, and the channels together are the company.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kpi_desktop.facts.customers import contact_of
from kpi_desktop.resources import folder
from kpi_desktop.store.coverage import CHANNEL_ORIGINS
from kpi_desktop.store.layout import ASIDE, column_names
from kpi_desktop.store.orders_as_sales import SALE, cancelled_statuses

if TYPE_CHECKING:
    import duckdb

#: The book's settings of how a channel is found, and of how many days a contact reaches forward.
RULE, REACH = "parameter:sale_channel", "parameter:touch_days"

#: Facts that tell where a sale came from.
TOUCHES = frozenset({SALE, "order", "deal", "lead", "call"})

OWN, DOCUMENTS, FIRST = "own", "documents", "first"

#: What the program comes with, by setting.
_DEFAULTS = {RULE: "sale_channel", REACH: "touch_days"}


class _Source(NamedTuple):
    """One kind of record that may tell a sale's channel: a query (unit, channel, moment, amount_differs).

    The lowest `place` wins; records of one place, as leads and calls, compete by their moments.
    """

    origin: str
    place: int
    sql: str


#: How certain a record is: the order by its number, an order of the buyer, a won deal, a contact.
_NUMBERED, _ORDERED, _WON, _CONTACTED = range(4)


def forget_channels(conn: duckdb.DuckDBPyConnection) -> None:
    """Leave sales only the channels of their files, before an import or the rules of streams look at them."""
    for table in (SALE, ASIDE):
        if "channel_by" in column_names(conn, table):
            conn.execute(f"UPDATE {table} SET channel = 0, channel_by = NULL WHERE channel_by IS NOT NULL")


def settle_channels(conn: duckdb.DuckDBPyConnection) -> None:
    """Give every sale without a channel the one that its stream, order, deal, lead or call tells, if any does."""
    forget_channels(conn)
    rule, days = _setting(conn, RULE), int(_setting(conn, REACH))
    _of_streams(conn, CHANNEL_ORIGINS.index("stream"))
    if rule == OWN:
        return
    sources = _sources(conn, rule, days)
    if not sources:
        return
    _list_units(conn)
    try:
        found = " UNION ALL ".join(
            f"SELECT unit, channel, {source.place} AS place, {CHANNEL_ORIGINS.index(source.origin)} AS origin, moment, "
            f"amount_differs FROM ({source.sql})"
            for source in sources
        )
        _write(conn, found)
        _of_returns(conn, CHANNEL_ORIGINS.index("sale"))
    finally:
        conn.execute("DROP TABLE channel_unit")


def _setting(conn: duckdb.DuckDBPyConnection, key: str) -> str:
    found = conn.execute("SELECT value FROM setting WHERE key = ?", [key]).fetchall()
    return str(found[0][0]) if found and found[0][0] else _default(_DEFAULTS[key])


@cache
def _default(parameter: str) -> str:
    import tomllib

    text = (folder("formulas") / "parameters.toml").read_text("utf-8")
    return str(tomllib.loads(text)[parameter]["default"])


def _of_streams(conn: duckdb.DuckDBPyConnection, origin: int) -> None:
    """Sales of a source that the owner called a channel are of that channel."""
    rows = conn.execute("SELECT source_id, channel FROM stream_choice WHERE channel <> ''").fetchall()
    for source, name in rows:
        known = conn.execute("SELECT code FROM member WHERE dimension = 'channel' AND value = ?", [name]).fetchall()
        if not known:
            known = conn.execute(
                "INSERT INTO member SELECT 'channel', COALESCE(MAX(code), 0) + 1, ? FROM member "
                "WHERE dimension = 'channel' RETURNING code",
                [name],
            ).fetchall()
        conn.execute(
            f"UPDATE {SALE} SET channel = ?, channel_by = ? WHERE channel = 0 "
            "AND batch IN (SELECT id FROM batch WHERE source_id = ?)",
            [known[0][0], origin, source],
        )


def _list_units(conn: duckdb.DuckDBPyConnection) -> None:
    """Documents without a channel, each with its one customer; without a document, a customer's lines of a day.

    A document of several customers, or with a channel on some line, is left as it is; so are reports by months, whose
    rows have no day of their own, and write-offs.
    """
    daily = "f.batch IN (SELECT id FROM batch WHERE grain = 'day') AND f.kind < 2"
    conn.execute(
        "CREATE TEMP TABLE channel_unit AS SELECT ROW_NUMBER() OVER (ORDER BY document, customer, day) AS unit, * FROM "
        "(SELECT f.document, MIN(f.customer) AS customer, MIN(f.day) AS day, SUM(f.amount) AS amount, "
        f"MAX(f.organisation) AS organisation, MIN(f.kind) AS kind FROM {SALE} f "
        f"WHERE f.document IS NOT NULL AND {daily} GROUP BY f.document "
        "HAVING MAX(f.channel) = 0 AND COUNT(DISTINCT f.customer) < 2 "
        "UNION ALL SELECT NULL, f.customer, f.day, SUM(f.amount), MAX(f.organisation), f.kind "
        f"FROM {SALE} f WHERE f.document IS NULL AND f.customer IS NOT NULL AND f.channel = 0 AND {daily} "
        "GROUP BY f.customer, f.day, f.kind)"
    )


def _sources(conn: duckdb.DuckDBPyConnection, rule: str, days: int) -> list[_Source]:
    """The records that may tell a channel, the most certain first; none that the book does not have."""
    found = [*_order_sources(conn, days), *_deal_sources(conn, days)]
    return found if rule == DOCUMENTS else [*found, *_contact_sources(conn, days, rule == FIRST)]


def _order_sources(conn: duckdb.DuckDBPyConnection, days: int) -> list[_Source]:
    """The order with the document's number (of the same buyer, or of the same amount), else the buyer's last order."""
    if not _has_channels(conn, "order"):
        return []
    gone = ", ".join(map(str, sorted(cancelled_statuses(conn)))) or "-1"
    real = f"o.channel <> 0 AND NOT COALESCE(o.cancelled, FALSE) AND o.status NOT IN ({gone})"
    by_number = (
        f"{_candidate('o', 'o.day')} FROM channel_unit u JOIN document s ON s.code = u.document "
        "JOIN document n ON LOWER(n.number) = LOWER(s.number) "
        'JOIN "order" o ON o.document = n.code AND o.day <= u.day AND o.day > u.day - 366 '
        "AND (u.organisation = 0 OR n.organisation = 0 OR n.organisation = u.organisation) "
        f"AND (o.customer = u.customer OR (o.amount = u.amount AND (o.customer IS NULL OR u.customer IS NULL))) "
        f"WHERE {real} AND u.kind = 0"
    )
    by_buyer = (
        f'{_candidate("o", "o.day")} FROM channel_unit u JOIN "order" o ON o.customer = u.customer '
        f"AND o.day <= u.day AND o.day >= u.day - {days} WHERE {real} AND u.kind = 0"
    )
    return [_Source("order", _NUMBERED, by_number), _Source("order", _ORDERED, by_buyer)]


def _deal_sources(conn: duckdb.DuckDBPyConnection, days: int) -> list[_Source]:
    """The buyer's last won deal, begun by the day of the sale and closed no longer ago than a contact reaches."""
    if not _has_channels(conn, "deal"):
        return []
    sql = (
        f"{_candidate('o', 'o.day')} FROM channel_unit u JOIN deal o ON o.customer = u.customer AND o.status = 1 "
        f"AND o.day <= u.day AND COALESCE(o.closed_day, u.day) >= u.day - {days} WHERE o.channel <> 0 AND u.kind = 0"
    )
    return [_Source("deal", _WON, sql)]


def _contact_sources(conn: duckdb.DuckDBPyConnection, days: int, first: bool) -> list[_Source]:
    """Leads and calls of the buyer up to so many days before the sale, as one list: the last (or the first) decides."""
    parts = []
    way = "-" if first else ""
    if _has_channels(conn, "lead"):
        moment = "COALESCE(created, CAST(day AS TIMESTAMP)) AS at"
        parts.append(("lead", f"SELECT customer, day, {moment}, channel FROM lead"))
    phones = _phones(conn) if _has_channels(conn, "call") else ""
    if phones:
        moment = "COALESCE(c.time, CAST(c.day AS TIMESTAMP)) AS at"
        sql = (
            f"SELECT p.customer, c.day, {moment}, c.channel FROM call c JOIN {phones} p ON p.number = c.number "
            "WHERE c.direction IS DISTINCT FROM 1"
        )
        parts.append(("call", sql))
    return [
        _Source(
            origin,
            _CONTACTED,
            f"SELECT u.unit, o.channel, {way}epoch_us(o.at) AS moment, FALSE AS amount_differs FROM channel_unit u "
            f"JOIN ({sql}) o ON o.customer = u.customer AND o.day <= u.day AND o.day >= u.day - {days} "
            "WHERE o.channel <> 0 AND u.kind = 0",
        )
        for origin, sql in parts
    ]


def _candidate(alias: str, day: str) -> str:
    """What every record of a document gives: of several with one place the one of the same amount, else the last."""
    return (
        f"SELECT u.unit, {alias}.channel, epoch_us(CAST({day} AS TIMESTAMP)) AS moment, "
        f"{alias}.amount IS DISTINCT FROM u.amount AS amount_differs"
    )


def _has_channels(conn: duckdb.DuckDBPyConnection, fact: str) -> bool:
    return bool(conn.execute(f'SELECT 1 FROM "{fact}" WHERE channel <> 0 LIMIT 1').fetchall())


def _phones(conn: duckdb.DuckDBPyConnection) -> str:
    """Whose telephone numbers the calls have, as a list (customer, number) of SQL; '' where none is a buyer's."""
    buyers: dict[str, int] = {}
    targets = dict(conn.execute("SELECT code, target FROM customer_as").fetchall())
    for code, key in conn.execute("SELECT code, key FROM customer_key ORDER BY code").fetchall():
        contact, target = contact_of(key), targets.get(code, code)
        if contact.startswith("+") and target is not None:
            buyers.setdefault(contact, target)
    numbers = conn.execute("SELECT code, value FROM key_value WHERE kind = 'number'").fetchall() if buyers else []
    pairs = [(buyers[contact], code) for code, value in numbers if (contact := contact_of(value)) in buyers]
    listed = ", ".join(f"({buyer}, {number})" for buyer, number in pairs)
    return f"(SELECT * FROM (VALUES {listed}) AS v(customer, number))" if listed else ""


def _write(conn: duckdb.DuckDBPyConnection, found: str) -> None:
    """Give each unit the channel of its best candidate; equal ones are parted by the channel's number, always alike."""
    conn.execute(
        "CREATE TEMP TABLE channel_found AS SELECT u.document, u.customer, u.day, u.kind, b.channel, b.origin FROM "
        "(SELECT *, ROW_NUMBER() OVER (PARTITION BY unit "
        f"ORDER BY place, amount_differs, moment DESC, origin, channel) AS best FROM ({found})) b "
        "JOIN channel_unit u ON u.unit = b.unit WHERE b.best = 1"
    )
    try:
        _enter(conn)
    finally:
        conn.execute("DROP TABLE channel_found")


def _enter(conn: duckdb.DuckDBPyConnection) -> None:
    given = f"UPDATE {SALE} AS t SET channel = c.channel, channel_by = c.origin FROM channel_found c"
    given += " WHERE t.channel = 0"
    conn.execute(f"{given} AND c.document IS NOT NULL AND t.document = c.document")
    conn.execute(
        f"{given} AND c.document IS NULL AND t.document IS NULL AND t.customer = c.customer AND t.day = c.day "
        "AND t.kind = c.kind"
    )


def _of_returns(conn: duckdb.DuckDBPyConnection, origin: int) -> None:
    """What comes back takes the channel of the buyer's last sale before it: it is taken off where it was earned."""
    conn.execute(
        f"CREATE TEMP TABLE channel_found AS SELECT document, customer, day, kind, channel, {origin} AS origin FROM "
        "(SELECT u.document, u.customer, u.day, u.kind, s.channel, ROW_NUMBER() OVER (PARTITION BY u.unit "
        "ORDER BY s.day DESC, s.batch DESC, s.src_sheet DESC, s.src_row DESC) AS best FROM channel_unit u "
        f"JOIN {SALE} s ON s.customer = u.customer AND s.kind = 0 AND s.day <= u.day WHERE u.kind = 1) "
        "WHERE best = 1 AND channel <> 0"
    )
    try:
        _enter(conn)
    finally:
        conn.execute("DROP TABLE channel_found")
