"""Plans with versions: what was planned first, and every revision with its day and who made it (NUMBERS 19).

A version holds the whole plan as it stood, so that an old one is read without its followers. A row is for the company,
for a person, a team or a channel; what a team is planned need not be the sum of its people, and both are kept.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.core.missing import Value

#: The book's setting that holds the versions.
PLANS = "plans"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan of one metric in one month for a person, a team, a channel, or (all three empty) the company."""

    metric: str
    month: str
    amount: Decimal
    manager: str = ""
    team: str = ""
    channel: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Whose plan of what it is: a revision with the same key takes its place."""
        return (self.metric, self.month, *self.whose)

    @property
    def whose(self) -> tuple[str, str, str]:
        """Person, team, channel; a person's team only tells where the person belongs."""
        return self.manager, "" if self.manager else self.team, self.channel


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """The plan as it stood since a day; the first version is the original."""

    number: int
    made_on: str
    who: str
    note: str
    rows: tuple[PlanRow, ...]


def revised(
    versions: tuple[PlanVersion, ...],
    rows: Iterable[PlanRow],
    made_on: str,
    who: str = "",
    note: str = "",
    gone: Iterable[PlanRow] = (),
) -> tuple[PlanVersion, ...]:
    """The versions with one more, in which these rows stand in place of those before and the `gone` ones no more.

    A person whose new row names no team stays in the team of the row before.
    """
    standing = {row.key: row for row in versions[-1].rows} if versions else {}
    for row in gone:
        standing.pop(row.key, None)
    for row in rows:
        before = standing.get(row.key)
        standing[row.key] = replace(row, team=before.team) if before is not None and not row.team else row
    kept = tuple(sorted(standing.values(), key=lambda row: row.key))
    return (*versions, PlanVersion(len(versions) + 1, made_on, who, note, kept))


#: The level of plans that name nobody.
_COMPANY = 3


def counted(rows: Iterable[PlanRow], metric: str) -> tuple[PlanRow, ...]:
    """The rows that add up to the company's plan: in each month the people, else teams, else channels, else itself.

    Rows of other levels are kept and shown, never added to these. Where a person (or a team) has a plan of its own and
    plans by channel too, its own one counts.
    """
    months: dict[str, list[PlanRow]] = {}
    for row in rows:
        if row.metric == metric:
            months.setdefault(row.month, []).append(row)
    found: list[PlanRow] = []
    for month in sorted(months):
        levels = [[row for row in months[month] if _level(row) == level] for level in range(4)]
        found += _once(next((level for level in levels if level), []))
    return tuple(found)


def quota_rows(rows: Iterable[PlanRow], metric: str) -> tuple[PlanRow, ...]:
    """The rows whose sum is the company's plan: its own where it has one, whatever its people were given (NUMBERS 19).

    What the people's plans leave of it, or have more, is a row of nobody: the plan of a company of which one person has
    a plan so far is not the plan of that person.
    """
    kept = list(rows)
    found = counted(kept, metric)
    left = []
    for own in kept:
        if own.metric == metric and _level(own) == _COMPANY:
            parts = [row for row in found if row.month == own.month and _level(row) != _COMPANY]
            rest = own.amount - sum((row.amount for row in parts), Decimal(0))
            left += [PlanRow(metric, own.month, rest)] if parts and rest else []
    return (*found, *left)


def _once(rows: list[PlanRow]) -> list[PlanRow]:
    """The rows without those by channel of somebody who has a plan over all channels."""
    whole = {row.whose[:2] for row in rows if not row.channel}
    return [row for row in rows if not row.channel or row.whose[:2] not in whole or not any(row.whose[:2])]


def differences(rows: Iterable[PlanRow], metric: str) -> tuple[tuple[str, str, Decimal, Decimal], ...]:
    """Where a team's (or, '' for the team, the company's) plan is not the sum of its people: month, team, both."""
    own = [row for row in rows if row.metric == metric]
    found = []
    for row in own:
        if _level(row) not in (1, 3):
            continue
        people = [p.amount for p in own if p.manager and p.month == row.month and (not row.team or p.team == row.team)]
        if people and sum(people, Decimal(0)) != row.amount:
            found.append((row.month, row.team, row.amount, sum(people, Decimal(0))))
    return tuple(found)


def _level(row: PlanRow) -> int:
    return 0 if row.manager else 1 if row.team else 2 if row.channel else _COMPANY


def to_text(versions: tuple[PlanVersion, ...]) -> str:
    """The versions as JSON, amounts as text."""
    return json.dumps([asdict(version) for version in versions], ensure_ascii=False, default=str)


def from_text(text: str) -> tuple[PlanVersion, ...]:
    """The versions that `to_text` wrote; none from an empty text."""
    if not text:
        return ()
    return tuple(
        PlanVersion(
            version["number"], version["made_on"], version["who"], version["note"],
            tuple(replace(PlanRow(**row), amount=Decimal(str(row["amount"]))) for row in version["rows"]),
        )
        for version in json.loads(text)
    )  # fmt: skip


def share(part: Value, whole: Value | None) -> Decimal | None:
    """The part of a plan that is done; None where there is no plan above zero."""
    if not isinstance(part, Decimal) or not isinstance(whole, Decimal) or whole <= 0:
        return None
    return EXACT.divide(part, whole)


def light(done: Decimal, low: Decimal, high: Decimal) -> str:
    """Green from the upper band, red under the lower one (both in per cent), in between yellow."""
    return "green" if done * 100 >= high else "yellow" if done * 100 >= low else "red"
