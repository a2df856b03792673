"""Who works where and since when: the owner's list of people with their teams, kept in the book with its versions."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.core.errors import UsageError
from kpi_desktop.engine.staff import PERSON, STAFF, TEAM, Spell, StaffVersion, versions_from, versions_to
from kpi_desktop.expr.errors import folded
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Spells = tuple[Spell, ...]

_DAY = timedelta(days=1)
#: What a first line of headings begins with, so that a pasted table may have one.
_HEADINGS = frozenset({"сотрудник", "менеджер", "person", "employee", "manager", "фио"})


def staff_versions(path: Path) -> tuple[StaffVersion, ...]:
    """Every version of the list, the first one first; none where the owner keeps no list."""
    with opened_book(path) as book:
        return versions_from(book.settings.get(STAFF, ""))


def known_names(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """People and teams that the rows of the book name: what a line of the list may be about."""
    with opened_book(path) as book:
        return tuple(sorted(filter(None, book.members(PERSON).values()))), tuple(
            sorted(filter(None, book.members(TEAM).values()))
        )


def day_of(text: str) -> date:
    """A day as people write it: 2026-03-31 or 31.03.2026; UsageError for what is none."""
    plain = text.strip()
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(plain, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise UsageError(msg("“{text}” is no day", text=text), fix=msg("Write a day as 2026-03-31 or 31.03.2026"))


def came(path: Path, spell: Spell, who: str = "") -> tuple[StaffVersion, ...]:
    """A person is in a team since a day; an open spell of the same person ends on the day before."""
    if not spell.person.strip():
        raise UsageError(msg("Name the person"))

    def changed(spells: Spells) -> Spells:
        before = [
            replace(one, last=spell.first - _DAY) if _same(one, spell) and one.last is None and one.first < spell.first
            else one
            for one in spells
        ]  # fmt: skip
        return (*before, replace(spell, person=spell.person.strip(), team=spell.team.strip()))

    return _change(path, changed, who)


def left(path: Path, person: str, day: date, who: str = "") -> tuple[StaffVersion, ...]:
    """A person left: the day is the last one; an open spell ends on it."""

    def changed(spells: Spells) -> Spells:
        mine = [one for one in spells if folded(one.person) == folded(person)]
        if not any(one.holds(day) for one in mine):
            raise UsageError(
                msg("“{name}” is not in the list on this day", name=person),
                fix=msg("Enter first since when the person works"),
            )
        ended = [replace(one, last=day) if one in mine and one.holds(day) else one for one in spells]
        return tuple(one for one in ended if one not in mine or one.first <= day)

    return _change(path, changed, who)


def forget(path: Path, spell: Spell, who: str = "") -> tuple[StaffVersion, ...]:
    """Take one line out of the list."""
    return _change(path, lambda spells: tuple(one for one in spells if one != spell), who)


def take_back(path: Path) -> tuple[StaffVersion, ...]:
    """Return to the version before the last change; the version stays in the history as a new one."""
    versions = staff_versions(path)
    if not versions:
        raise UsageError(msg("The list of people is empty: there is nothing to take back"))
    before = versions[-2].spells if len(versions) > 1 else ()
    return _change(path, lambda _spells: before, "")


def whole_list(path: Path, text: str, who: str = "") -> tuple[StaffVersion, ...]:
    """Put a whole list in place of the one before: lines of person, team, first day, last day."""
    spells = spells_of(text)
    return _change(path, lambda _spells: spells, who)


def spells_of(text: str) -> Spells:
    """The lines of a table as text, parted by tabs, semicolons or commas; the last day may be empty."""
    first = text.split("\n", maxsplit=1)[0]
    parting = next((sign for sign in ("\t", ";") if sign in first), ",")
    found = []
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=parting), start=1):
        line = [cell.strip() for cell in cells]
        if not any(line) or (number == 1 and line[0].lstrip("\ufeff").casefold() in _HEADINGS):
            continue
        person, team, since, until = (*line, "", "", "", "")[:4]
        if not person or not since:
            raise UsageError(
                msg("Line {n}: a person and the first day are needed", n=number),
                fix=msg("Columns: person, team, first day, last day"),
            )
        found.append(Spell(person.lstrip("\ufeff"), team, day_of(since), day_of(until) if until else None))
    if not found:
        raise UsageError(msg("The table has no people"), fix=msg("Columns: person, team, first day, last day"))
    return tuple(found)


def _change(path: Path, changed: Callable[[Spells], Spells], who: str) -> tuple[StaffVersion, ...]:
    with opened_book(path, read_only=False) as book:
        versions = versions_from(book.settings.get(STAFF, ""))
        before = versions[-1].spells if versions else ()
        spells = _checked(changed(before))
        if spells != before:
            today = datetime.now(UTC).date().isoformat()
            versions = (*versions, StaffVersion(len(versions) + 1, today, who, spells))
            teams = sorted({one.team for one in spells if one.team})
            book.set_choice(STAFF, versions_to(versions), TEAM, teams)
        return versions


def _checked(spells: Iterable[Spell]) -> Spells:
    """The lines in order; UsageError for a day before its first one and for two teams on one day."""
    found = sorted(set(spells), key=lambda one: (folded(one.person), one.first, one.last or date.max, one.team))
    for one in found:
        if one.last is not None and one.last < one.first:
            raise UsageError(msg("“{name}”: the last day is before the first one", name=one.person))
    for one, following in itertools.pairwise(found):
        if _same(one, following) and (one.last is None or one.last >= following.first):
            raise UsageError(
                msg("“{name}” would be in two places on {day}", name=one.person, day=following.first.isoformat()),
                fix=msg("Let the earlier line end on the day before"),
            )
    return tuple(found)


def _same(one: Spell, other: Spell) -> bool:
    return folded(one.person) == folded(other.person)
