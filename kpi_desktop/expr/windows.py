"""What a measure or metric is called when it is read in another window: `Gross revenue (over 3 months)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.expr.leaf import Move, Step
from kpi_desktop.i18n.message import Message, msg, nmsg

if TYPE_CHECKING:
    from collections.abc import Iterable


def in_window(name: Message, steps: Iterable[Step], *, total: bool = False) -> Message:
    """A measure's name with the window in which it is read: `Gross revenue (over 3 months)`."""
    for step in reversed(tuple(steps)):
        name = _stepped(name, step)
    return msg("{what} (whole company)", what=name) if total else name


def _stepped(name: Message, step: Step) -> Message:
    match step.move:
        case Move.PREVIOUS if step.count == 1:
            said = msg("{what} (previous period)", what=name)
        case Move.PREVIOUS:
            said = nmsg("{what} ({n} period earlier)", "{what} ({n} periods earlier)", n=step.count, what=name)
        case Move.YEAR_AGO if step.count == 1:
            said = msg("{what} (a year earlier)", what=name)
        case Move.YEAR_AGO:
            said = nmsg("{what} ({n} year earlier)", "{what} ({n} years earlier)", n=step.count, what=name)
        case Move.TRAILING | Move.TRAILING_DAYS | Move.DAYS_BEFORE:
            said = _stretched(name, step)
        case Move.YEAR_TO_DATE:
            said = msg("{what} (since the start of the year)", what=name)
    return said


def _stretched(name: Message, step: Step) -> Message:
    match step.move:
        case Move.TRAILING:
            said = nmsg("{what} (over {n} month)", "{what} (over {n} months)", n=step.count, what=name)
        case Move.TRAILING_DAYS:
            said = nmsg("{what} (over {n} day)", "{what} (over {n} days)", n=step.count, what=name)
        case _:
            said = nmsg("{what} (with {n} day before)", "{what} (with {n} days before)", n=step.count, what=name)
    return said
