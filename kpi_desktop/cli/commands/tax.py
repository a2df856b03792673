"""The command `tax`: which taxes the company pays and since when; it decides what VAT means for silent amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kpi_desktop.cli.call import Call, Command
from kpi_desktop.core.errors import Exit
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.settings import NAMES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from enum import StrEnum

    from kpi_desktop.engine.tax import TaxVersion


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--set", dest="regime", metavar="REGIME")
    what.add_argument("--forget", metavar="DAY")
    what.add_argument("--undo", action="store_true")
    parser.add_argument("--since", metavar="DAY")
    parser.add_argument("--vat", metavar="RATE")
    parser.add_argument("--who", default="")


def _tax(call: Call) -> int:
    from kpi_desktop.app import tax
    from kpi_desktop.engine.tax import RATE_NAMES, REGIME_NAMES

    versions = _changed(call)
    spells = versions[-1].spells if versions else ()
    doubtful = tax.contradicted(call.book)
    call.answer = {
        "version": len(versions),
        "made_on": versions[-1].made_on if versions else None,
        "taxes": [{"since": one.since.isoformat(), "regime": one.regime.value, "vat": one.rate.value}
                  for one in spells],
        "contradicted": [month.month_text for month in doubtful],
    }  # fmt: skip
    for one in spells:
        call.say(msg("since {day}: {regime}, {rate}", day=date_text(one.since, call.lang),
                     regime=REGIME_NAMES[one.regime], rate=RATE_NAMES[one.rate]))  # fmt: skip
    if not spells:
        call.say(
            msg(
                "Nothing is said of taxes: the VAT of amounts is what files and the setting “{setting}” state",
                setting=NAMES["vat_basis"],
            )
        )
    if doubtful:
        call.say(msg("Sales of {months} have VAT in their rows, but the company pays none then: check the files or "
                     "the list", months=", ".join(month.month_text for month in doubtful)))  # fmt: skip
    return Exit.DONE


def _changed(call: Call) -> tuple[TaxVersion, ...]:
    from kpi_desktop.app import tax
    from kpi_desktop.app.staff import day_of
    from kpi_desktop.core.errors import UsageError
    from kpi_desktop.engine.tax import RATE_NAMES, REGIME_NAMES, Rate, Regime, TaxSpell

    given = call.options
    if given.undo:
        return tax.take_back(call.book)
    if given.forget:
        return tax.forget(call.book, day_of(given.forget), given.who)
    if given.regime:
        if not given.since:
            raise UsageError(msg("Name the first day: --since 2026-03-01"))
        regime = Regime(_called(given.regime, REGIME_NAMES, msg("There is no tax regime “{name}”", name=given.regime)))
        unknown = msg("There is no rate of VAT “{name}”", name=given.vat)
        rate = Rate(_called(given.vat, RATE_NAMES, unknown)) if given.vat else tax.usual_rate(regime)
        return tax.begin(call.book, TaxSpell(day_of(given.since), regime, rate), given.who)
    return tax.tax_versions(call.book)


_Kind = TypeVar("_Kind", bound="StrEnum")


def _called(text: str, names: Mapping[_Kind, Message], unknown: Message) -> str:
    """The regime or rate that is meant, by its id or its name in either language."""
    from kpi_desktop.app.naming import listed, meant, named_thing

    known = [named_thing(one.value, said) for one, said in names.items()]
    return meant(text, known, unknown, msg("Choose one of: {names}", names=listed(known))).id


COMMANDS = (
    Command("tax", msg("which taxes the company pays and since when"), _arguments, _tax, book=True),
)  # fmt: skip
