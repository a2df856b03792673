"""Documents of two streams set against one another: by number, else by day, amount and customer, one to one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.facts.streams import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from kpi_desktop.facts.batch import SourceRef

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as one stream has it: its number and customer ('' where absent), its amount, its first row."""

    number: str
    day: date
    customer: str
    amount: Decimal
    source: SourceRef


class MatchState(StrEnum):
    """What became of a document: in both with one amount, in both with two, only here, only there."""

    MATCHED = "matched"
    DIFFERENT = "different"
    ONLY_HERE = "only_here"
    ONLY_THERE = "only_there"


@dataclass(frozen=True, slots=True)
class Match:
    """A document of either side, or of both."""

    state: MatchState
    here: Entry | None
    there: Entry | None

    @property
    def shown(self) -> Entry:
        """The side that exists; here where both do."""
        found = self.here or self.there
        assert found is not None
        return found


def matched(here: Iterable[Entry], there: Iterable[Entry], *, days_differ: bool = False) -> list[Match]:
    """Every document of both sides once; `days_differ`: the one side pays or closes on other days than it sells."""
    left, right = list(here), list(there)
    found: list[Match] = []
    for key in (_number, _digits) if not days_differ else ():
        left, right = _pair(left, right, key, found)
    for key in (_all, _customer_amount) if days_differ else (_all,):
        left, right = _pair(left, right, key, found)
    left, right = _pair(left, right, _day_amount, found, open_customer=True)
    left, right = _pair_alone(left, right, found)
    found += [Match(MatchState.ONLY_HERE, one, None) for one in left]
    found += [Match(MatchState.ONLY_THERE, None, one) for one in right]
    return sorted(found, key=lambda one: (one.shown.day, one.shown.number, one.shown.source.row))


def _pair(
    left: Sequence[Entry],
    right: Sequence[Entry],
    key: Callable[[Entry], Hashable | None],
    found: list[Match],
    *,
    open_customer: bool = False,
) -> tuple[list[Entry], list[Entry]]:
    """Pairs documents of equal keys, one to one; those that are left of either side."""
    waiting: dict[Hashable, list[Entry]] = defaultdict(list)
    for one in right:
        value = key(one)
        if value is not None:
            waiting[value].append(one)
    rest = []
    for one in left:
        value = key(one)
        candidates = waiting.get(value, []) if value is not None else []
        place = next((i for i, two in enumerate(candidates) if not open_customer or _may_be_one(one, two)), None)
        if place is None:
            rest.append(one)
            continue
        two = candidates.pop(place)
        state = MatchState.MATCHED if one.amount == two.amount else MatchState.DIFFERENT
        found.append(Match(state, one, two))
    used = {id(match.there) for match in found if match.there is not None}
    return rest, [one for one in right if id(one) not in used]


def _pair_alone(left: Sequence[Entry], right: Sequence[Entry], found: list[Match]) -> tuple[list[Entry], list[Entry]]:
    """Pairs the only document of a day and amount on either side: programs call one customer by different names."""
    counts = [Counter(_day_amount(one) for one in side) for side in (left, right)]
    alone = {key for key, count in counts[0].items() if count == counts[1][key] == 1}
    pairs = {key: one for one in right if (key := _day_amount(one)) in alone}
    found += [Match(MatchState.MATCHED, one, pairs[key]) for one in left if (key := _day_amount(one)) in alone]
    rest = [[one for one in side if _day_amount(one) not in alone] for side in (left, right)]
    return rest[0], rest[1]


def _may_be_one(one: Entry, two: Entry) -> bool:
    """Two known customers of other names are not taken for one."""
    return not (one.customer and two.customer) or plain(one.customer) == plain(two.customer)


def _number(one: Entry) -> Hashable | None:
    return (one.day.year, one.number.casefold()) if one.number else None


def _digits(one: Entry) -> Hashable | None:
    """«УТ-000123» and «123» on the same day with the same amount are one document."""
    groups = _DIGITS.findall(one.number)
    return (one.day, int(groups[-1]), one.amount) if groups else None


def _all(one: Entry) -> Hashable | None:
    return (one.day, one.amount, plain(one.customer)) if one.customer else None


def _customer_amount(one: Entry) -> Hashable | None:
    return (plain(one.customer), one.amount) if one.customer else None


def _day_amount(one: Entry) -> Hashable:
    return one.day, one.amount
