"""The command `articles`: of which class each article of the expenses is, and the owner's word on it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.message import msg, named, nmsg
from kpi_desktop.present.articles import CLASS_BY, NO_ARTICLE, NO_CLASS

if TYPE_CHECKING:
    import argparse


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", nargs="+", metavar="ARTICLE=CLASS", dest="chosen")


def _articles(call: Call) -> int:
    from kpi_desktop.app import articles

    if call.options.chosen:
        articles.choose_all(call.book, call.options.chosen)
    found, names = articles.articles(call.book), articles.class_names()
    call.answer = {
        "articles": [
            {
                "article": one.article,
                "class": one.expense_class or None,
                "by": one.by or None,
                "rows": one.rows,
                "amount": format(one.amount, "f"),
            }
            for one in found
        ],
        "classes": {name: call.tr(named(english, russian)) for name, (russian, english) in names.items()},
    }
    for one in found:
        kind = call.tr(named(*reversed(names[one.expense_class])) if one.expense_class else NO_CLASS)
        rows = call.tr(nmsg("{n} row", "{n} rows", n=one.rows))
        amount = call.money(one.amount)
        by = f"  ({call.tr(CLASS_BY[one.by])})" if one.by else ""
        call.print(f"{one.article or call.tr(NO_ARTICLE)}: {kind}{by}  {rows}  {amount}")
    without = sum((one.amount for one in found if not one.expense_class), Decimal(0))
    if without:
        call.say(
            msg(
                "Expenses without a class come to {amount}: choose a class with --set",
                amount=call.money(without),
            )
        )
    if not found:
        call.say(msg("The book has no expenses yet"))
    return Exit.DONE


COMMANDS = (Command("articles", msg("classes of the articles of expenses"), _arguments, _articles, book=True),)
