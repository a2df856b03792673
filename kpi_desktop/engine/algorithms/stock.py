"""Goods in stock and debts of customers as they stand at the window's end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.coverage import QUIET
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

_MIXED = msg("Goods in different units are not added up: look at it by product")
#: A warehouse that the reports have left out for longer than this is taken for an empty or closed one.
_FORGOTTEN = timedelta(days=31)
#: Account of settlements with customers.
_CUSTOMERS = "62"


def stock_at_end(scope: Scope) -> Answer:
    """The quantity in stock by the last report up to the window's end; different units have no sum.

    A report of one warehouse says nothing of the others. Where a warehouse had goods by an earlier report of the last
    weeks and the last one is silent about it, it is not known whether it was emptied: there is no sum of all.
    """
    found = scope.by_window(
        f"SELECT t.win, {scope.member()} AS member, f.unit, SUM(f.quantity) FROM stock f\n"
        f"JOIN (SELECT w.win AS win, MAX(g.day) AS day FROM stock g JOIN win w ON g.day < w.hi GROUP BY w.win) t "
        f"ON t.day = f.day\n"
        f"WHERE {scope.counted()} GROUP BY {scope.grouped('t.win, f.unit')}"
    )
    silent = _silent(scope) if scope.cut.dimension != "warehouse" else {}
    return {
        window: _stock(scope, rows) if window not in silent else dict.fromkeys(_stock(scope, rows), silent[window])
        for window, rows in found.items()
    }


def _silent(scope: Scope) -> dict[Period, Missing]:
    """Windows whose last report leaves out a warehouse that had goods shortly before, by its own last report."""
    rows = scope.by_window(
        f"SELECT w.win, COALESCE(m.value, ''), f.day, SUM(f.quantity) FROM stock f JOIN win w ON f.day < w.hi\n"
        f"LEFT JOIN member m ON m.dimension = 'warehouse' AND m.code = f.warehouse AND m.code <> {NOBODY}\n"
        f"WHERE {scope.counted()} GROUP BY w.win, COALESCE(m.value, ''), f.day"
    )
    found = {}
    for window, days in rows.items():
        last: dict[str, tuple[date, Decimal]] = {}
        for name, day, quantity in days:
            if isinstance(day, date) and isinstance(quantity, Decimal):
                last[str(name)] = max(last.get(str(name), (day, quantity)), (day, quantity))
        late = _late(last)
        if late:
            text = msg("The last stock report of “{name}” is older, of {day}: load one of all warehouses on one day",
                       name=late, day=day_message(last[late][0]))  # fmt: skip
            found[window] = Missing(Reason.NOT_COVERED, text, scope.measure.id, ("stock",))
    return found


def _late(last: Mapping[str, tuple[date, Decimal]]) -> str:
    """The first warehouse whose last report is older than the newest and had goods; '' where there is none.

    A newest report that names no warehouse is one of all of them.
    """
    named = {name: own for name, own in last.items() if name}
    newest = max((day for day, _ in named.values()), default=date.min)
    if "" in last and last[""][0] > newest:
        return ""
    late = [name for name, (day, left) in named.items() if left > 0 and timedelta(0) < newest - day <= _FORGOTTEN]
    return min(late, default="")


def _stock(scope: Scope, rows: list[tuple[object, ...]]) -> dict[int, Value]:
    units: dict[int, set[int]] = {}
    sums: dict[int, Decimal] = {}
    for member, unit, quantity in rows:
        code = int(str(member))
        units.setdefault(code, set()).add(int(str(unit)))
        sums[code] = sums.get(code, Decimal(0)) + (quantity if isinstance(quantity, Decimal) else Decimal(0))
    mixed = Missing(Reason.MIXED_UNITS, _MIXED, scope.measure.id)
    return {code: mixed if len(units[code]) > 1 else value for code, value in sums.items()}


def days_of_sales(scope: Scope) -> Answer:
    """How many days of the window the sales are known for: what half a month sold is not spread over all of it.

    A few quiet days before the very first sale are days of trade.
    """
    ((first,),) = scope.rows.run("SELECT MIN(f.day) FROM sale f")
    answer: Answer = {}
    for window in scope.cut.windows:
        known = scope.known_day("sale", window)
        late = isinstance(first, date) and window.holds(first) and first > window.start + QUIET
        start = first if late and isinstance(first, date) else window.start
        end = known if window.holds(known) else window.last_day
        answer[window] = {NOBODY: Decimal((end - start).days + 1)}
    return answer


def debt_of_customers(scope: Scope) -> Answer:
    """What customers owe by the ledger: closing debit of account 62 in the last period that ends in the window.

    Only the lowest accounts count: 62.01 and 62.02, not 62 above them.
    """
    answer: Answer = {}
    found = scope.by_window(
        f"SELECT w.win, f.day, m.value, {scope.member()} AS member, SUM(f.closing_debit) FROM ledger f\n"
        f"JOIN member m ON m.dimension = 'account' AND m.code = f.account\n"
        f"JOIN win w ON f.day >= w.lo AND f.day < w.hi\nWHERE {scope.counted()}\n"
        f"GROUP BY {scope.grouped('w.win, f.day, m.value')}"
    )
    for window, rows in found.items():
        ours = [row for row in rows if str(row[1]) == _CUSTOMERS or str(row[1]).startswith(f"{_CUSTOMERS}.")]
        answer[window] = _closing(ours, scope, window)
    return answer


def _closing(rows: list[tuple[object, ...]], scope: Scope, window: Period) -> dict[int, Value]:
    days = [day for day, *_ in rows if isinstance(day, date)]
    if not days:
        text = msg("The ledger has no account 62 up to {day}", day=day_message(window.last_day))
        return {NOBODY: Missing(Reason.NOT_COVERED, text, scope.measure.id, ("ledger",))}
    last = max(days)
    accounts = {str(account) for day, account, *_ in rows if day == last}
    sums: dict[int, Value] = {}
    for day, account, member, closing in rows:
        above = any(other.startswith(f"{account}.") for other in accounts)
        if day == last and not above and isinstance(closing, Decimal):
            before = sums.get(int(str(member)), Decimal(0))
            assert isinstance(before, Decimal)
            sums[int(str(member))] = before + closing
    return sums


def unpaid_amount(scope: Scope) -> Answer:
    """The value of contracts signed by the window's end and not paid by then."""
    return _unpaid(scope, {window: Period(window.end, window.end) for window in scope.cut.windows})


def overdue_amount(scope: Scope) -> Answer:
    """The value of unpaid contracts that were signed more than `payment_days` before the window's last known day.

    What is due on that very day is not overdue yet.
    """
    grace = timedelta(days=scope.number("payment_days"))
    known = {window: scope.known_day(scope.measure.fact, window) for window in scope.cut.windows}
    return _unpaid(scope, {window: Period(known[window] - grace, window.end) for window in scope.cut.windows})


def _unpaid(scope: Scope, signed: Mapping[Period, Period]) -> Answer:
    """Contracts not paid by each window's end; `signed` begins on the day before which they were signed."""
    found = scope.by_window(
        f"SELECT w.win, {scope.member()} AS member, SUM(f.total) FROM contract f\n"
        f"JOIN win w ON f.day < w.lo AND (f.paid_day IS NULL OR f.paid_day >= w.hi)\n"
        f"WHERE {scope.counted()}\nGROUP BY {scope.grouped('w.win')}",
        signed.values(),
    )
    return {
        window: {int(str(member)): value for member, value in found[signed[window]] if isinstance(value, Decimal)}
        for window in scope.cut.windows
    }
