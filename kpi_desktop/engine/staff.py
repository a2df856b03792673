"""Who worked where and when: teams and employment with their days, so that a split by team is that of the day.

The book keeps spells of people: a person, a team (or none), the first day, the last day (or none yet). A person is
employed on a day that one of the spells holds; who is in no spell at all is unknown to the list and counts as employed,
without a team. Every change is a version with its day and who made it (NUMBERS 19).
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kpi_desktop.engine.sql import day_literal
from kpi_desktop.expr.errors import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.core.period import Period
    from kpi_desktop.facts.schema import FactTable

#: The book's setting that holds the versions.
STAFF = "staff"

#: The dimension whose members the spells give, and the one that they are about.
TEAM, PERSON = "team", "manager"


@dataclass(frozen=True, slots=True)
class Spell:
    """One person in one team ('' for none) from a day to a day, both included; `last` None: to this day."""

    person: str
    team: str
    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the spell holds the day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, window: Period) -> bool:
        """Whether any day of the window is in the spell."""
        return self.first < window.end and (self.last is None or self.last >= window.start)


@dataclass(frozen=True, slots=True)
class StaffVersion:
    """The list as it stood since a day."""

    number: int
    made_on: str
    who: str
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """The list of people as it stands; empty where the owner keeps none."""

    spells: tuple[Spell, ...] = ()
    _of: dict[str, tuple[Spell, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __bool__(self) -> bool:
        """Whether there is anybody in the list."""
        return bool(self.spells)

    def of(self, person: str) -> tuple[Spell, ...]:
        """The spells of a person, whatever the case of the name."""
        if not self._of:
            found: dict[str, list[Spell]] = defaultdict(list)
            for spell in self.spells:
                found[folded(spell.person)].append(spell)
            self._of.update({name: tuple(spells) for name, spells in found.items()})
        return self._of.get(folded(person), ())

    def employed(self, person: str, window: Period) -> bool:
        """Whether the person was there on any day of the window; somebody whom the list does not know was."""
        spells = self.of(person)
        return not spells or any(spell.meets(window) for spell in spells)

    def left(self, person: str, day: date) -> bool:
        """Whether the list knows the person and has nobody of the name on this day."""
        spells = self.of(person)
        return bool(spells) and not any(spell.holds(day) for spell in spells)

    def team(self, person: str, window: Period) -> str:
        """The person's team on the last day of the window on which there was one; '' where there was none."""
        there = [spell for spell in self.of(person) if spell.meets(window) and spell.team]
        return max(there, key=lambda spell: spell.first).team if there else ""

    def people(self, window: Period) -> tuple[str, ...]:
        """Everybody of the list who was there on any day of the window, each once, by name."""
        return tuple(sorted({spell.person for spell in self.spells if spell.meets(window)}))


@dataclass(frozen=True, slots=True)
class Teams:
    """The spells by the codes of the book: what SQL needs to tell the team of a row from its person and day."""

    spells: Mapping[int, tuple[tuple[int, date, date | None], ...]] = field(default_factory=dict)
    terms: Mapping[int, tuple[Spell, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, staff: Staff, people: Mapping[int, str], teams: Mapping[int, str]) -> Teams:
        """The list with names as the book codes them; people and teams that no row names have no code yet."""
        codes = {folded(name): code for code, name in teams.items()}
        found = {
            code: tuple(
                (codes[folded(spell.team)], spell.first, spell.last)
                for spell in staff.of(name)
                if folded(spell.team) in codes
            )
            for code, name in people.items()
        }
        terms = {code: staff.of(name) for code, name in people.items() if staff.of(name)}
        return cls({code: spells for code, spells in found.items() if spells}, terms)

    def employed(self, person: int, window: Period) -> bool:
        """Whether the person was there on any day of the window; somebody whom the list does not know was."""
        spells = self.terms.get(person, ())
        return not spells or any(spell.meets(window) for spell in spells)

    def tells(self, fact: FactTable) -> bool:
        """Whether rows of the fact get their team by the person whom they name."""
        return bool(self.spells) and any(column.id == PERSON for column in fact.columns)

    def member(self, fact: FactTable, day: str = "day") -> str:
        """The team of a row `f` on its day as SQL; a row that names a team itself keeps it."""
        people = "\n    ".join(
            f"WHEN f.{PERSON} = {person} THEN CASE {self._spells(spells, day)} ELSE 0 END"
            for person, spells in sorted(self.spells.items())
        )
        own = f"WHEN f.{TEAM} <> 0 THEN f.{TEAM}\n    " if any(column.id == TEAM for column in fact.columns) else ""
        return f"CASE {own}{people}\n    ELSE 0 END"

    @staticmethod
    def _spells(spells: Iterable[tuple[int, date, date | None]], day: str) -> str:
        place = f'f."{day}"'
        tests = []
        for team, first, last in spells:
            end = f" AND {place} < {day_literal(last + timedelta(days=1))}" if last else ""
            tests.append(f"WHEN {place} >= {day_literal(first)}{end} THEN {team}")
        return " ".join(tests)


def staff_of(settings: Mapping[str, str]) -> Staff:
    """The list as it stands in the book."""
    versions = versions_from(settings.get(STAFF, ""))
    return Staff(versions[-1].spells) if versions else Staff()


def versions_from(text: str) -> tuple[StaffVersion, ...]:
    """The versions that `versions_to` wrote; none from an empty text."""
    return tuple(
        StaffVersion(
            one["number"], one["made_on"], one["who"],
            tuple(
                Spell(
                    spell["person"], spell["team"], date.fromisoformat(spell["first"]),
                    date.fromisoformat(spell["last"]) if spell["last"] else None,
                )
                for spell in one["spells"]
            ),
        )
        for one in (json.loads(text) if text else ())
    )  # fmt: skip


def versions_to(versions: Iterable[StaffVersion]) -> str:
    """The versions as JSON, days as text."""
    plain = [asdict(version) for version in versions]
    return json.dumps(plain, ensure_ascii=False, default=str)
