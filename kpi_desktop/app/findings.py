"""What the rules say of a month, and a book's own rules: checked, added, listed, removed, exported."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kpi_desktop import resources
from kpi_desktop.app.books import opened_book
from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.figures import measured, month_of
from kpi_desktop.catalogue.errors import CatalogueError
from kpi_desktop.catalogue.judgements import DIMENSION, JUDGEMENTS, Rule, read_rules
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.writing import written_beside
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.findings.joint import Findings
    from kpi_desktop.engine.findings.sight import Sight
    from kpi_desktop.present.bundle import Unlock
    from kpi_desktop.store.book import Book

#: The book's setting of an own rule: `finding:my_rule`; its value is the rule's table of TOML.
OWN = "finding:"

#: More own rules than anyone reads; each also takes its part of the allowance of false alarms.
MOST = 100


@dataclass(frozen=True, slots=True)
class MonthFindings:
    """The rules' say on one month, with the figures that the sentences take their numbers from.

    `supplies` are the exports that would let a rule be looked at, by its id, for rules that wait for data; `refused`
    the book's own rules that cannot be used.
    """

    month: Period
    currency: str
    findings: Findings
    sight: Sight
    refused: tuple[str, ...] = ()
    supplies: Mapping[str, tuple[Unlock, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force: the program's, then the book's own; `own` are the latter's ids, `refused` unusable ones."""

    rules: tuple[Rule, ...]
    own: tuple[str, ...]
    refused: Mapping[str, tuple[Issue, ...]]


def month_findings(workspace: Workspace, path: Path, month: str | None) -> MonthFindings:
    """Evaluate all rules jointly on a month, the last fully covered one where none is named."""
    with opened_month(workspace, path, month) as (then, book, engine):
        rules = rule_set(engine.catalogue, book.settings)
        found = findings_of(book, engine, month_of(month, engine), rules)
        return replace(found, supplies=_supplies(then, book, engine, found))


def _supplies(workspace: Workspace, book: Book, engine: Engine, found: MonthFindings) -> dict[str, tuple[Unlock, ...]]:
    """Which exports would give the figures that the unheard rules wait for."""
    from kpi_desktop.app.unlocking import unlocking

    values = {name: found.sight.value(name, part=True) for one in found.findings.unheard for name in one.metrics}
    missing = {name: value for name, value in values.items() if isinstance(value, Missing)}
    if not missing:
        return {}
    gaps = unlocking(workspace, book, engine, found.month, missing)
    supplies = {one.rule.id: gaps.supplying(one.metrics) for one in found.findings.unheard if one.metrics}
    return {name: unlocks for name, unlocks in supplies.items() if unlocks}


def findings_of(book: Book, engine: Engine, month: Period, rules: RuleSet) -> MonthFindings:
    """The same of an open book; of a quarter or a year only the facts of its accounts are told."""
    from kpi_desktop.app.diagnosing import named_people
    from kpi_desktop.engine.findings.joint import findings
    from kpi_desktop.engine.findings.sight import Sight

    told = rules.rules if month.whole_months == 1 else tuple(rule for rule in rules.rules if rule.of_any_period)
    figures = _figures(engine, month, told)
    loaded = sum(found.start < month.end for found in engine.months())
    sight = Sight.of(engine.catalogue, month, figures, lambda: named_people(book, engine, month), loaded)
    return MonthFindings(month, book.currency, findings(told, sight), sight, tuple(rules.refused))


def _figures(engine: Engine, month: Period, rules: Sequence[Rule]) -> list[Figure]:
    """The figures that the rules stand on: two years of totals, and members of the month; their past if judged.

    Of the past the values are looked at and nothing beside them.
    """
    from kpi_desktop.engine.findings.sight import FIRST_SIGHT, HISTORY

    known = {found.name for found in engine.months()}
    months = [m for m in (month.shifted(-back) for back in (FIRST_SIGHT, *range(HISTORY, 0, -1))) if m.name in known]
    ids = list(dict.fromkeys(name for rule in rules for name in rule.needs))
    found = engine.past(ids, months)
    now = engine.figures(ids, [month])
    for dimension in dict.fromkeys(DIMENSION.values()):
        here = [rule for rule in rules if DIMENSION.get(rule.scope) == dimension]
        now += _members(engine, dimension, here, month)
        past = [rule for rule in here if rule.judged or rule.looks_back]
        found += _past_members(engine, dimension, past, months) if now else []
    return [*found, *measured(engine, now, month)]


def _members(engine: Engine, dimension: str, rules: Sequence[Rule], month: Period) -> list[Figure]:
    ids = list(dict.fromkeys(name for rule in rules for name in rule.needs))
    if not ids:
        return []
    answering = engine.answering(ids, month, dimension)
    return engine.figures(answering, [month], dimension) if answering else []


def _past_members(engine: Engine, dimension: str, rules: Sequence[Rule], months: Sequence[Period]) -> list[Figure]:
    ids = list(dict.fromkeys(name for rule in rules for name in rule.needs))
    asked = {month: engine.answering(ids, month, dimension) for month in months} if ids else {}
    return engine.past_by_member(asked, dimension)


def program_rules(catalogue: Catalogue) -> tuple[Rule, ...]:
    """The rules that the program brings, in their order."""
    return read_rules(catalogue, (resources.folder("formulas") / JUDGEMENTS).read_text("utf-8"))


def rule_set(catalogue: Catalogue, settings: Mapping[str, str]) -> RuleSet:
    """The program's rules and the book's; an own rule of the same id stands in its place."""
    own: dict[str, Rule] = {}
    refused: dict[str, tuple[Issue, ...]] = {}
    for name, text in _kept(settings).items():
        try:
            own |= {rule.id: rule for rule in read_rules(catalogue, text, f"{name}.toml")}
        except CatalogueError as error:
            refused[name] = error.issues
    program = program_rules(catalogue)
    replaced = [own.get(rule.id, rule) for rule in program]
    added = [rule for name, rule in own.items() if name not in {one.id for one in program}]
    return RuleSet((*replaced, *added), tuple(own), refused)


def checked_rules(workspace: Workspace, path: Path | None, text: str, file: str) -> tuple[Rule, ...]:
    """The rules of a TOML text; CatalogueError names every mistake with its place, UsageError a text without rules."""
    catalogue = workspace.catalogue
    if path is not None:
        with opened_book(path) as book:
            catalogue = workspace.of(book.settings).catalogue
    found = read_rules(catalogue, text, file)
    if not found:
        raise UsageError(msg("“{file}” holds no rule", file=file))
    return found


def add_rules(workspace: Workspace, path: Path, text: str, file: str) -> tuple[Rule, ...]:
    """Keep the rules of a TOML text in the book, each in the place of an own one of its id."""
    found = checked_rules(workspace, path, text, file)
    parts = _tables(text)
    with opened_book(path, read_only=False) as book:
        if len({*_kept(book.settings), *(rule.id for rule in found)}) > MOST:
            raise UsageError(msg("A book holds at most {n} own rules", n=MOST))
        for rule in found:
            book.set_setting(OWN + rule.id, parts[rule.id])
    return found


def listed_rules(workspace: Workspace, path: Path) -> RuleSet:
    """All rules in force in the book."""
    with opened_book(path) as book:
        return rule_set(workspace.of(book.settings).catalogue, book.settings)


def remove_rule(path: Path, name: str) -> None:
    """Take an own rule out of the book; the program's rule of that id counts again."""
    with opened_book(path, read_only=False) as book:
        _known(_kept(book.settings), name)
        book.set_setting(OWN + name, "")


def export_rules(path: Path, name: str = "", out: Path | None = None) -> str:
    """The TOML of one own rule, or of all; written to `out` where one is named."""
    with opened_book(path) as book:
        kept = _kept(book.settings)
    if name:
        _known(kept, name)
        kept = {name: kept[name]}
    text = "\n".join(kept.values())
    if out is not None:
        with written_beside(out) as beside:
            beside.write_text(text, "utf-8")
    return text


def _kept(settings: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(OWN): settings[key] for key in sorted(settings) if key.startswith(OWN) and settings[key]}


def _known(kept: Mapping[str, str], name: str) -> None:
    if name not in kept:
        raise UsageError(
            msg("The book has no own rule “{id}”", id=name),
            fix=msg("Its own rules: {names}", names=", ".join(kept) or "—"),
        )


def _tables(text: str) -> dict[str, str]:
    """Each rule's table as TOML of its own: all its values are texts."""
    import json

    found = {}
    for name, table in tomllib.loads(text).items():
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]
        found[name] = "\n".join((f"[{name}]", *lines)) + "\n"
    return found
