"""Cases followed from one fact to another by a column that both bear: which of them went on, and after how many days.

A case is a row (a row of visits states how many it stands for). It went on where any row of the measure that it
`follows` has the same key on that day or later, whenever that was: the period is that of the case, not of what came of
it (NUMBERS 17). Rows without the key are neither gone on nor lost, they are left out.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.condition import condition, frozen, has_key
from kpi_desktop.engine.ripening import KEYED, SPEED_DAYS
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.engine.algorithms.scope import Answer, Scope
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.i18n.message import Message

_NOBODY_YET = msg("Nobody has gone on yet")


def cases(scope: Scope) -> Answer:
    """How many cases of the window bear the key, so that they can be followed."""
    found = scope.by_window(
        f"SELECT w.win, {scope.member()} AS member, SUM({_number(scope)}) FROM {_fact(scope)} f\n"
        f"JOIN win w ON {_day(scope)} >= w.lo AND {_day(scope)} < w.hi\n"
        f"WHERE {scope.counted()} AND {_keyed(scope)}\nGROUP BY {scope.grouped('w.win')}"
    )
    return {window: {int(str(code)): Decimal(str(n)) for code, n in rows} for window, rows in found.items()}


def went_on(scope: Scope) -> Answer:
    """How many of these cases came to the measure that is followed, on that day or later."""
    refused = _refusal(scope)
    key = scope.measure.key
    found = scope.by_window(
        f"SELECT w.win, {scope.member()} AS member, "
        f"SUM(CASE WHEN a.last >= {_day(scope)} THEN {_number(scope)} ELSE 0 END) FROM {_fact(scope)} f\n"
        f"JOIN win w ON {_day(scope)} >= w.lo AND {_day(scope)} < w.hi\n"
        f'LEFT JOIN (SELECT g.k AS k, MAX(g.day) AS last FROM ({_after(scope)}) g GROUP BY g.k) a ON a.k = f."{key}"\n'
        f"WHERE {scope.counted()} AND {_keyed(scope)}\nGROUP BY {scope.grouped('w.win')}"
    )
    answer: Answer = {}
    for window, rows in found.items():
        answer[window] = {int(str(code)): refused or Decimal(str(n)) for code, n in rows}
        if refused:
            answer[window][NOBODY] = refused
    return answer


def days_until(scope: Scope) -> Answer:
    """The lower median of days that the cases of a year up to the window's end took which went on."""
    ways = [(came, (went - came).days, number) for came, went, number in _ways(scope)]
    answer: Answer = {}
    for window in scope.cut.windows:
        first = window.end - timedelta(days=SPEED_DAYS)
        taken = sorted((days, number) for came, days, number in ways if first <= came < window.end)
        answer[window] = {NOBODY: _median(taken, scope.measure.id)}
    return answer


def _median(taken: list[tuple[int, int]], about: str) -> Decimal | Missing:
    """The lower median of days, each so many times."""
    left = (sum(number for _, number in taken) - 1) // 2
    for days, number in taken:
        if left < number:
            return Decimal(days)
        left -= number
    return Missing(Reason.NO_DATA, _NOBODY_YET, about)


def _ways(scope: Scope) -> list[tuple[date, date, int]]:
    """The days on which cases came and first went on, with how many did."""
    key, windows = scope.measure.key, scope.cut.windows
    first = min(window.end for window in windows) - timedelta(days=SPEED_DAYS)
    end = max(window.end for window in windows)
    rows = scope.rows.run(
        f"SELECT g.came, g.went, SUM(g.n) FROM (SELECT {_day(scope)} AS came, MIN(a.day) AS went, "
        f"MIN({_number(scope)}) AS n FROM {_fact(scope)} f\n"
        f'JOIN (SELECT DISTINCT k, day FROM ({_after(scope)}) d) a ON a.k = f."{key}" AND a.day >= {_day(scope)}\n'
        f"WHERE {scope.counted()} AND {_day(scope)} >= {day_literal(first)} AND {_day(scope)} < {day_literal(end)}\n"
        f"GROUP BY f.batch, f.src_sheet, f.src_row, {_day(scope)}) g GROUP BY g.came, g.went"
    )
    return [(came, went, int(str(n))) for came, went, n in rows if isinstance(came, date) and isinstance(went, date)]


def _refusal(scope: Scope) -> Missing | None:
    """Why cases cannot be followed: the key is lacking in too many rows, or one side's is never the other's.

    It is told of the whole book: 0 % because two programs write their customers differently would be wrong.
    """
    before, after = scope.facts[scope.measure.fact], scope.facts[_followed(scope).fact]
    for fact, where in ((before, scope.counted()), (after, _after_where(scope))):
        known = f'COUNT(f."{scope.measure.key}")'
        ((rows, named_rows),) = scope.rows.run(f'SELECT COUNT(*), {known} FROM "{fact.id}" f WHERE {where}')
        if int(str(named_rows)) < KEYED * int(str(rows)):
            text = msg("Too few rows of “{fact}” name “{column}”: cases cannot be followed", fact=_name(fact),
                       column=_column(fact, scope.measure.key))  # fmt: skip
            return _missing(scope, text, fact)
    if before.id == after.id or _met(scope):
        return None
    text = msg("Nobody of “{fact}” is found in “{other}” later: it may be that they are written differently there",
               fact=_name(before), other=_name(after))  # fmt: skip
    return _missing(scope, text, after)


def _met(scope: Scope) -> bool:
    """Whether any case at all went on."""
    key = scope.measure.key
    return bool(scope.rows.run(
        f'SELECT 1 FROM {_fact(scope)} f JOIN ({_after(scope)}) a ON a.k = f."{key}" AND a.day >= {_day(scope)}\n'
        f"WHERE {scope.counted()} LIMIT 1"
    ))  # fmt: skip


def _missing(scope: Scope, text: Message, fact: FactTable) -> Missing:
    about = f"{fact.id}.{scope.measure.key}"
    return Missing(Reason.NO_DATA, text, about, (about,))


def _after(scope: Scope) -> str:
    """Rows (key, day) of what is come to."""
    after, key = _followed(scope), scope.measure.key
    known = has_key(scope.facts[after.fact], key)
    return (
        f'SELECT f."{key}" AS k, f."{after.day}" AS day FROM "{after.fact}" f WHERE {_after_where(scope)} AND {known}'
    )


def _after_where(scope: Scope) -> str:
    """The rows of what is come to, those without its day left out."""
    after = _followed(scope)
    fact = scope.facts[after.fact]
    return f'{condition(fact, frozen(after.where))} AND f."{after.day}" IS NOT NULL AND {scope.base()}'


def _followed(scope: Scope) -> Measure:
    return scope.measures[scope.measure.follows]


def _fact(scope: Scope) -> str:
    return f'"{scope.measure.fact}"'


def _day(scope: Scope) -> str:
    return f'f."{scope.measure.day}"'


def _keyed(scope: Scope) -> str:
    return has_key(scope.facts[scope.measure.fact], scope.measure.key)


def _number(scope: Scope) -> str:
    """How many cases a row stands for."""
    return f'COALESCE(f."{scope.measure.column}", 1)' if scope.measure.column else "1"


def _name(fact: FactTable) -> Message:
    return named(fact.name_en, fact.name_ru)


def _column(fact: FactTable, key: str) -> Message:
    column = fact.column(key)
    return named(column.name_en, column.name_ru)
