"""The command `customers`: who is nobody in particular, and who is one customer under several names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.cli.call import Call, Command, Json
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    import argparse

    from kpi_desktop.store.customers import CustomerInfo

_WHY = {
    "name": msg("by the name"),
    "marketplace": msg("a marketplace"),
    "contact": msg("the same phone, e-mail or taxpayer number"),
    "owner": msg("you said so"),
    "share": msg("a large share of all sales"),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--placeholders", action="store_true")
    what.add_argument("--aliases", action="store_true")
    what.add_argument("--placeholder", nargs="+", metavar="NAME")
    what.add_argument("--person", nargs="+", metavar="NAME")
    what.add_argument("--default", nargs="+", metavar="NAME")


def _customers(call: Call) -> int:
    from kpi_desktop.app.customers import customer_lines, decide

    given = call.options
    found = customer_lines(call.book)
    for names, word in ((given.placeholder, "nobody"), (given.person, "person"), (given.default, "")):
        if names:
            found = decide(call.book, names, word)
    if given.placeholders:
        found = [one for one in found if one.nobody or one.proposed]
    if given.aliases:
        found = [one for one in found if one.counts_for]
    call.answer = {"customers": [_json(call, one) for one in found]}
    for one in found:
        _tell(call, one)
    if not found:
        call.say(msg("Every customer of the book counts for itself"))
    return Exit.DONE


def _json(call: Call, one: CustomerInfo) -> Json:
    return {"name": one.name, "placeholder": one.nobody, "counts_for": one.counts_for or None, "why": one.why,
            "why_name": call.tr(_WHY[one.why]), "documents": one.documents, "proposed": one.proposed}  # fmt: skip


def _tell(call: Call, one: CustomerInfo) -> None:
    state = msg("nobody in particular: no figure per customer counts it")
    if one.counts_for:
        state = msg("counts for “{name}”", name=one.counts_for)
    if one.proposed:
        state = msg("is it nobody in particular? `kpi-desktop customers --placeholder NAME`")
    documents = nmsg("{n} sale", "{n} sales", n=one.documents)
    call.print(f"{one.name}  {call.tr(documents)}  {call.tr(state)} ({call.tr(_WHY[one.why])})")


COMMANDS = (
    Command("customers", msg("customers that are nobody in particular or one under several names"), _arguments,
            _customers, book=True),
)  # fmt: skip
