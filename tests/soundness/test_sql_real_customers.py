"""Customers of four real shops beside SQL over their raw rows: several months, quarters, splits by what a file has.

The shops: discs (CDNOW, no documents), plants (no categories), office supplies (Superstore, with profit), gifts (Online
Retail, with returns, write-offs and buyers without a name). Amounts are summed to a hundredth once, as money is.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest

from kpi_desktop.app.books import opened
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from tests.shared import shared
from tests.soundness.by_hand import agree, asked, differences
from tests.soundness.test_sql_real import imported_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kpi_desktop.engine.engine import Engine

pytestmark = pytest.mark.slow

_FOUR = Decimal("0.0001")
_COLUMNS = {
    "day": pa.date32(), "document": pa.string(), "customer": pa.string(), "kind": pa.string(), "quantity": pa.int64(),
    "amount": pa.decimal128(18, 4), "cost": pa.decimal128(18, 4), "product_group": pa.string(), "region": pa.string(),
    "segment": pa.string(),
}  # fmt: skip

_BOUGHT = "kind = 'sale' AND customer IS NOT NULL"
_SUM = "ROUND(SUM(amount), 2)::DOUBLE"
_KNOWN = "kind <> 'other' AND customer IS NOT NULL"
_FIRST = f"(SELECT customer, MIN(day) AS first FROM sale WHERE {_BOUGHT} GROUP BY 1)"
_NEW = f"(SELECT COUNT(*) FROM {_FIRST} WHERE first >= {{lo}} AND first < {{hi}})"
_ACTIVE = (
    f"(SELECT COUNT(DISTINCT customer) FROM sale WHERE {_BOUGHT} AND day >= {{0}} - INTERVAL 180 DAY AND day < {{0}})"
)
_GONE = (
    f"(SELECT COUNT(*) FROM (SELECT MAX(day) + INTERVAL 180 DAY AS gone FROM sale WHERE {_BOUGHT} AND {{before}} "
    "GROUP BY customer) WHERE gone >= {lo} AND gone < {hi})"
)
_BROUGHT = (
    f"(SELECT customer, SUM(amount) AS v FROM sale WHERE {_KNOWN} AND {{before}} GROUP BY 1 "
    "HAVING BOOL_OR(kind = 'sale'))"
)
_EDGES = f"(SELECT quantile_disc(v, 0.01) AS low, quantile_disc(v, 0.99) AS high FROM {_BROUGHT})"
_SPAN = f"(SELECT MIN(day) AS a, MAX(day) AS b FROM sale WHERE {_BOUGHT} AND {{before}} GROUP BY customer)"
_AGAIN = (
    "EXISTS (SELECT 1 FROM sale n WHERE n.customer = o.customer AND n.kind = 'sale' "
    "AND n.day >= {hi} - INTERVAL 12 MONTH AND n.day < {hi})"
)
_EARLIER = f"FROM sale o WHERE {_BOUGHT} AND day < {{hi}} - INTERVAL 12 MONTH"


def _top(count: int) -> str:
    return (
        f"SELECT ROUND(SUM(v) FILTER (n <= {count}), 2)::DOUBLE / ROUND(SUM(v), 2)::DOUBLE FROM (SELECT "
        "SUM(amount) AS v, ROW_NUMBER() OVER "
        f"(ORDER BY SUM(amount) DESC) AS n FROM sale WHERE {_KNOWN} AND {{inside}} GROUP BY customer)"
    )


#: What every shop tells.
BUYERS = {
    "revenue": "SELECT ROUND(SUM(amount), 2) FROM sale WHERE kind <> 'other' AND {inside}",
    "buyers": f"SELECT COUNT(DISTINCT customer) FROM sale WHERE {_BOUGHT} AND {{inside}}",
    "new_buyers": f"SELECT {_NEW}",
    "returning_buyers": f"SELECT COUNT(DISTINCT customer) FROM sale JOIN {_FIRST} USING (customer) WHERE {_BOUGHT} "
    "AND {inside} AND first < {lo}",
    "revenue_share_new": "SELECT ROUND(COALESCE(SUM(amount) FILTER (first >= {lo} AND first < {hi}), 0), 2)::DOUBLE "
    f"/ {_SUM} FROM sale LEFT JOIN {_FIRST} USING (customer) WHERE kind <> 'other' AND {{inside}}",
    "revenue_share_unidentified": "SELECT ROUND(COALESCE(SUM(amount) FILTER (customer IS NULL), 0), 2)::DOUBLE "
    f"/ {_SUM} FROM sale WHERE kind <> 'other' AND {{inside}}",
    "arp_customer": f"SELECT {_SUM} / COUNT(DISTINCT customer) FILTER (kind = 'sale') FROM sale "
    f"WHERE {_KNOWN} AND {{inside}}",
    "mom_growth": f"SELECT {_SUM} / (SELECT {_SUM} FROM sale WHERE kind <> 'other' AND day < {{lo}} AND day >= {{lo}} "
    "- to_months(date_diff('month', {lo}, {hi})::INT)) - 1 FROM sale WHERE kind <> 'other' AND {inside}",
    "active_buyers": f"SELECT {_ACTIVE.format('{hi}')}",
    "active_buyers_start": f"SELECT {_ACTIVE.format('{lo}')}",
    "arpa_buyers": f"SELECT {_SUM} / (({_ACTIVE.format('{lo}')} + {_ACTIVE.format('{hi}')}) / 2) FROM sale "
    f"WHERE {_KNOWN} AND {{inside}}",
    "churned_buyers": f"SELECT {_GONE}",
    "churn_rate": f"SELECT {_GONE} / {_ACTIVE.format('{lo}')}",
    "retention_rate": f"SELECT 1 - {_GONE} / {_ACTIVE.format('{lo}')}",
    "customer_lifetime": f"SELECT SUM(b - a) / COUNT(*) / 365 FROM {_SPAN}",
    "customer_lifetime_repeaters": f"SELECT SUM(b - a) / COUNT(*) / 365 FROM {_SPAN} WHERE b > a",
    "buyers_year": f"SELECT COUNT(DISTINCT customer) FROM sale WHERE {_BOUGHT} AND {{year}}",
    "cltv_typical": f"SELECT ROUND(SUM(v), 2)::DOUBLE / COUNT(*) FROM {_BROUGHT}, {_EDGES} "
    "WHERE v BETWEEN low AND high",
    "outlier_buyers": f"SELECT COUNT(*) FROM {_BROUGHT}, {_EDGES} WHERE v NOT BETWEEN low AND high",
    "outlier_buyers_revenue": f"SELECT ROUND(SUM(v), 2) FROM {_BROUGHT}, {_EDGES} WHERE v NOT BETWEEN low AND high",
    "top_customer_share_1": _top(1),
    "top_customer_share_3": _top(3),
    "top_customer_share": _top(5),
    "top_customer_share_10": _top(10),
}  # fmt: skip
#: What needs documents.
ORDERS = {
    "sales_count": "SELECT COUNT(DISTINCT document) FROM sale WHERE kind = 'sale' AND {inside}",
    "aov": f"SELECT {_SUM} / COUNT(DISTINCT document) FROM sale WHERE kind = 'sale' AND {{inside}}",
    "repeat_purchases": f"SELECT (COUNT(DISTINCT document) - {_NEW}) / COUNT(DISTINCT customer) FROM sale "
    f"WHERE {_BOUGHT} AND {{inside}}",
    "repeat_purchases_in_period": "SELECT (COUNT(DISTINCT document) - COUNT(DISTINCT customer)) "
    f"/ COUNT(DISTINCT customer) FROM sale WHERE {_BOUGHT} AND {{inside}}",
    "purchase_frequency": f"SELECT COUNT(DISTINCT document) / COUNT(DISTINCT customer) FROM sale "
    f"WHERE {_BOUGHT} AND {{year}}",
    "purchases_per_customer": f"SELECT COUNT(DISTINCT document) / COUNT(DISTINCT customer) FROM sale "
    f"WHERE {_BOUGHT} AND {{before}}",
    "aov_year": f"SELECT {_SUM} / COUNT(DISTINCT document) FILTER (kind = 'sale') FROM sale "
    f"WHERE {_KNOWN} AND {{year}}",
    "cltv_simple": f"SELECT {_SUM} / COUNT(DISTINCT customer) FILTER (kind = 'sale') FROM sale "
    f"WHERE {_KNOWN} AND {{before}}",
}  # fmt: skip
#: What needs history of more than a year.
YEARS = {
    "yoy_growth": f"SELECT {_SUM} / (SELECT {_SUM} FROM sale WHERE day >= {{lo}} - INTERVAL 12 MONTH "
    "AND day < {hi} - INTERVAL 12 MONTH) - 1 FROM sale WHERE {inside}",
    "crr_ever": f"SELECT COUNT(DISTINCT customer) FILTER ({_AGAIN}) / COUNT(DISTINCT customer) {_EARLIER}",
}
TWO_YEARS = {
    "crr": f"SELECT COUNT(DISTINCT customer) FILTER ({_AGAIN}) / COUNT(DISTINCT customer) {_EARLIER} "
    "AND day >= {hi} - INTERVAL 24 MONTH",
    "buyers_both_years": f"SELECT COUNT(DISTINCT customer) FILTER ({_AGAIN}) {_EARLIER} "
    "AND day >= {hi} - INTERVAL 24 MONTH",
}
COSTS = {
    "gross_profit": "SELECT ROUND(SUM(amount), 2) - ROUND(SUM(cost), 2) FROM sale WHERE {inside}",
    "margin": f"SELECT 1 - ROUND(SUM(cost), 2)::DOUBLE / {_SUM} FROM sale WHERE {{inside}}",
    "markup": f"SELECT {_SUM} / ROUND(SUM(cost), 2)::DOUBLE - 1 FROM sale WHERE {{inside}}",
    "profit_per_sale": f"SELECT ({_SUM} - ROUND(SUM(cost), 2)::DOUBLE) / COUNT(DISTINCT document) FROM sale "
    "WHERE {inside}",
    "ltv_profit": f"SELECT ({_SUM} - ROUND(SUM(cost), 2)::DOUBLE) / COUNT(DISTINCT customer) FROM sale "
    "WHERE {before}",
}
#: Metric and what gives it of the rows of each member.
MEMBERS = {
    "revenue": "ROUND(SUM(amount) FILTER (kind <> 'other'), 2)",
    "sales_count": "COUNT(DISTINCT document) FILTER (kind = 'sale')",
    "buyers": f"COUNT(DISTINCT customer) FILTER ({_BOUGHT})",
    "returning_buyers": f"COUNT(DISTINCT customer) FILTER ({_BOUGHT} AND first < {{lo}})",
    "aov": "ROUND(SUM(amount) FILTER (kind = 'sale'), 2)::DOUBLE "
    "/ NULLIF(COUNT(DISTINCT document) FILTER (kind = 'sale'), 0)",
    "arp_customer": f"ROUND(SUM(amount) FILTER ({_KNOWN}), 2)::DOUBLE "
    f"/ NULLIF(COUNT(DISTINCT customer) FILTER ({_BOUGHT}), 0)",
}


def _raw(rows: Iterable[tuple[object, ...]]) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect(":memory:")
    across = zip(*rows, strict=True)
    arrays = [pa.array(cells, kind) for cells, kind in zip(across, _COLUMNS.values(), strict=True)]
    base.register("incoming", pa.table(dict(zip(_COLUMNS, arrays, strict=True))))
    base.execute("CREATE TABLE sale AS SELECT * FROM incoming")
    return base


def _sheet(file: str) -> Iterator[dict[str, object]]:
    from python_calamine import CalamineWorkbook

    lines = CalamineWorkbook.from_path(str(shared(file))).get_sheet_by_index(0).iter_rows()
    head = [str(name) for name in next(lines)]
    for line in lines:
        yield dict(zip(head, line, strict=True))


def _exact(number: object) -> Decimal:
    return Decimal(repr(number)).quantize(_FOUR, ROUND_HALF_UP)


SUPERSTORE = "data/transactions/superstore_sample.xls"
PLANTS = "data/transactions/ru_eshop_plants_2018_2020.csv"
RETAIL = "data/transactions/uci_online_retail_derived.xlsx"
DISCS = "data/transactions/cdnow_master.txt"

Shop = tuple["Engine", duckdb.DuckDBPyConnection]


def _opened(
    factory: pytest.TempPathFactory, file: str, raw: duckdb.DuckDBPyConnection, vat: str = ""
) -> Iterator[Shop]:
    book = imported_once(factory, file, vat)
    with opened(load_workspace(), book) as (_, engine):
        yield engine, raw


@pytest.fixture(scope="module")
def superstore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    rows = [
        (row["Order Date"], row["Order ID"], row["Customer ID"], "sale", int(str(row["Quantity"]).partition(".")[0]),
         _exact(row["Sales"]), _exact(row["Sales"]) - _exact(row["Profit"]), row["Category"], row["Region"],
         row["Segment"])
        for row in _sheet(SUPERSTORE)
    ]  # fmt: skip
    yield from _opened(tmp_path_factory, SUPERSTORE, _raw(rows), "with")


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Some orders have lines of two years: a number is one document within its year (NUMBERS 9)."""
    base = duckdb.connect(":memory:")
    base.execute(
        "CREATE TABLE sale AS SELECT strptime(left(date, 8), '%Y%m%d')::DATE AS day, "
        "order_id || left(date, 4) AS document, "
        "customer_id AS customer, 'sale' AS kind, ROUND(quantity * price, 4) AS amount "
        f"FROM read_csv('{shared(PLANTS)}', types = "
        "{'date': 'TEXT', 'order_id': 'TEXT', 'price': 'DECIMAL(18, 12)', 'quantity': 'DECIMAL(18, 6)'})"
    )
    yield from _opened(tmp_path_factory, PLANTS, base)


@pytest.fixture(scope="module")
def discs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    base = duckdb.connect(":memory:")
    base.execute(
        "CREATE TABLE sale AS SELECT strptime(w[2], '%Y%m%d')::DATE AS day, w[1] AS customer, 'sale' AS kind, "
        "w[4]::DECIMAL(18, 4) AS amount FROM (SELECT regexp_split_to_array(trim(line), '\\s+') AS w "
        f"FROM read_csv('{shared(DISCS)}', columns = {{'line': 'TEXT'}}, delim = '|', header = false, skip = 1))"
    )
    yield from _opened(tmp_path_factory, DISCS, base)


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    def told(row: dict[str, object]) -> tuple[object, ...]:
        number, buyer = row["InvoiceNo"], row["CustomerID"]
        document = str(int(number)) if isinstance(number, float) else str(number)
        amount = (Decimal(repr(row["Quantity"])) * Decimal(repr(row["UnitPrice"]))).quantize(_FOUR, ROUND_HALF_UP)
        sold = "sale" if str(row["Quantity"])[0] != "-" else "other"  # goods written off have no buyer and no amount
        kind = "return" if document.startswith("C") else "correction" if document.startswith("A") else sold
        customer = str(int(buyer)) if isinstance(buyer, float) else None
        day = row["InvoiceDate"].date()  # type: ignore[attr-defined]
        return day, document, customer, kind, 0, amount, None, None, row["Country"], None

    yield from _opened(tmp_path_factory, RETAIL, _raw([told(row) for row in _sheet(RETAIL)]))


def check(shop: Shop, queries: dict[str, str], windows: tuple[Period, ...]) -> None:
    """Every metric in every window; all of them have a value there."""
    engine, raw = shop
    found = [line for metric, sql in queries.items() for line in differences(engine, raw, metric, sql, windows)]
    assert "\n".join(found) == ""
    assert not [f for f in engine.figures(list(queries), windows) if isinstance(f.value, Missing)]


def check_members(shop: Shop, dimension: str, window: Period) -> None:
    engine, raw = shop
    found = []
    for metric, what in MEMBERS.items():
        sql = asked(f"SELECT {dimension}, {what} FROM sale LEFT JOIN {_FIRST} USING (customer) "
                    "WHERE {inside} GROUP BY 1", window)  # fmt: skip
        wanted = dict(raw.execute(sql).fetchall())
        got = {f.member: f.value for f in engine.figures([metric], [window], dimension)}
        for member in wanted.keys() | got.keys():
            value, its = got.get(member), wanted.get(member)
            its = Decimal(its) if isinstance(its, int) else its
            nothing = not its and (value is None or isinstance(value, Missing) or not value)
            if not nothing and not agree(value, its):
                found.append((metric, member, str(value), its))
    assert "\n".join(map(str, found)) == ""


def _named(*texts: str) -> tuple[Period, ...]:
    return tuple(Period.named(text) for text in texts)


def test_office_supplies(superstore: Shop) -> None:
    check(superstore, BUYERS | ORDERS | YEARS | TWO_YEARS | COSTS, _named("2013-05", "2014-11", "2014-Q3"))


@pytest.mark.parametrize("dimension", ["product_group", "region", "segment"])
def test_office_supplies_by(superstore: Shop, dimension: str) -> None:
    for window in _named("2014-11", "2013-Q2"):
        check_members(superstore, dimension, window)


def test_plants(plants: Shop) -> None:
    check(plants, BUYERS | ORDERS | YEARS, _named("2019-11", "2020-01"))


def test_discs(discs: Shop) -> None:
    check(discs, BUYERS | YEARS, _named("1998-03", "1998-05", "1998-Q2"))


def test_gifts(retail: Shop) -> None:
    check(retail, BUYERS | ORDERS, _named("2011-11"))
    early = {name: sql for name, sql in (BUYERS | ORDERS).items() if name in {
        "revenue", "buyers", "new_buyers", "returning_buyers", "revenue_share_new", "revenue_share_unidentified",
        "arp_customer", "mom_growth", "sales_count", "aov", "repeat_purchases", "repeat_purchases_in_period",
        "top_customer_share", "cltv_simple", "cltv_typical", "outlier_buyers",
    }}  # fmt: skip
    check(retail, early, _named("2011-04", "2011-06", "2011-Q2"))


def test_gifts_by_country(retail: Shop) -> None:
    for window in _named("2011-06", "2011-11"):
        check_members(retail, "region", window)
