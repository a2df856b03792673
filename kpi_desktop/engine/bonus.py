"""The bonus of a person: a sum of lines, each a base x a rate by steps x a weight (NUMBERS 20). Not payroll.

A base is net of returns by their own day, so that a later return lowers the month in which it came. A base that is
not known, or of which a part is missing, pays nothing and says why: a bonus is never guessed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.missing import Value

BASES = ("revenue", "paid", "gross_profit", "attainment")
METHODS = ("marginal", "whole")
_KEYS = frozenset({"id", "ru", "en", "base", "by", "method", "steps", "threshold", "cap", "weight", "amount", "from",
                   "until", "roles"})  # fmt: skip
_PERCENT = Decimal(100)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """From this much of the base (or of the plan, in per cent) the rate in per cent holds."""

    start: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the rules; `since` and `until` are months as text, '' for no limit; no `roles` means everybody."""

    id: str
    name_ru: str
    name_en: str
    base: str
    steps: tuple[Step, ...]
    by_attainment: bool = False
    whole: bool = False
    threshold: Decimal = _ZERO
    cap: Decimal | None = None
    weight: Decimal = Decimal(1)
    amount: Decimal = _ZERO
    since: str = ""
    until: str = ""
    roles: tuple[str, ...] = ()

    def holds_in(self, month: str) -> bool:
        """Whether the line is in force in that month."""
        return (not self.since or self.since <= month) and (not self.until or month <= self.until)

    def holds(self, month: str, roles: frozenset[str]) -> bool:
        """Whether the line is for a person of these roles in that month."""
        return self.holds_in(month) and (not self.roles or bool(roles.intersection(self.roles)))


@dataclass(frozen=True, slots=True)
class Post:
    """Which role a person had, from one month up to and with another."""

    name: str
    role: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The bonus rules of a book."""

    lines: tuple[Line, ...]
    posts: tuple[Post, ...] = ()

    def roles(self, name: str, month: str) -> frozenset[str]:
        """The roles of a person in a month."""
        return frozenset(
            post.role
            for post in self.posts
            if post.name == name and (not post.since or post.since <= month) and (not post.until or month <= post.until)
        )


@dataclass(frozen=True, slots=True)
class Paid:
    """What one line pays one person: the base, what it is measured by, the result in kopecks."""

    line: Line
    base: Value
    reached: Value
    pay: Value
    capped: bool = False


def bonus_lines(rules: Rules, name: str, month: str, bases: Mapping[str, Value]) -> tuple[Paid, ...]:
    """Every line that holds for the person in the month; `bases` by name, attainment as a fraction of the plan."""
    roles = rules.roles(name, month)
    return tuple(_paid(line, bases) for line in rules.lines if line.holds(month, roles))


def total(lines: tuple[Paid, ...]) -> Value:
    """The sum of the lines; without one of them there is no sum."""
    found = _ZERO
    for line in lines:
        if isinstance(line.pay, Missing):
            return line.pay
        found += line.pay
    return found


def _paid(line: Line, bases: Mapping[str, Value]) -> Paid:
    base = bases[line.base]
    if line.base == "attainment" and isinstance(base, Decimal):
        base = EXACT.multiply(line.amount, base)
    measured = line.by_attainment or line.base == "attainment"
    reached = bases["attainment"] if measured else base
    if isinstance(reached, Decimal) and measured:
        reached = EXACT.multiply(reached, _PERCENT)
    for value in (base, reached):
        if isinstance(value, Missing):
            return Paid(line, base, reached, value)
    assert isinstance(base, Decimal)
    assert isinstance(reached, Decimal)
    pay = money(EXACT.multiply(_earned(line, base, reached, steps_of_base=not measured), line.weight))
    if line.cap is not None and pay > line.cap:
        return Paid(line, base, reached, money(line.cap), capped=True)
    return Paid(line, base, reached, pay)


def _earned(line: Line, base: Decimal, reached: Decimal, *, steps_of_base: bool) -> Decimal:
    if reached < line.threshold or base <= 0:
        return _ZERO
    if line.whole or not steps_of_base:
        rates = [step.rate for step in line.steps if reached >= step.start]
        return EXACT.divide(EXACT.multiply(base, rates[-1]), _PERCENT) if rates else _ZERO
    earned = _ZERO
    ends = [*(step.start for step in line.steps[1:]), None]
    for step, end in zip(line.steps, ends, strict=True):
        upper = base if end is None else min(base, end)
        if upper > step.start:
            earned += EXACT.divide(EXACT.multiply(upper - step.start, step.rate), _PERCENT)
    return earned


def read_rules(text: str) -> Rules:
    """The rules as TOML; UsageError names the line and what is wrong with it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(msg("The bonus rules are not TOML: {why}", why=str(error))) from None
    lines, posts = data.get("line"), data.get("person", [])
    if not isinstance(lines, list) or not lines or not isinstance(posts, list):
        raise UsageError(msg("The bonus rules have no [[line]]"))
    return Rules(tuple(_line(entry) for entry in lines), tuple(_post(entry) for entry in posts))


def _line(entry: Mapping[str, object]) -> Line:
    name = str(entry.get("id", ""))
    base, method = str(entry.get("base", "")), str(entry.get("method", "marginal"))
    steps = entry.get("steps")
    found = tuple(_step(name, step) for step in steps) if isinstance(steps, list) else ()
    unknown = sorted(entry.keys() - _KEYS)
    by = str(entry.get("by", "base"))
    for wrong, what in (
        (not name, "id"),
        (bool(unknown), ", ".join(unknown)),
        (base not in BASES, "base"),
        (method not in METHODS, "method"),
        (by not in ("base", "attainment"), "by"),
        (not found or [step.start for step in found] != sorted({step.start for step in found}), "steps"),
        (base == "attainment" and "amount" not in entry, "amount"),
        (method == "marginal" and (by == "attainment" or base == "attainment"), "method"),
    ):
        if wrong:
            raise _wrong(name, what)
    return Line(
        id=name, name_ru=str(entry.get("ru", name)), name_en=str(entry.get("en", name)), base=base, steps=found,
        by_attainment=by == "attainment", whole=method == "whole", threshold=_number(name, entry, "threshold", "0"),
        cap=_number(name, entry, "cap", "0") if "cap" in entry else None, weight=_number(name, entry, "weight", "1"),
        amount=_number(name, entry, "amount", "0"), since=str(entry.get("from", "")),
        until=str(entry.get("until", "")), roles=_words(entry.get("roles")),
    )  # fmt: skip


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else ()


def _step(name: str, entry: object) -> Step:
    if not isinstance(entry, dict):
        raise _wrong(name, "steps")
    return Step(_number(name, entry, "from", "0"), _number(name, entry, "rate", ""))


def _post(entry: Mapping[str, object]) -> Post:
    found = Post(*(str(entry.get(key, "")) for key in ("name", "role", "from", "until")))
    if not found.name or not found.role:
        raise _wrong("person", "name, role")
    return found


def _number(name: str, entry: Mapping[str, object], key: str, default: str) -> Decimal:
    value = entry.get(key, default)
    if isinstance(value, float):
        raise _wrong(name, key)
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise _wrong(name, key) from None
    if not found.is_finite() or found < 0:
        raise _wrong(name, key)
    return found


def _wrong(name: str, what: str) -> UsageError:
    return UsageError(
        msg("The bonus rules: in “{name}” this is wrong: {what}", name=name or "?", what=what),
        fix=msg("Numbers stand in quotes (“2.5”), steps go up, a marginal line has its steps in money"),
    )
