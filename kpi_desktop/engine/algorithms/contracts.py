"""Contracts in force at the end of a window: how many, their yearly and monthly value, their licences (A:110-118).

The end is the window's last day; of a quarter or year under way it is that of the last month with data.

A contract is in force from its start (else the day it was signed) to its end, the last day. The term in months is the
one that the file states, else it is counted from start to end; contracts of which neither is known take no part.
Years are months / 12. A term under twelve months is not made a yearly one: it counts in the monthly value only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import add_months
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

_YEAR = 12
_DAY = timedelta(days=1)

_VALUELESS = Missing(
    Reason.NO_DATA, msg("No contract in force has a stated value"), "contract.total", ("contract.total",)
)


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract: `last` is the last day on which it is in force; a total that is not stated is None, never zero."""

    member: int
    start: date
    last: date
    months: Decimal
    total: Decimal | None
    licences: int

    def in_force(self, day: date) -> bool:
        """Whether the contract is in force on the day."""
        return self.start <= day <= self.last


def contracts_in_force(scope: Scope) -> Answer:
    """How many contracts of a year and longer with a stated value are in force at the window's end."""
    return _summed(scope, lambda contract: Decimal(contract.total is not None and contract.months >= _YEAR))


def contract_value_yearly(scope: Scope) -> Answer:
    """The sum of value / years over contracts in force at the window's end; terms under a year are left out."""
    return _valued(
        scope,
        lambda contract: contract.months >= _YEAR,
        lambda contract: (
            EXACT.divide(contract.total * _YEAR, contract.months)
            if contract.total is not None and contract.months >= _YEAR
            else Decimal(0)
        ),
    )


def contract_value_monthly(scope: Scope) -> Answer:
    """The sum of value / months over contracts in force at the window's end."""
    return _valued(
        scope,
        lambda _contract: True,
        lambda contract: Decimal(0) if contract.total is None else EXACT.divide(contract.total, contract.months),
    )


def contracts_unvalued(scope: Scope) -> Answer:
    """How many contracts in force at the window's end have no stated value: sums of values leave them out."""
    return _summed(scope, lambda contract: Decimal(contract.total is None))


def licences_in_force(scope: Scope) -> Answer:
    """Licences of the contracts in force at the window's end."""
    return _summed(scope, lambda contract: Decimal(contract.licences))


def accounts_at_end(scope: Scope) -> Answer:
    """How many contracts of any term are in force on the window's last day."""
    return _summed(scope, lambda _contract: Decimal(1))


def accounts_at_start(scope: Scope) -> Answer:
    """How many contracts of any term were in force on the day before the window."""
    found = contracts(scope)
    return {window: _on_day(found, window.start - _DAY, lambda _contract: Decimal(1)) for window in scope.cut.windows}


def accounts_ended(scope: Scope) -> Answer:
    """Of the contracts in force before the window, those that are no longer in force on its last day."""
    found = contracts(scope)
    answer: Answer = {}
    for window in scope.cut.windows:
        left = [contract for contract in found if not contract.in_force(scope.state_day(window))]
        answer[window] = _on_day(left, window.start - _DAY, lambda _contract: Decimal(1))
    return answer


def contract_months(scope: Scope) -> Answer:
    """The terms in months of the contracts in force on the window's last day, all together."""
    return _summed(scope, lambda contract: contract.months)


def _valued(scope: Scope, counts: Callable[[Contract], bool], worth: Callable[[Contract], Decimal]) -> Answer:
    """The sum over contracts that count; of a member who has such contracts, but none with a value, it is unknown."""
    found = [contract for contract in contracts(scope) if counts(contract)]
    answer: Answer = {}
    for window in scope.cut.windows:
        day = scope.state_day(window)
        there = [contract for contract in found if contract.in_force(day)]
        valued = {contract.member for contract in there if contract.total is not None}
        unknown: dict[int, Value] = {contract.member: _VALUELESS for contract in there if contract.member not in valued}
        answer[window] = _on_day(found, day, worth) | unknown
    return answer


def _summed(scope: Scope, worth: Callable[[Contract], Decimal]) -> Answer:
    found = contracts(scope)
    return {window: _on_day(found, scope.state_day(window), worth) for window in scope.cut.windows}


def _on_day(found: list[Contract], day: date, worth: Callable[[Contract], Decimal]) -> dict[int, Value]:
    sums: dict[int, Value] = {}
    for contract in found:
        if contract.in_force(day):
            before = sums.get(contract.member, Decimal(0))
            assert isinstance(before, Decimal)
            sums[contract.member] = before + worth(contract)
    return sums


def contracts(scope: Scope) -> list[Contract]:
    """Every contract whose term is known; one that came in several lines once, by its number.

    They are in the order of their terms: sums are the same to the last digit in any order of import.
    """
    rows = scope.rows.run(
        f'SELECT {scope.member()} AS member, f.contract, MIN(f.day), MIN(f.start), MAX(f."end"), MAX(f.months), '
        f"SUM(f.total), SUM(f.licences)\nFROM contract f WHERE {scope.counted()}\n"
        f"GROUP BY f.contract{', ' + scope.member() if scope.cut.dimension else ''}\n"
        'ORDER BY MIN(f.day), MAX(f.months), SUM(f.total), MIN(f.start), MAX(f."end")'
    )
    made = (_contract(row) for row in rows)
    return [contract for contract in made if contract is not None]


def _contract(row: tuple[object, ...]) -> Contract | None:
    member, _, signed, started, ended, months, total, licences = row
    start = started if isinstance(started, date) else signed
    assert isinstance(start, date)
    term = months if isinstance(months, Decimal) and months > 0 else None
    if isinstance(ended, date):
        last = ended
        term = term or _months_between(start, last)
    elif term is not None:
        last = add_months(start, int(term)) - timedelta(days=1)
    else:
        return None
    if term is None:
        return None
    stated = total if isinstance(total, Decimal) else None
    return Contract(int(str(member)), start, last, term, stated, int(str(licences or 0)))


def _months_between(start: date, last: date) -> Decimal | None:
    """Whole months of a term, the last day included; one that ends on its anniversary counts that day for nothing."""
    end = last + timedelta(days=1)
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day < start.day:
        months -= 1
    return Decimal(months) if months > 0 else None
