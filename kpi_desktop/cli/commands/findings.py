"""The commands `findings` and `finding-rules`: what a month's figures say together, and the rules that say it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit, UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.finding_conditions import condition_text

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.app.findings import MonthFindings
    from kpi_desktop.catalogue.judgements import Rule
    from kpi_desktop.present.findings import FindingsText, Told
    from kpi_desktop.present.first import FirstPage


def _nothing(parser: argparse.ArgumentParser) -> None:
    del parser


def _findings(call: Call) -> int:
    """The JSON is documented at `present.findings_json`, with the first page beside it."""
    from kpi_desktop.app.findings import month_findings

    found = month_findings(call.workspace, call.book, call.options.month)
    page = tell_first(call, call.options.month)
    said = tell_findings(call, found)
    if not said.told and not page.steps:
        call.say(msg("Nothing calls for a look in this month"))
    _tell_unheard(call, said)
    for name in found.refused:
        call.say(msg("The own rule “{id}” cannot be used any more", id=name))
    return Exit.DONE


def _tell_unheard(call: Call, said: FindingsText) -> None:
    """What could not be looked at, with the exports that rules wait for, and the way to each of them once."""
    from kpi_desktop.present.unheard import waiting_rules, ways_of

    if said.unheard:
        call.say(msg("Could not be looked at:"))
    for one in waiting_rules(said.unheard, call.lang):
        call.print(f"  {one.why}")
        call.print(f"    {'; '.join(one.titles)}")
    ways = ways_of(said.unheard)
    if ways:
        call.say(msg("Where to get it:"))
    for name, way in ways:
        call.print(f"  {name}: {way}")


def tell_first(call: Call, month: str | None) -> FirstPage:
    """What happened, what to do first and what to add; it joins the command's answer."""
    from kpi_desktop.app.first import month_first
    from kpi_desktop.present.findings import findings_text
    from kpi_desktop.present.first import Known, first_page
    from kpi_desktop.present.first_json import first_json
    from kpi_desktop.present.happened import Writer

    found = month_first(call.workspace, call.book, month)
    writer = Writer(found.catalogue, found.currency, call.tr)
    said = findings_text(found.findings.findings, found.findings.sight, found.currency, call.lang)
    page = first_page(Known(found.happened, found.diagnosis, said, found.unlock), writer)
    before = call.answer if isinstance(call.answer, dict) else {"month": found.month.name}
    call.answer = {**before, **first_json(page, found.happened, writer)}
    for line in page.happened:
        call.print(line)
    if page.steps:
        call.print("")
        call.print(call.tr(msg("What to do first")))
    for place, step in enumerate(page.shown, 1):
        call.print(f"{place}. {step.title}. {step.said} {step.do}")
    if page.unlock:
        call.print(page.unlock)
    call.print("")
    return page


def tell_findings(call: Call, found: MonthFindings) -> FindingsText:
    """The findings that are said, each with what to check and what to do; all of them join the command's answer."""
    from kpi_desktop.present.findings import findings_text
    from kpi_desktop.present.findings_json import findings_json

    said = findings_text(found.findings, found.sight, found.currency, call.lang, found.supplies)
    before = call.answer if isinstance(call.answer, dict) else {"month": found.month.name}
    call.answer = {**before, **findings_json(said)}
    for told in said.told:
        _tell(call, told)
    return said


def _tell(call: Call, told: Told) -> None:
    from kpi_desktop.present.findings import severity_text

    call.print(f"{severity_text(told.severity, call.lang)}: {told.title}. {told.evidence}")
    if told.money_line:
        call.print(f"  {told.money_line}")
    call.print(f"  {told.check}")
    call.print(f"  {told.action}")


def _rules_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "check", "add", "remove", "export"))
    parser.add_argument("target", nargs="?", metavar="FILE.toml|ID", default="")
    parser.add_argument("out", nargs="?", metavar="OUT.toml", default="")


def _rules(call: Call) -> int:
    match call.options.what:
        case "list":
            _list(call)
        case "remove":
            _remove(call)
        case "export":
            _export(call)
        case _:
            _written(call)
    return Exit.DONE


def _written(call: Call) -> None:
    from kpi_desktop.app.findings import add_rules, checked_rules

    if not call.options.target:
        raise UsageError(msg("Name the TOML file of the rules"))
    path = existing(call.options.target)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UsageError(msg("“{file}” holds no rule", file=path.name)) from None
    adding = call.options.what == "add"
    found = (add_rules if adding else checked_rules)(call.workspace, call.book, text, path.name)
    call.answer = {"rules": [_rule_json(call, rule, own=True) for rule in found], "added": adding}
    for rule in found:
        call.print(f"{_named(call, rule)}: {condition_text(rule, call.workspace.catalogue, call.lang)}")
    call.say(msg("The rules are in the book") if adding else msg("Nothing is wrong with the rules"))


def _list(call: Call) -> None:
    from kpi_desktop.app.findings import listed_rules

    found = listed_rules(call.workspace, call.book)
    refused: list[Json] = [
        {"id": name, "issues": [call.issue_json(issue) for issue in issues]} for name, issues in found.refused.items()
    ]
    rules: list[Json] = [_rule_json(call, rule, own=rule.id in found.own) for rule in found.rules]
    call.answer = {"rules": rules, "refused": refused}
    for rule in found.rules:
        mark = "*" if rule.id in found.own else " "
        condition = condition_text(rule, call.workspace.catalogue, call.lang)
        call.print(f"{mark} {rule.code:4} {_named(call, rule)}: {condition}")
    for name, issues in found.refused.items():
        call.say(msg("The own rule “{id}” cannot be used any more", id=name))
        for issue in issues:
            call.tell_issue(issue)


def _named(call: Call, rule: Rule) -> str:
    return f"{rule.title[0 if call.lang == 'ru' else 1]} [{rule.id}]"


def _rule_json(call: Call, rule: Rule, *, own: bool) -> Json:
    return {
        "id": rule.id,
        "code": rule.code,
        "title": rule.title[0 if call.lang == "ru" else 1],
        "when": rule.text,
        "scope": rule.scope.value,
        "severity": rule.severity.value,
        "kind": "judged" if rule.judged else "factual",
        "source": rule.source,
        "own": own,
    }


def _remove(call: Call) -> None:
    from kpi_desktop.app.findings import remove_rule

    if not call.options.target:
        raise UsageError(msg("Name the rule by its id"))
    remove_rule(call.book, call.options.target)
    call.answer = {"removed": call.options.target}
    call.say(msg("“{id}” is out of the book", id=call.options.target))


def _export(call: Call) -> None:
    from kpi_desktop.app.findings import export_rules

    out = Path(call.options.out) if call.options.out else None
    text = export_rules(call.book, call.options.target, out)
    call.answer = {"toml": text, "file": str(out) if out else ""}
    if out is None:
        call.print(text.rstrip("\n"))
    else:
        call.say(msg("The rules are in “{file}”", file=out.name))


COMMANDS = (
    Command("findings", msg("what the month's figures say together: what to check and what to do"), _nothing,
            _findings, book=True, month=True),
    Command("finding-rules", msg("the rules of findings: list, check, add, remove, export"), _rules_arguments,
            _rules, book=True),
)  # fmt: skip
