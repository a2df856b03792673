"""The rows behind measures by algorithm: contracts in force, last balances and tasks left are not those of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kpi_desktop.engine.known import state_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.period import Period

_DAY = timedelta(days=1)
_LAST = """COALESCE(f."end", COALESCE(f.start, f.day) + to_months(CAST(f.months AS INTEGER)) - INTERVAL 1 DAY)"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure in a window with the book's parameters; `known` is the day as of which its state is told."""

    measure: Measure
    window: Period
    values: Mapping[str, str]
    known: date


def in_window(measure: Measure, window: Period) -> str:
    """Rows by the measure's day inside the window."""
    day = f'f."{measure.day}"'
    return f"{day} >= {_date(window.start)} AND {day} < {_date(window.end)}"


def _date(day: date) -> str:
    return f"DATE '{day}'"


def _in_force(day: date) -> str:
    return f"COALESCE(f.start, f.day) <= {_date(day)} AND {_LAST} >= {_date(day)}"


def _at_end(one: Asked) -> str:
    return _in_force(state_day(one.window, one.known))


def _at_start(one: Asked) -> str:
    return _in_force(one.window.start - _DAY)


def _ended(one: Asked) -> str:
    return f"{_in_force(one.window.start - _DAY)} AND {_LAST} < {_date(state_day(one.window, one.known))}"


def _year_or_longer(one: Asked) -> str:
    return f"{_at_end(one)} AND (f.months IS NULL OR f.months >= 12)"


def _last_known(measure: Measure, day: date) -> str:
    key = measure.key
    same = "".join(f" AND g.{column} = f.{column}" for column in measure.where)
    later = "(g.day, g.batch, g.src_row) > (f.day, f.batch, f.src_row)"
    return (
        f'f.day < {_date(day)} AND NOT EXISTS (SELECT 1 FROM "{measure.fact}" g WHERE g."{key}" = f."{key}"{same} '
        f"AND g.day < {_date(day)} AND {later})"
    )


def _balance_at_end(one: Asked) -> str:
    return _last_known(one.measure, one.window.end)


def _balance_at_start(one: Asked) -> str:
    return _last_known(one.measure, one.window.start)


def _stock(one: Asked) -> str:
    return f"f.day = (SELECT MAX(g.day) FROM stock g WHERE g.day < {_date(one.window.end)})"


def _unpaid(one: Asked) -> str:
    return f"f.day < {_date(one.window.end)} AND (f.paid_day IS NULL OR f.paid_day >= {_date(one.window.end)})"


def _overdue(one: Asked) -> str:
    since = one.known - timedelta(days=int(one.values["payment_days"]))
    return f"f.day < {_date(since)} AND (f.paid_day IS NULL OR f.paid_day >= {_date(one.window.end)})"


def _left(one: Asked) -> str:
    return f"f.day < {_date(one.window.end)} AND (f.done_day IS NULL OR f.done_day >= {_date(one.window.end)})"


def _scope(one: Asked) -> str:
    return f"f.day < {_date(one.window.end)} AND (f.done_day IS NULL OR f.done_day >= {_date(one.window.start)})"


def _first(one: Asked) -> str:
    end = one.window.end - timedelta(days=int(one.values["churn_days"]))
    same = f"SELECT MIN(g.day) FROM {one.measure.fact} g WHERE g.customer = f.customer AND g.kind = f.kind"
    return f"f.day >= {_date(one.window.start)} AND f.day < {_date(end)} AND f.day = ({same})"


def _slipped(one: Asked) -> str:
    lo, hi = _date(one.window.start), _date(one.window.end)
    before = f"SELECT 1 FROM removed_deal r WHERE r.deal = f.deal AND r.forecast_day < {lo}"
    return f"f.forecast_day >= {lo} AND f.forecast_day < {hi} AND EXISTS ({before})"


def _none(_one: Asked) -> None:
    return None


#: Algorithms whose rows are not those of the window, by name: the condition on rows `f`, None where no rows are read.
COUNTED: dict[str, Callable[[Asked], str | None]] = {
    "contracts_in_force": _year_or_longer,
    "contract_value_yearly": _year_or_longer,
    "contract_value_monthly": _at_end,
    "contracts_unvalued": _at_end,
    "licences_in_force": _at_end,
    "accounts_at_end": _at_end,
    "accounts_at_start": _at_start,
    "accounts_ended": _ended,
    "contract_months": _at_end,
    "balance_at_end": _balance_at_end,
    "balance_at_start": _balance_at_start,
    "stock_at_end": _stock,
    "unpaid_amount": _unpaid,
    "overdue_amount": _overdue,
    "tasks_left": _left,
    "burndown_plan": _scope,
    "first_buyers_then": _first,
    "never_returned": _first,
    "slipped": _slipped,
    "slipped_amount": _slipped,
    "whole_months": _none,
    "days_of_sales": _none,
}
