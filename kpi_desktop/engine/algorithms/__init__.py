"""Measures that no sum or count of rows gives: each is a function from rows to values by window and member.

They read the book with the same portable SQL as every measure and calculate in exact decimals; the workbook shows them
as values. `measures.toml` names them under `algorithm`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.engine.algorithms import (
    accounts,
    advertising,
    answers,
    balances,
    contracts,
    customers,
    deals,
    effect,
    following,
    forecast,
    leads,
    ledger,
    month,
    outliers,
    people,
    stock,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.engine.algorithms.scope import Answer, Scope

#: Every algorithm by the name under which `measures.toml` calls it.
ALGORITHMS: dict[str, Callable[[Scope], Answer]] = {
    "contracts_in_force": contracts.contracts_in_force,
    "contract_value_yearly": contracts.contract_value_yearly,
    "contract_value_monthly": contracts.contract_value_monthly,
    "accounts_at_end": contracts.accounts_at_end,
    "accounts_at_start": contracts.accounts_at_start,
    "accounts_ended": contracts.accounts_ended,
    "contract_months": contracts.contract_months,
    "contracts_unvalued": contracts.contracts_unvalued,
    "licences_in_force": contracts.licences_in_force,
    "balance_at_end": balances.balance_at_end,
    "balance_at_start": balances.balance_at_start,
    "whole_months": balances.whole_months,
    "response_median": leads.response_median,
    "followed_in_time": leads.followed_in_time,
    "leads_timed": leads.leads_timed,
    "leads_unanswered": leads.leads_unanswered,
    "leads_answered_late": leads.leads_answered_late,
    "leads_won": leads.leads_won,
    "cases": following.cases,
    "went_on": following.went_on,
    "days_until": following.days_until,
    "cycle_days": deals.cycle_days,
    "cycle_deals": deals.cycle_deals,
    "cycle_median": deals.cycle_median,
    "slipped": deals.slipped,
    "slipped_amount": deals.slipped_amount,
    "late_stage_amount": deals.late_stage_amount,
    "reps_with_plan": people.reps_with_plan,
    "reps_at_quota": people.reps_at_quota,
    "reps_at_plan": people.reps_at_plan,
    "reps_in_the_middle": people.reps_in_the_middle,
    "reps_below": people.reps_below,
    "days_to_plan": people.days_to_plan,
    "breakeven_day": month.breakeven_day,
    "burndown_plan": month.burndown_plan,
    "tasks_left": month.tasks_left,
    "first_buyers_then": customers.first_buyers_then,
    "never_returned": customers.never_returned,
    "lifespan_days": customers.lifespan_days,
    "lifespan_days_repeaters": customers.lifespan_days_repeaters,
    "repeaters": customers.repeaters,
    "leading_arpa": accounts.leading_arpa,
    "stock_at_end": stock.stock_at_end,
    "days_of_sales": stock.days_of_sales,
    "debt_of_customers": stock.debt_of_customers,
    "unpaid_amount": stock.unpaid_amount,
    "overdue_amount": stock.overdue_amount,
    "answers": answers.answers,
    "promoters": answers.promoters,
    "detractors": answers.detractors,
    "satisfied": answers.satisfied,
    "ledger_revenue": ledger.revenue,
    "ledger_cost": ledger.cost,
    "ledger_selling": ledger.selling,
    "ledger_administration": ledger.administration,
    "typical_customers": outliers.typical_customers,
    "typical_revenue": outliers.typical_revenue,
    "outlier_customers": outliers.outlier_customers,
    "outlier_revenue": outliers.outlier_revenue,
    "correlation": effect.correlation,
    "advertising_doubled": advertising.doubled,
    "advertising_beside": advertising.beside,
    "forecast": forecast.forecast,
    "forecast_low": forecast.forecast_low,
    "forecast_high": forecast.forecast_high,
}
