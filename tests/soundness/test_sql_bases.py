"""Bases of ratios, variants and prices of one piece: figures of the sample company beside SQL over its raw rows.

They stand under other metrics or beside them, and each is shown to the owner as a figure of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.soundness.by_hand import differences, split_differences

if TYPE_CHECKING:
    import duckdb

    from kpi_desktop.engine.engine import Engine

pytestmark = pytest.mark.slow

_KNOWN = "customer IS NOT NULL"
_SOLD = "FROM sale WHERE quantity > 0 AND {inside}"
_MARGIN = "(SELECT SUM(amount - cost) / SUM(amount) FROM sale WHERE {inside})"
_VARIABLE = (
    "((SELECT SUM(amount) FROM expenses WHERE class IN ('переменные', 'комиссии') AND {inside}) "
    "+ (SELECT SUM(cost) FROM ads WHERE {inside}))"
)
_BOUGHT = "(SELECT COUNT(DISTINCT customer) FROM sale WHERE quantity > 0 AND customer IS NOT NULL AND day >= {} "
_ACTIVE = _BOUGHT.format("{0} - INTERVAL 180 DAY") + "AND day < {0})"
_LAST = (
    "(SELECT customer, MAX(day) AS last FROM sale WHERE quantity > 0 AND customer IS NOT NULL AND {before} "
    "GROUP BY customer)"
)
_GONE = "last + INTERVAL 180 DAY >= {lo} AND last + INTERVAL 180 DAY < {hi}"
_NEW = (
    "(SELECT COUNT(*) FROM (SELECT MIN(day) AS first FROM sale WHERE quantity > 0 AND customer IS NOT NULL "
    "GROUP BY customer) WHERE first >= {lo} AND first < {hi})"
)
_LTV_PROFIT = (
    "(SELECT SUM(amount - cost) / COUNT(DISTINCT customer) FILTER (quantity > 0) FROM sale "
    "WHERE customer IS NOT NULL AND {before})"
)
_CAC = (
    "(SELECT (SUM(cost) + (SELECT SUM(amount) FROM expenses WHERE class = 'продажи' AND {inside})) "
    f"/ {_NEW} FROM ads WHERE {{inside}})"
)
_TOP = (
    "SELECT SUM(v) FILTER (n <= {top}) / SUM(v) FROM (SELECT SUM(amount) AS v, "
    "ROW_NUMBER() OVER (ORDER BY SUM(amount) DESC) AS n FROM sale WHERE customer IS NOT NULL AND {{inside}} "
    "GROUP BY customer)"
)
#: Who bought in the twelve months before the last twelve, and before the last twelve at all.
_EARLIER = f"quantity > 0 AND {_KNOWN} AND day < {{hi}} - INTERVAL 12 MONTH"
_YEAR_BEFORE = f"{_EARLIER} AND day >= {{hi}} - INTERVAL 24 MONTH"
_AGAIN = (
    "EXISTS (SELECT 1 FROM sale n WHERE n.customer = o.customer AND n.quantity > 0 "
    "AND n.day >= {hi} - INTERVAL 12 MONTH AND n.day < {hi})"
)
#: Lines with customers begin on 1 November 2024.
_TWO_YEARS = "CASE WHEN {hi} - INTERVAL 24 MONTH >= DATE '2024-11-01' THEN "

#: What each customer brought to date, of those who bought, and the two percentiles of it.
_BROUGHT = (
    "(SELECT customer, SUM(amount) AS v FROM sale WHERE customer IS NOT NULL AND {before} "
    "GROUP BY customer HAVING MAX(quantity) > 0)"
)
_EDGES = f"(SELECT quantile_disc(v, 0.01) AS low, quantile_disc(v, 0.99) AS high FROM {_BROUGHT})"

CUSTOMERS = {
    "active_buyers_start": f"SELECT {_ACTIVE.format('{lo}')}",
    "active_buyers_average": f"SELECT ({_ACTIVE.format('{lo}')} + {_ACTIVE.format('{hi}')}) / 2",
    "churned_buyers": f"SELECT COUNT(*) FROM {_LAST} WHERE {_GONE}",
    "buyers_year": f"SELECT {_BOUGHT.format('{hi} - INTERVAL 12 MONTH')} AND day < {{hi}})",
    "buyers_year_before": f"SELECT {_TWO_YEARS} (SELECT COUNT(DISTINCT customer) FROM sale WHERE {_YEAR_BEFORE}) END",
    "buyers_both_years": f"SELECT {_TWO_YEARS} (SELECT COUNT(DISTINCT customer) FROM sale o "
    f"WHERE {_YEAR_BEFORE} AND {_AGAIN}) END",
    "crr_ever": f"SELECT COUNT(DISTINCT customer) FILTER ({_AGAIN}) / COUNT(DISTINCT customer) FROM sale o "
    f"WHERE {_EARLIER}",
    "aov_year": f"SELECT SUM(amount) / COUNT(DISTINCT document) FILTER (quantity > 0) FROM sale "
    f"WHERE {_KNOWN} AND {{year}}",
    "aov_to_date": f"SELECT SUM(amount) / COUNT(DISTINCT document) FILTER (quantity > 0) FROM sale "
    f"WHERE {_KNOWN} AND {{before}}",
    "purchases_per_customer": f"SELECT COUNT(DISTINCT document) / COUNT(DISTINCT customer) FROM sale "
    f"WHERE quantity > 0 AND {_KNOWN} AND {{before}}",
    "repeat_purchases_in_period": "SELECT (COUNT(DISTINCT document) - COUNT(DISTINCT customer)) "
    f"/ COUNT(DISTINCT customer) {_SOLD} AND {_KNOWN}",
    "cltv_typical": f"SELECT SUM(v) / COUNT(*) FROM {_BROUGHT}, {_EDGES} WHERE v BETWEEN low AND high",
    "outlier_buyers": f"SELECT COUNT(*) FROM {_BROUGHT}, {_EDGES} WHERE v NOT BETWEEN low AND high",
    "outlier_buyers_revenue": f"SELECT SUM(v) FROM {_BROUGHT}, {_EDGES} WHERE v NOT BETWEEN low AND high",
    "top_customer_share_1": _TOP.format(top=1).replace("{{", "{").replace("}}", "}"),
    "top_customer_share_3": _TOP.format(top=3).replace("{{", "{").replace("}}", "}"),
    "cltv_minus_cac_profit": f"SELECT {_LTV_PROFIT} - {_CAC}",
    "cltv_to_cac_profit": f"SELECT {_LTV_PROFIT} / {_CAC}",
}

SHOP = {
    "costed_share": "SELECT SUM(amount) FILTER (cost IS NOT NULL) / SUM(amount) FROM sale WHERE {inside}",
    "unit_price": "SELECT SUM(amount) / SUM(quantity) FROM sale WHERE {inside}",
    "unit_variable_cost": f"SELECT SUM(cost) / SUM(quantity) + {_VARIABLE} / SUM(quantity) FROM sale WHERE {{inside}}",
    "discount_to_list": f"SELECT SUM(discount) / SUM(amount + discount) {_SOLD}",
    "margin_at_list": f"SELECT SUM(amount + discount - cost) / SUM(amount + discount) {_SOLD}",
    "ad_gross_profit": f"SELECT SUM(revenue) * {_MARGIN} FROM ads WHERE {{inside}}",
    # months that are over have no range
    "revenue_forecast_low": "SELECT SUM(amount) FROM sale WHERE {inside}",
    "revenue_forecast_high": "SELECT SUM(amount) FROM sale WHERE {inside}",
}

#: Seconds of working days, 9:00 to 18:00, from an enquiry to its answer.
_WAITS = """
  (SELECT l.lead, ANY_VALUE(l.manager) AS manager, COALESCE(SUM(GREATEST(0, date_diff('second',
      GREATEST(l.created, c.day + INTERVAL 9 HOUR), LEAST(l.contact, c.day + INTERVAL 18 HOUR))))
      FILTER (c.day IS NOT NULL), 0) AS wait
   FROM leads l LEFT JOIN calendar c
     ON c.working AND c.day >= CAST(l.created AS DATE) AND c.day <= CAST(l.contact AS DATE)
   WHERE l.contact IS NOT NULL AND l.day >= {lo} AND l.day < {hi} GROUP BY l.lead)"""
_OWED = "FROM contracts WHERE {before} AND (paid IS NULL OR paid >= {hi})"
_LICENCES = "(SELECT SUM(licences) FROM contracts WHERE started < {0} AND ended >= {0} - INTERVAL 1 DAY)"
_CASH = """
  (SELECT SUM(balance) FROM (SELECT account, ARG_MAX(balance, day) AS balance FROM cash WHERE day < {0}
                             GROUP BY account))"""
_MONTHS = """
  (SELECT m.month AS month,
     (SELECT COALESCE(SUM(actions), 0) FROM activities WHERE date_trunc('month', day) = m.month) AS acted,
     (SELECT COUNT(DISTINCT document) FROM sale WHERE quantity > 0 AND date_trunc('month', day) = m.month) AS sold
   FROM (SELECT DISTINCT date_trunc('month', day) AS month FROM calendar
         WHERE day >= {hi} - INTERVAL 12 MONTH AND day < {hi}) m)"""

DEPARTMENT = {
    "rejected_leads_share": "SELECT COUNT(*) FILTER (status = 'отклонён') / COUNT(*) FROM leads WHERE {inside}",
    "leads_answered_late": f"SELECT COUNT(*) FROM {_WAITS} WHERE wait > 8 * 3600",
    "unpaid_contracts_amount": f"SELECT SUM(total) {_OWED}",
    # contracts are known from 13 November 2024 on, so a month a year ago is known from December on
    "arr_variable": f"""
      SELECT CASE WHEN {{lo}} - INTERVAL 12 MONTH >= DATE '2024-11-13' THEN {_LICENCES.format("{hi}")}
        * (SELECT SUM(amount) FROM sale WHERE {{year}})
        / (({_LICENCES.format("{hi}")} + {_LICENCES.format("({hi} - INTERVAL 12 MONTH)")}) / 2) END""",
    # the last action is of 26 October 2026: that month is not whole
    "activity_correlation": f"SELECT CASE WHEN {{hi}} < DATE '2026-11-01' THEN (SELECT corr(acted, sold) "
    f"FROM {_MONTHS}) END",
    # of all actions and all people who have any, the company is its own mean
    "activity_vs_team": "SELECT SUM(actions) / COUNT(DISTINCT manager) / (SUM(actions) / COUNT(DISTINCT manager)) "
    "FROM activities WHERE {inside}",
    "customer_receipts": "SELECT SUM(amount) FROM payments WHERE direction = 'поступление' AND {inside}",
    # every receipt is for a contract
    "unclassified_receipts_share": "SELECT SUM(CASE WHEN purpose LIKE 'Оплата по договору%' THEN 0 ELSE amount END) "
    "/ SUM(amount) FROM payments WHERE direction = 'поступление' AND {inside}",
    # no loans, no owner's money
    "cash_burn_operating": f"SELECT ({_CASH.format('{lo}')} - {_CASH.format('{hi}')}) / date_diff('month', {{lo}}, "
    "{hi})",
}  # fmt: skip

#: Metric, dimension, rows (member, value).
SPLITS = [
    ("churned_buyers", "channel", "SELECT channel, COUNT(*) FROM (SELECT channel, customer, MAX(day) AS last FROM sale "
     f"WHERE quantity > 0 AND {_KNOWN} AND {{before}} GROUP BY ALL) WHERE {_GONE} GROUP BY 1"),
    ("buyers_year", "product_group", f"SELECT product_group, COUNT(DISTINCT customer) FROM sale WHERE quantity > 0 "
     f"AND {_KNOWN} AND {{year}} GROUP BY 1"),
    ("crr_ever", "channel", f"SELECT channel, COUNT(DISTINCT customer) FILTER ({_AGAIN} AND EXISTS (SELECT 1 FROM "
     "sale n WHERE n.customer = o.customer AND n.channel = o.channel AND n.quantity > 0 AND n.day >= {hi} "
     "- INTERVAL 12 MONTH AND n.day < {hi})) / COUNT(DISTINCT customer) FROM sale o "
     f"WHERE {_EARLIER} GROUP BY 1"),
    ("aov_year", "channel", "SELECT channel, SUM(amount) / COUNT(DISTINCT document) FILTER (quantity > 0) FROM sale "
     f"WHERE {_KNOWN} AND {{year}} GROUP BY 1"),
    ("repeat_purchases_in_period", "manager", "SELECT manager, (COUNT(DISTINCT document) - COUNT(DISTINCT customer)) "
     f"/ COUNT(DISTINCT customer) {_SOLD} AND {_KNOWN} GROUP BY 1"),
    ("unit_price", "product_group", "SELECT product_group, SUM(amount) / SUM(quantity) FROM sale WHERE {inside} "
     "GROUP BY 1"),
    ("discount_to_list", "channel", f"SELECT channel, SUM(discount) / SUM(amount + discount) {_SOLD} GROUP BY 1"),
    ("margin_at_list", "product_group", "SELECT product_group, SUM(amount + discount - cost) / SUM(amount + discount) "
     f"{_SOLD} GROUP BY 1"),
    ("ad_gross_profit", "channel", "SELECT channel, COALESCE(a.revenue, 0) * s.margin FROM (SELECT channel, "
     "SUM(revenue) AS revenue FROM ads WHERE {inside} GROUP BY 1) a FULL JOIN (SELECT channel, SUM(amount - cost) "
     "/ SUM(amount) AS margin FROM sale WHERE {inside} GROUP BY 1) s USING (channel)"),
    ("cltv_typical", "segment", "SELECT segment, SUM(v) / COUNT(*) FROM (SELECT *, quantile_disc(v, 0.01) OVER w "
     "AS low, "
     "quantile_disc(v, 0.99) OVER w AS high FROM (SELECT segment, customer, SUM(amount) AS v FROM sale WHERE customer "
     "IS NOT NULL AND {before} GROUP BY ALL HAVING MAX(quantity) > 0) WINDOW w AS (PARTITION BY segment)) "
     "WHERE v BETWEEN low AND high GROUP BY 1"),
    ("rejected_leads_share", "manager", "SELECT manager, COUNT(*) FILTER (status = 'отклонён') / COUNT(*) FROM leads "
     "WHERE {inside} GROUP BY 1"),
    ("leads_answered_late", "manager", f"SELECT manager, COUNT(*) FROM {_WAITS} WHERE wait > 8 * 3600 GROUP BY 1"),
    ("receivables", "manager", "SELECT manager, COALESCE(SUM(total) FILTER (paid IS NULL OR paid >= {hi}), 0) "
     "FROM contracts WHERE {before} GROUP BY 1"),
    # of a channel without a deal won there is no median, and no day
    ("sales_cycle_median", "channel", "SELECT channel, quantile_disc(date_diff('day', day, closed), 0.5) FROM deals "
     "WHERE status = 'выиграна' AND {closing} GROUP BY 1"),
    ("lead_response_time", "channel", f"SELECT channel, quantile_disc(COALESCE(wait, 1e9), 0.5) / 3600 FROM leads l "
     f"LEFT JOIN {_WAITS} w USING (lead) WHERE l.day >= {{lo}} AND l.day < {{hi}} GROUP BY 1"),
    ("time_to_target", "manager", """
     SELECT manager, (SELECT COUNT(*) FROM calendar WHERE working AND day >= {lo} AND day <= reached) FROM (
       SELECT s.manager, MIN(s.day) AS reached FROM
         (SELECT manager, day, SUM(SUM(amount)) OVER (PARTITION BY manager ORDER BY day) AS so_far FROM sale
          WHERE {inside} GROUP BY 1, 2) s
         JOIN (SELECT manager, SUM(plan) AS plan FROM plans WHERE {inside} GROUP BY 1) p USING (manager)
       WHERE s.so_far >= p.plan GROUP BY 1)"""),
    # the company's accounts are its contracts, which no region has: no fallback on buyers beside it
    ("arpa", "region", "SELECT 'nobody', NULL"),
    ("tcv", "region", "SELECT 'nobody', NULL"),
    ("activity_vs_team", "manager", "SELECT manager, SUM(actions) / ANY_VALUE(a.mean) FROM activities, (SELECT "
     "SUM(actions) / COUNT(DISTINCT manager) AS mean FROM activities WHERE {inside}) a WHERE {inside} GROUP BY 1"),
]  # fmt: skip


@pytest.mark.parametrize("metric", CUSTOMERS)
def test_customers(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, CUSTOMERS[metric]) == []


@pytest.mark.parametrize("metric", SHOP)
def test_shop(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, SHOP[metric]) == []


@pytest.mark.parametrize("metric", DEPARTMENT)
def test_department(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, DEPARTMENT[metric]) == []


@pytest.mark.parametrize(("metric", "dimension", "sql"), SPLITS)
def test_splits(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str, dimension: str, sql: str) -> None:
    assert split_differences(sample_engine, raw, metric, dimension, sql) == []
