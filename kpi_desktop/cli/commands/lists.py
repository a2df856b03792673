"""The command that prints lists: whom to call, which products bring the revenue."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.formats import date_text, money_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.kpis_json import decimal_json
from kpi_desktop.present.numbers import member_text, value_text
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    import argparse

_LISTS = ("callback", "abc")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", choices=_LISTS, metavar="|".join(_LISTS))


def _list(call: Call) -> int:
    return _callback(call) if call.options.list == "callback" else _abc(call)


def _callback(call: Call) -> int:
    from kpi_desktop.app.lists import callback_list

    period, currency, lines = callback_list(call.workspace, call.book, call.options.month)
    found: list[Json] = []
    call.print(period_text(period, call.lang))
    for line in lines:
        source = line.source
        found.append(
            {
                "day": str(line.signed),
                "contract": line.contract,
                "customer": line.customer,
                "amount": None if line.total is None else decimal_json(line.total),
                "source": {"batch": source.batch, "file": source.file, "sheet": source.sheet, "row": source.row},
            }
        )
        amount = "—" if line.total is None else money_text(line.total, currency, call.lang)
        place = f"{source.file} · {source.sheet} · {source.row}"
        call.print(f"{date_text(line.signed, call.lang)}  {line.contract}  {line.customer}  {amount}  ({place})")
    total = sum((line.total for line in lines if line.total is not None), Decimal(0))
    call.answer = {"list": "callback", "month": period.name, "total": decimal_json(total), "rows": found}
    call.say(nmsg("{n} unpaid contract: {sum}", "{n} unpaid contracts: {sum}", n=len(lines),
                  sum=money_text(total, currency, call.lang)))  # fmt: skip
    return Exit.DONE


def _abc(call: Call) -> int:
    from kpi_desktop.app.lists import abc_list

    period, currency, lines = abc_list(call.workspace, call.book, call.options.month)
    found: list[Json] = []
    call.print(period_text(period, call.lang))
    for line in lines:
        found.append(
            {
                "name": line.name,
                "revenue": decimal_json(line.revenue),
                "share": decimal_json(line.share),
                "reached": decimal_json(line.reached),
                "class": line.letter,
            }
        )
        shares = (value_text(share, Display.SHARE, 1, currency, call.lang) for share in (line.share, line.reached))
        name, revenue = member_text(line.name, call.lang), money_text(line.revenue, currency, call.lang)
        call.print("  ".join((line.letter, name, revenue, *shares)))
    call.answer = {"list": "abc", "month": period.name, "rows": found}
    call.say(nmsg("{n} product", "{n} products", n=len(lines)))
    return Exit.DONE


COMMANDS = (Command("list", msg("lists: whom to call, ABC of products"), _arguments, _list, book=True, period=True),)
