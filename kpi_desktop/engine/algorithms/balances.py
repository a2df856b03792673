"""Balances on a day: of each account the last one that is known on or before the window's last day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.scope import NOBODY, day_literal
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope


def balance_at_end(scope: Scope) -> Answer:
    """The sum over accounts (`key`, a dimension) of the last balance (`column`) up to the window's end."""
    return {window: _before(scope, window.end) for window in scope.cut.windows}


def balance_at_start(scope: Scope) -> Answer:
    """The same as it stood before the window's first day."""
    return {window: _before(scope, window.start) for window in scope.cut.windows}


def whole_months(scope: Scope) -> Answer:
    """How many calendar months the window has; no value for a part of a month."""
    found: Answer = {}
    for window in scope.cut.windows:
        months = window.whole_months
        found[window] = {NOBODY: Decimal(months) if months else Missing(Reason.GRAIN, _PART, scope.measure.id)}
    return found


_PART = msg("This is known for whole months only")


def _before(scope: Scope, day: date) -> dict[int, Value]:
    measure = scope.measure
    rows = scope.rows.run(
        f"SELECT p.member, SUM(p.v) FROM (\n"
        f'  SELECT {scope.member()} AS member, f."{measure.column}" AS v,\n'
        f'    ROW_NUMBER() OVER (PARTITION BY f."{measure.key}" '
        f"ORDER BY f.day DESC, f.batch DESC, f.src_row DESC) AS n\n"
        f'  FROM "{measure.fact}" f WHERE f.day < {day_literal(day)} AND {scope.counted()}\n'
        f") p WHERE p.n = 1 GROUP BY p.member"
    )
    found: dict[int, Value] = {int(str(member)): value for member, value in rows if isinstance(value, Decimal)}
    if not found:
        fact = scope.facts[measure.fact]
        text = msg("No balance is known before {day}", day=day_message(day))
        return {NOBODY: Missing(Reason.NOT_COVERED, text, fact.id, (fact.id,))}
    return found
