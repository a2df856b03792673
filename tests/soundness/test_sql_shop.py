"""Shop, money and customers: figures of the sample company beside SQL over its raw rows, one query for each metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.soundness.by_hand import differences, split_differences

if TYPE_CHECKING:
    import duckdb

    from kpi_desktop.engine.engine import Engine

pytestmark = pytest.mark.slow

_SOLD = "FROM sale WHERE quantity > 0 AND {inside}"
_KNOWN = "customer IS NOT NULL"
#: The days on which each customer first bought.
_FIRST = "(SELECT customer, MIN(day) AS first FROM sale WHERE quantity > 0 AND customer IS NOT NULL GROUP BY customer)"
_ADS = "(SELECT SUM(cost) FROM ads WHERE {inside})"
_SPENT = "(SELECT SUM(amount) FROM expenses WHERE class {} AND {{inside}})"
_NEW = f"(SELECT COUNT(*) FROM {_FIRST} WHERE first >= {{lo}} AND first < {{hi}})"
_ACTIVE = (
    "(SELECT COUNT(DISTINCT customer) FROM sale WHERE quantity > 0 AND customer IS NOT NULL "
    "AND day >= {0} - INTERVAL 180 DAY AND day < {0})"
)
_MARGIN = "(SELECT SUM(amount - cost) / SUM(amount) FROM sale WHERE {inside})"
_PROFIT = "(SELECT SUM(amount - cost) FROM sale WHERE {inside})"
_ORDERS = "(SELECT COUNT(DISTINCT document) FROM sale WHERE quantity > 0 AND {inside})"
_VARIABLE = "(" + _SPENT.format("IN ('переменные', 'комиссии')") + f" + {_ADS})"
_PER_SALE = _SPENT.format("IN ('дизайн', 'труд', 'комиссии')")
_OF_SALES = _SPENT.format("IN ('продажи', 'накладные', 'дизайн', 'труд', 'комиссии')")
_FIXED = _SPENT.format("= 'постоянные'")
_OUTSIDE = _SPENT.format("IN ('инвестиции', 'налоги')")

SHOP = {
    "revenue": "SELECT SUM(amount) FROM sale WHERE {inside}",
    "revenue_gross": f"SELECT SUM(amount) {_SOLD}",
    "revenue_returns": "SELECT SUM(amount) FROM sale WHERE quantity < 0 AND {inside}",
    "goods_return_rate": "SELECT -SUM(amount) FILTER (quantity < 0) / SUM(amount) FILTER (quantity > 0) "
    "FROM sale WHERE {inside}",
    "sales_count": f"SELECT COUNT(DISTINCT document) {_SOLD}",
    "units": "SELECT SUM(quantity) FROM sale WHERE {inside}",
    "aov": f"SELECT SUM(amount) / COUNT(DISTINCT document) {_SOLD}",
    "atc": f"SELECT SUM(amount) / COUNT(DISTINCT document) {_SOLD}",
    "items_per_receipt": f"SELECT COUNT(*) / COUNT(DISTINCT document) {_SOLD}",
    "arp_product": f"SELECT (SELECT SUM(amount) FROM sale WHERE {{inside}}) / COUNT(DISTINCT product) {_SOLD}",
    "revenue_per_unit": "SELECT SUM(amount) / SUM(quantity) FROM sale WHERE {inside}",
    "average_discount": f"SELECT SUM(discount) / SUM(amount + discount) {_SOLD}",
    "margin": f"SELECT {_MARGIN}",
    "markup": "SELECT SUM(amount - cost) / SUM(cost) FROM sale WHERE {inside}",
    "gross_profit": f"SELECT {_PROFIT}",
    "profit_per_sale": f"SELECT {_PROFIT} / {_ORDERS}",
    "discount_vs_margin": f"SELECT SUM(discount) / SUM(amount + discount) "
    f"- (SUM(amount + discount) - SUM(cost)) / SUM(amount + discount) {_SOLD}",
    "mom_growth": "SELECT SUM(amount) / (SELECT SUM(amount) FROM sale "
    "WHERE day >= {lo} - to_months(date_diff('month', {lo}, {hi})::INT) AND day < {lo}) - 1 FROM sale WHERE {inside}",
    "yoy_growth": "SELECT SUM(amount) / (SELECT SUM(amount) FROM sale "
    "WHERE day >= {lo} - INTERVAL 12 MONTH AND day < {hi} - INTERVAL 12 MONTH) - 1 FROM sale WHERE {inside}",
    # a month that is over has its own revenue as its forecast
    "revenue_forecast": "SELECT SUM(amount) FROM sale WHERE {inside}",
}

MONEY = {
    "operating_expenses": f"SELECT SUM(amount) + {_ADS} FROM expenses "
    "WHERE class NOT IN ('инвестиции', 'налоги') AND {inside}",
    # the sample's expenses have no advertising of their own: it stands in the account alone
    "profit": f"SELECT {_PROFIT} - (SELECT SUM(amount) FROM expenses WHERE {{inside}}) + {_OUTSIDE} - {_ADS}",
    "variable_expenses": f"SELECT {_VARIABLE}",
    "contribution": f"SELECT {_PROFIT} - {_VARIABLE}",
    "contribution_margin": f"SELECT ({_PROFIT} - {_VARIABLE}) / SUM(amount) FROM sale WHERE {{inside}}",
    "breakeven_revenue": f"SELECT {_FIXED} * SUM(amount) / ({_PROFIT} - {_VARIABLE}) FROM sale WHERE {{inside}}",
    "breakeven_units": f"SELECT {_FIXED} / (SUM(amount) / SUM(quantity) - SUM(cost) / SUM(quantity) "
    f"- {_VARIABLE} / SUM(quantity)) FROM sale WHERE {{inside}}",
    # the first day after the last one on which what was earned so far is under the month's fixed expenses
    "breakeven_day": f"""
      WITH earned AS (
        SELECT day, SUM(v) OVER (ORDER BY day) AS so_far FROM (
          SELECT day, SUM(v) AS v FROM (
            SELECT day, amount - cost AS v FROM sale WHERE {{inside}} UNION ALL
            SELECT day, -cost FROM ads WHERE {{inside}} UNION ALL
            SELECT day, -amount FROM expenses WHERE class IN ('переменные', 'комиссии') AND {{inside}} UNION ALL
            SELECT day, 0 FROM calendar WHERE {{inside}}) GROUP BY day))
      SELECT CASE WHEN date_diff('month', {{lo}}, {{hi}}) > 1 THEN NULL
                  WHEN MAX(day) FILTER (so_far < {_FIXED}) = {{hi}} - INTERVAL 1 DAY THEN NULL
                  ELSE COALESCE(day(MAX(day) FILTER (so_far < {_FIXED})), 0) + 1 END FROM earned""",
    "sale_cost": f"SELECT ({_ADS} + {_PER_SALE}) / {_ORDERS}",
    "sales_expense_ratio": f"SELECT ({_ADS} + {_OF_SALES}) / SUM(amount) FROM sale WHERE {{inside}}",
    "cash_burn_rate": """
      WITH known AS (
        SELECT account, MAX(day) FILTER (day < {lo}) AS before, MAX(day) FILTER (day < {hi}) AS last
        FROM cash GROUP BY account)
      SELECT (SELECT SUM(b - e) FROM (SELECT account,
               (SELECT ANY_VALUE(balance) FROM cash c WHERE c.account = k.account AND c.day = k.before) AS b,
               (SELECT ANY_VALUE(balance) FROM cash c WHERE c.account = k.account AND c.day = k.last) AS e
             FROM known k)) / date_diff('month', {lo}, {hi})""",
    "cash_runway": """
      WITH known AS (
        SELECT account, MAX(day) FILTER (day < {lo}) AS before, MAX(day) FILTER (day < {hi}) AS last
        FROM cash GROUP BY account),
      money AS (
        SELECT SUM(b) AS b, SUM(e) AS e FROM (SELECT
          (SELECT ANY_VALUE(balance) FROM cash c WHERE c.account = k.account AND c.day = k.before) AS b,
          (SELECT ANY_VALUE(balance) FROM cash c WHERE c.account = k.account AND c.day = k.last) AS e FROM known k))
      SELECT CASE WHEN b > e THEN e / ((b - e) / date_diff('month', {lo}, {hi})) END FROM money""",
    "receivables": "SELECT SUM(total) FROM contracts WHERE {before} AND (paid IS NULL OR paid >= {hi})",
    "receivables_overdue": "SELECT SUM(total) FROM contracts WHERE date_diff('day', day, {hi} - 1) > 30 "
    "AND (paid IS NULL OR paid >= {hi})",
    "stock_days": "SELECT (SELECT SUM(quantity) FROM stock WHERE day = (SELECT MAX(day) FROM stock WHERE {before})) "
    "/ (SUM(quantity) / date_diff('day', {lo}, {hi})) FROM sale WHERE {inside}",
}

CUSTOMERS = {
    "buyers": f"SELECT COUNT(DISTINCT customer) {_SOLD}",
    "new_buyers": f"SELECT {_NEW}",
    "returning_buyers": f"SELECT COUNT(DISTINCT s.customer) FROM sale s JOIN {_FIRST} f USING (customer) "
    "WHERE quantity > 0 AND {inside} AND first < {lo}",
    "returning_buyers_share": f"SELECT COUNT(DISTINCT s.customer) FILTER (first < {{lo}}) "
    f"/ COUNT(DISTINCT s.customer) FROM sale s JOIN {_FIRST} f USING (customer) WHERE quantity > 0 AND {{inside}}",
    "revenue_share_new": f"SELECT SUM(amount) FILTER (first >= {{lo}} AND first < {{hi}}) / SUM(amount) "
    f"FROM sale LEFT JOIN {_FIRST} f USING (customer) WHERE {{inside}}",
    "revenue_share_existing": f"SELECT SUM(amount) FILTER (first < {{lo}}) / SUM(amount) "
    f"FROM sale LEFT JOIN {_FIRST} f USING (customer) WHERE {{inside}}",
    "revenue_share_unidentified": "SELECT SUM(amount) FILTER (customer IS NULL) / SUM(amount) FROM sale WHERE {inside}",
    "repeat_purchases": f"SELECT (COUNT(DISTINCT document) - {_NEW}) / COUNT(DISTINCT customer) {_SOLD} AND {_KNOWN}",
    "purchase_frequency": f"SELECT COUNT(DISTINCT document) / COUNT(DISTINCT customer) FROM sale "
    f"WHERE quantity > 0 AND {_KNOWN} AND {{year}}",
    "arp_customer": f"SELECT SUM(amount) / COUNT(DISTINCT customer) FILTER (quantity > 0) FROM sale "
    f"WHERE {_KNOWN} AND {{inside}}",
    "arpu_paying": f"SELECT SUM(amount) / COUNT(DISTINCT customer) FILTER (quantity > 0) FROM sale "
    f"WHERE {_KNOWN} AND {{inside}}",
    "active_buyers": f"SELECT {_ACTIVE.format('{hi}')}",
    "churn_rate": f"""
      SELECT COUNT(*) / {_ACTIVE.format("{lo}")} FROM (
        SELECT customer, MAX(day) AS last FROM sale WHERE quantity > 0 AND {_KNOWN} AND {{before}} GROUP BY customer)
      WHERE last + INTERVAL 180 DAY >= {{lo}} AND last + INTERVAL 180 DAY < {{hi}}""",
    "retention_rate": f"""
      SELECT 1 - COUNT(*) / {_ACTIVE.format("{lo}")} FROM (
        SELECT customer, MAX(day) AS last FROM sale WHERE quantity > 0 AND {_KNOWN} AND {{before}} GROUP BY customer)
      WHERE last + INTERVAL 180 DAY >= {{lo}} AND last + INTERVAL 180 DAY < {{hi}}""",
    "churn_never_returned": f"""
      SELECT COUNT(*) FILTER (NOT EXISTS (
               SELECT 1 FROM sale l WHERE l.customer = f.customer AND l.quantity > 0 AND l.day > f.first
               AND l.day <= f.first + INTERVAL 180 DAY)) / COUNT(*)
      FROM {_FIRST} f WHERE first >= {{lo}} - INTERVAL 180 DAY AND first < {{hi}} - INTERVAL 180 DAY""",
    "customer_lifetime": f"SELECT SUM(date_diff('day', a, b)) / COUNT(*) / 365 FROM (SELECT MIN(day) AS a, "
    f"MAX(day) AS b FROM sale WHERE quantity > 0 AND {_KNOWN} AND {{before}} GROUP BY customer)",
    "customer_lifetime_repeaters": f"SELECT SUM(date_diff('day', a, b)) / COUNT(*) / 365 FROM (SELECT MIN(day) AS a, "
    f"MAX(day) AS b FROM sale WHERE quantity > 0 AND {_KNOWN} AND {{before}} GROUP BY customer) WHERE a < b",
    "cltv_simple": f"SELECT SUM(amount) / COUNT(DISTINCT customer) FILTER (quantity > 0) FROM sale "
    f"WHERE {_KNOWN} AND {{before}}",
    "ltv_profit": f"SELECT SUM(amount - cost) / COUNT(DISTINCT customer) FILTER (quantity > 0) FROM sale "
    f"WHERE {_KNOWN} AND {{before}}",
    "crr": f"""
      SELECT CASE WHEN {{hi}} - INTERVAL 24 MONTH >= DATE '2024-11-01' THEN
        COUNT(*) FILTER (EXISTS (SELECT 1 FROM sale n WHERE n.customer = o.customer AND n.quantity > 0
                         AND n.day >= {{hi}} - INTERVAL 12 MONTH AND n.day < {{hi}})) / COUNT(*) END
      FROM (SELECT DISTINCT customer FROM sale WHERE quantity > 0 AND {_KNOWN}
            AND day >= {{hi}} - INTERVAL 24 MONTH AND day < {{hi}} - INTERVAL 12 MONTH) o""",
    "top_customer_share": f"SELECT SUM(v) FILTER (n <= 5) / SUM(v) FROM (SELECT SUM(amount) AS v, "
    f"ROW_NUMBER() OVER (ORDER BY SUM(amount) DESC) AS n FROM sale WHERE {_KNOWN} AND {{inside}} GROUP BY customer)",
    "top_customer_share_10": f"SELECT SUM(v) FILTER (n <= 10) / SUM(v) FROM (SELECT SUM(amount) AS v, "
    f"ROW_NUMBER() OVER (ORDER BY SUM(amount) DESC) AS n FROM sale WHERE {_KNOWN} AND {{inside}} GROUP BY customer)",
    "top_arpu_segments": f"""
      SELECT MAX(v) FROM (
        SELECT segment, SUM(amount) FILTER ({{inside}}) / ((
          COUNT(DISTINCT customer) FILTER (quantity > 0 AND day >= {{lo}} - INTERVAL 180 DAY AND day < {{lo}}) +
          COUNT(DISTINCT customer) FILTER (quantity > 0 AND day >= {{hi}} - INTERVAL 180 DAY AND day < {{hi}})) / 2)
          AS v
        FROM sale WHERE {_KNOWN} AND segment IS NOT NULL GROUP BY segment)""",
    "arpa_buyers": f"SELECT SUM(amount) / (({_ACTIVE.format('{lo}')} + {_ACTIVE.format('{hi}')}) / 2) FROM sale "
    f"WHERE {_KNOWN} AND {{inside}}",
    "nps": "SELECT (COUNT(*) FILTER (score >= 9) - COUNT(*) FILTER (score <= 6)) * 100 / COUNT(*) FROM answers "
    "WHERE survey = 'nps' AND {inside}",
    "csat": "SELECT COUNT(*) FILTER (score >= 4) / COUNT(*) FROM answers WHERE survey = 'csat' AND {inside}",
}

#: Metric, dimension, rows (member, value).
SPLITS = [
    ("revenue", "manager", "SELECT manager, SUM(amount) FROM sale WHERE {inside} GROUP BY manager"),
    ("revenue", "product_group", "SELECT product_group, SUM(amount) FROM sale WHERE {inside} GROUP BY product_group"),
    ("aov", "channel", f"SELECT channel, SUM(amount) / COUNT(DISTINCT document) {_SOLD} GROUP BY channel"),
    ("margin", "product_group", "SELECT product_group, SUM(amount - cost) / SUM(amount) FROM sale WHERE {inside} "
     "GROUP BY product_group"),
    ("new_buyers", "region", f"SELECT region, COUNT(DISTINCT s.customer) FROM sale s JOIN {_FIRST} f USING (customer) "
     "WHERE quantity > 0 AND {inside} AND first >= {lo} AND first < {hi} GROUP BY region"),
    ("average_discount", "channel", f"SELECT channel, SUM(discount) / SUM(amount + discount) {_SOLD} GROUP BY channel"),
    ("goods_return_rate", "product_group", "SELECT product_group, -COALESCE(SUM(amount) FILTER (quantity < 0), 0) "
     "/ SUM(amount) FILTER (quantity > 0) FROM sale WHERE {inside} GROUP BY product_group"),
    ("nps", "segment", "SELECT segment, (COUNT(*) FILTER (score >= 9) - COUNT(*) FILTER (score <= 6)) * 100 / COUNT(*) "
     "FROM answers WHERE survey = 'nps' AND {inside} GROUP BY segment"),
]  # fmt: skip


@pytest.mark.parametrize("metric", SHOP)
def test_shop(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, SHOP[metric]) == []


@pytest.mark.parametrize("metric", MONEY)
def test_money(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, MONEY[metric]) == []


@pytest.mark.parametrize("metric", CUSTOMERS)
def test_customers(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, CUSTOMERS[metric]) == []


@pytest.mark.parametrize(("metric", "dimension", "sql"), SPLITS)
def test_splits(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str, dimension: str, sql: str) -> None:
    assert split_differences(sample_engine, raw, metric, dimension, sql) == []
