"""Measures that no sum or count of rows gives: each is a function from rows to values by window and member.

They read the book with the same portable SQL as every measure and calculate in exact decimals; the workbook shows them
as values. `measures.toml` names them under `algorithm`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.engine.algorithms import balances, contracts

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.engine.algorithms.scope import Answer, Scope

#: Every algorithm by the name under which `measures.toml` calls it.
ALGORITHMS: dict[str, Callable[[Scope], Answer]] = {
    "contracts_in_force": contracts.contracts_in_force,
    "contract_value_yearly": contracts.contract_value_yearly,
    "contract_value_monthly": contracts.contract_value_monthly,
    "licences_in_force": contracts.licences_in_force,
    "balance_at_end": balances.balance_at_end,
    "balance_at_start": balances.balance_at_start,
    "whole_months": balances.whole_months,
}
