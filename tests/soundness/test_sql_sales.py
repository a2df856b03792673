"""Marketing, the sales department, contracts and the project: figures beside SQL over raw rows, a query a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.soundness.by_hand import differences, split_differences

if TYPE_CHECKING:
    import duckdb

    from kpi_desktop.engine.engine import Engine

pytestmark = pytest.mark.slow

_ORDERS = "(SELECT COUNT(DISTINCT document) FROM sale WHERE quantity > 0 AND {inside})"
_BUYERS = "(SELECT COUNT(DISTINCT customer) FROM sale WHERE quantity > 0 AND {inside})"
_NEW = (
    "(SELECT COUNT(*) FROM (SELECT MIN(day) AS first FROM sale WHERE quantity > 0 AND customer IS NOT NULL "
    "GROUP BY customer) WHERE first >= {lo} AND first < {hi})"
)
_MARGIN = "(SELECT SUM(amount - cost) / SUM(amount) FROM sale WHERE {inside})"
_PROFIT = "(SELECT SUM(amount - cost) FROM sale WHERE {inside})"
_AOV = "(SELECT SUM(amount) / COUNT(DISTINCT document) FROM sale WHERE quantity > 0 AND {inside})"
_LEADS = "(SELECT COUNT(*) FROM leads WHERE {inside})"
_CLTV = (
    "(SELECT SUM(amount) / COUNT(DISTINCT customer) FILTER (quantity > 0) FROM sale "
    "WHERE customer IS NOT NULL AND {before})"
)
_CAC = (
    "(SELECT (SUM(cost) + (SELECT SUM(amount) FROM expenses WHERE class = 'продажи' AND {inside})) "
    f"/ {_NEW} FROM ads WHERE {{inside}})"
)

MARKETING = {
    "page_visits": "SELECT SUM(views) FROM traffic WHERE {inside}",
    "visitors": "SELECT CASE WHEN COUNT(*) = 1 THEN SUM(visitors) END FROM traffic WHERE {inside}",
    "cr_site": "SELECT CASE WHEN COUNT(*) = 1 THEN SUM(goals) / SUM(visitors) END FROM traffic WHERE {inside}",
    "bounce_rate": "SELECT SUM(bounces) / SUM(visits) FROM traffic WHERE {inside}",
    "cart_abandonment": "SELECT (SUM(carts) - SUM(bought)) / SUM(carts) FROM traffic WHERE {inside}",
    "ad_ctr": "SELECT SUM(clicks) / SUM(impressions) FROM ads WHERE {inside}",
    "cpc": "SELECT SUM(cost) / SUM(clicks) FROM ads WHERE {inside}",
    "rpc": "SELECT SUM(revenue) / SUM(clicks) FROM ads WHERE {inside}",
    "rpc_to_cpc": "SELECT SUM(revenue) / SUM(cost) FROM ads WHERE {inside}",
    "roi_revenue": "SELECT (SUM(revenue) - SUM(cost)) / SUM(cost) FROM ads WHERE {inside}",
    "roi_profit": f"SELECT SUM(revenue) * {_MARGIN} / SUM(cost) FROM ads WHERE {{inside}}",
    "romi": f"SELECT SUM(revenue) * {_MARGIN} / SUM(cost) - 1 FROM ads WHERE {{inside}}",
    "drr": "SELECT SUM(cost) / (SELECT SUM(amount) FROM sale WHERE {inside}) FROM ads WHERE {inside}",
    "cac": f"SELECT {_CAC}",
    "cac_full": f"SELECT {_CAC}",
    "cac_advertising": f"SELECT SUM(cost) / {_NEW} FROM ads WHERE {{inside}}",
    "first_sale_result": f"SELECT {_AOV} - {_CAC}",
    "cltv_minus_cac": f"SELECT {_CLTV} - {_CAC}",
    "cltv_to_cac": f"SELECT {_CLTV} / {_CAC}",
    "cost_per_response": "SELECT SUM(cost) / SUM(responses) FROM ads WHERE {inside}",
    "response_conversion": f"SELECT {_ORDERS} / SUM(responses) FROM ads WHERE {{inside}}",
    "max_cost_per_response": f"SELECT {_PROFIT} / SUM(responses) FROM ads WHERE {{inside}}",
    "breakeven_profit_per_sale": f"SELECT SUM(cost) / {_ORDERS} FROM ads WHERE {{inside}}",
    "net_per_sale": f"SELECT ({_PROFIT} - SUM(cost)) / {_ORDERS} FROM ads WHERE {{inside}}",
    "leads": f"SELECT {_LEADS}",
    "cpl": f"SELECT SUM(cost) / {_LEADS} FROM ads WHERE {{inside}}",
    "lcr": f"SELECT {_BUYERS} / {_LEADS}",
    "sales_conversion": f"SELECT {_ORDERS} / {_LEADS}",
    "rejected_leads": "SELECT COUNT(*) FROM leads WHERE status = 'отклонён' AND {inside}",
    "qualified_leads": "SELECT COUNT(*) FROM leads WHERE status IN ('квалифицирован', 'конвертирован') AND {inside}",
    "leads_converted_share": "SELECT COUNT(*) FILTER (status = 'конвертирован') / COUNT(*) FROM leads WHERE {inside}",
    "followup_rate": "SELECT COUNT(*) FILTER (followed = 'да') / COUNT(*) FROM leads WHERE {inside}",
    "quality_followup": "SELECT COUNT(*) FILTER (followed = 'да') / COUNT(*) FROM leads "
    "WHERE status IN ('квалифицирован', 'конвертирован') AND {inside}",
    "cr_site_visits": "SELECT SUM(goals) / SUM(visits) FROM traffic WHERE {inside}",
    "qualified_leads_share": "SELECT COUNT(*) FILTER (status IN ('квалифицирован', 'конвертирован')) / COUNT(*) "
    "FROM leads WHERE {inside}",
    "email_open_rate": "SELECT SUM(opened) / SUM(delivered) FROM mailings WHERE {inside}",
    "email_ctr": "SELECT SUM(clicked) / SUM(delivered) FROM mailings WHERE {inside}",
    "email_ctor": "SELECT SUM(clicked) / SUM(opened) FROM mailings WHERE {inside}",
}

#: Seconds between 9:00 and 18:00 of working days from an enquiry to its answer, for each enquiry of the window.
_WAITS = """
  (SELECT l.lead, CASE WHEN ANY_VALUE(l.contact) IS NULL THEN NULL ELSE COALESCE(SUM(GREATEST(0, date_diff('second',
      GREATEST(l.created, c.day + INTERVAL 9 HOUR), LEAST(l.contact, c.day + INTERVAL 18 HOUR))))
      FILTER (c.day IS NOT NULL), 0) END AS wait
   FROM leads l LEFT JOIN calendar c
     ON c.working AND c.day >= CAST(l.created AS DATE) AND c.day <= CAST(l.contact AS DATE)
   WHERE l.day >= {lo} AND l.day < {hi} GROUP BY l.lead)"""
_DEALS_WON = "FROM deals WHERE status = 'выиграна' AND {closing}"
_LATE = "('Переговоры', 'Согласование договора')"
_REST = "GREATEST((SELECT SUM({0}) FROM {1} WHERE {{inside}}) - (SELECT SUM(amount) {2}), 0)"
_ATTAINED = """
  (SELECT p.manager, COALESCE(s.sold, 0) / p.plan AS done FROM
     (SELECT manager, SUM(plan) AS plan FROM plans WHERE {inside} GROUP BY manager) p LEFT JOIN
     (SELECT manager, SUM(amount) AS sold FROM sale WHERE {inside} GROUP BY manager) s USING (manager)
   WHERE p.plan > 0)"""
_DONE = "FROM activities WHERE {inside}"

SALES = {
    "sales_plan": "SELECT SUM(plan) FROM plans WHERE {inside}",
    "plan_attainment": "SELECT (SELECT SUM(amount) FROM sale WHERE {inside}) / SUM(plan) FROM plans WHERE {inside}",
    "quota_reps": f"SELECT COUNT(*) FILTER (done >= 1) / COUNT(*) FROM {_ATTAINED}",
    "performer_mix": f"SELECT COUNT(*) FILTER (done >= 1) / COUNT(*) FROM {_ATTAINED}",
    "performer_high": f"SELECT COUNT(*) FILTER (done >= 1) / COUNT(*) FROM {_ATTAINED}",
    "leads_unanswered": "SELECT COUNT(*) FROM leads WHERE contact IS NULL AND {inside}",
    "performer_middle": f"SELECT COUNT(*) FILTER (done >= 0.8 AND done < 1) / COUNT(*) FROM {_ATTAINED}",
    "performer_low": f"SELECT COUNT(*) FILTER (done < 0.8) / COUNT(*) FROM {_ATTAINED}",
    "time_to_target": """
      SELECT COUNT(*) FROM calendar WHERE working AND day >= {lo} AND day <= (
        SELECT MIN(day) FROM (SELECT day, SUM(SUM(amount)) OVER (ORDER BY day) AS so_far
                              FROM sale WHERE {inside} GROUP BY day)
        WHERE so_far >= (SELECT SUM(plan) FROM plans WHERE {inside}))
      HAVING COUNT(*) > 0""",
    "revenue_per_rep": "SELECT (SELECT SUM(amount) FROM sale WHERE {inside}) / SUM(people) FROM headcount "
    "WHERE {inside}",
    "avg_deal_size": f"SELECT SUM(amount) / COUNT(*) {_DEALS_WON}",
    "win_rate": "SELECT COUNT(*) FILTER (status = 'выиграна') / COUNT(*) FROM deals "
    "WHERE status <> 'открыта' AND {closing}",
    "sales_cycle": f"SELECT SUM(date_diff('day', day, closed)) / COUNT(*) {_DEALS_WON}",
    "sales_cycle_median": f"SELECT CAST(quantile_disc(date_diff('day', day, closed), 0.5) AS INT) {_DEALS_WON}",
    "required_coverage": "SELECT SUM(amount) / SUM(amount) FILTER (status = 'выиграна') FROM deals "
    "WHERE status <> 'открыта' AND closed >= {hi} - INTERVAL 12 MONTH AND closed < {hi}",
    "pipeline_coverage": "SELECT COALESCE(SUM(amount), 0) / NULLIF("
    + _REST.format("plan", "plans", _DEALS_WON)
    + ", 0) FROM deals WHERE status = 'открыта' AND due >= {lo} AND due < {hi}",
    "late_stage_coverage": "SELECT COALESCE(SUM(amount), 0) / NULLIF("
    + _REST.format("amount", "forecasts", _DEALS_WON)
    + f", 0) FROM deals WHERE status = 'открыта' AND stage IN {_LATE} AND due >= {{lo}} AND due < {{hi}}",
    "slipped_deals": "SELECT COUNT(*) FROM deals n JOIN deals_before o USING (deal) "
    "WHERE n.status = 'открыта' AND n.due >= {lo} AND n.due < {hi} AND o.due < {lo}",
    "new_opportunities": "SELECT COUNT(*) FROM deals WHERE {inside}",
    "new_opportunities_amount": "SELECT SUM(amount) FROM deals WHERE {inside}",
    "new_deals_won_share": "SELECT COUNT(*) FILTER (status = 'выиграна') / COUNT(*) FROM deals WHERE {inside}",
    # the lower median; enquiries without an answer are longer than any
    "lead_response_time": f"SELECT wait / 3600 FROM (SELECT wait, ROW_NUMBER() OVER (ORDER BY wait NULLS LAST) AS n, "
    f"COUNT(*) OVER () AS k FROM {_WAITS}) WHERE n = (k + 1) // 2",
    "followup_in_time": f"SELECT COUNT(*) FILTER (wait <= 8 * 3600) / COUNT(*) FROM {_WAITS}",
    "act_calls": "SELECT COUNT(*) FROM calls WHERE moment >= {lo} AND moment < {hi}",
    "act_conversations": "SELECT COUNT(*) FROM calls WHERE answered = 'да' AND moment >= {lo} AND moment < {hi}",
    "act_emails": f"SELECT SUM(actions) FILTER (kind = 'письмо') {_DONE}",
    "act_social": f"SELECT SUM(actions) FILTER (kind = 'соцсети') {_DONE}",
    "act_meetings": f"SELECT SUM(actions) FILTER (kind = 'встреча') {_DONE}",
    "act_presentations": f"SELECT SUM(actions) FILTER (kind = 'презентация') {_DONE}",
    "act_referrals": f"SELECT SUM(actions) FILTER (kind = 'рекомендация') {_DONE}",
    "act_proposals": f"SELECT SUM(actions) FILTER (kind = 'предложение') {_DONE}",
    "activity_effect": f"SELECT {_ORDERS} / SUM(actions) {_DONE}",
    "activity_per_rep": f"SELECT SUM(actions) / COUNT(DISTINCT manager) {_DONE}",
    "time_selling": "SELECT SUM(hours) FILTER (kind = 'продажи') / SUM(hours) FROM hours WHERE {inside}",
    "time_data_entry": "SELECT SUM(hours) FILTER (kind = 'ввод данных') / SUM(hours) FROM hours WHERE {inside}",
    "time_content": "SELECT SUM(hours) FILTER (kind = 'контент') / SUM(hours) FROM hours WHERE {inside}",
    "visits_count": "SELECT SUM(visits) FROM visits WHERE {inside}",
    "conv_call_visit": "SELECT SUM(visits) / (SELECT COUNT(*) FROM calls WHERE moment >= {lo} AND moment < {hi}) "
    "FROM visits WHERE {inside}",
    "conv_visit_contract": "SELECT (SELECT COUNT(*) FROM contracts WHERE {inside}) / SUM(visits) FROM visits "
    "WHERE {inside}",
    "conv_visit_sale": f"SELECT {_ORDERS} / SUM(visits) FROM visits WHERE {{inside}}",
    "marketing_assets_used": """
      SELECT SUM(value) FILTER (indicator = 'assets_used') / SUM(value) FILTER (indicator = 'assets_total')
      FROM records WHERE day = (SELECT MAX(day) FROM records WHERE {before})""",
    "slipped_deals_amount": "SELECT COALESCE(SUM(n.amount), 0) FROM deals n JOIN deals_before o USING (deal) "
    "WHERE n.status = 'открыта' AND n.due >= {lo} AND n.due < {hi} AND o.due < {lo}",
    "sales_tools_count": "SELECT SUM(value) FROM records WHERE indicator = 'sales_tools' "
    "AND day = (SELECT MAX(day) FROM records WHERE {before})",
}

_IN_FORCE = "FROM contracts WHERE started < {hi} AND ended >= {hi} - INTERVAL 1 DAY"

CONTRACTS = {
    "contracts_count": "SELECT COUNT(*) FROM contracts WHERE {inside}",
    "payments_count": "SELECT COUNT(*) FROM payments WHERE contract IS NOT NULL AND direction = 'поступление' "
    "AND {inside}",
    "conv_contract_payment": "SELECT COUNT(paid) / NULLIF(COUNT(*), 0) FROM contracts WHERE {inside}",
    "unpaid_contracts": "SELECT COUNT(*) - COUNT(paid) FROM contracts WHERE {inside}",
    "arr": f"SELECT ROUND(SUM(total * 12.0::DOUBLE / months), 2) {_IN_FORCE} AND months >= 12",
    "mrr": f"SELECT SUM(total::DOUBLE / months) {_IN_FORCE}",
    # half the contracts in force at both ends; what known customers bought over them
    "arpa": """
      SELECT (SELECT SUM(amount) FROM sale WHERE customer IS NOT NULL AND {inside})
        / ((COUNT(*) FILTER (started < {lo} AND ended >= {lo} - INTERVAL 1 DAY)
          + COUNT(*) FILTER (started < {hi} AND ended >= {hi} - INTERVAL 1 DAY)) / 2) FROM contracts""",
    "contract_churn": """
      SELECT COUNT(*) FILTER (ended < {hi} - INTERVAL 1 DAY) / COUNT(*) FROM contracts
      WHERE started < {lo} AND ended >= {lo} - INTERVAL 1 DAY""",
    "customer_years": f"SELECT SUM(months) / COUNT(*) / 12 {_IN_FORCE}",
    "ltv_contract": f"SELECT ROUND(SUM(total * 12.0::DOUBLE / months) FILTER (months >= 12), 2) "
    f"/ COUNT(*) FILTER (months >= 12) * SUM(months) / COUNT(*) / 12 {_IN_FORCE}",
    "ltp": f"SELECT ROUND(SUM(total * 12.0::DOUBLE / months) FILTER (months >= 12), 2) "
    f"/ COUNT(*) FILTER (months >= 12) * SUM(months) / COUNT(*) / 12 * {_MARGIN} {_IN_FORCE}",
    # a year's check x margin x purchases, at least one in the years of the mean contract
    "tcv": f"""
      SELECT k.spent / k.bought * m.margin * GREATEST(k.bought / k.people, 1 / c.years) * c.years FROM
        (SELECT SUM(amount) AS spent, COUNT(DISTINCT document) FILTER (quantity > 0) AS bought,
                COUNT(DISTINCT customer) FILTER (quantity > 0) AS people
         FROM sale WHERE customer IS NOT NULL AND {{year}}) k,
        (SELECT SUM(amount - cost) / SUM(amount) AS margin FROM sale WHERE customer IS NOT NULL AND {{year}}) m,
        (SELECT SUM(months) / COUNT(*) / 12 AS years {_IN_FORCE}) c""",
    "acv": f"SELECT ROUND(SUM(total * 12.0::DOUBLE / months), 2) / COUNT(*) {_IN_FORCE} AND months >= 12",
}

PROJECT = {
    "task_burn_rate": "SELECT COUNT(*) / COUNT(DISTINCT sprint) FROM tasks WHERE done >= {lo} AND done < {hi}",
    "work_done": "SELECT COUNT(*) FROM tasks WHERE done < {hi}",
    "work_remaining": "SELECT COUNT(*) FILTER ({before}) - COUNT(*) FILTER (done < {hi}) FROM tasks",
    "tasks_done_share": "SELECT COUNT(done) / COUNT(*) FROM tasks WHERE {inside}",
    "bugs_per_sprint": "SELECT COUNT(*) FILTER (bug = 'да') / COUNT(DISTINCT sprint) FROM tasks WHERE {inside}",
    "flow_efficiency": "SELECT SUM(active) / (SUM(active) + SUM(waiting)) FROM tasks WHERE {inside}",
    "mau": "SELECT COUNT(DISTINCT person) FROM usage WHERE {inside}",
    # what is left less an even line that reaches zero on the window's last day
    "burndown_deviation": """
      SELECT COUNT(*) FILTER (done IS NULL OR done >= {hi}) - COUNT(*) FILTER (done IS NULL OR done >= {lo})
        * (1 - LEAST(1, (date_diff('day', {lo}, (SELECT GREATEST(MAX(day), MAX(done)) FROM tasks)) + 1)
                        / date_diff('day', {lo}, {hi}))) FROM tasks WHERE {before}""",
}

SPLITS = [
    ("roi_revenue", "channel", "SELECT channel, (SUM(revenue) - SUM(cost)) / SUM(cost) FROM ads WHERE {inside} "
     "GROUP BY channel"),
    ("rejected_leads_share", "channel", "SELECT channel, COUNT(*) FILTER (status = 'отклонён') / COUNT(*) FROM leads "
     "WHERE {inside} GROUP BY channel"),
    ("win_rate", "manager", "SELECT manager, COUNT(*) FILTER (status = 'выиграна') / COUNT(*) FROM deals "
     "WHERE status <> 'открыта' AND {closing} GROUP BY manager"),
    ("sales_cycle", "manager", f"SELECT manager, SUM(date_diff('day', day, closed)) / COUNT(*) {_DEALS_WON} "
     "GROUP BY manager"),
    ("contracts_count", "manager", "SELECT manager, COUNT(*) FROM contracts WHERE {inside} GROUP BY manager"),
    ("mrr", "product", f"SELECT product, SUM(total::DOUBLE / months) {_IN_FORCE} GROUP BY product"),
    ("act_calls", "manager", "SELECT manager, COUNT(*) FROM calls WHERE moment >= {lo} AND moment < {hi} "
     "GROUP BY manager"),
    ("quota_reps", "team", "SELECT team, COUNT(*) FILTER (done >= 1) / COUNT(*) FROM "
     f"{_ATTAINED} JOIN (SELECT DISTINCT manager, team FROM plans) USING (manager) GROUP BY team"),
    ("time_selling", "team", "SELECT team, SUM(hours) FILTER (kind = 'продажи') / SUM(hours) FROM hours "
     "WHERE {inside} GROUP BY team"),
]  # fmt: skip


@pytest.mark.parametrize("metric", MARKETING)
def test_marketing(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, MARKETING[metric]) == []


@pytest.mark.parametrize("metric", SALES)
def test_sales(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, SALES[metric]) == []


@pytest.mark.parametrize("metric", CONTRACTS)
def test_contracts(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, CONTRACTS[metric]) == []


@pytest.mark.parametrize("metric", PROJECT)
def test_project(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert differences(sample_engine, raw, metric, PROJECT[metric]) == []


@pytest.mark.parametrize(("metric", "dimension", "sql"), SPLITS)
def test_splits(sample_engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str, dimension: str, sql: str) -> None:
    assert split_differences(sample_engine, raw, metric, dimension, sql) == []
