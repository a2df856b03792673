"""Comparing the program's figures with SQL written by hand: to the last digit, ratios to 1e-12."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period

if TYPE_CHECKING:
    import duckdb

    from kpi_desktop.engine.engine import Engine

MONTHS = tuple(Period.month(text) for text in ("2025-11", "2025-12", "2026-02", "2026-07", "2026-10"))
QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1))
YEAR = Period(date(2025, 11, 1), date(2026, 11, 1))
WINDOWS = (*MONTHS, QUARTER, YEAR)

#: What a query may say of its window: [{lo}, {hi}), `{inside}` for rows by day, `{before}` for rows up to its end.
_PLACES = {
    "lo": "DATE '{0.start}'",
    "hi": "DATE '{0.end}'",
    "inside": "(day >= DATE '{0.start}' AND day < DATE '{0.end}')",
    "before": "(day < DATE '{0.end}')",
    "year": "(day >= DATE '{0.end}' - INTERVAL 12 MONTH AND day < DATE '{0.end}')",
    "closing": "(closed >= DATE '{0.start}' AND closed < DATE '{0.end}')",
}


def asked(sql: str, window: Period) -> str:
    """The query for one window."""
    return sql.format(**{name: text.format(window) for name, text in _PLACES.items()})


def by_sql(raw: duckdb.DuckDBPyConnection, sql: str, window: Period) -> Decimal | float | None:
    """The one number that the query gives; None for no value."""
    row = raw.execute(f"SELECT ({asked(sql, window)})").fetchone()
    assert row is not None
    value = row[0]
    return Decimal(value) if isinstance(value, int) else value


def agree(found: object, wanted: Decimal | float | None) -> bool:
    """Whether a figure and a query tell the same: no value on both sides, else equal."""
    if wanted is None:
        return isinstance(found, Missing)
    if not isinstance(found, Decimal):
        return False
    if isinstance(wanted, Decimal):
        return found == wanted
    return float(found) == pytest.approx(wanted, rel=1e-12, abs=1e-15)


def differences(
    engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str, sql: str, windows: tuple[Period, ...] = WINDOWS
) -> list[str]:
    """Where the program and the query differ."""
    found = []
    for figure in engine.figures([metric], windows):
        wanted = by_sql(raw, sql, figure.period)
        if not agree(figure.value, wanted):
            found.append(f"{metric} {figure.period.start}..{figure.period.last_day}: {figure.value} is not {wanted}")
    return found


def split_differences(
    engine: Engine, raw: duckdb.DuckDBPyConnection, metric: str, dimension: str, sql: str
) -> list[str]:
    """The same by members: the query gives rows (member, value); a member it does not name has no value, not a zero."""
    found = []
    for window in (MONTHS[-1], QUARTER):
        wanted = {name or "": value for name, value in raw.execute(asked(sql, window)).fetchall()}
        got = {figure.member or "": figure.value for figure in engine.figures([metric], [window], dimension)}
        for member in sorted(wanted.keys() | got.keys()):
            mine, its = got.get(member), wanted.get(member)
            its = Decimal(its) if isinstance(its, int) else its
            idle = member not in wanted and isinstance(mine, Missing)
            nothing = its is None and (mine is None or isinstance(mine, Missing))
            if not (idle or nothing or agree(mine, its)):
                found.append(f"{metric} of {member}, {window.start}: {mine} is not {its}")
    return found
