"""Burndown: what is left of a period's tasks day by day against an even plan, as a whole and by sprint (A:73-85)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.lists.model import Column, Kind, Line, Listing, Table, Total, Word, lacking, nothing
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine

#: What a project is parted by: the first that the tasks of the period name.
_PARTS = ("sprint", "project", "team")

WHOLE = Word("all", msg("All tasks"))

_COLUMNS = (
    Column("part", msg("Sprint or project"), Kind.TEXT),
    Column("scope", msg("Tasks"), Kind.COUNT),
    Column("done", msg("Done"), Kind.COUNT),
    Column("left", msg("Left"), Kind.COUNT),
    Column("plan", msg("Plan"), Kind.NUMBER),
    Column("deviation", msg("Deviation"), Kind.NUMBER),
)
_DAYS = (
    Column("part", msg("Sprint or project"), Kind.TEXT),
    Column("day", msg("Date"), Kind.DAY),
    Column("plan", msg("Plan"), Kind.NUMBER),
    Column("left", msg("Left"), Kind.COUNT),
    Column("deviation", msg("Deviation"), Kind.NUMBER),
)


@dataclass(frozen=True, slots=True)
class _Task:
    """One task of the scope: `done` is None while some row of it is open."""

    member: int
    done: date | None


def burndown(engine: Engine, period: Period) -> Listing:
    """Plan and fact of the period's tasks at the last known day, and by day.

    The scope are tasks open at the period's start or created in it; the plan burns it evenly to the period's end.
    """
    missing = lacking(engine, "task", ("done_day",), period.end)
    if missing:
        return nothing(engine, "burndown", period, "task", missing)
    known = _known(engine, period)
    by, tasks = _tasks(engine, period)
    if not tasks or known < period.start:
        text = msg("No task is open in this period or created in it")
        return nothing(engine, "burndown", period, "task", Missing(Reason.NOT_COVERED, text, "task", ("task",)))
    names = engine.book.members(by) if by else {}
    members = {task.member for task in tasks} if by else set[int]()
    parts = sorted(members, key=lambda code: (code == 0, natural(names.get(code, ""))))
    lines = [_line(WHOLE, tasks, (period, known), _scope(engine, period))]
    days = [*_days(WHOLE, tasks, period, known)]
    for code in parts:
        own = [task for task in tasks if task.member == code]
        where = f'{_scope(engine, period)} AND f."{by}" = {code}'
        lines.append(_line(names.get(code, ""), own, (period, known), where))
        days += _days(names.get(code, ""), own, period, known)
    left, deviation = lines[0].cells[3], lines[0].cells[5]
    assert isinstance(left, Decimal)
    assert isinstance(deviation, Decimal)
    totals = (
        Total("left", msg("Left"), left, Kind.COUNT, "tasks_open_in_window"),
        Total("deviation", msg("Deviation from the plan"), deviation, Kind.NUMBER, "burndown_deviation"),
    )
    notes = (
        msg("The plan burns the tasks of the period evenly to its end: the export has no dates of sprints. Plus is a "
            "lag, minus is ahead."),
    )  # fmt: skip
    table = Table("burndown", msg("Burndown"), _COLUMNS, tuple(lines))
    by_day = Table("days", msg("By day"), _DAYS, tuple(days))
    return Listing("burndown", period, known, table, "task", totals, notes=notes, beside=(by_day,))


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """The order of names with numbers in them: «Спринт 2» before «Спринт 11»."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name) if part)


def _known(engine: Engine, period: Period) -> date:
    """The last day that the export tells of, in the period."""
    found = engine.book.run("SELECT MAX(f.day), MAX(f.done_day) FROM task f")[0]
    return min(max((day for day in found if isinstance(day, date)), default=period.last_day), period.last_day)


def _scope(engine: Engine, period: Period) -> str:
    return (
        f"f.day < {day_literal(period.end)} AND (f.done_day IS NULL OR f.done_day >= {day_literal(period.start)}) "
        f"AND {engine.counting('task', period)}"
    )


def _tasks(engine: Engine, period: Period) -> tuple[str, list[_Task]]:
    """The tasks of the scope by the first dimension that they name; '' where they name none."""
    where = _scope(engine, period)
    for by in (*_PARTS, ""):
        member = f'f."{by}"' if by else "0"
        rows = engine.book.run(
            f"SELECT {member} AS member, f.task, MAX(f.done_day), COUNT(f.task), COUNT(f.done_day) FROM task f\n"
            f"WHERE {where} GROUP BY f.task{', ' + member if by else ''}"
        )
        found = [_Task(int(code), done if rows_ == ended else None) for code, _, done, rows_, ended in rows]
        if not by or any(task.member for task in found):
            return by, found
    raise AssertionError("the last way has no dimension")


def _left(tasks: list[_Task], day: date) -> int:
    return sum(task.done is None or task.done > day for task in tasks)


def _plan(scope: int, period: Period, day: date) -> Decimal:
    passed = (day - period.start).days + 1
    return EXACT.divide(Decimal(scope * (period.days - passed)), Decimal(period.days))


def _line(name: str | Word, tasks: list[_Task], at: tuple[Period, date], where: str) -> Line:
    period, known = at
    left, plan = _left(tasks, known), _plan(len(tasks), period, known)
    numbers = (Decimal(len(tasks)), Decimal(len(tasks) - left), Decimal(left), plan, Decimal(left) - plan)
    return Line((name, *numbers), where)


def _days(name: str | Word, tasks: list[_Task], period: Period, known: date) -> list[Line]:
    """Each day of the period; of those to come only the plan is known."""
    found = []
    for number in range(period.days):
        day = period.start + timedelta(days=number)
        plan = _plan(len(tasks), period, day)
        left = Decimal(_left(tasks, day)) if day <= known else None
        found.append(Line((name, day, plan, left, None if left is None else left - plan)))
    return found
