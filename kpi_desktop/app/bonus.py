"""The bonuses of a month: rules of the book over the month's figures of each person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop import resources
from kpi_desktop.app.books import opened, opened_book
from kpi_desktop.app.figures import month_of
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.bonus import BASES, Paid, bonus_lines, read_rules, total
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.bonus import Rules
    from kpi_desktop.engine.figure import Figure

#: The book's setting that holds its rules as TOML.
RULES = "bonus_rules"

#: Which metric each base is.
_METRICS = dict(zip(BASES, ("revenue", "customer_receipts", "gross_profit", "plan_attainment"), strict=True))

#: What is said of a figure that is not the whole truth, so that no bonus is paid from it.
_REFUSED = frozenset({"partial", "filtered"})


@dataclass(frozen=True, slots=True)
class PersonBonus:
    """One person's sheet: every line with its base and pay, and the sum."""

    name: str
    roles: tuple[str, ...]
    lines: tuple[Paid, ...]
    total: Value


@dataclass(frozen=True, slots=True)
class Bonuses:
    """The sheets of a month."""

    company: str
    currency: str
    month: Period
    people: tuple[PersonBonus, ...]


def rules_text(path: Path) -> str:
    """The book's own rules, else those that the program comes with."""
    with opened_book(path) as book:
        own = book.settings.get(RULES, "")
    return own or default_rules()


def default_rules() -> str:
    """The rules of a new book."""
    return (resources.folder("formulas") / "bonus.toml").read_text("utf-8")


def set_rules(path: Path, text: str) -> Rules:
    """Keep other rules in the book; UsageError where they cannot be read, and then the old ones stay."""
    rules = read_rules(text)
    with opened_book(path, read_only=False) as book:
        book.set_setting(RULES, text)
    return rules


def bonuses(workspace: Workspace, path: Path, month: str | None) -> Bonuses:
    """What every person of the month earns by the rules, by name."""
    with opened(workspace, path) as (book, engine):
        rules = read_rules(book.settings.get(RULES, "") or default_rules())
        chosen = month_of(month, engine)
        wanted = [_METRICS[base] for base in BASES if _METRICS[base] in engine.catalogue.metrics]
        figures = engine.figures(wanted, [chosen], "manager")
        company, currency = book.company, book.currency
    found = {(figure.metric, figure.member): figure for figure in figures}
    names = sorted({figure.member for figure in figures if figure.member and _earning(figure)})
    people = []
    for name in names:
        bases = {base: _base(found.get((metric, name)), base) for base, metric in _METRICS.items()}
        lines = bonus_lines(rules, name, chosen.month_text, bases)
        roles = tuple(sorted(rules.roles(name, chosen.month_text)))
        people.append(PersonBonus(name, roles, lines, total(lines)))
    return Bonuses(company, currency, chosen, tuple(people))


def _earning(figure: Figure) -> bool:
    return isinstance(figure.value, Decimal) and bool(figure.value)


def _base(figure: Figure | None, base: str) -> Value:
    """The figure, unless a part of it is not loaded: a bonus is not paid from a part."""
    if figure is None:
        return Missing(Reason.NO_DATA, msg("There is no data of “{base}” by people", base=base), base)
    if isinstance(figure.value, Missing):
        return figure.value
    if not figure.covered.complete or any(flag.code in _REFUSED for flag in figure.flags):
        return Missing(Reason.NOT_COVERED, msg("The month is not whole: a bonus is not paid from a part of it"), base)
    return figure.value
