"""Advertising stands in the account and often in the expenses again: it is counted once, by the account (NUMBERS 10).

In a calendar month that has rows of an advertising account, the rows of the class `advertising` among the expenses are
the same money and count no more. What a marketplace charges for promotion stays: no other account holds it, unless the
account names that marketplace as a channel. In months without the account all the rows count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.algorithms.scope import NOBODY, row_member
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.facts.streams import load_streams
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

#: The measures whose rows are compared.
_ROWS, _ACCOUNT = "advertising_doubled", "ad_cost"


@dataclass(frozen=True, slots=True)
class _Row:
    """Advertising of one day among the expenses; `doubled` where the account holds the same money."""

    day: date
    member: int
    amount: Decimal
    doubled: bool


def doubled(scope: Scope) -> Answer:
    """Advertising among the expenses that the account holds too: it is taken out of the expenses."""
    return _summed(scope, doubled=True)


def beside(scope: Scope) -> Answer:
    """Advertising among the expenses that no account holds."""
    return _summed(scope, doubled=False)


def daily_beside(scope: Scope) -> dict[int, dict[date, Decimal]]:
    """Advertising that no account holds, by member and day."""
    found: dict[int, dict[date, Decimal]] = {}
    for row in _rows(scope):
        if not row.doubled:
            days = found.setdefault(row.member, {})
            days[row.day] = days.get(row.day, Decimal(0)) + row.amount
    return found


def _summed(scope: Scope, *, doubled: bool) -> Answer:
    rows = [row for row in _rows(scope) if row.doubled is doubled]
    answer: Answer = {}
    for window in scope.cut.windows:
        sums: dict[int, Value] = {}
        for row in rows:
            if window.holds(row.day):
                known = sums.get(row.member, Decimal(0))
                sums[row.member] = known + row.amount if isinstance(known, Decimal) else known
        answer[window] = sums
    return answer


def _rows(scope: Scope) -> Iterator[_Row]:
    held = _held(scope)
    dimension = scope.cut.dimension
    split = dimension is not None and scope.has("expense", dimension)
    member = row_member(scope.facts["expense"], dimension) if dimension is not None and split else "0"
    keys = f"f.day, f.channel, b.recognised{', ' + member if split else ''}"
    found = scope.rows.run(
        f"SELECT f.day, f.channel, b.recognised, {member} AS member, SUM(f.amount) FROM expense f\n"
        f"LEFT JOIN batch b ON b.id = f.batch\n"
        f"WHERE {_days(scope)} AND {scope.test(_ROWS)}\nGROUP BY {keys}"
    )
    for day, channel, recognised, code, amount in found:
        if not isinstance(day, date) or not isinstance(amount, Decimal):
            continue
        channels = held.get(day.replace(day=1))
        own = str(recognised or "").split(":", maxsplit=1)[0].strip() in _marketplace_reports()
        same = channels is not None and (not own or int(str(channel)) in channels)
        yield _Row(day, int(str(code)) if code is not None else NOBODY, amount, same)


def _held(scope: Scope) -> dict[date, set[int]]:
    """The channels of the advertising account in each month (its first day) that the account tells of.

    A figure for a quarter stands on its first day and holds the money of three months.
    """
    found: dict[date, set[int]] = {}
    rows = scope.rows.run(
        "SELECT f.day, f.channel, b.grain, b.end_day FROM advertising f LEFT JOIN batch b ON b.id = f.batch\n"
        f"WHERE f.cost <> 0 AND {scope.test(_ACCOUNT)}\nGROUP BY f.day, f.channel, b.grain, b.end_day"
    )
    for day, channel, grain, end in rows:
        if isinstance(day, date):
            for month in _told(day, Grain(str(grain)) if grain else Grain.DAY, end):
                found.setdefault(month, set()).add(int(str(channel)))
    return found


def _told(day: date, grain: Grain, end: object) -> list[date]:
    match grain:
        case Grain.DAY | Grain.MONTH:
            return [day.replace(day=1)]
        case Grain.SPAN if isinstance(end, date):
            window = Period(day, max(end, day + timedelta(days=1)))
        case Grain.SPAN:
            window = Period(day, day + timedelta(days=1))
        case _:
            window = Period.of(day, grain)
    return [month.start for month in window.months()]


def _days(scope: Scope) -> str:
    first, end = min(w.start for w in scope.cut.windows), max(w.end for w in scope.cut.windows)
    return f"f.day >= {day_literal(first)} AND f.day < {day_literal(end)}"


@cache
def _marketplace_reports() -> frozenset[str]:
    """The words of reports in which a marketplace charges the seller."""
    rules = load_streams((folder("formulas") / "streams.toml").read_text("utf-8"))
    return frozenset(rules.rank("marketplace").recognised)
