"""Whether two exports hold the same sales under other numbers: told by what was sold on each day (NUMBERS 2).

A site, a till and an accounting program number one sale each in its own way, and hardly ever agree to the kopeck: a
sale is missing here, a discount there, VAT is in or out. Documents are therefore held against each other by day and
amount, days by their sums and by how many documents they have. It decides nothing: a likeness is asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.store.connection import first_row

if TYPE_CHECKING:
    from collections.abc import Collection

    import duckdb

    from kpi_desktop.core.period import Period

#: Fewer documents or days than this tell nothing.
_LEAST_DOCUMENTS, _LEAST_DAYS = 5, 3
#: How many of the fewer documents must recur (per mille), and how many days where only sums or counts are compared.
_DOCUMENTS, _DAYS = 500, 800
#: Counts of documents may agree by chance where there are few days or few documents a day.
_DAYS_OF_COUNTS, _DOCUMENTS_A_DAY = 10, 3
#: Prices without VAT in the one and with VAT in the other export (percent); to whole money units, for roundings.
_VAT = (5, 7, 10, 20, 22)
#: With a rounded comparison more must agree.
_ROUNDED = 800


def same_sales(conn: duckdb.DuckDBPyConnection, old: int, days: Period, columns: Collection[str]) -> bool:
    """Whether the relation `incoming` seems to hold the sales of the import `old` on these days again."""
    if "amount" not in columns:
        return False
    numbered = "document" if "document" in columns else "NULL"
    values = [days.start, days.end]
    conn.execute(_DOCUMENTS_OF.format(name="alike_new", source="incoming", document=numbered, test="TRUE"), values)
    conn.execute(
        _DOCUMENTS_OF.format(name="alike_old", source="sale", document="document", test=f"batch = {old}"), values
    )
    try:
        return _documents_recur(conn) or _days_recur(conn) or _without_vat(conn)
    finally:
        conn.execute("DROP TABLE alike_new; DROP TABLE alike_old")


#: The documents of one side with their amounts; lines of a file without numbers are documents of their own.
_DOCUMENTS_OF = """
CREATE OR REPLACE TEMP TABLE {name} AS
SELECT day, SUM(amount) AS amount FROM {source} WHERE {test} AND day >= ? AND day < ?
GROUP BY day, {document}, CASE WHEN {document} IS NULL THEN src_sheet END, CASE WHEN {document} IS NULL THEN src_row END
HAVING SUM(amount) > 0
"""

#: How many documents of the one side have one of the other on the day `shift` days later, each taken once.
_RECURRING = """
WITH o AS (SELECT day, {old} AS amount, COUNT(*) AS n FROM alike_old GROUP BY 1, 2),
     n AS (SELECT day, {new} AS amount, COUNT(*) AS n FROM alike_new GROUP BY 1, 2)
SELECT COALESCE(SUM(LEAST(o.n, n.n)), 0) FROM o JOIN n ON n.day = o.day + {shift} AND n.amount = o.amount
"""


def _fewer(conn: duckdb.DuckDBPyConnection) -> int:
    found = first_row(conn, "SELECT LEAST((SELECT COUNT(*) FROM alike_old), (SELECT COUNT(*) FROM alike_new))")
    return int(found[0]) if found else 0


def _recurring(conn: duckdb.DuckDBPyConnection, *, old: str = "amount", new: str = "amount", shift: int = 0) -> int:
    found = first_row(conn, _RECURRING.format(old=old, new=new, shift=shift))
    return int(found[0]) if found else 0


def _documents_recur(conn: duckdb.DuckDBPyConnection) -> bool:
    """Half of the fewer documents recur, and much fewer would by chance: a week apart the same prices meet too."""
    fewer = _fewer(conn)
    if fewer < _LEAST_DOCUMENTS:
        return False
    found = _recurring(conn)
    return found * 1000 >= fewer * _DOCUMENTS and (fewer - found) * 2 <= fewer - _recurring(conn, shift=7)


def _days_recur(conn: duckdb.DuckDBPyConnection) -> bool:
    """Most common days have the same sum, or so many documents a day that their equal numbers are no chance."""
    found = first_row(
        conn,
        """
        WITH o AS (SELECT day, SUM(amount) AS amount, COUNT(*) AS n FROM alike_old GROUP BY 1),
             n AS (SELECT day, SUM(amount) AS amount, COUNT(*) AS n FROM alike_new GROUP BY 1)
        SELECT COUNT(*), COUNT(*) FILTER (o.amount = n.amount), COUNT(*) FILTER (o.n = n.n), COALESCE(AVG(o.n), 0)
        FROM o JOIN n USING (day)
        """,
    )
    if not found or found[0] < _LEAST_DAYS:
        return False
    days, sums, counts, a_day = int(found[0]), int(found[1]), int(found[2]), float(found[3])
    if sums * 1000 >= days * _DAYS:
        return True
    return days >= _DAYS_OF_COUNTS and a_day >= _DOCUMENTS_A_DAY and counts * 1000 >= days * _DAYS


def _without_vat(conn: duckdb.DuckDBPyConnection) -> bool:
    """The documents recur once VAT is taken out of the one side."""
    fewer = _fewer(conn)
    if fewer < _LEAST_DOCUMENTS:
        return False
    for rate in _VAT:
        net = f"CAST(ROUND(amount * 100 / {100 + rate}) AS HUGEINT)"
        for old, new in ((net, _WHOLE), (_WHOLE, net)):
            found = _recurring(conn, old=old, new=new)
            if found * 1000 >= fewer * _ROUNDED and (fewer - found) * 2 <= fewer - _recurring(
                conn, old=old, new=new, shift=7
            ):
                return True
    return False


_WHOLE = "CAST(ROUND(amount) AS HUGEINT)"
