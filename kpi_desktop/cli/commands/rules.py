"""The command `rules`: what the rows of bank statements are, and the book's own rules for them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.formats import share_text
from kpi_desktop.i18n.message import msg, named, nmsg

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.store.bank import ClassTotal, OwnRule

_DIRECTIONS = {"in": msg("received"), "out": msg("paid out"), "": msg("direction unknown")}
_PURPOSE, _CUSTOMER, _ARTICLE = msg("in the purpose"), msg("in the customer"), msg("in the article")


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", nargs="+", metavar=("CLASS", "purpose=WORDS"))
    what.add_argument("--remove", type=int, metavar="NUMBER")


def _rules(call: Call) -> int:
    from kpi_desktop.app import bank

    given = call.options
    if given.add:
        bank.add(call.book, given.add[0], given.add[1:])
    if given.remove is not None:
        bank.remove(call.book, given.remove)
    totals, own = bank.classes(call.book)
    call.answer = {
        "classes": [_json(call, one, totals) for one in totals],
        "unclassified": {way: _plain(_share(totals, way)) for way in ("in", "out")},
        "rules": [_rule_json(one) for one in own],
    }
    for one in totals:
        name = call.tr(named(*reversed(bank.class_name(one.bank_class))))
        rows = call.tr(nmsg("{n} row", "{n} rows", n=one.rows))
        amount = call.money(one.amount)
        call.print(f"{call.tr(_DIRECTIONS[one.direction])}: {name}  {rows}  {amount}  {_part(call, one, totals)}")
    for rule in own:
        call.print(f"{rule.number:>4}  {_rule_line(call, rule)}")
    if not totals:
        call.say(msg("The book has no bank statements yet"))
    return Exit.DONE


def _json(call: Call, one: ClassTotal, totals: list[ClassTotal]) -> Json:
    from kpi_desktop.app import bank

    return {
        "class": one.bank_class,
        "name": call.tr(named(*reversed(bank.class_name(one.bank_class)))),
        "direction": one.direction,
        "rows": one.rows,
        "amount": format(one.amount, "f"),
        "share": _plain(_of(one.amount, totals, one.direction)),
    }


def _rule_json(one: OwnRule) -> dict[str, Json]:
    rule = one.rule
    return {"number": one.number, "class": rule.bank_class, "direction": rule.direction,
            "purpose": list(rule.purpose), "customer": list(rule.customer), "article": list(rule.article)}  # fmt: skip


def _rule_line(call: Call, one: OwnRule) -> str:
    """An own rule as it is read: «аренда — если в назначении: аренда, склад; списано»."""
    from kpi_desktop.app import bank

    rule = one.rule
    tests = [
        call.tr(msg("{where}: {words}", where=where, words=", ".join(words)))
        for where, words in ((_PURPOSE, rule.purpose), (_CUSTOMER, rule.customer), (_ARTICLE, rule.article))
        if words
    ]
    if rule.direction:
        tests.append(call.tr(_DIRECTIONS[rule.direction]))
    return f"{call.tr(named(*reversed(bank.class_name(rule.bank_class))))} — {'; '.join(tests)}"


def _part(call: Call, one: ClassTotal, totals: list[ClassTotal]) -> str:
    found = _of(one.amount, totals, one.direction)
    return "" if found is None else share_text(found, 1, call.lang)


def _share(totals: list[ClassTotal], direction: str) -> Decimal | None:
    """How much of the money of a direction no rule knows."""
    unknown = (one.amount for one in totals if one.direction == direction and one.bank_class == "unclassified")
    return _of(sum(unknown, Decimal(0)), totals, direction)


def _of(amount: Decimal, totals: list[ClassTotal], direction: str) -> Decimal | None:
    whole = sum((one.amount for one in totals if one.direction == direction), Decimal(0))
    return EXACT.divide(amount, whole) if whole else None


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value.quantize(Decimal("0.000001")), "f")


COMMANDS = (
    Command("rules", msg("what the rows of bank statements are, and your rules for them"), _arguments, _rules,
            book=True),
)  # fmt: skip
