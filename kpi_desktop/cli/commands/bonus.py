"""The command `bonus`: what people earn by the book's rules, as JSON, as lines, as sheets to print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json, existing
from kpi_desktop.core.errors import Exit
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.formats import money_text, number_text, short_number_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.kpis_json import decimal_json, missing_json
from kpi_desktop.present.numbers import no_data
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    import argparse
    from decimal import Decimal

    from kpi_desktop.app.bonus import Bonuses, PersonBonus
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.bonus import Paid

_NOT_PAYROLL = msg("Computed by the book's rules from net figures of the month; this is not payroll")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rules", metavar="FILE.toml")
    parser.add_argument("--base", choices=("paid", "revenue", "gross_profit"))
    parser.add_argument("--show-rules", action="store_true")
    parser.add_argument("--out", metavar="FILE.xlsx")


def _bonus(call: Call) -> int:
    from kpi_desktop.app.bonus import bonuses, rules_text

    if call.options.show_rules:
        text = rules_text(call.book)
        call.answer = {"rules": text}
        call.print(text)
        return Exit.DONE
    _change(call)
    found = bonuses(call.workspace, call.book, call.options.month)
    call.answer = {
        "book": str(call.book),
        "month": found.month.name,
        "currency": found.currency,
        "people": [_person_json(call, person) for person in found.people],
        "notes": [call.tr(note) for note in found.notes],
    }
    call.print(period_text(found.month, call.lang))
    for person in found.people:
        call.print(f"{person.name}: {_money(call, person.total, found.currency)}")
        for line in person.lines:
            pay = _money(call, line.pay, found.currency)
            call.print(
                f"  {_name(call, line)}: {_money(call, line.base, found.currency)} → {pay}  ({_rule(call, line)})"
            )
            if isinstance(line.pay, Missing):
                call.print("    " + call.tr(line.pay.message))
    for note in found.notes:
        call.print(call.tr(note))
    if call.options.out:
        _sheets(call, found, Path(call.options.out))
    return Exit.DONE


def _change(call: Call) -> None:
    """Keep the rules of a file, or another base of those that the program comes with."""
    from kpi_desktop.app.bonus import set_base, set_rules

    if call.options.rules:
        set_rules(call.book, existing(call.options.rules).read_text("utf-8-sig"))
    if call.options.base:
        set_base(call.book, call.options.base)
    if call.options.rules or call.options.base:
        call.say(msg("The book keeps these bonus rules"))


def _name(call: Call, line: Paid) -> str:
    return line.line.name_ru if call.lang == "ru" else line.line.name_en


def _money(call: Call, value: Value, currency: str) -> str:
    return no_data(call.lang) if isinstance(value, Missing) else money_text(value, currency, call.lang)


def _rule(call: Call, paid: Paid) -> str:
    """The steps of a line in one row: «от 0: 1 %; от 500 000: 2 %»."""
    line, tr, lang = paid.line, call.tr, call.lang
    parts = [
        tr(
            msg(
                "from {start}: {rate} %",
                start=number_text(step.start, 0, lang),
                rate=short_number_text(step.rate, 4, lang),
            )
        )
        for step in line.steps
    ]
    if line.whole:
        parts.append(tr(msg("on the whole base")))
    if line.weight != 1:
        parts.append(tr(msg("weight {weight}", weight=short_number_text(line.weight, 4, lang))))
    if line.threshold:
        parts.append(tr(msg("nothing under {amount}", amount=number_text(line.threshold, 0, lang))))
    if line.cap is not None:
        parts.append(tr(msg("at most {amount}", amount=number_text(line.cap, 2, lang))))
    return "; ".join(parts)


def _person_json(call: Call, person: PersonBonus) -> Json:
    return {
        "name": person.name,
        "roles": list(person.roles),
        "total": decimal_json(person.total),
        "missing": missing_json(person.total, call.tr),
        "lines": [
            {
                "id": line.line.id,
                "name": _name(call, line),
                "base": decimal_json(line.base),
                "base_of": line.line.base,
                "reached": decimal_json(line.reached),
                "rule": _rule(call, line),
                "weight": format(line.line.weight, "f"),
                "capped": line.capped,
                "pay": decimal_json(line.pay),
                "missing": missing_json(line.pay, call.tr),
            }
            for line in person.lines
        ],
    }


def _sheets(call: Call, found: Bonuses, out: Path) -> None:
    from kpi_desktop.workbook.bonus_sheets import BonusPage, BonusWords, write_bonus_sheets

    tr, month = call.tr, period_text(found.month, call.lang)

    def cell(value: Value) -> Decimal | str:
        return no_data(call.lang) if isinstance(value, Missing) else value

    words = BonusWords(
        title=tr(msg("Bonuses: {company}, {month}", company=found.company, month=month)),
        headings=(tr(msg("Line")), tr(msg("Base")), tr(msg("Rule")), tr(msg("Pay"))),
        person=tr(msg("Person")),
        total=tr(msg("In all")),
        note=". ".join(tr(text) for text in (_NOT_PAYROLL, *found.notes)),
        signed=tr(msg("Read by: ____________________")),
    )
    pages = [
        BonusPage(
            person.name,
            f"{found.company}, {month}",
            [(_name(call, line), cell(line.base), _rule(call, line), cell(line.pay)) for line in person.lines],
            cell(person.total),
            tuple(dict.fromkeys(tr(line.pay.message) for line in person.lines if isinstance(line.pay, Missing))),
        )
        for person in found.people
    ]
    write_bonus_sheets(out, words, pages)
    call.say(msg("The sheets are in “{file}”", file=str(out)))


COMMANDS = (Command("bonus", msg("bonuses of people by the book's rules"), _arguments, _bonus, book=True, month=True),)
