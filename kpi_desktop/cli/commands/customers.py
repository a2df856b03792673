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

_ALIKE = {
    "same_words": msg("the same words"),
    "initials": msg("a full name and its initials"),
    "one_letter": msg("one letter apart"),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--placeholders", action="store_true")
    what.add_argument("--aliases", action="store_true")
    what.add_argument("--placeholder", nargs="+", metavar="NAME")
    what.add_argument("--person", nargs="+", metavar="NAME")
    what.add_argument("--default", nargs="+", metavar="NAME")
    what.add_argument("--suggest", action="store_true")
    what.add_argument("--same", nargs=2, metavar=("NAME", "OTHER"))


def _customers(call: Call) -> int:
    from kpi_desktop.app.customers import count_as, customer_lines, decide

    given = call.options
    if given.suggest:
        return _suggest(call)
    found = count_as(call.book, *given.same) if given.same else customer_lines(call.book)
    for names, word in ((given.placeholder, "nobody"), (given.person, "person"), (given.default, "")):
        if names:
            found = decide(call.book, names, word)
    if given.placeholders or given.aliases:
        found = [one for one in found if (one.counts_for if given.aliases else one.nobody or one.proposed)]
    call.answer = {"customers": [_json(call, one) for one in found]}
    for one in found:
        _tell(call, one)
    if not found:
        call.say(msg("Every customer of the book counts for itself"))
    return Exit.DONE


def _suggest(call: Call) -> int:
    """Names that may be one customer; only the owner merges them."""
    from kpi_desktop.app.customers import proposed_pairs

    found = proposed_pairs(call.book)
    call.answer = {"suggestions": [{"name": name, "may_be": other, "why": str(why), "why_name": call.tr(_ALIKE[why])}
                                   for name, other, why in found]}  # fmt: skip
    for name, other, why in found:
        call.print(f"{name}  ≈  {other}  ({call.tr(_ALIKE[why])})")
    if found:
        call.say(msg("If two names are one customer: `kpi-desktop customers --same NAME OTHER`; "
                     "`--default NAME` takes it back, `--person NAME` keeps a name apart"))  # fmt: skip
    else:
        call.say(msg("No two names look like one customer"))
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
